"""``--columns``: tables of no known format, beside files that are known."""

import json

import pytest
from tests.config.flow.logs import SIMPLE, log, refused, run, write_csv
from tests.connectors.any_table.tables import as_workbook
from typer.testing import CliRunner

from accord.config import command

LINE = "item=Ticket;at=Changed;status=State;holder=Team"
HEADER = ["Ticket", "Changed", "State", "Team", "Note"]
ROWS = [
    ["T-1", "2026-01-01", "Open", "Brand", ""],
    ["T-1", "2026-01-03", "Done", "Web", ""],
]


@pytest.fixture
def table(tmp_path):
    return write_csv(tmp_path / "changes.csv", HEADER, ROWS)


def test_a_table_is_read_by_what_its_columns_are_told_to_say(table, tmp_path):
    out = tmp_path / "out.json"
    result = run(table, "--columns", LINE, "--json", out)

    assert result.exit_code == 0, result.output
    found = json.loads(out.read_text())
    assert (found["items"], found["delivered"], found["handoffs"]) == (1, 1, 0)
    assert "changes.csv: table, level changelog, 2 rows read." in result.stdout


def test_a_known_file_beside_it_is_read_by_its_own_format(table, tmp_path):
    result = run(table, log(tmp_path, *SIMPLE), "--columns", LINE)

    assert result.exit_code == 0, result.output
    assert "log.csv: history" in result.stdout


def test_the_option_for_the_holder_stands_where_the_line_names_none(table):
    result = run(table, "--columns", "item=Ticket;at=Changed", "--holder", "Team")

    assert "days, turn of" in result.stdout
    assert "Brand" in result.stdout


def test_a_sheet_of_several_is_read(tmp_path):
    sheets = {"Notes": [["a", "b"], ["1", "2"]], "Work": [HEADER, *ROWS]}
    book = as_workbook(tmp_path / "book.xlsx", sheets)

    assert run(book, "--columns", f"{LINE};sheet=Work").exit_code == 0


def test_what_does_not_fit_is_one_clear_line(table, tmp_path):
    assert "knows no 'itm'; a column may be item," in refused(table, "--columns", "itm=Ticket")
    assert "has no column Tick; it has Ticket, Changed," in refused(
        table, "--columns", "item=Tick;at=Changed;status=State"
    )
    known = log(tmp_path, *SIMPLE)
    assert "log.csv has no column Ticket" in refused(known, "--columns", LINE)
    unknown = write_csv(tmp_path / "other.csv", ["x", "y"], [["1", "2"]])
    assert "other.csv has no column Ticket; it has x, y." in refused(
        table, unknown, "--columns", LINE
    )
    assert "absent.csv" in refused(table, tmp_path / "absent.csv", "--columns", LINE)


def test_a_format_and_columns_say_two_things(table):
    assert "not for jira-json; leave one" in refused(
        table, "--columns", LINE, "--format", "jira-json"
    )
    assert run(table, "--columns", LINE, "--format", "table").exit_code == 0


def test_a_table_of_no_known_format_hears_of_the_option(table):
    assert "--columns says what those of any other table are" in refused(table)


def test_the_other_commands_take_it_too(table, mappings):
    if len(command.app.registered_commands) < 8:
        command._register()
    parties = list(map(str, mappings[:2]))
    for name in (["forecast", "--items", "1"], ["placement", *parties]):
        told = CliRunner().invoke(command.app, [*name, str(table), "--columns", "itm=x"])
        assert "knows no 'itm'" in told.stderr
