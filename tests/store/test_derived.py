"""Tables that took long are worked out once for a state."""

from pathlib import Path

import pyarrow as pa
import pytest

from accord.store import derived

STATE, OTHER = "a" * 64, "b" * 64
TABLE = pa.table({"item": pa.array(["x", "y", "x"]).dictionary_encode(), "days": [1.0, 2.0, 3.0]})


class Work:
    """Counts how often it is done."""

    def __init__(self, table: pa.Table = TABLE) -> None:
        self.table = table
        self.times = 0

    def __call__(self) -> pa.Table:
        self.times += 1
        return self.table


def files(home: Path) -> list[str]:
    return sorted(file.name for file in (home / "evidence" / "derived").iterdir())


def test_a_table_is_worked_out_once_for_a_state(tmp_path: Path) -> None:
    work = Work()

    first = derived.remembered(tmp_path, STATE, "alike", work)
    again = derived.remembered(tmp_path, STATE, "alike", work)

    assert (work.times, first, again) == (1, TABLE, TABLE)


def test_another_state_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    derived.remembered(tmp_path, STATE, "alike", Work())
    derived.remembered(tmp_path, STATE, "causes", Work())
    newer = TABLE.slice(1)

    assert derived.remembered(tmp_path, OTHER, "alike", Work(newer)) == newer
    assert files(tmp_path) == [f"alike.{OTHER}.arrow", f"causes.{STATE}.arrow"]


def test_what_was_read_stays_readable_when_its_file_is_gone(tmp_path: Path) -> None:
    derived.remembered(tmp_path, STATE, "alike", Work())
    found = derived.remembered(tmp_path, STATE, "alike", Work())
    derived.forget(tmp_path)

    assert found.to_pydict() == TABLE.to_pydict()
    assert files(tmp_path) == []


@pytest.mark.parametrize("left", [b"", b"ARROW1", b"nonsense" * 99])
def test_a_damaged_table_is_worked_out_again(tmp_path: Path, left: bytes) -> None:
    derived.remembered(tmp_path, STATE, "alike", Work())
    file = tmp_path / "evidence" / "derived" / f"alike.{STATE}.arrow"
    file.write_bytes(left)
    work = Work()

    assert derived.remembered(tmp_path, STATE, "alike", work) == TABLE
    assert work.times == 1
    assert derived.remembered(tmp_path, STATE, "alike", work) == TABLE
    assert work.times == 1


def test_a_cut_table_is_worked_out_again(tmp_path: Path) -> None:
    derived.remembered(tmp_path, STATE, "alike", Work())
    file = tmp_path / "evidence" / "derived" / f"alike.{STATE}.arrow"
    whole = file.read_bytes()
    for length in range(0, len(whole), 97):
        file.write_bytes(whole[:length])
        assert derived.remembered(tmp_path, STATE, "alike", Work()) == TABLE


def test_a_table_damaged_within_is_never_handed_on(tmp_path: Path) -> None:
    derived.remembered(tmp_path, STATE, "alike", Work())
    file = tmp_path / "evidence" / "derived" / f"alike.{STATE}.arrow"
    whole = file.read_bytes()
    for place in range(0, len(whole), 7):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        found = derived.remembered(tmp_path, STATE, "alike", Work())
        assert found.num_rows == TABLE.num_rows  # a number may differ; nothing points outside
        found.to_pylist()


def test_where_nothing_can_be_written_the_table_is_given_all_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "evidence").write_text("a file where the folder should be")

    assert derived.remembered(tmp_path, STATE, "alike", Work()) == TABLE
    assert "was not kept" in caplog.text


@pytest.mark.parametrize(("name", "state"), [("../up", STATE), ("alike", "../up"), ("", STATE)])
def test_a_name_is_never_a_way_out(tmp_path: Path, name: str, state: str) -> None:
    with pytest.raises(ValueError, match="cannot name"):
        derived.remembered(tmp_path, state, name, Work())
