"""A wave, released."""

import numpy as np

from accord.areas.pulse import findings
from accord.areas.pulse.findings.sides import Content
from accord.areas.pulse.frames import Survey
from accord.areas.pulse.models import instrument


def made(survey: Survey) -> Content:
    """The release of a survey, with chance told."""
    return findings.release(survey, instrument(), np.random.default_rng(1))
