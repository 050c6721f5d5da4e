"""Tables that took long to work out, kept beside the evidence until what they rest on changes.

Nothing here is a record: a table that is missing, damaged or cannot be written is worked out again.
"""

import contextlib
import logging
import re
import uuid
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

_SAFE = re.compile(r"[a-z\-]{1,40}$")
_STATE = re.compile(r"[0-9a-f]{8,64}$")
_LOG = logging.getLogger(__name__)


def remembered(home: Path, state: str, name: str, work: Callable[[], pa.Table]) -> pa.Table:
    """The table of this name for a state; worked out and kept where it is not there yet.

    ``state`` is a fingerprint (hex) of all that the table rests on. Of each name only the state kept
    last stays: what was undone or forgotten is not left behind in an older table.
    """
    if not (_SAFE.match(name) and _STATE.match(state)):
        raise ValueError(f"{name!r} and {state!r} cannot name a derived table.")
    folder = home / "evidence" / "derived"
    file = folder / f"{name}.{state}.arrow"
    found = _read(file)
    if found is None:
        found = work()
        _keep(found, file)
    return found


def forget(home: Path) -> None:
    """Remove every kept table."""
    for file in (home / "evidence" / "derived").glob("*.arrow*"):
        file.unlink(missing_ok=True)


def _read(file: Path) -> pa.Table | None:
    try:
        with pa.memory_map(str(file)) as mapped:
            table = pa.ipc.open_file(mapped).read_all()
            table.validate(full=True)
            return table
    except (OSError, ValueError, pa.ArrowException):
        return None


def _keep(table: pa.Table, file: Path) -> None:
    """Whole or not at all: written beside, then put in place."""
    name = file.name.partition(".")[0]
    beside = file.with_name(f"{file.name}.{uuid.uuid4().hex}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with pa.OSFile(str(beside), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
        beside.replace(file)
        for other in file.parent.glob(f"{name}.*.arrow*"):
            if other != file:
                other.unlink(missing_ok=True)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        _LOG.warning("A derived table was not kept: %s", error)
