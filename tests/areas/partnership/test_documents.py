"""The brief: one content in three kinds, for the page, for paper and for other programs."""

import dataclasses
import io
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pypdf
import pytest
from tests.areas.partnership.factories import measured, pulse, put_up, records, response, stage
from tests.conftest import AT

from accord.areas.partnership import documents
from accord.areas.partnership.findings import Overview, company_overview
from accord.areas.people.models import Company

pytestmark = pytest.mark.django_db
MANUAL = Path(__file__).resolve().parents[3] / "docs" / "using" / "brief.md"
BOARDS = {
    "everything": ([*records(), *measured()], [*pulse(), stage(0.0, 0.2, 0.8, 0.0, 0.0)]),
    "records": ([*records(signed=False), *measured()], []),
    "one tracker": (records(joint=False, sources=("Jira",)), []),
    "pulse": ([], [*pulse(), stage(0.0, 0.2, 0.8, 0.0, 0.0)]),
    "six a side": ([], pulse(invited=6)),
    "not released": ([], [response(released=False)]),
    "nothing": ([], []),
}
boards = pytest.mark.parametrize("name", BOARDS)


def found(name: str) -> Overview:
    put_up(*BOARDS[name])
    return company_overview()


def written(name: str, kind: str) -> bytes:
    return documents.brief(found(name), kind, AT)


# HTML


@boards
def test_the_html_stands_alone_and_says_the_headline(name: str) -> None:
    overview = found(name)
    page = documents.brief(overview, "html", AT).decode()

    assert f"<title>{overview.headline}</title>" in page
    assert "30 September 2026" in page
    assert not re.search(r'(?:src|href|url\()\s*=?\s*["\']?(?!#)', page.replace("xlink", ""))
    assert "<script" not in page
    assert "http" not in page.replace("http://www.w3.org/", "")


def test_every_colour_of_a_drawing_is_defined_in_the_page() -> None:
    page = written("everything", "html").decode()
    defined = set(re.findall(r"(--[\w-]+):", page))

    assert set(re.findall(r"var\((--[\w-]+)\)", page)) <= defined
    assert page.count("<svg ") == 6  # three pictures, wide and narrow


def test_unsigned_figures_are_called_so_on_paper_too() -> None:
    assert "Unsigned." in written("records", "html").decode()
    assert "Unsigned." not in written("everything", "html").decode()


def test_what_people_wrote_is_never_taken_for_marks() -> None:
    Company.objects.create(pk=1, name="<b>Halden</b> & *Rowe* #emph[x]")

    page = written("records", "html").decode()
    paper = text_of(written("records", "pdf"))

    assert "&lt;b&gt;Halden&lt;/b&gt; &amp; *Rowe*" in page
    assert "<b>Halden</b> & *Rowe* #emph[x]" in paper


# PDF


def text_of(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@boards
def test_the_pdf_is_tagged_has_a_title_and_a_language(name: str) -> None:
    overview = found(name)
    content = documents.brief(overview, "pdf", AT)
    reader = pypdf.PdfReader(io.BytesIO(content))
    root: Any = reader.trailer["/Root"]

    assert content.startswith(b"%PDF")
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert reader.metadata is not None
    assert reader.metadata.title == overview.headline
    assert len(reader.pages) <= 2


def test_the_pdf_says_what_the_page_says() -> None:
    paper = text_of(written("everything", "pdf"))

    assert "A request takes 36 days. People work on it for eight." in paper
    assert "Rule both" in paper
    assert "Written by Accord on 2026-09-30" in paper


def test_a_picture_on_paper_is_told_in_plain_words_not_in_marks() -> None:
    put_up(records(segments=(("it", "work", 5.0, "works & <waits>"),)))
    content = documents.brief(company_overview(), "pdf", AT)
    root: Any = pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]

    assert alternatives_in(root["/StructTreeRoot"]) == ["5 days: IT works & <waits> 5"]


def alternatives_in(node: Any) -> list[str]:
    """Every alternative text in the structure of a PDF."""
    node = node.get_object()
    if isinstance(node, list):
        return [text for child in node for text in alternatives_in(child)]
    if not isinstance(node, dict):
        return []
    own = [str(node["/Alt"])] if "/Alt" in node else []
    return own + (alternatives_in(node["/K"]) if "/K" in node else [])


# JSON


@boards
def test_the_json_has_the_same_keys_whatever_is_known(name: str) -> None:
    data = json.loads(written(name, "json"))
    fields = {field.name for field in dataclasses.fields(Overview)} - {"facts"}

    assert set(data) == fields | {"format", "written_at"}
    assert data["format"] == 1
    assert data["written_at"] == AT.isoformat()
    assert all(isinstance(part, str) for part in data["kicker"])
    assert isinstance(data["lead"], str)


def keys_of(value: Any) -> set[str]:
    """Every key in plain data, however deep."""
    if isinstance(value, dict):
        return set(value) | {key for part in value.values() for key in keys_of(part)}
    if isinstance(value, list):
        return {key for part in value for key in keys_of(part)}
    return set()


def test_the_manual_names_every_key() -> None:
    named = set(re.findall(r"`([a-z_]+)`", MANUAL.read_text(encoding="utf-8")))
    sides = {"marketing", "it"}

    found_keys: set[str] = set()
    for name in BOARDS:
        found_keys |= keys_of(json.loads(written(name, "json")))

    assert found_keys - sides <= named


# Drawings


@boards
def test_only_what_is_known_is_drawn(name: str) -> None:
    overview = found(name)
    drawn = documents.pictures(overview)

    assert ("turns" in drawn) == bool(overview.turns)
    assert ("said" in drawn) == bool(overview.said)
    assert ("speed" in drawn) == (overview.speed is not None)
    for picture in drawn.values():
        for svg in picture.values():
            assert ElementTree.fromstring(svg).attrib["aria-label"]
