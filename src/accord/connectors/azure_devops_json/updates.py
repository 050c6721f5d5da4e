"""What the updates of Azure DevOps' work items say: when, and which fields they changed."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

from accord.analysis.statuses import ABANDONED_RESOLUTIONS
from accord.connectors.contract import HolderKind, Options, Receipt, UnreadableFileError
from accord.connectors.documents import REST, documents, text
from accord.connectors.files import parse_time
from accord.connectors.holders import most_telling
from accord.connectors.mentions import mentioned
from accord.connectors.outcomes import is_finished
from accord.connectors.persons import names_persons

AREA = "System.AreaPath"
ASSIGNED = "System.AssignedTo"
STATE = "System.State"
REASON = "System.Reason"
RESOLVED_REASON = "Microsoft.VSTS.Common.ResolvedReason"
DUES = ("Microsoft.VSTS.Scheduling.DueDate", "Microsoft.VSTS.Scheduling.TargetDate")
CHANGED = "System.ChangedDate"
CREATED = "System.CreatedDate"
TITLE = "System.Title"
TAGS = "System.Tags"
COMMENT = "System.History"
_TEXTS = {
    TITLE: "text",
    "System.Description": "text",
    "Microsoft.VSTS.Common.AcceptanceCriteria": "text",
    "Microsoft.VSTS.TCM.ReproSteps": "text",
    COMMENT: "comment",
}
_KEPT = ("id", "workItemId", "revisedDate", "revisedBy", "relations", "url")
_TOLD = {"area path": AREA, "areapath": AREA, "assigned to": ASSIGNED, "assignedto": ASSIGNED}
_NEVER = "9999-"  # what Azure DevOps writes for a moment that has not come
_MAIL = re.compile(r"\s*<[^<>]*>$")

Update = dict[str, Any]
Histories = dict[str, list[Update]]


@dataclass(frozen=True, slots=True)
class State:
    """What holds from one moment on."""

    status: str = ""
    holder: str = ""
    person: str = ""
    reason: str = ""
    resolved_reason: str = ""

    @property
    def resolution(self) -> str:
        """The reason of an end, and before all one that says that nothing was delivered."""
        told = (self.resolved_reason, self.reason)
        for reason in told:
            if reason.casefold() in ABANDONED_RESOLUTIONS:
                return reason
        return next(filter(None, told), "") if is_finished(self.status) else ""


@dataclass(frozen=True, slots=True)
class Followed:
    """The fields that name status and holder."""

    status: str
    holder: str

    def parts(self) -> dict[str, str]:
        """The fields by the part of the state that they give."""
        return {
            "status": self.status,
            "holder": self.holder,
            "person": ASSIGNED,
            "reason": REASON,
            "resolved_reason": RESOLVED_REASON,
        }


def updates(file: Path, damaged: Callable[[str], None]) -> Iterator[Update]:
    """Every object of the file but what pages say beside their updates."""
    for container, entry in documents(file, ("value",), damaged):
        if container != REST:
            yield entry


def is_update(entry: Update) -> bool:
    """Whether this is an update of a work item."""
    return "workItemId" in entry


def slim(update: Update) -> Update:
    """The update without its texts; what they name and that somebody commented is kept.

    All updates of a file are held until it is read to its end, and texts may be long.
    """
    kept = {key: update[key] for key in _KEPT if key in update}
    kept["fields"] = {
        name: change
        for name, change in fields(update).items()
        if name == TITLE or name not in _TEXTS
    }
    kept["mentions"] = [
        (target, kind)
        for name, kind in _TEXTS.items()
        for target in mentioned([side(update, name, "new")])
    ]
    kept["commented"] = bool(side(update, COMMENT, "new"))
    return kept


def fields(update: Update) -> dict[str, Any]:
    """The fields that an update changed, with what they were and became."""
    found = update.get("fields")
    return found if isinstance(found, dict) else {}


def changes(update: Update, field: str) -> bool:
    """Whether the update changed this field."""
    return isinstance(fields(update).get(field), dict)


def side(update: Update, field: str, end: str) -> str:
    """The value of a field before (``old``) or after (``new``) an update."""
    change = fields(update).get(field)
    return shown(change.get(f"{end}Value")) if isinstance(change, dict) else ""


def shown(value: Any) -> str:
    """A field's value as Azure DevOps shows it; of a person the name without the address."""
    if isinstance(value, dict):
        told = (text(value.get(key)) for key in ("displayName", "name", "uniqueName"))
        value = next(filter(None, told), "")
    return _MAIL.sub("", text(value))


def followed_fields(
    histories: Histories, file: Path, options: Options, receipt: Receipt
) -> Followed:
    """The holder: as told, else a field called Team or the like, else the area path."""
    status = options.status
    if not status or status.casefold() in ("state", "status"):
        status = STATE
    filled = {
        field
        for update in chain.from_iterable(histories.values())
        for field in fields(update)
        if side(update, field, "new")
    }
    told = _TOLD.get(options.holder.casefold(), options.holder)
    for name in [told] if told else [*_teams(filled), AREA, ASSIGNED]:
        if name in filled:
            persons = names_persons(name.rpartition(".")[2])
            receipt.holder_kind = HolderKind.PERSON if persons else HolderKind.UNIT
            receipt.guessed += [] if told else [f"The field {name} names the holder."]
            return Followed(status, name)
    if told:
        raise UnreadableFileError(
            f"{file.name} has no field {options.holder} with a value; name another field as holder."
        )
    return Followed(status, AREA)


def _teams(names: set[str]) -> list[str]:
    """Fields such as ``Custom.AssignedTeam``, the most telling first."""
    plain = {_words(name.rpartition(".")[2]): name for name in sorted(names)}
    return [plain[name] for name in most_telling(plain)]


def _words(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)


def timed(history: list[Update], zone: str) -> list[tuple[int | None, Update]]:
    """The updates with their times, in the order in which they are numbered.

    An update's own ``revisedDate`` says when the next one replaced it: it dates that next one,
    where its fields do not.
    """
    found: list[tuple[int | None, Update]] = []
    replaced = ""
    for update in sorted(history, key=_number):
        told = [side(update, CHANGED, "new"), side(update, CREATED, "new"), replaced]
        found.append((next(filter(None, (_time(part, zone) for part in told)), None), update))
        replaced = text(update.get("revisedDate"))
    return found


def _number(update: Update) -> int:
    number = text(update.get("id"))
    return int(number[:18]) if number.isdecimal() else 0


def _time(written: str, zone: str) -> int | None:
    return None if written.startswith(_NEVER) else parse_time(written, zone)


def first_state(history: list[Update], followed: Followed) -> State:
    """What held before the first update: nothing, unless the history lacks its beginning."""
    return State(**{part: first_value(history, name) for part, name in followed.parts().items()})


def first_value(history: list[Update], field: str) -> str:
    """What a field said before its first change."""
    return next((side(update, field, "old") for update in history if changes(update, field)), "")


def next_state(state: State, update: Update, followed: Followed) -> State:
    """The state after one update."""
    told = {
        part: side(update, field, "new")
        for part, field in followed.parts().items()
        if changes(update, field)
    }
    return replace(state, **told)
