"""The files that ``accord flow`` writes: all of them or none."""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from accord.config.flow.asked import Asked
from accord.config.flow.figures import Found, written_time
from accord.config.flow.rows import INSTANT, item_rows, stay_rows
from accord.connectors.contract import UnreadableFileError


def check_outputs(asked: Asked) -> None:
    """Refuse what cannot be written before anything is read."""
    outputs = [path for path in (asked.json, asked.items, asked.stays) if path]
    if asked.items and asked.items.suffix.lower() not in (".csv", ".parquet"):
        raise UnreadableFileError(f"--items {asked.items} must end in .csv or .parquet.")
    if asked.stays and asked.stays.suffix.lower() != ".parquet":
        raise UnreadableFileError(f"--stays {asked.stays} must end in .parquet.")
    inputs = [*asked.files, *(path for path in (asked.parties, asked.statuses) if path)]
    check_places(inputs, outputs)


def check_places(inputs: Sequence[Path], outputs: Sequence[Path]) -> None:
    """Refuse a folder, a file in no folder, and one file named twice."""
    places = [path.resolve() for path in [*inputs, *outputs]]
    for path in outputs:
        if path.is_dir():
            raise UnreadableFileError(f"{path} is a folder; name a file in it.")
        if not path.absolute().parent.is_dir():
            raise UnreadableFileError(f"{path} cannot be written: there is no such folder.")
        if places.count(path.resolve()) > 1:
            raise UnreadableFileError(f"{path} is named twice; give every file its own name.")


def write_outputs(asked: Asked, found: Found) -> None:
    """Write all the asked files or none."""
    write_files(_asked_outputs(asked, found))


def write_files(asked: Iterable[tuple[Path, Callable[[Path], None]]]) -> None:
    """Write all files or none: each beside its place first, then moved there."""
    made: list[tuple[Path, Path]] = []
    try:
        for path, write in asked:
            beside = path.with_name(f".{path.name}.{os.getpid()}")
            made.append((beside, path))
            with _clear(path):
                beside.touch()  # says plainly where nothing may be written
                write(beside)
        for beside, path in made:
            with _clear(path):
                beside.replace(path)
    finally:
        for beside, _ in made:
            beside.unlink(missing_ok=True)


@contextmanager
def _clear(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        raise UnreadableFileError(f"{path} cannot be written ({reason}).") from error


def _asked_outputs(asked: Asked, found: Found) -> Iterator[tuple[Path, Callable[[Path], None]]]:
    if asked.json:
        yield json_file(asked.json, found.figures)
    if asked.items:
        rows = item_rows(found)
        if asked.items.suffix.lower() == ".csv":
            yield asked.items, lambda place: pyarrow.csv.write_csv(_as_csv(rows), place)
        else:
            yield asked.items, lambda place: pyarrow.parquet.write_table(rows, place)
    if asked.stays:
        yield asked.stays, lambda place: pyarrow.parquet.write_table(stay_rows(found), place)


def json_file(path: Path, figures: Mapping[str, Any]) -> tuple[Path, Callable[[Path], None]]:
    """Figures, to be written as JSON."""
    text = json.dumps(figures, indent=2, ensure_ascii=False) + "\n"
    return path, lambda place: _write_text(place, text)


def _write_text(place: Path, text: str) -> None:
    place.write_text(text, "utf-8")


def _as_csv(rows: pa.Table) -> pa.Table:
    for place, column in enumerate(rows.schema):
        if column.type == INSTANT:
            stamps = rows[column.name].cast(pa.int64()).to_pylist()
            texts = [None if stamp is None else written_time(stamp) for stamp in stamps]
            rows = rows.set_column(place, column.name, pa.array(texts, pa.string()))
    return rows
