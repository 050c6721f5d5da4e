"""An operator says in Spark's own file where Spark works; what the figures rest on stays as it must."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pyspark import SparkConf

from accord.store.spark import settled

pytestmark = pytest.mark.xdist_group("spark")

_ASKED = """
from accord.config.spark import prepare
prepare()
from accord.store.spark import connect
engine = connect()
told = engine.session.sparkContext.getConf()
for name in ("master", "driver.memory", "sql.ansi.enabled", "sql.shuffle.partitions", "driver.maxResultSize"):
    print(told.get(f"spark.{name}"))
"""


def test_without_a_file_spark_works_on_this_machine() -> None:
    told = settled(SparkConf(loadDefaults=False))

    assert told.get("spark.master") == "local[*]"
    assert told.get("spark.driver.host") == "127.0.0.1"
    assert told.get("spark.sql.session.timeZone") == "UTC"


def test_what_the_operator_set_stands_but_not_against_the_figures() -> None:
    told = SparkConf(loadDefaults=False)
    told.set("spark.master", "spark://cluster:7077")
    told.set("spark.sql.ansi.enabled", "false")

    assert settled(told).get("spark.master") == "spark://cluster:7077"
    assert told.get("spark.sql.ansi.enabled") == "true"


@pytest.mark.slow
def test_sparks_own_file_of_settings_is_read(tmp_path: Path) -> None:
    (tmp_path / "spark-defaults.conf").write_text(
        "spark.master local[1]\nspark.driver.memory 700m\nspark.sql.ansi.enabled false\n"
        "spark.sql.shuffle.partitions 3\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", _ASKED],
        env={**os.environ, "SPARK_CONF_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split() == ["local[1]", "700m", "true", "3", "0"]
