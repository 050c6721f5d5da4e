"""The one Spark of a test run, set for hundreds of rows: to compile a plan would take longer than to run it."""

from accord.config.spark import prepare
from accord.store import spark

_QUICK = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}


def quick_spark() -> spark.SparkTables:
    """A connection of its own to the session that all tests share."""
    prepare()
    engine = spark.connect()
    for name, value in _QUICK.items():
        engine.session.conf.set(name, value)
    return engine
