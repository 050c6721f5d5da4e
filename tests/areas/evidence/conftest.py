"""Every test of the evidence has a home of its own; most find an installation in it."""

from pathlib import Path
from typing import Any

import pytest
from tests.areas.evidence.factories import a_lead, both_trackers, teams
from tests.areas.evidence.seating import passing_desk
from tests.areas.evidence.worlds import World

from accord.areas.evidence.frames import of_snapshot
from accord.areas.people.models import Company


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    settings.ACCORD_HOME = tmp_path
    settings.MEDIA_ROOT = tmp_path / "uploads"
    of_snapshot.worked_out.cache_clear()
    return tmp_path


@pytest.fixture
def company(db: None) -> Company:
    """The company, whether or not a world has brought it."""
    found, _ = Company.objects.get_or_create(
        pk=1, defaults={"name": "Halden & Rowe", "zone": "Europe/Berlin"}
    )
    return found


@pytest.fixture(scope="session")
def saved_world(
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> World:
    def build() -> None:
        teams()
        both_trackers(a_lead())

    with django_db_blocker.unblock():
        return World(tmp_path_factory.mktemp("world"), build)


@pytest.fixture
def world(
    db: None,
    saved_world: World,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> World:
    """Brand, Web and an agency; six joint requests in Asana and Jira, and some in one of them."""
    saved_world.set_up(home, monkeypatch)
    return saved_world


@pytest.fixture(scope="session")
def saved_desk(
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> World:
    with django_db_blocker.unblock():
        return World(tmp_path_factory.mktemp("desk"), passing_desk)


@pytest.fixture
def desk(db: None, saved_desk: World, home: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """Tickets that really change hands between Brand, Web, an agency and Data with two holders."""
    saved_desk.set_up(home, monkeypatch)
    return saved_desk
