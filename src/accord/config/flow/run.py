"""What ``accord flow`` does: reads, places, counts, writes the asked files, and sums up in words."""

from accord.config.flow.asked import Asked
from accord.config.flow.exports import opened
from accord.config.flow.figures import measured
from accord.config.flow.mappings import read_parties, read_statuses
from accord.config.flow.outputs import check_outputs, write_outputs
from accord.config.flow.placing import custody_of
from accord.config.flow.summary import summary


def run(asked: Asked) -> str:
    """Do all that was asked and return the summary; ``UnreadableFileError`` says what is wrong."""
    check_outputs(asked)
    parties = read_parties(asked.parties) if asked.parties else None
    statuses = read_statuses(asked.statuses) if asked.statuses else None
    as_of = asked.moment
    with opened(asked.files, asked.format_name, asked.options, asked.columns) as exports:
        placed = custody_of(exports, parties, statuses, as_of)
        found = measured(exports, placed)
        write_outputs(asked, found)
        return summary(asked, found)
