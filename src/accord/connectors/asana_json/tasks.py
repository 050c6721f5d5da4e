"""What an Asana task and its stories say: sections, custom fields, dates."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from accord.connectors.documents import text
from accord.connectors.outcomes import COMPLETED, is_dropped

NO_SECTION = "(no section)"
_REQUEST_TYPES = {"request type", "type of request", "type", "task type", "work type"}
_VALUES = ("enum_value", "multi_enum_values", "text_value", "people_value", "number_value", "value")

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class State:
    """What holds from one moment on; a completed task keeps its section beside it."""

    section: str
    completed: bool
    holder: str
    person: str

    @property
    def status(self) -> str:
        """The status that the history shows."""
        return COMPLETED if self.completed else self.section

    @property
    def resolution(self) -> str:
        """A task completed in a section such as "Cancelled" was not delivered."""
        return self.section if self.completed and is_dropped(self.section) else ""


@dataclass(frozen=True, slots=True)
class Followed:
    """The custom fields that name status and holder; "" means section and assignee."""

    status: str = ""
    holder: str = ""


def entries(value: Any) -> list[Entry]:
    """The objects of a list; nothing where there is none."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def shown(value: Any) -> str:
    """A value as Asana shows it."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(shown, value)))
    if isinstance(value, dict):
        return text(value.get("name")) or text(value.get("email"))
    return text(value)


def custom_value(task: Entry, name: str) -> str:
    """What the custom field of this name says."""
    for field in entries(task.get("custom_fields")):
        if text(field.get("name")) == name:
            told = (shown(field.get(key)) for key in (*_VALUES, "display_value"))
            return next(filter(None, told), "")
    return ""


def request_type(task: Entry) -> str:
    """The kind of request, where a custom field tells it."""
    for field in entries(task.get("custom_fields")):
        name = text(field.get("name"))
        if name.casefold() in _REQUEST_TYPES:
            return custom_value(task, name)
    return ""


def place(task: Entry) -> tuple[str, str]:
    """The project that is followed and the task's section in it: the first that has a section."""
    for membership in entries(task.get("memberships")):
        section = shown(membership.get("section"))
        if section:
            project = membership.get("project")
            return text(project.get("gid")) if isinstance(project, dict) else "", section
    return "", NO_SECTION


def due(value: Any) -> str:
    """The due moment or day of a task, or of one end of a change of its dates."""
    if not isinstance(value, dict):
        return ""
    return text(value.get("due_at")) or text(value.get("due_on"))


def first_state(task: Entry, stories: list[Entry], followed: Followed) -> State:
    """The state at creation: what the first change of each part left, else what the task says."""
    ended = [_subtype(story) for story in stories if _subtype(story) in _COMPLETION]
    completed = bool(task.get("completed")) and not task.get("completed_at")
    return State(
        section=_first_section(task, stories, followed),
        completed=ended[0] == "marked_incomplete" if ended else completed,
        holder=_first_holder(task, stories, followed),
        person=_first_assignee(task, stories),
    )


def next_state(state: State, story: Entry, project: str, followed: Followed) -> State:
    """The state after one story."""
    subtype = _subtype(story)
    if subtype in _COMPLETION:
        return replace(state, completed=subtype == "marked_complete")
    if subtype in _ASSIGNMENT:
        person = shown(story.get("assignee")) if subtype == "assigned" else ""
        return replace(state, person=person, holder=state.holder if followed.holder else person)
    field = _changed_field(story)
    if field and field == followed.holder:
        return replace(state, holder=_end(story, "new"))
    if field and field == followed.status:
        return replace(state, section=_end(story, "new") or state.section)
    if not followed.status and _moves(story, project):
        return replace(state, section=shown(story.get("new_section")) or state.section)
    return state


def is_comment(story: Entry) -> bool:
    """Whether somebody wrote something, rather than changed something."""
    return story.get("type") == "comment" or _subtype(story) == "comment_added"


def moves_due(story: Entry) -> bool:
    """Whether the story is a change of the due date."""
    return _subtype(story) == "due_date_changed"


_COMPLETION = ("marked_complete", "marked_incomplete")
_ASSIGNMENT = ("assigned", "unassigned")


def _subtype(story: Entry) -> str:
    return text(story.get("resource_subtype"))


def _changed_field(story: Entry) -> str:
    return shown(story.get("custom_field"))


def _end(story: Entry, end: str) -> str:
    return next(filter(None, (shown(story.get(f"{end}_{value}")) for value in _VALUES)), "")


def _moves(story: Entry, project: str) -> bool:
    other = story.get("project")
    elsewhere = isinstance(other, dict) and project and text(other.get("gid")) not in ("", project)
    return _subtype(story) == "section_changed" and not elsewhere


def _first_end(stories: Iterator[Entry]) -> str | None:
    story = next(stories, None)
    return None if story is None else _end(story, "old")


def _first_section(task: Entry, stories: list[Entry], followed: Followed) -> str:
    project, section = place(task)
    if followed.status:
        old = _first_end(s for s in stories if _changed_field(s) == followed.status)
        return (custom_value(task, followed.status) if old is None else old) or NO_SECTION
    for story in stories:
        if _moves(story, project):
            return shown(story.get("old_section")) or NO_SECTION
    return section


def _first_holder(task: Entry, stories: list[Entry], followed: Followed) -> str:
    if not followed.holder:
        return _first_assignee(task, stories)
    old = _first_end(s for s in stories if _changed_field(s) == followed.holder)
    return custom_value(task, followed.holder) if old is None else old


def _first_assignee(task: Entry, stories: list[Entry]) -> str:
    # Asana writes a story for every assignment, also for one made at creation.
    if any(_subtype(story) in _ASSIGNMENT for story in stories):
        return ""
    return shown(task.get("assignee"))
