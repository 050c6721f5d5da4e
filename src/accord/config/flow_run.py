"""What ``accord flow`` does: reads, places, counts, writes the asked files, and sums up in words."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from accord.analysis import custody
from accord.analysis.tables import MICROSECONDS_A_DAY
from accord.config.exports import (
    PEOPLE,
    Custody,
    Exports,
    custody_of,
    opened,
    read_parties,
    read_statuses,
)
from accord.connectors.contract import HolderKind, Options, UnreadableFileError
from accord.connectors.files import parse_time

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_INSTANT = pa.timestamp("us", tz="UTC")
Turns = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Asked:
    """The command line, as given."""

    files: list[Path]
    format_name: str
    options: Options
    parties: Path | None
    statuses: Path | None
    as_of: str
    json: Path | None
    items: Path | None
    stays: Path | None


@dataclass(slots=True)
class Found:
    """What the files tell."""

    exports: Exports
    custody: Custody
    items: Any  # one row an item, on the engine
    figures: dict[str, Any]  # exactly what --json holds


def run(asked: Asked) -> str:
    """Do all that was asked and return the summary; ``UnreadableFileError`` says what is wrong."""
    _check_outputs(asked)
    parties = read_parties(asked.parties) if asked.parties else None
    statuses = read_statuses(asked.statuses) if asked.statuses else None
    as_of = _as_of(asked)
    with opened(asked.files, asked.format_name, asked.options) as exports:
        placed = custody_of(exports, parties, statuses, as_of)
        found = measured(exports, placed)
        _write_outputs(asked, found)
        from accord.config.flow_summary import summary

        return summary(asked, found)


def measured(exports: Exports, placed: Custody) -> Found:
    """Count and add up what the placed stays tell."""
    items = exports.keep(custody.items(placed.placed))
    figures = _counts_of(exports, items) | {
        "lead_days": _lead_days(exports, items),
        "days_by_turn": _days_by_turn(exports, placed.placed),
        "unmapped_holders": placed.unmapped_holders,
        "unmapped_statuses": placed.unmapped_statuses,
        "rows": {"read": placed.read, "used": placed.used, "skipped": placed.read - placed.used},
        "as_of": written_time(placed.as_of),
    }
    return Found(exports, placed, items, figures)


def _counts_of(exports: Exports, items: Any) -> dict[str, Any]:
    counted = items.aggregate(
        items=items.count(),
        delivered=(items.outcome == "delivered").sum(),
        dropped=(items.outcome == "dropped").sum(),
        open=(items.outcome == "open").sum(),
        reopened=items.reopened.sum(),
        handoffs=items.handoffs.sum(),
        items_with_handoff=(items.handoffs > 0).sum(),
        ping_pongs=items.ping_pongs.sum(),
    )
    found: dict[str, Any] = exports.connection.to_pyarrow(counted).to_pylist()[0]
    return found


def _lead_days(exports: Exports, items: Any) -> dict[str, float | None]:
    found = exports.connection.to_pyarrow(custody.lead_times(items)).to_pylist()[0]
    return {
        name: None if found[name] is None else round(found[name], 6)
        for name in ("p50", "p85", "p95", "mean")
    }


def _days_by_turn(exports: Exports, placed: Any) -> Turns:
    spent = exports.connection.to_pyarrow(custody.days_by_turn(placed)).to_pylist()
    turns: Turns = {}
    for row in sorted(spent, key=lambda row: row["turn"]):
        days = custody.exact_days(row["seconds"], row["microseconds"])
        if days:
            shown = turns.setdefault(row["turn"], dict.fromkeys(custody.OPEN_CLASSES, 0.0))
            shown[row["class"]] = round(days, 6)
    return turns


def written_time(at: int) -> str:
    """ISO in UTC with a Z; the fraction only where there is one."""
    return (_EPOCH + timedelta(microseconds=at)).isoformat().replace("+00:00", "Z")


def _as_of(asked: Asked) -> int | None:
    if not asked.as_of:
        return None
    try:
        at = parse_time(asked.as_of.strip(), asked.options.zone)
    except ValueError as error:  # the zone itself is unknown
        raise UnreadableFileError(str(error)) from error
    if at is None:
        raise UnreadableFileError(
            f"--as-of {asked.as_of!r} is no time; write it like 2026-01-31T12:00:00Z."
        )
    return at


# Files out


def _check_outputs(asked: Asked) -> None:
    outputs = [path for path in (asked.json, asked.items, asked.stays) if path]
    if asked.items and asked.items.suffix.lower() not in (".csv", ".parquet"):
        raise UnreadableFileError(f"--items {asked.items} must end in .csv or .parquet.")
    inputs = [*asked.files, *(path for path in (asked.parties, asked.statuses) if path)]
    places = [path.resolve() for path in [*inputs, *outputs]]
    for path in outputs:
        if path.is_dir() or not path.absolute().parent.is_dir():
            raise UnreadableFileError(f"{path} cannot be written: there is no such folder.")
        if places.count(path.resolve()) > 1:
            raise UnreadableFileError(f"{path} is named twice; give every file its own name.")


def _write_outputs(asked: Asked, found: Found) -> None:
    """Write all the asked files or none: each beside its place first, then moved there."""
    made: list[tuple[Path, Path]] = []
    try:
        for path, write in _asked_outputs(asked, found):
            beside = path.with_name(f".{path.name}.{os.getpid()}")
            made.append((beside, path))
            with _clear(path):
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
        text = json.dumps(found.figures, indent=2, ensure_ascii=False) + "\n"
        yield asked.json, lambda place: _write_text(place, text)
    if asked.items:
        rows = item_rows(found)
        if asked.items.suffix.lower() == ".csv":
            yield asked.items, lambda place: pyarrow.csv.write_csv(_as_csv(rows), place)
        else:
            yield asked.items, lambda place: pyarrow.parquet.write_table(rows, place)
    if asked.stays:
        yield asked.stays, lambda place: pyarrow.parquet.write_table(stay_rows(found), place)


def _write_text(place: Path, text: str) -> None:
    place.write_text(text, "utf-8")


def _as_csv(rows: pa.Table) -> pa.Table:
    for place, column in enumerate(rows.schema):
        if column.type == _INSTANT:
            stamps = rows[column.name].cast(pa.int64()).to_pylist()
            texts = [None if stamp is None else written_time(stamp) for stamp in stamps]
            rows = rows.set_column(place, column.name, pa.array(texts, pa.string()))
    return rows


def item_rows(found: Found) -> pa.Table:
    """One row an item, days with six decimals; working days are null where never entered."""
    joined = _with_types(found.exports, found.items)
    shares = [
        (turn, name) for turn, classes in found.figures["days_by_turn"].items() for name in classes
    ]
    connection = found.exports.connection
    table = connection.to_pyarrow(joined.order_by("source", "created_at", "item"))
    spent = connection.to_pyarrow(custody.days_by_turn(found.custody.placed, ["source", "item"]))
    return _arranged(table, _spent(table, spent, shares))


def _with_types(exports: Exports, items: Any) -> Any:
    described = exports.tables["items"]
    by_item = ibis.window(group_by=["source", "item"], order_by=ibis.desc("said"))
    latest = described.mutate(place=ibis.row_number().over(by_item))
    latest = latest.filter(latest.place == 0).select("source", "item", "type")
    return items.left_join(latest, ["source", "item"]).select(items, type=latest.type.fill_null(""))


def _spent(table: pa.Table, spent: pa.Table, shares: list[tuple[str, str]]) -> pa.Table:
    """One column a share, one row an item of ``table``: rounded days.

    Turned here and not by the engine: its column names ignore case, and parties can be hundreds.
    """
    hidden = ~table["working_known"].to_numpy(zero_copy_only=False)
    rows, stamps, share = _placed_sums(table, spent, shares)
    order = np.argsort(share, kind="stable")
    ends = np.searchsorted(share[order], np.arange(len(shares) + 1))
    columns = []
    for number, (_, status_class) in enumerate(shares):
        chosen = order[ends[number] : ends[number + 1]]
        whole = np.zeros(table.num_rows, np.int64)
        whole[rows[chosen]] = stamps[chosen]
        unknown = hidden if status_class == custody.WORK else None
        columns.append(_rounded_days(pa.chunked_array([whole]), unknown))
    return pa.table(columns, names=[f"days_{turn}_{name}" for turn, name in shares])


def _placed_sums(
    table: pa.Table, spent: pa.Table, shares: list[tuple[str, str]]
) -> tuple[Any, Any, Any]:
    """Of every sum: the row of its item, its microseconds, and the number of its share or -1."""
    keys = ["source", "item"]
    places = table.select(keys).append_column("place", pa.array(np.arange(table.num_rows)))
    kinds = pa.table(
        {
            "turn": pa.array([turn for turn, _ in shares], pa.string()),
            "class": pa.array([name for _, name in shares], pa.string()),
            "share": pa.array(range(len(shares)), pa.int64()),
        }
    )
    found = spent.join(places, keys).join(kinds, ["turn", "class"])
    stamps = found["seconds"].to_numpy() * 1_000_000 + found["microseconds"].to_numpy()
    return found["place"].to_numpy(), stamps, found["share"].fill_null(-1).to_numpy()


def _arranged(table: pa.Table, spent: pa.Table) -> pa.Table:
    columns = {
        "source": table["source"],
        "item": table["item"],
        "type": table["type"],
        "created_at": table["created_at"].cast(_INSTANT),
        "done_at": table["done_at"].cast(_INSTANT),
        "outcome": table["outcome"],
        "lead_days": _rounded_days(table["lead"]),
        "handoffs": table["handoffs"],
        "ping_pongs": table["ping_pongs"],
        "reopened": table["reopened"],
    }
    columns |= dict(zip(spent.column_names, spent.columns, strict=True))
    return pa.table(columns | {"working_known": table["working_known"]})


def _rounded_days(stamps: pa.ChunkedArray, hidden: Any = None) -> pa.Array:
    """Microseconds as days with six decimals, rounded as Python rounds; ``hidden`` ones are null."""
    missing = stamps.is_null().to_numpy()
    whole = stamps.fill_null(0).to_numpy()
    days = np.round(whole / MICROSECONDS_A_DAY, 6)
    # Only exact halves of the sixth decimal can come out otherwise.
    for place in np.flatnonzero(whole % 86_400 == 43_200):
        days[place] = round(int(whole[place]) / MICROSECONDS_A_DAY, 6)
    return pa.array(days, mask=missing if hidden is None else missing | hidden)


def stay_rows(found: Found) -> pa.Table:
    """One row a stay; a holder that is a person appears as the party it is pooled into."""
    placed = found.custody.placed
    persons = [
        source
        for source, receipt in found.exports.receipts.items()
        if receipt.holder_kind is HolderKind.PERSON
    ]
    holder = placed.holder
    if persons:
        pooled = ibis.cases((holder == "", ""), (placed.party == "", PEOPLE), else_=placed.party)
        holder = ibis.ifelse(placed.source.isin(persons), pooled, holder)
    closed_for_good = placed["last"] & placed["class"].isin(custody.CLOSED_CLASSES)
    rows = placed.select(
        "source",
        "item",
        "position",
        "at",
        until=ibis.ifelse(closed_for_good, ibis.null("int64"), placed.until),
        status=placed.status,
        holder=holder,
        turn=placed.turn,
        **{"class": placed["class"]},
        microseconds=placed.microseconds,
    ).order_by("source", "item", "at")
    table = found.exports.connection.to_pyarrow(rows)
    days = _rounded_days(table["microseconds"])
    table = table.drop_columns(["microseconds"]).append_column("days", days)
    for name in ("at", "until"):
        place = table.schema.get_field_index(name)
        table = table.set_column(place, name, table[name].cast(_INSTANT))
    return table
