"""What a closed wave published, as files to keep."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accord.areas.people.access import Right, needs
from accord.areas.pulse import findings
from accord.areas.pulse.models import Release
from accord.web.sheets import csv_file, xlsx_file
from accord.web.shell import Request


@needs(Right.SEE_PULSE)
@require_safe
def wave_file(_request: Request, pk: int, kind: str) -> HttpResponse:
    """Every published figure, one a line. Nothing but the release is read."""
    release = get_object_or_404(Release.objects.select_related("wave"), wave=pk)
    make = {"csv": csv_file, "xlsx": xlsx_file}[kind]
    rows = findings.tidy(release.content)
    return make(f"pulse-{pk}.{kind}", findings.TIDY_COLUMNS, rows)
