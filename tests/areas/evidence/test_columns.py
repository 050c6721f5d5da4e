"""The dialogue over a table that no reader knows: asked once, kept for its header, dirty files too."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.conftest import AT
from tests.connectors.any_table.tables import LOG, MONDAY, as_csv, as_workbook

from accord.areas.evidence import actions
from accord.areas.evidence.models import Import, ImportState, Source, TableMapping
from accord.areas.people.models import JournalEntry

HEADER = ["Ref", "Team", "Where it is", "Colour", "Day"]
ROWS = [
    HEADER,
    ["R-1", "Web", "In progress", "red", "2026-01-05"],
    ["R-2", "Brand", "Waiting for IT", "blue", "2026-01-06"],
]


@pytest.fixture
def desk(as_lena: Client, company: object) -> Client:
    return as_lena


def sent(desk: Client, content: bytes | str, name: str = "requests.csv", **given: str) -> Import:
    """The import after its file was sent and read."""
    data = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile(name, data)
    form = {"file": file, "source": "Requests", "zone": "UTC", **given}
    assert desk.post(reverse("evidence:import"), form).status_code == 302
    return Import.objects.latest("pk")


def page(desk: Client, row: Import, name: str = "import-columns", **query: str) -> str:
    address = reverse(f"evidence:{name}", args=[row.pk])
    return desk.get(address, query, follow=True).content.decode()


def tell(desk: Client, row: Import, **said: str) -> str:
    """Say what the columns are, by their places, and see the page that comes of it."""
    address = reverse("evidence:import-columns", args=[row.pk])
    data = {"rows": "snapshot", "header": "1", **said}
    answer = desk.post(address, data, follow=True).content.decode()
    row.refresh_from_db()
    return answer


def told(**parts: str) -> dict[str, str]:
    return {f"column-{place.removeprefix('c')}": part for place, part in parts.items()}


KNOWN = told(c0="item", c1="holder", c2="status", c4="created")


def test_an_unknown_table_is_asked_about_and_then_read(desk: Client) -> None:
    row = sent(desk, as_csv(ROWS))
    assert row.state == ImportState.ASKING
    assert row.problem == "requests.csv is a table of no tracker that Accord knows by its header."
    assert "say what its columns are" in page(desk, row, "import-detail")

    asked = page(desk, row)
    assert "What do the columns of this table say?" in asked
    assert "R-1 · R-2" in asked
    assert "dates whose meaning the name does not tell" in asked

    answer = tell(desk, row, **KNOWN)
    assert row.state == ImportState.READY
    assert row.receipt["items"] == 2
    assert row.receipt["holders"] == {"Brand": 1, "Web": 1}
    assert "Change what the columns say" in answer

    desk.post(reverse("evidence:import-apply", args=[row.pk]))
    assert Source.objects.get().format == "table"
    entry = JournalEntry.objects.get(kind="table")
    assert (entry.verb, entry.detail["columns"]["Day"]) == ("mapped", "created")


def test_the_next_table_with_this_header_is_read_without_asking(desk: Client) -> None:
    tell(desk, sent(desk, as_csv(ROWS)), **KNOWN)

    again = sent(desk, as_csv([HEADER, ["R-9", "Web", "Open", "", "2026-02-01"]]))

    assert again.state == ImportState.READY
    assert again.options["mapping"]["columns"]["Day"] == "created"
    assert "The columns are read as Lena said on" in again.receipt["guessed"][0]
    assert "Change what the columns say" in page(desk, again, "import-detail")
    assert "as told before" in page(desk, again)

    other = sent(desk, as_csv([["Ref", "Other"], ["R-9", "x"]]))
    assert other.state == ImportState.ASKING


def test_a_known_header_is_found_wherever_it_stands(desk: Client) -> None:
    tell(desk, sent(desk, as_csv(ROWS)), **KNOWN)

    again = sent(desk, as_csv([["All requests"], [], ["exported today"], *ROWS]))

    assert again.state == ImportState.READY
    assert again.options["mapping"]["header"] == 3


def test_what_was_told_can_be_changed_and_forgotten(desk: Client) -> None:
    row = sent(desk, as_csv(ROWS))
    tell(desk, row, **KNOWN)
    tell(desk, row, **told(c0="item", c4="created"))
    assert row.receipt["holders"] == {}
    assert TableMapping.objects.get().mapping["columns"] == {"Ref": "item", "Day": "created"}

    desk.post(reverse("evidence:import-columns-forget", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == ImportState.ASKING
    assert "mapping" not in row.options
    assert not TableMapping.objects.exists()
    assert JournalEntry.objects.filter(verb="forgot", kind="table").exists()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (told(c0="item"), "Say which column dates the creation"),
        (told(c4="created"), "Say which column tells the items apart"),
        (told(c0="item", c1="item", c4="created"), "Only one column can be the item"),
        (told(c0="item", c4="created") | {"rows": "history"}, "Say which column dates the change"),
    ],
)
def test_what_cannot_be_read_so_gets_one_sentence(
    desk: Client, said: dict[str, str], sentence: str
) -> None:
    row = sent(desk, as_csv(ROWS))
    assert sentence in tell(desk, row, **said)
    assert row.state == ImportState.ASKING
    assert not TableMapping.objects.exists()


def test_a_choice_that_does_not_exist_is_refused(desk: Client) -> None:
    row = sent(desk, as_csv(ROWS))
    tell(desk, row, **(KNOWN | {"column-3": "nothing", "rows": "pile"}))
    assert row.state == ImportState.ASKING


def test_names_of_persons_are_not_kept_though_nobody_said_that_they_are(desk: Client) -> None:
    row = sent(desk, as_csv(LOG))
    assert row.state == ImportState.ASKING
    answer = tell(
        desk, row, rows="history", **told(c0="item", c1="changed", c2="status", c3="holder")
    )
    assert row.receipt["holder_kind"] == "person"
    assert row.receipt["holders"] == {}
    assert "Ann Ray" not in str(row.receipt)
    assert "Does Updated by say whose turn it is?" in answer
    assert "hand-offs, were Assignment group the holder: 1" in answer


def test_a_file_that_breaks_the_mapping_is_asked_about_again(desk: Client) -> None:
    row = sent(desk, as_csv([HEADER, ["R-1", "Web", "Open", "", "01/02/2026"]]))
    answer = tell(desk, row, **KNOWN)
    assert row.state == ImportState.ASKING
    assert "choose the order under “Dates are written”" in row.problem
    assert "say what its columns are" in answer

    tell(desk, row, order="day", **KNOWN)
    assert row.state == ImportState.READY
    assert row.receipt["guessed"]


def test_a_known_table_can_be_read_as_any_other_on_wish(desk: Client) -> None:
    row = sent(desk, "item,at,status,holder\nA,2026-01-05,Open,Web\n")
    assert row.receipt["format"] == "history"
    assert "Read it as a table instead" in page(desk, row, "import-detail")

    tell(desk, row, **told(c0="item", c1="created", c3="holder"))
    assert row.receipt["format"] == "table"


# Dirty files


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\n \n", "blank.csv"),
        (b"one\nMaya\n", "single.csv"),
        (b"a,b\n", "header.csv"),
        (b"PAR1 damaged", "cut.parquet"),
        (b"PK\x03\x04 damaged", "cut.xlsx"),
        (b'{"a": 1, "b": 2}', "plain.json"),
    ],
)
def test_what_is_no_table_fails_with_one_sentence(desk: Client, content: bytes, name: str) -> None:
    row = sent(desk, content, name)
    assert row.state == ImportState.FAILED
    assert name in row.problem


def test_three_hundred_columns_are_shown_and_read(desk: Client) -> None:
    header = ["Key", "Made", *[f"Field {n}" for n in range(298)]]
    row = sent(desk, as_csv([header, ["A", "2026-01-05", *["x"] * 298]]))
    asked = page(desk, row)
    assert asked.count('<select name="column-') == 300
    tell(desk, row, **told(c0="item", c1="created"))
    assert row.receipt["items"] == 1


def test_a_table_without_header_and_one_with_repeated_names(desk: Client) -> None:
    bare = sent(desk, "A-1,Open,2026-01-01\nA-2,Open,2026-01-02\n")
    assert "Column 3" in page(desk, bare)
    tell(desk, bare, header="0", **told(c0="item", c2="created"))
    assert bare.receipt["items"] == 2
    # The next table without a header may be of anything: it is asked about again.
    assert sent(desk, "B-1,Open,2026-01-01\nB-2,Open,2026-01-02\n").state == ImportState.ASKING
    assert not TableMapping.objects.exists()

    twice = sent(desk, "Key,Date,Date\nA,2026-01-01,2026-01-02\n")
    assert "Date (2)" in page(desk, twice)
    tell(desk, twice, **told(c0="item", c1="created", c2="done"))
    assert twice.receipt["used"] == 2


def test_only_dates_are_asked_about_and_cannot_be_read(desk: Client) -> None:
    row = sent(desk, "From,Until\n2026-01-01,2026-01-02\n")
    assert "Say which column tells the items apart" in page(desk, row)


def test_a_board_as_workbook_is_read_by_its_preset(desk: Client, tmp_path: Path) -> None:
    book = as_workbook(tmp_path / "b.xlsx", {"board": MONDAY}, merged=["A1:I1"])
    row = sent(desk, book.read_bytes(), "board.xlsx")
    assert row.state == ImportState.READY
    assert row.receipt["items"] == 3
    assert "looks like monday board" in page(desk, row)


def test_a_sheet_and_a_header_row_can_be_chosen(desk: Client, tmp_path: Path) -> None:
    other = [["Budget", "2026"], *ROWS]
    book = as_workbook(tmp_path / "b.xlsx", {"Notes": [["a", "b"], ["1", "2"]], "Work": other})
    row = sent(desk, book.read_bytes(), "book.xlsx")
    assert row.state == ImportState.ASKING
    asked = page(desk, row, sheet="Work", header="2")
    assert "Where it is" in asked
    tell(desk, row, sheet="Work", **(KNOWN | {"header": "2"}))
    assert row.receipt["items"] == 2

    again = sent(desk, book.read_bytes(), "book.xlsx")
    assert again.state == ImportState.READY
    assert (again.options["mapping"]["sheet"], again.options["mapping"]["header"]) == ("Work", 2)


def test_a_sheet_that_is_not_there_gets_one_sentence(desk: Client, tmp_path: Path) -> None:
    book = as_workbook(tmp_path / "b.xlsx", {"Work": ROWS})
    row = sent(desk, book.read_bytes(), "book.xlsx")
    assert "has no sheet Other" in page(desk, row, sheet="Other")
    assert "What do the columns" in page(desk, row, header="99999")


def test_an_unchecked_preset_says_so(desk: Client) -> None:
    header = "Reference Number,Name,Entry Date,Planned Completion Date,Status"
    row = sent(desk, f"{header}\n1,Spring page,2026-01-05,2026-02-05,New\n")
    assert "look twice" in page(desk, row)


def test_outlooks_csv_says_what_helps(desk: Client) -> None:
    header = "Subject,Body,From: (Name),From: (Address),To: (Name),To: (Address)"
    row = sent(desk, f"{header}\na,b,c,d,e,f\n", "mails.csv")
    assert "export the mailbox as mbox" in page(desk, row)


# Who came too late


def test_a_file_decided_on_meanwhile_is_not_asked_about(desk: Client) -> None:
    row = sent(desk, as_csv(ROWS))
    desk.post(reverse("evidence:import-discard", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == ImportState.DISCARDED

    tell(desk, row, **KNOWN)
    desk.post(reverse("evidence:import-columns-forget", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == ImportState.DISCARDED
    assert not TableMapping.objects.exists()


def test_who_is_overtaken_is_told(desk: Client, monkeypatch: Any) -> None:
    row = sent(desk, as_csv(ROWS))
    seen = actions.columns_of

    def overtaken(**asked: Any) -> Any:
        found = seen(**asked)
        Import.objects.filter(pk=row.pk).update(state=ImportState.APPLYING)
        return found

    monkeypatch.setattr(actions, "columns_of", overtaken)
    assert "was decided on meanwhile" in tell(desk, row, **KNOWN)
    Import.objects.filter(pk=row.pk).update(state=ImportState.ASKING)
    address = reverse("evidence:import-columns-forget", args=[row.pk])
    assert "was decided on meanwhile" in desk.post(address, follow=True).content.decode()


def test_files_of_other_kinds_are_read_beside_saved_mappings(desk: Client) -> None:
    tell(desk, sent(desk, as_csv(ROWS)), **KNOWN)
    row = sent(desk, '{"data": []}', "tasks.json")
    assert row.state == ImportState.FAILED


def test_a_file_that_is_no_table_has_nothing_to_forget(desk: Client, idris: Any) -> None:
    row = Import.objects.create(
        source_name="x", file_name="x.json", state=ImportState.READY, by=idris, at=AT
    )
    Path(actions.upload_of(row)).parent.mkdir(exist_ok=True)
    actions.upload_of(row).write_text("{}")
    for name in ("import-columns-forget", "import-columns"):
        answer = desk.post(reverse(f"evidence:{name}", args=[row.pk]), follow=True)
        assert "x.json is no table." in answer.content.decode()
