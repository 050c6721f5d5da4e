"""Raw imports: what one export held, kept as a folder of Parquet files until the company drops it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet

from accord.analysis.tables import EVIDENCE
from accord.store.engine import completed
from accord.store.locks import StoreBusyError, locked
from accord.store.scratch import Scratch, read_history

_PARTIAL = ".partial"
_LOCK = "lock"


class RawImports:
    """The folder of raw imports, one folder an import."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def staged(self, name: str) -> Iterator[Scratch]:
        """Set down a new import; it is there as a whole, or, when anything fails, not at all."""
        partial = self.folder / f"{name}{_PARTIAL}"
        with locked(partial / _LOCK):
            try:
                with Scratch(partial) as scratch:
                    yield scratch
                (partial / _LOCK).unlink()
                self.drop(name)
                partial.rename(self.folder / name)
            finally:
                shutil.rmtree(partial, ignore_errors=True)

    def tables(self, connection: Any, name: str) -> dict[str, Any]:
        """The evidence tables of one import, with ``source`` and ``said``."""
        folder = self.folder / name
        return {
            table: completed(connection.read_parquet(folder / f"{table}.parquet"), schema)
            for table, schema in EVIDENCE.items()
        }

    def history(self, name: str) -> pa.Table:
        """What custody needs of the import's history."""
        return read_history(self.folder / name / "history.parquet")

    def rows(self, name: str) -> dict[str, int]:
        """How many rows each table of the import has."""
        folder = self.folder / name
        return {
            table: parquet.read_metadata(folder / f"{table}.parquet").num_rows for table in EVIDENCE
        }

    def names(self) -> list[str]:
        """Every import that is kept."""
        if not self.folder.is_dir():
            return []
        return sorted(place.name for place in self.folder.iterdir() if place.suffix != _PARTIAL)

    def drop(self, name: str) -> None:
        """Forget an import: after that it can no longer be undone or replayed."""
        shutil.rmtree(self.folder / name, ignore_errors=True)

    def sweep(self) -> int:
        """Remove what broken-off imports left; what is being set down just now stays."""
        swept = 0
        for partial in self.folder.glob(f"*{_PARTIAL}"):
            try:
                with locked(partial / _LOCK):
                    shutil.rmtree(partial, ignore_errors=True)
                    swept += 1
            except StoreBusyError:
                continue
        return swept
