"""What a closed wave says: the release, and what is published on the notice board.

A release is made once from the answers and then frozen. Every screen, export and reading is a
function of it; nothing else looks at answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from accord.analysis import agreement, disclosure, gap, stage
from accord.areas.indicators.actions import Raised, Said
from accord.areas.indicators.models import Direction
from accord.areas.pulse.frames import (
    SIDE_NAMES,
    Respondent,
    Survey,
    column,
    could_not_tell,
    scores,
)
from accord.areas.pulse.models import Dimension, Instrument, Item

Floats = npt.NDArray[np.float64]
Content = dict[str, Any]

FORMAT = 1
SCALE = (1.0, 5.0)
AGREED_FROM = 4
SCORED_FEWEST = stage.FEWEST_DIMENSIONS
SIDE_WORDS = {"marketing": "marketing", "it": "IT"}
TOO_FEW_DIMENSIONS = "Too few of the dimensions were answered by enough people on both sides."
#: How far apart two gaps must be before words such as "closer than you think" are used.
WORTH_SAYING = 0.3


@dataclass(frozen=True, slots=True)
class _Sides:
    """The answers of a wave, by side."""

    people: dict[str, list[Respondent]]
    invited: dict[str, int]

    def columns(self, code: str) -> dict[str, Floats]:
        """The values given for one code, by side."""
        return {side: column(people, code) for side, people in self.people.items()}

    def compare(
        self, answers: Mapping[str, Floats], fewest: int, error: float = gap.ANSWER_ERROR
    ) -> gap.Comparison | None:
        """Marketing against IT, or None when too few answered on a side."""
        marketing, it = (answers[side] for side in SIDE_NAMES)
        if min(len(marketing), len(it)) < fewest:
            return None
        return gap.compare(marketing, it, self.invited["marketing"], self.invited["it"], error)


def release(survey: Survey, instrument: Instrument, generator: np.random.Generator) -> Content:
    """Everything that a closed wave publishes, as plain dictionaries and lists.

    With fewer than five answers on a side every list is empty and ``why_not`` says why.
    """
    sides = _Sides(
        people={side: survey.of_side(side) for side in SIDE_NAMES},
        invited={side: survey.invited_of(side) for side in SIDE_NAMES},
    )
    counts = {side: len(people) for side, people in sides.people.items()}
    why_not = disclosure.why_not(counts)
    content: Content = {
        "format": FORMAT,
        "instrument": instrument.version,
        "wave": survey.name,
        "released": not why_not,
        "why_not": why_not,
        "sides": {side: _response(sides, side) for side in SIDE_NAMES},
        "can_differ": not why_not and _can_differ(counts, len(instrument.dimensions)),
        "dimensions": [],
        "items": [],
        "placement": {},
        "guesses": [],
        "benchmarks": [],
        "priorities": [],
        "expectations": [],
        "blocks": {side: [] for side in SIDE_NAMES},
        "stage": {"rule": stage.RULE, "opinion": None, "probabilities": {}, "gates": []},
    }
    if not why_not:
        content |= _figures(sides, survey, instrument, generator)
    return content


def _figures(
    sides: _Sides, survey: Survey, instrument: Instrument, generator: np.random.Generator
) -> Content:
    table = {side: scores(sides.people[side], instrument.dimensions) for side in SIDE_NAMES}
    compared = [
        sides.compare(_answered(table, place), disclosure.FEWEST_FOR_MEAN, _score_error(dimension))
        for place, dimension in enumerate(instrument.dimensions)
    ]
    said = _verdicts(compared)
    shown = [comparison is not None for comparison in compared]
    return {
        "dimensions": [
            {"key": part.key, "name": part.name}
            | _compared(comparison, verdict, disclosure.FEWEST_FOR_MEAN)
            | {"agreement": _agreements(_answered(table, place), comparison)}
            for place, (part, comparison, verdict) in enumerate(
                zip(instrument.dimensions, compared, said, strict=True)
            )
        ],
        "items": _items(sides, instrument),
        "placement": {
            "today": _placement(sides, "O2"),
            "in_twelve_months": _placement(sides, "O2N"),
        },
        "guesses": _guesses(sides, instrument),
        "benchmarks": _benchmarks(sides, instrument),
        "priorities": _priorities(sides, instrument),
        "expectations": [_expectation(sides, name) for name in survey.request_types],
        "blocks": {
            side: _blocks(survey, side, table[side], instrument.dimensions, shown)
            for side in SIDE_NAMES
        },
        "stage": _stage(sides, table, instrument, (shown, said), generator),
    }


def _response(sides: _Sides, side: str) -> Content:
    answered, invited = len(sides.people[side]), sides.invited[side]
    enough = answered >= disclosure.FEWEST_FOR_MEAN
    return {
        "invited": invited,
        "answered_band": disclosure.count_band(answered),
        "rate": disclosure.rate_band(answered, invited) if enough else "",
    }


def _can_differ(counts: Mapping[str, int], family: int) -> bool:
    """Whether so many answers could at all prove one difference among the dimensions."""
    return gap.smallest_rank_p(*(counts[side] for side in SIDE_NAMES)) * family <= gap.ALPHA


def _answered(table: Mapping[str, Floats], place: int) -> dict[str, Floats]:
    return {side: rows[~np.isnan(rows[:, place]), place] for side, rows in table.items()}


def _score_error(dimension: Dimension) -> float:
    return gap.ANSWER_ERROR / float(np.sqrt(len(dimension.items)))


def _verdicts(compared: Sequence[gap.Comparison | None]) -> list[str]:
    """A verdict for each comparison of a family; the empty string where nothing is shown."""
    found = iter(gap.verdicts([comparison for comparison in compared if comparison]))
    return [next(found).value if comparison else "" for comparison in compared]


def _compared(comparison: gap.Comparison | None, verdict: str, fewest: int) -> Content:
    if comparison is None:
        return {
            "marketing": None,
            "it": None,
            "gap": None,
            "low": None,
            "high": None,
            "p_superiority": None,
            "p_low": None,
            "p_high": None,
            "verdict": gap.Verdict.CANNOT_TELL.value,
            "why_not": disclosure.why_not({"fewer": 0}, fewest),
        }
    low, high = disclosure.outwards(comparison.low, comparison.high)
    return {
        "marketing": _mean(comparison.first),
        "it": _mean(comparison.second),
        "gap": disclosure.coarse(comparison.gap),
        "low": low,
        "high": high,
        **_superiority(comparison),
        "verdict": verdict,
        "why_not": "",
    }


def _mean(found: gap.SideMean) -> Content:
    low, high = disclosure.outwards(max(SCALE[0], found.low), min(SCALE[1], found.high))
    return {
        "mean": disclosure.coarse(found.mean),
        "low": low,
        "high": high,
        "band": disclosure.count_band(found.answered),
    }


def _superiority(comparison: gap.Comparison) -> Content:
    found = comparison.superiority
    few = min(comparison.first.answered, comparison.second.answered)
    step = 0.05 if few < disclosure.FEWEST_FOR_SHARE else 0.01
    low, high = disclosure.outwards(found.low, found.high, step)
    return {
        "p_superiority": disclosure.coarse(found.probability, step),
        "p_low": low,
        "p_high": high,
    }


def _agreements(answers: Mapping[str, Floats], comparison: gap.Comparison | None) -> Content:
    """How far the people of a side lie apart, in scale points; None where too few answered."""
    enough = comparison is not None and all(
        len(given) >= disclosure.FEWEST_FOR_ITEM for given in answers.values()
    )
    return {
        side: disclosure.coarse(agreement.average_deviation_from_median(given)) if enough else None
        for side, given in answers.items()
    }


def _items(sides: _Sides, instrument: Instrument) -> list[Content]:
    placed = [(part.key, item) for part in instrument.dimensions for item in part.items]
    compared = [
        sides.compare(sides.columns(item.code), disclosure.FEWEST_FOR_ITEM) for _, item in placed
    ]
    return [
        {"code": item.code, "dimension": key, "type": item.type, "text": item.text}
        | _compared(comparison, verdict, disclosure.FEWEST_FOR_ITEM)
        | {"consensus": _consensus(sides, item), "cannot_tell": _cannot_tell(sides, item)}
        for (key, item), comparison, verdict in zip(
            placed, compared, _verdicts(compared), strict=True
        )
    ]


def _consensus(sides: _Sides, item: Item) -> Content:
    """Van der Eijk's A a side: 1 one peak, below 0 two camps; None under fifteen answers."""
    given = sides.columns(item.code)
    if min(len(part) for part in given.values()) < disclosure.FEWEST_FOR_DISTRIBUTION:
        return dict.fromkeys(SIDE_NAMES)
    return {
        side: disclosure.coarse(
            agreement.consensus(np.bincount(part.astype(int), minlength=6)[1:].astype(float))
        )
        for side, part in given.items()
    }


def _cannot_tell(sides: _Sides, item: Item) -> Content:
    return {
        side: disclosure.coarse_share(could_not_tell(people, item.code), len(people))
        for side, people in sides.people.items()
    }


def _placement(sides: _Sides, code: str) -> Content | None:
    """Where each side places the partnership among the five stages."""
    answers = sides.columns(code)
    comparison = sides.compare(answers, disclosure.FEWEST_FOR_MEAN)
    if comparison is None:
        return None
    return {
        side: _mean(found)
        | {
            "stage": int(np.clip(np.floor(found.mean + 0.5), 1, 5)),
            "distribution": _distribution(answers[side]),
        }
        for side, found in zip(SIDE_NAMES, (comparison.first, comparison.second), strict=True)
    }


def _distribution(answers: Floats) -> list[float | None] | None:
    if len(answers) < disclosure.FEWEST_FOR_DISTRIBUTION:
        return None
    counts = np.bincount(answers.astype(int), minlength=6)[1:]
    return [disclosure.coarse_share(int(count), len(answers)) for count in counts]


def _guesses(sides: _Sides, instrument: Instrument) -> list[Content]:
    """Actual gap, believed gap and understanding, for each item and guessing side."""
    asked = [(guess, side) for guess in instrument.guesses for side in SIDE_NAMES]
    parts = [_guess(sides, guess.code, guess.about.code, side) for guess, side in asked]
    judged = _verdicts([part[0] if part else None for part in parts])
    return [
        {"code": guess.code, "about": guess.about.code, "text": guess.about.text, "side": side}
        | (part[1] | {"verdict": verdict, "words": _guess_words(part[1], verdict)})
        for (guess, side), part, verdict in zip(asked, parts, judged, strict=True)
        if part
    ]


def _guess(
    sides: _Sides, guess: str, about: str, side: str
) -> tuple[gap.Comparison, Content] | None:
    """The guesses of one side compared with what the other side answered."""
    other = _other(side)
    guessed, answered = column(sides.people[side], guess), sides.columns(about)
    if min(len(guessed), *(len(part) for part in answered.values())) < disclosure.FEWEST_FOR_ITEM:
        return None
    comparison = gap.compare(guessed, answered[other], sides.invited[side], sides.invited[other])
    own, real, believed = (
        float(np.mean(part)) for part in (answered[side], answered[other], guessed)
    )
    low, high = disclosure.outwards(-comparison.high, -comparison.low)
    return comparison, {
        "own": disclosure.coarse(own),
        "guess": disclosure.coarse(believed),
        "real": disclosure.coarse(real),
        "actual_gap": disclosure.coarse(real - own),
        "believed_gap": disclosure.coarse(believed - own),
        "understanding": disclosure.coarse(believed - real),
        "low": low,
        "high": high,
    }


def _guess_words(found: Mapping[str, Any], verdict: str) -> str:
    if verdict == gap.Verdict.SAME:
        return "you guess the other side well"
    if verdict == gap.Verdict.CANNOT_TELL:
        return "cannot tell how well you guess the other side"
    nearer = abs(found["believed_gap"]) - abs(found["actual_gap"])
    if nearer >= WORTH_SAYING:
        return "you are closer than you think"
    if nearer <= -WORTH_SAYING:
        return "you are further apart than you think"
    return "the other side sees it otherwise than you think"


def _benchmarks(sides: _Sides, instrument: Instrument) -> list[Content]:
    """The share of each side that agrees, beside the published one."""
    return [
        {
            "key": benchmark.key,
            "code": benchmark.item.code,
            "text": benchmark.item.text,
            "published": benchmark.published,
            "published_as": benchmark.published_as,
            "source": benchmark.item.origin,
        }
        | _agreeing(sides.columns(benchmark.item.code))
        for benchmark in instrument.benchmarks
    ]


def _agreeing(answers: Mapping[str, Floats]) -> Content:
    shares = {
        side: disclosure.coarse_share(int((given >= AGREED_FROM).sum()), len(given))
        for side, given in answers.items()
    }
    return shares if None not in shares.values() else dict.fromkeys(shares)


def _priorities(sides: _Sides, instrument: Instrument) -> list[Content]:
    """Mean rank of each joint priority a side: 1 is first."""
    rows: list[Content] = []
    for priority in instrument.priorities:
        comparison = sides.compare(sides.columns(priority.code), disclosure.FEWEST_FOR_MEAN)
        means = (comparison.first.mean, comparison.second.mean) if comparison else (None, None)
        rows.append(
            {"key": priority.key, "name": priority.name}
            | {
                side: None if mean is None else disclosure.coarse(mean)
                for side, mean in zip(SIDE_NAMES, means, strict=True)
            }
        )
    return rows


def _expectation(sides: _Sides, name: str) -> Content:
    """Working days that each side finds fair, and thinks it takes: the middle answer."""
    found: Content = {"type": name}
    for asked in ("fair", "takes"):
        answers = sides.columns(f"{asked}:{name}")
        enough = min(map(len, answers.values())) >= disclosure.FEWEST_FOR_MEAN
        found[asked] = {side: _middle(given) if enough else None for side, given in answers.items()}
    return found


def _middle(days: Floats) -> Content:
    """The median, coarse; from fifteen answers on with its 95 % interval (order statistics)."""
    low = high = None
    if len(days) >= disclosure.FEWEST_FOR_DISTRIBUTION:
        reach = 0.98 * np.sqrt(len(days))
        ordered = np.sort(days)
        first = max(0, int(np.floor(len(days) / 2 - reach)) - 1)
        last = min(len(days) - 1, int(np.ceil(len(days) / 2 + reach)))
        low, high = disclosure.outwards(float(ordered[first]), float(ordered[last]), 1.0)
    median = float(np.median(days))
    return {
        "days": disclosure.coarse(median, 1.0 if median >= 3 else 0.5),
        "low": low,
        "high": high,
        "band": disclosure.count_band(len(days)),
    }


def _blocks(
    survey: Survey,
    side: str,
    table: Floats,
    dimensions: Sequence[Dimension],
    shown: Sequence[bool],
) -> list[Content]:
    """Means by unit, for a side that was broken down; empty when only one unit is large enough."""
    belongs = np.array([respondent.block for respondent in survey.of_side(side)])
    units = disclosure.partition(
        [
            disclosure.Block(part.block, part.count, int((belongs == part.block).sum()))
            for part in survey.invited
            if part.side == side
        ]
    )
    if len(units) < 2:
        return []
    rows = [table[np.isin(belongs, unit.names)] for unit in units]
    counts = [(~np.isnan(part)).sum(0) for part in rows]
    open_places = [
        place
        for place in range(len(dimensions))
        if shown[place] and disclosure.may_break_down([int(count[place]) for count in counts])
    ]
    return [
        {
            "names": list(unit.names),
            "invited": unit.invited,
            "answered_band": disclosure.count_band(unit.answered),
            "dimensions": [
                {"key": dimensions[place].key} | _unit_mean(part[:, place], unit, dimensions[place])
                for place in open_places
            ],
        }
        for unit, part in zip(units, rows, strict=True)
    ]


def _unit_mean(answers: Floats, unit: disclosure.Unit, dimension: Dimension) -> Content:
    given = answers[~np.isnan(answers)]
    return _mean(gap.side_mean(given, unit.invited, _score_error(dimension)))


def _stage(
    sides: _Sides,
    table: Mapping[str, Floats],
    instrument: Instrument,
    judged: tuple[Sequence[bool], Sequence[str]],
    generator: np.random.Generator,
) -> Content:
    """The opinion part of the stage, from the dimensions that may be shown."""
    shown, verdicts = judged
    kept = [place for place, is_shown in enumerate(shown) if is_shown]
    if len(kept) < SCORED_FEWEST:
        return {"rule": stage.RULE, "opinion": None, "probabilities": {}, "gates": []}
    errors = np.array([_score_error(instrument.dimensions[place]) for place in kept])
    marketing, it = (
        stage.Answers(table[side][:, kept], sides.invited[side], errors) for side in SIDE_NAMES
    )
    found = stage.opinion(
        marketing,
        it,
        names=[instrument.dimensions[place].name for place in kept],
        clear=[verdicts[place] == gap.Verdict.DIFFERENT for place in kept],
        generator=generator,
    )
    written = found.as_json() | {
        "probabilities": list(disclosure.in_hundredths(found.probabilities)),
        "marketing": disclosure.coarse(found.marketing),
        "it": disclosure.coarse(found.it),
    }
    return {
        "rule": stage.RULE,
        "opinion": written,
        "probabilities": dict(zip(stage.STAGES, written["probabilities"], strict=True)),
        "gates": written["gates"],
    }


def _other(side: str) -> str:
    return "it" if side == "marketing" else "marketing"


def headline(content: Mapping[str, Any]) -> str:
    """The whole wave in one plain sentence."""
    if not content["released"]:
        return "Too few answered to show anything."
    said = [part["verdict"] for part in content["dimensions"]]
    apart, alike, unsure = (said.count(verdict.value) for verdict in gap.Verdict)
    told = [
        f"{_words(apart)} of {_words(len(said))} {'differs' if apart == 1 else 'differ'} clearly"
    ]
    if not apart:
        told = ["no dimension differs clearly"]
    if alike:
        told.append(f"{_words(alike)} {'is' if alike == 1 else 'are'} practically the same")
    if unsure:
        told.append(f"about {_words(unsure)} this pulse cannot tell")
    return f"{_capital('; '.join(told))}."


def understanding(content: Mapping[str, Any]) -> str:
    """What the guesses say as a whole, or the empty string."""
    words = [part["words"] for part in content["guesses"]]
    closer = words.count("you are closer than you think")
    further = words.count("you are further apart than you think")
    if closer > further:
        return "You are closer than you think."
    if further > closer:
        return "You are further apart than you think."
    return ""


def _words(number: int) -> str:
    small = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
             "eleven", "twelve")  # fmt: skip
    return small[number] if number < len(small) else str(number)


def readings(content: Mapping[str, Any], link: str) -> list[Said]:
    """What a release says on the notice board. ``link`` leads to the wave's page."""
    said = [_response_reading(content, link)]
    for part in content["dimensions"]:
        said += _dimension_readings(part, f"{link}{part['key']}/")
    for side, found in (content["placement"].get("today") or {}).items():
        said.append(
            Said(
                name=f"pulse.stage.self.{side}",
                question=f"Where does {SIDE_WORDS[side]} place the partnership today?",
                value=found["mean"],
                low=found["low"],
                high=found["high"],
                unit="stage",
                direction=Direction.UP,
                link=f"{link}#placement",
                detail={"stage": found["stage"], "distribution": found["distribution"]},
            )
        )
    for part in content["expectations"]:
        said += _expectation_readings(part, f"{link}#expectations")
    for part in content["benchmarks"]:
        said += _benchmark_readings(part, f"{link}#benchmarks")
    return [*said, _stage_reading(content, f"{link}#stage")]


def signals(content: Mapping[str, Any], link: str) -> list[Raised]:
    """What wants attention: clear gaps and blind spots."""
    gaps = [
        Raised(
            name="pulse.gap",
            part=part["key"],
            sentence=f"{part['name']}: marketing says {part['marketing']['mean']}, IT "
            f"{part['it']['mean']}. The two clearly see it differently.",
            size=min(1.0, abs(part["gap"]) / 2),
            owner="joint",
            link=f"{link}{part['key']}/",
            detail={"gap": part["gap"], "low": part["low"], "high": part["high"]},
        )
        for part in content["dimensions"]
        if part["verdict"] == gap.Verdict.DIFFERENT
    ]
    return gaps + [
        Raised(
            name="pulse.blind-spot",
            part=f"{part['code']} {part['side']}",
            sentence=f"{_capital(SIDE_WORDS[part['side']])} expects {SIDE_WORDS[_other(part['side'])]} "
            f"to say {part['guess']} to “{part['text']}”; it says {part['real']}.",
            size=min(1.0, abs(part["understanding"]) / 2),
            owner=part["side"],
            link=f"{link}#guesses",
            detail={"words": part["words"]},
        )
        for part in content["guesses"]
        if part["verdict"] == gap.Verdict.DIFFERENT
    ]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _response_reading(content: Mapping[str, Any], link: str) -> Said:
    return Said(
        name="pulse.response",
        question="How many were asked, and how many answered?",
        value=None,
        link=link,
        detail={
            "wave": content["wave"],
            "released": content["released"],
            "why_not": content["why_not"],
            "sides": content["sides"],
            "headline": headline(content),
            "understanding": understanding(content),
        },
    )


def _dimension_readings(part: Mapping[str, Any], link: str) -> list[Said]:
    detail = {
        "label": part["name"],
        "verdict": part["verdict"],
        "why_not": part["why_not"],
        "p_superiority": part["p_superiority"],
    }
    said = [
        Said(
            name=f"pulse.dimension.{part['key']}.gap",
            question=f"How far apart are IT and marketing on “{part['name']}”?",
            value=part["gap"],
            low=part["low"],
            high=part["high"],
            unit="points",
            link=link,
            detail=detail,
        )
    ]
    for side in SIDE_NAMES:
        found = part[side] or {"mean": None, "low": None, "high": None}
        said.append(
            Said(
                name=f"pulse.dimension.{part['key']}.{side}",
                question=f"What does {SIDE_WORDS[side]} say about “{part['name']}”?",
                value=found["mean"],
                low=found["low"],
                high=found["high"],
                unit="points of 5",
                direction=Direction.UP,
                link=link,
                detail=detail,
            )
        )
    return said


def _expectation_readings(part: Mapping[str, Any], link: str) -> list[Said]:
    questions = {
        "fair": "How many working days does {side} find fair for “{type}”?",
        "takes": "How many working days does {side} think that “{type}” takes?",
    }
    return [
        Said(
            name=f"pulse.expectation.{part['type']}.{side}.{asked}",
            question=question.format(side=SIDE_WORDS[side], type=part["type"]),
            value=found["days"],
            low=found["low"],
            high=found["high"],
            unit="working days",
            direction=Direction.DOWN,
            link=link,
            detail={"type": part["type"], "side": side, "asked": asked, "band": found["band"]},
        )
        for asked, question in questions.items()
        for side, found in part[asked].items()
        if found
    ]


def _benchmark_readings(part: Mapping[str, Any], link: str) -> list[Said]:
    return [
        Said(
            name=f"pulse.benchmark.{part['key']}.{side}",
            question=f"Which share of {SIDE_WORDS[side]} agrees: “{part['text']}”?",
            value=part[side],
            unit="share",
            link=link,
            detail={
                "published": part["published"].get(side),
                "published_as": part["published_as"],
                "source": part["source"],
            },
        )
        for side in SIDE_NAMES
        if part[side] is not None
    ]


def _stage_reading(content: Mapping[str, Any], link: str) -> Said:
    found = content["stage"]["opinion"]
    chances = found["probabilities"] if found else []
    return Said(
        name="pulse.stage",
        question="How far would the answers alone carry the partnership?",
        value=1 + max(range(len(chances)), key=chances.__getitem__) if found else None,
        unit="stage",
        direction=Direction.UP,
        link=link,
        detail={
            "opinion": found,
            "rule": content["stage"]["rule"],
            "placement": content["placement"],
            "why_not": content["why_not"] or ("" if found else TOO_FEW_DIMENSIONS),
        },
    )
