"""A company's own items: kept by version, asked alone or after the built-in ones, never wrongly compared."""

from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from tests.areas.pulse.factories import (
    AT,
    a_lead,
    a_survey,
    alike,
    an_open_wave,
    files_of,
    two_teams,
    upload,
)

from accord.areas.people.models import JournalEntry, User
from accord.areas.pulse import actions, findings
from accord.areas.pulse.actions import Asked, PulseError
from accord.areas.pulse.findings.certificates import statement
from accord.areas.pulse.forms import AnswerForm, OpenForm
from accord.areas.pulse.models import SHORT, OwnInstrument, Wave, instrument, instrument_of
from accord.areas.pulse.queries import invitable, own_with, targets
from accord.connectors.contract import UnreadableFileError

pytestmark = pytest.mark.django_db

LINES = (
    "code,text,dimension,type,origin,anchor,text_de",
    "OWN1,It is clear who owns the customer data.,Customer data,J,Our workshop,yes,Klar ist es.",
    "OWN2,IT answers questions about data within a day.,Customer data,T-IT,,,",
    "OWN3,Help comes in time.,Help,unknown,,,",
)


@pytest.fixture
def lead() -> User:
    return a_lead()


@pytest.fixture
def as_lead(lead: User) -> Client:
    client = Client()
    client.force_login(lead, backend="django.contrib.auth.backends.ModelBackend")
    return client


def kept(by: User, name: str = "Our items", *lines: str) -> OwnInstrument:
    items = actions.read_own_items(upload=upload("own.csv", *(lines or LINES)), types={})
    return actions.keep_own_items(name=name, items=items, by=by, at=AT)


def a_release(own: OwnInstrument, with_built_in: bool, people: int = 9) -> dict[str, Any]:
    asked = own.instrument(with_built_in)
    low, high = (dict.fromkeys(asked.items, value) for value in (2, 4))
    survey = a_survey([low] * people, [high] * people, invited=(12, 12))
    return findings.release(survey, asked, np.random.default_rng(1))


def test_a_changed_file_is_the_next_version_and_the_same_file_none(lead: User) -> None:
    first = kept(lead)
    again = kept(lead)
    second = kept(lead, "Our items", LINES[0], LINES[1])

    assert (str(first), str(second)) == ("Our items, version 1", "Our items, version 2")
    assert again == first
    assert own_with("OWN2") == first
    assert JournalEntry.objects.filter(verb="added", kind="own items").count() == 2


def test_it_can_be_taken_back_while_no_wave_asked_it(lead: User) -> None:
    own = kept(lead)
    actions.open_wave(
        name="Spring", invited=two_teams(), broken_down=(), request_types=(), by=lead, at=AT,
        asked=Asked(own),
    )  # fmt: skip
    with pytest.raises(PulseError, match="was asked by a pulse, which keeps it"):
        actions.undo_own_items(own=own, by=lead, at=AT)

    other = kept(lead, "Others")
    actions.undo_own_items(own=other, by=lead, at=AT)
    assert list(OwnInstrument.objects.all()) == [own]
    assert JournalEntry.objects.filter(verb="took back").exists()


def test_items_of_which_the_type_is_missing_are_not_kept(lead: User) -> None:
    items = actions.read_own_items(
        upload=upload("own.csv", "code,text,dimension", "A1,A text.,Data"), types={}
    )
    with pytest.raises(PulseError, match="Say of every item what it rates"):
        actions.keep_own_items(name="Ours", items=items, by=lead, at=AT)


@pytest.mark.parametrize("code", ["V1", "o2n", "U1", "K1"])
def test_codes_of_the_built_in_instrument_are_taken(code: str) -> None:
    with pytest.raises(UnreadableFileError, match="is a code of the built-in instrument"):
        actions.read_own_items(
            upload=upload("own.csv", LINES[0], f"{code},A text.,Data,J,,,"), types={}
        )


def test_a_wave_keeps_what_it_asked(lead: User) -> None:
    own = kept(lead)
    wave = actions.open_wave(
        name="Spring", invited=two_teams(), broken_down=(), request_types=(), by=lead, at=AT,
        asked=Asked(own),
    )  # fmt: skip
    kept(lead, "Our items", LINES[0], LINES[1])

    assert wave.version == "1.0 with Our items, version 1"
    assert {"V1", "OWN3", "O1"} <= set(instrument_of(wave).items)
    assert instrument_of(an_open_wave_of_its_own(lead)) is instrument()


def an_open_wave_of_its_own(lead: User) -> Wave:
    return actions.open_wave(
        name="Plain", invited=invitable(AT.date()), broken_down=(), request_types=(), by=lead, at=AT
    )


def test_both_together_are_compared_and_the_stage_rests_on_the_built_in_ones(lead: User) -> None:
    content = a_release(kept(lead), with_built_in=True)

    assert content["instrument"] == "1.0 with Our items, version 1"
    assert [part["key"] for part in content["dimensions"]][12:] == ["own-1-customer-data"]
    assert content["dimensions"][12]["gap"] == pytest.approx(2, abs=0.5)
    assert content["stage"]["opinion"] is not None
    built_in = findings.release(
        a_survey([alike(2)] * 9, [alike(4)] * 9, invited=(12, 12)), instrument(),
        np.random.default_rng(1),
    )  # fmt: skip
    assert content["stage"] == built_in["stage"]
    assert content["dimensions"][:12] == built_in["dimensions"]


def test_own_items_alone_have_no_stage_and_the_release_says_why(lead: User) -> None:
    content = a_release(kept(lead), with_built_in=False)

    assert [part["key"] for part in content["dimensions"]] == ["own-1-customer-data"]
    assert content["benchmarks"] == content["guesses"] == content["priorities"] == []
    assert content["placement"] == {"today": None, "in_twelve_months": None}
    assert "asked only the company's own items" in content["stage"]["why_not"]
    (said,) = [part for part in findings.readings(content, "/w/") if part.name == "pulse.stage"]
    assert said.detail["why_not"] == content["stage"]["why_not"]


def test_an_item_of_unknown_type_never_gets_a_gap(lead: User) -> None:
    content = a_release(kept(lead), with_built_in=True)

    assert "OWN3" not in {part["code"] for part in content["items"]}
    (apart,) = content["apart"]
    assert (apart["code"], apart["dimension"], apart["why_not"]) == ("OWN3", "Help", "")
    assert "gap" not in apart
    assert apart["marketing"]["mean"] < apart["it"]["mean"]
    figures = statement(content).figures
    assert [part.unit for part in figures if part.about == "OWN3"] == ["marketing", "IT"]


def test_only_items_of_unknown_type_still_make_a_release(lead: User) -> None:
    own = kept(lead, "Vague", LINES[0], LINES[3])
    content = a_release(own, with_built_in=False)

    assert content["dimensions"] == content["items"] == []
    assert len(content["apart"]) == 1
    few = a_release(own, with_built_in=False, people=6)
    assert few["apart"][0]["marketing"] is None
    assert "8" in few["apart"][0]["why_not"]


def test_the_short_form_asks_what_is_marked_and_all_where_nothing_is(lead: User) -> None:
    marked = kept(lead).instrument(with_built_in=False)
    unmarked = kept(lead, "Others", LINES[0], LINES[2], LINES[3]).instrument(with_built_in=False)

    assert list(marked.asked(SHORT).items) == ["OWN1"]
    assert list(unmarked.asked(SHORT).items) == ["OWN2", "OWN3"]


def test_an_own_item_is_asked_in_the_language_of_who_reads(lead: User) -> None:
    asked = kept(lead).instrument(with_built_in=False)
    with translation.override("de"):
        form = AnswerForm(asked, an_open_wave(lead), "it")
    assert form.fields["OWN1"].label == "Klar ist es."
    assert form.fields["OWN2"].label == "IT answers questions about data within a day."
    assert [page.title for page in form.pages()][:2] == ["Customer data", "Help"]


def test_an_imported_column_may_answer_an_own_item_in_any_language(lead: User) -> None:
    found = {target.code: target.texts for target in targets(kept(lead).instrument(True))}

    assert "Klar ist es." in found["OWN1"]
    assert len(found["V1"]) == 4
    assert found["O2N"] == ("The stage of the partnership in twelve months",)
    assert found["U1"] == ("How the other side answered V1",)


def test_answers_are_taken_and_imported_by_the_instrument_of_the_wave(lead: User) -> None:
    own = kept(lead)
    answers, invited = files_of(a_survey([{"OWN1": 2}] * 9, [{"OWN1": 4}] * 9, invited=(12, 12)))
    (wave,) = actions.import_answers(
        answers=answers, invited=invited, name="Own", asked_on=AT.date(), by=lead, at=AT,
        asked=Asked(own, with_built_in=False),
    ).new  # fmt: skip
    assert wave.release.content["items"][0]["code"] == "OWN1"

    open_one = actions.open_wave(
        name="Spring", invited=two_teams(), broken_down=(), request_types=(), by=lead, at=AT,
        asked=Asked(own, with_built_in=False),
    )  # fmt: skip
    link = actions.make_links(wave=open_one, by=lead, at=AT)[0]
    with pytest.raises(PulseError, match="not in the instrument"):
        actions.answer(token=link.token, values={"V1": 3})
    actions.answer(token=link.token, values={"OWN3": 3})
    page = Client().get(reverse("pulse:answer", args=[link.token])).content.decode()
    assert "It is clear who owns the customer data." in page
    assert "the mean of each topic, from 5" in page
    assert "six minutes" not in page
    assert "five pictures" not in page


def test_the_lead_chooses_what_is_asked(lead: User) -> None:
    own = kept(lead)
    people = two_teams()
    data: dict[str, Any] = {"name": "S", "people": [str(part.person.pk) for part in people]}
    data |= {"teams": sorted({part.team for part in people})}
    chosen = {}
    for value in ("", f"with-{own.pk}", f"only-{own.pk}"):
        form = OpenForm(people, data | {"instrument": value})
        assert form.is_valid(), form.errors
        chosen[value[:4]] = form.cleaned_data["instrument"]

    assert chosen == {"": Asked(), "with": Asked(own), "only": Asked(own, with_built_in=False)}
    assert not OpenForm(people, data | {"instrument": "only-99"}).is_valid()


def given(content: str, name: str = "own.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode())


def test_handing_in_a_file_by_page(as_lead: Client, lead: User) -> None:
    address = reverse("pulse:own-items-new")
    assert "What the file looks like" in as_lead.get(address).content.decode()

    refused = as_lead.post(address, {"name": "Ours", "file": given("code,text,dimension\nV1,T.,D")})
    assert "“V1” is a code of the built-in instrument" in refused.content.decode()

    done = as_lead.post(address, {"name": "Ours", "file": given("\n".join(LINES))}, follow=True)
    own = OwnInstrument.objects.get()
    page = done.content.decode()
    assert "Ours: 3 own items in 2 dimensions" in page
    assert "No pulse has asked it yet" in page
    card = as_lead.get(reverse("pulse:own-item", args=[own.pk, "OWN1"])).content.decode()
    for said in (
        "company&#x27;s own, not validated",
        "Our workshop",
        "Klar ist es.",
        "Ours, version 1",
    ):
        assert said in card
    by_code = as_lead.get(reverse("pulse:item", args=["OWN3"])).content.decode()
    assert "not known: no gap is made of it" in by_code
    assert "Ours, version 1" in as_lead.get(reverse("pulse:instrument")).content.decode()
    for wrong in (["own-item", own.pk, "V1"], ["own-item", 99, "OWN1"], ["item", "OWN9"]):
        assert as_lead.get(reverse(f"pulse:{wrong[0]}", args=wrong[1:])).status_code == 404

    undone = as_lead.post(reverse("pulse:own-items-undo", args=[own.pk]), follow=True)
    assert "Ours, version 1 is taken back." in undone.content.decode()


def test_the_type_is_asked_where_it_is_missing(as_lead: Client) -> None:
    address = reverse("pulse:own-items-new")
    file = given("code,text,dimension\nA1,Promises are kept.,Data\n")
    page = as_lead.post(address, {"name": "Ours", "file": file})
    assert "What do people rate in this item?" in page.content.decode()
    along = page.context["form"].initial

    nothing = as_lead.post(address, along | {"type-A1": ""}).content.decode()
    assert "Say what this item rates." in nothing
    wrong = as_lead.post(address, along | {"type-A1": "T-IT"}, follow=True).content.decode()
    assert "does not name IT alike" in wrong
    broken = as_lead.post(address, along | {"content": "no such thing"}, follow=True)
    assert "is empty" in broken.content.decode()
    as_lead.post(address, along | {"type-A1": "J"})
    assert OwnInstrument.objects.get().items["A1"].type == "J"


def test_a_version_that_was_asked_cannot_be_taken_back_by_page(as_lead: Client, lead: User) -> None:
    own = kept(lead)
    actions.open_wave(
        name="Spring", invited=two_teams(), broken_down=(), request_types=(), by=lead, at=AT,
        asked=Asked(own),
    )  # fmt: skip
    page = as_lead.post(reverse("pulse:own-items-undo", args=[own.pk]), follow=True)

    assert "It cannot be taken back." in page.content.decode()
    assert "Asked by" in page.content.decode()


def test_the_pages_of_a_wave_with_own_items(as_lead: Client, lead: User) -> None:
    own = kept(lead)
    answers, invited = files_of(
        a_survey(
            [{"OWN1": 2, "OWN2": 2, "OWN3": 2}] * 9,
            [{"OWN1": 4, "OWN2": 4, "OWN3": 4}] * 9,
            invited=(12, 12),
        )
    )
    (wave,) = actions.import_answers(
        answers=answers, invited=invited, name="Own", asked_on=AT.date(), by=lead, at=AT,
        asked=Asked(own, with_built_in=False),
    ).new  # fmt: skip
    page = as_lead.get(reverse("pulse:wave", args=[wave.pk])).content.decode()
    assert "There is no stage. This pulse asked only the company&#x27;s own items." in page
    assert "1 dimension, both sides" in page
    assert "Set apart: no gap is made of these" in page
    assert "Beside published figures" not in page
    assert "guesses the other" not in page
    own_page = as_lead.get(reverse("pulse:dimension", args=[wave.pk, "own-1-customer-data"]))
    assert "OWN2" in own_page.content.decode()
    apart = as_lead.get(reverse("pulse:dimension", args=[wave.pk, "own-2-help"])).content.decode()
    assert "Nobody knows what the items of this dimension rate" in apart
    assert as_lead.get(reverse("pulse:dimension", args=[wave.pk, "vision"])).status_code == 404


def test_the_overview_shows_own_dimensions_too(as_lead: Client, lead: User) -> None:
    own = kept(lead)
    asked = own.instrument(with_built_in=True)
    low, high = (dict.fromkeys(asked.items, value) for value in (2, 4))
    answers, invited = files_of(a_survey([low] * 9, [high] * 9, invited=(12, 12)))
    (wave,) = actions.import_answers(
        answers=answers, invited=invited, name="Own", asked_on=AT.date(), by=lead, at=AT,
        asked=Asked(own),
    ).new  # fmt: skip
    for address in (
        reverse("partnership:overview"),
        reverse("pulse:index"),
        reverse("partnership:brief", args=["html"]),
    ):
        assert as_lead.get(address, follow=True).status_code == 200, address
    assert "Customer data" in as_lead.get(reverse("partnership:overview")).content.decode()
    page = as_lead.get(reverse("pulse:wave", args=[wave.pk])).content.decode()
    assert "13 dimensions, both sides" in page
    assert reverse("pulse:own-item", args=[own.pk, "OWN3"]) in page


def test_names_of_own_dimensions_are_text_wherever_they_stand(as_lead: Client, lead: User) -> None:
    header = "code,text,dimension,type"
    own = kept(lead, "<b>Ours</b>", header, "A1,<i>One</i> text.,<b>Bold</b>,J")
    answers, invited = files_of(a_survey([{"A1": 2}] * 9, [{"A1": 4}] * 9, invited=(12, 12)))
    (wave,) = actions.import_answers(
        answers=answers, invited=invited, name="Own", asked_on=AT.date(), by=lead, at=AT,
        asked=Asked(own, with_built_in=False),
    ).new  # fmt: skip
    key = own.parts[0].key
    for address in (
        reverse("pulse:wave", args=[wave.pk]),
        reverse("pulse:dimension", args=[wave.pk, key]),
        reverse("pulse:own-items", args=[own.pk]),
        reverse("pulse:own-item", args=[own.pk, "A1"]),
        reverse("pulse:open"),
    ):
        page = as_lead.get(address).content.decode()
        for raw in ("<b>Bold", "<i>One", "<b>Ours"):
            assert raw not in page, address
