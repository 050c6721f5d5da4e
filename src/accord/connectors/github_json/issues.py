"""Follows one issue: open or closed and why, its labels, who was assigned."""

from dataclasses import dataclass, replace

from accord.connectors.documents import text
from accord.connectors.github_json.source import Entry, entries, label_names, login, title_of
from accord.connectors.labels import label_values

OPEN = "Open"
CLOSED = "Closed"
_TELLING = ("closed", "reopened", "labeled", "unlabeled", "assigned", "unassigned")


@dataclass(frozen=True, slots=True)
class Followed:
    """The prefixes of the labels that name status and holder; ``None`` means GitHub's own."""

    status: str | None = None
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class State:
    """What holds from one moment on."""

    closed: bool
    reason: str
    labels: tuple[str, ...]
    assignees: tuple[str, ...]

    def status(self, followed: Followed) -> str:
        """Open or closed; of an open issue the status label that was set last."""
        told = [] if followed.status is None else label_values(self.labels, followed.status)
        return CLOSED if self.closed else [OPEN, *told][-1]

    def holder(self, followed: Followed) -> str:
        """What the holder label that was set last says, or else the assignee."""
        if followed.holder is None:
            return self.person()
        return ["", *label_values(self.labels, followed.holder)][-1]

    def person(self) -> str:
        """Of several assignees the one who has been assigned the longest."""
        return self.assignees[0] if self.assignees else ""


def kind_of(event: Entry) -> str:
    """What happened."""
    return text(event.get("event"))


def tells_state(event: Entry) -> bool:
    """Whether the event may change the state of an issue."""
    return kind_of(event) in _TELLING


def reason_of(entry: Entry) -> str:
    """Why an issue was closed, in the words in which GitHub shows it."""
    return text(entry.get("state_reason")).replace("_", " ").capitalize()


def first_state(issue: Entry, events: list[Entry]) -> State:
    """The state at creation: what the first change of each part left, else what the issue says."""
    ends = [kind_of(event) for event in events if kind_of(event) in ("closed", "reopened")]
    labels = [(kind_of(event) == "labeled", _label(event)) for event in events if _label(event)]
    assigned = [(kind_of(e) == "assigned", _assignee(e)) for e in events if _assignee(e)]
    people = [text(person.get("login")) for person in entries(issue.get("assignees"))]
    return State(
        closed=ends[:1] == ["reopened"],
        reason="",
        labels=_before(labels, label_names(issue)),
        assignees=_before(assigned, people or [login(issue, "assignee")]),
    )


def next_state(state: State, event: Entry) -> State:
    """The state after one event."""
    kind = kind_of(event)
    if kind in ("closed", "reopened"):
        closed = kind == "closed"
        return replace(state, closed=closed, reason=reason_of(event) if closed else "")
    if _label(event):
        return replace(state, labels=_after(state.labels, _label(event), kind == "labeled"))
    if _assignee(event):
        people = _after(state.assignees, _assignee(event), kind == "assigned")
        return replace(state, assignees=people)
    return state


def _label(event: Entry) -> str:
    return title_of(event, "label", "name") if kind_of(event) in ("labeled", "unlabeled") else ""


def _assignee(event: Entry) -> str:
    return login(event, "assignee") if kind_of(event) in ("assigned", "unassigned") else ""


def _before(changes: list[tuple[bool, str]], present: list[str]) -> tuple[str, ...]:
    """What was there at first: what was taken away before it was given, and what never changed."""
    given: dict[str, bool] = {}
    for is_given, name in changes:
        given.setdefault(name, is_given)
    taken = [name for name, is_given in given.items() if not is_given]
    return (*taken, *(name for name in present if name and name not in given))


def _after(present: tuple[str, ...], name: str, is_given: bool) -> tuple[str, ...]:
    if is_given and name in present:
        return present
    others = tuple(other for other in present if other != name)
    return (*others, name) if is_given else others
