"""Follows one card: in which list it was, who was on it, when it was archived, what was promised."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from accord.analysis.statuses import proposed
from accord.analysis.tables import NOT_RECORDED
from accord.connectors.documents import text
from accord.connectors.labels import label_values
from accord.connectors.trello_json.board import Board, Entry, data_of, entries, member_of, part_of

ARCHIVED = "Archived"
CREATING = ("createCard", "copyCard", "convertToCardFromCheckItem", "emailCard")
_CARD_ID = re.compile(r"[0-9a-f]{24}")
_VALUES = ("text", "number", "date", "checked")


def label_names(card: Entry) -> list[str]:
    """The card's labels; one without a name is known by its colour."""
    labels = entries(card.get("labels"))
    return [text(label.get("name")) or text(label.get("color")) for label in labels]


@dataclass(frozen=True, slots=True)
class Followed:
    """The custom fields that name status and holder, or the labels that name the holder.

    "" means lists and members; ``labels`` is the prefix of the labels, ``None`` where none is asked.
    """

    status: str = ""
    holder: str = ""
    labels: str | None = None


@dataclass(frozen=True, slots=True)
class State:
    """What holds from one moment on. ``away`` means: on another board."""

    place: str
    closed: bool
    away: bool
    members: tuple[str, ...]  # their ids
    holder_value: str = ""

    def status(self) -> str:
        """The list, or that the card is archived, and where it lay when that happened."""
        if self.away or not self.place:
            return NOT_RECORDED
        if not self.closed:
            return self.place
        return ARCHIVED if is_end(self.place) else f"{ARCHIVED} in {self.place}"

    def resolution(self) -> str:
        """An archived card was delivered or not, as the list says from which it was archived."""
        return self.place if self.closed and is_end(self.place) else ""


def is_end(name: str) -> bool:
    """Whether a list of this name usually holds what is finished, delivered or not."""
    meaning = proposed(name)
    return meaning is not None and meaning.status_class in ("done", "dropped")


def born(card: Entry) -> int | None:
    """When the card was made: its id begins with that second."""
    identity = text(card.get("id"))
    return int(identity[:8], 16) * 1_000_000 if _CARD_ID.fullmatch(identity) else None


def is_created_by(action: Entry) -> bool:
    """Whether the action made the card."""
    return kind_of(action) in CREATING


def kind_of(action: Entry) -> str:
    """The type of an action."""
    return text(action.get("type"))


def old_of(action: Entry) -> Entry:
    """What held before the change, for the fields that the change touched."""
    return part_of(data_of(action), "old") if kind_of(action) == "updateCard" else {}


def custom_value(card: Entry, field: str, board: Board) -> str:
    """What the card says in a custom field."""
    for item in entries(card.get("customFieldItems")):
        if text(item.get("idCustomField")) == field:
            return _item_value(item, field, board)
    return ""


@dataclass(frozen=True, slots=True)
class Replay:
    """Replays the actions of cards over the board's names."""

    board: Board
    followed: Followed

    def first(self, card: Entry, actions: list[Entry]) -> State:
        """The state at creation: what the first change of each part left, else what the card says."""
        place, away = self._first_place(card, actions)
        return State(
            place=place,
            closed=_first_closed(card, actions),
            away=away,
            members=self._first_members(card, actions),
            holder_value=self._first_holder(card, actions),
        )

    def next(self, state: State, action: Entry) -> State:
        """The state after one action."""
        steps: dict[str, Callable[[State, Entry], State]] = {
            "updateCard": self._updated,
            "moveCardToBoard": self._arrived,
            "moveCardFromBoard": lambda state, _: replace(state, away=True),
            "addMemberToCard": self._joined,
            "removeMemberFromCard": self._left,
            "updateCustomFieldItem": self._field_changed,
        }
        step = steps.get(kind_of(action))
        return step(state, action) if step else state

    def holder(self, state: State) -> str:
        """Who holds the card in this state."""
        by_value = self.followed.holder or self.followed.labels is not None
        return state.holder_value if by_value else self.person(state)

    def person(self, state: State) -> str:
        """Of several members the one who has been on the card the longest."""
        key = state.members[0] if state.members else ""
        return self.board.members.get(key) or key

    def _updated(self, state: State, action: Entry) -> State:
        data = data_of(action)
        if not self.followed.status and moves(action):
            place = self.board.list_name(data.get("listAfter"), _list_after(data))
            state = replace(state, place=place or state.place)
        if "closed" in old_of(action):
            state = replace(state, closed=not old_of(action)["closed"])
        return state

    def _arrived(self, state: State, action: Entry) -> State:
        place = "" if self.followed.status else self.board.list_name(data_of(action).get("list"))
        return replace(state, away=False, place=place or state.place)

    def _joined(self, state: State, action: Entry) -> State:
        key = member_of(action)
        others = tuple(member for member in state.members if member != key)
        return replace(state, members=(*others, key) if key else others)

    def _left(self, state: State, action: Entry) -> State:
        key = member_of(action)
        return replace(state, members=tuple(other for other in state.members if other != key))

    def _field_changed(self, state: State, action: Entry) -> State:
        field = _changed_field(action)
        value = _item_value(part_of(data_of(action), "customFieldItem"), field, self.board)
        if field and field == self.followed.holder:
            state = replace(state, holder_value=value)
        if field and field == self.followed.status:
            state = replace(state, place=value)
        return state

    def _first_place(self, card: Entry, actions: list[Entry]) -> tuple[str, bool]:
        settled = next((action for action in actions if self._place_before(action)), {})
        away = kind_of(settled) == "moveCardToBoard"
        if self.followed.status:
            return self._first_value(card, actions, self.followed.status), away
        place = self._place_before(settled)
        return place or self.board.list_name(None, text(card.get("idList"))), away

    def _place_before(self, action: Entry) -> str:
        """The list in which an action met the card, where the action tells it."""
        data = data_of(action)
        if moves(action):
            before = text(old_of(action).get("idList"))
            return self.board.list_name(data.get("listBefore"), before)
        if kind_of(action) in (*CREATING, "moveCardFromBoard", "moveCardToBoard"):
            return self.board.list_name(data.get("list"))
        return ""

    def _first_members(self, card: Entry, actions: list[Entry]) -> tuple[str, ...]:
        joined: dict[str, bool] = {}  # by member, whether the first change is a joining
        for action in actions:
            if kind_of(action) in ("addMemberToCard", "removeMemberFromCard"):
                joined.setdefault(member_of(action), kind_of(action) == "addMemberToCard")
        present = card.get("idMembers")
        keys = present if isinstance(present, list) else []
        untouched = [key for key in map(text, keys) if key and key not in joined]
        left = [key for key, by_joining in joined.items() if key and not by_joining]
        return (*left, *untouched)

    def _first_holder(self, card: Entry, actions: list[Entry]) -> str:
        if self.followed.labels is not None:
            names = [text(label.get("name")) for label in entries(card.get("labels"))]
            return ", ".join(sorted(label_values(names, self.followed.labels)))
        if not self.followed.holder:
            return ""
        return self._first_value(card, actions, self.followed.holder)

    def _first_value(self, card: Entry, actions: list[Entry], field: str) -> str:
        for action in actions:
            if kind_of(action) == "updateCustomFieldItem" and _changed_field(action) == field:
                return _item_value(part_of(data_of(action), "old"), field, self.board)
        return custom_value(card, field, self.board)


def moves(action: Entry) -> bool:
    """Whether the action put the card into another list of the board."""
    data = data_of(action)
    return kind_of(action) == "updateCard" and ("listAfter" in data or "idList" in old_of(action))


def closes(action: Entry) -> bool:
    """Whether the action archived the card or fetched it back."""
    return "closed" in old_of(action)


def _list_after(data: Entry) -> str:
    return text(part_of(data, "card").get("idList"))


def _first_closed(card: Entry, actions: list[Entry]) -> bool:
    for action in actions:
        if closes(action):
            return bool(old_of(action)["closed"])
    return bool(card.get("closed"))


def _changed_field(action: Entry) -> str:
    data = data_of(action)
    named = text(part_of(data, "customField").get("id"))
    return named or text(part_of(data, "customFieldItem").get("idCustomField"))


def _item_value(item: Entry, field: str, board: Board) -> str:
    choice = text(item.get("idValue"))
    if choice:
        known = board.fields.get(field)
        return (known.choices.get(choice) if known else "") or choice
    value: Any = item.get("value")
    parts = value if isinstance(value, dict) else {}
    return next(filter(None, (text(parts.get(key)) for key in _VALUES)), "")
