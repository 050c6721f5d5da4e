"""Forms of people, teams and accounts."""

import re
import zoneinfo
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accord.analysis.calendars import WEEKDAYS, Calendar
from accord.areas.people.models import (
    Company,
    Membership,
    Party,
    Person,
    Role,
    Team,
    TeamParty,
    User,
)
from accord.areas.people.queries import hours_as_text


class SignInForm(AuthenticationForm):
    """Name and password."""

    error_messages = {
        "invalid_login": "Name and password do not fit together. Check both; capitals count.",
        "inactive": "This account is switched off. Ask the administrator.",
    }


class ZoneField(forms.CharField):
    """A time zone by its name."""

    default_error_messages = {
        "unknown": "There is no time zone '%(zone)s'. One that is: Europe/Berlin."
    }

    def clean(self, value: Any) -> str:
        """Only zones that exist."""
        zone = str(super().clean(value)).strip()
        if zone and zone not in zoneinfo.available_timezones():
            raise ValidationError(
                self.error_messages["unknown"], code="unknown", params={"zone": zone}
            )
        return zone


_ZONE_HELP = (
    "As the time-zone database names it, for example Europe/Berlin. Days begin and end in it, and "
    "times are shown in it."
)


class SetUpForm(forms.Form):
    """First run: the company and its administrator."""

    company = forms.CharField(label="Company", max_length=200)
    zone = ZoneField(label="Time zone", initial="Europe/Berlin", help_text=_ZONE_HELP)
    username = forms.CharField(label="Your sign-in name", max_length=150)
    name = forms.CharField(label="Your name", max_length=200)
    password = forms.CharField(
        label="Password", widget=forms.PasswordInput, help_text="At least twelve characters."
    )

    def clean_password(self) -> str:
        """The same rules as everywhere."""
        password = str(self.cleaned_data["password"])
        validate_password(password)
        return password


class CompanyForm(forms.ModelForm):
    """The company's name and time zone."""

    zone = ZoneField(label="Time zone", help_text=_ZONE_HELP)

    class Meta:
        model = Company
        fields = ["name", "zone"]
        labels = {"name": "Company"}


def _hours(day: str) -> forms.CharField:
    return forms.CharField(label=day.capitalize(), max_length=200, required=False)


class CalendarForm(forms.Form):
    """When a party works: the hours of a week, public holidays, own days off, time zone."""

    monday, tuesday, wednesday, thursday, friday, saturday, sunday = map(_hours, WEEKDAYS)
    zone = ZoneField(
        label="Time zone", help_text="In which these clock times hold, for example Europe/Berlin."
    )
    country = forms.CharField(
        label="Public holidays of",
        max_length=3,
        required=False,
        help_text="The country in two letters, for example DE. Leave it empty for none.",
    )
    subdivision = forms.CharField(
        label="State, canton or province",
        max_length=20,
        required=False,
        help_text="As its code, for example BY for Bavaria. Leave it empty for the whole country.",
    )
    days_off = forms.CharField(
        label="Own days off",
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One day a line, for example 2026-12-24.",
    )

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name
        self.fields[WEEKDAYS[0]].help_text = (
            "For example 09:00-12:00, 13:00-17:00. Empty: nobody works. An end before the begin "
            "lies on the next day."
        )

    @staticmethod
    def initial_of(calendar: Calendar) -> dict[str, str]:
        """What the fields hold for a calendar."""
        plain = calendar.to_dict()
        hours = {day: hours_as_text(plain["hours"][day]) for day in WEEKDAYS}
        days_off = "\n".join(plain["days_off"])
        rest = {name: plain[name] for name in ("zone", "country", "subdivision")}
        return {**hours, **rest, "days_off": days_off}

    def clean(self) -> dict[str, Any]:
        """Each field with a fault says its own sentence; what is left must be a calendar."""
        cleaned = super().clean() or {}
        plain = _plain_calendar(self.name, cleaned)
        for part, changed in _parts(plain):
            try:
                Calendar.from_dict(changed)
            except ValueError as error:
                self.add_error(part, str(error))
        if not self.errors:
            calendar = Calendar.from_dict(plain)
            if not calendar.usual_day:
                raise ValidationError("Somebody works on one day of the week at least.")
            cleaned["calendar"] = calendar
        return cleaned


def _plain_calendar(name: str, cleaned: dict[str, Any]) -> dict[str, Any]:
    """What the fields say, in the form of ``Calendar.to_dict``."""
    return {
        "name": name,
        "zone": cleaned.get("zone") or "UTC",
        "hours": {day: _shifts(cleaned.get(day, "")) for day in WEEKDAYS},
        "country": cleaned.get("country", "").strip().upper(),
        "subdivision": cleaned.get("subdivision", "").strip().upper(),
        "days_off": re.findall(r"[^\s,;]+", cleaned.get("days_off", "")),
    }


def _shifts(text: str) -> list[list[str]]:
    """09:00-12:00, 13:00-17:00 as pairs; hyphen or dash."""
    written = [part for part in re.split(r"[,;]", text) if part.strip()]
    return [[end.strip() for end in re.split(r"[-–]", part)] for part in written]


def _parts(plain: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """A calendar for each field, which is wrong only where that field is."""
    bare = {"name": plain["name"], "zone": plain["zone"], "hours": {}}
    where = {name: plain[name] for name in ("country", "subdivision")}
    days = [(day, {**bare, "hours": {day: plain["hours"][day]}}) for day in WEEKDAYS]
    return [
        *days,
        ("country" if not where["subdivision"] else "subdivision", {**bare, **where}),
        ("days_off", {**bare, "days_off": plain["days_off"]}),
    ]


class DatedForm(forms.ModelForm):
    """Two optional days, with the browser's own calendar."""

    class Meta:
        widgets = {
            "valid_from": forms.DateInput(attrs={"type": "date"}),
            "valid_until": forms.DateInput(attrs={"type": "date"}),
        }


class PersonForm(forms.ModelForm):
    """A person."""

    class Meta:
        model = Person
        fields = ["name", "email"]

    def clean_email(self) -> str | None:
        """No address is no address, not an empty one."""
        return self.cleaned_data["email"] or None


class MembershipForm(DatedForm):
    """A person in a team, with dates."""

    class Meta(DatedForm.Meta):
        model = Membership
        fields = ["team", "valid_from", "valid_until"]


class TeamForm(forms.ModelForm):
    """A team."""

    class Meta:
        model = Team
        fields = ["name"]


class TeamPartyForm(DatedForm):
    """The party of a team, with dates."""

    class Meta(DatedForm.Meta):
        model = TeamParty
        fields = ["party", "valid_from", "valid_until"]


class ImportForm(forms.Form):
    """A list of people and teams."""

    file = forms.FileField(
        label="CSV or XLSX",
        help_text="Columns: name, email, team, party; also from, until (days as 2026-01-31). "
        f"Parties: {', '.join(Party.values)}.",
    )


class AccountForm(forms.ModelForm):
    """An account: who, in which role, until when."""

    password = forms.CharField(
        label="First password",
        widget=forms.PasswordInput(render_value=False),
        required=False,
        help_text="At least twelve characters. Leave it empty to keep the present one.",
    )

    class Meta:
        model = User
        fields = ["username", "person", "role", "valid_until", "is_active"]
        widgets = {"valid_until": forms.DateInput(attrs={"type": "date"})}
        labels = {"username": "Sign-in name", "is_active": "May sign in"}
        help_texts = {"username": "", "is_active": ""}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].empty_label = "nobody on the list"  # type: ignore[attr-defined]
        if self.instance.pk is None:
            password = self.fields["password"]
            password.required, password.help_text = True, "At least twelve characters."
            password.error_messages["required"] = "A new account needs a first password."

    def clean(self) -> dict[str, Any]:
        """A guest's access must have an end; every password keeps the rules."""
        cleaned = super().clean() or {}
        if cleaned.get("role") == Role.GUEST and not cleaned.get("valid_until"):
            self.add_error("valid_until", "A guest's access must have a last day.")
        password = cleaned.get("password", "")
        if password:
            try:
                validate_password(password, self.instance)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned
