"""The overview: what both leaders read first, put together from what the areas published.

It reads the notice board and nothing else, so it holds whatever there is: both trackers and a pulse,
one tracker, six people a side, or only a pulse. What is missing is said, never filled in.
"""

from accord.areas.partnership.findings.overview import Overview, company_overview
from accord.areas.partnership.findings.stage import PORTRAITS

__all__ = ["PORTRAITS", "Overview", "company_overview"]
