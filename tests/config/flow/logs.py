"""Small logs, and the command as a user runs it on them."""

import csv

import typer
from typer.testing import CliRunner

from accord.config.flow.command import flow, statuses

PARTIES = {
    "Brand": "marketing",
    "Web": "it",
    "Ops": "it",
    "Robot": "system",
    "Blank": "",
    "NA": "agency",
}
STATUSES = {
    "New": ("queue", ""),
    "Doing": ("work", ""),
    "On hold": ("wait", ""),
    "Waiting for marketing": ("wait", "marketing"),
    "Done": ("done", ""),
    "Released": ("done", ""),
    "Cancelled": ("dropped", ""),
    "Blank": ("", ""),
}
COLUMNS = ("item", "at", "status", "holder", "type", "resolution")
SIMPLE = (
    ("A", "2026-01-01T00:00:00Z", "New", "Brand"),
    ("A", "2026-01-02T00:00:00Z", "Doing", "Web"),
    ("A", "2026-01-04T00:00:00Z", "Done", "Web"),
    ("B", "2026-01-03T00:00:00Z", "New", ""),
)
app = typer.Typer()
app.command()(flow)
app.command()(statuses)


def run(*arguments):
    """``accord flow`` with these arguments."""
    return CliRunner().invoke(app, ["flow", *map(str, arguments)])


def refused(*arguments):
    """The one line that says what is wrong."""
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert result.stderr.startswith("accord: ")
    assert result.stderr.count("\n") == 1
    return result.stderr


def write_csv(file, header, rows, encoding="utf-8"):
    """A file of these rows, and where it is."""
    with file.open("w", encoding=encoding, newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(header)
        writer.writerows(rows)
    return file


def log(tmp_path, *rows, name="log.csv"):
    """A log of item, time, status and holder."""
    return write_csv(tmp_path / name, ["item", "at", "status", "holder"], rows)
