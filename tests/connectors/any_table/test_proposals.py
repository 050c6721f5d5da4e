import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.connectors.any_table.tables import LOG, MONDAY, PLANNER, as_csv, as_workbook
from tests.connectors.reading import written

from accord.connectors.any_table.mapping import Mapping, Part, RowKind, column_names, fingerprint
from accord.connectors.any_table.proposals import Proposed, proposed
from accord.connectors.any_table.table import (
    first_look,
    head_rows,
    header_row,
    is_date,
    share_of_dates,
)
from accord.connectors.contract import UnreadableFileError


def proposal(folder: Path, rows: list[list[str]], delimiter: str = ",") -> Proposed:
    return proposed(first_look(written(folder, as_csv(rows, delimiter))))


def parts(found: Proposed) -> dict[str, str]:
    return {name: part.value for name, part in found.mapping.columns}


def test_names_and_values_tell_what_columns_say(tmp_path: Path) -> None:
    rows = [
        ["Nr.", "Vorgang", "Stand der Dinge", "Abteilung", "Erstellt am", "Erledigt am", "Farbe"],
        ["A-1", "Spring page", "Open", "Web", "02.03.2026", "", "red"],
        ["A-2", "Summer page", "In progress", "Brand", "05.03.2026", "", "blue"],
        ["A-3", "Autumn page", "Open", "Web", "25.03.2026", "28.03.2026", "red"],
    ]
    found = proposal(tmp_path, rows, ";")

    assert (
        parts(found)
        == {
            "Nr.": "item",
            "Vorgang": "title",
            "Stand der Dinge": "status",
            "Abteilung": "holder",
            "Erstellt am": "created",
            "Erledigt am": "done",
        }
        or parts(found)["Vorgang"] == "item"
    )
    reasons = {one.column: one.reason for one in found.columns}
    assert reasons["Erstellt am"] == "by its name, and 100% of its values are dates"
    assert "usual names of statuses" in reasons["Stand der Dinge"]
    assert reasons["Farbe"] == "nothing shows that it is needed"
    assert found.mapping.rows is RowKind.SNAPSHOT
    assert not found.mapping.persons


def test_a_name_is_not_believed_where_the_values_speak_against_it(tmp_path: Path) -> None:
    rows = [
        ["Id", "Created", "Status", "Closed", "Started"],
        ["1", "yes", "2026-01-05", "", "2026-01-05"],
        ["2", "no", "2026-01-06", "", "2026-01-06"],
    ]
    found = proposal(tmp_path, rows)

    assert parts(found) == {"Id": "item", "Closed": "done", "Started": "started"}
    reasons = {one.column: one.reason for one in found.columns}
    assert reasons["Status"] == "dates whose meaning the name does not tell"
    assert reasons["Closed"] == "by its name; it is empty in the rows looked at"


def test_items_on_several_rows_with_times_are_a_history(tmp_path: Path) -> None:
    found = proposal(tmp_path, LOG)

    assert found.mapping.rows is RowKind.HISTORY
    assert parts(found) == {
        "Ticket": "item",
        "Timestamp": "changed",
        "State": "status",
        "Assignment group": "holder",
    }
    reasons = {one.column: one.reason for one in found.columns}
    assert reasons["Updated by"] == "names who wrote the row, not whose turn it is"


def test_a_history_has_no_date_of_creation_and_a_snapshot_no_last_change(tmp_path: Path) -> None:
    log = [["Key", "Created", "Updated", "State"]]
    log += [["A-1", "2026-01-01", f"2026-01-0{day}", "Open"] for day in range(1, 5)]
    reasons = {one.column: one.reason for one in proposal(tmp_path, log).columns}
    assert reasons["Created"] == "in a history each row has its own time"

    standing = [["Key", "Created", "Updated"], ["A-1", "2026-01-01", "2026-01-09"]]
    reasons = {one.column: one.reason for one in proposal(tmp_path, standing).columns}
    assert reasons["Updated"] == "the last change of an item is not read"


def test_persons_are_known_by_name_or_by_shape(tmp_path: Path) -> None:
    by_name = [["Key", "Title", "Developer"], ["A-1", "one", "x7"], ["A-2", "two", "x8"]]
    found = proposal(tmp_path, by_name)
    assert (parts(found)["Developer"], found.mapping.persons) == ("holder", True)

    by_shape = [["Key", "Holder"], ["A-1", "tom@example.com"], ["A-2", "Maya Lind"]]
    assert proposal(tmp_path, by_shape).mapping.persons

    teams = [["Key", "Squad"], ["A-1", "Blue Owls"], ["A-2", "Red Foxes"]]
    assert not proposal(tmp_path, teams).mapping.persons


def test_keys_and_titles_are_known_by_their_values(tmp_path: Path) -> None:
    rows = [["Alpha", "Beta", "Gamma"], ["X-1", "a page", ""], ["X-2", "a mail", ""]]
    found = proposal(tmp_path, rows)

    assert parts(found) == {"Alpha": "item", "Beta": "title"}
    assert found.columns[2].reason == "empty in the rows looked at"


def test_presets_say_what_their_columns_are(tmp_path: Path) -> None:
    monday = proposal(tmp_path, MONDAY)
    assert monday.preset is not None
    assert monday.preset.name == "monday"
    assert parts(monday)["Owner"] == "holder"
    assert parts(monday)["Done date"] == "done"
    assert monday.mapping.persons
    assert monday.mapping.header == 3

    planner = proposal(tmp_path, PLANNER)
    assert planner.preset is not None
    assert planner.preset.name == "planner"
    assert parts(planner)["Created By"] == "requester"
    assert "Start Date" not in parts(planner)


def test_a_preset_is_completed_by_names_and_values(tmp_path: Path) -> None:
    header = ["Name", "Item ID (auto generated)", "Erstellt am", "Squad"]
    rows = [["board"], header, ["One", "1000000001", "2026-03-01", "Web"]]
    assert parts(proposal(tmp_path, rows)) == {
        "Name": "title",
        "Item ID (auto generated)": "item",
        "Erstellt am": "created",
        "Squad": "holder",
    }


# Headers


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        ([["a", "b"], ["1", "2"]], 1),
        ([["Title of all"], ["a", "b"], ["1", "2"]], 2),
        ([["1", "2026-01-01"], ["2", "2026-01-02"]], 0),
        ([["A-1", "Open"], ["A-2", "Open"]], 0),  # the first row is data: "Open" stands again
        ([["a", "b", "c", "z"], ["1", "2", "3", "z"]], 1),  # one coincidence is none
        ([["a", "b"], ["1", "2"], ["a", "b"], ["3", "4"]], 1),  # repeated for every group
        ([["a", "x" * 200], ["1", "2"]], 0),
        ([["2026-01-01", "2026-01-02"]], 0),
        ([["only"]], 0),
        ([], 0),
    ],
)
def test_the_header_is_found_below_titles_or_not_at_all(rows: list[list[str]], header: int) -> None:
    assert header_row(rows) == header


def test_names_are_told_apart_and_a_header_is_known_again() -> None:
    names = column_names(["Status", "", "status", " Due\ndate ", "Status (2)"])

    assert names == ["Status", "Column 2", "status (2)", "Due date", "Status (2) (2)"]
    assert fingerprint(["Due  Date", "Key"]) == fingerprint(["due_date", "key"])
    assert fingerprint(["Key", "Due"]) != fingerprint(["Due", "Key"])


def test_a_date_is_known_by_a_word_of_its_name(tmp_path: Path) -> None:
    rows = [["Ref", "Asked for on", "Needed until"], ["A-1", "2026-01-01", "2026-02-01"]]
    found = proposal(tmp_path, rows)
    assert (found.columns[1].part, found.columns[2].part) == (Part.CREATED, Part.DUE)
    assert found.columns[1].reason == "dates, and a word of its name: asked"


def test_long_numbers_are_no_dates() -> None:
    assert share_of_dates(["1000000001", "1000000002"]) == 0
    assert share_of_dates([]) == 0
    assert share_of_dates(["31/12/2026", "12/31/2026", "x", ""]) == 0.5
    assert is_date("Jo Berg Mar 9, 2026 10:30 AM")


def test_the_head_of_what_is_no_table_has_no_rows() -> None:
    assert head_rows(b'{"a": 1, "b": 2}') == []
    assert head_rows(b"a\0b") == []
    assert head_rows(b"a;b\n\n1;2\n") == [["a", "b"], ["1", "2"]]
    assert head_rows(b'a,b\n"' + b"x" * 40_000_000) == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"[1, 2]", "is no table"),
        (b"name\nMaya\n", "is no table with at least two columns"),
        (b"a,b\n", "has a header and no rows"),
        ((",".join(f"c{n}" for n in range(3000)) + "\n1,2\n").encode(), "has 3000 columns"),
        (b"PAR1 damaged", "is a damaged Parquet file"),
        (b"PK\x03\x04 damaged", "no workbook that can be opened"),
    ],
)
def test_what_is_no_table_gets_one_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFileError, match=sentence):
        first_look(written(tmp_path, content))


def test_a_table_without_header_numbers_its_columns(tmp_path: Path) -> None:
    look = first_look(written(tmp_path, "A-1,Open,2026-01-01\nA-2,Open,2026-01-02\n"))

    assert look.header == 0
    assert look.fingerprint == fingerprint(look.names)
    assert look.names == ("Column 1", "Column 2", "Column 3")
    assert parts(proposed(look)) == {"Column 1": "item", "Column 2": "status"}


def test_only_dates_leave_a_question(tmp_path: Path) -> None:
    found = proposal(tmp_path, [["From", "Until"], ["2026-01-01", "2026-01-02"]])

    assert parts(found) == {}
    assert found.mapping.problem().startswith("Say which column tells the items apart")


def test_three_hundred_columns_and_repeated_names_are_proposed_once(tmp_path: Path) -> None:
    header = ["Key", "Status", "Status"] + [f"Day {n}" for n in range(297)]
    found = proposal(tmp_path, [header, ["A-1", "Open", "Done", *["2026-01-01"] * 297]])

    assert len(found.columns) == 300
    assert parts(found) == {"Key": "item", "Status": "status"}


def test_a_workbook_with_merged_titles_and_several_sheets(tmp_path: Path) -> None:
    rows = [["All requests"], ["Key", "Status", "Created"], ["A-1", "Open", "2026-01-01"]]
    other = [["Id", "State"], ["1", "Open"]]
    book = as_workbook(tmp_path / "b.xlsx", {"One": rows, "Two": other}, merged=["A1:C1"])

    look = first_look(book)
    assert (look.header, look.sheet, look.sheets) == (2, "One", ("One", "Two"))
    assert first_look(book, "Two").names == ("Id", "State")
    assert first_look(book, header=1).names == ("All requests", "Column 2", "Column 3")
    with pytest.raises(UnreadableFileError, match="has no sheet Three; it has: One, Two"):
        first_look(book, "Three")


def test_an_empty_workbook_gets_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="workbook without a row"):
        first_look(as_workbook(tmp_path / "b.xlsx", {"One": []}))


# Mappings


def test_a_mapping_comes_back_as_it_was_written(tmp_path: Path) -> None:
    mapping = proposal(tmp_path, MONDAY).mapping
    assert Mapping.from_dict(mapping.as_dict()) == mapping


@pytest.mark.parametrize(
    "told", [{}, {"columns": []}, {"columns": {"a": "nothing"}}, {"columns": {}, "header": "x"}]
)
def test_a_wrong_mapping_is_refused(told: dict[str, object]) -> None:
    with pytest.raises(UnreadableFileError, match="mapping of the columns is wrong"):
        Mapping.from_dict(told)


@pytest.mark.parametrize(
    ("rows", "columns", "sentence"),
    [
        (RowKind.SNAPSHOT, {"a": Part.ITEM, "b": Part.CREATED}, ""),
        (RowKind.SNAPSHOT, {"a": Part.TITLE, "b": Part.STARTED}, ""),
        (RowKind.SNAPSHOT, {"a": Part.ITEM}, "dates the creation"),
        (RowKind.HISTORY, {"a": Part.ITEM, "b": Part.CHANGED, "c": Part.STATUS}, ""),
        (RowKind.HISTORY, {"a": Part.ITEM, "b": Part.CHANGED, "c": Part.HOLDER}, ""),
        (RowKind.HISTORY, {"a": Part.ITEM, "b": Part.CHANGED}, "the status or the holder"),
        (RowKind.HISTORY, {"a": Part.ITEM}, "dates the change"),
        (RowKind.HISTORY, {"b": Part.CHANGED}, "tells the items apart"),
        (RowKind.SNAPSHOT, {"a": Part.ITEM, "b": Part.ITEM}, "Only one column can be the item"),
        (RowKind.SNAPSHOT, {"a": Part.ITEM, "b": Part.CREATED, "c": Part.TEXT, "d": Part.TEXT}, ""),
    ],
)
def test_a_mapping_says_what_it_lacks(
    rows: RowKind, columns: dict[str, Part], sentence: str
) -> None:
    problem = Mapping(rows, tuple(columns.items())).problem()
    assert sentence in problem
    assert bool(sentence) == bool(problem)


CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["", "Open", "Done", "2026-01-05", "13/01/26", "A-1", "Status", "Subitems"]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=8), max_size=12))
def test_no_table_breaks_the_proposal(rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    with tempfile.TemporaryDirectory() as folder:
        file = written(Path(folder), text.getvalue().encode("utf-8", "replace"))
        try:
            look = first_look(file)
        except UnreadableFileError:
            return
    found = proposed(look)
    assert [one.column for one in found.columns] == list(look.names)
    assert "Only one column" not in found.mapping.problem()
    assert Mapping.from_dict(found.mapping.as_dict()) == found.mapping
