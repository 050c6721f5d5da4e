"""All the asked files are written, or none."""

import pytest
from tests.config.flow.logs import SIMPLE, log, refused


def test_nothing_is_half_written(tmp_path):
    taken = tmp_path / "taken"
    taken.mkdir()
    out = tmp_path / "out.json"
    refused(
        log(tmp_path, *SIMPLE), "--json", out, "--items", tmp_path / "items.csv", "--stays", taken
    )
    assert sorted(place.name for place in tmp_path.iterdir()) == ["log.csv", "taken"]


def test_an_output_that_fails_on_the_way_leaves_nothing(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pyarrow.csv.write_csv", full)
    line = refused(
        log(tmp_path, *SIMPLE), "--json", tmp_path / "o.json", "--items", tmp_path / "i.csv"
    )
    assert "i.csv cannot be written (No space left on device)" in line
    assert [place.name for place in tmp_path.iterdir()] == ["log.csv"]


@pytest.mark.parametrize(
    ("option", "name", "says"),
    [
        ("--json", "folder", "folder is a folder; name a file in it."),
        ("--stays", "stays.csv", "stays.csv must end in .parquet."),
        ("--items", "items.txt", "items.txt must end in .csv or .parquet."),
        ("--json", "nowhere/out.json", "out.json cannot be written: there is no such folder."),
    ],
)
def test_a_place_that_cannot_be_written_is_told_before_anything_is_read(
    tmp_path, option, name, says
):
    (tmp_path / "folder").mkdir()

    assert says in refused(log(tmp_path, *SIMPLE), option, tmp_path / name)
