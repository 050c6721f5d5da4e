"""What ``accord flow`` is asked for."""

from dataclasses import dataclass
from pathlib import Path

from accord.connectors.contract import Options, UnreadableFileError
from accord.connectors.files import parse_time


@dataclass(frozen=True, slots=True)
class Asked:
    """The command line, as given."""

    files: list[Path]
    format_name: str
    options: Options
    columns: str
    parties: Path | None
    statuses: Path | None
    as_of: str
    json: Path | None
    items: Path | None
    stays: Path | None

    @property
    def moment(self) -> int | None:
        """The time of ``--as-of``, where it was given."""
        return moment("--as-of", self.as_of, self.options.zone)


def moment(option: str, text: str, zone: str) -> int | None:
    """The time that an option names; None where it was not given."""
    if not text:
        return None
    try:
        at = parse_time(text.strip(), zone)
    except ValueError as error:  # the zone itself is unknown
        raise UnreadableFileError(str(error)) from error
    if at is None:
        raise UnreadableFileError(
            f"{option} {text!r} is no time; write it like 2026-01-31 or 2026-01-31T12:00:00Z."
        )
    return at
