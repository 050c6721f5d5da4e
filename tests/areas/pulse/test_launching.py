"""Launching, mailing, reminding, tightening, and closing on the day that was told."""

import datetime as dt
import json
import socket
from collections.abc import Iterator
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Handler
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from tests.areas.pulse.factories import AT, a_lead, a_team, alike, an_open_wave, two_teams

from accord.areas.people.models import JournalEntry, Person, User
from accord.areas.pulse import actions, findings, jobs
from accord.areas.pulse.forms import TightenForm
from accord.areas.pulse.models import Answer, Invitation, Release, Wave
from accord.areas.pulse.queries import invitable, mailing

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(days=3)


class Box(Handler):
    """Keeps what arrives; refuses one address."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[Message] = []

    async def handle_RCPT(self, _server, _session, envelope, address, _options) -> str:  # noqa: N802
        if address.startswith("brand1@"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def handle_message(self, message: Message) -> None:
        self.mails.append(message)


@pytest.fixture
def box(settings: Any) -> Iterator[Box]:
    """A mail server on the loopback device."""
    handler = Box()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.DEFAULT_FROM_EMAIL = "accord@example.com"
    settings.ACCORD_MAIL = True
    yield handler
    controller.stop()


@pytest.fixture
def lead() -> User:
    return a_lead()


@pytest.fixture
def as_lead(lead: User) -> Client:
    client = Client()
    client.force_login(lead, backend="django.contrib.auth.backends.ModelBackend")
    return client


def invite(wave: Wave, by: User) -> None:
    actions.note_invitations(wave=wave, site="http://accord.example/", by=by, at=AT)
    jobs.mail_invitations.call_local(wave.pk)


def test_each_person_gets_one_mail_with_the_own_link_only(lead: User, box: Box) -> None:
    wave = an_open_wave(lead)
    invite(wave, lead)
    invite(wave, lead)

    tokens = {link.token for link in actions.make_links(wave=wave, by=lead, at=AT)}
    bodies = [str(mail.get_payload(decode=True), "utf-8") for mail in box.mails]
    assert len({mail["To"] for mail in box.mails}) == len(box.mails) == 11
    assert all(sum(token in body for token in tokens) == 1 for body in bodies)
    assert all("You answer for" in body and "Questions: lead" in body for body in bodies)
    found = mailing(wave)
    assert (found.sent, found.waiting) == (11, 1)
    assert found.problems[0][0] == "Brand 1"


def test_who_has_no_address_is_told_by_name(lead: User, box: Box) -> None:
    people = two_teams()
    Person.objects.filter(name="Brand 0").update(email=None)
    wave = an_open_wave(lead, people)
    invite(wave, lead)

    assert ("Brand 0", "no mail address is known") in mailing(wave).problems


def test_a_reminder_goes_only_to_the_rest_and_leaves_no_trace(lead: User, box: Box) -> None:
    wave = an_open_wave(lead)
    invite(wave, lead)
    links = actions.make_links(wave=wave, by=lead, at=AT)
    for link in links[2:9]:
        actions.answer(token=link.token, values=alike(3))
    before, rows = len(box.mails), list(Invitation.objects.values())
    actions.remind(wave=wave, by=lead, at=LATER)
    jobs.mail_reminders.call_local(wave.pk)

    reminded = {mail["To"] for mail in box.mails[before:]}
    assert reminded == {"brand0@example.com"} | {link.email for link in links[9:]}
    assert list(Invitation.objects.values()) == rows
    assert JournalEntry.objects.get(verb="sent reminders for").detail == {}


def test_an_address_changed_after_the_invitation_gets_no_reminder(lead: User, box: Box) -> None:
    wave = an_open_wave(lead)
    invite(wave, lead)
    before = len(box.mails)
    Person.objects.filter(name="Brand 0").update(email="lead@example.com")
    jobs.mail_reminders.call_local(wave.pk)

    assert "lead@example.com" not in {mail["To"] for mail in box.mails[before:]}


def test_reminders_are_few_and_not_at_once(lead: User, box: Box) -> None:
    wave = an_open_wave(lead)
    with pytest.raises(actions.PulseError, match="to whom the link was mailed"):
        actions.remind(wave=wave, by=lead, at=LATER)
    invite(wave, lead)
    with pytest.raises(actions.PulseError, match="two days after"):
        actions.remind(wave=wave, by=lead, at=AT)
    actions.remind(wave=wave, by=lead, at=LATER)
    actions.remind(wave=wave, by=lead, at=LATER + dt.timedelta(days=2))
    with pytest.raises(actions.PulseError, match="At most 2"):
        actions.remind(wave=wave, by=lead, at=LATER + dt.timedelta(days=9))


def with_last_day(lead: User, day: dt.date, **rules: Any) -> Wave:
    return actions.open_wave(
        name="Spring", invited=two_teams(9), broken_down=(), request_types=(), by=lead, at=AT,
        rules=actions.Rules(closes_on=day, **rules),
    )  # fmt: skip


def test_it_closes_itself_after_the_last_day(lead: User) -> None:
    wave = with_last_day(lead, AT.date())
    jobs.keep_days(AT)
    assert not Release.objects.exists()
    jobs.keep_days(AT + dt.timedelta(days=1))

    wave.refresh_from_db()
    assert not wave.is_open
    assert Release.objects.get().by is None


def test_reminders_go_by_themselves_on_the_fixed_days(lead: User, box: Box) -> None:
    wave = with_last_day(lead, AT.date() + dt.timedelta(days=7))
    invite(wave, lead)
    for day in range(8):
        jobs.keep_days(AT + dt.timedelta(days=day))
        jobs.keep_days(AT + dt.timedelta(days=day))

    wave.refresh_from_db()
    assert wave.reminded_on == ["2026-03-04", "2026-03-07"]


def test_a_raised_threshold_reaches_the_release(lead: User) -> None:
    wave = with_last_day(lead, AT.date(), fewest=8)
    for link in actions.make_links(wave=wave, by=lead, at=AT)[:16]:
        actions.answer(token=link.token, values=alike(3))
    release = actions.close_wave(wave=wave, by=lead, at=AT)

    assert not release.content["released"]
    assert "fewer than 8" in release.content["why_not"]
    assert release.content["sides"]["it"]["answered_band"] == "fewer than 8"
    assert release.certificate["fewest"] == 8


def test_the_pulse_form_asks_thirteen_and_is_released(lead: User) -> None:
    wave = with_last_day(lead, AT.date(), form="short", fewest=8)
    for link in actions.make_links(wave=wave, by=lead, at=AT):
        codes = {"V1": 3, "O1": 4}
        actions.answer(token=link.token, values=codes)
    content = actions.close_wave(wave=wave, by=lead, at=AT).content

    assert len(content["items"]) == 12
    assert content["dimensions"][0]["marketing"]["mean"] == 3
    assert content["guesses"] == []
    other = an_open_wave_named(lead, "Autumn", form="short", fewest=8)
    link = actions.make_links(wave=other, by=lead, at=AT)[0]
    with pytest.raises(actions.PulseError, match="not in the instrument"):
        actions.answer(token=link.token, values={"V2": 3})


def an_open_wave_named(lead: User, name: str, **rules: Any) -> Wave:
    return actions.open_wave(
        name=name, invited=invitable(AT.date()), broken_down=(), request_types=(), by=lead, at=AT,
        rules=actions.Rules(**rules),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rules", "broken", "sentence"),
    [
        ({"fewest": 4}, (), "may be one of"),
        ({"form": "short"}, (), "need at least 8 answers"),
        ({"form": "short", "fewest": 8}, ("it",), "no breakdown"),
        ({"closes_on": AT.date() - dt.timedelta(days=1)}, (), "over already"),
        ({"fewest": 15}, (), "Only 9 people of marketing"),
    ],
)
def test_rules_that_would_not_protect_are_refused(
    lead: User, rules: dict[str, Any], broken: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(actions.PulseError, match=sentence):
        actions.open_wave(
            name="Spring", invited=two_teams(9), broken_down=broken, request_types=(),
            by=lead, at=AT, rules=actions.Rules(**rules),
        )  # fmt: skip


def tightened(wave: Wave, by: User, fewest: int, dropped: tuple[str, ...] = ()) -> None:
    actions.tighten(wave=wave, fewest=fewest, dropped=dropped, closes_on=None, by=by, at=AT)


def test_rules_are_tightened_and_never_loosened(lead: User) -> None:
    wave = with_last_day(lead, AT.date())
    tightened(wave, lead, 8)
    wave.refresh_from_db()
    assert wave.fewest_for_mean == 8
    with pytest.raises(actions.PulseError, match="only be raised"):
        tightened(wave, lead, 5)
    assert [key for key, _ in TightenForm(wave).fields["fewest"].choices] == [8, 10, 15]  # type: ignore[attr-defined]
    wave.fewest_for_mean = 5
    with pytest.raises(ValidationError, match="only be raised"):
        wave.save()
    with pytest.raises(ValidationError, match="only tightened"):
        Wave.objects.update(fewest_for_mean=5)
    wave.refresh_from_db()
    wave.request_types = ["Report"]
    with pytest.raises(ValidationError, match="fixed when it opens"):
        wave.save()


def test_the_database_refuses_fewer_than_five(lead: User) -> None:
    with pytest.raises(IntegrityError):
        Wave.objects.create(name="x", asked_on=AT.date(), version="1", fewest_for_mean=3)


def test_the_breakdown_can_only_be_dropped(lead: User) -> None:
    a_team("Brand", "marketing", 6)
    a_team("Media", "marketing", 6)
    a_team("Platform", "it", 6)
    wave = an_open_wave(lead, invitable(AT.date()), broken_down=["marketing"])
    for link in actions.make_links(wave=wave, by=lead, at=AT):
        actions.answer(token=link.token, values=alike(3))
    tightened(wave, lead, 5, ("marketing",))

    assert set(Answer.objects.values_list("block", flat=True)) == {""}
    assert set(wave.admissions.values_list("block", flat=True)) == {""}
    assert wave.invited_counts.get(side="marketing").count == 12
    row = wave.invited_counts.get(side="it")
    row.block = "Platform"
    with pytest.raises(ValidationError, match="breakdown"):
        row.save()


def test_what_it_will_see_is_one_sentence() -> None:
    assert "facilitated conversation" in findings.what_it_will_see(5, 5)
    assert "cannot tell" in findings.what_it_will_see(8, 8)
    assert findings.what_it_will_see(30, 30, 0.8).startswith("Gaps of about 0.8 points")


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")  # of a part of Apprise, not ours
def test_the_chat_hears_of_it_without_any_link(lead: User, settings: Any) -> None:
    heard: list[dict[str, Any]] = []

    class Chat(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Chat)
    Thread(target=server.serve_forever, daemon=True).start()
    settings.ACCORD_CHAT_URLS = [f"json://127.0.0.1:{server.server_port}/"]
    wave = with_last_day(lead, AT.date())
    jobs.tell_chat.call_local(wave.pk)
    server.shutdown()
    server.server_close()

    assert "open until March 2, 2026" in heard[0]["message"]
    assert "/pulse/answer/" not in json.dumps(heard)
    wave.refresh_from_db()
    assert wave.announced == "sent"


def test_the_preview_shows_the_page_and_takes_nothing(as_lead: Client, lead: User) -> None:
    wave = an_open_wave(lead)
    address = reverse("pulse:preview", args=[wave.pk, "it"])
    page = as_lead.get(address).content.decode()

    assert "Nothing can be sent from here" in page
    assert 'type="submit" data-send disabled' in page
    assert as_lead.post(address).status_code == 405
    assert as_lead.get(reverse("pulse:preview", args=[wave.pk, "agency"])).status_code == 404


def test_the_launch_page_looks_ahead_and_previews(as_lead: Client) -> None:
    people = two_teams(9)
    given = {
        "name": "Spring",
        "people": [part.person.pk for part in people][1:],
        "teams": ["Brand", "Platform"],
        "form": "full",
        "fewest": "8",
        "answer_rate": "100",
    }
    looked = as_lead.post(reverse("pulse:open"), given | {"look": "1"}).content.decode()
    assert "8 of marketing" in looked
    shown = as_lead.post(reverse("pulse:preview-new"), given | {"side": "it"}).content.decode()
    assert "the mean of each of the twelve topics, from 8 answers on each side" in shown
    assert "9 people are asked" in shown
    assert not Wave.objects.exists()
    as_lead.post(reverse("pulse:open"), given)
    assert Wave.objects.get().fewest_for_mean == 8


def test_the_page_of_an_open_wave_runs_it(as_lead: Client, lead: User, box: Box) -> None:
    wave = an_open_wave(lead)
    run = {name: reverse(f"pulse:{name}", args=[wave.pk]) for name in
           ("invite", "remind", "announce", "codes", "tighten", "wave")}  # fmt: skip
    assert "No chat channel" in as_lead.post(run["announce"], follow=True).content.decode()
    page = as_lead.post(run["invite"], follow=True).content.decode()
    assert "Brand 1: the mail server refused it" in page
    assert "two days after" in as_lead.post(run["remind"], follow=True).content.decode()
    assert as_lead.post(run["codes"]).content.decode().count("<svg") == 12
    assert as_lead.post(run["tighten"], {"fewest": "8"}).status_code == 422
    assert (
        as_lead.post(run["tighten"], {"fewest": "5", "closes_on": "2999-01-01"}).status_code == 302
    )
    assert "1 January 2999" in as_lead.get(run["wave"]).content.decode()
