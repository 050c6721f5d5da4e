"""Finds other trackers' items that a text names: a key, a number, or an address that holds one."""

import re
from collections.abc import Iterable

_ADDRESS = re.compile(r"https?://[^\s\"'<>()\[\]{}|\\^]+")
_ASANA_TASK = re.compile(r"/task/(\d{6,20})|/0/\d+/(\d{6,20})")
_JIRA_KEY = re.compile(r"(?<![\w-])[A-Z][A-Z0-9_]{1,14}-[1-9]\d{0,7}(?!\w)")
_SERVICENOW_NUMBER = re.compile(r"(?<!\w)(?:INC|RITM|REQ|CHG|PRB|DMND|SCTASK)\d{5,10}(?!\w)")
_ASANA_GID = re.compile(r"(?<!\w)1[12]\d{14}(?!\w)")
_TRELLO_CARD = re.compile(r"//trello\.com/c/([A-Za-z0-9]{8})(?![A-Za-z0-9])")
_GITHUB_ISSUE = re.compile(r"//github\.com/([\w.-]+/[\w.-]+)/(?:issues|pull)/(\d{1,9})(?!\d)")
_AZURE_ADDRESS = re.compile(r"(?:dev\.azure|visualstudio)\.com/\S*_workitems/edit/(\d{1,9})(?!\d)")
# The way in which Azure's own integrations name a work item elsewhere.
_AZURE_ITEM = re.compile(r"(?<![\w#])AB#(\d{1,9})(?!\w)")


def mentioned(parts: Iterable[str], own: str = "") -> list[str]:
    """The items that the texts name, each once, in order; ``own`` is the item that speaks."""
    found: dict[str, None] = {}
    for part in parts:
        # Most texts are short and name nothing: look closer only where a digit or an address stands.
        if "://" in part or any(letter.isdigit() for letter in part):
            found.update(dict.fromkeys(_named(part)))
    found.pop(own, None)
    return list(found)


def _named(part: str) -> list[str]:
    named: list[str] = []
    for address in _ADDRESS.findall(part):
        named += _addressed(address)
    rest = _ADDRESS.sub(_without_read_addresses, part)
    for pattern in (_JIRA_KEY, _SERVICENOW_NUMBER, _ASANA_GID, _AZURE_ITEM):
        named += pattern.findall(rest)
    return named


def _addressed(address: str) -> list[str]:
    """The item of an address whose tracker is known by it."""
    if "asana.com/" in address:
        return [old or new for new, old in _ASANA_TASK.findall(address)]
    issues = [f"{repository}#{number}" for repository, number in _GITHUB_ISSUE.findall(address)]
    return issues + _TRELLO_CARD.findall(address) + _AZURE_ADDRESS.findall(address)


def _without_read_addresses(address: re.Match[str]) -> str:
    # Such an address holds other numbers and names too; only its item counts, and that was read.
    read = "asana.com/" in address.group() or _addressed(address.group())
    return " " if read else address.group().replace("/", " / ")
