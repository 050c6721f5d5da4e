"""The written rows, one an item and one a stay."""

import csv
import json
from datetime import UTC, datetime

import pyarrow.csv
import pyarrow.parquet as parquet
import pytest
from tests.config.flow.logs import SIMPLE, log, run, write_csv


def test_items_and_stays_have_one_row_each(tmp_path, mappings):
    items, stays = tmp_path / "items.csv", tmp_path / "stays.parquet"
    run(log(tmp_path, *SIMPLE), *mappings, "--items", items, "--stays", stays)
    with items.open(newline="") as opened:
        found = list(csv.DictReader(opened))
    assert list(found[0]) == [
        *("source", "item", "type", "created_at", "done_at", "outcome", "lead_days", "handoffs"),
        *("ping_pongs", "reopened", "days_it_queue", "days_it_work", "days_it_wait"),
        *("days_marketing_queue", "days_marketing_work", "days_marketing_wait"),
        *("days_nobody_queue", "days_nobody_work", "days_nobody_wait", "working_known"),
    ]
    assert found[0]["created_at"] == "2026-01-01T00:00:00Z"
    assert found[0]["working_known"] == "true"
    assert (found[1]["done_at"], found[1]["lead_days"], found[1]["days_it_work"]) == ("", "", "")
    assert (found[1]["days_it_queue"], found[1]["working_known"]) == ("0", "false")
    rows = parquet.read_table(stays).to_pylist()
    assert [(row["item"], row["turn"], row["class"], row["days"]) for row in rows] == [
        ("A", "marketing", "queue", 1.0),
        ("A", "it", "work", 2.0),
        ("A", "it", "done", 0.0),
        ("B", "nobody", "queue", 1.0),
    ]
    assert rows[2]["until"] is None
    assert rows[3]["until"] == datetime(2026, 1, 4, tzinfo=UTC)


def test_items_of_two_files_of_one_name_are_kept_apart(tmp_path):
    (tmp_path / "other").mkdir()
    first, second = log(tmp_path, *SIMPLE), log(tmp_path / "other", *SIMPLE)
    out, items = tmp_path / "out.json", tmp_path / "items.parquet"
    assert run(first, second, "--json", out, "--items", items).exit_code == 0
    assert json.loads(out.read_text())["items"] == 4
    assert set(parquet.read_table(items)["source"].to_pylist()) == {"log", "log-2"}


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_parties_that_differ_in_capitals_only_have_columns_of_their_own(tmp_path, suffix):
    file = log(
        tmp_path,
        ("A", "2026-01-01", "New", "IT"),
        ("A", "2026-01-02", "New", "it"),
        ("B", "2026-01-03", "New", "it"),
        ("A", "2026-01-04", "Done", "it"),
    )
    items = tmp_path / f"items.{suffix}"
    result = run(file, "--items", items)
    assert result.exit_code == 0, result.output
    read = pyarrow.csv.read_csv if suffix == "csv" else parquet.read_table
    rows = read(items).select(["item", "days_IT_queue", "days_it_queue"]).to_pylist()
    assert [tuple(row.values()) for row in rows] == [("A", 1, 2), ("B", 0, 1)]


def test_hundreds_of_parties_have_three_columns_each(tmp_path):
    rows = [(f"I{n}", f"2026-01-01T{n % 24:02}:00", "New", f"P{n:03}") for n in range(400)]
    items = tmp_path / "items.parquet"
    run(log(tmp_path, *rows, ("Z", "2026-01-03", "New", "P000")), "--items", items)
    found = parquet.read_table(items)
    assert found.num_columns == 11 + 3 * 400
    assert found["days_P025_queue"].to_pylist().count(round(47 / 24, 6)) == 1


def test_the_type_is_the_one_that_was_known_then(tmp_path):
    rows = [
        ("A", "2026-01-01", "New", "Web", "bug"),
        ("A", "2026-01-03", "New", "Web", "task"),
        ("B", "2026-01-02", "New", "Web", "new"),  # out of order: the latest in time counts
        ("B", "2026-01-01", "New", "Web", "old"),
        ("C", "2026-01-01", "New", "Web", "superseded"),
        ("C", "2026-01-01", "New", "Web", ""),
        ("D", "2026-01-01", "New", "Web", "kept"),
        ("D", "2026-01-02", "New", "Web", ""),
    ]
    file = write_csv(tmp_path / "log.csv", ["item", "at", "status", "holder", "type"], rows)
    types = {}
    for as_of in ("2026-01-02", "2026-01-03"):
        out = tmp_path / "items.csv"
        assert run(file, "--as-of", as_of, "--items", out).exit_code == 0
        with out.open(newline="") as opened:
            types[as_of] = {row["item"]: row["type"] for row in csv.DictReader(opened)}

    assert types["2026-01-02"] == {"A": "bug", "B": "new", "C": "", "D": "kept"}
    assert types["2026-01-03"] == {"A": "task", "B": "new", "C": "", "D": "kept"}
