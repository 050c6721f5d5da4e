"""The overview as plain lines for a terminal."""

import textwrap
from collections.abc import Iterator

from accord.areas.partnership.findings import Overview
from accord.charts.turns import party_name, plain_days
from accord.web.templatetags.accord import chance

_WIDTH = 92


def lines(overview: Overview) -> Iterator[str]:
    """Sentences first, then the figures."""
    yield ""
    yield from _wrapped(" · ".join(part.words for part in overview.kicker))
    yield ""
    yield overview.headline
    yield from _wrapped("".join(part.words for part in overview.lead))
    yield from _turns(overview)
    yield from _section("One step, both ways", [step.text for step in overview.steps[:1]])
    yield from _said(overview)
    if overview.speed is not None:
        yield from _section(f"The speed gap: {overview.speed.type}", [overview.speed.sentence])
    yield from _section("What is not known yet", [f"- {row}" for row in overview.unknown])
    yield from _section(
        "Where the partnership stands", [overview.stage_sentence, overview.next_gate]
    )
    for stage in overview.stages:
        yield f"  {stage.name:<14} {chance(stage.probability):>10}"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH)


def _section(title: str, sentences: list[str]) -> Iterator[str]:
    if not any(sentences):
        return
    yield ""
    yield title
    for sentence in sentences:
        yield from textwrap.wrap(sentence, _WIDTH, initial_indent="  ", subsequent_indent="    ")


def _turns(overview: Overview) -> Iterator[str]:
    if not overview.turns:
        return
    yield from _section("Whose turn was it?", [overview.turns_sentence])
    for part in overview.turns:
        yield f"  {party_name(part.party):<10} {part.text:<34} {plain_days(part.days):>5} days"
    if overview.remembered is not None:
        yield from _wrapped(
            f"  One that you know: {overview.remembered.title}, {overview.remembered.sentence}."
        )


def _said(overview: Overview) -> Iterator[str]:
    if not overview.said:
        return
    yield from _section("What both sides say, and what the records show", [overview.said_sentence])
    yield f"  {'':<30} marketing    IT   records"
    for row in overview.said:
        values = (row.marketing, row.it, row.records)
        marketing, it, records = ("–" if value is None else f"{value:.1f}" for value in values)
        yield f"  {row.name:<30} {marketing:>9} {it:>5} {records:>9}   {row.verdict}"
