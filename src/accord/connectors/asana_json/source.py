"""Finds the tasks and stories of an Asana file, and the custom field that names the holder."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from accord.connectors.asana_json.tasks import Entry, Followed, custom_value, entries, shown
from accord.connectors.contract import HolderKind, Options, Receipt, UnreadableFileError
from accord.connectors.documents import REST, documents, pieces, text
from accord.connectors.holders import most_telling, names_a_team
from accord.connectors.persons import names_persons

Stories = dict[str, list[Entry]]

_CONTAINERS = ("data", "tasks")
_NAME = re.compile(rb'"name"\s*:\s*"([^"\\]{1,80})"')
_KEPT_OF_A_STORY = (
    "created_at", "resource_subtype", "type", "assignee", "custom_field", "project", "created_by",
    "old_section", "new_section", "old_dates", "new_dates", "old_enum_value", "new_enum_value",
    "old_text_value", "new_text_value", "text",
)  # fmt: skip


def tasks(file: Path, damaged: Callable[[str], None]) -> Iterator[Entry]:
    """Every task of the file, one at a time."""
    for container, entry in documents(file, _CONTAINERS, damaged):
        if container != REST and not _is_story(entry) and "gid" in entry:
            yield entry


def separate_stories(file: Path) -> Stories:
    """Stories that stand beside the tasks rather than inside them, by task.

    They may stand anywhere in the file, so that they are kept until all tasks are read.
    """
    found: Stories = {}
    for container, entry in documents(file, _CONTAINERS, _pass_over):
        if container != REST and not _is_story(entry) and "stories" in entry and "gid" in entry:
            return {}  # stories stand inside the tasks
        for task, story in _stories_of(container, entry):
            kept = {key: story[key] for key in _KEPT_OF_A_STORY if key in story}
            found.setdefault(task, []).append(kept)
    return found


def followed_fields(file: Path, options: Options, receipt: Receipt) -> Followed:
    """The custom fields to follow: as told, else a filled team field, else the assignee."""
    status = "" if options.status.casefold() in ("", "section") else options.status
    if options.holder.casefold() == "assignee":
        receipt.holder_kind = HolderKind.PERSON
        return Followed(status, "")
    for name in [options.holder] if options.holder else most_telling(_names(file)):
        kind = _kind_of(file, name)
        if kind:
            receipt.holder_kind = kind
            receipt.guessed += [] if options.holder else [f"The field {name} names the holder."]
            return Followed(status, name)
    if options.holder:
        raise UnreadableFileError(
            f"{file.name} has no custom field {options.holder} with a value; "
            "name another field as holder."
        )
    receipt.holder_kind = HolderKind.PERSON
    receipt.guessed.append("No field names a team: the assignee, a person, is taken as holder.")
    return Followed(status, "")


def _is_story(entry: Entry) -> bool:
    return entry.get("resource_type") == "story" or (
        "target" in entry and "memberships" not in entry
    )


def _stories_of(container: str, entry: Entry) -> Iterator[tuple[str, Entry]]:
    if container == REST or (not container and "gid" not in entry):
        beside = entry.get("stories")
        if isinstance(beside, dict):
            for task, stories in beside.items():
                yield from ((task, story) for story in entries(stories))
        for story in entries(beside):
            yield _task_of(story), story
    elif _is_story(entry):
        yield _task_of(entry), entry


def _task_of(story: Entry) -> str:
    for key in ("target", "task"):
        named = story.get(key)
        gid = text(named.get("gid")) if isinstance(named, dict) else text(named)
        if gid:
            return gid
    return ""


def _names(file: Path) -> set[str]:
    """Every name in the file that sounds like a team field, found without parsing it."""
    found = (raw.decode("utf-8", "replace") for part in pieces(file) for raw in _NAME.findall(part))
    return {name for name in found if names_a_team(name)}


def _kind_of(file: Path, name: str) -> HolderKind | None:
    """What the custom field holds, judged by its name and the first task in which it is filled."""
    named = HolderKind.PERSON if names_persons(name) else HolderKind.UNIT
    for task in tasks(file, _pass_over):
        if custom_value(task, name):
            own = (field for field in entries(task["custom_fields"]) if shown(field) == name)
            people = any(field.get("people_value") for field in own)
            return HolderKind.PERSON if people else named
        if any(shown(story.get("custom_field")) == name for story in entries(task.get("stories"))):
            return named
    return None


def _pass_over(_place: str) -> None:
    """Damage is told when the file is read, not while it is looked through."""
