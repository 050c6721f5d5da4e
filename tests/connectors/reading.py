"""Reads a small file in a test and shows the rows that came of it."""

import datetime as dt
import json
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from accord.connectors.contract import Options, Receipt, Recorder
from accord.connectors.registry import read

SAMPLES = Path(__file__).parent / "samples"


@dataclass
class Rows:
    """What a reader told the recorder."""

    receipt: Receipt
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def states(self, item: str) -> list[tuple[str, str, str]]:
        """Time, status and holder of one item, in order."""
        rows = [row for row in self.tables.get("history", []) if row["item"] == item]
        rows.sort(key=lambda row: (row["at"], row["line"]))
        return [(clock(row["at"]), row["status"], row["holder"]) for row in rows]

    def of(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        """Some columns of a table, times written out."""
        return [
            tuple(
                clock(row[name]) if name in ("at", "due") and row[name] is not None else row[name]
                for name in columns
            )
            for row in self.tables.get(table, [])
        ]


def clock(at: int) -> str:
    """Microseconds as a time in UTC, without seconds where they are zero."""
    moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=at)
    return moment.strftime("%Y-%m-%d %H:%M") + (f":{moment:%S.%f}" if at % 60_000_000 else "")


def reading(file: Path, format_name: str = "", pseudonym: Any = str, **options: Any) -> Rows:
    """Read a file as the product does: the format found by content unless it is named."""
    tables: dict[str, list[dict[str, Any]]] = defaultdict(list)
    recorder = Recorder(lambda table, batch: tables[table].extend(batch.to_pylist()), pseudonym)
    read(file, Options(**options), recorder, format_name)
    return Rows(recorder.close(), dict(tables))


def sample(name: str, **options: Any) -> Rows:
    """Read one of the samples."""
    return reading(SAMPLES / name, **options)


def written(folder: Path, content: Any, name: str = "export.any") -> Path:
    """Write text, bytes or a JSON value to a file whose name says nothing."""
    file = folder / name
    if isinstance(content, bytes):
        file.write_bytes(content)
    else:
        text = content if isinstance(content, str) else json.dumps(content)
        file.write_text(text, encoding="utf-8", newline="")
    return file
