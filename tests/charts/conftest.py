"""Every chart that a test draws is checked against the schema of Vega-Lite."""

from collections.abc import Iterator

import pytest
from altair.utils import schemapi


@pytest.fixture(autouse=True)
def checked() -> Iterator[None]:
    with schemapi.debug_mode(True):
        yield
