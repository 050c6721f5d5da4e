"""What a Trello export says around its cards: lists, members, custom fields, and the actions."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from accord.connectors.documents import documents, text
from accord.connectors.files import parse_time

Entry = dict[str, Any]
Moment = tuple[int, Entry]

_CONTAINERS = ("actions", "cards", "lists", "members", "customFields")


@dataclass(frozen=True, slots=True)
class CustomField:
    """A field that the people of the board added: its name, and its choices by their ids."""

    name: str
    choices: dict[str, str]


@dataclass(slots=True)
class Board:
    """Everything that a card's history needs and that stands beside the cards."""

    lists: dict[str, str] = field(default_factory=dict)
    closed_lists: set[str] = field(default_factory=set)
    members: dict[str, str] = field(default_factory=dict)
    fields: dict[str, CustomField] = field(default_factory=dict)
    actions: dict[str, list[Moment]] = field(default_factory=dict)  # by card, oldest first
    filled: set[str] = field(default_factory=set)  # custom fields with a value somewhere
    oldest: dict[str, int] = field(default_factory=dict)  # by board: its first known action

    def list_name(self, named: Any, identity: str = "") -> str:
        """A list's present name, or else the one that the action knew."""
        told = named if isinstance(named, dict) else {}
        return self.lists.get(identity or text(told.get("id"))) or text(told.get("name"))

    def field_id(self, name: str) -> str:
        """The id of the custom field of this name, "" where there is none."""
        wanted = name.casefold()
        return next(
            (key for key, known in self.fields.items() if known.name.casefold() == wanted), ""
        )


def cards(file: Path, damaged: Callable[[str], None]) -> Iterator[Entry]:
    """Every card of the file, one at a time."""
    for container, entry in documents(file, _CONTAINERS, damaged):
        if container == "cards":
            yield entry


def board_of(file: Path, timeless: Callable[[Entry], None]) -> Board:
    """What stands around the cards; ``timeless`` hears of actions whose time cannot be read."""
    board = Board()
    take = {
        "actions": lambda entry: _take_action(board, entry, timeless),
        "cards": lambda entry: _see_items(board, entries(entry.get("customFieldItems"))),
        "lists": lambda entry: _take_list(board, entry),
        "members": lambda entry: _take_member(board, entry),
        "customFields": lambda entry: _take_field(board, entry),
    }
    for container, entry in documents(file, _CONTAINERS, lambda _place: None):
        if container in take:
            take[container](entry)
    for moments in board.actions.values():
        # The export lists the newest first; ids grow with time and part what one moment holds.
        moments.sort(key=lambda moment: (moment[0], text(moment[1].get("id"))))
    return board


def person(value: Any) -> str:
    """A member's name as Trello shows it."""
    if not isinstance(value, dict):
        return ""
    told = (text(value.get(key)) for key in ("fullName", "name", "username"))
    return next(filter(None, told), "")


def member_of(action: Entry) -> str:
    """The id of the member who joined or left a card."""
    data = data_of(action)
    return text(data.get("idMember")) or text(part_of(data, "member").get("id"))


def data_of(action: Entry) -> Entry:
    """What an action is about."""
    return part_of(action, "data")


def part_of(entry: Entry, key: str) -> Entry:
    """An object inside an object; an empty one where there is none."""
    part = entry.get(key)
    return part if isinstance(part, dict) else {}


def entries(value: Any) -> list[Entry]:
    """The objects of a list; nothing where there is none."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _take_action(board: Board, action: Entry, timeless: Callable[[Entry], None]) -> None:
    data = data_of(action)
    card = text(part_of(data, "card").get("id"))
    at = parse_time(text(action.get("date")))
    if at is None:
        timeless(action)
        return
    home = text(part_of(data, "board").get("id"))
    board.oldest[home] = min(at, board.oldest.get(home, at))
    name = person(action.get("member")) or person(data.get("member"))
    if name:
        # Who has left the board is named by the actions only.
        board.members.setdefault(member_of(action), name)
    _see_items(board, [part_of(data, "customFieldItem")])
    if card:
        board.actions.setdefault(card, []).append((at, action))


def _see_items(board: Board, items: list[Entry]) -> None:
    for item in items:
        if item.get("idValue") or item.get("value"):
            board.filled.add(text(item.get("idCustomField")))


def _take_list(board: Board, entry: Entry) -> None:
    identity = text(entry.get("id"))
    board.lists[identity] = text(entry.get("name"))
    if entry.get("closed") is True:
        board.closed_lists.add(identity)


def _take_member(board: Board, entry: Entry) -> None:
    name = person(entry)
    if name:
        board.members[text(entry.get("id"))] = name


def _take_field(board: Board, entry: Entry) -> None:
    choices = {
        text(choice.get("id")): text(part_of(choice, "value").get("text"))
        for choice in entries(entry.get("options"))
    }
    board.fields[text(entry.get("id"))] = CustomField(text(entry.get("name")), choices)
