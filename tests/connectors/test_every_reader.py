"""Whatever a file holds: one sentence that refuses it, or rows that add up and fit."""

import random
import struct
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.connectors.damage import checked, damaged, originals, table
from tests.connectors.reading import reading, written

from accord.connectors.contract import Options, UnreadableFileError
from accord.connectors.files import header_of
from accord.connectors.registry import readers, recognised

SAMPLES = sorted(originals())
TABLES = [name for name in SAMPLES if name.endswith(".csv")]
CHOICES = st.builds(
    Options,
    holder=st.sampled_from(["", "", "", "Team", "label:team", "\0"]),
    zone=st.sampled_from(["", "Europe/Berlin"]),
    day_first=st.sampled_from([None, True, False]),
)
few = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def test_there_is_a_whole_file_of_every_reader(tmp_path: Path) -> None:
    found = set()
    for name in SAMPLES:
        file = written(tmp_path, originals()[name])
        found.add(recognised(file).name)
        receipt = checked(file, "", Options())
        assert receipt is not None, name
        assert receipt.used, name
    # A table of any kind is told what its columns say: it has tests of its own.
    assert found == set(readers()) - {"table"}


@pytest.mark.parametrize("name", SAMPLES)
@given(drawn=st.randoms(use_true_random=False), options=CHOICES)
@few
def test_a_damaged_file_is_refused_or_its_rows_add_up(
    tmp_path: Path, name: str, drawn: Random, options: Options
) -> None:
    asked = recognised(written(tmp_path, originals()[name], "whole")).name
    checked(written(tmp_path, damaged(drawn, originals()[name])), asked, options)


@pytest.mark.parametrize("name", TABLES)
@given(drawn=st.randoms(use_true_random=False), options=CHOICES)
@few
def test_any_cells_under_a_known_header_are_refused_or_add_up(
    tmp_path: Path, name: str, drawn: Random, options: Options
) -> None:
    header = header_of(originals()[name])
    checked(written(tmp_path, table(drawn, header)), "", options)


def test_any_file_may_be_given_to_any_reader(tmp_path: Path) -> None:
    drawn = random.Random(7)
    for asked in readers():
        for name in drawn.sample(SAMPLES, 4):
            checked(written(tmp_path, originals()[name]), asked, Options())


# What was found so


def test_a_workbook_whose_directory_points_outside_of_the_file_is_refused(tmp_path: Path) -> None:
    content = bytearray(originals()["history.xlsx"])
    end = content.rindex(b"PK\x05\x06")
    struct.pack_into("<I", content, end + 12, 0xFFFFFF)  # the length of the directory
    with pytest.raises(UnreadableFileError, match="no workbook that can be opened"):
        reading(written(tmp_path, bytes(content)))


def test_a_workbook_that_is_cut_in_its_middle_is_refused(tmp_path: Path) -> None:
    content = originals()["history.xlsx"]
    for end in range(40, len(content), len(content) // 25):
        with pytest.raises(UnreadableFileError, match="export"):
            reading(written(tmp_path, content[:end]))


def test_a_sentence_stays_one_line_whatever_it_quotes(tmp_path: Path) -> None:
    file = written(tmp_path, "item,at,sta\u2028tus,\x1c,\x0bho\x85lder\n")
    with pytest.raises(UnreadableFileError, match="it has: item, at, sta tus") as told:
        reading(file, "history")
    assert str(told.value).isprintable()


def test_the_character_zero_is_stored_nowhere(tmp_path: Path) -> None:
    told = {"item": ["A\0"], "at": ["2026-01-05"], "status": ["N\0w"], "holder": ["Web"]}
    cells = pa.table(told)
    cells = cells.set_column(3, "holder", cells["holder"].dictionary_encode())
    parquet.write_table(cells.append_column("due", pa.array([1])), tmp_path / "table")
    rows = reading(tmp_path / "table")
    assert rows.of("history", "item", "status", "holder") == [("A", "N w", "Web")]
    wide = "item,at,status,holder\nA,2026-01-05,N\0w,Web\n".encode("utf-16")
    with pytest.raises(UnreadableFileError, match=r"not a text file \(line 2\)"):
        reading(written(tmp_path, wide))


def test_names_that_are_no_letters_are_damage(tmp_path: Path) -> None:
    names = originals()["history.parquet"].replace(b"resolution", b"\xf8esolution")
    with pytest.raises(UnreadableFileError, match="damaged Parquet file"):
        reading(written(tmp_path, names))
    schema = originals()["log.sqlite"].replace(
        b"CREATE TABLE object_order", b"CREATE TABLE \xceject_order"
    )
    checked(written(tmp_path, schema), "ocel-sqlite", Options())
