"""Puts mails together into threads: by the mails that they name, else by the subject they answer."""

from collections.abc import Iterable

from accord.connectors.mbox.mails import Mail


def threads(mails: Iterable[Mail]) -> dict[str, list[Mail]]:
    """Mails by the id of the first mail of their thread, each thread in order of time."""
    known = list(mails)
    groups = _Groups()
    for mail in known:
        for named in mail.named:
            groups.join(name_of(mail), named)
    _join_by_subject(known, groups)
    found: dict[str, list[Mail]] = {}
    for mail in sorted(known, key=lambda mail: (mail.at is None, mail.at or 0, mail.number)):
        found.setdefault(groups.of(name_of(mail)), []).append(mail)
    return {_key(thread[0]): thread for thread in found.values()}


def name_of(mail: Mail) -> str:
    """The mail's own id; one without is known by its place."""
    return mail.own or f"mail {mail.number}"


def _key(first: Mail) -> str:
    """The oldest mail that the first one names, even where that is not in the file."""
    return first.named[0] if first.named else name_of(first)


def _join_by_subject(mails: list[Mail], groups: "_Groups") -> None:
    """An answer that names no mail belongs to the latest mail before it with the same subject."""
    latest: dict[str, Mail] = {}
    for mail in sorted(mails, key=lambda mail: (mail.at or 0, mail.number)):
        topic = mail.topic.casefold()
        before = latest.get(topic)
        if topic and before and mail.answers and not mail.named:
            groups.join(name_of(mail), name_of(before))
        latest[topic] = mail


class _Groups:
    """Names that belong together, however they were joined."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def of(self, name: str) -> str:
        """The one name by which the whole group is known."""
        while (above := self._above.get(name, name)) != name:
            self._above[name] = self._above.get(above, above)
            name = above
        return name

    def join(self, one: str, other: str) -> None:
        """Say that two names belong together."""
        self._above[self.of(one)] = self.of(other)
