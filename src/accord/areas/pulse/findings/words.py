"""A whole wave in plain words."""

from collections.abc import Mapping
from typing import Any

from accord.analysis import gap


def headline(content: Mapping[str, Any]) -> str:
    """The whole wave in one plain sentence."""
    if not content["released"]:
        return "Too few answered to show anything."
    said = [part["verdict"] for part in content["dimensions"]]
    apart, alike, unsure = (said.count(verdict.value) for verdict in gap.Verdict)
    told = [
        f"{number_words(apart)} of {number_words(len(said))} {'differs' if apart == 1 else 'differ'} clearly"
    ]
    if not apart:
        told = ["no dimension differs clearly"]
    if alike:
        told.append(f"{number_words(alike)} {'is' if alike == 1 else 'are'} practically the same")
    if unsure:
        told.append(f"about {number_words(unsure)} this pulse cannot tell")
    return f"{capital('; '.join(told))}."


def number_words(number: int) -> str:
    """A number as it is written in a sentence."""
    small = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
             "eleven", "twelve")  # fmt: skip
    return small[number] if number < len(small) else str(number)


def capital(words: str) -> str:
    """With a capital first letter; the others stay."""
    return words[:1].upper() + words[1:]


def percent(share: float) -> str:
    """A share in whole hundredths."""
    return f"{100 * share:.0f} %"
