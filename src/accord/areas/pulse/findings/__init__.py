"""What a closed wave says: the release, and what is published on the notice board.

A release is made once from the answers and then frozen. Every screen, export and reading is a
function of it; nothing else looks at answers.
"""

from accord.areas.pulse.findings.attention import signals
from accord.areas.pulse.findings.certificates import certificate_of
from accord.areas.pulse.findings.closed_wave import release
from accord.areas.pulse.findings.conversation import few_answered
from accord.areas.pulse.findings.guesses import understanding
from accord.areas.pulse.findings.moves import NOTHING_MOVED, Moves, moves_beside, shown_beside
from accord.areas.pulse.findings.outlook import what_it_will_see
from accord.areas.pulse.findings.published import readings
from accord.areas.pulse.findings.sides import SIDE_WORDS
from accord.areas.pulse.findings.tidy import TIDY_COLUMNS, tidy
from accord.areas.pulse.findings.trend import readings_of as readings_of_change
from accord.areas.pulse.findings.words import headline

__all__ = [
    "NOTHING_MOVED",
    "SIDE_WORDS",
    "TIDY_COLUMNS",
    "Moves",
    "certificate_of",
    "few_answered",
    "headline",
    "moves_beside",
    "readings",
    "readings_of_change",
    "release",
    "shown_beside",
    "signals",
    "tidy",
    "understanding",
    "what_it_will_see",
]
