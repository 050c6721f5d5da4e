"""Every page, as every role of the example company sees it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.urls import resolve
from playwright.sync_api import Page

from tests.stories.looking import DESK, PHONE, Watch, faults_by_axe, sticks_out
from tests.stories.server import Server

#: The first three hold all rights among themselves, so that all pages are seen.
ROLES = ["Partnership lead", "Administrator", "Agency", "Marketing leader", "Marketing member"]
SAME_RIGHTS = ["IT leader", "IT member"]
_ANSWERED_AS_FILES = {"partnership:brief"}
#: Addresses that nobody links to, or that only answer to a form.
_NOT_LINKED = {"people:sign-in", "people:set-up", "pulse:answer", "pulse:thanks"}


@dataclass(frozen=True)
class Kind:
    """Pages that are built alike: same view, same names of parameters, same edition."""

    name: str
    parameters: tuple[str, ...]
    edition: str

    @classmethod
    def of(cls, address: str) -> "Kind":
        """The kind of page at an address."""
        parts = urlsplit(address)
        given = dict(parse_qsl(parts.query))
        try:
            name = resolve(parts.path).view_name
        except Exception:
            name='DEAD '+parts.path
        return cls(name, tuple(sorted(given)), given.get("with", ""))


def links_of(page: Page) -> list[str]:
    """Where the page leads, without anchors."""
    found = page.locator("a[href]").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    return [link for link in found if not link.startswith("#")]


def walk(page: Page, server: Server) -> Iterator[Kind]:
    """Open one page of each kind that can be reached by links from where one stands."""
    waiting, seen = [page.url, f"{server.address}/journal/"], set()
    while waiting:
        address = waiting.pop(0)
        kind = Kind.of(address)
        if kind in seen or kind.name in _ANSWERED_AS_FILES or "format" in kind.parameters:
            continue
        seen.add(kind)
        page.goto(address)
        yield kind
        waiting += [urljoin(address, link).split("#")[0] for link in links_of(page)]


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_is_whole_and_open_to_everybody(
    look_as: Callable[[str], Page], example: Server, role: str
) -> None:
    page = look_as(role)
    watch = Watch(urlsplit(example.address).netloc).over(page)
    faults = []

    for kind in walk(page, example):
        faults += [f"{kind}: {fault}" for fault in faults_of(page, watch)]

    assert not faults, "\n".join(faults)


def faults_of(page: Page, watch: Watch) -> list[str]:
    """What is wrong with the page as it stands: loud, unsafe, closed to somebody, too wide."""
    found, watch.complaints = watch.complaints, []
    if watch.status != 200:
        found.append(f"status {watch.status}")
    if "default-src 'none'" not in watch.policy or "unsafe" in watch.policy:
        found.append(f"policy {watch.policy}")
    found += faults_by_axe(page)
    page.set_viewport_size(PHONE)
    if wider := sticks_out(page):
        found.append(f"{wider} pixels wider than a phone")
    page.set_viewport_size(DESK)
    return found
