"""The figures of an installation are the same on every engine."""

import dataclasses
from typing import Any

import pytest
from tests.areas.evidence.worlds import World
from tests.store.quick_spark import quick_spark

from accord.areas.evidence import frames, queries
from accord.areas.evidence.frames import of_snapshot
from accord.areas.evidence.models import Source

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.xdist_group("spark"),
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),  # Spark's own sockets
]


WORK_OUT = of_snapshot.worked_out


def told(world: World) -> dict[str, Any]:
    """Everything that the figures hold, in an order that no engine decides."""
    snapshot = queries.newest_snapshot()
    assert snapshot is not None
    WORK_OUT.cache_clear()
    world.figures.clear()
    figures = frames.figures(snapshot, list(Source.objects.all()))
    found = {field.name: getattr(figures, field.name) for field in dataclasses.fields(figures)}
    for name in ("stays", "item_stays"):
        found[name] = sorted(map(repr, found[name].to_pylist()))
    for name in ("requests", "promises"):
        found[name] = sorted(found[name], key=repr)
    del found["kept"]  # where what takes long is kept, no figure
    found["waits"] = {party: sorted(days.tolist()) for party, days in found["waits"].items()}
    return found


def test_figures_on_spark_are_those_on_duckdb(world: World, settings: Any) -> None:
    expected = told(world)
    settings.ACCORD_ENGINE = "pyspark"
    quick_spark()
    found = told(world)
    assert expected["requests"]
    for name, value in expected.items():
        assert found[name] == value, name
