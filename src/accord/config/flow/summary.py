"""The readable summary of ``accord flow``: a sentence, a table, and the receipt of every file."""

from collections.abc import Iterator

from accord.analysis import custody
from accord.config.flow.asked import Asked
from accord.config.flow.figures import Found, Turns
from accord.config.flow.placing import FEWEST_PEOPLE, PEOPLE
from accord.connectors.contract import HolderKind, Receipt

_LINES_OF_PARTIES = 20
_NAMES_SHOWN = 8


def summary(asked: Asked, found: Found) -> str:
    """All that a person reads after the run."""
    parts = [
        _sentence(found),
        *_turn_lines(found.figures["days_by_turn"]),
        "",
        _handoff_line(found),
        *_unmapped_lines(found),
        *_people_lines(found),
        _mapping_line(asked),
        "",
        *_receipt_lines(found),
    ]
    return "\n".join(parts)


def counted(count: int, thing: str) -> str:
    """A number and what it counts."""
    return f"{count:,} {thing if count == 1 else f'{thing}s'}"


def _one_line(name: str) -> str:
    return " ".join(name.split())


def _sentence(found: Found) -> str:
    figures = found.figures
    counts = (
        f"{counted(figures['items'], 'item')} as of {figures['as_of']}: {figures['delivered']:,} delivered, "
        f"{figures['dropped']:,} dropped, {figures['open']:,} open."
    )
    lead = figures["lead_days"]
    if lead["p50"] is None:
        return f"{counts} None was delivered, so there is no lead time."
    return (
        f"{counts} Half of those delivered took up to {lead['p50']:,.1f} days, 85 % up to "
        f"{lead['p85']:,.1f}, 95 % up to {lead['p95']:,.1f}."
    )


def _turn_lines(turns: Turns) -> Iterator[str]:
    whole = sum(sum(classes.values()) for classes in turns.values())
    if not whole:
        yield "No time passed in any status that counts."
        return
    named = sorted(turns.items(), key=lambda pair: -sum(pair[1].values()))
    width = max(14, *(len(_one_line(turn)) for turn, _ in named[:_LINES_OF_PARTIES]))
    yield ""
    yield f"{'days, turn of':<{width}}{'queue':>13}{'work':>13}{'wait':>13}{'unmapped':>13}{'share':>8}"
    for turn, classes in named[:_LINES_OF_PARTIES]:
        cells = "".join(
            f"{classes.get(name, 0.0):>13,.1f}"
            for name in (*custody.OPEN_CLASSES, custody.UNMAPPED)
        )
        yield f"{_one_line(turn):<{width}}{cells}{sum(classes.values()) / whole:>8.1%}"
    if len(named) > _LINES_OF_PARTIES:
        yield f"... and {len(named) - _LINES_OF_PARTIES} more (all of them with --json)"


def _handoff_line(found: Found) -> str:
    figures = found.figures
    return (
        f"{counted(figures['handoffs'], 'hand-off')} between parties in "
        f"{counted(figures['items_with_handoff'], 'item')}, {figures['ping_pongs']:,} of them back to "
        f"the party before; items were reopened {counted(figures['reopened'], 'time')}."
    )


def _unmapped_lines(found: Found) -> Iterator[str]:
    people = found.custody.unmapped_people
    if people:
        yield f"{people:,} {'person is' if people == 1 else 'people are'} not in the parties file."
    for one, kind in (("holder", "holders"), ("status", "statuses")):
        names = [_one_line(name) for name in found.figures[f"unmapped_{kind}"] if name != PEOPLE]
        if names:
            shown = ", ".join(names[:_NAMES_SHOWN])
            more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
            yield f"{len(names)} {one if len(names) == 1 else kind} unmapped: {shown}{more}."


def _people_lines(found: Found) -> Iterator[str]:
    kinds = {receipt.holder_kind for receipt in found.exports.receipts.values()}
    if HolderKind.PERSON in kinds:
        yield "The holders are persons: they are shown by party only, never by name."
    if found.custody.merged_parties:
        count = len(found.custody.merged_parties)
        parties = "1 party" if count == 1 else f"{count:,} parties"
        yield f"{parties} of fewer than {FEWEST_PEOPLE} people shown as part of {PEOPLE!r}."


def _mapping_line(asked: Asked) -> str:
    parties = (
        f"parties from {asked.parties.name}" if asked.parties else "every holder its own party"
    )
    classes = (
        f"classes from {asked.statuses.name}" if asked.statuses else "classes proposed by name"
    )
    return f"Mapping (unsigned): {parties}, {classes}. Elapsed time, day and night."


def _receipt_lines(found: Found) -> Iterator[str]:
    for source, receipt in found.exports.receipts.items():
        file = found.exports.files[source]
        yield f"{file.name}: {receipt.format}, level {receipt.level}, {counted(receipt.read, 'row')} read."
        yield from (f"  {line}" for line in _receipt_details(receipt))
    rows = found.figures["rows"]
    yield f"{counted(rows['read'], 'row')} read, {rows['used']:,} used, {rows['skipped']:,} skipped."
    for reason, count in found.custody.skipped.items():
        yield f"  {count:,} {reason}"


def _receipt_details(receipt: Receipt) -> Iterator[str]:
    if receipt.columns_ignored:
        shown = ", ".join(receipt.columns_ignored[:_NAMES_SHOWN])
        more = len(receipt.columns_ignored) - _NAMES_SHOWN
        yield f"not read: {shown}" + (f" and {more} more" if more > 0 else "")
    yield from receipt.guessed
    for note, count in receipt.notes.items():
        yield f"{note}: {count:,}"
    for reason, count in receipt.skipped.items():
        places = ", ".join(receipt.examples.get(reason, []))
        yield f"skipped, {reason}: {count:,}" + (f" ({places})" if places else "")
