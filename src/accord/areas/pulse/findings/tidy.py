"""A release as one tidy table: a line a figure. A function of the release, of which nothing is recomputed."""

from collections.abc import Iterator, Mapping
from typing import Any

from accord.areas.pulse.findings.sides import SIDE_WORDS
from accord.areas.pulse.frames import SIDE_NAMES

TIDY_COLUMNS = (
    "wave", "instrument", "unit", "kind", "code", "text", "statistic", "value", "low", "high", "band",
)  # fmt: skip
BOTH = "both sides"
#: What is told of each side's answers beside the mean, in releases of any format.
OF_SIDES = {
    "agreement": "distance from the middle answer",
    "consensus": "consensus",
    "agreeing": "share that agrees",
    "shares": "share that answers",
    "voice": "voice",
    "cannot_tell": "share that cannot tell",
}
#: What a list of shares is of, by its length.
GROUPS = {3: ("1 or 2", "3", "4 or 5"), 5: ("1", "2", "3", "4", "5")}
Line = tuple[object, ...]


def tidy(content: Mapping[str, Any]) -> list[Line]:
    """All published figures, with their intervals and bands; where there are none, why."""
    lines = [*_responses(content)]
    if not content["released"]:
        lines.append(
            _line(BOTH, "response", statistic="why nothing is shown", value=content["why_not"])
        )
    for row in content["dimensions"]:
        lines += _compared(row, ("dimension", row["key"], row["name"]))
    for row in content["items"]:
        lines += _compared(row, ("item", row["code"], row["text"]))
    lines += [*_set_apart(content), *_of_units(content), *_beside(content), *_stage(content)]
    about = (content["wave"], content["instrument"])
    return [about + tuple("" if cell is None else cell for cell in line) for line in lines]


def _line(
    unit: str,
    kind: str,
    code: str = "",
    text: str = "",
    statistic: str = "",
    value: object = None,
    told: Mapping[str, Any] | None = None,
) -> Line:
    interval = told or {}
    ends = (interval.get("low"), interval.get("high"), interval.get("band"))
    return (unit, kind, code, text, statistic, value, *ends)


def _responses(content: Mapping[str, Any]) -> Iterator[Line]:
    for side, found in content["sides"].items():
        unit = SIDE_WORDS[side]
        yield _line(unit, "response", statistic="invited", value=found["invited"])
        yield _line(unit, "response", statistic="answered", told={"band": found["answered_band"]})
        yield _line(unit, "response", statistic="response rate", told={"band": found["rate"]})


def _compared(row: Mapping[str, Any], about: tuple[str, str, str]) -> Iterator[Line]:
    """What is told of both sides on one dimension or item."""
    if row["marketing"] is None:
        yield _line(BOTH, *about, statistic="why nothing is shown", value=row["why_not"])
        return
    yield from _means(row, about)
    yield _line(BOTH, *about, statistic="IT minus marketing", value=row["gap"], told=row_of(row))
    pairs = {"low": row["p_low"], "high": row["p_high"]}
    yield _line(
        BOTH, *about, statistic="share of pairs in which IT is higher", value=row["p_superiority"],
        told=pairs,
    )  # fmt: skip
    yield _line(BOTH, *about, statistic="verdict", value=row["verdict"])
    for name, statistic in OF_SIDES.items():
        yield from _by_side(row.get(name), about, statistic)
    reliable = row.get("reliability") or {}
    if reliable.get("value") is not None:
        yield _line(
            BOTH, *about, statistic="reliability", value=reliable["value"], told=row_of(reliable)
        )


def row_of(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The interval of a difference; a band belongs to each side."""
    return {"low": row["low"], "high": row["high"]}


def _means(row: Mapping[str, Any], about: tuple[str, str, str]) -> Iterator[Line]:
    for side in SIDE_NAMES:
        if row[side] is not None:
            found = row[side]
            yield _line(SIDE_WORDS[side], *about, statistic="mean", value=found["mean"], told=found)


def _by_side(
    told: Mapping[str, Any] | None, about: tuple[str, str, str], statistic: str
) -> Iterator[Line]:
    for side in SIDE_NAMES:
        value = (told or {}).get(side)
        if isinstance(value, list):
            for group, share in zip(GROUPS[len(value)], value, strict=True):
                yield _line(SIDE_WORDS[side], *about, statistic=f"{statistic} {group}", value=share)
        elif value is not None:
            yield _line(SIDE_WORDS[side], *about, statistic=statistic, value=value)


def _set_apart(content: Mapping[str, Any]) -> Iterator[Line]:
    for row in content.get("apart", ()):
        yield from _means(row, ("item, no gap", row["code"], row["text"]))


def _of_units(content: Mapping[str, Any]) -> Iterator[Line]:
    names = {row["key"]: row["name"] for row in content["dimensions"]}
    for side, units in content["blocks"].items():
        for unit in units:
            name = f"{SIDE_WORDS[side]}: {' + '.join(unit['names'])}"
            for row in unit["dimensions"]:
                about = ("dimension", row["key"], names[row["key"]])
                yield _line(name, *about, statistic="mean", value=row["mean"], told=row)


def _beside(content: Mapping[str, Any]) -> Iterator[Line]:
    for when, placed in content["placement"].items():
        about = ("placement", when, "stage in which a side sees the partnership")
        yield from _means(dict.fromkeys(SIDE_NAMES) | (placed or {}), about)
        shares = {
            side: found.get("shares", found.get("distribution"))
            for side, found in (placed or {}).items()
        }
        yield from _by_side(shares, about, "share that answers")
    for row in content["guesses"]:
        about = ("guess", row["code"], row["text"])
        unit = SIDE_WORDS[row["side"]]
        for statistic in ("own", "guess", "real", "actual_gap", "believed_gap"):
            yield _line(unit, *about, statistic=statistic.replace("_", " "), value=row[statistic])
        yield _line(
            unit, *about, statistic="understanding", value=row["understanding"], told=row_of(row)
        )
    for row in content["benchmarks"]:
        about = ("published figure", row["code"], row["text"])
        yield from _by_side(row, about, "share that agrees")
        yield from _by_side(row["published"], about, f"published: {row['published_as']}")
    for row in content["priorities"]:
        yield from _by_side(row, ("priority", row["key"], row["name"]), "mean rank")
    for row in content["expectations"]:
        yield from _days(row)


def _days(row: Mapping[str, Any]) -> Iterator[Line]:
    for asked, statistic in (("fair", "fair working days"), ("takes", "working days it takes")):
        for side, found in row[asked].items():
            if found:
                about = ("request type", asked, row["type"])
                yield _line(
                    SIDE_WORDS[side], *about, statistic=statistic, value=found["days"], told=found
                )


def _stage(content: Mapping[str, Any]) -> Iterator[Line]:
    for name, chance in content["stage"]["probabilities"].items():
        yield _line(BOTH, "stage", "", name, "probability, by the answers alone", chance)
    for gate in content["stage"]["gates"]:
        met = "met" if gate["met"] else "not met"
        yield _line(BOTH, "stage", "", gate["sentence"], "gate", met)
    if content["stage"].get("why_not"):
        yield _line(BOTH, "stage", statistic="why there is none", value=content["stage"]["why_not"])
