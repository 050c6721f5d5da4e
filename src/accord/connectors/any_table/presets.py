"""Exports that marketing really uses, as ready mappings.

``checked`` says whether the column names were compared with those of a real export. Only a checked
preset takes a file by itself; the others are proposals that a person confirms.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from accord.connectors.any_table.mapping import TIMES, Part, RowKind, normal


@dataclass(frozen=True, slots=True)
class Preset:
    """A tool's table: the names by which it is known, and what its columns say."""

    name: str
    label: str
    checked: bool
    needed: frozenset[str]  # all of these, in small letters
    parts: dict[Part, tuple[str, ...]]  # the first of these names that the table has
    rows: RowKind = RowKind.SNAPSHOT
    unusable: str = ""  # one sentence where the export lacks what is needed
    also: dict[Part, tuple[str, ...]] = field(default_factory=dict)  # every one of these names

    def columns(self, names: Iterable[str]) -> dict[str, Part]:
        """Which columns of this table are read as what."""
        there = {normal(name): name for name in reversed(list(names))}
        found: dict[str, Part] = {}
        for part, usual in self.parts.items():
            name = next((there[one] for one in usual if one in there), "")
            if name and name not in found:
                found[name] = part
        for part, usual in self.also.items():
            found |= {there[one]: part for one in usual if one in there and there[one] not in found}
        return found

    def dated(self, names: Iterable[str]) -> bool:
        """Whether the table has the date without which nothing can be said."""
        found = set(self.columns(names).values())
        return bool(found.intersection(TIMES[:2] if self.rows is RowKind.SNAPSHOT else TIMES[-1:]))


_OUTLOOK = frozenset(
    ["subject", "body", "from: (name)", "from: (address)", "to: (name)", "to: (address)"]
)

PRESETS = (
    Preset(
        "monday",
        "monday board",
        True,
        frozenset({"name", "item id (auto generated)"}),
        {
            Part.ITEM: ("item id (auto generated)",),
            Part.TITLE: ("name",),
            Part.STATUS: ("status", "stage", "state"),
            Part.HOLDER: ("team", "responsible team", "department", "owner", "person", "people"),
            Part.CREATED: (
                "created at", "creation log", "created", "created date", "creation date",
                "date created", "date added", "request date",
            ),
            Part.DONE: (
                "done date", "completion date", "completed date", "completed at", "date done",
                "completed", "closed date", "actual close date",
            ),
            Part.DUE: ("due date", "deadline", "timeline - end", "due"),
            Part.TYPE: ("type", "request type", "task type"),
        },
        also={Part.LABELS: ("tags", "labels"), Part.TEXT: ("link", "notes", "notes link", "text")},
    ),
    Preset(
        "planner",
        "Microsoft Planner",
        True,
        frozenset({"task id", "task name", "bucket name", "progress", "created date"}),
        {
            Part.ITEM: ("task id",),
            Part.TITLE: ("task name",),
            Part.STATUS: ("progress",),
            Part.HOLDER: ("assigned to",),
            Part.REQUESTER: ("created by",),
            Part.CREATED: ("created date",),
            Part.DONE: ("completed date",),
            Part.DUE: ("due date",),
        },
        also={Part.LABELS: ("labels",), Part.TEXT: ("description", "notes", "checklist items")},
    ),
    Preset(
        "outlook",
        "Outlook CSV",
        True,
        _OUTLOOK,
        {Part.TITLE: ("subject",), Part.PERSON: ("from: (address)",)},
        RowKind.HISTORY,
        "Outlook's own CSV dates no mail, so it shows nobody's turn: export the mailbox as mbox.",
    ),
    Preset(
        "wrike",
        "Wrike",
        False,
        frozenset({"key", "folder", "title", "status", "assigned to", "end date"}),
        {
            Part.ITEM: ("key",),
            Part.TITLE: ("title",),
            Part.STATUS: ("custom status", "status"),
            Part.HOLDER: ("team", "assigned to"),
            Part.REQUESTER: ("author", "created by"),
            Part.CREATED: ("created date", "date created", "created"),
            Part.DONE: ("completed date", "completion date", "date completed"),
            Part.DUE: ("end date", "due date"),
        },
        also={Part.LINK: ("parent task", "depends on"), Part.TEXT: ("description",)},
    ),
    Preset(
        "workfront",
        "Workfront",
        False,
        frozenset({"reference number", "entry date", "planned completion date"}),
        {
            Part.ITEM: ("reference number",),
            Part.TITLE: ("name", "task name", "issue name"),
            Part.STATUS: ("status",),
            Part.HOLDER: ("team", "assigned team", "assignments", "assigned to"),
            Part.REQUESTER: ("primary contact", "entered by"),
            Part.CREATED: ("entry date",),
            Part.STARTED: ("actual start date",),
            Part.DONE: ("actual completion date",),
            Part.DUE: ("commit date", "planned completion date"),
        },
        also={Part.TEXT: ("description", "url")},
    ),
    Preset(
        "smartsheet",
        "Smartsheet",
        False,
        frozenset({"task name", "assigned to", "created", "modified"}),
        {
            Part.ITEM: ("row id", "auto number"),
            Part.TITLE: ("task name",),
            Part.STATUS: ("status",),
            Part.HOLDER: ("team", "assigned to"),
            Part.REQUESTER: ("created by",),
            Part.CREATED: ("created",),
            Part.DONE: ("completed date", "date completed", "actual finish"),
            Part.DUE: ("due date", "end date", "finish"),
        },
        also={Part.TEXT: ("comments", "notes")},
    ),
    Preset(
        "mailbox",
        "Mailbox list with times",
        False,
        frozenset({"subject", "from", "to", "received"}),
        {
            Part.ITEM: ("conversation id", "conversationid"),
            Part.TITLE: ("subject",),
            Part.HOLDER: ("to",),
            Part.PERSON: ("from",),
            Part.CHANGED: ("received",),
        },
        RowKind.HISTORY,
    ),
)  # fmt: skip


def fitting(names: Iterable[str]) -> Preset | None:
    """The preset whose names all stand in the header."""
    there = {normal(name) for name in names}
    return next((preset for preset in PRESETS if preset.needed <= there), None)
