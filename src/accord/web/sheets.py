"""Lists as CSV files that spreadsheets open without harm."""

import csv
import re
from collections.abc import Iterable

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
