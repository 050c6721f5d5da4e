"""Reads the headers of every mail of an mbox; what stands below them is passed over unread."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path

from accord.connectors.files import open_bytes

_MOST_HEADER_BYTES = 1 << 20
_FIELD = re.compile(rb"[!-9;-~]+:")
_ID = re.compile(r"<([^<>\s]+)>")
_REPLY = re.compile(
    r"^\s*(?:(?:re|aw|fw|fwd|wg|antw|sv|tr|rif)(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE
)
_AUTOMATIC = ("auto-generated", "auto-replied", "auto-notified")


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail: who wrote when and to whom. Addresses are in small letters."""

    number: int
    own: str  # its own id
    named: tuple[str, ...]  # ids of mails before it in the thread, oldest first
    subject: str
    at: int | None  # microseconds since 1970 in UTC
    sender: str
    to: tuple[str, ...]
    copied: tuple[str, ...]
    delivered: tuple[str, ...]
    automatic: bool

    @property
    def topic(self) -> str:
        """The subject without what marks an answer."""
        return _REPLY.sub("", self.subject).strip()

    @property
    def answers(self) -> bool:
        """Whether the subject says that it answers another mail."""
        return _REPLY.match(self.subject) is not None


def mails(file: Path, zone: tzinfo) -> Iterator[Mail]:
    """Every mail of the file, in its order."""
    parser = BytesHeaderParser()
    for number, head in enumerate(_heads(file), start=1):
        # No text can be stored that holds the character zero.
        yield _mail(number, parser.parsebytes(head.replace(b"\0", b" ")), zone)


def _heads(file: Path) -> Iterator[bytes]:
    """The header lines of every mail: after a line ``From …`` that follows an empty one."""
    head: list[bytes] = []
    size, blank, state = 0, True, "text"
    with open_bytes(file) as stream:
        while line := stream.readline(_MOST_HEADER_BYTES):
            bare = line.rstrip(b"\r\n")
            if state == "text":
                state = "begun" if blank and line.startswith(b"From ") else "text"
            elif state == "begun":
                # Within a text such a line may stand as well; a mail goes on with a field.
                state = "head" if _FIELD.match(line) else "text"
                head, size = [line], len(line)
            elif bare and size < _MOST_HEADER_BYTES:
                head.append(line)
                size += len(line)
            else:
                yield b"".join(head)
                head, state = [], "text"
            blank = not bare
    if state == "head":
        yield b"".join(head)


def _mail(number: int, message: Message, zone: tzinfo) -> Mail:
    own = _ids(message, "Message-ID")
    senders = _addresses(message, "From") or _addresses(message, "Sender")
    return Mail(
        number=number,
        own=own[0] if own else "",
        named=tuple(dict.fromkeys(_ids(message, "References") + _ids(message, "In-Reply-To"))),
        subject=_text(message, "Subject"),
        at=_moment(_text(message, "Date"), zone),
        sender=senders[0] if senders else "",
        to=tuple(_addresses(message, "To")),
        copied=tuple(_addresses(message, "Cc")),
        delivered=tuple(_addresses(message, "Delivered-To") + _addresses(message, "X-Original-To")),
        automatic=_is_automatic(message),
    )


def _is_automatic(message: Message) -> bool:
    told = _text(message, "Auto-Submitted").partition(";")[0].strip().lower()
    return told in _AUTOMATIC or _text(message, "Precedence").lower() in ("bulk", "auto_reply")


def _text(message: Message, name: str) -> str:
    raw = str(message.get(name, ""))
    try:
        written = str(make_header(decode_header(raw)))
    except (LookupError, ValueError):  # a character set that nobody knows
        written = raw
    plain = written.encode("utf-8", "replace").decode().replace("\0", " ")
    return " ".join(plain.split())


def _ids(message: Message, name: str) -> list[str]:
    return _ID.findall(str(message.get(name, "")))


def _addresses(message: Message, name: str) -> list[str]:
    written = [str(value) for value in message.get_all(name, [])]
    try:
        return [address.lower() for _, address in getaddresses(written) if "@" in address]
    except RecursionError:  # groups within groups within groups
        return []


def _moment(text: str, zone: tzinfo) -> int | None:
    try:
        moment = parsedate_to_datetime(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone)
        return round(moment.timestamp()) * 1_000_000
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
