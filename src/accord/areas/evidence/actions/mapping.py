"""Which team a holder is and what a status means: proposed, set, signed."""

import datetime as dt
from typing import Any

from django.db import transaction

from accord.analysis import look_back as memories
from accord.analysis.statuses import REQUESTER, proposed
from accord.areas.evidence import queries
from accord.areas.evidence.actions.refused import RefusedError
from accord.areas.evidence.frames import mapping_content
from accord.areas.evidence.models import HolderKind, HolderMapping, Source, StatusMapping
from accord.areas.people.actions import digest_of, record, sign
from accord.areas.people.models import Team, TeamParty, User


@transaction.atomic
def propose_mappings(*, source: Source, receipt: dict[str, Any]) -> None:
    """Add what the import newly names, with a proposal; what a person approved stays as it is."""
    if source.holder_kind == HolderKind.UNIT:
        teams = {team.name.casefold(): team for team in Team.objects.all()}
        for holder, rows in receipt["holders"].items():
            row, _ = HolderMapping.objects.get_or_create(source=source, holder=holder[:300])
            if not row.approved and row.team is None:
                row.team = teams.get(holder.casefold())
            row.rows = rows
            row.save()
    requester = _requester_of(source)
    for status, rows in receipt["statuses"].items():
        _propose_status(source, status, rows, requester)


def _propose_status(source: Source, status: str, rows: int, requester: str) -> None:
    row, _ = StatusMapping.objects.get_or_create(source=source, status=status[:300])
    meaning = memories.meaning(status) or proposed(status)
    if meaning and not row.approved and not row.status_class:
        row.status_class = meaning.status_class
        row.turn = requester if meaning.turn == REQUESTER else meaning.turn
    row.rows = rows
    row.save()


def _requester_of(source: Source) -> str:
    """Who asks in this tracker: the other side of the one that holds most of its rows."""
    held = {"marketing": 0, "it": 0}
    for row in HolderMapping.objects.filter(source=source, team__isnull=False):
        latest = TeamParty.objects.filter(team=row.team).last()
        if latest is not None and latest.party in held:
            held[latest.party] += row.rows
    if not any(held.values()):
        return ""
    return "marketing" if held["it"] >= held["marketing"] else "it"


@transaction.atomic
def save_mappings(
    *,
    source: Source,
    holders: dict[int, int | None],
    statuses: dict[int, tuple[str, str]],
    by: User,
    at: dt.datetime,
) -> int:
    """Set teams of holders (by mapping id → team id) and classes of statuses; return the changes."""
    changed = _save_holders(source, holders) + _save_statuses(source, statuses)
    HolderMapping.objects.filter(source=source).update(approved=True)
    StatusMapping.objects.filter(source=source).update(approved=True)
    if changed:
        record(
            by=by,
            at=at,
            verb="mapped",
            kind="source",
            key=str(source.pk),
            label=str(source),
            changes=changed,
        )
    return changed


def _save_holders(source: Source, holders: dict[int, int | None]) -> int:
    changed = 0
    for row in HolderMapping.objects.filter(source=source, pk__in=holders):
        if row.team_id != holders[row.pk]:
            row.team_id = holders[row.pk]
            row.save()
            changed += 1
    return changed


def _save_statuses(source: Source, statuses: dict[int, tuple[str, str]]) -> int:
    changed = 0
    for row in StatusMapping.objects.filter(source=source, pk__in=statuses):
        if (row.status_class, row.turn) != statuses[row.pk]:
            row.status_class, row.turn = statuses[row.pk]
            row.save()
            changed += 1
    return changed


def sign_mappings(*, source: Source, seen: str, by: User, at: dt.datetime) -> None:
    """Sign the source's mappings for the own side, as they were ``seen`` (their fingerprint)."""
    digest = digest_of(mapping_content(source))
    if seen != digest:
        raise RefusedError(
            "The mappings were changed while you looked at them. Look again before you sign."
        )
    sign(
        subject=queries.MAPPINGS,
        key=str(source.pk),
        digest=digest,
        label=f"the mappings of {source}",
        by=by,
        at=at,
    )
