"""Small tables as tools write them, made by hand."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

MONDAY_HEADER = [
    "Name", "Subitems", "Owner", "Status", "Due Date", "Created at", "Done date", "Tags",
    "Item ID (auto generated)",
]  # fmt: skip
MONDAY = [
    ["Campaign requests"],
    ["This month"],
    MONDAY_HEADER,
    ["Spring page", "Copy", "Maya Lind", "Done", "2026-03-15", "Mar 2, 2026 3:04 PM", "2026-03-20", "WEB-7", "1000000001"],
    ["Subitems", "Name", "Status", "Item ID (auto generated)"],
    ["", "Copy", "Done", "1000000002"],
    ["Summer page", "", "Tom Ek", "Working on it", "", "Mar 5, 2026 9:00 AM", "", "", "1000000003"],
    ["", "", "", "", "", "", "", "", "3 items"],
    ["Later"],
    MONDAY_HEADER,
    ["Autumn page", "", "Maya Lind", "", "2026-09-01", "Jo Berg Mar 9, 2026 10:30 AM", "", "", "1000000004"],
]  # fmt: skip

PLANNER_HEADER = [
    "Task ID", "Task Name", "Bucket Name", "Progress", "Priority", "Assigned To", "Created By",
    "Created Date", "Start Date", "Due Date", "Late", "Completed Date", "Completed By",
    "Description", "Completed Checklist Items", "Checklist Items", "Labels",
]  # fmt: skip
PLANNER = [
    ["Plan name", "Brand"],
    ["Date of export", "04/30/2026"],
    [],
    PLANNER_HEADER,
    ["aB1", "Spring page", "Web", "Completed", "Medium", "Tom Ek;Maya Lind", "Maya Lind", "04/01/2026", "", "04/20/2026", "false", "04/22/2026", "Tom Ek", "see WEB-9", "", "", ""],
    ["cD2", "Summer page", "Web", "In progress", "Medium", "", "Maya Lind", "04/02/2026", "", "", "false", "", "", "", "", "", ""],
]  # fmt: skip

LOG_HEADER = [
    "Ticket",
    "Timestamp",
    "State",
    "Updated by",
    "Assignment group",
    "reassignment_count",
]
LOG = [
    LOG_HEADER,
    ["T-1", "2026-01-01 09:00", "Open", "Ann Ray", "Brand", "0"],
    ["T-1", "2026-01-02 09:00", "In progress", "Bo Kay", "Brand", "0"],
    ["T-1", "2026-01-03 09:00", "In progress", "Ann Ray", "Web", "1"],
    ["T-1", "2026-01-04 09:00", "Done", "Cy Dow", "Web", "1"],
    ["T-2", "2026-01-05 09:00", "Open", "Bo Kay", "Web", "x"],
    ["T-2", "2026-01-06 09:00", "Done", "Ann Ray", "Web", ""],
]


def as_csv(rows: Sequence[Sequence[Any]], delimiter: str = ",") -> str:
    """The rows as CSV."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def as_workbook(
    file: Path, sheets: dict[str, Sequence[Sequence[Any]]], merged: Sequence[str] = ()
) -> Path:
    """The sheets as XLSX; ``merged`` ranges of the first sheet are merged with their first text."""
    book = xlsxwriter.Workbook(str(file))
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
        for cells in merged:
            sheet.merge_range(cells, rows[0][0])
        merged = ()
    book.close()
    return file
