"""Mapping files that cannot be used are one clear line."""

import pytest
from tests.config.flow.logs import SIMPLE, log, refused


@pytest.mark.parametrize(
    ("option", "text", "says"),
    [
        ("--parties", "holder,party\nWeb,it\nWeb,it\n", "lists 'Web' twice (lines 2 and 3)"),
        ("--parties", "name,side\nWeb,it\n", "lacks the column holder and party"),
        ("--parties", "", "lacks the column"),
        ("--statuses", "status,class\nNew,sleeping\n", "the class 'sleeping'; choose one of queue"),
        ("--statuses", "status,class\nNew,queue\n New ,work\n", "lists 'New' twice"),
    ],
)
def test_a_bad_mapping_file_is_one_clear_line(tmp_path, option, text, says):
    mapping = tmp_path / "mapping.csv"
    mapping.write_text(text)
    assert says in refused(log(tmp_path, *SIMPLE), option, mapping)
