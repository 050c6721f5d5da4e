"""Work beside the pages: mail and chat, closing on the day that was told, leaving no log of answers."""

import datetime as dt
import logging

import apprise
from django.conf import settings
from django.core.mail import get_connection
from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from accord.areas.people.models import company_zone
from accord.areas.pulse import actions, documents
from accord.areas.pulse.models import Wave

#: Reminders that go by themselves go from this hour on, by the company's clocks.
REMINDING_HOUR = 9


@db_periodic_task(crontab(minute="*"))
def fold_log() -> None:
    """Every minute: what a reader kept in the write-ahead log goes into the database."""
    actions.fold_log()


@db_task()
def mail_invitations(pk: int) -> None:
    """Mail the links, a message a person; done twice, nobody gets a second one."""
    wave = Wave.objects.filter(pk=pk, state=Wave.State.OPEN).first()
    if wave is None:
        return
    connection = get_connection()
    for letter in actions.to_invite(wave):
        mail = documents.invitation_mail(wave, letter)
        mail.connection = connection
        try:
            mail.send()
        except (OSError, ValueError) as error:
            actions.note_problem(letter.invitation, f"the mail server refused it ({_kind(error)})")
        else:
            actions.note_mailed(letter)


@db_task()
def mail_reminders(pk: int) -> None:
    """Mail reminders to who has not answered. What fails is told to nobody: it would tell who was left."""
    wave = Wave.objects.filter(pk=pk, state=Wave.State.OPEN).first()
    if wave is None:
        return
    connection = get_connection()
    for letter in actions.to_remind(wave):
        mail = documents.reminder_mail(wave, letter)
        mail.connection = connection
        try:
            mail.send()
        except (OSError, ValueError):
            continue


@db_task()
def tell_chat(pk: int) -> None:
    """Post the general message; the addresses of the channels are secrets and are not logged."""
    wave = Wave.objects.get(pk=pk)
    channels = apprise.Apprise()
    title, body = documents.chat_message(wave)
    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    taken = all(channels.add(url) for url in settings.ACCORD_CHAT_URLS)
    actions.note_announced(wave, bool(taken and channels.notify(title=title, body=body)))


@db_periodic_task(crontab(minute="*"))
def keep_the_days() -> None:
    """Close and publish what is over since midnight by the company's clocks; remind on the fixed days."""
    keep_days(timezone.now())


def keep_days(now: dt.datetime) -> None:
    """What the calendar asks for at this time."""
    at = now.astimezone(company_zone())
    for wave in actions.waves_over(at.date()):
        actions.close_wave(wave=wave, by=None, at=now)
    if at.hour < REMINDING_HOUR:
        return
    for wave in Wave.objects.filter(state=Wave.State.OPEN, closes_on__isnull=False):
        if actions.due_reminder(wave, at.date()):
            actions.remind(wave=wave, by=None, at=at)
            mail_reminders(wave.pk)


def _kind(error: Exception) -> str:
    return type(error).__name__
