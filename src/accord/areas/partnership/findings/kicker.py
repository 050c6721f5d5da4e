"""The first line: where the data comes from."""

import datetime as dt
from typing import Any

from accord.areas.indicators.models import Reading
from accord.areas.indicators.queries import Board
from accord.areas.partnership.findings.pulse import released_pulse
from accord.areas.partnership.findings.words import SIDE_WORDS, Sentence, Text


def kicker(board: Board, company: str) -> Sentence:
    """On what the page rests, each part the door to it."""
    parts = [Text(company)]
    days = board.get("evidence.turn.days")
    if days is not None:
        parts += _records_kicker(days)
    response = released_pulse(board)
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
        return f", {next(iter(rates.values()))} of each side answered"
    told = ", ".join(f"{rate} of {SIDE_WORDS[name]}" for name, rate in rates.items())
    return f", {told} answered"


def _records_kicker(days: Reading) -> list[Text]:
    detail = days.detail
    kind = "requests" if detail["joint"] else "items"
    span = f"{_month(detail['first'])} to {_month(detail['last'])}"
    parts = [Text(f"{days.count:,} delivered {kind}, {span}", days.link)]
    if detail.get("remembered"):
        parts.append(Text("remembered by both sides, not recorded", detail["sources_link"]))
    if detail["left_out"]:
        parts.append(Text("items of one tracker only are shown apart", detail["apart_link"]))
    words = "signed by both sides" if days.signed else "figures unsigned"
    parts.append(Text(words, detail["sources_link"]))
    return parts


def _month(written: str) -> str:
    return dt.date.fromisoformat(f"{written}-01").strftime("%B %Y")
