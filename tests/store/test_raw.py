"""Raw imports: there as a whole, or not at all."""

import pyarrow as pa
import pytest

from accord.analysis.tables import LINKS
from accord.store.engine import connect
from accord.store.raw import RawImports


def link(item, target):
    rows = [{"item": item, "target": target, "kind": "text"}]
    return pa.RecordBatch.from_pylist(rows, schema=LINKS)


def test_an_import_is_there_once_it_is_whole(tmp_path):
    raw = RawImports(tmp_path / "imports")
    assert raw.names() == []
    with raw.staged("7") as scratch:
        scratch.write("jira", "links", link("A", "B"))
        scratch.write("jira", "links", link("C", "D"))
        assert raw.names() == []
    assert raw.names() == ["7"]
    assert raw.rows("7")["links"] == 2
    connection = connect(tmp_path)
    found = connection.to_pyarrow(raw.tables(connection, "7")["links"].order_by("said"))
    assert [(row["source"], row["said"], row["item"]) for row in found.to_pylist()] == [
        ("jira", 0, "A"),
        ("jira", 1, "C"),
    ]
    connection.disconnect()
    raw.drop("7")
    assert raw.names() == []


def test_an_import_that_fails_leaves_nothing(tmp_path):
    raw = RawImports(tmp_path)
    with pytest.raises(RuntimeError, match="no more paper"), raw.staged("7"):
        raise RuntimeError("no more paper")
    assert list(tmp_path.iterdir()) == []


def test_staging_a_name_again_replaces_it(tmp_path):
    raw = RawImports(tmp_path)
    for items in ("A", "BC"):
        with raw.staged("7") as scratch:
            for item in items:
                scratch.write("jira", "links", link(item, "X"))
    assert raw.rows("7")["links"] == 2
