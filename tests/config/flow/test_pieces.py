"""Long histories are worked on in pieces, and every figure and every row stays the same."""

import csv
import random

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from tests.config.flow.logs import COLUMNS, PARTIES, STATUSES, run, write_csv

from accord.analysis.tables import HISTORY
from accord.store import scratch
from accord.store.engine import connect


def a_log(file, seed, items):
    """Ties, blanks, names that nobody mapped, and items whose rows stand far apart."""
    chance = random.Random(seed)
    rows = [
        (
            f"{chance.randrange(items):03}",
            f"2026-01-{chance.randint(1, 28):02}T0{chance.randint(0, 3)}:00:00Z",
            chance.choice([*STATUSES, "Odd"]),
            chance.choice([*PARTIES, "", "Stranger"]),
            chance.choice(["", "Campaign"]),
            chance.choice(["", "Duplicate"]),
        )
        for _ in range(items * 8)
    ]
    return write_csv(file, COLUMNS, rows)


@pytest.fixture
def logs(tmp_path):
    return a_log(tmp_path / "one.csv", 1, 60), a_log(tmp_path / "it's two.csv", 2, 25)


def written(tmp_path, name, files, *more):
    """What the command says and writes."""
    outputs = {kind: tmp_path / f"{name}.{kind}.parquet" for kind in ("items", "stays")}
    told = tmp_path / f"{name}.json"
    options = [part for kind, file in outputs.items() for part in (f"--{kind}", file)]
    result = run(*files, "--json", told, *options, *more)
    assert result.exit_code == 0, result.output
    tables = [parquet.read_table(file) for file in outputs.values()]
    return result.stdout, told.read_text(), tables


@pytest.mark.parametrize("most_rows", [9, 400])
def test_pieces_tell_what_the_whole_tells(tmp_path, logs, mappings, monkeypatch, most_rows):
    for given in ([], [*mappings, "--as-of", "2026-01-20"]):
        whole = written(tmp_path, "whole", logs, *given)
        with monkeypatch.context() as patched:
            patched.setattr(scratch.Scratch, "most_rows", most_rows)
            pieces = written(tmp_path, "pieces", logs, *given)
        assert pieces == whole


def test_every_item_stands_whole_in_one_piece(tmp_path, logs, monkeypatch):
    monkeypatch.setattr(scratch.Scratch, "most_rows", 100)
    met = []
    with scratch.Scratch(tmp_path) as rows:
        batch = a_batch(logs[0])
        rows.write("log", "history", batch)
    found = list(rows.history("log", batch.num_rows, connect(tmp_path)))
    assert len(found) == 5
    for piece in found:
        assert piece.column_names == ["item", "at", "line", "status", "holder", "resolution"]
        met += piece["item"].unique().to_pylist()
    assert len(met) == len(set(met))
    assert sum(map(len, found)) == batch.num_rows


def a_batch(file):
    """The rows of a log as a batch of a history."""
    with file.open(newline="") as opened:
        rows = [
            {"item": row["item"], "at": line, "line": line}
            | {name: row[name] for name in ("status", "holder", "resolution")}
            | {"person": ""}
            for line, row in enumerate(csv.DictReader(opened))
        ]
    return pa.RecordBatch.from_pylist(rows, schema=HISTORY)
