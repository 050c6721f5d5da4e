"""Stories: walks through the running product, in a real browser, as its users take them.

Every server is a process of its own over a throwaway data folder, on a free port of the loopback
device, and is stopped by its own number. The example company is set up once for all of them.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.stories.looking import DESK
from tests.stories.server import Server, prepare_example, wait_until

CHROMIUM = Path("/usr/bin/chromium")
expect.set_options(timeout=30_000)  # milliseconds; a busy machine must not fail a story
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every story says that it is one, so that ``-m 'not story'`` leaves them out."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.story)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's own browser where there is one, without calls home."""
    own = {"executable_path": str(CHROMIUM)} if CHROMIUM.exists() else {}
    return {**browser_type_launch_args, **own, "args": QUIET}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A wide screen, by daylight."""
    return {**browser_context_args, "viewport": DESK, "color_scheme": "light"}


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the example company, set up once, whichever worker asks first."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "example-company"
    ready = folder / "ready"
    try:
        folder.mkdir()
    except FileExistsError:
        wait_until(ready.exists, "the example company was not set up; its worker says why")
    else:
        prepare_example(folder / "home")
        ready.touch()
    return folder / "home"


@pytest.fixture(scope="session")
def example(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The example company, served. Stories leave its figures as they are."""
    yield from served(prepared, tmp_path_factory.mktemp("example") / "home")


@pytest.fixture
def own_example(prepared: Path, tmp_path: Path) -> Iterator[Server]:
    """An example company for one story alone, which may do with it what it likes."""
    yield from served(prepared, tmp_path / "home")


def served(prepared: Path, home: Path) -> Iterator[Server]:
    """A copy of the example company, served."""
    shutil.copytree(prepared, home)
    server = Server(home, demo=True).start()
    yield server
    server.stop()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Server]:
    """An installation in which nothing is yet."""
    server = Server(tmp_path / "home").start()
    yield server
    server.stop()


@pytest.fixture
def look_as(page: Page, example: Server) -> Callable[[str], Page]:
    """Switch to one of the example's ready accounts, by the button that everybody sees."""

    def switch(label: str) -> Page:
        page.goto(f"{example.address}/sign-in/")
        page.get_by_role("button", name=label, exact=True).click()
        return page

    return switch
