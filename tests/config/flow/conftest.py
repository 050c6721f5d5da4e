"""Mapping files for the logs."""

import pytest
from tests.config.flow.logs import PARTIES, STATUSES, write_csv


@pytest.fixture
def mappings(tmp_path):
    """Both mapping files, as options of the command."""
    parties = write_csv(tmp_path / "parties.csv", ["holder", "party"], PARTIES.items())
    rows = [(status, *meaning) for status, meaning in STATUSES.items()]
    known = write_csv(tmp_path / "statuses.csv", ["status", "class", "turn"], rows)
    return "--parties", parties, "--statuses", known
