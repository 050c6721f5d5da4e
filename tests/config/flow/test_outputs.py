"""All the asked files are written, or none."""

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
