"""``accord brief``: two pages to hand out, as HTML, PDF or JSON."""

import os
import tempfile
from pathlib import Path

from django.utils import timezone

from accord.areas.partnership import documents, findings
from accord.config.command import CommandError


def write_brief(out: Path) -> None:
    """Write the brief; the ending of the name says which kind. It is there as a whole or not at all."""
    kind = out.suffix.removeprefix(".").lower()
    if kind not in documents.KINDS:
        raise CommandError(f"{out} cannot be written: name it brief.html, brief.pdf or brief.json.")
    content = documents.brief(findings.company_overview(), kind, timezone.now())
    try:
        handle, name = tempfile.mkstemp(dir=out.parent)
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
        Path(name).replace(out)
    except OSError as error:
        raise CommandError(f"{out} cannot be written ({error.strerror}).") from error
