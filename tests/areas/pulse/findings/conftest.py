"""A wave in which the sides lie clearly apart."""

import numpy as np
import pytest
from tests.areas.pulse.factories import a_survey, drawn
from tests.areas.pulse.findings.waves import made

from accord.areas.pulse.findings.sides import Content


@pytest.fixture(scope="session")
def apart() -> Content:
    """Sixteen people a side who see it clearly differently."""
    generator = np.random.default_rng(4)
    return made(
        a_survey(
            [drawn(2.2, generator) for _ in range(16)],
            [drawn(4.0, generator) for _ in range(16)],
            invited=(20, 18),
            request_types=("Landing page",),
        )
    )
