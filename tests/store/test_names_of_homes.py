"""A home may lie in a folder of any name that a disk allows."""

from pathlib import Path

import pytest
from tests.store.test_evidence import content, stage

from accord.store.evidence import Evidence


@pytest.mark.parametrize("name", ["with space", "ü 100% #1 + &", "what?", "*"])
def test_what_is_written_is_read_wherever_the_home_lies(tmp_path: Path, name: str) -> None:
    evidence = Evidence(tmp_path / name)
    stage(evidence, "1", ("A", 1, "New", "Web"))
    stage(evidence, "2", ("B", 1, "New", "Web"))
    with evidence.writing(evidence.first_snapshot()) as writing:
        writing.apply("1", "source-1")
        snapshot = writing.apply("2", "source-1")  # upon the first, as a layer

    found = content(tmp_path / name, snapshot, "stays", ("item", "status"))
    assert found == [("A", "New"), ("B", "New")]
