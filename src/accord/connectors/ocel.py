"""Object-centric event logs (OCEL 2.0), whichever of their files holds them: what becomes of them here.

An object-centric log knows no item and no holder: events touch objects of many types. So a rule
chooses, and the receipt says what it chose: the items are the objects of the type that most events
touch, types of people and teams left aside; an event is a history row of every such object; its type is
the status. The holder is what an event says of a group or team, else a related object of a type of teams,
else a person alike. Accord's own exports are known by their declared attributes and read back as they
were.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Protocol

from accord.analysis.object_centric import (
    AUTHOR,
    DUE,
    HISTORY_EVENT,
    HOLDER,
    ITEM,
    KEY,
    KIND,
    LINE,
    MENTION,
    NAME,
    PERSON,
    PERSON_KIND,
    PROMISE_EVENT,
    RESOLUTION,
    SAID,
    SOURCE,
)
from accord.connectors.any_table.proposals import usually_names_the_holder
from accord.connectors.contract import (
    HolderKind,
    Level,
    Options,
    Receipt,
    Recorder,
    UnreadableFileError,
)
from accord.connectors.files import DUE_UNREADABLE, Dates
from accord.connectors.hand_offs import (
    ROWS_LOOKED_AT,
    HandOffs,
    is_compared,
)
from accord.connectors.holders import TEAM_FIELDS
from accord.connectors.labels import labels_in
from accord.connectors.persons import names_persons

_GROUPS = ("org:group", "org:role", "group", "role", "holder", *TEAM_FIELDS)
_PERSONS = ("org:resource", "resource")
_TITLES = ("title", "name", "summary", "short_description", "description")
_LABELS = ("labels", "tags")
_DUES = ("due", "due date", "duedate", "due at", "due on", "deadline", "promised")
_SEVERAL = "event with several objects that could hold the item: the first counts"
_APART = "events that touch no item"
_NO_TIME = "no readable time"
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Object:
    """One object: what was said of it from when on, and which objects it relates to."""

    id: str
    type: str
    attributes: list[tuple[str, str, str]]  # name, time as written, value
    relations: list[tuple[str, str]]  # object, qualifier

    def last(self, *names: str) -> str:
        """The last value under the first of these names that has one."""
        for name in names:
            values = [value for found, _, value in self.attributes if found.casefold() == name]
            if values and values[-1]:
                return values[-1]
        return ""


@dataclass(frozen=True, slots=True)
class Event:
    """One event: what it says, and which objects it touches."""

    id: str
    type: str
    time: str
    attributes: dict[str, str]
    relations: list[tuple[str, str]]  # object, qualifier


class Log(Protocol):
    """A file that can be read from its beginning as often as needed."""

    def objects(self) -> Iterator[Object]:
        """Every object."""
        ...

    def events(self) -> Iterator[Event]:
        """Every event."""
        ...


@dataclass(slots=True)
class _Survey:
    """What has to be known before the first event is read."""

    types: dict[str, str] = field(default_factory=dict)  # object → type
    touched: Counter[str] = field(default_factory=Counter)  # object type → events
    object_fields: dict[str, set[str]] = field(default_factory=dict)  # object type → attributes
    event_fields: dict[str, None] = field(default_factory=dict)
    keys: dict[str, tuple[str, str]] = field(default_factory=dict)  # item of Accord → source, key
    sources: dict[str, set[str]] = field(default_factory=dict)  # key of Accord → its sources
    names: dict[str, str] = field(default_factory=dict)  # object of Accord → its name
    kinds: set[str] = field(default_factory=set)  # of Accord's holders: unit, person

    @property
    def is_own(self) -> bool:
        """Whether Accord wrote the file."""
        return KEY in self.object_fields.get(ITEM, set())


def read(file: Path, log: Log, options: Options, recorder: Recorder) -> None:
    """Read a log, Accord's own or any other."""
    recorder.receipt.level = Level.CHANGELOG
    survey = _surveyed(log)
    dates = Dates(file, options, recorder.receipt, lambda: _texts_of_times(log))
    if survey.is_own:
        _Own(log, survey, recorder, dates).all()
        return
    if not survey.touched:
        raise UnreadableFileError(f"{file.name} holds no event that touches an object.")
    chosen = _Choice(file, survey, options).made()
    _tell(recorder, survey, chosen)
    _Foreign(log, survey, chosen, recorder, dates).all()


def _texts_of_times(log: Log) -> Iterator[str]:
    yield from (event.time for event in log.events())
    for thing in log.objects():
        yield from (
            text for name, time, value in thing.attributes for text in _times(name, time, value)
        )


def _times(name: str, time: str, value: str) -> tuple[str, ...]:
    return (time, value) if _is_due(name) else (time,)


def _surveyed(log: Log) -> _Survey:
    survey = _Survey()
    for thing in log.objects():
        survey.types[thing.id] = thing.type
        names = survey.object_fields.setdefault(thing.type, set())
        names.update(name for name, _, _ in thing.attributes)
        _see_own(survey, thing)
    if survey.is_own:
        return survey
    for event in log.events():
        survey.event_fields.update(dict.fromkeys(event.attributes))
        survey.touched.update({survey.types.get(thing, "") for thing, _ in event.relations} - {""})
    return survey


def _see_own(survey: _Survey, thing: Object) -> None:
    if thing.type == ITEM and (key := thing.last(KEY)):
        survey.keys[thing.id] = thing.last(SOURCE), key
        survey.sources.setdefault(key, set()).add(thing.last(SOURCE))
    elif thing.type in (HOLDER, MENTION):
        survey.names[thing.id] = thing.last(NAME)
        survey.kinds.add(thing.last(KIND))


# Accord's own


@dataclass(frozen=True, slots=True)
class _Own:
    """Reads back what Accord wrote."""

    log: Log
    survey: _Survey
    recorder: Recorder
    dates: Dates

    def all(self) -> None:
        receipt = self.recorder.receipt
        receipt.guessed.append("Written by Accord: its history, promises, comments and links.")
        if self.survey.kinds - {""} == {PERSON_KIND}:
            receipt.holder_kind = HolderKind.PERSON
        for thing in self.log.objects():
            if thing.id in self.survey.keys:
                self._item(thing)
        for event in self.log.events():
            self._event(event)

    def _name(self, item: str) -> str:
        """The item's key; its source goes before it where several sources have that key."""
        source, key = self.survey.keys.get(item, ("", ""))
        if len(self.survey.sources.get(key, ())) < 2:
            return key
        return f"{source}/{key}"

    def _item(self, thing: Object) -> None:
        item = self._name(thing.id)
        said = {name: (time, value) for name, time, value in thing.attributes if name in SAID}
        if said:
            at = self.dates.time(next(iter(said.values()))[0]) or 0
            kind, title, requester, url, labels = (said.get(name, ("", ""))[1] for name in SAID)
            self.recorder.item(item, kind, title, requester, url, at, labels_in(labels))
        for target, kind in thing.relations:
            key = self.survey.keys[target][1] if target in self.survey.keys else ""
            name = key or (self.survey.names.get(target, "") if not self._holds(target) else "")
            if name:
                self.recorder.link(item, name, kind)

    def _event(self, event: Event) -> None:
        touched = [thing for thing, _ in event.relations]
        item = self._name(next((thing for thing in touched if thing in self.survey.keys), ""))
        at, line = self.dates.time(event.time), _whole(event.attributes.get(LINE, "0"))
        if not item or at is None or line is None:
            missing = "item" if not item else "readable time" if at is None else "readable line"
            self.recorder.skip(f"no {missing}", f"event {event.id}")
        elif event.id.startswith(HISTORY_EVENT):
            holder = next((self.survey.names[name] for name in touched if self._holds(name)), "")
            person, end = event.attributes.get(PERSON, ""), event.attributes.get(RESOLUTION, "")
            self.recorder.history(item, at, line, event.type, holder, person, end)
        elif event.id.startswith(PROMISE_EVENT):
            due = event.attributes.get(DUE, "")
            self.recorder.promise(item, at, line, self.dates.time(due) if due else None)
        else:
            self.recorder.comment(item, at, event.attributes.get(AUTHOR, ""))

    def _holds(self, thing: str) -> bool:
        return self.survey.types.get(thing) == HOLDER


def _whole(text: str) -> int | None:
    return int(text) if text.removeprefix("-").isdecimal() else None


# Others


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What stands for item, status and holder; empty where nothing does."""

    item: str  # object type
    status: str = ""  # event attribute; empty: the event's type
    changes: str = ""  # object attribute whose changes are the history, instead of events
    holder: str = ""  # event attribute
    holder_type: str = ""  # object type
    person: str = ""  # event attribute
    due: str = ""  # attribute of the items


@dataclass(frozen=True, slots=True)
class _Choice:
    """Chooses by the names that the log uses, or as told."""

    file: Path
    survey: _Survey
    options: Options

    def made(self) -> _Chosen:
        """What stands for what."""
        told = self.options.status.strip()
        types = self.survey.object_fields
        changing = [kind for kind in sorted(types) if told and told in types[kind]]
        item, status, changes = self._busiest(), "", ""
        if told in types:
            item = told
        elif told in self.survey.event_fields:
            status = told
        elif changing:
            item, changes = changing[0], told
        elif told:
            raise self._unknown(told, "status")
        holder, holder_type = self._holder(item)
        person = "" if holder else self._event_field(_PERSONS)
        due = next(filter(_is_due, sorted(types.get(item, ()))), "")
        return _Chosen(item, status, changes, holder, holder_type, person, due)

    def _busiest(self) -> str:
        others = [kind for kind in self.survey.touched if not (_is_team(kind) or _is_person(kind))]
        # Of types that are touched alike, the one with fewer objects: it goes through more.
        sizes = Counter(self.survey.types.values())
        order = sorted(others or self.survey.touched, key=lambda kind: (sizes[kind], kind))
        return max(order, key=lambda kind: self.survey.touched[kind])

    def _holder(self, item: str) -> tuple[str, str]:
        told = self.options.holder.strip()
        if told in self.survey.event_fields:
            return told, ""
        if told in self.survey.object_fields:
            return "", told
        if told:
            raise self._unknown(told, "holder")
        types = sorted(kind for kind in self.survey.touched if kind != item)
        found = [
            (self._event_field(_GROUPS), ""),
            ("", next(filter(_is_team, types), "")),
            (self._event_field(_PERSONS), ""),
            ("", next(filter(_is_person, types), "")),
        ]
        return next((pair for pair in found if any(pair)), ("", ""))

    def _event_field(self, names: tuple[str, ...]) -> str:
        written = {name.casefold(): name for name in self.survey.event_fields}
        return next((written[name] for name in names if name in written), "")

    def _unknown(self, told: str, meaning: str) -> UnreadableFileError:
        types = list(self.survey.object_fields)
        shown = ", ".join([*types, *self.survey.event_fields][:_SHOWN])
        return UnreadableFileError(
            f"{self.file.name} has no object type and no attribute {told!r}; "
            f"name another with --{meaning}; it has: {shown}."
        )


def _is_team(kind: str) -> bool:
    name = kind.casefold().replace("_", " ")
    return name.removesuffix("s") in _GROUPS or name in _GROUPS


def _is_due(name: str) -> bool:
    return name.casefold().replace("_", " ") in _DUES


def _is_person(kind: str) -> bool:
    return names_persons(kind) or names_persons(kind.removesuffix("s"))


def _tell(recorder: Recorder, survey: _Survey, chosen: _Chosen) -> None:
    receipt = recorder.receipt
    status = chosen.status or chosen.changes
    holder = chosen.holder or chosen.holder_type
    if _is_person(holder):
        receipt.holder_kind = HolderKind.PERSON
    receipt.guessed += [
        f"The objects of type {chosen.item} were read as items; {_others(survey, chosen)}.",
        f"The status was read from {status or 'the type of each event'}.",
        f"The holder was read from {holder or 'nothing: no object or attribute names one'}.",
    ]
    if chosen.due:
        receipt.guessed.append(f"The due dates were read from {chosen.due} of the items.")
    read = {status, holder, chosen.person, chosen.item}
    names = [*survey.object_fields, *survey.event_fields]
    receipt.columns_read = [name for name in names if name in read]
    receipt.columns_ignored = [name for name in names if name not in read]


def _others(survey: _Survey, chosen: _Chosen) -> str:
    others = sorted(set(survey.touched) - {chosen.item, chosen.holder_type})
    return f"--status can name another: {', '.join(others[:_SHOWN])}" if others else "no others fit"


@dataclass(frozen=True, slots=True)
class _Foreign:
    """Reads any other log by what was chosen."""

    log: Log
    survey: _Survey
    chosen: _Chosen
    recorder: Recorder
    dates: Dates
    lines: Iterator[int] = field(default_factory=lambda: count(1))
    promises: Iterator[int] = field(default_factory=lambda: count(1))

    def all(self) -> None:
        for thing in self.log.objects():
            if thing.type == self.chosen.item:
                self._item(thing)
        if not self.chosen.changes:
            asked = _Asked.of(self.survey, self.chosen)
            for event in self.log.events():
                self._event(event, asked)
            asked.tell(self.recorder.receipt)

    def _item(self, thing: Object) -> None:
        kind = thing.last("type") or thing.type
        labels = labels_in(thing.last(*_LABELS))
        self.recorder.item(thing.id, kind, thing.last(*_TITLES), labels=labels)
        for target, qualifier in thing.relations:
            if self.survey.types.get(target) == self.chosen.item and target != thing.id:
                self.recorder.link(thing.id, target, qualifier)
        for name, time, value in thing.attributes:
            if name == self.chosen.changes:
                self._row(thing.id, time, value, "", "", f"object {thing.id}")
            elif name == self.chosen.due:
                self._promise(thing.id, time, value)

    def _promise(self, item: str, time: str, value: str) -> None:
        """A value that was there from the beginning was promised then; an empty one withdraws."""
        at, due = self.dates.time(time) if time else 0, self.dates.due(value) if value else None
        if at is None or (value and due is None):
            self.recorder.receipt.notes[DUE_UNREADABLE] += 1
        else:
            self.recorder.promise(item, at, next(self.promises), due)

    def _event(self, event: Event, asked: "_Asked") -> None:
        touched = [thing for thing, _ in event.relations]
        items = dict.fromkeys(thing for thing in touched if self._is(thing, self.chosen.item))
        if not items:
            self.recorder.receipt.notes[_APART] += 1
        status = event.attributes.get(self.chosen.status, "") if self.chosen.status else event.type
        holder = event.attributes.get(self.chosen.holder, "") or self._holding(touched)
        person = event.attributes.get(self.chosen.person, "")
        for item in items:
            at = self._row(item, event.time, status, holder, person, f"event {event.id}")
            if at is not None:
                asked.see(at, item, holder, event)

    def _is(self, thing: str, kind: str) -> bool:
        return self.survey.types.get(thing) == kind

    def _holding(self, touched: list[str]) -> str:
        found = dict.fromkeys(
            thing for thing in touched if self._is(thing, self.chosen.holder_type)
        )
        if len(found) > 1:
            self.recorder.receipt.notes[_SEVERAL] += 1
        return next(iter(found), "")

    def _row(
        self, item: str, time: str, status: str, holder: str, person: str, place: str
    ) -> int | None:
        """Tell one row; its time, or nothing where it cannot be used."""
        at = self.dates.time(time)
        if at is None or not status:
            self.recorder.skip(_NO_TIME if at is None else "no status", place)
            return None
        self.recorder.history(item, at, next(self.lines), status, holder, person)
        return at


@dataclass(slots=True)
class _Asked:
    """Rows kept until they can be put in order: some forms list events type by type."""

    types: dict[str, str]  # object → type
    fields: list[str]  # attributes of events that could be the holder
    kinds: list[str]  # types of objects that could be
    hand_offs: HandOffs
    rows: list[tuple[int, str, str, list[str]]] = field(default_factory=list)

    @classmethod
    def of(cls, survey: _Survey, chosen: _Chosen) -> "_Asked":
        """What could be the holder beside what was chosen."""
        fields = [name for name in survey.event_fields if is_compared(name)]
        kinds = [kind for kind in sorted(survey.touched) if _is_team(kind) or _is_person(kind)]
        kinds = [kind for kind in kinds if kind != chosen.item]
        holder = chosen.holder or chosen.holder_type
        could_hold = {*kinds, *filter(usually_names_the_holder, fields)}
        names = [*fields, *kinds]
        return cls(survey.types, fields, kinds, HandOffs(names, holder, could_hold.__contains__))

    def see(self, at: int, item: str, holder: str, event: Event) -> None:
        """Keep one row, of the first so many."""
        if self.hand_offs.looks and len(self.rows) <= ROWS_LOOKED_AT:
            of_types = {self.types.get(thing, ""): thing for thing, _ in reversed(event.relations)}
            cells = [event.attributes.get(name, "") for name in self.fields]
            cells += [of_types.get(kind, "") for kind in self.kinds]
            self.rows.append((at, item, holder, cells))

    def tell(self, receipt: Receipt) -> None:
        """Count in order of time, and ask."""
        for _, item, holder, cells in sorted(self.rows, key=lambda row: row[0]):
            self.hand_offs.see(item, holder, cells)
        self.hand_offs.tell(receipt)
