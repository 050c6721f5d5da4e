"""A long history is worked on some items at a time, and nobody can tell."""

import random
from pathlib import Path

import pytest
from tests.store.test_evidence import content, stage

from accord.store.evidence import Evidence, Snapshot
from accord.store.scratch import Scratch

COLUMNS = ("item", "position", "at", "until", "status", "holder", "known_holder")


def imported(home: Path, rows: list[tuple[str, int, str, str]]) -> Snapshot:
    evidence = Evidence(home)
    stage(evidence, "1", *rows)
    with evidence.writing(evidence.first_snapshot()) as writing:
        return writing.apply("1", "source-1")


@pytest.mark.parametrize("most_rows", [1, 40])
def test_the_stays_are_those_of_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most_rows: int
) -> None:
    chance = random.Random(1)
    rows = [
        (
            f"item {chance.randrange(20)}",
            chance.randrange(100),
            chance.choice(["New", "Doing", "Done"]),
            chance.choice(["", "Web", "Brand"]),
        )
        for _ in range(200)
    ]
    whole = imported(tmp_path / "whole", rows)
    monkeypatch.setattr(Scratch, "most_rows", most_rows)
    pieces = imported(tmp_path / "pieces", rows)

    found = content(tmp_path / "whole", whole, "stays", COLUMNS)
    assert found
    assert content(tmp_path / "pieces", pieces, "stays", COLUMNS) == found
