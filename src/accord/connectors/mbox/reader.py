"""A shared mailbox as mbox: a thread is an item, and each mail gives the turn to its addressee."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from accord.connectors.contract import (
    HolderKind,
    Level,
    Options,
    Recorder,
    UnreadableFileError,
)
from accord.connectors.files import time_zone
from accord.connectors.mbox.mails import Mail, mails
from accord.connectors.mbox.threads import threads
from accord.connectors.mentions import mentioned

NAME = "mbox"
LABEL = "A shared mailbox (mbox)"

WITH_US = "Waiting for us"
WITH_SENDER = "Waiting for sender"
_FIELDS = (b"\nFrom:", b"\nDate:", b"\nSubject:", b"\nMessage-ID:", b"\nReceived:")
_AUTOMATIC = "automatic answer"


def sniff(head: bytes) -> float:
    """How surely this is an mbox."""
    lines = head.replace(b"\r\n", b"\n")
    found = sum(field.lower() in lines.lower() for field in _FIELDS)
    return 0.95 if lines.startswith(b"From ") and found >= 2 else 0.0


def translate(file: Path, options: Options, recorder: Recorder) -> None:
    """Read the headers of every mail."""
    receipt = recorder.receipt
    receipt.format, receipt.level, receipt.holder_kind = NAME, Level.CHANGELOG, HolderKind.UNIT
    receipt.columns_read = ["From", "To", "Cc", "Date", "Subject", "Message-ID", "References"]
    known = list(mails(file, time_zone(options.zone)))
    mailbox = options.holder.strip().lower() or _mailbox(known)
    if not mailbox or not any(mailbox in _everybody(mail) for mail in known):
        raise UnreadableFileError(
            f"{file.name} does not show whose mailbox it is; name its address with --holder."
        )
    receipt.guessed.append(f"The mailbox is {mailbox}: mails to it are our turn.")
    receipt.guessed.append("A thread never ends: its last mail leaves the turn where it is.")
    reading = _Reading(recorder, mailbox)
    for key, thread in threads(known).items():
        reading.thread(key, thread)


def _everybody(mail: Mail) -> tuple[str, ...]:
    return (mail.sender, *mail.to, *mail.copied, *mail.delivered)


def _mailbox(known: Iterable[Mail]) -> str:
    """The address on most mails: where the server says to whom it gave them, there, else anywhere.

    Empty where two stand on equally many.
    """
    delivered, anywhere = Counter[str](), Counter[str]()
    for mail in known:
        delivered.update(set(mail.delivered))
        anywhere.update({address for address in _everybody(mail) if address})
    counts = (delivered or anywhere).most_common(2)
    tied = len(counts) == 2 and counts[0][1] == counts[1][1]
    return counts[0][0] if counts and not tied else ""


@dataclass(frozen=True, slots=True)
class _Reading:
    """One mailbox being read."""

    recorder: Recorder
    mailbox: str

    def thread(self, key: str, thread: list[Mail]) -> None:
        """One item; the mails come in order of time."""
        used = [mail for mail in thread if self._is_used(mail)]
        for mail in used:
            self._turn(key, mail)
        if not used:
            return
        first = used[0]
        requester = first.sender if first.sender != self.mailbox else ""
        self.recorder.item(key, "Mail", first.topic, requester, "", first.at or 0)
        for target in mentioned(mail.subject for mail in used):
            self.recorder.link(key, target, "text")

    def _is_used(self, mail: Mail) -> bool:
        reason = _AUTOMATIC if mail.automatic else "no readable time" if mail.at is None else ""
        if reason:
            self.recorder.skip(reason, f"mail {mail.number}")
        return not reason

    def _turn(self, key: str, mail: Mail) -> None:
        at, other = mail.at or 0, self._other(mail)
        self.recorder.comment(key, at, mail.sender)
        if other:
            holder = f"people at {other.rpartition('@')[2]}"
            self.recorder.history(key, at, mail.number, WITH_SENDER, holder, other)
        else:
            self.recorder.history(key, at, mail.number, WITH_US, self.mailbox)

    def _other(self, mail: Mail) -> str:
        """The addressee, where the mail went from us to somebody; "" where the turn is ours."""
        if self.mailbox in mail.to or not mail.to:
            return "" if mail.sender != self.mailbox else _others(mail, self.mailbox)
        return mail.to[0]


def _others(mail: Mail, mailbox: str) -> str:
    return next((address for address in mail.to if address != mailbox), "")
