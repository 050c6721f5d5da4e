"""What ``make fuzz`` found: each input, made small, and what becomes of it now."""

import time
from pathlib import Path

import pytest
from tests.connectors.reading import reading, written

from accord.connectors.any_table.mapping import column_names
from accord.connectors.contract import UnreadableFileError
from accord.connectors.registry import readers


def test_a_header_of_thousands_of_columns_alike_is_looked_at_in_no_time() -> None:
    begun = time.process_time()
    names = column_names(["A", "a (2)", *["a"] * 30_000])
    assert names[:4] == ["A", "a (2)", "a (3)", "a (4)"]
    assert len(set(names)) == len(names)
    head = b"a;" * 32_000
    assert all(reader.sniff(head) == 0 for reader in readers().values())
    assert time.process_time() - begun < 5


@pytest.mark.parametrize("letters", [5_000, 70_000])
@pytest.mark.parametrize("name", ["xes", "ocel-xml"])
def test_an_encoding_of_a_long_name_is_refused(tmp_path: Path, name: str, letters: int) -> None:
    log = f'<?xml version="1.0" encoding="{"x" * letters}"?><log></log>'
    with pytest.raises(UnreadableFileError, match=r"encoding that cannot|no tag ends in") as told:
        reading(written(tmp_path, log), name)
    assert len(str(told.value)) < 200
