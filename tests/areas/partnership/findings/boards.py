"""Overviews of boards written by hand."""

from tests.areas.partnership.factories import measured, pulse, put_up, records, stage

from accord.areas.indicators.actions import Said
from accord.areas.partnership.findings import Overview, company_overview
from accord.areas.partnership.findings.words import Text


def seen(evidence: list[Said] | None = None, opinions: list[Said] | None = None) -> Overview:
    """The overview of these readings of both areas."""
    put_up(evidence, opinions)
    return company_overview()


def words(parts: tuple[Text, ...]) -> str:
    """A sentence without its doors."""
    return "".join(part.words for part in parts)


def everything() -> Overview:
    """The overview with both trackers and a pulse."""
    return seen([*records(), *measured()], [*pulse(), stage(0.0, 0.2, 0.8, 0.0, 0.0)])
