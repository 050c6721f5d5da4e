"""Every page, as every role of the example company sees it."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import Page
from tests.stories.looking import DESK, PHONE, Watch, faults_by_axe, sticks_out
from tests.stories.server import Server

#: Between them they hold all rights.
ALL_RIGHTS = ("Partnership lead", "Administrator", "Agency")
OTHERS = ("Marketing leader", "IT leader", "Marketing member", "IT member")

#: Addresses that no link leads to: answers to a form, doors, files.
NOT_LINKED = {
    *("people:sign-in", "people:sign-out", "people:set-up", "people:switch", "people:remove"),
    *("pulse:close", "pulse:answer", "pulse:withdraw", "pulse:links", "pulse:undo"),
    *("pulse:preview-new", "pulse:survey-forget", "pulse:own-items-undo"),
    # Of an open pulse, and of own items: the example company has neither.
    *("pulse:preview", "pulse:codes", "pulse:invite", "pulse:remind", "pulse:announce"),
    *("pulse:tighten", "pulse:own-items", "pulse:own-item"),
    *("evidence:import-apply", "evidence:import-discard", "evidence:import-undo"),
    *("evidence:save-mappings", "evidence:sign-mappings", "evidence:settle"),
    *("evidence:save-scenario", "evidence:delete-scenario"),
    *("evidence:save-view", "evidence:drop-view", "evidence:say-of-pair", "evidence:take-back"),
    *("evidence:import-columns", "evidence:import-columns-forget"),
    # Linked as soon as the columns of a table were told, which the example company never does.
    *("evidence:saved-columns", "evidence:forget-saved-columns"),
    *("evidence:reveal", "evidence:take-in", "evidence:remove-look-back"),
    *("partnership:brief", "pulse:certificate", "pulse:wave-csv", "pulse:wave-xlsx"),
}
#: Handed out as files.
FILES = {"partnership:brief", "pulse:certificate", "pulse:wave-csv", "pulse:wave-xlsx"}
MAIN_PAGES = (
    *("/", "/pulse/", "/pulse/new/", "/people/", "/style/"),
    *("/evidence/", "/evidence/turns/", "/evidence/speed/", "/evidence/import/"),
    "/evidence/columns/",
)


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
        except Resolver404:
            name = f"no page at {parts.path}"
        return cls(name, tuple(sorted(given)), given.get("with", ""))

    @property
    def is_page(self) -> bool:
        """Whether it is shown, not handed out as a file."""
        return self.name not in FILES and "format" not in self.parameters

    @property
    def is_choice(self) -> bool:
        """Whether it is a page once more, with something chosen on it."""
        return bool(self.parameters) and not self.edition


def links_of(page: Page) -> list[str]:
    """Where the page leads."""
    found = page.locator("a[href]").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    return [urljoin(page.url, link).split("#")[0] for link in found]


def walk(visit: Callable[[str], list[str]], start: str, *, choices: bool) -> Iterator[Kind]:
    """Open one page of each kind that links lead to; ``visit`` opens one and tells its links."""
    waiting, seen = [start], set()
    while waiting:
        address = waiting.pop(0)
        kind = Kind.of(address)
        if kind in seen or not kind.is_page or (kind.is_choice and not choices):
            continue
        seen.add(kind)
        waiting += visit(address)
        yield kind


def shown(page: Page) -> Callable[[str], list[str]]:
    """Visit a page as the browser shows it."""

    def visit(address: str) -> list[str]:
        page.goto(address)
        return links_of(page)

    return visit


def every_name(resolver: URLResolver | None = None, area: str = "") -> Iterator[str]:
    """The name of every address."""
    for part in (resolver or get_resolver()).url_patterns:
        if isinstance(part, URLPattern):
            yield f"{area}:{part.name}"
        else:
            yield from every_name(part, part.app_name or area)


def faults_of(page: Page, watch: Watch) -> list[str]:
    """What is wrong with the page as it stands: loud, unsafe, too wide for a phone."""
    found, watch.complaints = watch.complaints, []
    if watch.status != 200:
        found.append(f"status {watch.status}")
    if "default-src 'none'" not in watch.policy or "unsafe" in watch.policy:
        found.append(f"policy {watch.policy}")
    page.set_viewport_size(PHONE)
    if wider := sticks_out(page):
        found.append(f"{wider} pixels wider than a phone")
    page.set_viewport_size(DESK)
    return found


def test_every_page_is_whole_and_open_to_everybody(
    look_as: Callable[[str], Page], example: Server
) -> None:
    faults, names = [], set()
    for role in ALL_RIGHTS:
        page = look_as(role)
        watch = Watch(urlsplit(example.address).netloc).over(page)
        for kind in walk(shown(page), page.url, choices=False):
            found = faults_of(page, watch) + faults_by_axe(page)
            faults += [f"{role}, {page.url}: {fault}" for fault in found]
            names.add(kind.name)

    assert not faults, "\n".join(faults)
    assert names == set(every_name()) - NOT_LINKED


@pytest.mark.parametrize("role", OTHERS)
def test_no_link_leads_a_reader_nowhere(look_as: Callable[[str], Page], role: str) -> None:
    page = look_as(role)
    faults = []

    def visit(address: str) -> list[str]:
        """Without drawing it: readers see the lead's pages, with fewer buttons."""
        answer = page.request.get(address, max_redirects=0)
        if answer.status != 200:
            faults.append(f"{answer.status}: {address}")
        links = re.findall(r'<a [^>]*href="([^"#]+)', answer.text())
        return [urljoin(address, html.unescape(link)) for link in links]

    kinds = list(walk(visit, page.url, choices=True))

    assert not faults, "\n".join(faults)
    assert len(kinds) > 20


READERS_PAGES = (
    "/",
    "/stage/",
    "/pulse/",
    "/people/",
    "/evidence/",
    "/evidence/turns/",
    "/password/",
)


@pytest.mark.parametrize("role", OTHERS)
def test_readers_see_whole_pages_too(
    look_as: Callable[[str], Page], example: Server, role: str
) -> None:
    """Without the lead's buttons other rules of the page apply."""
    page = look_as(role)
    watch = Watch(urlsplit(example.address).netloc).over(page)
    faults = []

    for address in READERS_PAGES:
        page.goto(example.address + address)
        faults += [f"{address}: {fault}" for fault in faults_of(page, watch) + faults_by_axe(page)]

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("screen", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["on a phone", "in the dark"]
)
def test_the_main_pages_stay_readable(
    look_as: Callable[[str], Page], example: Server, screen: dict[str, int], scheme: str
) -> None:
    page = look_as("Partnership lead")
    page.set_viewport_size(screen)
    page.emulate_media(color_scheme=scheme)
    faults = []

    for address in (*MAIN_PAGES, *details(page, example)):
        page.goto(example.address + address)
        faults += [f"{address}: {fault}" for fault in faults_by_axe(page)]

    assert not faults, "\n".join(faults)


def details(page: Page, example: Server) -> list[str]:
    """One request through both trackers, one tracker, one dimension of a pulse."""
    found = []
    for start, kind in (
        ("/evidence/requests/?kind=joint", "evidence:request"),
        ("/evidence/", "evidence:source"),
        ("/pulse/", "pulse:dimension"),
    ):
        page.goto(example.address + start)
        address = next(link for link in links_of(page) if Kind.of(link).name == kind)
        found.append(address.removeprefix(example.address))
    return found
