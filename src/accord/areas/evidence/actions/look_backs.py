"""Looking back: open, remember, reveal, take in, remove."""

import datetime as dt
import io
from collections.abc import Sequence

from django.db import transaction

from accord.areas.evidence import queries
from accord.areas.evidence.actions.importing import begin_import
from accord.areas.evidence.actions.refused import RefusedError
from accord.areas.evidence.findings import look_back as remembering
from accord.areas.evidence.models import (
    BUSY,
    FEWEST_A_SIDE,
    Import,
    ImportState,
    LookBack,
    LookBackMark,
    LookBackRequest,
)
from accord.areas.people.access import side_of
from accord.areas.people.actions import record
from accord.areas.people.models import SIDES, User, company_zone

#: What one person says of a milestone: the day, "I cannot remember", whose turn then came.
Memories = dict[str, tuple[dt.date | None, bool, str]]


@transaction.atomic
def open_look_back(
    *, title: str, requests: Sequence[tuple[str, str]], by: User, at: dt.datetime
) -> LookBack:
    """Open a look-back on these requests, each with its name in a tracker or ""."""
    row = LookBack.objects.create(title=title, by=by, at=at)
    LookBackRequest.objects.bulk_create(
        LookBackRequest(look_back=row, place=place, title=name, key=key)
        for place, (name, key) in enumerate(requests, start=1)
    )
    record(by=by, at=at, verb="opened", kind="look-back", key=str(row.pk), label=str(row))
    return row


@transaction.atomic
def remember(*, request: LookBackRequest, said: Memories, by: User, at: dt.datetime) -> None:
    """Keep what one person remembers of a request, in place of what the same person said before.

    No journal entry: who looked back, and when, is nobody's business.
    """
    side = side_of(by, at)
    if not side:
        raise RefusedError("Only people of marketing or IT look back, each for the own side.")
    look_back = LookBack.objects.get(pk=request.look_back_id)
    if look_back.closed_at is not None:
        raise RefusedError("This look-back is revealed: nothing can be changed any more.")
    LookBackMark.objects.filter(request__look_back=look_back, by=by).update(side=side)
    for milestone, (day, forgotten, turn) in said.items():
        LookBackMark.objects.update_or_create(
            request=request,
            milestone=milestone,
            by=by,
            defaults={"side": side, "day": day, "forgotten": forgotten, "turn": turn},
        )


@transaction.atomic
def reveal(*, look_back: LookBack, by: User, at: dt.datetime) -> None:
    """Lay both sides' memories open, for good; who said what is forgotten in the same moment."""
    row = LookBack.objects.get(pk=look_back.pk)
    if row.closed_at is not None:
        raise RefusedError("This look-back is revealed already.")
    people = queries.looking_back(row)
    if min(people.values()) < FEWEST_A_SIDE:
        far = " and ".join(f"{people[side.value]} of {side.label}" for side in SIDES)
        raise RefusedError(
            f"The reveal needs days from at least {FEWEST_A_SIDE} people of each side, so that no "
            f"answer is one person's. So far: {far}."
        )
    _forget_who(row)
    row.people = people
    row.closed_at = at
    row.save()
    record(by=by, at=at, verb="revealed", kind="look-back", key=str(row.pk), label=str(row))


def _forget_who(row: LookBack) -> None:
    """Write the marks anew, without their persons and in an order that tells nothing."""
    marks = LookBackMark.objects.filter(request__look_back=row)
    kept = [
        LookBackMark(
            request_id=mark.request_id,
            side=mark.side,
            milestone=mark.milestone,
            day=mark.day,
            forgotten=mark.forgotten,
            turn=mark.turn,
        )
        for mark in marks
    ]
    marks.delete()
    kept.sort(
        key=lambda mark: (
            mark.request_id,
            mark.milestone,
            mark.side,
            str(mark.day),
            mark.turn,
            mark.forgotten,
        )
    )
    LookBackMark.objects.bulk_create(kept)


def take_in(*, look_back: LookBack, by: User, at: dt.datetime) -> Import:
    """Begin the import of what both agree on; its dry run is read like any other file's."""
    if look_back.closed_at is None:
        raise RefusedError("Reveal first: until then nothing of it is shown or used.")
    former = look_back.history
    if former is not None and former.state in {*BUSY, ImportState.READY, ImportState.APPLIED}:
        raise RefusedError("It is taken in already, or about to be: see its import.")
    content = remembering.history(look_back, company_zone())
    if not content:
        raise RefusedError(
            "On no request do both sides agree when it was asked for and when it went live: there "
            "is no history to take in."
        )
    with transaction.atomic():
        row = begin_import(
            file=io.BytesIO(content),
            file_name=f"look-back-{look_back.pk}.csv",
            source_name=queries.remembered_source(),
            options={},
            by=by,
            at=at,
        )
        look_back.history = row
        look_back.save()
    return row


@transaction.atomic
def remove_look_back(*, look_back: LookBack, by: User, at: dt.datetime) -> None:
    """Remove a look-back with all that was said in it."""
    row = look_back.history
    if row is not None and row.state in {*BUSY, ImportState.APPLIED}:
        raise RefusedError("Figures rest on it. Undo its import first.")
    key, label = str(look_back.pk), str(look_back)
    look_back.delete()
    record(by=by, at=at, verb="removed", kind="look-back", key=key, label=label)
