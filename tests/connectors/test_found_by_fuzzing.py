"""What ``make fuzz`` found: each input, made small, and what becomes of it now."""

from pathlib import Path

import pytest
from tests.connectors.damage import MBOX, checked
from tests.connectors.reading import reading, written

from accord.connectors.any_table.mapping import column_names
from accord.connectors.contract import Options, UnreadableFileError
from accord.connectors.registry import readers


def test_a_header_of_thousands_of_columns_alike_is_looked_at() -> None:
    # Each was once compared with each: the hours that took would end no test run.
    names = column_names(["A", "a (2)", *["a"] * 30_000])
    assert names[:4] == ["A", "a (2)", "a (3)", "a (4)"]
    assert len(set(names)) == len(names)
    head = b"a;" * 32_000
    assert all(reader.sniff(head) == 0 for reader in readers().values())


@pytest.mark.parametrize("letters", [5_000, 70_000])
@pytest.mark.parametrize("name", ["xes", "ocel-xml"])
def test_an_encoding_of_a_long_name_is_refused(tmp_path: Path, name: str, letters: int) -> None:
    log = f'<?xml version="1.0" encoding="{"x" * letters}"?><log></log>'
    with pytest.raises(UnreadableFileError, match=r"encoding that cannot|no tag ends in") as told:
        reading(written(tmp_path, log), name)
    assert len(str(told.value)) < 200


@pytest.mark.parametrize(
    ("written_there", "instead"),
    [
        (b"<1@brand", b"<1@br\0and"),
        (b"Ada <ada@brand.example>", b"Ada <ada@br\0and.example>"),
        (b"web@it.example\n\nPlease", b"w\0b@it.example\n\nPlease"),
        (b"Launch page", b"=?utf-8?q?Launch=00page?="),
    ],
)
def test_the_character_zero_in_a_mail_is_stored_nowhere(
    tmp_path: Path, written_there: bytes, instead: bytes
) -> None:
    assert written_there in MBOX
    mails = MBOX.replace(written_there, instead)
    assert checked(written(tmp_path, mails), "mbox", Options(holder="web@it.example"))


def test_addresses_within_addresses_without_end_are_no_addresses(tmp_path: Path) -> None:
    mails = MBOX.replace(b"To: Web team ", b"To: Web team " + b'{"a":' * 3_000, 1)
    receipt = checked(written(tmp_path, mails), "mbox", Options())
    assert receipt
    assert receipt.used == 2
