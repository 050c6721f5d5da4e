"""Proposes what each column says, from its name and its values; a person confirms it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from accord.analysis.statuses import proposed as usual_status
from accord.connectors.any_table.mapping import SHARED, TIMES, Mapping, Part, RowKind, normal
from accord.connectors.any_table.presets import Preset, fitting
from accord.connectors.any_table.table import Look, share_of_dates
from accord.connectors.holders import names_a_team
from accord.connectors.persons import names_persons, names_the_logger

_NAMES: dict[Part, str] = {
    Part.ITEM: """
        item id (auto generated); item id; issue key; task id; ticket id; request id; key; id; number; ticket number;
        ticket; reference number; reference; record id; case id; row id; item; case; issue; nr; no; #; vorgang;
        vorgangsnummer; ticketnummer; aufgabennummer; schlüssel; conversation id; conversationid
        """,
    Part.TITLE: """
        title; name; task name; summary; subject; short description; item name; project name; primary column; task;
        request; betreff; titel; aufgabe; bezeichnung; vorgangsname; zusammenfassung
        """,
    Part.TYPE: """
        type; issue type; request type; item type; task type; work item type; category; kind; typ; kategorie; art
        """,
    Part.STATUS: """
        status; state; progress; stage; phase; workflow status; custom status; task status; request status; column;
        new status; to status; zustand; fortschritt; bearbeitungsstand
        """,
    Part.HOLDER: """
        assignment group; assigned group; responsible team; queue; department; bucket name; group; assigned to; assignee;
        assignees; assignments; owner; holder; responsible; person; people; zuständig; bearbeiter; verantwortlich;
        abteilung; zugewiesen an
        """,
    Part.REQUESTER: """
        requester; requested by; requestor; reporter; caller; submitted by; created by; antragsteller; melder;
        erstellt von; anforderer
        """,
    Part.CREATED: """
        created; created at; created date; created on; creation date; date created; creation log; opened; opened at;
        entry date; submitted; submitted at; submission date; request date; requested on; date added; reported; erstellt;
        erstellt am; erstelldatum; angelegt am; eingangsdatum
        """,
    Part.STARTED: "started; started at; actual start date; actual start; work started; begonnen am",
    Part.DONE: """
        done date; done; completed; completed at; completed date; completed on; completion date; date completed; closed;
        closed at; closed date; resolved; resolved at; finished; finished at; actual completion date; actual finish;
        actual end date; delivered; delivered on; date done; erledigt am; abgeschlossen am; fertig am
        """,
    Part.DUE: """
        due; due date; deadline; due on; due at; end date; planned completion date; target date; finish; finish date;
        timeline - end; commit date; promised; fällig; fällig am; fälligkeitsdatum; termin; enddatum
        """,
    Part.CHANGED: """
        at; changed; changed at; changed date; changed on; change date; timestamp; time; event time; transition date;
        from date; since; received; received time; date received; datetimereceived; sent; date; updated; updated at;
        last updated; modified; modified date; last modified; geändert; geändert am; zeitpunkt; zeitstempel; empfangen
        """,
    Part.RESOLUTION: "resolution; close code; resolution code; outcome; close reason; lösung; ergebnis",
    Part.LABELS: "labels; tags; label; tag; categories; schlagworte; kategorien",
    Part.LINK: "parent; parent id; parent key; parent task; linked issues; depends on; related to; jira; jira key",
    Part.TEXT: "description; notes; comments; details; text; link; url; beschreibung; notizen; bemerkung",
}  # fmt: skip
_KNOWN = {
    (part, normal(name)): rank
    for part, text in _NAMES.items()
    for rank, name in enumerate(text.split(";"))
}
#: A date whose name is unusual is known by a word in it.
_DATE_WORDS = {
    Part.CREATED: {"created", "asked", "requested", "opened", "submitted", "received", "reported", "erstellt", "eingang", "angefragt"},
    Part.STARTED: {"started", "begun", "begonnen", "gestartet"},
    Part.DONE: {"done", "finished", "completed", "closed", "resolved", "delivered", "live", "published", "erledigt", "abgeschlossen", "fertig"},
    Part.DUE: {"due", "deadline", "wanted", "needed", "required", "promised", "target", "planned", "fällig", "frist", "geplant"},
    Part.CHANGED: {"changed", "timestamp", "geändert"},
}  # fmt: skip
_KEY = re.compile(r"[A-Za-z]{1,10}[-_#]?\d+|#?\d+")
_PERSON = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+|[A-ZÄÖÜ][\w'’-]+,? [A-ZÄÖÜ][\w'’. -]+")
_CERTAIN, _LIKELY, _PERHAPS = 300, 200, 100
_MOST_STATUSES = 30
_DATES_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one column seems to say, and why; no part means that it is better left out."""

    column: str
    part: Part | None
    reason: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """The whole proposal for a table."""

    mapping: Mapping
    columns: tuple[Proposal, ...]
    preset: Preset | None = None


@dataclass(frozen=True)
class _Column:
    """A column with what its values show."""

    name: str
    values: list[str]
    rows: int

    @property
    def plain(self) -> str:
        return normal(self.name)

    @cached_property
    def dates(self) -> float:
        return share_of_dates(self.values[:_DATES_LOOKED_AT])

    @property
    def distinct(self) -> int:
        return len(set(self.values))

    @property
    def every_row_differs(self) -> bool:
        return self.rows > 1 and self.distinct == len(self.values) == self.rows


def proposed(look: Look) -> Proposed:
    """Propose a mapping for a table whose beginning was looked at."""
    columns = [_Column(name, look.values(name), len(look.rows)) for name in look.names]
    preset = fitting(look.names)
    found = _of_preset(look, preset) if preset else {}
    known = set(found)
    found = _chosen(columns, found)
    rows = preset.rows if preset else _kind(columns, found)
    found = _fitting_the_rows(found, rows, known)
    proposals = tuple(found.get(column.name) or _left_out(column) for column in columns)
    return Proposed(_mapping(look, proposals, rows), proposals, preset)


def of_preset(look: Look, preset: Preset) -> Mapping:
    """The mapping that the preset alone gives."""
    return _mapping(look, _of_preset(look, preset).values(), preset.rows)


def _of_preset(look: Look, preset: Preset) -> dict[str, Proposal]:
    reason = f"the preset {preset.label} reads it so"
    told = preset.columns(look.names)
    return {name: Proposal(name, part, reason) for name, part in told.items()}


def _mapping(look: Look, proposals: Iterable[Proposal], rows: RowKind) -> Mapping:
    parts = tuple((one.column, one.part) for one in proposals if one.part is not None)
    mapping = Mapping(rows, parts, look.header, look.sheet)
    return replace(mapping, persons=holds_persons(look, mapping.column(Part.HOLDER)))


def _chosen(columns: list[_Column], known: dict[str, Proposal]) -> dict[str, Proposal]:
    """The surest first; each column plays one part, and most parts are played once."""
    offers = sorted(
        (offer for place, column in enumerate(columns) for offer in _offers(column, place)),
        key=lambda offer: offer[:2],
    )
    found = dict(known)
    taken = {one.part for one in found.values()}
    for _, _, proposal in offers:
        free = proposal.part not in taken or proposal.part in SHARED
        if free and proposal.column not in found:
            found[proposal.column] = proposal
            taken.add(proposal.part)
    return found


def _offers(column: _Column, place: int) -> Iterator[tuple[int, int, Proposal]]:
    """``(how far from sure, place, proposal)`` of everything that the column may be."""
    for part in Part:
        rank = _KNOWN.get((part, column.plain))
        if rank is not None and (reason := _name_reason(column, part)):
            yield rank - _CERTAIN, place, Proposal(column.name, part, reason)
    for sureness, part, reason in _by_values(column):
        yield -sureness, place, Proposal(column.name, part, reason)


def _name_reason(column: _Column, part: Part) -> str:
    """Why the name is believed, "" where the values speak against it."""
    if part not in TIMES:
        unlike = bool(column.values) and column.dates >= 0.8
        return "" if unlike else f"a column of this name usually holds the {part}"
    if not column.values:
        return "by its name; it is empty in the rows looked at"
    share = column.dates
    return f"by its name, and {share:.0%} of its values are dates" if share >= 0.5 else ""


def _by_values(column: _Column) -> Iterator[tuple[int, Part, str]]:
    if names_a_team(column.plain):
        yield _CERTAIN, Part.HOLDER, "a column of this name usually holds the team"
    if column.values:
        yield from _of_dates(column) if column.dates >= 0.8 else _of_texts(column)


def _of_dates(column: _Column) -> Iterator[tuple[int, Part, str]]:
    words = set(re.findall(r"\w+", column.plain))
    for part, telling in _DATE_WORDS.items():
        if words & telling:
            yield _LIKELY, part, f"dates, and a word of its name: {min(words & telling)}"


def _of_texts(column: _Column) -> Iterator[tuple[int, Part, str]]:
    if _are_statuses(column):
        yield _PERHAPS, Part.STATUS, "few different values, most of them usual names of statuses"
    if _are_keys(column):
        yield _PERHAPS, Part.ITEM, "every row has another value, and they look like keys"
    elif column.every_row_differs and _are_phrases(column):
        yield _PERHAPS - 1, Part.TITLE, "every row has another text of several words"
    if names_persons(column.name) and usually_names_the_holder(column.name):
        yield _LIKELY, Part.HOLDER, "by its name it holds the person responsible"


def _are_statuses(column: _Column) -> bool:
    names = set(column.values)
    known = sum(usual_status(name) is not None for name in names)
    return len(names) <= _MOST_STATUSES and known * 2 > len(names)


def _are_keys(column: _Column) -> bool:
    return column.every_row_differs and all(_KEY.fullmatch(value) for value in column.values)


def usually_names_the_holder(name: str) -> bool:
    """Whether a column of this name usually says who is responsible."""
    responsible = (Part.HOLDER, normal(name)) in _KNOWN or names_a_team(name)
    return responsible or (names_persons(name) and not names_the_logger(name) and not _asks(name))


def _asks(name: str) -> bool:
    return (Part.REQUESTER, normal(name).removesuffix(" id")) in _KNOWN


def _are_phrases(column: _Column) -> bool:
    return sum(" " in value for value in column.values) * 2 > len(column.values)


def holds_persons(look: Look, name: str) -> bool:
    """Whether a column names persons, by its name or by the shape of its values."""
    return name in look.names and _holds_persons(_Column(name, look.values(name), 0))


def _holds_persons(column: _Column) -> bool:
    if names_a_team(column.plain):
        return False
    shaped = sum(_PERSON.fullmatch(value) is not None for value in column.values)
    return (
        names_persons(column.name)
        or names_the_logger(column.name)
        or shaped * 2 > len(column.values)
    )


def _kind(columns: list[_Column], found: dict[str, Proposal]) -> RowKind:
    """A history where items stand on several rows with a time each, else a snapshot."""
    played = {proposal.part: proposal.column for proposal in found.values()}
    item = played.get(Part.ITEM) or played.get(Part.TITLE)
    if Part.CHANGED not in played or item is None:
        return RowKind.SNAPSHOT
    values = next(column.values for column in columns if column.name == item)
    dated = Part.CREATED in played or Part.STARTED in played
    repeated = len(set(values)) < 0.9 * len(values)
    return RowKind.HISTORY if repeated or not dated else RowKind.SNAPSHOT


def _fitting_the_rows(
    found: dict[str, Proposal], rows: RowKind, known: set[str]
) -> dict[str, Proposal]:
    """Without what rows of this kind do not say; what a preset ``known`` reads stays."""
    unread = (
        (Part.CHANGED,) if rows is RowKind.SNAPSHOT else (Part.CREATED, Part.STARTED, Part.DONE)
    )
    why = {
        RowKind.SNAPSHOT: "the last change of an item is not read",
        RowKind.HISTORY: "in a history each row has its own time",
    }[rows]
    return {
        name: Proposal(name, None, why) if one.part in unread and name not in known else one
        for name, one in found.items()
    }


def _left_out(column: _Column) -> Proposal:
    if names_the_logger(column.name):
        return Proposal(column.name, None, "names who wrote the row, not whose turn it is")
    if not column.values:
        return Proposal(column.name, None, "empty in the rows looked at")
    if column.dates >= 0.8:
        return Proposal(column.name, None, "dates whose meaning the name does not tell")
    return Proposal(column.name, None, "nothing shows that it is needed")
