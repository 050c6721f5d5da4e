"""``accord brief``: two pages to hand out."""

from pathlib import Path


def write_brief(out: Path) -> None:
    """Write the brief."""
    out.write_text("", encoding="utf-8")
