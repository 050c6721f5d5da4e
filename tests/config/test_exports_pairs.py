"""``accord export`` joins requests as the pages do: by links, and by what people said of pairs."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.config.conftest import Done

from accord.areas.evidence.actions import say_of_pair
from accord.areas.evidence.models import Source
from accord.areas.people.models import User

pytestmark = pytest.mark.django_db
Accord = Callable[..., Done]
AT = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)


@pytest.fixture
def sources(accord: Accord, lena: User, tmp_path: Path) -> list[Source]:
    """A board, a desk, and a shop whose item nobody joins."""
    for name in ("Board", "Desk", "Shop"):
        file = tmp_path / f"{name}.csv"
        file.write_text(f"item,at,status,holder\n{name}-1,2026-01-05,New,Web\n", "utf-8")
        assert accord("import", "--source", name, file).status == 0
    return list(Source.objects.order_by("name"))


def requests(file: Path) -> list[str]:
    objects = json.loads(file.read_text("utf-8"))["objects"]
    return [thing["id"] for thing in objects if thing["type"] == "request"]


def test_agreed_pairs_are_one_request(
    accord: Accord, lena: User, sources: list[Source], tmp_path: Path
) -> None:
    board, desk, shop = sources
    out = tmp_path / "all.ocel.json"
    assert accord("export", out).status == 0
    assert requests(out) == []

    pair = {"one": (board, "Board-1"), "other": (desk, "Desk-1")}
    say_of_pair(**pair, together=True, by=lena, at=AT)
    say_of_pair(one=(board, "Board-1"), other=(shop, "Shop-1"), together=False, by=lena, at=AT)
    assert accord("export", out).status == 0
    assert len(requests(out)) == 1

    say_of_pair(**pair, together=False, by=lena, at=AT)
    assert accord("export", out).status == 0
    assert requests(out) == []


def test_a_pair_with_an_end_that_is_not_exported_joins_nothing(
    accord: Accord, lena: User, sources: list[Source], tmp_path: Path
) -> None:
    board, desk, _ = sources
    say_of_pair(one=(board, "Board-1"), other=(desk, "Desk-1"), together=True, by=lena, at=AT)
    out = tmp_path / "board.ocel.json"
    assert accord("export", out, "--source", "Board").status == 0
    assert requests(out) == []
