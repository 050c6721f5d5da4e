"""Follows one issue's changelog: what held after each entry, and where it began."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from accord.connectors.documents import text, texts
from accord.connectors.jira_json.fields import Field, changes, histories, shown

RESOLUTION = Field("resolution", ("resolution",))
ASSIGNEE = Field("assignee", ("assignee",))
DUE = Field("duedate", ("duedate",))
LABELS = Field("labels", ("labels",))


@dataclass(frozen=True, slots=True)
class State:
    """What holds from one moment on."""

    status: str
    holder: str
    person: str
    resolution: str


@dataclass(frozen=True, slots=True)
class Followed:
    """The fields that make up a state."""

    status: Field
    holder: Field

    def parts(self) -> dict[str, Field]:
        """The fields by the part of the state that they give."""
        return {
            "status": self.status,
            "holder": self.holder,
            "person": ASSIGNEE,
            "resolution": RESOLUTION,
        }


def first_state(issue: dict[str, Any], entries: list[dict[str, Any]], followed: Followed) -> State:
    """The state at creation: what the first change of a field left, else what the field says."""
    return State(
        **{
            part: first_value(issue["fields"], entries, field)
            for part, field in followed.parts().items()
        }
    )


def first_value(values: dict[str, Any], entries: list[dict[str, Any]], field: Field) -> str:
    """What a field said before its first change."""
    for entry in entries:
        for change in changes(entry):
            if field.names(change):
                return side(change, "from")
    return shown(field.current(values))


def next_state(state: State, entry: dict[str, Any], followed: Followed) -> State:
    """The state after one entry of the changelog."""
    told: dict[str, str] = {}
    for change in changes(entry):
        for part, field in followed.parts().items():
            if field.names(change):
                told[part] = side(change, "to")
    return replace(state, **told) if told else state


def side(change: dict[str, Any], end: str) -> str:
    """The value before (``from``) or after (``to``) a change, as shown, else as stored."""
    return text(change.get(f"{end}String")) or text(change.get(end))


def current_labels(issue: dict[str, Any]) -> Iterator[str]:
    """The labels at export, or those of their last change where the fields leave them out.

    No label of Jira holds a blank: where several stand in one text, blanks part them.
    """
    told = LABELS.current(issue["fields"])
    if told is None:
        made = (change for entry in in_order(issue) for change in changes(entry))
        told = ["", *(side(change, "to") for change in made if LABELS.names(change))][-1]
    for part in texts(told):
        yield from text(part).split()


def first_due(issue: dict[str, Any], entries: list[dict[str, Any]]) -> str:
    """The due day given at creation."""
    for entry in entries:
        for before, _ in due_changes(entry):
            return before
    return text(DUE.current(issue["fields"]))


def due_changes(entry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The due days before and after, for each change of the due date in one entry."""
    for change in changes(entry):
        if DUE.names(change):
            yield _due_side(change, "from"), _due_side(change, "to")


def _due_side(change: dict[str, Any], end: str) -> str:
    shown_with_clock = text(change.get(f"{end}String"))
    return text(change.get(end)) or shown_with_clock.partition(" 00:00")[0]


def in_order(issue: dict[str, Any]) -> list[dict[str, Any]]:
    """The entries, oldest first: Jira numbers them upwards but may list the newest first."""
    entries = histories(issue)
    if all(text(entry.get("id")).isdecimal() for entry in entries):
        return sorted(entries, key=lambda entry: int(text(entry["id"])))
    return entries
