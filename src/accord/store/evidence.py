"""The evidence tables of an installation: Delta tables, written by one and read by many.

Every table is partitioned by source; an import is one commit a table. A small import is not merged into
its source but laid upon it: the partition ``source~1`` is the first such *layer*, and of every item only
the rows in the last layer that knows it count. Whoever reads through this module does not notice; layers
that are many or large are merged. Which versions belong together
says a ``Snapshot``, which the caller keeps in its relational row, written in the same transaction as
receipt and journal: until that row stands, nobody sees what was written, and the next writer sets
the tables back to the last snapshot first. Raw imports are kept, so that any of them can be undone by
replaying the others.

Beside the tables of ``accord.analysis.tables`` there is ``stays``, worked out once an import, so that
mappings can change without touching it.
"""

import hashlib
import json
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

import ibis
import pyarrow as pa
from deltalake import DeltaTable, WriterProperties, write_deltalake
from deltalake.exceptions import DeltaError
from pyarrow.parquet import read_metadata, write_table

from accord.analysis import ordered
from accord.analysis.tables import EVIDENCE
from accord.store.engine import DUCKDB, completed, opened, read_files
from accord.store.locks import StoreBusyError, locked
from accord.store.raw import RawImports
from accord.store.scratch import Scratch, in_pieces

STAYS = "stays"
#: While writing, rows are sorted on the disk beyond this.
WRITING_LIMIT = "512MB"
#: How long files that no snapshot needs any more are left for readers that still use them.
KEPT_HOURS = 168
PATIENCE_SECONDS = 30.0
#: So many imports are laid upon a source before all of it is merged …
MOST_LAYERS = 8
#: … unless they have more than this share of the rows upon which they lie.
LAYERED_SHARE = 0.25
_LAYER = "~"  # stands in no source's name
_BATCH_ROWS = 100_000

_STAYS_SCHEMA = pa.schema(
    [
        ("item", pa.string()),
        ("position", pa.int64()),
        ("at", pa.int64()),
        ("until", pa.int64()),
        ("status", pa.string()),
        ("holder", pa.string()),
        ("known_holder", pa.string()),
        ("resolution", pa.string()),
    ]
)
_SOURCE = ("source", pa.string())
_SAFE = re.compile(r"[A-Za-z0-9_.\-]{1,80}$")
_ORDERS = {"history": ["item", "at", "line"], "promises": ["item", "at", "line"]}

Tables = dict[str, Any]
Answer = TypeVar("Answer")


def _nullable(schema: pa.Schema) -> pa.Schema:
    return pa.schema([(column.name, column.type) for column in schema] + [_SOURCE])


SCHEMAS = {name: _nullable(schema) for name, schema in EVIDENCE.items()} | {
    STAYS: _nullable(_STAYS_SCHEMA)
}


class SnapshotGoneError(Exception):
    """Files of this snapshot are no longer there: take the newest one."""


class UnwritableError(OSError):
    """The tables cannot be written: one sentence; nothing that counts was changed."""


def _why_not(error: Exception) -> str:
    reason = " ".join(str(error).rpartition(": ")[2].split())
    return f"The evidence tables cannot be written ({reason}); make room, then try again."


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The versions of all tables that belong together."""

    versions: dict[str, int]

    def to_json(self) -> str:
        """As text, for a relational row."""
        return json.dumps(self.versions, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Snapshot":
        """Back from ``to_json``."""
        return cls({str(name): int(version) for name, version in json.loads(text).items()})


class Evidence:
    """The evidence tables under a home folder."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "evidence"
        self.raw = RawImports(self.folder / "imports")

    def path(self, table: str) -> Path:
        """Where a table stands, for engines that read Delta themselves."""
        return self.folder / "tables" / table

    def first_snapshot(self) -> Snapshot:
        """The empty tables, made where they are not there yet."""
        with locked(self.folder / "lock", PATIENCE_SECONDS):
            for table, schema in SCHEMAS.items():
                if not DeltaTable.is_deltatable(str(self.path(table))):
                    DeltaTable.create(self.path(table), schema, partition_by=["source"])
        return Snapshot(dict.fromkeys(SCHEMAS, 0))

    @contextmanager
    def writing(
        self,
        newest: Snapshot | Callable[[], Snapshot],
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> Iterator["Writing"]:
        """Write on top of the newest snapshot; save the new one before you leave.

        Where several processes write, ``newest`` must be a question, not an answer: it is asked
        while the lock is held, so that nobody's work is set back.

        ``StoreBusyError`` when another process writes for longer than the patience,
        ``UnwritableError`` when the disk takes no more: the last snapshot still stands.
        """
        with (
            locked(self.folder / "lock", patience_seconds),
            opened(memory_limit=WRITING_LIMIT) as connection,
            tempfile.TemporaryDirectory(prefix="accord-") as scratch,
        ):
            base = newest if isinstance(newest, Snapshot) else newest()
            try:
                yield Writing(self, base, connection, Path(scratch))
            except DeltaError as error:
                raise UnwritableError(_why_not(error)) from error

    def sweep(self) -> int:
        """Remove temporary files of processes that were killed; call it at start."""
        swept = self.raw.sweep()
        try:
            with locked(self.folder / "lock"):
                for left in self.folder.glob("tables/**/*.parquet#*"):
                    left.unlink(missing_ok=True)
                    swept += 1
        except StoreBusyError:
            pass  # whoever writes now will finish, or leave it to the next start
        return swept


# Reading


def fingerprint(home: Path, snapshot: Snapshot) -> str:
    """What the snapshot rests on: every write gives its files names that no other bears."""
    evidence = Evidence(home)
    names = [
        Path(file).name
        for table, version in sorted(snapshot.versions.items())
        for file in sorted(_files(evidence.path(table), version))
    ]
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


@contextmanager
def open_snapshot(home: Path, snapshot: Snapshot, engine: str = DUCKDB) -> Iterator[Tables]:
    """Every table of the snapshot as an Ibis table on one engine; ``source`` is a column.

    ``SnapshotGoneError`` where a file was cleaned away since.
    """
    with opened(engine) as connection:
        yield _tables(Evidence(home), snapshot, connection)


def read(home: Path, newest: Callable[[], Snapshot], work: Callable[[Tables], Answer]) -> Answer:
    """Do the work on the newest snapshot, once more where its files were cleaned away meanwhile."""
    try:
        with open_snapshot(home, newest()) as tables:
            return work(tables)
    except (SnapshotGoneError, FileNotFoundError):
        with open_snapshot(home, newest()) as tables:
            return work(tables)


def _tables(evidence: Evidence, snapshot: Snapshot, connection: Any) -> Tables:
    found, layers = {}, {}
    for table, version in snapshot.versions.items():
        path, files = evidence.path(table), _files(evidence.path(table), version)
        if missing := [file for file in files if not Path(file).is_file()]:
            raise SnapshotGoneError(f"{len(missing)} files of {table} were cleaned away.")
        found[table] = _table(connection, table, path, [name for name in files if not _layer(name)])
        if laid := [name for name in files if _layer(name)]:
            layers[table] = _numbered(_table(connection, table, path, laid))
    return _latest(connection, found, layers) if layers else found


@lru_cache(maxsize=256)
def _files(path: Path, version: int) -> tuple[str, ...]:
    # A version never changes, so its list of files can be remembered. Its names are below the table's
    # folder and as in an address; what ``file_uris`` gives is written so in parts only.
    named = DeltaTable(path, version=version).get_add_actions().column("path").to_pylist()
    return tuple(str(path / unquote(name)) for name in named)


def _partition(file: str) -> str:
    return Path(file).parent.name.removeprefix("source=")


def _layer(file: str) -> int:
    """The number of the layer to which a file belongs, 0 for what lies below all."""
    return int(_partition(file).partition(_LAYER)[2] or 0)


def _table(connection: Any, table: str, path: Path, files: list[str]) -> Any:
    if not files:
        return _empty(connection, table)
    found = read_files(connection, path, files)
    return completed(found, SCHEMAS[table]).select(SCHEMAS[table].names)


def _numbered(rows: Any) -> Any:
    """Source and number of the layer, which stand together in the name of the partition."""
    parts = rows.source.split(_LAYER)
    return rows.mutate(source=parts[0], layer=parts[1].cast("int64"))


def _latest(connection: Any, found: Tables, layers: Tables) -> Tables:
    """Of every item the rows of the last layer that knows it, in whichever table it does."""
    named = [rows.select("source", "item", "layer") for rows in layers.values()]
    every = ibis.union(*named) if len(named) > 1 else named[0]
    last = every.group_by("source", "item").agg(layer=every.layer.max())
    last = connection.create_table(ibis.util.gen_name("layers"), last, temp=True)
    latest = {}
    for table, rows in found.items():
        latest[table] = rows.anti_join(last, ["source", "item"])
        if table in layers:
            own = layers[table].semi_join(last, ["source", "item", "layer"])
            latest[table] = ibis.union(latest[table], own.select(rows.columns))
    return latest


def _empty(connection: Any, table: str) -> Any:
    schema = ibis.Schema.from_pyarrow(SCHEMAS[table])
    return connection.create_table(f"empty_{table}", schema=schema, temp=True, overwrite=True)


# Writing


class Writing:
    """What may be done while holding the writers' lock; ``snapshot`` is always the newest state."""

    def __init__(
        self, evidence: Evidence, snapshot: Snapshot, connection: Any, scratch: Path
    ) -> None:
        self.evidence = evidence
        self.snapshot = snapshot
        self._connection = connection
        self._scratch = scratch
        self._made = 0

    def apply(self, name: str, source: str) -> Snapshot:
        """Take in a raw import: its items replace what the source said of them before."""
        if layer := self._free_layer(name, source):
            imported = self._merged([self._imported(name)])
            return self._written(imported, f"{source}{_LAYER}{layer}")
        return self._replace(source, [self._current(source), self._imported(name)])

    def replay(self, names: list[str], source: str) -> Snapshot:
        """Make the source what these raw imports say, in this order: so any other is undone."""
        return self._replace(source, [self._imported(name) for name in names])

    def compact(self) -> Snapshot:
        """Merge layers, join small files, and clean away those that nobody has needed for a week."""
        layers = [name for name in map(_partition, self._files()) if _LAYER in name]
        for source in sorted({name.partition(_LAYER)[0] for name in layers}):
            self._replace(source, [self._current(source)])
        for table in SCHEMAS:
            opened = self._at_snapshot(table)
            opened.optimize.compact(writer_properties=WriterProperties(compression="ZSTD"))
            opened.vacuum(retention_hours=KEPT_HOURS, dry_run=False)
            opened.create_checkpoint()
        return self._pin()

    def _replace(self, source: str, layers: list[Tables]) -> Snapshot:
        if not _SAFE.match(source):
            raise ValueError(f"{source!r} cannot name a source in the evidence tables.")
        return self._written(self._merged(layers), source, *self._layers(source))

    def _written(self, tables: Tables, partition: str, *others: str) -> Snapshot:
        """Make the partition of every table these rows, and empty the others."""
        for table, expression in tables.items():
            self._at_snapshot(table)
            self._write(table, expression, partition, *others)
        return self._pin()

    def _files(self, tables: Iterable[str] = SCHEMAS) -> list[str]:
        versions = self.snapshot.versions
        return [
            file for table in tables for file in _files(self.evidence.path(table), versions[table])
        ]

    def _layers(self, source: str) -> list[str]:
        """The partitions of what is laid upon the source."""
        partitions = {_partition(file) for file in self._files()}
        return sorted(name for name in partitions if name.startswith(f"{source}{_LAYER}"))

    def _free_layer(self, name: str, source: str) -> int:
        """The number of the layer that the import can be, 0 where it must be merged."""
        layers = {0: 0} | {int(layer.partition(_LAYER)[2]): 0 for layer in self._layers(source)}
        for file in self._files(EVIDENCE):
            if _partition(file).partition(_LAYER)[0] == source:
                layers[_layer(file)] += read_metadata(file).num_rows
        below = layers.pop(0)
        above = sum(layers.values()) + sum(self.evidence.raw.rows(name).values())
        if len(layers) >= MOST_LAYERS or above > below * LAYERED_SHARE:
            return 0
        return max(layers, default=0) + 1

    def _pin(self) -> Snapshot:
        versions = {table: DeltaTable(self.evidence.path(table)).version() for table in SCHEMAS}
        self.snapshot = Snapshot(versions)
        return self.snapshot

    def _at_snapshot(self, table: str) -> DeltaTable:
        """The table as the snapshot has it: what a crash left on top is set back."""
        opened = DeltaTable(self.evidence.path(table))
        if opened.version() != self.snapshot.versions[table]:
            opened.restore(self.snapshot.versions[table])
            opened = DeltaTable(self.evidence.path(table))
        return opened

    def _write(self, table: str, expression: Any, partition: str, *others: str) -> None:
        rows = expression.mutate(source=ibis.literal(partition)).select(SCHEMAS[table].names)
        in_order = self._connection.compile(rows.order_by(_ORDERS.get(table, ["item"])))
        batches = self._connection.con.execute(in_order).to_arrow_reader(_BATCH_ROWS)
        write_deltalake(
            self.evidence.path(table),
            _with_schema(batches, SCHEMAS[table]),
            mode="overwrite",
            schema_mode="merge",  # the tables of an earlier version get the columns they lack
            predicate=" OR ".join(f"source = '{name}'" for name in (partition, *others)),
            writer_properties=WriterProperties(compression="ZSTD"),
        )

    def _current(self, source: str) -> Tables:
        tables = _tables(self.evidence, self.snapshot, self._connection)
        return {
            name: table.filter(table.source == source).drop("source")
            for name, table in tables.items()
        }

    def _imported(self, name: str) -> Tables:
        raw = self.evidence.raw.tables(self._connection, name)
        items = raw["items"]
        latest = items.mutate(
            later=items.said.lead().over(ibis.window(group_by="item", order_by=["at", "said"]))
        )
        found = raw | {"items": latest.filter(latest.later.isnull()).drop("later")}
        return {
            table: expression.select([column.name for column in EVIDENCE[table]])
            for table, expression in found.items()
        } | {STAYS: self._stays(name, raw["history"])}

    def _stays(self, name: str, history: Any) -> Any:
        """The stays of a raw import; of a long history some items at a time."""
        rows = self.evidence.raw.rows(name)["history"]
        if rows <= Scratch.most_rows:
            return ibis.memtable(_plain_stays(self.evidence.raw.history(name)))
        folder = Path(tempfile.mkdtemp(dir=self._scratch))
        (folder / STAYS).mkdir()
        pieces = in_pieces(
            self._connection, history, -(-rows // Scratch.most_rows), folder / "pieces"
        )
        for number, piece in enumerate(pieces):
            write_table(_plain_stays(piece), folder / STAYS / f"{number}.parquet")
        return self._connection.read_parquet(folder / STAYS / "*.parquet")

    def _merged(self, layers: list[Tables]) -> Tables:
        """Of every item, what the last layer that knows it says."""
        if not layers:
            return {table: _empty(self._connection, table).drop("source") for table in SCHEMAS}
        named = [
            ibis.union(*(layer[table].select("item") for table in SCHEMAS), distinct=True).mutate(
                layer=ibis.literal(number, "int64")
            )
            for number, layer in enumerate(layers)
        ]
        every = ibis.union(*named) if len(named) > 1 else named[0]
        owners = self._keep(every.group_by("item").agg(layer=every.layer.max()))
        return {table: _owned([layer[table] for layer in layers], owners) for table in SCHEMAS}

    def _keep(self, expression: Any) -> Any:
        self._made += 1
        return self._connection.create_table(f"kept_{self._made}", expression, temp=True)


def _owned(layers: list[Any], owners: Any) -> Any:
    parts = []
    for number, rows in enumerate(layers):
        own = owners.filter(owners.layer == number)
        parts.append(rows.semi_join(own, "item"))
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


def _plain_stays(history: pa.Table) -> pa.Table:
    """With text as text: the tables of every version are alike, whatever wrote them."""
    return ordered.stays(history).stays.table().cast(_STAYS_SCHEMA)


def _with_schema(batches: pa.RecordBatchReader, schema: pa.Schema) -> pa.RecordBatchReader:
    return pa.RecordBatchReader.from_batches(schema, (batch.cast(schema) for batch in batches))
