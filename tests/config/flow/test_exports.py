"""Export files that cannot be read are one clear line."""

import gzip

import pytest
from tests.config.flow.logs import SIMPLE, log, refused


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "log.csv is empty"),
        (b"\x00\x01\x02", "log.csv is not a text file"),
        (gzip.compress(b"item,at,status,holder\n" * 99, mtime=0)[:-5], "damaged or cut gzip"),
        (b"item,at,status,holder\n", "log.csv holds no history rows"),
        (b"item,at,status,holder\nA,soon,New,Web\n", "no readable time in 1 of 1, first at line 2"),
        (b"item,at,status,holder\nA,7/9/2026,New,Web\n", "--day-first or --month-first"),
        (b"a;b;c\n1;2;3\n", "has no known format"),
        (b",".join(b"c%d" % n for n in range(10_000)), "has no known format"),
        (b"<log><!DOCTYPE x></log>", "log.csv"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_clear_line(tmp_path, content, says):
    file = tmp_path / "log.csv"
    file.write_bytes(content)
    line = refused(file)
    assert says in line
    assert len(line) < 400


def test_a_disk_that_fills_up_while_the_files_are_read_is_one_clear_line(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("accord.store.scratch.Scratch.write", full)
    line = refused(log(tmp_path, *SIMPLE), "--json", tmp_path / "o.json")
    assert "cannot be set down for the time of the work (No space left on device)" in line
    assert [place.name for place in tmp_path.iterdir()] == ["log.csv"]


def test_a_missing_folder_for_temporary_files_is_one_clear_line(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "absent"))
    assert "TMPDIR" in refused(log(tmp_path, *SIMPLE))
