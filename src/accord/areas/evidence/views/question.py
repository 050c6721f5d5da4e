"""What the pages of all questions share: figures, filter, pictures, files to take away."""

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render

from accord.areas.evidence import findings, frames, queries
from accord.areas.people.access import Right, needs
from accord.charts.theme import inline, picture_file
from accord.web.sheets import csv_file, xlsx_file
from accord.web.shell import Request

WIDE, NARROW = 1040, 350
PAGE_ROWS = 50
MOST_LABELS = 100  # offered; any other may stand in the address

#: Draws one picture in the width given.
Draw = Callable[[int], str]


def figures_now() -> frames.Figures | None:
    """The figures of the newest snapshot over all sources, or None before the first import."""
    newest = queries.newest_snapshot()
    sources = list(queries.holding())
    return frames.figures(newest, sources) if newest and sources else None


def drawn(draw: Draw) -> dict[str, str]:
    """A picture for a wide and for a narrow screen."""
    return {"wide": inline(draw(WIDE)), "narrow": inline(draw(NARROW))}


def signing() -> dict[str, Any]:
    """Whether all mappings are signed, for the mark on every page of figures."""
    sources = queries.sources()
    keys = {row.source: row.keys for row in sources}
    return {
        "sources": sources,
        "unsigned": findings.unsigned_words(keys),
        "lowest": findings.level_words([row.source for row in sources]),
    }


def filter_of(request: Request) -> findings.Filter:
    """What part of the requests the address asks for."""
    names = [field.name for field in fields(findings.Filter)]
    return findings.Filter(**{name: request.GET.get(name, "").strip() for name in names})


@dataclass(frozen=True, slots=True)
class TimeChosen:
    """Elapsed or working time, as the address asks; ``unit`` is how its days are called."""

    working: bool

    @property
    def unit(self) -> str:
        """What one counts."""
        return "working days" if self.working else "days"

    def of(self, figures: frames.Figures, rows: frames.Requests) -> frames.Requests:
        """The requests in the time chosen."""
        return findings.in_working_time(figures, rows) if self.working else rows


def time_of(request: Request) -> TimeChosen:
    """Elapsed time unless the address says ``time=working``."""
    return TimeChosen(request.GET.get("time", "") == "working")


def choices(figures: frames.Figures, chosen: findings.Filter) -> dict[str, Any]:
    """What the filter may be set to."""
    rows = figures.requests
    return {
        "chosen": chosen,
        "types": findings.type_choices(rows),
        "months": findings.month_choices(rows),
        "source_names": rows.columns.sources.met(),
        "teams": rows.columns.teams.met(),
        "labels": _labels(rows, chosen),
    }


def _labels(rows: frames.Requests, chosen: findings.Filter) -> list[str]:
    """The labels used most, by name; the chosen one among them, however rare."""
    used = rows.columns.labels.most(MOST_LABELS)
    return sorted({*used, chosen.label} - {""}, key=str.casefold)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows behind a page, as a list to take away."""

    name: str
    columns: tuple[str, ...]
    rows: Iterable[Iterable[object]]


@dataclass(frozen=True, slots=True)
class Looked:
    """What a visitor looks at: the figures, and the part of them that the address asks for."""

    figures: frames.Figures
    chosen: findings.Filter

    @property
    def rows(self) -> frames.Requests:
        """The requests asked for."""
        return findings.requests(self.figures, self.chosen)

    @property
    def base(self) -> tuple[frames.Requests, bool]:
        """The requests that most figures rest on, and whether they run through several trackers."""
        return findings.base_of(self.rows)

    def context(self) -> dict[str, Any]:
        """What every template of a question needs."""
        narrowed = self.chosen != findings.Filter()
        return {**signing(), **choices(self.figures, self.chosen), "narrowed": narrowed}


def question(
    title: str,
) -> Callable[[Callable[[Request, Looked], HttpResponse]], Callable[[Request], HttpResponse]]:
    """Make the page of a question: for whoever may see the evidence, once there is any."""

    def mark(view: Callable[[Request, Looked], HttpResponse]) -> Callable[[Request], HttpResponse]:
        @functools.wraps(view)
        def page(request: Request) -> HttpResponse:
            figures = figures_now()
            if figures is None:
                return nothing(request, title)
            return view(request, Looked(figures, filter_of(request)))

        return needs(Right.SEE_EVIDENCE)(page)

    return mark


def nothing(request: Request, question: str) -> HttpResponse:
    """The page of a question before the first import: what would stand here."""
    return render(request, "evidence/nothing.html", {"question": question})


def answered(
    request: Request,
    template: str,
    context: dict[str, Any],
    sheet: Sheet,
    pictures: Mapping[str, Draw],
) -> HttpResponse:
    """The page of a question, or, with ``format`` in the address, one of its files.

    ``pictures`` stand in the page under their names; ``format=svg`` and ``format=png`` give the one
    that ``picture`` names, the first by default.
    """
    kind = request.GET.get("format", "")
    if kind:
        return _file(request, kind, sheet, pictures)
    shown = {f"picture_{name}": drawn(draw) for name, draw in pictures.items()}
    return render(request, template, {**context, **shown, "pictures": list(pictures)})


def _file(request: Request, kind: str, sheet: Sheet, pictures: Mapping[str, Draw]) -> HttpResponse:
    if kind == "csv":
        return csv_file(f"{sheet.name}.csv", sheet.columns, sheet.rows)
    if kind == "xlsx":
        return xlsx_file(f"{sheet.name}.xlsx", sheet.columns, sheet.rows)
    name = request.GET.get("picture") or next(iter(pictures), "")
    if kind not in {"svg", "png"} or name not in pictures:
        raise Http404
    content, content_type = picture_file(pictures[name](WIDE), kind)
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{sheet.name}.{kind}"'
    response["Cache-Control"] = "no-store"
    return response


def page_of(request: Request, rows: Any) -> Any:
    """The page of a list that the address asks for."""
    return Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
