"""Reads: sources with their signatures, the snapshot that counts, imports."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from accord.areas.evidence.frames import LEAST_PEOPLE, mapping_content, said_of_pairs
from accord.areas.evidence.models import (
    AgreedLink,
    HolderKind,
    HolderMapping,
    Import,
    ImportState,
    Level,
    LookBack,
    LookBackMark,
    LookBackRequest,
    Scenario,
    Snapshot,
    Source,
    StatusMapping,
    TableMapping,
)
from accord.areas.people.actions import digest_of
from accord.areas.people.models import SIDES, Signature, User, working_calendars
from accord.areas.people.queries import TwoKeys, teams_on, two_keys

MAPPINGS = "mappings"
UNDO = "undo of import"
LOOK_BACK = "Look-back"


@dataclass(frozen=True, slots=True)
class SourceNow:
    """A source with who signed its mappings as they stand, and what is not mapped yet."""

    source: Source
    keys: TwoKeys
    unmapped_holders: int
    unmapped_statuses: int
    imports: int


def holding() -> QuerySet[Source]:
    """The sources that hold anything: one whose first import broke off holds nothing."""
    counts = (ImportState.APPLIED, ImportState.UNDOING)
    return Source.objects.filter(imports__state__in=counts).distinct()


def names() -> dict[str, str]:
    """What each source is called, by its name in the evidence tables."""
    return {source.key: source.name for source in holding()}


def saved_columns() -> QuerySet[TableMapping]:
    """What people said of the columns of tables, by the name for which it was said last."""
    return TableMapping.objects.select_related("by__person")


def agreed_links() -> QuerySet[AgreedLink]:
    """What people said of pairs of items, the newest first."""
    return AgreedLink.objects.select_related("first_source", "second_source", "by__person")


def sources() -> list[SourceNow]:
    """All sources that hold anything."""
    return [source_now(source) for source in holding()]


def source_now(source: Source) -> SourceNow:
    """One source as it stands."""
    return SourceNow(
        source=source,
        keys=keys_of(source),
        unmapped_holders=HolderMapping.objects.filter(source=source, team=None).count(),
        unmapped_statuses=StatusMapping.objects.filter(source=source, status_class="").count(),
        imports=source.imports.filter(state=ImportState.APPLIED).count(),
    )


def keys_of(source: Source) -> TwoKeys:
    """The signatures that fit the source's mappings as they stand."""
    return two_keys(MAPPINGS, str(source.pk), fingerprint(source))


def fingerprint(source: Source) -> str:
    """What a signature on the source's mappings is bound to, as they stand."""
    return digest_of(mapping_content(source))


def state(newest: Snapshot, sources: Iterable[Source]) -> str:
    """A fingerprint of all that figures rest on: records, mappings, signatures, links, working hours."""
    mapped = [[row.pk, fingerprint(row), keys_of(row).missing] for row in sources]
    pairs = sorted((word, *ends) for word, found in said_of_pairs().items() for ends in found)
    hours = {party: found.to_dict() for party, found in working_calendars().items()}
    return digest_of([newest.pk, mapped, pairs, hours])


def was_signed(source: Source) -> bool:
    """Whether both sides ever signed one and the same state of the source's mappings."""
    rows = Signature.objects.filter(subject=MAPPINGS, key=str(source.pk))
    sides: dict[str, set[str]] = {}
    for row in rows:
        sides.setdefault(row.digest, set()).add(row.side)
    return any(len(found) == len(SIDES) for found in sides.values())


def newest_snapshot() -> Snapshot | None:
    """What every page reads, or None before the first import."""
    return Snapshot.objects.first()


def latest_imports(most: int = 12) -> list[Import]:
    """The newest imports."""
    return list(Import.objects.select_related("source", "by__person")[:most])


def undo_keys(row: Import) -> TwoKeys:
    """Who agreed to undo an import whose mappings both had signed."""
    return two_keys(UNDO, str(row.pk), digest_of([row.pk, row.digest]))


@dataclass(frozen=True, slots=True)
class UndoAsked:
    """An import that one side wants undone, while the other has not said."""

    row: Import
    keys: TwoKeys


def undo_asked() -> list[UndoAsked]:
    """All such imports."""
    asked = set(Signature.objects.filter(subject=UNDO).values_list("key", flat=True))
    rows = Import.objects.filter(state=ImportState.APPLIED, pk__in=asked)
    found = [UndoAsked(row, undo_keys(row)) for row in rows]
    return [one for one in found if one.keys.marketing or one.keys.it]


@dataclass(frozen=True, slots=True)
class SeatedHolder:
    """A holder that the mapping calls a team: what is left when a team is split."""

    key: str
    source: str  # its name in the evidence tables
    holder: str
    label: str


@dataclass(frozen=True, slots=True)
class SeatedTeam:
    """A team of the mappings, where it sits on the day, and its holders that are no persons."""

    key: str
    name: str
    party: str  # blank where it belongs to none on the day
    people: int  # 0 where nobody of it is known
    holders: tuple[SeatedHolder, ...]

    @property
    def small(self) -> bool:
        """Too few people to be looked at apart."""
        return 0 < self.people < LEAST_PEOPLE

    @property
    def may_split(self) -> bool:
        """Whether it has several holders, each of which may be people enough."""
        count = len(self.holders)
        return count > 1 and (not self.people or self.people >= count * LEAST_PEOPLE)


def seated_teams(sources: Iterable[Source], day: dt.date) -> list[SeatedTeam]:
    """The teams that hold work: those of the mappings, and where holders are persons all with people."""
    sources = list(sources)
    holders = _holders_of_teams(sources)
    by_person = any(source.holder_kind == HolderKind.PERSON for source in sources)
    return [
        SeatedTeam(
            key=f"team-{row.team.pk}",
            name=row.team.name,
            party=row.party,
            people=row.people,
            holders=tuple(holders[row.team.pk]),
        )
        for row in teams_on(day)
        if holders[row.team.pk] or (by_person and row.people)
    ]


def _holders_of_teams(sources: Iterable[Source]) -> dict[int, list[SeatedHolder]]:
    units = [source for source in sources if source.holder_kind == HolderKind.UNIT]
    found: dict[int, list[SeatedHolder]] = defaultdict(list)
    rows = HolderMapping.objects.filter(source__in=units, team__isnull=False)
    for row in rows.select_related("source").order_by("holder", "source__name"):
        holder = SeatedHolder(
            key=f"holder-{row.pk}",
            source=row.source.key,
            holder=row.holder,
            label=f"{row.holder} ({row.source})",
        )
        found[row.team_id].append(holder)  # type: ignore[index]
    return found


def scenarios() -> QuerySet[Scenario]:
    """The seatings that were kept, oldest first."""
    return Scenario.objects.select_related("by__person")


# Look-backs


def look_backs() -> QuerySet[LookBack]:
    """All look-backs, the newest first, with how many requests each holds."""
    return LookBack.objects.annotate(held=Count("requests"))


def looking_back(row: LookBack) -> dict[str, int]:
    """Side → how many people remember at least one day; before the reveal nothing else is told."""
    return _people(row, day__isnull=False)


def began(row: LookBack) -> dict[str, int]:
    """Side → how many people have saved anything."""
    return _people(row)


def _people(row: LookBack, **given: object) -> dict[str, int]:
    marks = LookBackMark.objects.filter(request__look_back=row, by__isnull=False, **given)
    pairs = set(marks.values_list("by", "side"))
    return {side.value: sum(found == side for _, found in pairs) for side in SIDES}


def places_saved(row: LookBack, user: User) -> set[int]:
    """The requests on which the person has said something, by their place."""
    own = LookBackMark.objects.filter(request__look_back=row, by=user)
    return set(own.values_list("request__place", flat=True))


def own_marks(request: LookBackRequest, user: User) -> dict[str, LookBackMark]:
    """Milestone → what the person said of it. Never anybody else's."""
    return {mark.milestone: mark for mark in request.marks.filter(by=user)}


def remembered_source() -> str:
    """Under which name what both remember is taken in: never under that of a tracker."""
    taken = Source.objects.exclude(level=Level.REMEMBERED).filter(name=LOOK_BACK).exists()
    return f"{LOOK_BACK} of both sides" if taken else LOOK_BACK
