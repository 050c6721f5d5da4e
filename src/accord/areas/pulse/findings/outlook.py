"""What a wave will be able to see, before anybody is asked."""

import functools

import numpy as np

from accord.analysis import disclosure, power

RATE = 0.7
#: A gap of this many points, or more, hardly ever occurs: seeing only that is seeing nothing.
TOO_WIDE = 1.5


@functools.lru_cache(maxsize=256)
def what_it_will_see(
    marketing: int, it: int, rate: float = RATE, fewest: int = disclosure.FEWEST_FOR_MEAN
) -> str:
    """One sentence: which gap four of five such waves will call different; always the same."""
    expected = power.Expected(marketing, rate), power.Expected(it, rate)
    if min(part.answering for part in expected) < fewest:
        return (
            f"With so few answers nothing will be shown: at least {fewest} a side are needed. Invite "
            "more people, or talk it over in a facilitated conversation instead."
        )
    found = power.smallest_gap(*expected, np.random.default_rng(0))
    if found.gap is None or found.gap > TOO_WIDE:
        return (
            "Most verdicts will read “cannot tell”: with so few people only very wide gaps can be "
            "proven. A facilitated conversation suits better, with the answers as its opening."
        )
    return (
        f"Gaps of about {found.gap:.1f} points of 5 will be seen in four of five cases; smaller ones "
        "will mostly read “cannot tell”."
    )
