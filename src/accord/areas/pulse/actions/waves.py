"""Verbs: open a wave, make its links, answer, close; import answers that exist and undo it."""

import base64
import datetime as dt
import hashlib
import hmac
import json
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy

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
    Comment,
    Instrument,
    Invitation,
    InvitedCount,
    OwnInstrument,
    Release,
    Wave,
    instrument,
    instrument_of,
)
from accord.areas.pulse.queries import Invitee, latest_release, releases
from accord.connectors.contract import UnreadableFileError

#: Letters that nobody takes for another or for a digit.
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
#: A random key as :func:`random_key` makes it, by database: 60 bits and more that cannot be foretold.
RANDOM_KEY = {
    "sqlite": "(random() & 4611686018427387903) + 1",
    "postgresql": "('x' || right(replace(gen_random_uuid()::text, '-', ''), 15))::bit(60)::bigint + 1",
}
FEWEST_INVITED = disclosure.FEWEST_FOR_MEAN


class PulseError(Exception):
    """It cannot be done: the sentence says why and what to do."""


class LinkError(Exception):
    """A link opens nothing (any more): the sentence says why, kindly."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What is asked how, and from how many answers on it may be told."""

    form: str = Wave.Form.FULL
    language: str = Wave.Language.ENGLISH
    closes_on: dt.date | None = None
    fewest: int = disclosure.FEWEST_FOR_MEAN


@dataclass(frozen=True, slots=True)
class Link:
    """One person's link."""

    name: str
    email: str
    side: str
    token: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a wave asks: the built-in instrument, with own items after it, or these alone."""

    own: OwnInstrument | None = None
    with_built_in: bool = True

    @property
    def instrument(self) -> Instrument:
        """Everything that is asked."""
        return self.own.instrument(self.with_built_in) if self.own else instrument()


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
    rules: Rules | None = None,
    asked: Asked | None = None,
) -> Wave:
    """Fix who is asked and what may be published, and open the wave.

    ``broken_down`` names the sides whose teams serve as blocks. Teams with fewer than five invited
    are joined before anybody answers, so that no row ever carries a smaller block.
    """
    rules = rules or Rules()
    _refuse_name_in_use(name)
    _refuse_wrong(rules, broken_down, at.date())
    _refuse_too_few(invited, rules.fewest)
    if any(len(kind) > LONGEST_NAME for kind in request_types):
        raise PulseError(f"A request type may have at most {LONGEST_NAME} letters. Shorten it.")
    chosen = asked or Asked()
    wave = Wave.objects.create(
        name=name,
        asked_on=at.date(),
        version=chosen.instrument.version,
        own=chosen.own,
        with_built_in=chosen.with_built_in,
        request_types=list(request_types),
        form=rules.form,
        language=rules.language,
        closes_on=rules.closes_on,
        fewest_for_mean=rules.fewest,
        opened_by=by,
    )
    blocks = planned_blocks(invited, broken_down, rules.fewest)
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
            digest=digest_of(token_of(part)),
            wave=wave,
            side=part.side,
            block=part.block,
            used=False,
        )
        for part in wave.invitations.all()
    )
    record(by=by, at=at, verb="opened", kind="pulse", key=str(wave.pk), label=name)
    return wave


def planned_blocks(
    invited: Sequence[Invitee], broken_down: Sequence[str], fewest: int
) -> dict[str, dict[str, str]]:
    """The block of each team, by side, of the sides that are broken down."""
    return {
        side.value: joined(Counter(part.team for part in invited if part.side == side), fewest)
        for side in SIDES
        if side in broken_down
    }


@transaction.atomic
def tighten(
    *,
    wave: Wave,
    fewest: int,
    dropped: Sequence[str],
    closes_on: dt.date | None,
    by: User,
    at: dt.datetime,
) -> None:
    """Make the rules of an open wave stricter, or move its last day; nothing is ever loosened.

    ``dropped`` names the sides that are no longer broken down. Every row is written anew, as always.
    """
    wave = Wave.objects.select_for_update().get(pk=wave.pk)
    if not wave.is_open:
        raise PulseError("This pulse is closed; its rules stay as they were.")
    if fewest < wave.fewest_for_mean:
        raise PulseError("The fewest answers can only be raised after opening.")
    _refuse_wrong(Rules(wave.form, wave.language, closes_on, fewest), (), at.date())
    _refuse_too_few_counted(wave, fewest)
    wave.fewest_for_mean, wave.closes_on = fewest, closes_on
    wave.save(update_fields=["fewest_for_mean", "closes_on"])
    for side in dropped:
        _drop_blocks(wave, side)
    _write_anew(wave)
    record(
        by=by,
        at=at,
        verb="tightened the rules of",
        kind="pulse",
        key=str(wave.pk),
        label=wave.name,
        fewest=fewest,
        no_longer_broken_down=list(dropped),
        last_day=closes_on.isoformat() if closes_on else "",
    )


def _drop_blocks(wave: Wave, side: str) -> None:
    whole = sum(wave.invited_counts.filter(side=side).values_list("count", flat=True))
    wave.invited_counts.filter(side=side).delete()
    _keep_counts(wave, side, {"": whole})
    wave.invitations.filter(side=side).update(block="")
    wave.admissions.filter(side=side).update(block="")
    wave.answers.filter(side=side).update(block="")


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
                token=token_of(invitation),
            )
        )
    record(
        by=by, at=at, verb="fetched the links of", kind="pulse", key=str(wave.pk), label=wave.name
    )
    return links


def token_of(invitation: Invitation) -> str:
    """The link of an invitation: kept nowhere, made anew from the server's secret key."""
    written = f"{invitation.wave_id}:{invitation.pk}"
    made = salted_hmac("pulse.link", written, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made[:24]).decode()


@transaction.atomic
def answer(*, token: str, values: Values, comment: str = "", code: str = "") -> None:
    """Take one person's answers and burn the link, in one step.

    With a used link nothing happens, and nothing tells: else whoever holds the links could find out
    who has answered. All answers, comments and admissions are written anew, in random order: no place
    on disk and no number of a transaction says which of them belong together.

    ``code`` deletes answers and comment while the wave is open. Only what was made of it is kept.

    The one verb beside :func:`withdraw` without ``by``, ``at`` and journal entry: a line that says when
    somebody answered would, beside any other clock, say who.
    """
    found = usable(token, lock=True)
    asked = instrument_of(found.wave).asked(found.wave.form)
    if any(asked.largest(item) is None for item in values):
        raise PulseError("An answer names an item that is not in the instrument.")
    if not Admission.objects.filter(pk=found.pk, used=False).exists():
        return
    place: dict[str, int | str] = {"wave_id": found.wave_id, "side": found.side}
    given: dict[str, int | str] = {"block": found.block, "values": json.dumps(dict(values))}
    _write_anew(
        found.wave,
        answer=place | given | {"receipt": _receipt(code, Answer)},
        comment=place | {"text": comment, "receipt": _receipt(code, Comment)} if comment else {},
        used=found.digest,
    )


@transaction.atomic
def withdraw(*, code: str) -> None:
    """Delete the answers and the comment that a code stands for, as long as their wave is open.

    Nothing tells whether there were any. The link stays used up: nobody, and no table, can say which
    link the answers came by.
    """
    receipts = {model: _receipt(code, model) for model in (Answer, Comment)}
    for wave in Wave.objects.select_for_update().filter(state=Wave.State.OPEN):
        deleted = [
            model.objects.filter(wave=wave, receipt=receipt).exclude(receipt="").delete()[0]
            for model, receipt in receipts.items()
        ]
        if any(deleted):
            _write_anew(wave)


def new_code() -> str:
    """A code that deletes an answer: four groups of five letters, 91 random bits."""
    groups = ("".join(secrets.choice(CODE_LETTERS) for _ in range(5)) for _ in range(4))
    return "-".join(groups)


def code_in(written: str) -> str:
    """A code as people write it, as it was shown; the empty string where it cannot be one."""
    letters = "".join(letter for letter in written.upper() if letter.isalnum())
    if len(letters) != 20 or not set(letters) <= set(CODE_LETTERS):
        return ""
    return "-".join(letters[start : start + 5] for start in range(0, 20, 5))


def _receipt(code: str, model: type[Model]) -> str:
    """What is kept of a code with one row: otherwise made for each table, so that no two match."""
    known = code_in(code)
    label = f"pulse.{model._meta.model_name}"
    return hmac.new(known.encode(), label.encode(), "sha256").hexdigest() if known else ""


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
    rows = Admission.objects.select_related("wave").filter(digest=digest_of(token))
    found = rows.first()
    if lock and found is not None:
        # First the wave, and only then look: who waits for a row that is being written anew finds none.
        Wave.objects.select_for_update().get(pk=found.wave_id)
        found = rows.first()
    if found is None:
        raise LinkError(gettext_lazy("This link is not known. Perhaps it was cut off in the mail."))
    if not found.wave.is_open:
        raise LinkError(gettext_lazy("This pulse is closed. Thank you for coming by."))
    return found


@transaction.atomic
def close_wave(*, wave: Wave, by: User | None, at: dt.datetime) -> Release:
    """Close the wave, forget who answered, and publish what may be published."""
    closed = Wave.objects.filter(pk=wave.pk, state=Wave.State.OPEN).update(state=Wave.State.CLOSED)
    if not closed:
        raise PulseError("This pulse is closed already.")
    wave.refresh_from_db()
    wave.admissions.update(used=False)
    wave.answers.update(receipt="")
    wave.comments.update(receipt="")
    _write_anew(wave)
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
    asked: Asked | None = None,
) -> Imported:
    """Import answers that exist, of one wave or several; a second time changes nothing.

    ``name`` is for a file without a column ``wave``. A wave that is named after a day was asked on
    that day, any other on ``asked_on``. Raises UnreadableFileError.
    """
    new: list[Wave] = []
    known: list[Wave] = []
    chosen = asked or Asked()
    for survey in map(with_joined_blocks, read_surveys(answers, invited, chosen.instrument)):
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
        new.append(_keep(survey, wave_name, digest, _day_named(wave_name) or asked_on, chosen))
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
    wave.comments.all().delete()
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


def _release(wave: Wave, by: User | None, at: dt.datetime) -> Release:
    # The wave's own number starts the generator: the same answers always give the same figures.
    generator = np.random.default_rng(wave.pk)
    beside = findings.moves_beside(findings.shown_beside(wave))
    content = findings.release(of_wave(wave), instrument_of(wave), generator, beside)
    made = Release.objects.create(
        wave=wave,
        at=at,
        by=by,
        content=content,
        certificate=findings.certificate_of(content).as_json(),
    )
    publish_latest(at=at)
    return made


def _keep_admissions(rows: Iterable[Admission]) -> None:
    Admission.objects.bulk_create(sorted(rows, key=lambda row: row.digest))


def _write_anew(
    wave: Wave,
    answer: Mapping[str, int | str] | None = None,
    comment: Mapping[str, int | str] | None = None,
    used: str = "",
) -> None:
    """Write all of a wave anew in random order, with what is new among it.

    No place on disk, and no number of a transaction, tells when a row came or what it belongs to.
    """
    with connection.cursor() as cursor:
        _shuffle(cursor, Answer, wave, answer)
        _shuffle(cursor, Comment, wave, comment)
        cursor.execute(
            "CREATE TEMPORARY TABLE pulse_taken AS SELECT * FROM pulse_admission WHERE wave_id = %s",
            [wave.pk],
        )
        cursor.execute("DELETE FROM pulse_admission WHERE wave_id = %s", [wave.pk])
        cursor.execute(
            "INSERT INTO pulse_admission (digest, wave_id, side, block, used) SELECT digest, wave_id,"
            " side, block, used OR digest = %s FROM pulse_taken ORDER BY digest",
            [used],
        )
        cursor.execute("DROP TABLE pulse_taken")
    transaction.on_commit(fold_log)


def _shuffle(
    cursor: CursorWrapper, model: type[Model], wave: Wave, new: Mapping[str, int | str] | None
) -> None:
    """Give every row of the wave a new random key, and write them in the order of the keys.

    Done by the database itself, so that it stays quick with thousands of rows. The new row joins the
    others before any is written: alone, it would show in what the database keeps of old rows.
    """
    table = model._meta.db_table
    names = [str(field.column) for field in model._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(f'"{name}"' for name in names)
    rows = f"SELECT {columns} FROM {table} WHERE wave_id = %s"  # noqa: S608 (the model's own names)
    cursor.execute(f"CREATE TEMPORARY TABLE pulse_taken AS {rows}", [wave.pk])
    if new:
        marks = ", ".join(["%s"] * len(names))
        insert = f"INSERT INTO pulse_taken ({columns}) VALUES ({marks})"  # noqa: S608
        cursor.execute(insert, [new[name] for name in names])
    cursor.execute(f"DELETE FROM {table} WHERE wave_id = %s", [wave.pk])  # noqa: S608
    key = RANDOM_KEY[connection.vendor]
    shuffled = f"SELECT {key} AS key, {columns} FROM pulse_taken ORDER BY key"  # noqa: S608
    cursor.execute(f"INSERT INTO {table} (key, {columns}) {shuffled}")
    cursor.execute("DROP TABLE pulse_taken")


def _keep(survey: Survey, name: str, digest: str, asked_on: dt.date, asked: Asked) -> Wave:
    wave = Wave.objects.create(
        name=name,
        state=Wave.State.CLOSED,
        imported=True,
        asked_on=asked_on,
        version=asked.instrument.version,
        own=asked.own,
        with_built_in=asked.with_built_in,
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


def _refuse_wrong(rules: Rules, broken_down: Sequence[str], today: dt.date) -> None:
    if rules.fewest not in disclosure.FEWEST_ALLOWED:
        allowed = ", ".join(map(str, disclosure.FEWEST_ALLOWED))
        raise PulseError(f"The fewest answers may be one of {allowed}.")
    if rules.form == Wave.Form.SHORT and rules.fewest < disclosure.FEWEST_FOR_ITEM:
        raise PulseError(
            "The pulse form asks one question a dimension, and single questions need at least "
            f"{disclosure.FEWEST_FOR_ITEM} answers a side: raise the fewest answers."
        )
    if rules.form == Wave.Form.SHORT and broken_down:
        raise PulseError(
            "Single questions are never told by team: the pulse form has no breakdown."
        )
    if rules.closes_on is not None and rules.closes_on < today:
        raise PulseError("The last day is over already. Choose today or a later one.")


def _refuse_too_few_counted(wave: Wave, fewest: int) -> None:
    for side in SIDES:
        counts = wave.invited_counts.filter(side=side).values_list("count", flat=True)
        if sum(counts) < fewest:
            raise PulseError(
                f"Only {sum(counts)} people of {findings.SIDE_WORDS[side]} are invited: with at least "
                f"{fewest} answers nothing could ever be shown."
            )


def _refuse_too_few(invited: Sequence[Invitee], fewest: int) -> None:
    for side in SIDES:
        count = sum(part.side == side for part in invited)
        if count < fewest:
            raise PulseError(
                f"Only {count} people of {findings.SIDE_WORDS[side]} are invited. With fewer than "
                f"{fewest} answers a side nothing may be shown: invite more people."
            )
