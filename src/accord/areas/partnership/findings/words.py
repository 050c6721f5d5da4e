"""Words: pieces of sentences, and numbers as they stand in them."""

from collections.abc import Sequence
from dataclasses import dataclass

SIDE_WORDS = {"marketing": "marketing", "it": "IT"}
SIDES = ("marketing", "it")
_NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of a sentence; with a link it is the door to what stands behind."""

    words: str
    link: str = ""


Sentence = tuple[Text, ...]


def number(value: float) -> str:
    """A whole number, in a word up to twelve."""
    whole = round(value)
    return _NUMBERS[whole] if 0 <= whole < len(_NUMBERS) else f"{whole:,}"


def days_in_words(value: float) -> str:
    """Days for a sentence: a word or a figure, whole from three on."""
    if value >= 2.5:
        return number(value)
    return "less than one" if value < 0.75 else ("one" if value < 1.5 else "two")


def whole_numbers(values: Sequence[float]) -> list[int]:
    """Whole numbers that add up to the rounded sum (largest remainders get the rest)."""
    wholes = [int(value) for value in values]
    missing = round(sum(values)) - sum(wholes)
    by_remainder = sorted(range(len(values)), key=lambda place: wholes[place] - values[place])
    for place in by_remainder[:missing]:
        wholes[place] += 1
    return wholes


def small(words: str) -> str:
    """As it stands within a sentence; IT keeps its capitals."""
    return words if words.startswith("IT") else words[:1].lower() + words[1:]


def capital(words: str) -> str:
    """As it stands at the beginning of a sentence."""
    return words[:1].upper() + words[1:]
