"""What leaves the house: the mails of a pulse, and the word in the chat.

A mail goes to one person and holds the link, the side, the last day and whom to ask; nothing else.
"""

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext

from accord.areas.pulse.actions import Letter
from accord.areas.pulse.models import Wave

#: Nobody's answering machine tells the sender's mailbox who was reminded.
QUIET = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def invitation_mail(wave: Wave, letter: Letter) -> EmailMessage:
    """The first mail: one person's link."""
    with translation.override(wave.language):
        return _mail(wave, letter, gettext("How do marketing and IT work together?"), [
            gettext("you are asked how marketing and IT work together. Your own link, which works once:"),
        ])  # fmt: skip


def reminder_mail(wave: Wave, letter: Letter) -> EmailMessage:
    """A reminder, with the same link."""
    with translation.override(wave.language):
        return _mail(wave, letter, gettext("A reminder: how do marketing and IT work together?"), [
            gettext("you can still say how marketing and IT work together. Your own link, which works once:"),
        ])  # fmt: skip


def chat_message(wave: Wave) -> tuple[str, str]:
    """Title and text for the chat: general, with no link."""
    with translation.override(wave.language):
        if wave.closes_on:
            told = gettext("The pulse is open until %(day)s. Your own link is in your mail.")
            return wave.name, told % {"day": formats.date_format(wave.closes_on, "DATE_FORMAT")}
        return wave.name, gettext("The pulse is open. Your own link is in your mail.")


def _mail(wave: Wave, letter: Letter, subject: str, first: list[str]) -> EmailMessage:
    side = gettext("marketing") if letter.invitation.side == "marketing" else gettext("IT")
    lines = [
        gettext("Good day,"),
        "",
        *first,
        "",
        wave.site.rstrip("/") + reverse("pulse:answer", args=[letter.token]),
        "",
        gettext("You answer for %(side)s.") % {"side": side},
    ]
    if wave.closes_on:
        day = formats.date_format(wave.closes_on, "DATE_FORMAT")
        lines.append(gettext("The last day is %(day)s.") % {"day": day})
    if wave.opened_by:
        lines.append(gettext("Questions: %(name)s") % {"name": _whom_to_ask(wave)})
    return EmailMessage(
        subject=subject,
        body="\n".join(lines) + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[letter.address],
        headers=QUIET,
    )


def _whom_to_ask(wave: Wave) -> str:
    by = wave.opened_by
    address = by.person.email if by and by.person else ""
    return f"{by} <{address}>" if address else str(by)
