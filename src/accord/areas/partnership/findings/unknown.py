"""What is not known, and what would help."""

from collections.abc import Sequence

from accord.analysis.stage import Standing
from accord.areas.indicators.queries import Board
from accord.areas.partnership.findings.said_and_shown import SaidShown
from accord.areas.partnership.findings.turns import unlinked
from accord.areas.partnership.findings.words import number


def unknown(board: Board, said: Sequence[SaidShown], where: Standing) -> list[str]:
    """What records, pulse and facts leave open, in sentences."""
    found = [*_unknown_records(board), *_unknown_pulse(board, said)]
    gates = [gate.sentence for gate in where.unknown if gate.kind == "fact"]
    return [*found, *gates[:3]]


def _unknown_records(board: Board) -> list[str]:
    days = board.get("evidence.turn.days")
    if days is None:
        return ["No tracker has been imported: whose turn it was is not known."]
    sentences = list(days.detail.get("unknown", []))
    if unlinked(days):
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
