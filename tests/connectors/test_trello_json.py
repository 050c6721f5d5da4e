import json
from pathlib import Path
from typing import Any

import pytest
from tests.connectors.reading import SAMPLES, reading, sample, written

from accord.analysis.tables import NOT_RECORDED
from accord.connectors.contract import HolderKind, Level, UnreadableFileError
from accord.connectors.files import read_head
from accord.connectors.registry import readers
from accord.connectors.trello_json.reader import NAME, sniff

HOME = "650000000000000000000001"
BORN = "2026-01-01 00:00"
ITEM = "Short001"


def card(place: str = "l1", **more: Any) -> dict[str, Any]:
    made = {"id": "6955b9000000000000000a01", "shortLink": ITEM, "idBoard": HOME, "idList": place}
    return {**made, "closed": False, "name": "x", **more}


def action(kind: str, day: int = 2, /, **data: Any) -> dict[str, Any]:
    about = {"card": {"id": "6955b9000000000000000a01"}, "board": {"id": HOME}}
    cells = data.pop("data", {})
    about["card"] |= cells
    date = f"2026-01-{day:02}T00:00:00.000Z"
    return {"id": f"a{day:02}", "type": kind, "date": date, "data": {**about, **data}}


def moved(before: str, after: str, day: int = 2) -> dict[str, Any]:
    ends = {"listBefore": {"id": before, "name": before}, "listAfter": {"id": after}}
    return action("updateCard", day, old={"idList": before}, data={"idList": after}, **ends)


def archived(closed: bool = True, day: int = 3) -> dict[str, Any]:
    return action("updateCard", day, old={"closed": not closed}, data={"closed": closed})


def created(day: int = 1) -> dict[str, Any]:
    return action("createCard", day, list={"id": "l1", "name": "old name"})


def board(cards: list[Any], actions: list[Any], **more: Any) -> dict[str, Any]:
    names = {"l1": "Brief", "l2": "Doing", "l3": "Done", "l4": "Cancelled"}
    lists = [{"id": key, "name": name} for key, name in names.items()]
    made = {"id": HOME, "labelNames": {}, "shortLink": "b", "actions": actions, "cards": cards}
    return {
        **made,
        "lists": lists,
        "members": [{"id": "m1", "fullName": "Ann"}, {"id": "m5"}],
        **more,
    }


def states(tmp_path: Path, one: Any, actions: list[Any], **more: Any) -> list[tuple[str, str, str]]:
    return reading(written(tmp_path, board([one], actions, **more))).states(ITEM)


def test_every_action_gives_the_state_after_it() -> None:
    rows = sample("trello_board.json")
    assert rows.states("SprngPg1") == [
        ("2026-02-01 09:00:00.250000", "Brief", "Brand"),
        ("2026-02-04 09:00", "In progress", "Brand"),
        ("2026-02-05 09:00", "In progress", "Brand"),
        ("2026-02-06 09:00", "In progress", "Web marketing"),
        ("2026-02-11 09:00", "Done", "Web marketing"),
        ("2026-02-12 09:00", "Archived", "Web marketing"),
    ]
    assert rows.receipt.format == NAME
    assert rows.receipt.level is Level.CHANGELOG
    assert rows.receipt.holder_kind is HolderKind.UNIT
    assert rows.of("history", "resolution")[5] == ("Done",)
    assert rows.of("history", "person")[2] == ("Idris Falk",)


def test_the_card_is_described_and_its_due_dates_are_promises() -> None:
    rows = sample("trello_board.json")
    assert rows.tables["items"][0] == {
        "item": "SprngPg1",
        "at": 0,
        "type": "Landing page",
        "title": "Spring page",
        "requester": "Maya Berg",
        "url": "https://trello.com/c/SprngPg1",
        "labels": ["team: Web"],
    }
    assert rows.of("promises", "at", "due") == [
        ("2026-02-01 09:00:00.250000", "2026-02-10 17:00"),
        ("2026-02-09 09:00", "2026-02-20 17:00"),
    ]


def test_links_and_comments_are_found_and_texts_are_not_kept() -> None:
    rows = sample("trello_board.json")
    assert rows.of("links", "target", "kind") == [
        ("WEB-7", "text"),
        ("CRM-3", "attachment"),
        ("OldC4rd2", "comment"),
        ("DATA-4", "comment"),
    ]
    assert rows.of("comments", "item", "at", "author") == [
        ("SprngPg1", "2026-02-10 09:00", "Idris Falk")
    ]
    assert "free text" not in str(rows.tables)


def test_a_card_older_than_the_actions_begins_in_its_first_known_list() -> None:
    rows = sample("trello_board.json")
    assert rows.states("OldC4rd2") == [
        ("2025-10-27 23:28", "Brief", ""),
        ("2026-02-03 09:00", "In progress", ""),
    ]
    assert [n for note, n in rows.receipt.notes.items() if "older than the actions" in note] == [1]


def test_what_the_actions_do_not_date_is_left_out_and_counted() -> None:
    receipt = sample("trello_board.json").receipt
    assert receipt.skipped == {"done, but no date says when": 1}
    assert receipt.examples == {"done, but no date says when": ["LongAgo3"]}
    assert [n for note, n in receipt.notes.items() if "deleted or moved" in note] == [1]


def test_a_finished_card_of_unknown_past_is_not_finished_at_its_creation(tmp_path: Path) -> None:
    assert states(tmp_path, card("l2"), [moved("l3", "l2")]) == [
        (BORN, NOT_RECORDED, ""),
        ("2026-01-02 00:00", "Doing", ""),
    ]
    other = action("updateCard", 5, card={"id": "other"})
    rows = reading(written(tmp_path, board([card("l3")], [other])))
    assert rows.receipt.skipped == {"done, but no date says when": 1}
    fresh = states(tmp_path, card("l3"), [action("updateCard", 1, card={"id": "other"})])
    assert fresh == [(BORN, "Done", "")]


def test_an_archived_card_says_where_it_was_archived(tmp_path: Path) -> None:
    actions = [created(), moved("l1", "l4", 2), archived(day=3), archived(False, 4)]
    rows = reading(written(tmp_path, board([card("l4")], actions)))
    assert rows.of("history", "status", "resolution") == [
        ("Brief", ""),
        ("Cancelled", ""),
        ("Archived", "Cancelled"),
        ("Cancelled", ""),
    ]
    unfinished = states(tmp_path, card("l1", closed=True), [created(), archived()])
    assert [status for _, status, _ in unfinished] == ["Brief", "Archived in Brief"]


def test_without_team_the_member_holds_as_a_person(tmp_path: Path) -> None:
    actions = [
        created(),
        action("removeMemberFromCard", 2, idMember="m9", member={"id": "m9", "name": "Gone"}),
        action("addMemberToCard", 3, member={"id": "m1"}),
        {**action("addMemberToCard", 4, idMember="m2"), "member": {"username": "ben"}},
        action("removeMemberFromCard", 5, idMember="m1"),
        action("addMemberToCard", 6),
    ]
    file = written(tmp_path, board([card(idMembers=["m2", "m3", ""])], actions))
    rows = reading(file, pseudonym=lambda name: "p" + name)
    assert [holder for _, _, holder in rows.states(ITEM)] == ["pGone", *["pm3"] * 4]
    assert rows.receipt.holder_kind is HolderKind.PERSON
    assert [note for note in rows.receipt.notes if "several members" in note]
    told = reading(file, holder="Members")
    assert told.receipt.holder_kind is HolderKind.PERSON
    assert not told.receipt.guessed


def test_a_card_may_come_from_another_board_and_leave_for_one(tmp_path: Path) -> None:
    actions = [
        action("commentCard", 2, text="hello"),
        action("moveCardToBoard", 3, list={"id": "l1"}),
        action("moveCardFromBoard", 4, list={"id": "l1"}),
        action("moveCardToBoard", 5, list={"id": "zz"}),
    ]
    assert states(tmp_path, card(), actions) == [
        (BORN, NOT_RECORDED, ""),
        ("2026-01-03 00:00", "Brief", ""),
        ("2026-01-04 00:00", NOT_RECORDED, ""),
        ("2026-01-05 00:00", "Brief", ""),
    ]


def test_labels_may_name_the_holder_and_the_receipt_says_what_that_rests_on(tmp_path: Path) -> None:
    rows = sample("trello_board.json", holder="label:team")
    assert {holder for _, _, holder in rows.states("SprngPg1")} == {"Web"}
    assert [told for told in rows.receipt.guessed if "when a label was set" in told]
    assert rows.receipt.holder_kind is HolderKind.UNIT
    whole = written(tmp_path, board([card(labels=[{"name": "IT"}, {"name": "Brand"}])], []))
    assert reading(whole, holder="label").receipt.level is Level.SNAPSHOT


def test_custom_fields_may_name_status_and_holder(tmp_path: Path) -> None:
    fields = [{"id": "f1", "name": "Stage"}, {"id": "f2", "name": "Owner"}]

    def changed(field: str, old: str, new: str, day: int) -> dict[str, Any]:
        item = {"idCustomField": field, "value": {"text": new} if new else None}
        return action(
            "updateCustomFieldItem", day, old={"value": {"text": old}}, customFieldItem=item
        )

    actions = [
        created(),
        changed("f1", "One", "Two", 2),
        changed("f2", "Ann", "Ben", 3),
        moved("l1", "l2", 4),
        action("moveCardFromBoard", 5),
        action("moveCardToBoard", 6, list={"id": "l1"}),
    ]
    rows = reading(
        written(tmp_path, board([card()], actions, customFields=fields)),
        status="stage",
        holder="Owner",
    )
    assert [told[1:] for told in rows.states(ITEM)] == [
        ("One", "Ann"),
        ("Two", "Ann"),
        ("Two", "Ben"),
        (NOT_RECORDED, "Ben"),
        ("Two", "Ben"),
    ]
    assert rows.receipt.holder_kind is HolderKind.PERSON
    assert rows.receipt.columns_read[-2:] == ["stage", "Owner"]


def test_an_unchanged_field_says_what_the_card_says(tmp_path: Path) -> None:
    items = [{"idCustomField": "f1", "idValue": "gone"}, {"idCustomField": "f9", "value": "odd"}]
    fields = [{"id": "f1", "name": "Squad"}]
    file = written(
        tmp_path, board([card(customFieldItems=items)], [created()], customFields=fields)
    )
    assert reading(file).states(ITEM) == [(BORN, "Brief", "gone")]
    bare = board([card(customFieldItems=[{"idCustomField": "f1"}])], [created()])
    file = written(tmp_path, {**bare, "customFields": fields})
    assert reading(file).receipt.holder_kind is HolderKind.PERSON
    told = reading(file, holder="Squad")
    assert told.states(ITEM) == [(BORN, "Brief", "")]
    assert told.receipt.holder_kind is HolderKind.UNIT


@pytest.mark.parametrize("option", ["holder", "status"])
def test_a_field_that_is_not_there_is_one_sentence(tmp_path: Path, option: str) -> None:
    with pytest.raises(UnreadableFileError, match="no custom field Lane"):
        reading(written(tmp_path, board([card()], [])), **{option: "Lane"})


def test_without_actions_only_creation_and_promise_are_told(tmp_path: Path) -> None:
    cards = [
        card(due="2026-01-09T10:00:00.000Z"),
        card(id="6955b9000000000000000a02", shortLink="", closed=True),
        card(id="soon", shortLink="Short003"),
        card(id="", shortLink=""),
        card("l3", shortLink="Short004"),
    ]
    rows = reading(written(tmp_path, board(cards, [])))
    assert rows.receipt.level is Level.SNAPSHOT
    assert rows.states(ITEM) == [(BORN, NOT_RECORDED, "")]
    assert rows.of("promises", "due") == [("2026-01-09 10:00",)]
    assert rows.receipt.skipped == {
        "done, but no date says when": 2,
        "no readable time": 1,
        "no item": 1,
    }
    assert rows.receipt.examples["no item"] == ["card 4"]


def test_due_dates_are_moved_withdrawn_or_unreadable(tmp_path: Path) -> None:
    actions = [
        created(),
        action("updateCard", 2, old={"due": None}, data={"due": "2026-01-09T10:00:00.000Z"}),
        action("updateCard", 3, old={"due": "x"}, data={"due": None}),
        action("updateCard", 4, old={"due": None}, data={"due": "soon"}),
    ]
    rows = reading(written(tmp_path, board([card()], actions)))
    assert rows.of("promises", "at", "due") == [
        ("2026-01-02 00:00", "2026-01-09 10:00"),
        ("2026-01-03 00:00", None),
    ]
    assert rows.receipt.notes["due date that cannot be read"] == 1


def test_dirt_is_counted_and_does_not_stop_the_reading(tmp_path: Path) -> None:
    actions = [
        {**moved("l1", "l2"), "date": "soon"},
        {**action("commentCard"), "date": None},
        {"type": "updateCard", "date": "2026-01-02T00:00:00Z", "data": None},
        7,
        action("updateCard", 2, old="odd"),
        action("updateCard", 2, old={"idList": "zz"}),
        action("commentCard", 3, text=5),
        action("addChecklistToCard", 4),
    ]
    lists = [{"id": "l1", "name": "Brief", "closed": True}]
    rows = reading(written(tmp_path, board([card(labels="odd")], actions, lists=lists)))
    assert rows.receipt.skipped == {"no readable time": 1}
    assert rows.receipt.examples == {"no readable time": ["action a02"]}
    assert rows.states(ITEM) == [(BORN, "Brief", "")]
    assert rows.of("comments", "author") == [("",)]
    assert [note for note in rows.receipt.notes if "archived list" in note]


def test_damaged_lines_are_told_by_their_place(tmp_path: Path) -> None:
    lines = [json.dumps(board([card()], [created()])), '{"cards": [']
    rows = reading(written(tmp_path, "\n".join(lines)))
    assert rows.receipt.skipped == {"not readable JSON": 1}
    assert rows.receipt.examples == {"not readable JSON": ["line 2"]}


@pytest.mark.parametrize("content", [{"cards": []}, [1], {"message": "no", "cards": "none"}])
def test_a_file_without_cards_is_one_sentence(tmp_path: Path, content: Any) -> None:
    with pytest.raises(UnreadableFileError, match="holds no Trello card"):
        reading(written(tmp_path, content), NAME)


def test_content_tells_whose_file_it_is() -> None:
    for file in SAMPLES.iterdir():
        mine = file.name.startswith("trello_")
        assert (sniff(read_head(file)) > 0) is mine, file.name
    head = read_head(SAMPLES / "trello_board.json")
    others = [reader.sniff(head) for name, reader in readers().items() if name != NAME]
    assert max(others) < sniff(head)
    assert sniff(b'id,"idBoard","idList","cards"') == 0
