"""Reads: sources with their signatures, the snapshot that counts, imports."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from accord.areas.evidence.frames import mapping_content
from accord.areas.evidence.models import (
    HolderMapping,
    Import,
    ImportState,
    Snapshot,
    Source,
    StatusMapping,
)
from accord.areas.people.actions import digest_of
from accord.areas.people.models import SIDES, Signature, working_calendars
from accord.areas.people.queries import TwoKeys, two_keys

MAPPINGS = "mappings"
UNDO = "undo of import"


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
    """A fingerprint of all that the figures rest on: records, mappings, signatures, working hours."""
    mapped = [[row.pk, fingerprint(row), keys_of(row).missing] for row in sources]
    hours = {party: found.to_dict() for party, found in working_calendars().items()}
    return digest_of([newest.pk, mapped, hours])


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
