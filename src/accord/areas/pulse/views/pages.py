"""Pages about one release: a dimension, a question, how sure it is, common ground, the conversation."""

import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accord.analysis import disclosure, stage
from accord.areas.indicators import queries as indicators
from accord.areas.people.access import Right, needs
from accord.areas.pulse import queries
from accord.areas.pulse.findings import common_ground as shared
from accord.areas.pulse.findings import conversation as talks
from accord.areas.pulse.findings import sureness as sure_of
from accord.areas.pulse.findings import told
from accord.areas.pulse.models import Item, Wave, instrument_of
from accord.charts.dumbbell import Pair, dumbbell
from accord.charts.mirrored import Mirrored, mirrored
from accord.charts.theme import inline, picture_file
from accord.charts.tipping import Tip, tipping
from accord.web.sheets import csv_file, xlsx_file
from accord.web.shell import Request
from accord.web.templatetags.accord import days, percent

WIDE, NARROW = 1040, 350
#: Statements in the picture of common ground; the table has all.
MOST_DRAWN = 10
LONGEST = 46  # letters of a statement in the picture
GROUPS = ("disagree (1 or 2)", "partly (3)", "agree (4 or 5)")
#: A share in fifths as it stands at its bar.
AT_BAR = {0.2: "under 3 in 10", 0.4: "3 to 5 in 10", 0.6: "over half", 0.8: "7 in 10 or more"}

Part = Mapping[str, Any]
Draw = Callable[[int], str]

NOTHING_COMPARED = "Nobody knows what the items of this dimension rate: no gap is made of them."


@dataclass(frozen=True, slots=True)
class Sheet:
    """The figures of a page, as a list to take away."""

    name: str
    columns: tuple[str, ...]
    rows: Iterable[Iterable[object]]


@needs(Right.SEE_PULSE)
@require_safe
def dimension(request: Request, pk: int, key: str) -> HttpResponse:
    """One dimension of a closed wave, with its questions and, where there are any, its blocks."""
    found = _closed(pk)
    content = found.release.content
    name = _dimension_name(found, key)
    part = next((part for part in content["dimensions"] if part["key"] == key), None)
    items = [item for item in content["items"] if item["dimension"] == key]
    context = {
        "wave": found,
        "name": name,
        "part": part,
        "why_not": part["why_not"] if part else content["why_not"] or NOTHING_COMPARED,
        "apart": [row for row in content.get("apart", ()) if row["dimension"] == name],
        "items": [item | {"cannot": told.cannot_tell(content, item)} for item in items],
        "hardly_known": told.hardly_known(items),
        "blocks": _blocks_of(content, key),
        "fewest": disclosure.FEWEST_FOR_ITEM,
        "fewest_distribution": disclosure.FEWEST_FOR_DISTRIBUTION,
    } | dumbbells(items, "code")
    if part and not part["why_not"]:
        (firm,) = (row for row in sure_of.sureness(content) if row.key == key)
        context |= _compared(content, part) | {
            "voices": told.own_voices(part, items, told.halved(content)),
            "firm": firm,
        }
    rows = [row for item in items for row in _mirrored(item, with_head=True)]
    pictures: dict[str, Draw] = {"answers": lambda width: mirrored(rows, width)} if rows else {}
    sheet = Sheet(f"pulse-{pk}-{key}", _ITEM_COLUMNS, map(_item_cells, items))
    return answered(request, "pulse/dimension.html", context, sheet, pictures)


@needs(Right.SEE_PULSE)
@require_safe
def question(request: Request, pk: int, key: str, code: str) -> HttpResponse:
    """One question of a closed wave: level, gap, agreement and who cannot tell."""
    found = _closed(pk)
    content = found.release.content
    name = _dimension_name(found, key)
    asked = _asked(found, key, code)
    part = next((item for item in content["items"] if item["code"] == code), None)
    context: dict[str, Any] = {
        "wave": found,
        "key": key,
        "name": name,
        "item": asked,
        "part": part,
        "why_not": part["why_not"] if part else content["why_not"],
        "fewest_distribution": disclosure.FEWEST_FOR_DISTRIBUTION,
    }
    pictures: dict[str, Draw] = {}
    if part:
        context |= {
            "cannot": told.cannot_tell(content, part),
            "hardly_known": told.hardly_known([part]),
        }
        if not part["why_not"]:
            context |= _compared(content, part)
        rows = list(_mirrored(part, with_head=False))
        pictures = {"answers": lambda width: mirrored(rows, width)} if rows else {}
    sheet = Sheet(f"pulse-{pk}-{code}", _ITEM_COLUMNS, map(_item_cells, [part] if part else []))
    return answered(request, "pulse/question.html", context, sheet, pictures)


@needs(Right.SEE_PULSE)
@require_safe
def sure(request: Request, pk: int) -> HttpResponse:
    """How sure a release is: could the silent overturn it, and how reliable are its dimensions."""
    found = _closed(pk)
    content = found.release.content
    rows = sure_of.sureness(content)
    context = {
        "wave": found,
        "release": content,
        "headline": sure_of.headline(content, rows),
        "silent": sure_of.who_is_silent(content),
        "nearly_all": content["released"] and sure_of.nearly_all(content),
        "rows": rows,
    }
    tips = [Tip(row.name, row.tipping if row.clear else None, row.at_bar) for row in rows]
    pictures: dict[str, Draw] = {"tipping": lambda width: tipping(tips, width)} if rows else {}
    sheet = Sheet(f"pulse-{pk}-sure", _SURE_COLUMNS, map(_sure_cells, rows))
    return answered(request, "pulse/sure.html", context, sheet, pictures)


@needs(Right.SEE_PULSE)
@require_safe
def common_ground(request: Request, pk: int) -> HttpResponse:
    """What both sides would sign: the statements, those first that most on both sides agree with."""
    found = _closed(pk)
    content = found.release.content
    rows = shared.statements(content)
    context = {
        "wave": found,
        "release": content,
        "headline": shared.headline(rows),
        "rows": rows,
        "fewest": disclosure.FEWEST_FOR_SHARE,
        "before": bool(content["items"]) and "agreeing" not in content["items"][0],
    }
    shown = [_statement(row) for row in rows[:MOST_DRAWN]]
    pictures: dict[str, Draw] = {"shared": lambda width: mirrored(shown, width)} if rows else {}
    sheet = Sheet(f"pulse-{pk}-common-ground", _SHARED_COLUMNS, map(_shared_cells, rows))
    return answered(request, "pulse/common_ground.html", context, sheet, pictures)


@needs(Right.SEE_PULSE)
@require_safe
def conversation(request: Request, pk: int) -> HttpResponse:
    """A sheet to print and to talk about together."""
    found = _closed(pk)
    content = found.release.content
    context = {
        "wave": found,
        "release": content,
        "few": talks.few_answered(content),
        "topics": talks.topics(content),
        "headline": talks.headline(content),
        "facts": _facts(),
    }
    return render(request, "pulse/conversation.html", context)


def dumbbells(parts: Sequence[Part], name: str) -> dict[str, str]:
    """The dumbbell picture of dimensions or items, for wide and narrow screens."""
    pairs = [
        Pair(
            name=part[name],
            marketing=part["marketing"] and part["marketing"]["mean"],
            it=part["it"] and part["it"]["mean"],
            verdict="too few answers" if part["why_not"] else part["verdict"],
        )
        for part in parts
    ]
    if not pairs:
        return {"wide": "", "narrow": ""}
    return {"wide": inline(dumbbell(pairs, WIDE)), "narrow": inline(dumbbell(pairs, NARROW))}


def stages_of_waves() -> list[dict[str, Any]]:
    """Where the answers of each closed wave put the partnership, the newest first."""
    rows = []
    for wave in queries.waves():
        if wave.is_open:
            continue
        chances = wave.release.content["stage"]["probabilities"]
        likeliest = max(chances, key=chances.__getitem__) if chances else ""
        rows.append({"wave": wave, "stage": likeliest, "chance": chances.get(likeliest)})
    return rows


def gates_of(content: Part) -> list[dict[str, Any]]:
    """The gates on the answers, with the stage that asks for each."""
    return [
        {"stage": stage.STAGES[gate["stage"] - 1], "sentence": gate["sentence"], "met": gate["met"]}
        for gate in content["stage"]["gates"]
    ]


def _closed(pk: int) -> Wave:
    waves = Wave.objects.select_related("release")
    return get_object_or_404(waves, pk=pk, release__isnull=False)


def _dimension_name(wave: Wave, key: str) -> str:
    known = instrument_of(wave).dimensions
    name = next((part.name for part in known if part.key == key), None)
    if name is None:
        raise Http404
    return name


def _asked(wave: Wave, key: str, code: str) -> Item:
    (part,) = (part for part in instrument_of(wave).dimensions if part.key == key)
    for item in part.items:
        if item.code == code:
            return item
    raise Http404


def _compared(content: Part, part: Part) -> dict[str, Any]:
    return {
        "pairs": "" if part["p_superiority"] is None else told.superiority(part),
        "nearly_all": sure_of.nearly_all(content),
        "moved": content.get("moves", {}).get("sentences", []),
    }


def _mirrored(item: Part, with_head: bool) -> Iterable[Mirrored]:
    shares = item.get("shares") or {}
    if not shares.get("marketing"):
        return
    if with_head:
        yield Mirrored(f"{item['code']}  {item['text']}")
    for label, marketing, it in zip(GROUPS, shares["marketing"], shares["it"], strict=True):
        yield Mirrored(label, marketing, it, AT_BAR[marketing], AT_BAR[it])


def _statement(row: shared.Shared) -> Mirrored:
    text = textwrap.shorten(row.text, LONGEST, placeholder=" …")
    return Mirrored(text, row.marketing, row.it, AT_BAR[row.marketing], AT_BAR[row.it])


def _blocks_of(content: Part, key: str) -> list[dict[str, Any]]:
    """The means of one dimension by block of either side."""
    return [
        {"side": side, "names": unit["names"], "mean": part}
        for side, units in content["blocks"].items()
        for unit in units
        for part in unit["dimensions"]
        if part["key"] == key
    ]


#: What the records show that helps a conversation, if it is known: the name of a reading.
_FACTS = ("evidence.turn.days", "evidence.stuck", "evidence.straight", "evidence.ping_pong")


def _facts() -> list[dict[str, str]]:
    """What the records show, from the notice board: readings that have a value."""
    board = indicators.board()
    known = (board.get(name) for name in _FACTS)
    return [
        {"question": row.question, "words": _in_words(row.value, row.unit), "link": row.link}
        for row in known
        if row is not None and row.value is not None
    ]


def _in_words(value: float, unit: str) -> str:
    if unit == "share":
        return percent(value)
    return days(value) if unit == "days" else f"{value:,.0f}"


_ITEM_COLUMNS = ("code", "text", "marketing", "IT", "IT minus marketing", "low", "high",
                 "pairs in which IT is higher", "may be said", "marketing agrees",
                 "IT agrees", "marketing's voice", "IT's voice", "marketing cannot tell",
                 "IT cannot tell")  # fmt: skip
_SURE_COLUMNS = ("dimension", "IT minus marketing", "may be said", "silent differ by",
                 "whatever they think", "reliability", "low", "high")  # fmt: skip
_SHARED_COLUMNS = ("place", "code", "text", "marketing agrees", "IT agrees", "common ground")


def _item_cells(item: Part) -> Iterable[object]:
    means = [item[side] and item[side]["mean"] for side in ("marketing", "it")]
    figures = (*means, *(item[name] for name in ("gap", "low", "high", "p_superiority")))
    pairs = [item.get(name) or {} for name in ("agreeing", "voice", "cannot_tell")]
    beside = [found.get(side) for found in pairs for side in ("marketing", "it")]
    return [
        item["code"], item["text"], *map(_cell, figures), item["verdict"], *map(_cell, beside)
    ]  # fmt: skip


def _sure_cells(row: sure_of.Sureness) -> Iterable[object]:
    measured = row.reliability or {}
    figures = (measured.get(name) for name in ("value", "low", "high"))
    how_far = "" if row.certain else _cell(row.tipping)
    certain = "yes" if row.certain else "no"
    return [row.name, _cell(row.gap), row.verdict, how_far, certain, *map(_cell, figures)]


def _shared_cells(row: shared.Shared) -> Iterable[object]:
    return row.place, row.code, row.text, row.marketing, row.it, row.value


def _cell(value: object) -> object:
    return "" if value is None else value


def answered(
    request: Request,
    template: str,
    context: dict[str, Any],
    sheet: Sheet,
    pictures: Mapping[str, Draw],
) -> HttpResponse:
    """The page, or, with ``format`` in the address, its figures or its picture as a file."""
    kind = request.GET.get("format", "")
    if kind == "csv":
        return csv_file(f"{sheet.name}.csv", sheet.columns, sheet.rows)
    if kind == "xlsx":
        return xlsx_file(f"{sheet.name}.xlsx", sheet.columns, sheet.rows)
    if kind:
        return _picture(kind, sheet.name, pictures)
    drawn = {
        f"picture_{name}": {"wide": inline(draw(WIDE)), "narrow": inline(draw(NARROW))}
        for name, draw in pictures.items()
    }
    return render(request, template, {**context, **drawn, "pictures": list(pictures)})


def _picture(kind: str, name: str, pictures: Mapping[str, Draw]) -> HttpResponse:
    if kind not in {"svg", "png"} or not pictures:
        raise Http404
    content, content_type = picture_file(next(iter(pictures.values()))(WIDE), kind)
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response["Cache-Control"] = "no-store"
    return response
