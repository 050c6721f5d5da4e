"""``accord demo --no-serve``: from nothing to the overview of the example company."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ACCORD = str(Path(sys.executable).with_name("accord"))


@pytest.mark.slow
def test_the_example_company_is_told_in_the_terminal(tmp_path: Path) -> None:
    done = subprocess.run(
        [ACCORD, "demo", "--no-serve"],
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "People work on it for" in done.stdout
    assert "signed by both sides" in done.stdout
    assert "Co-mingling" in done.stdout
    assert (tmp_path / "brief.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert not list(tmp_path.glob("accord-demo-*"))
