"""Verbs around an open wave: mail its links, remind the rest, tell the chat.

Nothing here is kept or told from which anybody could see who has answered: of reminders only the day
stands on the wave, never to whom or to how many they went.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils.crypto import salted_hmac

from accord.areas.people.actions import record
from accord.areas.people.models import User
from accord.areas.pulse.actions.waves import PulseError, digest_of, token_of
from accord.areas.pulse.models import Admission, Invitation, Wave

MOST_REMINDERS = 2
DAYS_BETWEEN = dt.timedelta(days=2)
#: So many days before the last one, reminders go by themselves.
DAYS_BEFORE_THE_END = (5, 2)


@dataclass(frozen=True, slots=True)
class Letter:
    """One person's mail: to one address, with one link."""

    invitation: Invitation
    address: str
    token: str


@transaction.atomic
def note_invitations(*, wave: Wave, site: str, by: User, at: dt.datetime) -> None:
    """The lead lets the links be mailed; ``site`` is the address of this server."""
    if not wave.is_open:
        raise PulseError("This pulse is closed; links would lead nowhere.")
    wave.site = site
    wave.save(update_fields=["site"])
    record(
        by=by, at=at, verb="mailed the links of", kind="pulse", key=str(wave.pk), label=wave.name
    )


def to_invite(wave: Wave) -> Iterator[Letter]:
    """Whom the link was not mailed to yet; who has no address is noted as such."""
    for invitation in wave.invitations.select_related("person").filter(mailed_to=""):
        address = invitation.person.email if invitation.person else ""
        if address:
            yield Letter(invitation, address, token_of(invitation))
        else:
            note_problem(invitation, "no mail address is known")


def note_mailed(letter: Letter) -> None:
    """The link was mailed: not once more."""
    fingerprint = _fingerprint(letter.invitation, letter.address)
    Invitation.objects.filter(pk=letter.invitation.pk).update(mailed_to=fingerprint, problem="")


def note_problem(invitation: Invitation, problem: str) -> None:
    """The link could not be mailed: the lead is told why."""
    Invitation.objects.filter(pk=invitation.pk).update(problem=problem[:200])


def may_remind(wave: Wave, day: dt.date) -> str:
    """Why no reminder may go on this day, or the empty string."""
    if not wave.is_open:
        return "This pulse is closed."
    if not wave.invitations.exclude(mailed_to="").exists():
        return "Reminders go only to whom the link was mailed."
    if len(wave.reminded_on) >= MOST_REMINDERS:
        return f"At most {MOST_REMINDERS} reminders are sent."
    last = max([wave.asked_on, *map(dt.date.fromisoformat, wave.reminded_on)])
    if day < last + DAYS_BETWEEN:
        return (
            "A reminder goes two days after the invitation, or the last reminder, at the earliest."
        )
    return ""


@transaction.atomic
def remind(*, wave: Wave, by: User | None, at: dt.datetime) -> None:
    """Note that reminders go today; to whom is written nowhere."""
    wave = Wave.objects.select_for_update().get(pk=wave.pk)
    refused = may_remind(wave, at.date())
    if refused:
        raise PulseError(refused)
    wave.reminded_on = [*wave.reminded_on, at.date().isoformat()]
    wave.save(update_fields=["reminded_on"])
    record(by=by, at=at, verb="sent reminders for", kind="pulse", key=str(wave.pk), label=wave.name)


def due_reminder(wave: Wave, day: dt.date) -> bool:
    """Whether reminders go by themselves on this day."""
    if wave.closes_on is None:
        return False
    left = (wave.closes_on - day).days
    return left in DAYS_BEFORE_THE_END and not may_remind(wave, day)


def to_remind(wave: Wave) -> list[Letter]:
    """Who has not answered, looked up at this moment and kept nowhere.

    Only at the very address that the invitation went to: else whoever may change an address could
    lead a reminder into the own mailbox, and so learn whether somebody has answered.
    """
    used = set(Admission.objects.filter(wave=wave, used=True).values_list("digest", flat=True))
    letters = []
    for invitation in wave.invitations.select_related("person").exclude(mailed_to="").order_by("?"):
        address = (invitation.person.email or "") if invitation.person else ""
        same = invitation.mailed_to == _fingerprint(invitation, address)
        token = token_of(invitation)
        if same and digest_of(token) not in used:
            letters.append(Letter(invitation, address, token))
    return letters


def _fingerprint(invitation: Invitation, address: str) -> str:
    written = f"{invitation.pk}:{address.strip().lower()}"
    return salted_hmac("pulse.mailed", written, algorithm="sha256").hexdigest()


@transaction.atomic
def announcement(*, wave: Wave, by: User, at: dt.datetime) -> None:
    """The lead lets the chat be told, in general words and without any link."""
    if not wave.is_open:
        raise PulseError("This pulse is closed; there is nothing to tell.")
    record(by=by, at=at, verb="told the chat of", kind="pulse", key=str(wave.pk), label=wave.name)


def note_announced(wave: Wave, sent: bool) -> None:
    """Whether the chat took the message."""
    state = Wave.Announced.SENT if sent else Wave.Announced.FAILED
    Wave.objects.filter(pk=wave.pk).update(announced=state)


def waves_over(day: dt.date) -> list[Wave]:
    """Open waves whose last day is over."""
    return list(Wave.objects.filter(state=Wave.State.OPEN, closes_on__lt=day))
