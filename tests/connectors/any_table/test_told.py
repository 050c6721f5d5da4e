"""What columns say, told in one line: taken apart, laid on a table, refused in one sentence."""

from pathlib import Path

import pytest
from tests.connectors.any_table.tables import LOG, as_csv, as_workbook
from tests.connectors.reading import written

from accord.connectors.any_table.mapping import Mapping, Part, RowKind
from accord.connectors.any_table.table import first_look
from accord.connectors.any_table.told import mapping_of, told
from accord.connectors.contract import UnreadableFileError

BOARD = [["Ref", "Team", "State", "Day"], ["R-1", "Web", "Open", "2026-01-05"]]


def mapped(file: Path, line: str) -> Mapping:
    said = told(line)
    return mapping_of(file, first_look(file, said.sheet, said.header), said)


def table(folder: Path, rows: list[list[str]]) -> Path:
    return written(folder, as_csv(rows))


def test_with_at_each_row_is_a_change(tmp_path: Path) -> None:
    line = "item=ticket; AT = Timestamp;status=State;holder= assignment  group;"
    mapping = mapped(table(tmp_path, LOG), line)

    assert mapping.rows is RowKind.HISTORY
    assert mapping.columns == (
        ("Ticket", Part.ITEM),
        ("Timestamp", Part.CHANGED),
        ("State", Part.STATUS),
        ("Assignment group", Part.HOLDER),
    )
    assert not mapping.persons


def test_without_it_each_row_is_an_item(tmp_path: Path) -> None:
    mapping = mapped(table(tmp_path, BOARD), "item=Ref;created=Day")

    assert (mapping.rows, mapping.header, mapping.sheet) == (RowKind.SNAPSHOT, 1, "")


def test_what_dates_both_must_say_what_a_row_is(tmp_path: Path) -> None:
    rows = [["Ref", "Made", "Moved"], ["R-1", "2026-01-05", "2026-01-06"]]
    file, line = table(tmp_path, rows), "item=Ref;created=Made;changed=Moved"

    with pytest.raises(UnreadableFileError, match="add rows=history where"):
        mapped(file, line)
    assert mapped(file, f"{line};rows=Snapshot").rows is RowKind.SNAPSHOT


def test_persons_are_seen_unless_somebody_says_otherwise(tmp_path: Path) -> None:
    file, line = table(tmp_path, LOG), "item=Ticket;at=Timestamp;holder=Updated by"

    assert mapped(file, line).persons
    assert not mapped(file, f"{line};holders=teams").persons
    assert mapped(file, f"{line};holders=persons").persons


def test_a_column_that_holds_a_semicolon_or_a_sign_is_quoted(tmp_path: Path) -> None:
    rows = [["Ref", "a;b", "c=d", "Day"], ["R-1", "x", "y", "2026-01-05"]]
    mapping = mapped(table(tmp_path, rows), 'item=Ref;"text=a;b";text=c=d;created=Day')

    assert mapping.every(Part.TEXT) == ["a;b", "c=d"]


def test_another_header_row_and_sheet_can_be_named(tmp_path: Path) -> None:
    work = [["Budget", "2026"], *BOARD]
    book = as_workbook(tmp_path / "b.xlsx", {"Notes": [["a", "b"], ["1", "2"]], "Work": work})

    mapping = mapped(book, "sheet=Work;header=2;item=Ref;created=Day")
    assert (mapping.sheet, mapping.header) == ("Work", 2)
    with pytest.raises(UnreadableFileError, match=r"^The sheet Notes of b\.xlsx has no column Ref"):
        mapped(book, "item=Ref;created=Day")


def test_the_options_name_what_the_line_does_not() -> None:
    said = told("item=Ref;status=State").naming(Part.HOLDER, "Team").naming(Part.STATUS, "Other")

    assert said.columns == (("Ref", Part.ITEM), ("State", Part.STATUS), ("Team", Part.HOLDER))
    assert told("item=Ref").naming(Part.HOLDER, "") == told("item=Ref")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("key=Ref", "--columns knows no 'key'; a column may be item, title, type, status, holder,"),
        ("item", "--columns says nothing of item; write item=COLUMN"),
        ("item=", "--columns says nothing of item; write item=COLUMN"),
        ("item=Ref;rows=pile", "rows is snapshot or history, not 'pile'"),
        ("item=Ref;holders=cats", "holders is teams or persons, not 'cats'"),
        ("item=Ref;header=first", "header is the number of the row"),
        ("item=Ref;header=²", "header is the number of the row"),
        ("item=Rf;created=Day", "has no column Rf; it has Ref, Team, State, Day."),
        ("item=Ref;title=REF", "--columns names Ref twice; a column says one thing."),
        ("item=Ref;item=Team;created=Day", "Only one column can be the item, not Ref and Team."),
        ("item=Ref", "Say which column dates the creation"),
        (" ; ", "Say which column tells the items apart"),
        ("", "Say which column tells the items apart"),
    ],
)
def test_what_is_wrong_is_one_sentence(tmp_path: Path, line: str, sentence: str) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        mapped(table(tmp_path, BOARD), line)
    assert sentence in str(refused.value)


def test_of_very_many_columns_the_first_are_listed(tmp_path: Path) -> None:
    header = ["Ref", "L" * 100, *[f"Field {number}" for number in range(50)]]
    file = table(tmp_path, [header, ["R-1", *["x"] * 51]])

    with pytest.raises(UnreadableFileError) as refused:
        mapped(file, "header=1;item=Key;created=Day")
    assert "L..., Field 0" in str(refused.value)
    assert str(refused.value).endswith("Field 37 and 12 more.")
