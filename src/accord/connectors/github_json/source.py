"""Finds the issues of a GitHub file, and what has to be known of all of them before the first."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from accord.connectors.documents import REST, documents, text

Entry = dict[str, Any]

_CONTAINERS = ("items",)
_ADDRESS = re.compile(r"([\w.-]+/[\w.-]+)/issues/(\d+)")
_REPOSITORY = re.compile(r"/repos/([\w.-]+/[\w.-]+)$")


@dataclass(slots=True)
class Survey:
    """What one look through the file tells."""

    labels: dict[str, None] = field(default_factory=dict)
    milestones: dict[tuple[str, str], str] = field(default_factory=dict)  # repository, title → due
    last: dict[str, int] = field(default_factory=dict)  # key → its last place in the file


def objects(file: Path, damaged: Callable[[str], None]) -> Iterator[Entry]:
    """Everything in the file that may be an issue."""
    for container, entry in documents(file, _CONTAINERS, damaged):
        if container != REST:
            yield entry


def surveyed(file: Path) -> Survey:
    """Look through the whole file: labels, due dates of milestones, issues told twice."""
    survey = Survey()
    for place, issue in enumerate(objects(file, lambda _place: None), start=1):
        if is_issue(issue):
            survey.last[key_of(issue)] = place
            survey.labels.update(dict.fromkeys(label_names(issue)))
            told = (title_of(event, "label", "name") for event in events_of(issue) or [])
            survey.labels.update(dict.fromkeys(filter(None, told)))
            _see_milestone(survey, issue)
    return survey


def is_issue(entry: Entry) -> bool:
    """Whether this is an issue: GitHub counts pull requests among them."""
    return bool(text(entry.get("number"))) and not is_pull_request(entry)


def is_pull_request(entry: Entry) -> bool:
    """Whether GitHub says that the issue is a pull request."""
    return isinstance(entry.get("pull_request"), dict)


def key_of(issue: Entry) -> str:
    """``owner/repository#number``, as people name an issue; ``#number`` where no address tells."""
    return f"{repository_of(issue)}#{text(issue.get('number'))}"


def repository_of(issue: Entry) -> str:
    """The repository of an issue, by its addresses."""
    named = title_of(issue, "repository", "full_name")
    found = _REPOSITORY.search(text(issue.get("repository_url")))
    for address in (text(issue.get("html_url")), text(issue.get("url"))):
        found = found or _ADDRESS.search(address)
    return named or (found[1] if found else "")


def addressed(spoken: str) -> list[str]:
    """The issues whose addresses a text holds."""
    return [f"{repository}#{number}" for repository, number in _ADDRESS.findall(spoken)]


def events_of(issue: Entry) -> list[Entry] | None:
    """The timeline, or else the events; ``None`` where the file holds neither."""
    for name in ("timeline", "events"):
        found = issue.get(name)
        if isinstance(found, list):
            pages = [part if isinstance(part, list) else [part] for part in found]
            return [event for page in pages for event in page if isinstance(event, dict)]
    return None


def label_names(issue: Entry) -> list[str]:
    """The labels that the issue bears now."""
    found = issue.get("labels")
    told = found if isinstance(found, list) else []
    names = (text(part.get("name")) if isinstance(part, dict) else text(part) for part in told)
    return [name for name in names if name]


def title_of(entry: Entry, part: str, name: str) -> str:
    """One text of an object inside an object; "" where there is none."""
    inner = entry.get(part)
    return text(inner.get(name)) if isinstance(inner, dict) else ""


def login(entry: Entry, *parts: str) -> str:
    """The name of the first of these persons who is told."""
    return next(filter(None, (title_of(entry, part, "login") for part in parts)), "")


def entries(value: Any) -> list[Entry]:
    """The objects of a list; nothing where there is none."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _see_milestone(survey: Survey, issue: Entry) -> None:
    title = title_of(issue, "milestone", "title")
    if title:
        # GitHub asks for a day and keeps midnight in California: only the day was meant.
        due = title_of(issue, "milestone", "due_on")[:10]
        survey.milestones[repository_of(issue), title] = due
