"""Everything that a respondent sees, in each language: whole, compiled, and with the right numbers."""

import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from django.test import Client
from django.urls import reverse
from django.utils.translation import trans_real
from tests.areas.pulse.factories import AT, a_lead, a_team, an_open_wave

from accord.areas import pulse
from accord.areas.pulse import actions
from accord.areas.pulse.models import LANGUAGES, Wave, instrument
from accord.areas.pulse.queries import invitable

LOCALE = Path(pulse.__file__).parent / "locale"
TRANSLATED = [language for language in LANGUAGES if language != "en"]
#: Alike in all languages: names, numbers, codes.
ALIKE = {
    "Accord",
    "IT",
    "Marketing",
    "Spring",
    "Landing page",
    "Budget",
    "10-14",
    "8-9",
    "·",
    *LANGUAGES.values(),
}


def catalog(language: str) -> Catalog:
    """The written translations of a language."""
    with (LOCALE / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


@pytest.fixture
def link(db: None) -> str:
    """The link to a form with everything on it: a breakdown by team and a kind of request."""
    lead = a_lead()
    for name in ("Brand", "Media"):
        a_team(name, "marketing", 6)
    a_team("Platform", "it", 6)
    wave = an_open_wave(lead, invitable(AT.date()), ["marketing"], ["Landing page"])
    (first, *_) = actions.make_links(wave=wave, by=lead, at=AT)
    return reverse("pulse:answer", args=[first.token])


@pytest.fixture
def asked_for(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Every text that is looked up in a catalog from here on."""
    found: set[str] = set()
    single, plural = trans_real.DjangoTranslation.gettext, trans_real.DjangoTranslation.ngettext

    def look_up(self: trans_real.DjangoTranslation, text: str) -> str:
        found.add(text)
        return str(single(self, text))

    def look_up_plural(self: trans_real.DjangoTranslation, text: str, more: str, count: int) -> str:
        found.add(text)
        return str(plural(self, text, more, count))

    monkeypatch.setattr(trans_real.DjangoTranslation, "gettext", look_up)
    monkeypatch.setattr(trans_real.DjangoTranslation, "ngettext", look_up_plural)
    return found


class Texts(HTMLParser):
    """The texts that a page shows."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append(" ".join(data.split()))


def texts_of(page: str) -> list[str]:
    """What a page shows, piece by piece."""
    parser = Texts()
    parser.feed(page)
    return parser.found


def pages(link: str, language: str) -> Iterator[tuple[str, str]]:
    """Every page that a respondent may see, with every kind of mistake."""
    client = Client()
    withdraw = reverse("pulse:withdraw")
    chosen = {"language": language}
    yield "form", client.get(link, chosen).content.decode()
    yield "empty", client.post(link, chosen).content.decode()
    yield "entered", client.post(link, chosen | {"entered": "yes", "V1": "4"}).content.decode()
    wrong = {"V1": "9", "Y1": "1", "Y2": "1", "fair-0": "-1", "takes-0": "x", "comment": "x" * 501}
    yield "wrong", client.post(link, chosen | wrong).content.decode()
    yield "withdraw", client.get(withdraw, chosen).content.decode()
    yield "no code", client.post(withdraw, chosen).content.decode()
    yield "withdrawn", client.post(withdraw, chosen | {"code": "x"}).content.decode()
    unknown = reverse("pulse:answer", args=["unknown"])
    yield "unknown", client.get(unknown, chosen).content.decode()
    yield "thanks", client.post(link, chosen | {"V1": "4"}).content.decode()
    Wave.objects.update(state=Wave.State.CLOSED)
    yield "closed", client.get(link, chosen).content.decode()


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    """Compiled anew by: pybabel compile -D django -d src/accord/areas/pulse/locale."""
    anew = io.BytesIO()
    write_mo(anew, catalog(language))
    anew.seek(0)
    with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        kept = read_mo(file)

    expected = read_mo(anew)
    assert kept.plural_forms == expected.plural_forms
    assert texts_in(kept) == texts_in(expected)


def texts_in(compiled: Catalog) -> list[tuple[object, object]]:
    """Original and translation, without the header."""
    return [(message.id, message.string) for message in compiled if message.id]


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_is_complete_and_keeps_its_places(language: str) -> None:
    for message in catalog(language):
        if not message.id:
            continue
        originals = message.id if isinstance(message.id, tuple) else (message.id,)
        written = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(written), message.id
        assert not message.fuzzy
        for text in written:
            assert places_of(text) == places_of(originals[-1]), text


def places_of(text: str) -> list[str]:
    """What is filled in, and the marks of a link."""
    return sorted(re.findall(r"%\(\w+\)s|\{\w+\}|</?a\b", text))


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_text_of_a_page_is_left_untranslated(
    link: str, asked_for: set[str], language: str
) -> None:
    list(pages(link, language))
    known = trans_real.translation(language)._catalog  # type: ignore[attr-defined]
    missing = {
        text
        for text in asked_for
        if text and not isinstance(known.get(text, known.get((text, 0))), str)
    }

    assert len(asked_for) > 120
    assert missing == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_english_text_is_left_on_a_page(link: str, language: str) -> None:
    english = set(texts_of(Client().get(link, {"language": "en"}).content.decode()))
    own = texts_of(Client().get(link, {"language": language}).content.decode())

    left = {text for text in english.intersection(own) if re.search(r"[^\W\d_]{2}", text)}
    assert left <= ALIKE


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_its_language(link: str, language: str) -> None:
    for name, page in pages(link, language):
        assert f'<html lang="{language}">' in page, name


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_whole_instrument_is_translated(language: str) -> None:
    known = catalog(language)
    asked = instrument()
    texts = [
        *(item.text for item in asked.items.values()),
        *(part.name for part in (*asked.dimensions, *asked.priorities)),
        *(word for scale in asked.scales.values() for word in scale),
        *asked.portraits,
    ]

    assert [text for text in texts if not known.get(text)] == []


@pytest.mark.parametrize(
    ("language", "number"), [("en", "2.9"), ("de", "2,9"), ("fr", "2,9"), ("es", "2,9")]
)
def test_numbers_are_written_as_the_language_does(link: str, language: str, number: str) -> None:
    assert number in texts_of(Client().get(link, {"language": language}).content.decode())


@pytest.mark.parametrize(
    ("language", "one", "more"),
    [("de", "in dem 1 Person ", "in dem 6 Personen "), ("fr", "1 personne ", "6 personnes "),
     ("es", "1 persona", "6 personas")],
)  # fmt: skip
def test_one_person_is_written_otherwise_than_six(
    link: str, language: str, one: str, more: str
) -> None:
    def told() -> str:
        page = " ".join(texts_of(Client().get(link, {"language": language}).content.decode()))
        return page.partition("Brand")[2][:120]

    assert more in told()
    Wave.objects.get().invited_counts.filter(block="Brand").update(count=1)
    assert one in told()


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("", "en"), ("de-CH,de;q=0.9,en;q=0.8", "de"), ("it,fr;q=0.5", "fr"), ("nl", "en"), (";;", "en"),
     ("es-419", "es")],
)  # fmt: skip
def test_the_browser_chooses_where_nobody_else_does(
    link: str, accepted: str, language: str
) -> None:
    response = Client(headers={"Accept-Language": accepted}).get(link)

    assert f'<html lang="{language}">' in response.content.decode()
    assert "Accept-Language" in response["Vary"]


def test_what_is_chosen_on_the_page_goes_along_with_the_form(link: str) -> None:
    client = Client(headers={"Accept-Language": "de"})
    page = client.get(link, {"language": "fr"}).content.decode()

    assert '<input type="hidden" name="language" value="fr">' in page
    assert '<html lang="fr">' in client.post(link, {"language": "fr"}).content.decode()
    assert not client.cookies.get("django_language")
    assert '<html lang="de">' in client.get(link, {"language": "xx"}).content.decode()


def test_another_language_is_offered_only_while_nothing_can_be_lost(link: str) -> None:
    client = Client()

    assert 'href="?language=es"' in client.get(link).content.decode()
    assert 'href="?language=es"' not in client.post(link, {}).content.decode()
    assert 'href="?language=es"' not in client.post(link, {"V1": "4"}).content.decode()


def test_the_language_of_one_page_stays_on_it(link: str) -> None:
    client = Client(headers={"Accept-Language": "de"})
    client.get(link, {"language": "fr"})

    assert '<html lang="en">' in client.get("/style/").content.decode()
    assert "sign in" in client.get("/sign-in/").content.decode().lower()
