"""Labels in the store: kept, exported, and missing in what an earlier version wrote."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from deltalake import DeltaTable, write_deltalake
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.connectors.reading import reading
from tests.store.quick_spark import quick_spark
from tests.store.test_exports import exported, told

from accord.analysis.tables import HISTORY, ITEMS
from accord.connectors.labels import plain_labels
from accord.store import evidence as store
from accord.store.engine import DUCKDB, PYSPARK
from accord.store.evidence import Evidence, Snapshot, open_snapshot
from accord.store.exports import KINDS

Items = dict[str, list[str]]


def stage(evidence: Evidence, name: str, items: Items, at: int = 1) -> None:
    """An import that says each item's labels."""
    said = {"type": "bug", "title": "x", "requester": "", "url": ""}
    state = {"at": at, "line": 1, "status": "New", "holder": "Web", "person": "", "resolution": ""}
    described = [
        {"item": item, "at": 0, "labels": labels, **said} for item, labels in items.items()
    ]
    history = [{"item": item, **state} for item in items]
    with evidence.raw.staged(name) as scratch:
        scratch.write("any", "items", pa.RecordBatch.from_pylist(described, schema=ITEMS))
        scratch.write("any", "history", pa.RecordBatch.from_pylist(history, schema=HISTORY))


def without_labels(evidence: Evidence, name: str) -> None:
    """The raw import as a version before labels wrote it."""
    file = evidence.raw.folder / name / "items.parquet"
    parquet.write_table(parquet.read_table(file).drop_columns(["labels"]), file)


def old_tables(evidence: Evidence) -> Snapshot:
    """The empty tables as a version before labels made them."""
    for table, schema in store.SCHEMAS.items():
        plain = pa.schema([column for column in schema if column.name != "labels"])
        DeltaTable.create(evidence.path(table), plain, partition_by=["source"])
    return Snapshot(dict.fromkeys(store.SCHEMAS, 0))


def old_store(evidence: Evidence) -> Snapshot:
    """A store of a version before labels, that holds one import of each of two sources."""
    old_tables(evidence)
    for number, (source, item) in enumerate([("one", "A"), ("two", "B")]):
        stage(evidence, f"old-{source}", {item: []})
        without_labels(evidence, f"old-{source}")
        for table in ("items", "history"):
            rows = parquet.read_table(evidence.raw.folder / f"old-{source}" / f"{table}.parquet")
            plain = rows.drop_columns(["said"]).set_column(
                rows.schema.get_field_index("source"), "source", pa.array([source])
            )
            write_deltalake(
                evidence.path(table),
                plain,
                mode="overwrite" if number else "append",
                predicate=f"source = '{source}'" if number else None,
            )
    return Snapshot({table: DeltaTable(evidence.path(table)).version() for table in store.SCHEMAS})


def labels(home: Path, snapshot: Snapshot, engine: str = DUCKDB) -> Items:
    with open_snapshot(home, snapshot, engine) as tables:
        found = tables["items"].select("item", "labels").to_pyarrow()
    assert found.column("labels").null_count == 0
    return {row["item"]: row["labels"] for row in found.to_pylist()}


def columns_of(evidence: Evidence) -> list[str]:
    return [field.name for field in DeltaTable(evidence.path("items")).schema().fields]


def test_labels_are_kept_and_the_last_import_says_which_there_are(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path)
    stage(evidence, "1", {"A": ["crm", "web"], "B": []})
    stage(evidence, "2", {"A": ["web"], "C": ["x y"]})
    with evidence.writing(evidence.first_snapshot()) as writing:
        one = writing.apply("1", "one")
        two = writing.apply("2", "one")
    assert labels(tmp_path, one) == {"A": ["crm", "web"], "B": []}
    assert labels(tmp_path, two) == {"A": ["web"], "B": [], "C": ["x y"]}


def test_a_store_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path)
    snapshot = old_store(evidence)
    assert "labels" not in columns_of(evidence)
    assert labels(tmp_path, snapshot) == {"A": [], "B": []}


def test_the_next_import_gives_an_earlier_store_its_column(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path)
    before = old_store(evidence)
    stage(evidence, "new", {"A": ["web"], "C": ["crm"]})
    with evidence.writing(before) as writing:
        after = writing.apply("new", "one")
    assert "labels" in columns_of(evidence)
    # The file of the other source is still the old one.
    assert labels(tmp_path, after) == {"A": ["web"], "B": [], "C": ["crm"]}
    assert labels(tmp_path, before) == {"A": [], "B": []}
    with evidence.writing(after) as writing:
        undone = writing.replay(["old-one"], "one")
        compacted = writing.compact()
    assert labels(tmp_path, undone) == labels(tmp_path, compacted) == {"A": [], "B": []}


def test_what_a_crash_left_on_an_earlier_store_is_set_back(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path)
    before = old_store(evidence)
    stage(evidence, "new", {"C": ["web"]})
    with evidence.writing(before) as writing:
        writing.apply("new", "one")  # nobody saved this snapshot
    with evidence.writing(before) as writing:
        after = writing.apply("new", "two")
    assert labels(tmp_path, after) == {"A": [], "B": [], "C": ["web"]}
    with evidence.writing(before) as writing:
        assert labels(tmp_path, writing.compact()) == {"A": [], "B": []}


def test_an_earlier_import_can_be_replayed_into_a_new_store(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path)
    stage(evidence, "old", {"A": ["gone"], "B": []})
    without_labels(evidence, "old")
    stage(evidence, "new", {"B": ["web"]})
    with evidence.writing(evidence.first_snapshot()) as writing:
        snapshot = writing.replay(["old", "new"], "one")
    assert labels(tmp_path, snapshot) == {"A": [], "B": ["web"]}


@pytest.mark.slow
@pytest.mark.xdist_group("spark")
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # Spark's own sockets
def test_spark_reads_labels_beside_files_without_them(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path)
    quick_spark()
    before = old_store(evidence)
    stage(evidence, "new", {"A": ["crm", "web"]})
    with evidence.writing(before) as writing:
        after = writing.apply("new", "one")
    for snapshot in (before, after):
        assert labels(tmp_path, snapshot, PYSPARK) == labels(tmp_path, snapshot)


_WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\"'&<>,;\n "), max_size=5
)
_LABELS = st.lists(_WORDS, max_size=4).map(plain_labels)


@pytest.mark.parametrize("kind", list(KINDS))
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None
)
@given(every=st.lists(_LABELS, min_size=1, max_size=3))
def test_any_labels_come_back_from_every_export(
    tmp_path: Path, kind: str, every: list[list[str]]
) -> None:
    rows: list[tuple[Any, ...]] = list(enumerate(every))
    evidence = told(
        history=[("Jira", f"X-{place}", 1, place, "New", "Web", "", "") for place, _ in rows],
        items=[("Jira", f"X-{place}", 0, "bug", "", "", "", found) for place, found in rows],
    )
    found = reading(exported(tmp_path, kind, evidence)).of("items", "item", "labels")
    assert dict(found) == {f"X-{place}": labels for place, labels in rows}
