"""Finds other trackers' items that a text names: a key, a number, or an address that holds one."""

import re
from collections.abc import Iterable

_ADDRESS = re.compile(r"https?://[^\s\"'<>()\[\]{}|\\^]+")
_ASANA_TASK = re.compile(r"/task/(\d{6,20})|/0/\d+/(\d{6,20})")
_JIRA_KEY = re.compile(r"(?<![\w-])[A-Z][A-Z0-9_]{1,14}-[1-9]\d{0,7}(?!\w)")
_SERVICENOW_NUMBER = re.compile(r"(?<!\w)(?:INC|RITM|REQ|CHG|PRB|DMND|SCTASK)\d{5,10}(?!\w)")
_ASANA_GID = re.compile(r"(?<!\w)1[12]\d{14}(?!\w)")


def mentioned(parts: Iterable[str], own: str = "") -> list[str]:
    """The items that the texts name, each once, in order; ``own`` is the item that speaks."""
    found: dict[str, None] = {}
    for part in parts:
        # Most texts are short and name nothing: look closer only where a digit stands.
        if any(letter.isdigit() for letter in part):
            found.update(dict.fromkeys(_named(part)))
    found.pop(own, None)
    return list(found)


def _named(part: str) -> list[str]:
    named: list[str] = []
    for address in _ADDRESS.findall(part):
        if "asana.com/" in address:
            named += [old or new for new, old in _ASANA_TASK.findall(address)]
    rest = _ADDRESS.sub(_without_asana, part)
    for pattern in (_JIRA_KEY, _SERVICENOW_NUMBER, _ASANA_GID):
        named += pattern.findall(rest)
    return named


def _without_asana(address: re.Match[str]) -> str:
    # An Asana address holds numbers of projects too; only its task counts, and that was read.
    return " " if "asana.com/" in address.group() else address.group().replace("/", " / ")
