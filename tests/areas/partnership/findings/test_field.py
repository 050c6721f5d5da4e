"""Figures of the field."""

import pytest
from tests.areas.partnership.findings.boards import everything

pytestmark = pytest.mark.django_db


def test_figures_of_the_field_stand_beside_the_companys_own() -> None:
    (row,) = everything().compared

    assert (row.text, row.published, row.source) == (
        "It got better",
        {"marketing": 0.43},
        "a paper",
    )
    assert row.own == {"marketing": 0.4, "it": 0.6}
