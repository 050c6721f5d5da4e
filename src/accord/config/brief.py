"""``accord brief``: two pages to hand out, as HTML, PDF or JSON."""

import os
from contextlib import suppress
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
    partial = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        partial.write_bytes(content)
        partial.replace(out)
    except OSError as error:
        raise CommandError(f"{out} cannot be written ({error.strerror}).") from error
    finally:
        with suppress(OSError):
            partial.unlink()
