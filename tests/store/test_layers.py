"""Small imports lie upon their source as layers: nobody who reads notices, and nothing is lost."""

import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.store.quick_spark import quick_spark
from tests.store.test_faults import Place, content, survives
from tests.store.writer import note, rows

from accord.analysis.tables import EVIDENCE
from accord.store import evidence as store
from accord.store.engine import PYSPARK
from accord.store.evidence import Evidence, Snapshot, Writing, open_snapshot

ITEMS = 60
TEXTS = {"status": ["New", "Doing", "Done"], "holder": ["", "Web", "Brand"], "type": ["bug", ""]}


@pytest.fixture
def evidence(tmp_path: Path) -> Evidence:
    return Evidence(tmp_path)


def a_row(table: str, item: str, chance: random.Random) -> dict[str, Any]:
    return {field.name: drawn(field, chance) for field in EVIDENCE[table]} | {"item": item}


def drawn(field: pa.Field, chance: random.Random) -> Any:
    if pa.types.is_string(field.type):
        return chance.choice(TEXTS.get(field.name, ["", "x"]))
    if pa.types.is_list(field.type):
        return chance.choice([[], ["shop"], ["shop", "web"]])
    return chance.randrange(1, 50)


def stage(evidence: Evidence, name: str, items: list[str], chance: random.Random) -> None:
    """Every item in some of the tables, not always in the history."""
    with evidence.raw.staged(name) as scratch:
        for table, schema in EVIDENCE.items():
            told = [
                a_row(table, item, chance)
                for item in items
                for _ in range(chance.choice([0, 1, 1, 2]))
            ]
            scratch.write("any", table, pa.RecordBatch.from_pylist(told, schema=schema))


def names(*numbers: int) -> list[str]:
    return [f"item {number}" for number in numbers]


def layers(evidence: Evidence, snapshot: Snapshot) -> set[str]:
    found = {
        store._partition(file)
        for table, version in snapshot.versions.items()
        for file in store._files(evidence.path(table), version)
    }
    return {name for name in found if "~" in name}


def base(evidence: Evidence, writing: Writing, chance: random.Random) -> Snapshot:
    stage(evidence, "base", names(*range(ITEMS)), chance)
    writing.apply("base", "jira")
    return writing.apply("base", "jira-not")


def test_a_small_import_rewrites_no_file_of_its_source(evidence: Evidence, tmp_path: Path) -> None:
    chance = random.Random(1)
    with evidence.writing(evidence.first_snapshot()) as writing:
        one = base(evidence, writing, chance)
        stage(evidence, "small", names(3, ITEMS + 1), chance)
        two = writing.apply("small", "jira")
    for table in store.SCHEMAS:
        before, after = (
            set(store._files(evidence.path(table), found.versions[table])) for found in (one, two)
        )
        assert before <= after
    assert layers(evidence, two) == {"jira~1"}
    old, new = content(tmp_path, one), content(tmp_path, two)
    for table in EVIDENCE:
        told = [dict(row) for row in new[table]]
        assert {row["source"] for row in told} == {"jira", "jira-not"}
        # What the small import says of an item is all that counts of it.
        raw = evidence.raw.folder / "small" / f"{table}.parquet"
        said = [row for row in told if row["source"] == "jira" and row["item"] == "item 3"]
        assert len({row["item"] for row in told}) <= ITEMS + 1
        assert raw.exists()
        assert len(said) <= 2
        others = [row for row in old[table] if dict(row)["item"] != "item 3"]
        assert [row for row in new[table] if row in others] == others


def test_layers_say_what_a_merge_would_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    homes = tmp_path / "merged", tmp_path / "layered"
    told = []
    for home, most in zip(homes, (0, 3), strict=True):
        monkeypatch.setattr(store, "MOST_LAYERS", most)
        told.append(list(_many_steps(home, random.Random(0))))
    merged, layered = told
    assert [found for found, _ in merged] == [found for found, _ in layered]
    assert not any(laid for _, laid in merged)
    # Three imports lie upon the source, then all is merged, and so once more.
    assert [len(laid) for _, laid in layered] == [0, 1, 2, 3, 0, 1, 2, 3, 0, 0, 1, 0]


def _many_steps(home: Path, chance: random.Random) -> Any:
    """Base, imports of a few items, an undo, one import more, and compaction."""
    evidence = Evidence(home)
    done = ["base"]
    with evidence.writing(evidence.first_snapshot()) as writing:
        first = base(evidence, writing, chance)
        whole = content(home, first)
        yield whole, layers(evidence, first)
        for number in range(8):
            few = names(*chance.sample(range(ITEMS + 5), 2))
            stage(evidence, str(number), few, chance)
            done.append(str(number))
            newest = writing.apply(str(number), "jira")
            yield content(home, newest), layers(evidence, newest)
        newest = writing.replay([name for name in done if name != "2"], "jira")
        yield content(home, newest), layers(evidence, newest)
        newest = writing.apply("2", "jira")
        laid = content(home, newest)
        yield laid, layers(evidence, newest)
        newest = writing.compact()
        assert content(home, newest) == laid
        yield laid, layers(evidence, newest)
    assert content(home, first) == whole  # older snapshots stay readable


def test_a_large_import_is_merged_at_once(evidence: Evidence) -> None:
    chance = random.Random(2)
    with evidence.writing(evidence.first_snapshot()) as writing:
        base(evidence, writing, chance)
        stage(evidence, "large", names(*range(ITEMS // 2)), chance)
        assert not layers(evidence, writing.apply("large", "jira"))


def test_few_large_layers_are_merged_before_they_are_many(evidence: Evidence) -> None:
    chance = random.Random(3)
    found = []
    with evidence.writing(evidence.first_snapshot()) as writing:
        base(evidence, writing, chance)
        for number in range(4):
            stage(evidence, str(number), names(*range(number, ITEMS, 10)), chance)
            found.append(len(layers(evidence, writing.apply(str(number), "jira"))))
    assert found[:2] == [1, 2]
    assert 0 in found[2:]


def test_undoing_everything_leaves_no_layer_behind(evidence: Evidence, tmp_path: Path) -> None:
    chance = random.Random(4)
    with evidence.writing(evidence.first_snapshot()) as writing:
        base(evidence, writing, chance)
        stage(evidence, "small", names(1), chance)
        assert layers(evidence, writing.apply("small", "jira"))
        nothing = writing.replay([], "jira")
    assert not layers(evidence, nothing)
    assert {dict(row)["source"] for row in content(tmp_path, nothing)["items"]} == {"jira-not"}


def test_a_layer_that_has_gone_is_told(evidence: Evidence, tmp_path: Path) -> None:
    chance = random.Random(5)
    with evidence.writing(evidence.first_snapshot()) as writing:
        base(evidence, writing, chance)
        stage(evidence, "small", names(1, 2, 3), chance)
        snapshot = writing.apply("small", "jira")
    files = store._files(evidence.path("history"), snapshot.versions["history"])
    Path(next(file for file in files if "~" in file)).unlink()
    with (
        pytest.raises(store.SnapshotGoneError, match="1 files of history"),
        open_snapshot(tmp_path, snapshot),
    ):
        pass


# Killed, and on another engine


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three imports as ever, and a small one that lies upon the first; one more is there to be taken in."""
    folder = tmp_path_factory.mktemp("laid")
    place = Place(folder).made()
    for number in (4, 5):
        with place.evidence.raw.staged(str(number)) as scratch:
            scratch.write("any", "history", rows(number, number))
    with place.evidence.writing(place.snapshot) as writing:
        note(place.noted, writing.apply("4", "source-1"))
    assert layers(place.evidence, place.snapshot) == {"source-1~1"}
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["lay", "apply", "replay", "compact"])
def test_a_kill_while_there_are_layers_leaves_the_last_good_state(
    laid: Path, tmp_path: Path, verb: str
) -> None:
    survives(laid, tmp_path, verb, kills=8)


@pytest.mark.slow
@pytest.mark.xdist_group("spark")
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # Spark's own sockets
def test_spark_reads_layers(evidence: Evidence, tmp_path: Path) -> None:
    quick_spark()
    chance = random.Random(6)
    with evidence.writing(evidence.first_snapshot()) as writing:
        base(evidence, writing, chance)
        for name, few in (("1", names(1, 2)), ("2", names(2, 3))):
            stage(evidence, name, few, chance)
            snapshot = writing.apply(name, "jira")
    assert layers(evidence, snapshot) == {"jira~1", "jira~2"}
    expected = content(tmp_path, snapshot)
    with open_snapshot(tmp_path, snapshot, PYSPARK) as tables:
        for table, local in expected.items():
            found = [tuple(row.items()) for row in tables[table].to_pyarrow().to_pylist()]
            assert sorted(map(repr, found)) == sorted(map(repr, local)), table
