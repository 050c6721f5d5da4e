"""The overview: what both leaders read first, put together from what the areas published.

It reads the notice board and nothing else, so it holds whatever there is: both trackers and a pulse,
one tracker, six people a side, or only a pulse. What is missing is said, never filled in.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from accord.analysis.stage import STAGES, Gate, Opinion, Standing, standing
from accord.areas.indicators.models import Reading
from accord.areas.indicators.queries import Board, board
from accord.areas.people.models import Company
from accord.charts.dumbbell import Pair
from accord.charts.speed import Gap
from accord.charts.turns import Segment, plain_days

SIDE_WORDS = {"marketing": "marketing", "it": "IT"}
SIDES = ("marketing", "it")
_OTHER_WORDS = {
    "agency": "the agency",
    "vendor": "the vendor",
    "sales": "sales",
    "service": "customer service",
    "customer": "the customer",
    "nobody": "nobody yet",
    "unmapped": "holders not mapped",
    "system": "systems",
}
#: A gap between what is said and what is shown, in points of the five-point scale.
CONTRADICTS_FROM = 0.8
AGREES_FROM = 3.4
CALENDAR_DAYS_A_WORKING_DAY = 7 / 5
LEAST_JOINT = 5
LEAST_JOINT_TYPES = 3
#: Our own portraits of the five stages; the names are Gartner's.
PORTRAITS = (
    (
        "Conflicting",
        "The two work around each other. Requests are blocked or bypassed, a no comes without another "
        "way, and disputes have nobody to settle them.",
    ),
    (
        "Coping",
        "Each needs the other and knows it. They work together where they must, in a few fenced fields; "
        "elsewhere there is little between them.",
    ),
    (
        "Co-mingling",
        "Ideas are pooled, and initiatives have owners on both sides. Teams, roles, rights and budgets "
        "are still apart.",
    ),
    (
        "Collaboration",
        "Teams are mixed, people know the other's trade, and both are heard before anything is decided.",
    ),
    (
        "Co-creating",
        "Who is marketing and who is IT no longer tells where an idea came from. Goals, budget and "
        "people are shared.",
    ),
)
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


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that both could do, replayed on the records."""

    title: str
    text: str
    small: str
    saved: float
    after: float | None
    link: str
    name: str


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


@dataclass(frozen=True, slots=True)
class SpeedGap:
    """What each side calls fair for one type of request, beside what the records show."""

    type: str
    gap: Gap
    sentence: str
    link: str


@dataclass(frozen=True, slots=True)
class StageView:
    """One of the five stages as the overview shows it."""

    name: str
    probability: float | None
    here: bool
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remembered:
    """One request that readers will remember."""

    title: str
    sentence: str
    link: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A published figure of the field beside the company's own."""

    text: str
    published: dict[str, float]
    published_as: str
    own: dict[str, float | None]
    source: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The first page. Every part may be missing; ``unknown`` says what, and what would help."""

    kicker: Sentence
    headline: str
    lead: tuple[Text, ...]
    signed: bool
    unsigned_why: str
    turns: tuple[Segment, ...] = ()
    turns_sentence: str = ""
    turns_link: str = ""
    remembered: Remembered | None = None
    steps: tuple[Step, ...] = ()
    said: tuple[SaidShown, ...] = ()
    said_sentence: str = ""
    strongest: tuple[SaidShown, ...] = ()
    speed: SpeedGap | None = None
    unknown: tuple[str, ...] = ()
    stages: tuple[StageView, ...] = ()
    stage_sentence: str = ""
    standing: Standing | None = None
    compared: tuple[Compared, ...] = ()
    talk: tuple[str, ...] = ()
    empty: bool = False
    facts: dict[str, Any] = field(default_factory=dict)


def company_overview(edition: str = "") -> Overview:
    """The overview of this installation's company, from one board."""
    company = Company.objects.first()
    return overview(board(edition), company.name if company else "your company")


def overview(board: Board, company: str) -> Overview:
    """Put the page together from one board."""
    said = said_and_shown(board)
    where = _standing(board)
    days = board.get("evidence.turn.days")
    pulse = _pulse(board)
    return Overview(
        kicker=_kicker(board, company),
        headline=_headline(board, said),
        lead=_lead(board, said),
        signed=days is None or days.signed,
        unsigned_why="" if days is None else str(days.detail.get("unsigned", "")),
        turns=_segments(board),
        turns_sentence=_turns_sentence(board),
        turns_link=days.link if days else "",
        remembered=_remembered(board),
        steps=_steps(board),
        said=tuple(said),
        said_sentence=_said_sentence(said),
        strongest=tuple(_strongest(said)),
        speed=speed_gap(board),
        unknown=tuple(_unknown(board, said, where)),
        stages=tuple(_stages(board, where)) if where.stage else (),
        stage_sentence=_stage_sentence(where, pulse is not None),
        standing=where,
        compared=tuple(_compared(board)),
        talk=tuple(_talk(board, said)),
        empty=days is None and board.get("pulse.response") is None,
        facts=_facts(board),
    )


# Words


def number(value: float) -> str:
    """A whole number, in a word up to twelve."""
    whole = round(value)
    return _NUMBERS[whole] if 0 <= whole < len(_NUMBERS) else f"{whole:,}"


def days_in_words(value: float) -> str:
    """Days for a sentence: a word or a figure, whole from three on."""
    if value >= 2.5:
        return number(value)
    return "less than one" if value < 0.75 else ("one" if value < 1.5 else "two")


def _small(words: str) -> str:
    return words if words.startswith("IT") else words[:1].lower() + words[1:]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


# Where the data comes from


def _kicker(board: Board, company: str) -> Sentence:
    parts = [Text(f"Marketing and IT at {company}")]
    days = board.get("evidence.turn.days")
    if days is not None:
        parts += _records_kicker(days)
    response = _pulse(board)
    if response is not None:
        sides = response.detail["sides"]
        asked = sum(side["invited"] for side in sides.values())
        parts.append(Text(f"{asked} people asked{_answered(sides)}", response.link))
    return tuple(parts)


def _answered(sides: dict[str, Any]) -> str:
    rates = {name: side["rate"] for name, side in sides.items() if side["rate"]}
    if not rates:
        return ""
    if len(set(rates.values())) == 1:
        return f"; {next(iter(rates.values()))} answered on each side"
    told = ", ".join(f"{rate} of {SIDE_WORDS[name]}" for name, rate in rates.items())
    return f"; {told} answered"


def _records_kicker(days: Reading) -> list[Text]:
    detail = days.detail
    kind = "requests" if detail["joint"] else "items"
    span = f"{_month(detail['first'])} to {_month(detail['last'])}"
    parts = [Text(f"{days.count:,} delivered {kind}, {span}", days.link)]
    if detail["left_out"]:
        parts.append(
            Text(
                f"not counted: {detail['left_out']:,} found in one tracker only",
                detail["apart_link"],
            )
        )
    words = "mappings signed by both sides" if days.signed else "mappings unsigned"
    parts.append(Text(words, detail["sources_link"]))
    return parts


def _month(written: str) -> str:
    return dt.date.fromisoformat(f"{written}-01").strftime("%B %Y")


# One fact that both know


def _headline(board: Board, said: Sequence[SaidShown]) -> str:
    days = board.get("evidence.turn.days")
    if days is not None and days.value is not None:
        return _records_headline(board, days)
    pulse = board.get("pulse.response")
    if pulse is None:
        return "Nothing is known yet about this partnership"
    if not pulse.detail["released"]:
        return "Too few answered to show anything about this partnership"
    if _few(pulse):
        return "Few people, so facts and talk before figures"
    apart = _apart(said)
    if not apart:
        return "Marketing and IT see most things alike"
    first = max(apart, key=lambda row: abs((row.marketing or 0) - (row.it or 0)))
    return f"Marketing and IT see “{first.name.lower()}” differently"


def _records_headline(board: Board, days: Reading) -> str:
    whole = plain_days(days.value or 0.0)
    working = board.value("evidence.turn.working")
    if _unlinked(days):
        return f"An item takes {whole} days. No item of one tracker names one of another."
    if not days.detail["joint"]:
        tracker = days.detail["sources"][0]["name"] if days.detail["sources"] else "the tracker"
        return f"An item in {tracker} takes {whole} days. Half the story is in no file yet."
    if working is None:
        return f"A request between marketing and IT takes {whole} days."
    worked = days_in_words(working)
    return f"A request takes {whole} days. People work on it for {worked}."


def _unlinked(days: Reading) -> bool:
    """Whether several trackers are here and no item of one names an item of another."""
    return not days.detail["joint"] and len(days.detail["sources"]) > 1


def _lead(board: Board, said: Sequence[SaidShown]) -> Sentence:
    parts = _records_lead(board)
    pulse = board.get("pulse.response")
    if pulse is not None and pulse.detail["released"]:
        parts += _pulse_lead(pulse, said)
    elif pulse is not None:
        parts.append(Text(pulse.detail["why_not"]))
    if not parts:
        parts.append(
            Text(
                "Import one export of each side's tracker, or ask both sides: each alone gives a "
                "first overview."
            )
        )
    return tuple(parts)


def _records_lead(board: Board) -> list[Text]:
    """Where the days go that nobody works: parts that add up to the whole."""
    days = board.get("evidence.turn.days")
    if days is None or days.value is None:
        return []
    parts = _waits(board)
    rest = round(sum(part.days for part in parts))
    if not rest:
        return []
    texts = [Text(f"The other {rest}: ")]
    for part, whole in zip(parts, whole_numbers([part.days for part in parts]), strict=True):
        if whole:
            texts += [Text(str(whole), part.link), Text(f" {part.words}, ")]
    texts[-1] = Text(texts[-1].words.removesuffix(", ") + ". ")
    return texts + _proposed(board)


@dataclass(frozen=True, slots=True)
class _Wait:
    """Days of one kind of waiting, and how the first sentence names it."""

    days: float
    words: str
    link: str


def _waits(board: Board) -> list[_Wait]:
    of = {part.part: part for part in board.parts("evidence.turn.of")}
    owed = {side: of[f"{side}.wait"].value or 0.0 for side in SIDES if f"{side}.wait" in of}
    queues = [f"{side}.queue" for side in SIDES if f"{side}.queue" in of]
    named = {f"{side}.wait" for side in SIDES} | {f"{side}.queue" for side in SIDES}
    waits = []
    if owed:
        split = ", ".join(
            f"{SIDE_WORDS[side]} {whole}"
            for side, whole in zip(owed, whole_numbers(list(owed.values())), strict=True)
        )
        link = of[f"{max(owed, key=lambda side: owed[side])}.wait"].link
        waits.append(_Wait(sum(owed.values()), f"waiting for an answer ({split})", link))
    if "nobody.wait" in of:
        row = of["nobody.wait"]
        waits.append(_Wait(row.value or 0.0, "finished, waiting for a release", row.link))
        named.add("nobody.wait")
    if queues:
        whole = sum(of[name].value or 0.0 for name in queues)
        waits.append(_Wait(whole, "in queues", of[queues[-1]].link))
    other = [row for name, row in of.items() if name not in named and not name.endswith(".work")]
    if other:
        largest = max(other, key=lambda row: row.value or 0.0)
        parties = {row.part.partition(".")[0] for row in other}
        party = _OTHER_WORDS.get(largest.part.partition(".")[0], "others")
        words = f"with {party}" if len(parties) == 1 else f"with others ({party} most)"
        waits.append(_Wait(sum(row.value or 0.0 for row in other), words, largest.link))
    return waits


def whole_numbers(values: Sequence[float]) -> list[int]:
    """Whole numbers that add up to the rounded sum (largest remainders get the rest)."""
    wholes = [int(value) for value in values]
    missing = round(sum(values)) - sum(wholes)
    by_remainder = sorted(range(len(values)), key=lambda place: wholes[place] - values[place])
    for place in by_remainder[:missing]:
        wholes[place] += 1
    return wholes


def _proposed(board: Board) -> list[Text]:
    steps = _steps(board)
    if not steps or not steps[0].after:
        return []
    first = steps[0]
    return [
        Text("Proposed: "),
        Text(first.title[:1].lower() + first.title[1:], "#steps"),
        Text(f"; that would have made it {first.after:.0f} days. "),
    ]


def _pulse_lead(pulse: Reading, said: Sequence[SaidShown]) -> list[Text]:
    parts = []
    worst = _both_lowest(said)
    if worst is not None:
        parts.append(Text(f"Both sides name {worst.name.lower()} among their three troubles. "))
    closer = pulse.detail.get("understanding", "")
    if closer:
        words = closer.rstrip(".")
        before = "On what each expects of the other: "
        parts += [
            Text(before),
            Text(words[:1].lower() + words[1:], f"{pulse.link}#guesses"),
            Text("."),
        ]
    return parts


def _both_lowest(said: Sequence[SaidShown]) -> SaidShown | None:
    """A dimension that is among the three lowest of both sides."""
    known = [row for row in said if row.marketing is not None and row.it is not None]
    lowest = [
        {row.key for row in sorted(known, key=lambda row: getattr(row, side))[:3]} for side in SIDES
    ]
    both = [row for row in known if row.key in lowest[0] & lowest[1]]
    return min(both, key=lambda row: (row.marketing or 0) + (row.it or 0), default=None)


# Whose turn it was


def _segments(board: Board) -> tuple[Segment, ...]:
    days = board.get("evidence.turn.days")
    if days is None:
        return ()
    return tuple(
        Segment(part["party"], part["kind"], part["days"], part["text"])
        for part in days.detail["segments"]
    )


def _turns_sentence(board: Board) -> str:
    days = board.get("evidence.turn.days")
    if days is None or days.low is None or days.high is None:
        return ""
    what = "delivered requests that ran through both trackers"
    if _unlinked(days):
        what = "delivered items, none of them linked across the trackers"
    elif not days.detail["joint"]:
        what = "delivered items of one tracker; what the other side did is not in it"
    return (
        f"Average of {days.count:,} {what}; probably {plain_days(days.low)} to "
        f"{plain_days(days.high)} days."
    ) + _both_right(board, days)


def _both_right(board: Board, days: Reading) -> str:
    """Each side finds itself right once and uneasy once: both by the same yardstick."""
    if not days.detail["joint"]:
        return ""
    owes, queues = (
        {side: board.value("evidence.turn.of", f"{side}.{kind}") or 0.0 for side in SIDES}
        for kind in ("wait", "queue")
    )
    if min(owes.values()) < 0.5:
        return ""
    return (
        f" Each waits for the other: marketing owes answers for {plain_days(owes['marketing'])} "
        f"days and holds {plain_days(queues['marketing'])} in a queue, IT owes answers for "
        f"{plain_days(owes['it'])} and holds {plain_days(queues['it'])} in a queue."
    )


def _remembered(board: Board) -> Remembered | None:
    found = board.get("evidence.memorable")
    if found is None or found.value is None:
        return None
    waits = ", ".join(
        f"{SIDE_WORDS.get(wait['party'], wait['party'])} {wait['text']} {plain_days(wait['days'])}"
        if wait["party"] != "nobody"
        else f"{wait['text']} {plain_days(wait['days'])}"
        for wait in found.detail["waits"]
    )
    sentence = f"{plain_days(found.value)} days; {waits}"
    return Remembered(found.detail["title"], sentence, found.link)


# One step, both ways


def _steps(board: Board) -> tuple[Step, ...]:
    steps = [
        Step(
            title=found.detail["title"],
            text=found.detail["text"],
            small=found.detail["small"],
            saved=found.value or 0.0,
            after=found.detail.get("after"),
            link=found.link,
            name=f"{found.name} {found.part}",
        )
        for found in board.parts("evidence.step")
        if found.value
    ]
    wanted = ["both", "briefs", "answers", "release"]
    order = {f"evidence.step {name}": place for place, name in enumerate(wanted)}
    return tuple(sorted(steps, key=lambda step: order.get(step.name, len(order)))[:3])


# Said and shown


def said_and_shown(board: Board) -> list[SaidShown]:
    """The dimensions of the pulse, each with what the records show where they show it."""
    rows = []
    for found in board.parts_of_family("pulse.dimension.", ".gap"):
        key = found.name.removeprefix("pulse.dimension.").removesuffix(".gap")
        rows.append(_said_row(board, key, found))
    return rows


def _said_row(board: Board, key: str, found: Reading) -> SaidShown:
    marketing, it = (board.value(f"pulse.dimension.{key}.{side}") for side in SIDES)
    share, sentence, link = _records_of(board, key)
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


def _records_of(board: Board, key: str) -> tuple[float | None, str, str]:
    """The measured twin of a dimension: a share from 0 to 1, its sentence, the way to the rows."""
    twins = {
        "trust": _promises_twin,
        "speed": _speed_twin,
        "understanding": _straight_twin,
        "cadence": _answers_twin,
    }
    return twins[key](board) if key in twins else (None, "", "")


def _promises_twin(board: Board) -> tuple[float | None, str, str]:
    found = {side: board.get("evidence.promises", side) for side in SIDES}
    rows = {side: row for side, row in found.items() if row is not None and row.value is not None}
    if not rows:
        return None, "", ""
    parts = [
        f"{SIDE_WORDS[side] if place else _capital(SIDE_WORDS[side])} kept "
        f"{row.detail['kept']} of {row.detail['of']} due dates"
        for place, (side, row) in enumerate(reversed(rows.items()))
    ]
    shares = [row.value or 0.0 for row in rows.values()]
    return float(np.mean(shares)), ", ".join(parts) + ".", next(iter(rows.values())).link


def _speed_twin(board: Board) -> tuple[float | None, str, str]:
    """The share of requests done within the time that marketing calls fair, over its types."""
    done = asked = 0.0
    link = ""
    for row in board.parts("evidence.lead"):
        fair = board.value(f"pulse.expectation.{row.part}.marketing.fair")
        if fair is None or not row.count:
            continue
        quantiles = np.array(row.detail["quantiles"])
        within = float((quantiles <= fair * CALENDAR_DAYS_A_WORKING_DAY).mean())
        done, asked, link = done + within * row.count, asked + row.count, row.link
    if not asked:
        return None, "", ""
    share = done / asked
    return (
        share,
        f"{round(100 * share)} in 100 requests were done within the time marketing calls fair.",
        link,
    )


def _straight_twin(board: Board) -> tuple[float | None, str, str]:
    found = board.get("evidence.straight")
    if found is None or found.value is None:
        return None, "", ""
    share = round(100 * found.value)
    return found.value, f"{share} in 100 requests were never sent back by IT.", found.link


def _answers_twin(board: Board) -> tuple[float | None, str, str]:
    rows = [row for side in SIDES if (row := board.get("evidence.answers", side)) is not None]
    if not rows:
        return None, "", ""
    within = sum(row.detail["within"] for row in rows)
    count = sum(row.detail["count"] for row in rows)
    share = within / count
    sentence = f"{round(100 * share)} in 100 answers between the sides came within three days."
    return share, sentence, rows[0].link


def _apart(said: Sequence[SaidShown]) -> list[SaidShown]:
    return [row for row in said if row.verdict == "different"]


def _said_sentence(said: Sequence[SaidShown]) -> str:
    if not said:
        return ""
    apart = len(_apart(said))
    verb = "differ" if apart > 1 else "differs"
    count = _capital(number(apart)) if apart else "None"
    first = f"{count} of {number(len(said))} {verb} clearly."
    contradictions = [row.contradiction for row in said if row.contradiction]
    return " ".join([first, *contradictions[:1]])


def _strongest(said: Sequence[SaidShown]) -> list[SaidShown]:
    known = [row for row in said if row.marketing is not None]
    flagged = sorted(known, key=lambda row: (not row.contradiction, -row.strength))
    return flagged[:3]


# The speed gap


def speed_gap(board: Board) -> SpeedGap | None:
    """Expectation of both sides beside the measured time, for the type with the most requests."""
    rows = sorted(board.parts("evidence.lead"), key=lambda row: -(row.count or 0))
    for row in rows:
        fair = {side: board.value(f"pulse.expectation.{row.part}.{side}.fair") for side in SIDES}
        if row.value is None or all(value is None for value in fair.values()):
            continue
        calendar = {
            side: None if value is None else value * CALENDAR_DAYS_A_WORKING_DAY
            for side, value in fair.items()
        }
        gap = Gap(calendar["marketing"], calendar["it"], row.value, row.detail["p85"])
        return SpeedGap(row.part, gap, f"{_fair_words(fair)} {_gap_sentence(gap)}", row.link)
    return None


def _fair_words(fair: dict[str, float | None]) -> str:
    said = [
        f"{_capital(SIDE_WORDS[side]) if place == 0 else SIDE_WORDS[side]} calls "
        f"{plain_days(value)} working days fair, that is "
        f"{plain_days(value * CALENDAR_DAYS_A_WORKING_DAY)} by the calendar"
        for place, (side, value) in enumerate(fair.items())
        if value is not None
    ]
    return "; ".join(said) + "."


def _gap_sentence(gap: Gap) -> str:
    if gap.marketing is None or gap.it is None:
        return "The other side was not heard."
    if gap.median <= min(gap.marketing, gap.it):
        return "Half are done within what both find fair."
    if gap.median <= max(gap.marketing, gap.it):
        return (
            f"Half take more than {plain_days(gap.median)}: fair to one side, slow for the other."
        )
    return f"Half take more than {plain_days(gap.median)}."


# What is not known


def _pulse(board: Board) -> Reading | None:
    found = board.get("pulse.response")
    return found if found is not None and found.detail["released"] else None


def _few(pulse: Reading) -> bool:
    """Whether so few were asked that talk comes before figures."""
    return any(side["invited"] <= 8 for side in pulse.detail["sides"].values())


def _unknown(board: Board, said: Sequence[SaidShown], where: Standing) -> list[str]:
    found = [*_unknown_records(board), *_unknown_pulse(board, said)]
    gates = [gate.sentence for gate in where.unknown if gate.kind == "fact"]
    return [*found, *gates[:3]]


def _unknown_records(board: Board) -> list[str]:
    days = board.get("evidence.turn.days")
    if days is None:
        return ["No tracker has been imported: whose turn it was is not known."]
    sentences = list(days.detail.get("unknown", []))
    if _unlinked(days):
        sentences.insert(
            0,
            "No item of one tracker names an item of another: whose turn a request was across the "
            "sides is not known. Write the other tracker's key into the item.",
        )
    elif not days.detail["joint"]:
        sentences.insert(
            0, "Only one side's tracker is here: what passed on the other side is not known."
        )
    if not days.signed:
        sentences.append(
            f"Figures from the trackers are unsigned: {days.detail.get('unsigned', '')}"
        )
    return sentences


def _unknown_pulse(board: Board, said: Sequence[SaidShown]) -> list[str]:
    pulse = board.get("pulse.response")
    if pulse is None:
        return ["Nobody has been asked yet: what both sides say, and the stage, are not known."]
    if not pulse.detail["released"]:
        return [pulse.detail["why_not"]]
    open_ones = [row.name for row in said if row.verdict == "cannot tell"]
    hidden = [row.name for row in said if row.marketing is None]
    sentences = []
    if open_ones:
        names = ", ".join(name.lower() for name in open_ones[:4])
        more = f" and {number(len(open_ones) - 4)} more" if len(open_ones) > 4 else ""
        sentences.append(f"Whether the two differ on {names}{more}: this pulse cannot tell.")
    if hidden:
        names = ", ".join(name.lower() for name in hidden)
        sentences.append(f"Too few answered on {names}; nothing is shown below five a side.")
    return sentences


# The stage


def facts_of(board: Board) -> list[Gate]:
    """The facts that tell the stages apart; those nobody records yet are unknown, not missing."""
    joint, types = board.value("evidence.joint"), board.value("evidence.joint.types")
    return [
        _fact(
            2,
            "a working hand-over",
            None if joint is None else joint >= LEAST_JOINT,
            "requests pass from one side's tracker to the other's",
            "it needs both trackers",
        ),
        _fact(
            3,
            "joint work in several fields",
            None if types is None else types >= LEAST_JOINT_TYPES,
            "joint work is spread over more than two types of request",
            "it needs both trackers",
        ),
        _fact(
            3,
            "ideas from both sides",
            None,
            "ideas and initiatives have owners on both sides",
            "nobody records it yet",
        ),
        _fact(4, "mixed teams", None, "teams are mixed", "nobody records it yet"),
        _fact(
            4,
            "both heard",
            None,
            "both sides are heard before decisions",
            "nobody records it yet",
        ),
        _fact(
            5,
            "goals owned together",
            None,
            "goals, portfolio and budget are owned together",
            "nobody records it yet",
        ),
    ]


def _fact(stage: int, name: str, met: bool | None, words: str, why_unknown: str) -> Gate:
    if met is None:
        return Gate(stage, name, met, f"Whether {words}: {why_unknown}.")
    return Gate(stage, name, met, _capital(words) + ("." if met else ": not so."))


def _standing(board: Board) -> Standing:
    found = board.get("pulse.stage")
    written = found.detail.get("opinion") if found is not None else None
    said = Opinion.from_json(written) if written else None
    response = board.get("pulse.response")
    why_not = "Nobody has been asked yet." if response is None else str(response.detail["why_not"])
    return standing(said, facts_of(board), why_not)


def _stages(board: Board, where: Standing) -> list[StageView]:
    marks = {
        side: found.detail.get("stage")
        for side in SIDES
        if (found := board.get(f"pulse.stage.self.{side}")) is not None
    }
    return [
        StageView(
            name=name,
            probability=where.probabilities[place] if where.probabilities else None,
            here=where.stage == place + 1,
            marks=tuple(side for side, stage in marks.items() if stage == place + 1),
        )
        for place, name in enumerate(STAGES)
    ]


def _stage_sentence(where: Standing, asked: bool) -> str:
    if where.stage is None:
        return "The stage rests on what both sides say. " + (
            "It cannot be told from these answers." if asked else where.why_not
        )
    probability = where.probabilities[where.stage - 1]
    sure = (
        "almost surely" if probability >= 0.95 else "probably" if probability >= 0.6 else "perhaps"
    )
    sentence = f"By what both say, {sure} {where.name.lower()}."
    if where.stage == len(STAGES):
        return sentence
    following = STAGES[where.stage].lower()
    if where.held_by:
        return f"{sentence} A fact holds it there: {where.held_by[0].sentence}"
    if where.blocking:
        return f"{sentence} The gate to {following}: {_small(where.blocking[0].sentence)}"
    if where.unknown:
        return f"{sentence} The gate to {following} is not known: {where.unknown[0].sentence}"
    return sentence


# Figures of the field


def _compared(board: Board) -> list[Compared]:
    groups: dict[str, dict[str, Reading]] = {}
    for found in board.parts_of_family("pulse.benchmark.", ""):
        key, _, side = found.name.removeprefix("pulse.benchmark.").rpartition(".")
        groups.setdefault(key, {})[side] = found
    rows = []
    for sides in groups.values():
        detail = next(iter(sides.values())).detail
        rows.append(
            Compared(
                text=next(iter(sides.values())).question.partition("“")[2].rstrip("”?"),
                published={
                    side: found.detail["published"]
                    for side, found in sides.items()
                    if found.detail["published"] is not None
                },
                published_as=detail["published_as"],
                own={side: sides[side].value if side in sides else None for side in SIDES},
                source=detail["source"],
            )
        )
    return rows


# Few people: a sheet for the conversation


def _talk(board: Board, said: Sequence[SaidShown]) -> list[str]:
    pulse = _pulse(board)
    if pulse is None or not _few(pulse):
        return []
    known = [row for row in said if row.marketing is not None and row.it is not None]
    agreed = sorted(known, key=lambda row: -min(row.marketing or 0, row.it or 0))[:1]
    low = sorted(known, key=lambda row: (row.marketing or 0) + (row.it or 0))[:1]
    apart = sorted(known, key=lambda row: -abs((row.marketing or 0) - (row.it or 0)))[:1]
    questions = [
        f"“{row.name}” stands highest with both. What makes it work, and where else would it help?"
        for row in agreed
    ]
    questions += [
        f"“{row.name}” stands lowest with both. Which one request shows it best?" for row in low
    ]
    questions += [
        f"On “{row.name}” the two lie furthest apart. Let each side tell one example."
        for row in apart
    ]
    return questions


def _facts(board: Board) -> dict[str, Any]:
    """Plain figures for the brief and the terminal."""
    names = ("evidence.turn.days", "evidence.turn.working", "evidence.straight", "evidence.joint")
    return {name: board.value(name) for name in names}
