"""Processes that are killed, disks that are full, several at once: the last good state stands."""

import random
import shutil
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.store.actor import Actor
from tests.store.writer import note, rows

from accord.store.evidence import SCHEMAS, Evidence, Snapshot, _files, open_snapshot

ITEMS = 400
KILLS = 20


def content(home: Path, snapshot: Snapshot) -> dict[str, list[Any]]:
    """Every row of every table."""
    found: dict[str, list[Any]] = {}
    with open_snapshot(home, snapshot) as tables:
        for name in SCHEMAS:
            told: pa.Table = tables[name].to_pyarrow()
            found[name] = sorted((tuple(row.items()) for row in told.to_pylist()), key=repr)
    return found


class Place:
    """A home with three raw imports, of which the first counts; and what its tables say."""

    def __init__(self, folder: Path) -> None:
        self.home, self.noted = folder / "home", folder / "snapshot.json"
        self.evidence = Evidence(self.home)

    def made(self) -> "Place":
        for number in (1, 2, 3):
            with self.evidence.raw.staged(str(number)) as scratch:
                scratch.write("any", "history", rows(ITEMS * number, number))
        with self.evidence.writing(self.evidence.first_snapshot()) as writing:
            writing.apply("1", "source-1")
            writing.apply("1", "source-2")
            note(self.noted, writing.apply("2", "source-2"))
        return self

    @property
    def snapshot(self) -> Snapshot:
        return Snapshot.from_json(self.noted.read_text())

    def content(self) -> dict[str, list[Any]]:
        return content(self.home, self.snapshot)

    def starts(self, verb: str, largest: int = 0) -> Actor:
        """A process that has begun to do it."""
        return Actor(self.home, self.noted, verb, largest)

    def does(self, verb: str, largest: int = 0) -> str:
        """What the process says when it ends."""
        return self.starts(verb, largest).ends()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    Place(folder).made()
    return folder


def copy(whole: Path, folder: Path) -> Place:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(whole, folder)
    _files.cache_clear()  # another history at the same path, which no installation has
    return Place(folder)


def survives(whole: Path, folder: Path, verb: str, kills: int = KILLS) -> None:
    """Kill it again and again, at any point of its time, and then let it end."""
    drawn = random.Random(verb)
    place = copy(whole, folder / "place")
    before = place.content()
    process, begun = place.starts(verb), time.monotonic()
    assert process.ends() == "done"
    lasts = time.monotonic() - begun
    after = place.content()

    place, killed = copy(whole, folder / "place"), 0
    for _ in range(kills):
        start = place.snapshot
        process = place.starts(verb)
        time.sleep(drawn.uniform(0, lasts))
        process.kill()
        if place.snapshot != start:
            assert place.content() == after  # it was faster
            place = copy(whole, folder / "place")
            continue
        killed += 1
        assert place.content() == before
    assert killed
    place.evidence.sweep()
    assert place.evidence.sweep() == 0
    assert place.does(verb) == "done"
    assert place.content() == after


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["apply", "replay", "compact"])
def test_a_kill_at_any_point_leaves_the_last_good_state_and_the_same_can_be_done_again(
    whole: Path, tmp_path: Path, verb: str
) -> None:
    survives(whole, tmp_path, verb)


@pytest.mark.slow
def test_of_two_imports_at_once_none_is_lost(whole: Path, tmp_path: Path) -> None:
    place = copy(whole, tmp_path / "place")
    both = [place.starts("apply"), place.starts("again")]
    assert {process.ends() for process in both} == {"done"}
    assert {row[0][1] for row in place.content()["history"]} == {
        f"item {number}" for number in range(3 * ITEMS)
    }


@pytest.mark.slow
@pytest.mark.parametrize("largest", [1, 400, 2_000])
def test_a_disk_that_takes_no_more_is_told_in_one_line_and_changes_nothing(
    whole: Path, tmp_path: Path, largest: int
) -> None:
    place = copy(whole, tmp_path / "place")
    before = place.content()
    said = place.does("apply", largest)
    assert "large" in said or "space" in said, said
    assert len(said.splitlines()) == 1
    assert place.content() == before
    place.evidence.sweep()
    assert place.does("apply") == "done"
    assert len(place.content()["history"]) > len(before["history"])


@pytest.mark.slow
def test_who_reads_while_others_write_and_compact_sees_whole_states(
    whole: Path, tmp_path: Path
) -> None:
    place = copy(whole, tmp_path / "place")
    for verb in ("again", "compact", "replay", "compact"):
        process = place.starts(verb)
        while process.works:
            found = place.content()
            of_one = {
                name: {dict(row)["at"] for row in found[name] if dict(row)["source"] == "source-1"}
                for name in ("history", "stays")
            }
            assert of_one["history"] == of_one["stays"]
            assert len(of_one["history"]) == 1
        assert process.ends() == "done"
