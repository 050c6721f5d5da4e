"""Forms of imports and corrections."""

from dataclasses import replace
from typing import Any

from django import forms

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
        help_text="Jira (REST JSON with changelog, or CSV), Asana (API JSON with stories, or CSV), "
        "ServiceNow (CSV, or table API JSON), Azure DevOps (updates JSON, or CSV), GitHub issues JSON, "
        "Trello board JSON, Linear or ClickUp CSV, "
        "XES, a plain history as CSV, a shared mailbox as mbox. Told apart by content, also gzipped. Of any "
        "other table (CSV, XLSX, Parquet) you are asked what its columns say.",
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
        return str(self.cleaned_data["source"]).strip()

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
