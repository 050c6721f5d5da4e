"""Trello boards: every move between lists, archiving, members and due date that the file still holds."""

from dataclasses import dataclass
from pathlib import Path

from accord.analysis.tables import NOT_RECORDED
from accord.connectors.contract import HolderKind, Level, Options, Recorder, UnreadableFileError
from accord.connectors.documents import text, texts
from accord.connectors.files import due_time
from accord.connectors.holders import most_telling
from accord.connectors.labels import asked_prefix
from accord.connectors.mentions import mentioned
from accord.connectors.persons import names_persons
from accord.connectors.snapshots import Ending, Snapshots
from accord.connectors.trello_json.board import (
    Board,
    Entry,
    Moment,
    board_of,
    cards,
    data_of,
    entries,
    part_of,
    person,
)
from accord.connectors.trello_json.cards import (
    ARCHIVED,
    CREATING,
    Followed,
    Replay,
    State,
    born,
    closes,
    custom_value,
    is_created_by,
    is_end,
    kind_of,
    label_names,
    moves,
    old_of,
)

NAME = "trello-json"
LABEL = "Trello board JSON"

_MARKS = (
    b'"idBoard"', b'"idList"', b'"idMemberCreator"', b'"labelNames"', b'"shortLink"',
    b'"memberCreator"', b'"idOrganization"', b'"listAfter"', b'"cards"', b'"actions"',
)  # fmt: skip
_NO_TIME = "no readable time"
_CUT = "card older than the actions kept: its first known list is taken to hold since its creation"
_GONE = "card deleted or moved to another board: the export holds it no more, it was left out"
_SEVERAL = "card with several members: the one who joined first counts"
_HIDDEN = "open card in an archived list: Trello hides it, it counts as still open there"
_NO_DUE = "due date that cannot be read"
_MEMBERS = ("member", "members")
_REQUEST_TYPES = ("request type", "type of request", "type", "work type")
_TELLING = (
    "moveCardToBoard", "moveCardFromBoard", "addMemberToCard", "removeMemberFromCard",
    "updateCustomFieldItem", *CREATING,
)  # fmt: skip


def sniff(head: bytes) -> float:
    """How surely this is a Trello board."""
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        return 0.0
    found = sum(mark in head for mark in _MARKS)
    return 0.97 if found >= 3 else 0.0


def translate(file: Path, options: Options, recorder: Recorder) -> None:
    """Read every card of the board."""
    receipt = recorder.receipt
    receipt.format, receipt.level = NAME, Level.SNAPSHOT
    board = board_of(file, lambda action: _tell_timeless(recorder, action))
    followed = _followed(file, board, options, recorder)
    if board.actions:
        receipt.level = Level.CHANGELOG
    status, holder = options.status or "list", options.holder or _holder_name(board, followed)
    receipt.columns_read = ["id", "actions", "due", status, holder]
    reading = _Reading(recorder, board, Replay(board, followed), Snapshots(recorder), set())
    found = 0
    for card in cards(file, lambda place: recorder.skip("not readable JSON", place)):
        found += 1
        reading.card(card, f"card {found}")
    if not found:
        raise UnreadableFileError(
            f"{file.name} holds no Trello card; export the board as JSON from its menu."
        )
    gone = len(board.actions.keys() - reading.met)
    if gone:
        receipt.notes[_GONE] = gone


def _tell_timeless(recorder: Recorder, action: Entry) -> None:
    if _tells_state(action):
        recorder.skip(_NO_TIME, f"action {text(action.get('id'))}".strip())


def _tells_state(action: Entry) -> bool:
    return kind_of(action) in _TELLING or moves(action) or closes(action)


def _holder_name(board: Board, followed: Followed) -> str:
    return board.fields[followed.holder].name if followed.holder else "members"


def _followed(file: Path, board: Board, options: Options, recorder: Recorder) -> Followed:
    """What names status and holder: as told, else a team field, else list and members."""
    status = "" if options.status.casefold() in ("", "list") else options.status
    field = board.field_id(status) if status else ""
    if status and not field:
        raise UnreadableFileError(
            f"{file.name} has no custom field {status}; name another field as status."
        )
    return _with_holder(Followed(field), file, board, options.holder, recorder)


def _with_holder(
    followed: Followed, file: Path, board: Board, told: str, recorder: Recorder
) -> Followed:
    receipt, prefix = recorder.receipt, asked_prefix(told)
    teams = most_telling(board.fields[key].name for key in board.filled & board.fields.keys())
    name = told or next(iter(teams), "")
    field = board.field_id(name)
    if name and field:
        receipt.holder_kind = HolderKind.PERSON if names_persons(name) else HolderKind.UNIT
        receipt.guessed += [] if told else [f"The field {name} names the holder."]
        return Followed(followed.status, field)
    if prefix is not None:
        receipt.guessed.append(
            "Trello does not say when a label was set: a card's present labels name its holder "
            "for all of its time."
        )
        return Followed(followed.status, "", prefix)
    if told and told.casefold() not in _MEMBERS:
        raise UnreadableFileError(
            f"{file.name} has no custom field {told}; name another field, or label:PREFIX, as holder."
        )
    receipt.holder_kind = HolderKind.PERSON
    if not told:
        receipt.guessed.append("No field names a team: a card's member, a person, is its holder.")
    return followed


@dataclass(frozen=True, slots=True)
class _Reading:
    """One file being read: where rows go, and what the cards are met with."""

    recorder: Recorder
    board: Board
    replay: Replay
    snapshots: Snapshots
    met: set[str]

    def card(self, card: Entry, place: str) -> None:
        identity = text(card.get("id"))
        key = _key(card)
        if not key:
            self.recorder.skip("no item", place)
            return
        self.met.add(identity)
        moments = self.board.actions.get(identity, [])
        actions = [action for _, action in moments]
        self._describe(key, card, actions)
        self._links(key, card, actions)
        self._comments(key, moments)
        created = self._created(card, moments)
        if created is None or self._is_undated(card, actions, created):
            ending = Ending(None, ARCHIVED) if created is not None else None
            self.snapshots.item(key, created, ending, key)
        elif not self.board.actions:
            self.snapshots.item(key, created, None, key)
            self._dues(key, card, created, moments)
        else:
            self._history(key, card, created, moments)
            self._dues(key, card, created, moments)

    def _describe(self, key: str, card: Entry, actions: list[Entry]) -> None:
        maker = next((action for action in actions if is_created_by(action)), {})
        fields = [self.board.field_id(name) for name in _REQUEST_TYPES]
        types = (custom_value(card, field, self.board) for field in fields if field)
        self.recorder.item(
            key,
            next(filter(None, types), ""),
            text(card.get("name")),
            person(maker.get("memberCreator")),
            text(card.get("shortUrl")) or text(card.get("url")),
            labels=label_names(card),
        )

    def _links(self, key: str, card: Entry, actions: list[Entry]) -> None:
        parts = {
            "text": [card.get("desc"), card.get("name")],
            "attachment": [[a.get("url"), a.get("name")] for a in entries(card.get("attachments"))],
            "field": [item.get("value") for item in entries(card.get("customFieldItems"))],
            "comment": [data_of(a).get("text") for a in actions if kind_of(a) == "commentCard"],
        }
        found: dict[tuple[str, str], None] = {}
        for kind, part in parts.items():
            found.update(dict.fromkeys((name, kind) for name in mentioned(texts(part), key)))
        for target, kind in found:
            self.recorder.link(key, target, kind)

    def _comments(self, key: str, moments: list[Moment]) -> None:
        for at, action in moments:
            if kind_of(action) == "commentCard":
                author = text(action.get("idMemberCreator"))
                name = person(action.get("memberCreator")) or self.board.members.get(author, "")
                self.recorder.comment(key, at, name)

    def _created(self, card: Entry, moments: list[Moment]) -> int | None:
        """The moment of the action that made the card, else the second in its id."""
        return next((at for at, action in moments if is_created_by(action)), born(card))

    def _is_cut(self, card: Entry, actions: list[Entry], created: int) -> bool:
        """Whether actions on the card may be older than those that the file holds."""
        oldest = self.board.oldest.get(text(card.get("idBoard")))
        made = any(is_created_by(action) for action in actions)
        return not made and (oldest is None or created < oldest)

    def _is_undated(self, card: Entry, actions: list[Entry], created: int) -> bool:
        """Whether the card is finished, and nothing in the file says since when."""
        if card.get("closed") and not any(closes(action) for action in actions):
            return True
        state = self.replay.first(card, actions)
        moved = any(_tells_state(action) for action in actions)
        return self._is_cut(card, actions, created) and not moved and is_end(state.place)

    def _history(self, key: str, card: Entry, created: int, moments: list[Moment]) -> None:
        actions = [action for _, action in moments]
        state = self.replay.first(card, actions)
        status = state.status()
        if self._is_cut(card, actions, created):
            self.recorder.receipt.notes[_CUT] += 1
            # Nothing is made in the list of finished cards: where it was before is not known.
            status = NOT_RECORDED if is_end(state.place) else status
        self._row(key, created, status, state)
        several = len(state.members) > 1
        for at, action in moments:
            after = self.replay.next(state, action)
            if after != state:
                self._row(key, at, after.status(), after)
            state = after
            several = several or len(state.members) > 1
        if several:
            self.recorder.receipt.notes[_SEVERAL] += 1
        if not state.closed and text(card.get("idList")) in self.board.closed_lists:
            self.recorder.receipt.notes[_HIDDEN] += 1

    def _row(self, key: str, at: int, status: str, state: State) -> None:
        line = next(self.snapshots.lines)
        holder, member = self.replay.holder(state), self.replay.person(state)
        self.recorder.history(key, at, line, status, holder, member, state.resolution())

    def _dues(self, key: str, card: Entry, created: int, moments: list[Moment]) -> None:
        changes = [(at, action) for at, action in moments if "due" in old_of(action)]
        first = old_of(changes[0][1])["due"] if changes else card.get("due")
        if text(first):
            self._promise(key, created, text(first))
        for at, action in changes:
            due = text(part_of(data_of(action), "card").get("due"))
            if due:
                self._promise(key, at, due)
            else:
                self.recorder.promise(key, at, next(self.snapshots.lines), None)

    def _promise(self, key: str, at: int, due: str) -> None:
        moment = due_time(due)
        if moment is None:
            self.recorder.receipt.notes[_NO_DUE] += 1
        else:
            self.recorder.promise(key, at, next(self.snapshots.lines), moment)


def _key(card: Entry) -> str:
    """The short name in the card's address, by which other trackers name it; else its id."""
    return text(card.get("shortLink")) or text(card.get("id"))
