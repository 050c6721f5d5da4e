"""Forms of imports and their columns, of corrections and look-backs."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from accord.analysis.look_back import ASKED, LIVE, MILESTONES
from accord.areas.evidence.models import MOST_REQUESTS, Level, LookBackMark, Source
from accord.areas.people.forms import ZoneField
from accord.areas.people.models import company_zone
from accord.connectors.any_table.mapping import Mapping, Part, RowKind
from accord.connectors.any_table.proposals import Proposed, holds_persons
from accord.connectors.any_table.table import Look

_ORDERS = [("", "decide by the file"), ("day", "day first: 31/12/2026"), ("month", "month first")]


class ImportForm(forms.Form):
    """An export to be read. Only the file is needed; the rest is for files that cannot tell."""

    file = forms.FileField(
        label="The export",
        help_text="Jira (REST JSON with changelog, CSV, or Data Center pipeline CSV), Asana (API JSON "
        "with stories, or CSV), ServiceNow (CSV, audit CSV, or table API JSON), Azure DevOps (updates "
        "JSON, or CSV), GitHub issues JSON, Trello board JSON, Linear or ClickUp CSV; any of these "
        "tables as XLSX; XES, OCEL 2.0, a plain history as CSV or Parquet, a shared mailbox as mbox. "
        "Told apart by content, also gzipped. Of any other table (CSV, XLSX, Parquet) you are asked "
        "what its columns say.",
    )
    source = forms.CharField(
        label="Name of the tracker",
        max_length=120,
        help_text="For example Jira, or Asana of brand marketing. A later export of the same "
        "tracker gets the same name.",
    )
    holder = forms.CharField(
        label="Column that names who holds the item",
        required=False,
        max_length=120,
        help_text="Only if the file has several, for example org:group or Team. It must name who is "
        "responsible next, not who logged the entry.",
    )
    status = forms.CharField(label="Column that names the status", required=False, max_length=120)
    zone = ZoneField(
        label="Time zone of times written without one",
        required=False,
        max_length=64,
        initial=lambda: company_zone().key,
        help_text="Usually the zone of whoever exported the file. Empty is UTC.",
    )
    order = forms.ChoiceField(label="Dates are written", choices=_ORDERS, required=False)

    def clean_source(self) -> str:
        """Names are compared as written, without blanks around."""
        name = str(self.cleaned_data["source"]).strip()
        if Source.objects.filter(name=name, level=Level.REMEMBERED).exists():
            raise ValidationError(
                f"{name} holds what both sides remember. Give the tracker a name of its own."
            )
        return name

    def options(self) -> dict[str, object]:
        """What the reader is told."""
        order = self.cleaned_data["order"]
        return {
            "holder": self.cleaned_data["holder"].strip(),
            "status": self.cleaned_data["status"].strip(),
            "zone": self.cleaned_data["zone"],
            "day_first": {"day": True, "month": False}.get(order),
        }


_PARTS = [
    ("", "not read"),
    ("item", "key of the item"),
    ("title", "title"),
    ("type", "type of request"),
    ("status", "status"),
    ("holder", "holder: whose turn it is"),
    ("person", "person assigned"),
    ("requester", "who asked"),
    ("created", "date: created"),
    ("started", "date: work started"),
    ("done", "date: done"),
    ("due", "date: promised"),
    ("changed", "date: of this change"),
    ("resolution", "how it ended"),
    ("labels", "labels"),
    ("link", "key of another item"),
    ("text", "text that may name other items"),
]
_ROW_KINDS = [
    ("snapshot", "one item as it stands"),
    ("history", "one change of an item: an item stands on several rows"),
]
_HOLDERS = [
    ("", "decide by the column"),
    ("unit", "teams, groups or queues"),
    ("person", "persons"),
]


class ColumnsForm(forms.Form):
    """What each column of a table says; a field a column, named by its place."""

    rows = forms.ChoiceField(label="Each row is", choices=_ROW_KINDS)
    holders = forms.ChoiceField(label="Holders are", choices=_HOLDERS, required=False)
    order = forms.ChoiceField(label="Dates are written", choices=_ORDERS, required=False)

    def __init__(self, *args: Any, look: Look, proposal: Proposed, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.look, self.proposal = look, proposal
        self.fields["rows"].initial = proposal.mapping.rows.value
        for place, column in enumerate(proposal.columns):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=column.column,
                choices=_PARTS,
                required=False,
                initial=column.part.value if column.part else "",
            )

    def mapping(self) -> Mapping:
        """What is said, as a mapping."""
        said = self.cleaned_data
        chosen = [
            (column.column, Part(said[f"column-{place}"]))
            for place, column in enumerate(self.proposal.columns)
            if said[f"column-{place}"]
        ]
        before = self.proposal.mapping
        mapping = Mapping(RowKind(said["rows"]), tuple(chosen), before.header, before.sheet)
        # A column that looks like one of persons is kept as fingerprints unless somebody says otherwise.
        persons = holds_persons(self.look, mapping.column(Part.HOLDER))
        told = {"unit": False, "person": True}.get(said["holders"], persons)
        return replace(mapping, persons=told)

    def clean(self) -> dict[str, Any]:
        """A table must say what was when."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and (problem := self.mapping().problem()):
            raise forms.ValidationError(problem)
        return cleaned

    def options(self) -> dict[str, object]:
        """What the reader is told besides."""
        order = {"day": True, "month": False}.get(self.cleaned_data["order"])
        return {} if order is None else {"day_first": order}


class CorrectionForm(forms.Form):
    """What somebody says about a turn that is booked to them."""

    text = forms.CharField(
        label="What is not right?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example: we delivered on 3 May, the ticket was moved a week later.",
    )


class ScenarioForm(forms.Form):
    """A seating to keep."""

    name = forms.CharField(label="Keep it as", max_length=120)


# Looking back

CANNOT_TELL = "?"
TURN_CHOICES = [
    ("marketing", "Marketing"),
    ("it", "IT"),
    ("nobody", "Nobody"),
    ("other", "Somebody else"),
    (CANNOT_TELL, "Cannot tell"),
]
HAPPENED = {
    "asked": "It was asked for",
    "understood": "What was wanted was understood",
    "started": "Work on it started",
    "ready": "It was ready",
    "live": "It went live",
}
_OLDEST = dt.timedelta(days=3660)
_LONGEST_TITLE, _LONGEST_KEY = 200, 300


class LookBackForm(forms.Form):
    """A look-back to be opened."""

    title = forms.CharField(
        label="Name of this look-back", max_length=120, help_text="For example “Spring 2026”."
    )
    requests = forms.CharField(
        label="The last ten requests that both sides had to do with",
        widget=forms.Textarea(attrs={"rows": 11}),
        help_text=f"One a line, at most {MOST_REQUESTS}. If a tracker knows it, its key after a "
        "line, for example: Launch page | WEB-12. What the tracker recorded is laid beside at the "
        "reveal.",
    )

    def clean_requests(self) -> list[tuple[str, str]]:
        """Title and key of each, without repetition."""
        found: dict[str, str] = {}
        for line in self.cleaned_data["requests"].splitlines():
            title, _, key = line.partition("|") if line.count("|") < 2 else line.rpartition("|")
            if title.strip():
                found.setdefault(" ".join(title.split()), key.strip())
        if not found:
            raise ValidationError("Name at least one request.")
        if len(found) > MOST_REQUESTS:
            raise ValidationError(f"At most {MOST_REQUESTS} requests, so that an hour is enough.")
        if any(len(title) > _LONGEST_TITLE for title in found):
            raise ValidationError(f"A request may have at most {_LONGEST_TITLE} letters.")
        if any(len(key) > _LONGEST_KEY for key in found.values()):
            raise ValidationError(f"A key may have at most {_LONGEST_KEY} letters.")
        return list(found.items())


class Happened(NamedTuple):
    """The fields of one milestone."""

    label: str
    day: forms.BoundField
    forgotten: forms.BoundField
    turn: forms.BoundField | None


class RememberForm(forms.Form):
    """What one person remembers of one request. Everything may be left open."""

    def __init__(self, today: dt.date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        for name in MILESTONES:
            self.fields[f"day-{name}"] = _day(HAPPENED[name], today)
            self.fields[f"forgotten-{name}"] = forms.BooleanField(
                label="I cannot remember", required=False
            )
            if name != LIVE:
                self.fields[f"turn-{name}"] = forms.ChoiceField(
                    label="Whose turn was it then?",
                    choices=TURN_CHOICES,
                    required=False,
                    widget=forms.RadioSelect,
                )

    def happened(self) -> Iterator[Happened]:
        """The milestones in order."""
        for name in MILESTONES:
            turn = self[f"turn-{name}"] if name != LIVE else None
            yield Happened(HAPPENED[name], self[f"day-{name}"], self[f"forgotten-{name}"], turn)

    def clean(self) -> dict[str, Any]:
        """Days that can be: not to come, in an order that can be, and not both known and forgotten."""
        cleaned = super().clean() or {}
        days = {name: cleaned[f"day-{name}"] for name in MILESTONES if cleaned.get(f"day-{name}")}
        for name, day in days.items():
            wrong = self._wrong(name, day, days)
            if wrong:
                self.add_error(f"day-{name}", wrong)
        return cleaned

    def _wrong(self, name: str, day: dt.date, days: dict[str, dt.date]) -> str:
        if self.cleaned_data.get(f"forgotten-{name}"):
            return "Give a day, or say that you cannot remember; not both."
        if day > self.today:
            return "This day is still to come."
        if day < self.today - _OLDEST:
            return "This is more than ten years ago. Look at the year again."
        if ASKED in days and day < days[ASKED]:
            return "This is before it was asked for."
        return "This is after it went live." if LIVE in days and day > days[LIVE] else ""

    def said(self) -> dict[str, tuple[dt.date | None, bool, str]]:
        """Milestone → day, whether it is forgotten, whose turn then came."""
        given = self.cleaned_data
        return {
            name: (
                given[f"day-{name}"],
                given[f"forgotten-{name}"],
                given.get(f"turn-{name}", "").replace(CANNOT_TELL, ""),
            )
            for name in MILESTONES
        }


def remembered_before(marks: dict[str, LookBackMark]) -> dict[str, Any]:
    """What the person said before, to begin the form with."""
    found: dict[str, Any] = {}
    for name, mark in marks.items():
        found |= {f"day-{name}": mark.day, f"forgotten-{name}": mark.forgotten}
        found[f"turn-{name}"] = mark.turn
    return found


def _day(label: str, today: dt.date) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", "max": today.isoformat()}, format="%Y-%m-%d")
    wrong = {"invalid": "This is no day. Write it as 2026-01-31."}
    return forms.DateField(label=label, required=False, widget=widget, error_messages=wrong)
