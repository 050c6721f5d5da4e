"""The evidence tables: imports, undo, snapshots, crashes, several processes."""

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pyarrow as pa
import pytest

from accord.analysis.tables import HISTORY, ITEMS
from accord.store import evidence as store
from accord.store.evidence import Evidence, Snapshot, open_snapshot
from accord.store.locks import StoreBusyError, locked


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def evidence(home):
    return Evidence(home)


def stage(evidence, name, *rows, types=()):
    """Rows of (item, at, status, holder)."""
    with evidence.raw.staged(name) as scratch:
        scratch.write(
            "any",
            "history",
            pa.RecordBatch.from_pylist(
                [
                    {"item": item, "at": at, "line": line, "status": status, "holder": holder}
                    | {"person": "", "resolution": ""}
                    for line, (item, at, status, holder) in enumerate(rows)
                ],
                schema=HISTORY,
            ),
        )
        scratch.write(
            "any",
            "items",
            pa.RecordBatch.from_pylist(
                [
                    {
                        "item": item,
                        "at": 0,
                        "type": kind,
                        "title": "",
                        "requester": "",
                        "url": "",
                        "labels": [],
                    }
                    for item, kind in types
                ],
                schema=ITEMS,
            ),
        )


def content(home, snapshot, table="history", columns=("source", "item", "at", "status")):
    with open_snapshot(home, snapshot) as tables:
        found = tables[table].select(*columns).order_by(columns).to_pyarrow()
    return [tuple(row.values()) for row in found.to_pylist()]


def test_a_new_home_is_empty_and_every_table_can_be_asked(home, evidence):
    snapshot = evidence.first_snapshot()
    assert set(snapshot.versions) == set(store.SCHEMAS)
    assert evidence.first_snapshot() == snapshot
    with open_snapshot(home, snapshot) as tables:
        for table, schema in store.SCHEMAS.items():
            assert tables[table].columns == tuple(schema.names)
            assert tables[table].count().to_pyarrow().as_py() == 0


def test_a_later_export_replaces_the_items_that_it_contains_and_no_others(home, evidence):
    first = evidence.first_snapshot()
    stage(evidence, "1", ("A", 1, "New", "Web"), ("A", 2, "Done", "Web"), ("B", 1, "New", "Web"))
    stage(evidence, "2", ("A", 1, "New", "Web"), ("C", 5, "New", ""))
    with evidence.writing(first) as writing:
        one = writing.apply("1", "source-1")
        two = writing.apply("2", "source-1")
    before = [
        ("source-1", "A", 1, "New"),
        ("source-1", "A", 2, "Done"),
        ("source-1", "B", 1, "New"),
    ]
    assert content(home, first) == []
    assert content(home, one) == before
    assert content(home, two) == [
        ("source-1", "A", 1, "New"),
        ("source-1", "B", 1, "New"),
        ("source-1", "C", 5, "New"),
    ]
    columns = ("item", "position", "at", "until", "known_holder")
    assert content(home, two, "stays", columns) == [
        ("A", 1, 1, None, "Web"),
        ("B", 1, 1, None, "Web"),
        ("C", 1, 5, None, ""),
    ]
    assert content(home, one) == before  # older snapshots stay readable


def test_importing_the_same_file_twice_changes_nothing(home, evidence):
    stage(evidence, "1", ("A", 1, "New", "Web"), types=[("A", "bug"), ("A", "task"), ("B", "bug")])
    with evidence.writing(evidence.first_snapshot()) as writing:
        one = writing.apply("1", "source-1")
        two = writing.apply("1", "source-1")
    assert content(home, one) == content(home, two)
    columns = ("item", "type")
    assert content(home, two, "items", columns) == [("A", "task"), ("B", "bug")]


def test_sources_do_not_touch_each_other(home, evidence):
    stage(evidence, "1", ("A", 1, "New", "Web"))
    with evidence.writing(evidence.first_snapshot()) as writing:
        writing.apply("1", "source-1")
        snapshot = writing.apply("1", "source-2")
        assert writing.snapshot == snapshot
    assert [row[0] for row in content(home, snapshot)] == ["source-1", "source-2"]


def test_any_import_can_be_undone_not_only_the_last(home, evidence):
    stage(evidence, "1", ("A", 1, "New", "Web"), ("B", 1, "New", "Web"))
    stage(evidence, "2", ("A", 2, "Doing", "Web"))
    stage(evidence, "3", ("B", 3, "Done", "Web"))
    with evidence.writing(evidence.first_snapshot()) as writing:
        for name in ("1", "2", "3"):
            writing.apply(name, "source-1")
        without_two = writing.replay(["1", "3"], "source-1")
        with_two = writing.replay(["1", "2", "3"], "source-1")
        nothing = writing.replay([], "source-1")
    assert content(home, without_two) == [
        ("source-1", "A", 1, "New"),
        ("source-1", "B", 3, "Done"),
    ]
    assert content(home, with_two) == [
        ("source-1", "A", 2, "Doing"),
        ("source-1", "B", 3, "Done"),
    ]
    assert content(home, nothing) == []


def test_what_was_written_but_never_saved_is_never_seen(home, evidence):
    stage(evidence, "1", ("A", 1, "New", "Web"))
    stage(evidence, "2", ("Z", 9, "New", "Web"))
    first = evidence.first_snapshot()
    with evidence.writing(first) as writing:
        writing.apply("1", "source-1")  # and then the process dies before it saves the snapshot
    with evidence.writing(first) as writing:
        snapshot = writing.apply("2", "source-2")
    assert content(home, snapshot) == [("source-2", "Z", 9, "New")]


def test_compaction_changes_no_row_and_cleans_nothing_that_is_younger_than_a_week(home, evidence):
    with evidence.writing(evidence.first_snapshot()) as writing:
        for number in range(3):
            stage(evidence, str(number), ("A", number, "New", "Web"))
            before = writing.apply(str(number), f"source-{number}")
        after = writing.compact()
    assert content(home, after) == content(home, before)
    assert store.KEPT_HOURS >= 24


def test_a_snapshot_goes_through_text(evidence):
    snapshot = evidence.first_snapshot()
    assert Snapshot.from_json(snapshot.to_json()) == snapshot


def test_a_source_that_could_break_a_path_or_a_condition_is_refused(evidence):
    with (
        evidence.writing(evidence.first_snapshot()) as writing,
        pytest.raises(ValueError, match="cannot name a source"),
    ):
        writing.replay([], "it's/../mine")


# Files that go away


def test_work_is_done_once_more_where_files_were_cleaned_away_meanwhile(home, evidence):
    stage(evidence, "1", ("A", 1, "New", "Web"))
    stage(evidence, "2", ("B", 1, "New", "Web"))
    with evidence.writing(evidence.first_snapshot()) as writing:
        old = writing.apply("1", "source-1")
        new = writing.replay(["2"], "source-1")
    for file in store._files(evidence.path("history"), old.versions["history"]):
        Path(file).unlink()
    snapshots = iter([old, new])
    found = store.read(
        home,
        lambda: next(snapshots),
        lambda tables: tables["history"].item.to_pyarrow().to_pylist(),
    )
    assert found == ["B"]
    with (
        pytest.raises(store.SnapshotGoneError, match="1 files of history"),
        open_snapshot(home, old),
    ):
        pass
    assert store.read(home, lambda: new, len) == len(store.SCHEMAS)


def test_sweeping_removes_what_killed_processes_left(evidence):
    snapshot = evidence.first_snapshot()
    partial = evidence.raw.folder / "7.partial"
    partial.mkdir(parents=True)
    left = evidence.path("history") / "source=x" / "part-1.parquet#1"
    left.parent.mkdir()
    left.write_bytes(b"")
    assert evidence.sweep() == 2
    assert not partial.exists()
    assert not left.exists()
    with evidence.writing(snapshot), evidence.raw.staged("8"):
        assert evidence.sweep() == 0


# Several at once


def test_a_second_writer_waits_and_then_is_told(evidence):
    snapshot = evidence.first_snapshot()
    with (
        evidence.writing(snapshot),
        pytest.raises(StoreBusyError, match="try again in a minute"),
        evidence.writing(snapshot, patience_seconds=0.1),
    ):
        pass


def test_a_lock_that_becomes_free_is_taken(tmp_path):
    taken, free = threading.Event(), threading.Event()

    def hold():
        with locked(tmp_path / "lock"):
            taken.set()
            free.wait(10)

    other = threading.Thread(target=hold)
    other.start()
    taken.wait(10)
    threading.Timer(0.1, free.set).start()
    with locked(tmp_path / "lock", patience_seconds=10):
        other.join(10)
        assert not other.is_alive()


WRITER = Path(__file__).with_name("writer.py")


def consistent(home, snapshot):
    """All rows and stays are of one and the same import."""
    with open_snapshot(home, snapshot) as tables:
        history = tables["history"].at.to_pyarrow().to_pylist()
        stays = tables["stays"].at.to_pyarrow().to_pylist()
    assert len(set(history)) <= 1
    assert history == stays
    assert len(history) in (0, 50)


def noted(snapshots, process):
    while not snapshots.exists():
        assert process.poll() is None, "the writer ended by itself"
    return Snapshot.from_json(snapshots.read_text())


def test_readers_see_whole_imports_while_one_writes_and_a_kill_leaves_the_last_good_state(
    home, evidence, tmp_path
):
    snapshots = tmp_path / "snapshot.json"
    for kills in range(2):
        process = subprocess.Popen([sys.executable, WRITER, home, snapshots])
        try:
            start = noted(snapshots, process)
            seen = set()
            while len(seen) < 2 + kills:
                snapshot = noted(snapshots, process)
                consistent(home, snapshot)
                if snapshot != start:
                    seen.add(snapshot.versions["stays"])
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
        consistent(home, Snapshot.from_json(snapshots.read_text()))
    evidence.sweep()
    latest = Snapshot.from_json(snapshots.read_text())
    name = evidence.raw.names()[-1]
    with evidence.writing(latest) as writing:
        again = writing.apply(name, "source-1")
    consistent(home, again)
