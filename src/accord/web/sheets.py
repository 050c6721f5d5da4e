"""Lists as files that spreadsheets open without harm: CSV and XLSX."""

import csv
import io
import re
from collections.abc import Iterable

import xlsxwriter
from django.http import HttpResponse

# Where a spreadsheet may see a cell begin: also after a separator of another country's settings.
_FORMULA = re.compile(r"(^|[,;|\t\r\n])(\s*)(?=[=+\-@])")


def csv_file(name: str, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> HttpResponse:
    """A CSV file to keep, with a first row that names the columns."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    response.write("\ufeff")  # so that a spreadsheet reads it as UTF-8
    writer = csv.writer(response, quoting=csv.QUOTE_ALL)
    writer.writerow(columns)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return response


def harmless(cell: object) -> str:
    """A text in which no spreadsheet finds a formula: an apostrophe stands before it."""
    if isinstance(cell, int | float):
        return str(cell)
    return _FORMULA.sub(r"\1\2'", str(cell))


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NUMBER = re.compile(r"-?\d{1,15}(\.\d+)?")


def xlsx_file(name: str, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> HttpResponse:
    """The same as a workbook: numbers as numbers, text as text, never a formula."""
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, columns, book.add_format({"bold": True}))
        for place, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                _write(sheet, place, column, cell)
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    response = HttpResponse(buffer.getvalue(), content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: object) -> None:
    text = str(cell)
    if isinstance(cell, int | float) or _NUMBER.fullmatch(text):
        sheet.write_number(row, column, float(text))
    else:
        sheet.write_string(row, column, text)
