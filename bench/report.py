"""The measurements as a page of tables."""

import datetime as dt
import os
import platform
from collections.abc import Sequence
from typing import Any

_GROUP, _SORT = "floor: group by text id, no order", "floor: sort by whole number"
_COLD, _WARM = "Accord, from the file", "Accord, from stored stays"
_PM4PY, _POLARS, _PANDAS = "PM4Py, its nearest parts", "Polars", "pandas"
_EXPRESSIONS = "Accord's expressions in DuckDB"
_PART, _WHOLE = "1 % of the items taken in", "the same by rebuilding"
#: Where working time is asked as the pages ask it, and is aimed at costing little more than elapsed time.
_ASKED = ("working days of items by turn and class", "the sum of working time in arrays")
#: What is compared, and what was aimed at.
_AIMS = (
    (_COLD, _SORT, 3, "at most"),
    (_WARM, _GROUP, 2, "at most"),
    (_PM4PY, _COLD, 20, "at least"),
    (_EXPRESSIONS, _COLD, None, ""),
    (_POLARS, _COLD, None, ""),
    (_PANDAS, _COLD, None, ""),
)


def report(found: dict[str, list[Any]]) -> str:
    """Machine, side by side with ratios, parts, commands, growth."""
    lines = [
        "# Results",
        "",
        f"{dt.datetime.now(dt.UTC):%d %B %Y}, {os.cpu_count()} cores shared with other work (load "
        f"{os.getloadavg()[1]:.1f} at the end), {platform.machine()}, Python {platform.python_version()}. The "
        "least of several interleaved repetitions, each in a process of its own, after the same task on a small "
        "log, so that loading is not counted; what takes less than twenty seconds is done twice there. Read "
        "ratios, not seconds.",
        "",
    ]
    sizes = {int(name): runs for name, runs in found.items() if name.isdigit()}
    for rows, runs in sorted(sizes.items()):
        lines += [f"## {rows:,} history rows", "", *_side_by_side(runs), "", *_ratios(runs), ""]
        lines += [_agreement(runs), ""]
    if "parts" in found:
        lines += ["## Parts, at 1,000,000 history rows", "", *_parts(found["parts"]), ""]
    if "commands" in found:
        lines += ["## Commands, at 1,000,000 rows of CSV", "", *_table(found["commands"]), ""]
        lines += ["Start of the process included.", ""]
    every = [run for runs in sizes.values() for run in runs]
    return "\n".join([*lines, *_growth(every)]).rstrip() + "\n"


def _table(runs: Sequence[Any]) -> list[str]:
    lines = ["| what | wall, s | processor, s | peak memory, MB |", "|---|---|---|---|"]
    return lines + [
        f"| {run.name} | {run.wall:.2f} | {run.processor:.2f} | {run.peak:.0f} |" for run in runs
    ]


def _side_by_side(runs: Sequence[Any]) -> list[str]:
    floor = next((run for run in runs if run.name == _SORT), runs[0])
    lines = [
        "| what | wall, s | × sort | processor, s | × sort | peak memory, MB |",
        "|---|---|---|---|---|---|",
    ]
    return lines + [
        f"| {run.name} | {run.wall:.2f} | {run.wall / floor.wall:.1f} | {run.processor:.2f} | "
        f"{run.processor / floor.processor:.1f} | {run.peak:.0f} |"
        for run in runs
    ]


def _ratios(runs: Sequence[Any]) -> list[str]:
    by_name = {run.name: run for run in runs}
    lines = ["| ratio | wall | processor | aim |", "|---|---|---|---|"]
    for over, under, aim, kind in _AIMS:
        if over in by_name and under in by_name:
            a, b = by_name[over], by_name[under]
            ratios = (a.wall / b.wall, a.processor / b.processor)
            kept = "" if aim is None else _verdict(ratios, aim, kind)
            lines.append(f"| {over} : {under} | {ratios[0]:.1f} | {ratios[1]:.1f} | {kept} |")
    return lines


def _verdict(ratios: tuple[float, float], aim: float, kind: str = "at most") -> str:
    """By the worse of both: a busy machine hides on the clock what several cores would gain."""
    met = max(ratios) <= aim if kind == "at most" else min(ratios) >= aim
    return f"{kind} {aim}: {'met' if met else 'missed'}"


def _agreement(runs: Sequence[Any]) -> str:
    answers = {run.name: run.answer for run in runs if "held" in run.answer}
    if not answers:
        return ""
    first = next(iter(answers.values()))
    apart = [name for name, answer in answers.items() if not _alike(answer, first)]
    if apart:
        return f"These answer otherwise than {next(iter(answers))}: {', '.join(apart)}."
    return (
        f"All {len(answers)} that work out lead time by month, time by party, hand-offs and ping-pongs "
        f"give the same figures ({first['handoffs']:,} hand-offs)."
    )


def _alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whole numbers to the last; quantiles, which engines interpolate as they like, to a second."""
    exact = ("held", "handoffs", "ping_pongs")
    return (
        all(one[name] == other[name] for name in exact)
        and one["lead"].keys() == other["lead"].keys()
        and all(
            abs(a - b) <= 1
            for month, found in one["lead"].items()
            for a, b in zip(found, other["lead"][month], strict=True)
        )
    )


def _parts(runs: Sequence[Any]) -> list[str]:
    by_name = {run.name: run for run in runs}
    lines = ["", "| ratio | wall | processor | aim |", "|---|---|---|---|"]
    part, whole = by_name.get(_PART), by_name.get(_WHOLE)
    if part and whole:
        ratios = (part.wall / whole.wall, part.processor / whole.processor)
        lines.append(f"| {_PART} : {_WHOLE} | {_in_a_row(ratios, 2)} | {_verdict(ratios, 0.1)} |")
    for run in runs:
        if plain := run.answer.get("plain"):
            ratios = (run.wall / plain["wall"], run.processor / plain["processor"])
            lines.append(f"| {run.name} : after a merge | {_in_a_row(ratios, 1)} |  |")
        if elapsed := run.answer.get("elapsed"):
            ratios = (run.wall / elapsed["wall"], run.processor / elapsed["processor"])
            aim = _verdict(ratios, 8) if run.name in _ASKED else ""
            lines.append(f"| {run.name} : with elapsed time | {_in_a_row(ratios, 1)} | {aim} |")
    return [*_table(runs), *lines]


def _in_a_row(ratios: tuple[float, float], digits: int) -> str:
    return " | ".join(f"{ratio:.{digits}f}" for ratio in ratios)


def _growth(every: Sequence[Any]) -> list[str]:
    found = {(run.rows, run.name): run for run in every}
    sizes = sorted(
        {run.rows for run in every if {(run.rows, _SORT), (run.rows, _COLD)} <= found.keys()}
    )
    if len(sizes) < 2:
        return []
    lines = [
        "## Growth",
        "",
        "| rows | sort, s | Accord, s | × sort | Accord, µs a row | peak memory, MB |",
        "|---|---|---|---|---|---|",
    ]
    for rows in sizes:
        sort, cold = found[rows, _SORT], found[rows, _COLD]
        lines.append(
            f"| {rows:,} | {sort.wall:.2f} | {cold.wall:.2f} | {cold.wall / sort.wall:.1f} | "
            f"{cold.wall / rows * 1e6:.2f} | {cold.peak:.0f} |"
        )
    return lines
