"""Persons, teams, parties, accounts, signatures and the journal."""

import datetime as dt
import zoneinfo

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q

from accord.analysis.calendars import Calendar


class Party(models.TextChoices):
    """Who can hold a piece of work."""

    MARKETING = "marketing", "Marketing"
    IT = "it", "IT"
    AGENCY = "agency", "Agency"
    VENDOR = "vendor", "Vendor"
    SALES = "sales", "Sales"
    SERVICE = "service", "Service"
    CUSTOMER = "customer", "Customer"
    SYSTEM = "system", "System"


#: The two sides of the partnership.
SIDES = (Party.MARKETING, Party.IT)


class Role(models.TextChoices):
    """What an account is for. What each may see stands in ``access.RIGHTS``."""

    ADMINISTRATOR = "administrator", "Administrator"
    LEAD = "lead", "Partnership lead"
    LEADER = "leader", "Leader of a side"
    MEMBER = "member", "Member of a side"
    GUEST = "guest", "Guest"


class Company(models.Model):
    """The one company whose partnership this is."""

    name = models.CharField(max_length=200, default="Our company")
    zone = models.CharField("time zone", max_length=64, default="UTC")

    class Meta:
        verbose_name_plural = "companies"

    def __str__(self) -> str:
        return self.name


def company_zone() -> zoneinfo.ZoneInfo:
    """The company's time zone: days begin and end in it, and times are shown in it."""
    company = Company.objects.first()
    return zoneinfo.ZoneInfo(company.zone if company else "UTC")


class WorkingCalendar(models.Model):
    """When a party works. A party without one works by the default calendar, which says so."""

    party = models.CharField(max_length=20, choices=Party, unique=True)
    content = models.JSONField()  # as ``accord.analysis.calendars.Calendar.to_dict`` gives it

    class Meta:
        ordering = ["party"]

    def __str__(self) -> str:
        return f"Working hours of {self.get_party_display()}"

    @property
    def calendar(self) -> Calendar:
        """The calendar itself; holidays that the library no longer knows fall away, and it says so."""
        try:
            return Calendar.from_dict(self.content)
        except ValueError:
            name = f"{self.content['name']}, without the public holidays, which are not known"
            bare = {**self.content, "name": name, "country": "", "subdivision": ""}
            return Calendar.from_dict(bare)


def working_calendars() -> dict[str, Calendar]:
    """The calendars that were entered, by party."""
    return {row.party: row.calendar for row in WorkingCalendar.objects.all()}


def default_calendar() -> Calendar:
    """What holds for every party without a calendar of its own."""
    return Calendar.default(company_zone().key)


class Dated(models.Model):
    """Holds from one day up to and including another; an empty end is open."""

    valid_from = models.DateField("from", null=True, blank=True)
    valid_until = models.DateField("until", null=True, blank=True)

    class Meta:
        abstract = True

    def holds_on(self, day: dt.date) -> bool:
        """Whether this is so on the day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day <= self.valid_until)


def _in_order(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(valid_until__isnull=True)
        | Q(valid_from__isnull=True)
        | Q(valid_until__gte=F("valid_from")),
        name=name,
        violation_error_message="The end must not come before the beginning.",
    )


class Team(models.Model):
    """A group of people who hold work together."""

    name = models.CharField(max_length=200, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def party_on(self, day: dt.date) -> str:
        """The party that the team belongs to on the day, or the empty string."""
        return next((row.party for row in self.parties.all() if row.holds_on(day)), "")


class TeamParty(Dated):
    """A team belongs to a party for a while."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="parties")
    party = models.CharField(max_length=20, choices=Party)

    class Meta:
        ordering = ["team", F("valid_from").asc(nulls_first=True)]
        constraints = [_in_order("team_party_in_order")]

    def __str__(self) -> str:
        return f"{self.team}: {self.get_party_display()}"


class Person(models.Model):
    """Somebody who works with the others. Not every person has an account."""

    name = models.CharField(max_length=200)
    email = models.EmailField(unique=True, null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name


class Membership(Dated):
    """A person belongs to a team for a while."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        ordering = ["person", F("valid_from").asc(nulls_first=True)]
        constraints = [_in_order("membership_in_order")]

    def __str__(self) -> str:
        return f"{self.person} in {self.team}"


class User(AbstractUser):
    """An account: lets somebody sign in, in one role."""

    person = models.OneToOneField(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="account"
    )
    role = models.CharField(max_length=20, choices=Role, default=Role.MEMBER)
    valid_until = models.DateField("access ends on", null=True, blank=True)
    given_password = models.BooleanField(default=False)  # somebody else chose it, and so knows it

    def __str__(self) -> str:
        return self.person.name if self.person else self.username

    def party_on(self, day: dt.date) -> str:
        """The party of the account's person on the day, or the empty string."""
        if self.person is None:
            return ""
        rows = self.person.memberships.select_related("team").prefetch_related("team__parties")
        return next(
            (party for row in rows if row.holds_on(day) and (party := row.team.party_on(day))), ""
        )

    def has_ended(self, day: dt.date) -> bool:
        """Whether the account's last day is over."""
        return self.valid_until is not None and self.valid_until < day


class Signature(models.Model):
    """One key of two: somebody of one side signed a thing as it stood.

    ``digest`` is a fingerprint of the content: when the content changes, the signature no longer fits
    and the thing is unsigned again, without anybody having to remember to withdraw it.
    """

    subject = models.CharField(max_length=40)  # what kind of thing, e.g. "mappings"
    key = models.CharField(max_length=200)  # which one
    digest = models.CharField(max_length=64)
    side = models.CharField(max_length=20, choices=[(side.value, side.label) for side in SIDES])
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="signatures")
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "key", "digest", "side"], name="one_signature_a_side"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()} signed {self.subject} {self.key}"


class JournalEntry(models.Model):
    """Who did what, when, on which object. Entries are only ever added."""

    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=60)  # "imported", "signed", ...
    kind = models.CharField(max_length=40)  # "import", "team", ...
    key = models.CharField(max_length=200, blank=True)
    label = models.CharField(max_length=300)
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name_plural = "journal entries"
        indexes = [models.Index(fields=["-at"])]

    def __str__(self) -> str:
        return f"{self.verb} {self.label}"
