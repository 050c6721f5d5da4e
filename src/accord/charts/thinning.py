"""Fewer signs than there are rows: what would only blacken a picture is left out evenly."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

Row = TypeVar("Row")
#: More signs than this lie upon each other, and take longer to draw than to look at.
MOST_SIGNS = 400


def thinned(
    rows: Sequence[Row], key: Callable[[Row], Any], most: int = MOST_SIGNS
) -> tuple[list[Row], int]:
    """Every so manieth row in the order of ``key``, and how many rows each of them stands for."""
    step = -(-len(rows) // most) or 1
    # From the middle of each run on: the first and the last alone would widen what is seen.
    return sorted(rows, key=key)[step // 2 :: step] if step > 1 else list(rows), step


def drawn_words(step: int) -> str:
    """What a picture says of it, "" where every row is drawn."""
    return f" (one in {step:,} is drawn)" if step > 1 else ""
