"""Every test of the evidence has a home of its own."""

from pathlib import Path
from typing import Any

import pytest

from accord.areas.evidence import frames


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    settings.ACCORD_HOME = tmp_path
    settings.MEDIA_ROOT = tmp_path / "uploads"
    frames._figures.cache_clear()
    return tmp_path
