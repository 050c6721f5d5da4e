"""Exports of survey tools: looked at, told once by header, imported as any answers. The file is not kept."""

import csv
import datetime as dt
import io
from collections.abc import Sequence

from django.db import transaction

from accord.areas.people.actions import record
from accord.areas.people.models import User
from accord.areas.pulse.actions.waves import Asked, Imported, import_answers
from accord.areas.pulse.frames import InvitedBlock, Upload
from accord.areas.pulse.models import SurveyMapping
from accord.connectors.contract import UnreadableFileError
from accord.connectors.survey_exports import Look, Told, as_answers, look_at


def look_at_survey(*, upload: Upload) -> Look:
    """The columns of a file; ``UnreadableFileError`` where it is no export."""
    return look_at(upload.content, upload.name)


def known_mapping(*, look: Look) -> SurveyMapping | None:
    """What somebody told before of a file with this header."""
    return SurveyMapping.objects.filter(fingerprint=look.fingerprint).first()


@transaction.atomic
def import_survey(
    *,
    look: Look,
    told: Told,
    invited: Sequence[InvitedBlock],
    name: str,
    asked_on: dt.date,
    asked: Asked,
    by: User,
    at: dt.datetime,
) -> Imported:
    """Import the answers, and keep what was told for the next file with this header.

    Raises UnreadableFileError.
    """
    answers = as_answers(look, told)
    known = {(part.side, part.block) for part in invited}
    missing = [place for place in answers.blocks if place not in known]
    if missing:
        side, block = missing[0]
        who = f"{'IT' if side == 'it' else side}, team “{block}”" if block else side
        raise UnreadableFileError(f"{look.name}: say how many were invited of {who}.")
    done = import_answers(
        answers=Upload(look.name, answers.table),
        invited=Upload("the numbers of the invited", _table_of(invited)),
        name=name,
        asked_on=asked_on,
        by=by,
        at=at,
        asked=asked,
    )
    _keep(look, told, by, at)
    return done


@transaction.atomic
def forget_mapping(*, saved: SurveyMapping, by: User, at: dt.datetime) -> None:
    """Ask anew at the next file with this header; what was imported by it stays."""
    record(by=by, at=at, verb="forgot", kind="survey", key=str(saved.pk), label=str(saved))
    saved.delete()


def _keep(look: Look, told: Told, by: User, at: dt.datetime) -> None:
    saved, _ = SurveyMapping.objects.update_or_create(
        fingerprint=look.fingerprint,
        defaults={"name": look.name[:200], "mapping": told.as_json(), "by": by, "at": at},
    )
    record(by=by, at=at, verb="mapped", kind="survey", key=str(saved.pk), label=str(saved))


def _table_of(invited: Sequence[InvitedBlock]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("side", "block", "invited"))
    writer.writerows((part.side, part.block, part.count) for part in invited)
    return out.getvalue().encode()
