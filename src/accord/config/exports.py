"""``accord export``: the evidence of this installation in an open format."""

from pathlib import Path
from typing import Any

from django.conf import settings

from accord.analysis.requests import Pairs
from accord.areas.evidence.frames import said_of_pairs
from accord.areas.evidence.models import HolderKind, Snapshot, Source
from accord.config.command import CommandError
from accord.store import evidence as store
from accord.store.exports import KINDS, export

_TABLES = ("history", "items", "promises", "comments", "links")


def write_export(out: Path, source_name: str) -> None:
    """Write the newest evidence; the ending of the name says which kind."""
    kind = next((kind for kind in KINDS if out.name.casefold().endswith(f".{kind}")), "")
    if not kind or out.name.casefold() == f".{kind}":
        raise CommandError(f"{out} cannot be written: its name must end in one of {_endings()}.")
    sources = _sources(source_name)
    persons = frozenset(row.name for row in sources if row.holder_kind == HolderKind.PERSON)
    names = {row.key: row.name for row in sources}
    said = said_of_pairs()
    agreed, apart = (_between(said[word], names) for word in (True, False))
    try:
        store.read(
            settings.ACCORD_HOME,
            _newest,
            lambda tables: export(_named(tables, names), out, kind, persons, agreed, apart),
        )
    except OSError as error:
        raise CommandError(f"{out} cannot be written ({error.strerror or error}).") from error


def _endings() -> str:
    return ", ".join(f".{kind}" for kind in KINDS)


def _sources(name: str) -> list[Source]:
    found = list(Source.objects.filter(name=name) if name else Source.objects.all())
    if not found and name:
        known = ", ".join(Source.objects.values_list("name", flat=True)) or "none yet"
        raise CommandError(f"There is no source '{name}'; there are: {known}.")
    if not found:
        raise CommandError("Nothing was imported yet: there is nothing to export.")
    return found


def _newest() -> store.Snapshot:
    newest = Snapshot.objects.first()
    if newest is None:
        raise CommandError("Nothing was imported yet: there is nothing to export.")
    return store.Snapshot(dict(newest.versions))


def _between(pairs: Pairs, names: dict[str, str]) -> Pairs:
    """The pairs whose two ends are written, with the sources' names."""
    return frozenset(
        ((names[first], one), (names[second], other))
        for (first, one), (second, other) in pairs
        if first in names and second in names
    )


def _named(tables: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """The rows of these sources, each under the name that people gave its source."""
    found = {}
    for table in _TABLES:
        rows = tables[table].filter(tables[table].source.isin(list(names)))
        found[table] = rows.mutate(source=rows.source.cases(*names.items()))
    return found
