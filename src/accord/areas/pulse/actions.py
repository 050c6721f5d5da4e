"""Verbs: open a wave, make its links, answer, close; import answers that exist and undo it."""

import base64
import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.crypto import salted_hmac

from accord.analysis import disclosure
from accord.areas.indicators.actions import Said, publish
from accord.areas.people.actions import record
from accord.areas.people.models import SIDES, User
from accord.areas.pulse import findings
from accord.areas.pulse.frames import (
    LONGEST_NAME,
    Survey,
    Upload,
    Values,
    joined,
    of_wave,
    read_surveys,
    with_joined_blocks,
)
from accord.areas.pulse.models import (
    Admission,
    Answer,
    Invitation,
    InvitedCount,
    Release,
    Wave,
    instrument,
    random_key,
)
from accord.areas.pulse.queries import Invitee, latest_release, releases
from accord.connectors.contract import UnreadableFileError

Row = TypeVar("Row", bound=Model)

FEWEST_INVITED = disclosure.FEWEST_FOR_MEAN


class PulseError(Exception):
    """It cannot be done: the sentence says why and what to do."""


class LinkError(Exception):
    """A link opens nothing (any more): the sentence says why, kindly."""


@dataclass(frozen=True, slots=True)
class Link:
    """One person's link."""

    name: str
    email: str
    side: str
    token: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: new waves, and those which had been imported before."""

    new: tuple[Wave, ...]
    known: tuple[Wave, ...]


@transaction.atomic
def open_wave(
    *,
    name: str,
    invited: Sequence[Invitee],
    broken_down: Sequence[str],
    request_types: Sequence[str],
    by: User,
    at: dt.datetime,
) -> Wave:
    """Fix who is asked and what may be published, and open the wave.

    ``broken_down`` names the sides whose teams serve as blocks. Teams with fewer than five invited
    are joined before anybody answers, so that no row ever carries a smaller block.
    """
    _refuse_name_in_use(name)
    _refuse_too_few(invited)
    if any(len(kind) > LONGEST_NAME for kind in request_types):
        raise PulseError(f"A request type may have at most {LONGEST_NAME} letters. Shorten it.")
    wave = Wave.objects.create(
        name=name,
        asked_on=at.date(),
        version=instrument().version,
        request_types=list(request_types),
    )
    blocks = {
        side.value: joined(Counter(part.team for part in invited if part.side == side))
        for side in SIDES
        if side in broken_down
    }
    Invitation.objects.bulk_create(
        Invitation(
            wave=wave,
            person=part.person,
            side=part.side,
            block=blocks.get(part.side, {}).get(part.team, ""),
        )
        for part in invited
    )
    for side in SIDES:
        counts = Counter(wave.invitations.filter(side=side).values_list("block", flat=True))
        _keep_counts(wave, side.value, counts)
    _keep_admissions(
        Admission(
            digest=digest_of(_token(part)), wave=wave, side=part.side, block=part.block, used=False
        )
        for part in wave.invitations.all()
    )
    record(by=by, at=at, verb="opened", kind="pulse", key=str(wave.pk), label=name)
    return wave


@transaction.atomic
def make_links(*, wave: Wave, by: User, at: dt.datetime) -> list[Link]:
    """Everybody's one-time link, also of who has answered, so that the list does not tell who has.

    Fetched again, the list is the same: links that were sent go on working.
    """
    if not wave.is_open:
        raise PulseError("This pulse is closed; links would lead nowhere.")
    links = []
    for invitation in wave.invitations.select_related("person"):
        person = invitation.person
        links.append(
            Link(
                name=person.name if person else "",
                email=(person.email or "") if person else "",
                side=invitation.side,
                token=_token(invitation),
            )
        )
    record(
        by=by, at=at, verb="fetched the links of", kind="pulse", key=str(wave.pk), label=wave.name
    )
    return links


def _token(invitation: Invitation) -> str:
    """The link of an invitation: kept nowhere, made anew from the server's secret key."""
    written = f"{invitation.wave_id}:{invitation.pk}"
    made = salted_hmac("pulse.link", written, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made[:24]).decode()


@transaction.atomic
def answer(*, token: str, values: Values) -> None:
    """Take one person's answers and burn the link, in one step.

    With a used link nothing happens, and nothing tells: else whoever holds the links could find out
    who has answered. All answers and admissions are written anew, in random order: no place on disk and
    no number of a transaction says which of them belong together.

    The one verb without ``by``, ``at`` and journal entry: a line that says when somebody answered
    would, beside any other clock, say who.
    """
    found = usable(token, lock=True)
    known = instrument()
    if any(known.largest(code) is None for code in values):
        raise PulseError("An answer names an item that is not in the instrument.")
    burned = Admission.objects.filter(pk=found.pk, used=False).update(used=True)
    if not burned:
        return
    wave = found.wave
    Answer.objects.create(wave=wave, side=found.side, block=found.block, values=dict(values))
    _shuffle(wave)
    _keep_admissions(_taken(wave.admissions.all()))
    transaction.on_commit(fold_log)


def fold_log() -> None:
    """Fold SQLite's write-ahead log into the database, without waiting for anybody.

    Commit by commit it would tell, to who copies the files, which admission and which answer were
    written together. Where a reader is in the way, a job tries again.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        patience = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute("PRAGMA busy_timeout = 200")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute(f"PRAGMA busy_timeout = {int(patience)}")


def usable(token: str, lock: bool = False) -> Admission:
    """The admission of a link, used or not; raises LinkError with a kind sentence."""
    rows = Admission.objects.select_related("wave")
    if lock:
        rows = rows.select_for_update(of=("self", "wave"))
    found = rows.filter(digest=digest_of(token)).first()
    if found is None:
        raise LinkError("This link is not known. Perhaps it was cut off in the mail.")
    if not found.wave.is_open:
        raise LinkError("This pulse is closed. Thank you for coming by.")
    return found


@transaction.atomic
def close_wave(*, wave: Wave, by: User, at: dt.datetime) -> Release:
    """Close the wave, forget who answered, and publish what may be published."""
    closed = Wave.objects.filter(pk=wave.pk, state=Wave.State.OPEN).update(state=Wave.State.CLOSED)
    if not closed:
        raise PulseError("This pulse is closed already.")
    wave.refresh_from_db()
    wave.admissions.update(used=False)
    _shuffle(wave)
    _keep_admissions(_taken(wave.admissions.all()))
    transaction.on_commit(fold_log)
    made = _release(wave, by, at)
    record(by=by, at=at, verb="closed", kind="pulse", key=str(wave.pk), label=wave.name)
    return made


@transaction.atomic
def import_answers(
    *,
    answers: Upload,
    invited: Upload,
    name: str,
    asked_on: dt.date,
    by: User,
    at: dt.datetime,
) -> Imported:
    """Import answers that exist, of one wave or several; a second time changes nothing.

    ``name`` is for a file without a column ``wave``. A wave that is named after a day was asked on
    that day, any other on ``asked_on``. Raises UnreadableFileError.
    """
    new: list[Wave] = []
    known: list[Wave] = []
    for survey in map(with_joined_blocks, read_surveys(answers, invited, instrument())):
        wave_name = survey.name or name
        digest = _digest_of_survey(survey)
        there = Wave.objects.filter(name=wave_name).first()
        if there is not None and there.digest == digest:
            known.append(there)
            continue
        if there is not None:
            raise UnreadableFileError(
                f"{answers.name}: there is a pulse “{wave_name}” with other answers. "
                "Undo its import first, or give this one another name."
            )
        new.append(_keep(survey, wave_name, digest, _day_named(wave_name) or asked_on))
    for wave in new:
        _release(wave, by, at)
        record(by=by, at=at, verb="imported", kind="pulse", key=str(wave.pk), label=wave.name)
    return Imported(tuple(new), tuple(known))


@transaction.atomic
def undo_import(*, wave: Wave, by: User, at: dt.datetime) -> None:
    """Take imported answers and what they published away again."""
    if not wave.imported:
        raise PulseError("Only an import can be undone: people answered this pulse here.")
    record(
        by=by, at=at, verb="undid the import of", kind="pulse", key=str(wave.pk), label=wave.name
    )
    wave.delete()
    publish_latest(at=at)


@transaction.atomic
def forget_answers(*, wave: Wave, by: User, at: dt.datetime) -> None:
    """Delete the answers of a closed wave and who was invited; what was published stays."""
    if wave.is_open:
        raise PulseError("This pulse is open. Close it first; then its answers can be deleted.")
    wave.answers.all().delete()
    wave.invitations.all().delete()
    wave.admissions.all().delete()
    transaction.on_commit(fold_log)
    record(
        by=by, at=at, verb="deleted the answers of", kind="pulse", key=str(wave.pk), label=wave.name
    )


def publish_latest(*, at: dt.datetime, edition: str = "") -> None:
    """Put on the notice board what the newest closed wave says, or clear it."""
    newest = latest_release()
    if newest is None:
        publish(area="pulse", as_of=at, readings=(), edition=edition)
        return
    link = reverse("pulse:wave", args=[newest.wave_id])
    publish(
        area="pulse",
        as_of=newest.at,
        readings=[*findings.readings(newest.content, link), *_changes(newest)],
        signals=findings.signals(newest.content, link),
        edition=edition,
    )


def _changes(newest: Release) -> Iterable[Said]:
    """What changed since the wave before, if both were shown."""
    *before, last = [row for row in releases() if row.content["released"]] or [newest]
    if not before or last != newest:
        return []
    return findings.readings_of_change(before[-1].content, newest.content, reverse("pulse:trend"))


def publish_trial(*, answers: Upload, invited: Upload, at: dt.datetime, edition: str) -> None:
    """Put on a what-if board what these answers would say; nothing of them is kept."""
    survey = with_joined_blocks(read_surveys(answers, invited, instrument())[0])
    content = findings.release(survey, instrument(), np.random.default_rng(0))
    link = reverse("pulse:index")  # nothing is kept, so there are no pages of its own to lead to
    publish(
        area="pulse",
        as_of=at,
        readings=[replace(said, link=link) for said in findings.readings(content, link)],
        signals=[replace(raised, link=link) for raised in findings.signals(content, link)],
        edition=edition,
    )


def digest_of(token: str) -> str:
    """What is kept of a link. A token has 192 random bits: it cannot be guessed from its digest."""
    return hashlib.sha256(token.encode()).hexdigest()


def _release(wave: Wave, by: User, at: dt.datetime) -> Release:
    # The wave's own number starts the generator: the same answers always give the same figures.
    generator = np.random.default_rng(wave.pk)
    beside = findings.moves_beside(findings.shown_beside(wave))
    content = findings.release(of_wave(wave), instrument(), generator, beside)
    made = Release.objects.create(
        wave=wave,
        at=at,
        by=by,
        content=content,
        certificate=findings.certificate_of(content).as_json(),
    )
    publish_latest(at=at)
    return made


def _shuffle(wave: Wave) -> None:
    """Write the answers anew in random order, so that no place on disk tells when one came."""
    rows = _taken(wave.answers.all())
    for row in rows:
        row.key = random_key()
    Answer.objects.bulk_create(sorted(rows, key=lambda row: row.key))


def _keep_admissions(rows: Iterable[Admission]) -> None:
    Admission.objects.bulk_create(sorted(rows, key=lambda row: row.digest))


def _taken(rows: QuerySet[Row]) -> list[Row]:
    """Take the rows out of their table, to be written anew."""
    found = list(rows)
    rows.delete()
    return found


def _keep(survey: Survey, name: str, digest: str, asked_on: dt.date) -> Wave:
    wave = Wave.objects.create(
        name=name,
        state=Wave.State.CLOSED,
        imported=True,
        asked_on=asked_on,
        version=instrument().version,
        request_types=list(survey.request_types),
        digest=digest,
    )
    for side in SIDES:
        counts = {part.block: part.count for part in survey.invited if part.side == side}
        _keep_counts(wave, side.value, counts)
    for part in survey.invited:
        if part.joined is not None or part.left is not None:
            row = wave.invited_counts.filter(side=part.side, block=part.block)
            row.update(joined=part.joined, left=part.left)
    Answer.objects.bulk_create(
        sorted(
            (
                Answer(wave=wave, side=part.side, block=part.block, values=dict(part.values))
                for part in survey.respondents
            ),
            key=lambda row: row.key,
        )
    )
    return wave


def _day_named(name: str) -> dt.date | None:
    """The day, where the wave bears one as its name: so that several in one file keep their order."""
    try:
        return dt.date.fromisoformat(name)
    except ValueError:
        return None


def _keep_counts(wave: Wave, side: str, counts: dict[str, int]) -> None:
    InvitedCount.objects.bulk_create(
        InvitedCount(wave=wave, side=side, block=block, place=place, count=count)
        for place, (block, count) in enumerate(sorted(counts.items()))
    )


def _digest_of_survey(survey: Survey) -> str:
    """A keyed fingerprint: tells the same file again, and gives no answer away."""
    people = sorted(
        json.dumps([part.side, part.block, dict(part.values)], sort_keys=True)
        for part in survey.respondents
    )
    counts = sorted([part.side, part.block, part.count] for part in survey.invited)
    written = json.dumps([survey.name, people, counts])
    return salted_hmac("pulse.import", written, algorithm="sha256").hexdigest()


def _refuse_name_in_use(name: str) -> None:
    if Wave.objects.filter(name=name).exists():
        raise PulseError(f"There is a pulse “{name}” already. Give this one another name.")


def _refuse_too_few(invited: Sequence[Invitee]) -> None:
    for side in SIDES:
        count = sum(part.side == side for part in invited)
        if count < FEWEST_INVITED:
            raise PulseError(
                f"Only {count} people of {findings.SIDE_WORDS[side]} are invited. With fewer than "
                f"{FEWEST_INVITED} answers a side nothing may be shown: invite more people."
            )
