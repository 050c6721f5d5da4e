"""What ``accord flow`` is asked for."""

from dataclasses import dataclass
from pathlib import Path

from accord.connectors.contract import Options


@dataclass(frozen=True, slots=True)
class Asked:
    """The command line, as given."""

    files: list[Path]
    format_name: str
    options: Options
    parties: Path | None
    statuses: Path | None
    as_of: str
    json: Path | None
    items: Path | None
    stays: Path | None
