"""Forms of imports and corrections."""

from django import forms

from accord.areas.people.forms import ZoneField
from accord.areas.people.models import company_zone

_ORDERS = [("", "decide by the file"), ("day", "day first: 31/12/2026"), ("month", "month first")]


class ImportForm(forms.Form):
    """An export to be read. Only the file is needed; the rest is for files that cannot tell."""

    file = forms.FileField(
        label="The export",
        help_text="Jira (REST JSON with changelog, CSV, or Data Center pipeline CSV), Asana (API JSON "
        "with stories, or CSV), ServiceNow (CSV, audit CSV, or table API JSON), Azure DevOps (updates "
        "JSON, or CSV), GitHub issues JSON, Trello board JSON, Linear or ClickUp CSV; any of these "
        "tables as XLSX; XES, OCEL 2.0, or a plain history as CSV or Parquet. Told apart by content, "
        "also gzipped.",
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
