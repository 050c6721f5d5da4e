"""The documentation names what there is: every right, address, command and setting."""

import html
import re
from pathlib import Path

import pytest
import typer
from django.urls import URLResolver, get_resolver

from accord.areas.people.access import RIGHTS, Right
from accord.areas.people.models import Role
from accord.config import command, environment

ROOT = Path(__file__).resolve().parents[2]
USING = ROOT / "docs" / "using"
PRIVACY = ROOT / "src/accord/areas/people/templates/people/privacy.html"


@pytest.fixture(scope="module")
def everything() -> str:
    """All pages of the documentation, as one text."""
    pages = sorted((ROOT / "docs").rglob("*.md"))
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


@pytest.mark.parametrize("right", Right)
def test_the_page_of_roles_says_who_holds_a_right(right: Right) -> None:
    cells = ["yes" if right in RIGHTS[role.value] else "–" for role in Role]

    assert f"| {right.value} | {' | '.join(cells)} |" in (USING / "roles.md").read_text("utf-8")


def test_the_page_of_roles_names_every_role_and_every_area() -> None:
    page = (USING / "roles.md").read_text(encoding="utf-8")
    patterns = [
        str(inner.pattern)
        for area in get_resolver().url_patterns
        for inner in (area.url_patterns if str(area.pattern) == "" else [area])
        if isinstance(area, URLResolver)
    ]
    first_parts = {re.split(r"[/<]", pattern)[0] for pattern in patterns}

    assert [role.label for role in Role if role.label not in page] == []
    assert [part for part in first_parts if f"`/{part}" not in page] == []


def test_every_command_is_described(everything: str) -> None:
    if len(command.app.registered_commands) < 8:
        command._register()
    names = set(typer.main.get_command(command.app).commands)  # type: ignore[attr-defined]

    assert "serve" in names
    assert [name for name in sorted(names) if f"`accord {name}" not in everything] == []


def test_every_setting_of_the_environment_is_described(everything: str) -> None:
    names = re.findall(r"^ACCORD_\w+", environment.__doc__ or "", flags=re.MULTILINE)

    assert len(names) >= 5
    assert [name for name in names if f"`{name}`" not in everything] == []


def test_every_setting_that_is_read_is_named_where_settings_are_explained() -> None:
    read = set()
    for module in (ROOT / "src/accord/config").rglob("*.py"):
        read |= set(re.findall(r"\"(ACCORD_\w+)\"", module.read_text(encoding="utf-8")))

    assert read - {"ACCORD_SUPERVISED"} <= set(re.findall(r"ACCORD_\w+", environment.__doc__ or ""))


def test_page_and_documentation_say_the_same_about_data_protection() -> None:
    said = words((USING / "data-protection.md").read_text(encoding="utf-8"))
    template = PRIVACY.read_text(encoding="utf-8")
    kept = re.findall(r"<tr><th scope=\"row\">(?!\{\{)(.*?)</tr>", template)
    promises = re.findall(r"<li>(.*?)</li>", template)

    assert len(kept) >= 7
    assert len(promises) >= 10
    assert [row for row in kept if words(" | ".join(cells_of(row))) not in said] == []
    assert [promise for promise in promises if words(promise) not in said] == []


def cells_of(row: str) -> list[str]:
    """The texts of a table row's cells."""
    return [cell for cell in re.split(r"</t[hd]>(?:<td>)?", row) if cell]


def words(text: str) -> str:
    """A text without marks, line ends and doubled blanks."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())
