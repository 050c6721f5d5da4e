"""What both sides say, beside what the records show."""

from collections.abc import Sequence
from dataclasses import dataclass

from accord.areas.indicators.models import Reading
from accord.areas.indicators.queries import Board
from accord.areas.partnership.findings.shown import records_of
from accord.areas.partnership.findings.words import SIDES, capital, number
from accord.charts.dumbbell import Pair

#: A gap between what is said and what is shown, in points of the five-point scale.
CONTRADICTS_FROM = 0.8
AGREES_FROM = 3.4


@dataclass(frozen=True, slots=True)
class SaidShown:
    """One dimension: what both say, what the records show, and the verdict in words."""

    key: str
    name: str
    marketing: float | None
    it: float | None
    records: float | None
    verdict: str
    record_sentence: str
    contradiction: str
    link: str
    record_link: str

    @property
    def pair(self) -> Pair:
        """The same for the picture."""
        return Pair(self.name, self.marketing, self.it, self.verdict, self.records)

    @property
    def strength(self) -> float:
        """How far said and shown, or both sides, lie apart."""
        if self.marketing is None or self.it is None:
            return 0.0
        apart = abs(self.marketing - self.it)
        if self.records is None:
            return apart
        return max(apart, abs((self.marketing + self.it) / 2 - self.records)) + 0.5


def said_and_shown(board: Board) -> list[SaidShown]:
    """The dimensions of the pulse, each with what the records show where they show it."""
    rows = []
    for found in board.parts_of_family("pulse.dimension.", ".gap"):
        key = found.name.removeprefix("pulse.dimension.").removesuffix(".gap")
        rows.append(_said_row(board, key, found))
    return rows


def _said_row(board: Board, key: str, found: Reading) -> SaidShown:
    marketing, it = (board.value(f"pulse.dimension.{key}.{side}") for side in SIDES)
    share, sentence, link = records_of(board, key)
    records = None if share is None else 1 + 4 * share
    verdict = found.detail["verdict"] if marketing is not None else "too few answers"
    contradiction = _contradiction(found.detail["label"], marketing, it, records, sentence)
    return SaidShown(
        key=key,
        name=found.detail["label"],
        marketing=marketing,
        it=it,
        records=records,
        verdict=verdict,
        record_sentence=sentence,
        contradiction=contradiction,
        link=found.link,
        record_link=link,
    )


def _contradiction(
    name: str, marketing: float | None, it: float | None, records: float | None, sentence: str
) -> str:
    if marketing is None or it is None or records is None:
        return ""
    if min(marketing, it) >= AGREES_FROM and min(marketing, it) - records >= CONTRADICTS_FROM:
        return f"Both sides think well of “{name.lower()}” ({marketing} and {it} of 5). {sentence}"
    if max(marketing, it) < AGREES_FROM and records - max(marketing, it) >= CONTRADICTS_FROM:
        return (
            f"Both sides think little of “{name.lower()}” ({marketing} and {it} of 5); "
            f"the records look better. {sentence}"
        )
    return ""


def clearly_apart(said: Sequence[SaidShown]) -> list[SaidShown]:
    """The dimensions that both sides see clearly differently."""
    return [row for row in said if row.verdict == "different"]


def said_sentence(said: Sequence[SaidShown]) -> str:
    """How many differ clearly, and the first contradiction to the records."""
    if not said:
        return ""
    apart = len(clearly_apart(said))
    verb = "differ" if apart > 1 else "differs"
    count = capital(number(apart)) if apart else "None"
    first = f"{count} of {number(len(said))} {verb} clearly."
    contradictions = [row.contradiction for row in said if row.contradiction]
    return " ".join([first, *contradictions[:1]])


def strongest(said: Sequence[SaidShown]) -> list[SaidShown]:
    """The three dimensions most worth a look: contradictions first."""
    known = [row for row in said if row.marketing is not None]
    flagged = sorted(known, key=lambda row: (not row.contradiction, -row.strength))
    return flagged[:3]
