"""Which field of a Jira issue names its holder, and what a field's value says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accord.connectors.contract import HolderKind, Options, Receipt, UnreadableFileError
from accord.connectors.documents import documents, pieces, text
from accord.connectors.holders import most_telling, names_a_team
from accord.connectors.persons import names_persons

CONTAINERS = ("issues",)
ASSIGNEE = "assignee"
_NAMED_FIELD = re.compile(rb'"(customfield_\d+)"\s*:\s*"([^"\\]{1,80})"')
_CHANGED_FIELD = re.compile(rb'"field"\s*:\s*"([^"\\]{1,80})"')
# One change of a changelog names its field and that field's key, in either order.
_CHANGED_KEY = re.compile(
    rb'"field"\s*:\s*"([^"\\]{1,80})"[^{}]{0,400}?"fieldId"\s*:\s*"(customfield_\d+)"'
)
_CHANGED_KEY_FIRST = re.compile(
    rb'"fieldId"\s*:\s*"(customfield_\d+)"[^{}]{0,400}?"field"\s*:\s*"([^"\\]{1,80})"'
)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an issue: its name in the changelog, and its keys among the values."""

    name: str
    keys: tuple[str, ...]

    def names(self, change: dict[str, Any]) -> bool:
        """Whether an entry of the changelog is about this field."""
        wanted = self.name.casefold()
        return text(change.get("field")).casefold() == wanted or change.get("fieldId") in self.keys

    def current(self, values: dict[str, Any]) -> Any:
        """What the issue says of this field at export."""
        return next((values[key] for key in self.keys if values.get(key) is not None), None)


def shown(value: Any) -> str:
    """A field's value as Jira shows it."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(shown, value)))
    if isinstance(value, dict):
        told = (text(value.get(key)) for key in ("displayName", "name", "value", "title", "key"))
        return next(filter(None, told), "")
    return text(value)


def holder_field(file: Path, options: Options, receipt: Receipt) -> Field:
    """The field that names the holder: as told, else a filled team field, else the assignee."""
    if options.holder.casefold() == ASSIGNEE:
        receipt.holder_kind = HolderKind.PERSON
        return Field(ASSIGNEE, (ASSIGNEE,))
    keys = _named_fields(file, options.holder)
    wanted = [options.holder] if options.holder else most_telling(keys)
    for name in wanted:
        field = Field(name, tuple(sorted(keys.get(name, {name, name.casefold()}))))
        kind = _kind_of(file, field)
        if kind:
            receipt.holder_kind = kind
            receipt.guessed += [] if options.holder else [f"The field {name} names the holder."]
            return field
    if options.holder:
        raise UnreadableFileError(
            f"{file.name} has no field {options.holder} with a value; name another field as holder."
        )
    receipt.holder_kind = HolderKind.PERSON
    receipt.guessed.append("No field names a team: the assignee, a person, is taken as holder.")
    return Field(ASSIGNEE, (ASSIGNEE,))


def status_field(file: Path, options: Options) -> Field:
    """The field that names the status: Jira's own unless another is told."""
    if not options.status or options.status.casefold() == "status":
        return Field("status", ("status",))
    keys = _named_fields(file, options.status).get(options.status, set())
    return Field(options.status, tuple(sorted(keys | {options.status})))


def _named_fields(file: Path, told: str) -> dict[str, set[str]]:
    """Team-like field names (or the one told) with their keys, found without parsing the file."""
    found: dict[str, set[str]] = {}
    for piece in pieces(file):
        for key, raw in _keys_and_names(piece):
            name = raw.decode("utf-8", "replace")
            if told in (name, key.decode()) if told else names_a_team(name):
                found.setdefault(told or name, set()).update({key.decode(), name})
        for raw in _CHANGED_FIELD.findall(piece):
            name = raw.decode("utf-8", "replace")
            if name == told if told else names_a_team(name):
                found.setdefault(name, set()).update({name, name.casefold()})
    return found


def _keys_and_names(piece: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Keys of fields with their names, from the list of names and from changes."""
    yield from _NAMED_FIELD.findall(piece)
    yield from _CHANGED_KEY_FIRST.findall(piece)
    for name, key in _CHANGED_KEY.findall(piece):
        yield key, name


def _kind_of(file: Path, field: Field) -> HolderKind | None:
    """What the field holds, judged by its name and by the first issue in which it is filled."""
    named = HolderKind.PERSON if names_persons(field.name) else HolderKind.UNIT
    for _, issue in documents(file, CONTAINERS, lambda _place: None):
        values = issue.get("fields")
        value = field.current(values) if isinstance(values, dict) else None
        if shown(value):
            is_person = isinstance(value, dict) and "displayName" in value
            return HolderKind.PERSON if is_person else named
        if any(field.names(change) for history in histories(issue) for change in changes(history)):
            return named
    return None


def histories(issue: dict[str, Any]) -> list[dict[str, Any]]:
    """The entries of an issue's changelog, as the file gives them."""
    changelog = issue.get("changelog")
    found = changelog.get("histories") if isinstance(changelog, dict) else None
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def changes(history: dict[str, Any]) -> list[dict[str, Any]]:
    """What one entry of the changelog changed."""
    found = history.get("items")
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []
