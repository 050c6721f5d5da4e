"""The instrument, waves and who was invited; apart from them, answers; and what was published."""

import functools
import secrets
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import pre_save
from django.dispatch import receiver

from accord.analysis import disclosure
from accord.areas.people.models import SIDES, Person, User

#: Free numbers people may give as working days.
MOST_DAYS = 1000
#: Codes of what is asked about each request type: "fair:Landing page".
EXPECTED = ("fair", "takes")
#: Codes of the stage where people see the partnership today and in twelve months.
PLACEMENTS = ("O2", "O2N")
#: The form that asks one item a dimension; any other asks everything.
SHORT = "short"
#: The languages in which people may answer, each by its own name.
LANGUAGES = {"en": "English", "de": "Deutsch", "fr": "Français", "es": "Español"}
LONGEST_COMMENT = 500
#: Of an own item: nobody knows what it rates, so that nothing may be compared.
UNKNOWN_TYPE = "?"
OWN_STATUS = "the company's own, not validated"
SIDE_CHOICES = [(side.value, side.label) for side in SIDES]


@dataclass(frozen=True, slots=True)
class Item:
    """One sentence that people answer on five points."""

    code: str
    type: str
    text: str
    origin: str
    scale: str = "agreement"
    anchor: bool = False  # whether it stands for its dimension in the short form
    texts: tuple[tuple[str, str], ...] = ()  # of an own item: its translations by language

    @property
    def about(self) -> str:
        """What is rated, in words. The type decides which comparison is allowed."""
        return {
            "J": "something shared: both sides rate the same thing",
            "T-IT": "IT, rated by both sides",
            "T-MK": "marketing, rated by both sides",
            UNKNOWN_TYPE: "not known: no gap is made of it",
        }[self.type]

    def said_in(self, language: str) -> str:
        """The text in a language: an own item's translation, else the text itself."""
        return dict(self.texts).get(language, self.text)


@dataclass(frozen=True, slots=True)
class Dimension:
    """Two or three items that belong together; of a company's own, one to twelve.

    ``apart`` holds own items of which nobody knows what they rate: asked with the others, but in no
    mean and in no gap.
    """

    key: str
    name: str
    items: tuple[Item, ...]
    own: bool = False
    apart: tuple[Item, ...] = ()

    @property
    def asked(self) -> tuple[Item, ...]:
        """All that is asked under its name."""
        return (*self.items, *self.apart)


@dataclass(frozen=True, slots=True)
class Benchmark:
    """An item with a published figure: the share that agreed, by side, where it was published."""

    key: str
    item: Item
    published: dict[str, float]
    published_as: str


@dataclass(frozen=True, slots=True)
class Guess:
    """How somebody thinks that the other side answered an item."""

    code: str
    about: Item


@dataclass(frozen=True, slots=True)
class Priority:
    """One of the five joint priorities, to be put in order."""

    code: str
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Instrument:
    """Everything that is asked, in one version."""

    version: str
    status: str
    scales: dict[str, list[str]]
    dimensions: tuple[Dimension, ...]
    benchmarks: tuple[Benchmark, ...]
    guesses: tuple[Guess, ...]
    portraits: tuple[str, ...]
    priorities: tuple[Priority, ...]
    placements: tuple[str, ...] = PLACEMENTS
    open_question: bool = True

    def asked(self, form: str) -> "Instrument":
        """What a form asks: the full one everything, the short one an item a dimension and O1."""
        if form != SHORT:
            return self
        return replace(
            self,
            dimensions=_short(self.dimensions),
            benchmarks=tuple(part for part in self.benchmarks if part.item.anchor),
            guesses=(),
            priorities=(),
            placements=(),
            open_question=False,
        )

    @property
    def compared(self) -> tuple[Dimension, ...]:
        """The dimensions with items that may be compared."""
        return tuple(part for part in self.dimensions if part.items)

    @property
    def items(self) -> dict[str, Item]:
        """All items on five points by code, those of the dimensions first."""
        inside = [item for dimension in self.dimensions for item in dimension.asked]
        beside = [benchmark.item for benchmark in self.benchmarks]
        return {item.code: item for item in (*inside, *beside)}

    def largest(self, code: str) -> float | None:
        """The largest value that a code takes (the smallest is 1), or None for an unknown code.

        Days asked about a request type may be 0 and need not be whole.
        """
        if code.partition(":")[0] in EXPECTED and code.partition(":")[2]:
            return MOST_DAYS
        guesses = (guess.code for guess in self.guesses)
        priorities = (priority.code for priority in self.priorities)
        five = {*self.items, *self.placements, *guesses, *priorities}
        return 5 if code in five else None


@functools.cache
def instrument() -> Instrument:
    """The instrument as it is shipped."""
    written = tomllib.loads((Path(__file__).parent / "instrument.toml").read_text("utf-8"))
    dimensions = tuple(
        Dimension(part["key"], part["name"], tuple(Item(**item) for item in part["items"]))
        for part in written["dimensions"]
    )
    items = {item.code: item for dimension in dimensions for item in dimension.items}
    return Instrument(
        version=written["version"],
        status=written["status"],
        scales=written["scales"],
        dimensions=dimensions,
        benchmarks=tuple(_benchmark(part) for part in written["benchmarks"]),
        guesses=tuple(Guess(part["code"], items[part["about"]]) for part in written["guesses"]),
        portraits=tuple(part["text"] for part in written["portraits"]),
        priorities=tuple(Priority(**part) for part in written["priorities"]),
    )


def _short(dimensions: tuple[Dimension, ...]) -> tuple[Dimension, ...]:
    """Only the anchors; own items of which none is marked as anchor are all asked."""
    marked = any(item.anchor for part in dimensions for item in part.asked)
    if not marked:
        return dimensions
    kept = (
        replace(
            part,
            items=tuple(item for item in part.items if item.anchor),
            apart=tuple(item for item in part.apart if item.anchor),
        )
        for part in dimensions
    )
    return tuple(part for part in kept if part.asked)


def _benchmark(part: dict[str, Any]) -> Benchmark:
    item = Item(
        part["code"], part["type"], part["text"], part["origin"], anchor=part.get("anchor", False)
    )
    return Benchmark(part["key"], item, part["published"], part["published_as"])


class OwnInstrument(models.Model):
    """One version of a company's own items. Never changed: a changed file is the next version."""

    name = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    dimensions = models.JSONField()
    digest = models.CharField(max_length=64)  # of the items: the same file twice is one version
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["name", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="one_version_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"

    @property
    def parts(self) -> tuple[Dimension, ...]:
        """Its dimensions as the instrument has them."""
        return tuple(_own_dimension(part) for part in self.dimensions)

    @property
    def items(self) -> dict[str, Item]:
        """All its items by code."""
        return {item.code: item for part in self.parts for item in part.asked}

    def instrument(self, with_built_in: bool) -> Instrument:
        """What is asked: these items alone, or after everything that is built in."""
        built_in = instrument()
        if with_built_in:
            return replace(
                built_in,
                version=f"{built_in.version} with {self}",
                status=f"{built_in.status}; of the company's own items: {OWN_STATUS}",
                dimensions=(*built_in.dimensions, *self.parts),
            )
        return Instrument(
            version=str(self),
            status=OWN_STATUS,
            scales=built_in.scales,
            dimensions=self.parts,
            benchmarks=(),
            guesses=(),
            portraits=(),
            priorities=(),
            placements=(),
        )


def _own_dimension(written: dict[str, Any]) -> Dimension:
    items = [
        Item(**part | {"texts": tuple(map(tuple, part["texts"]))}) for part in written["items"]
    ]
    return Dimension(
        written["key"],
        written["name"],
        items=tuple(item for item in items if item.type != UNKNOWN_TYPE),
        own=True,
        apart=tuple(item for item in items if item.type == UNKNOWN_TYPE),
    )


def instrument_of(wave: "Wave") -> Instrument:
    """What a wave asks: the built-in instrument, with or without own items, or these alone."""
    if wave.own is None:
        return instrument()
    return wave.own.instrument(wave.with_built_in)


class SurveyMapping(models.Model):
    """What the columns of a survey tool's export say, told once for every file with this header."""

    fingerprint = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)  # of the file in which it was told
    mapping = models.JSONField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return f"the columns of {self.name}"


class WaveRows(models.QuerySet["Wave"]):
    """Waves. What was fixed at opening is not changed past the checks of a single row."""

    def update(self, **changes: Any) -> int:
        """Change many rows at once, but no rule of what may be published."""
        if {*FIXED, "fewest_for_mean"} & set(changes):
            raise ValidationError(
                "The rules of a pulse are changed one by one, and only tightened."
            )
        return super().update(**changes)


#: What nobody changes after opening.
FIXED = ("form", "version", "request_types", "imported")


class Wave(models.Model):
    """One time that the instrument was asked. What may be published is fixed when it opens.

    From then on the rules can only be tightened; who tries otherwise is refused here too.
    """

    class State(models.TextChoices):
        """Where a wave is on its way."""

        OPEN = "open", "open for answers"
        CLOSED = "closed", "closed"

    class Form(models.TextChoices):
        """How much is asked."""

        FULL = "full", "everything: six minutes"
        SHORT = "short", "the pulse form: thirteen questions, two minutes"

    class Language(models.TextChoices):
        """In which language people are written to, and asked first."""

        ENGLISH = "en", "English"
        GERMAN = "de", "Deutsch"
        FRENCH = "fr", "français"
        SPANISH = "es", "español"

    class Announced(models.TextChoices):
        """Whether the open pulse was told of in the company's chat."""

        NOT = "", "not told"
        SENT = "sent", "told"
        FAILED = "failed", "could not be told"

    name = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    imported = models.BooleanField(default=False)
    asked_on = models.DateField()  # the day it opened; of imported answers, the day as told
    version = models.CharField("version of the instrument", max_length=120)
    own = models.ForeignKey(
        OwnInstrument, on_delete=models.PROTECT, null=True, blank=True, related_name="waves"
    )
    with_built_in = models.BooleanField(default=True)  # whether own items follow the built-in ones
    request_types = models.JSONField(default=list, blank=True)
    digest = models.CharField(max_length=64, blank=True)  # of an imported file: twice is once
    form = models.CharField(max_length=10, choices=Form, default=Form.FULL)
    language = models.CharField(max_length=5, choices=Language, default=Language.ENGLISH)
    closes_on = models.DateField("last day", null=True, blank=True)
    fewest_for_mean = models.PositiveSmallIntegerField(default=disclosure.FEWEST_FOR_MEAN)
    opened_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    # Where the links that were mailed lead: reminders have no page whose address they could take.
    site = models.URLField(blank=True)
    reminded_on = models.JSONField(default=list, blank=True)  # days, as ISO; never to whom
    announced = models.CharField(max_length=10, choices=Announced, blank=True, default="")

    objects = WaveRows.as_manager()

    class Meta:
        ordering = ["-asked_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fewest_for_mean__in=disclosure.FEWEST_ALLOWED),
                name="never_fewer_answers_than_allowed",
            ),
            models.CheckConstraint(
                condition=~models.Q(form="short") | models.Q(fewest_for_mean__gte=8),
                name="single_questions_need_eight_answers",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether answers may still arrive."""
        return self.state == self.State.OPEN


@receiver(pre_save, sender=Wave)
def refuse_looser(instance: Wave, **_rest: Any) -> None:
    """No rule is loosened after opening: not by a screen, a shell or a fixture."""
    was = Wave.objects.filter(pk=instance.pk).first() if instance.pk else None
    if was is None:
        return
    if instance.fewest_for_mean < was.fewest_for_mean:
        raise ValidationError("The fewest answers can only be raised after opening.")
    if any(getattr(instance, name) != getattr(was, name) for name in FIXED):
        raise ValidationError("What a pulse asks is fixed when it opens.")


class InvitedCount(models.Model):
    """How many people of one block of one side were invited; fixed when the wave opens."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="invited_counts")
    side = models.CharField(max_length=20, choices=SIDE_CHOICES)
    block = models.CharField(max_length=120, blank=True)
    place = models.PositiveIntegerField()  # the order in which small blocks are merged
    count = models.PositiveIntegerField()
    # Of imports, which name nobody: how many are new, or gone, since the wave before, if it was told.
    joined = models.PositiveIntegerField(null=True, blank=True)
    left = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["wave", "side", "place"]
        constraints = [
            models.UniqueConstraint(fields=["wave", "side", "block"], name="one_count_a_block")
        ]

    def __str__(self) -> str:
        return f"{self.wave}: {self.side} {self.block}".strip()


@receiver(pre_save, sender=InvitedCount)
def refuse_another_breakdown(instance: InvitedCount, **_rest: Any) -> None:
    """Blocks are counted once, all together, at opening; later they can only be taken away."""
    if instance.block and instance.wave.is_open and instance.wave.admissions.exists():
        raise ValidationError("The breakdown of a pulse is fixed when it opens.")


class Invitation(models.Model):
    """The registry: who was invited. Nothing in it leads to a link or to an answer."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    side = models.CharField(max_length=20, choices=SIDE_CHOICES)
    block = models.CharField(max_length=120, blank=True)
    # A keyed fingerprint of the address that the link was mailed to; no time, and no count.
    mailed_to = models.CharField(max_length=64, blank=True)
    problem = models.CharField(max_length=200, blank=True)  # why the invitation could not be mailed

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["wave", "person"], name="one_invitation_a_person")
        ]

    def __str__(self) -> str:
        return f"invitation to {self.wave}"

    @property
    def mailed(self) -> bool:
        """Whether the server mailed the link."""
        return bool(self.mailed_to)


class Admission(models.Model):
    """What opens the form once: the fingerprint of a link, and nothing of whose link it is.

    Who holds which admission is written nowhere: only the server's secret key can tell. Which were
    used is forgotten when the wave closes.
    """

    digest = models.CharField(primary_key=True, max_length=64)
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="admissions")
    side = models.CharField(max_length=20, choices=SIDE_CHOICES)
    block = models.CharField(max_length=120, blank=True)
    used = models.BooleanField(default=False)

    class Meta:
        ordering = ["digest"]

    def __str__(self) -> str:
        return "an admission"


def random_key() -> int:
    """A key that says nothing about when a row was written."""
    return secrets.randbits(62) + 1


class RandomKey(models.BigIntegerField):
    """A random primary key which is also the place of the row on disk.

    SQLite keeps rows in the order of their ``integer`` key. With any other type of key it adds a
    hidden counter, and the counter would tell in which order people answered.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """The column's type."""
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


class Answer(models.Model):
    """What one person answered. No name, no time, no address, no order.

    ``values`` maps codes to numbers; null is "I cannot tell", an absent code was left open.
    """

    key = RandomKey(primary_key=True, default=random_key, editable=False)
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="answers")
    side = models.CharField(max_length=20, choices=SIDE_CHOICES)
    block = models.CharField(max_length=120, blank=True)
    values = models.JSONField(default=dict)
    # What is left of the code that deletes it while the wave is open; empty from closing on.
    receipt = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return "an answer"


class Comment(models.Model):
    """What one person wrote. Nothing leads from it to an answer, a block or a person.

    The receipt is made of the same code as the answer's, otherwise: only who holds the code can tell
    that the two belong together.
    """

    key = RandomKey(primary_key=True, default=random_key, editable=False)
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="comments")
    side = models.CharField(max_length=20, choices=SIDE_CHOICES)
    text = models.CharField(max_length=LONGEST_COMMENT)
    receipt = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return "a comment"


class Release(models.Model):
    """What a closed wave published. Written once; it alone feeds every screen."""

    wave = models.OneToOneField(Wave, on_delete=models.CASCADE, related_name="release")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    content = models.JSONField()
    # Of what was published: what can be worked out from it. Empty in releases of before it was kept.
    certificate = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"release of {self.wave}"
