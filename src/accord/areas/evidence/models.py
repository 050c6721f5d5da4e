"""Sources, imports, mappings, corrections, look-backs. The rows stand in the evidence tables."""

from django.db import models
from django.db.models import Q

from accord.analysis.look_back import MILESTONES
from accord.areas.people.models import SIDES, Party, Team, User


class Level(models.TextChoices):
    """What a source can tell."""

    REMEMBERED = "remembered", "remembered: five milestones, by both sides"
    SNAPSHOT = "snapshot", "snapshot: created and closed"
    COMMENTS = "comments", "comments: who answered when"
    CHANGELOG = "changelog", "changelog: every change"


class HolderKind(models.TextChoices):
    """Whether holders are teams and queues, or persons."""

    UNIT = "unit", "teams, groups or queues"
    PERSON = "person", "persons"


class StatusClass(models.TextChoices):
    """What a status means for the work."""

    QUEUE = "queue", "queue: nobody has started"
    WORK = "work", "work"
    WAIT = "wait", "wait: started, stopped for something"
    DONE = "done", "done: delivered"
    DROPPED = "dropped", "dropped: closed without delivery"


class Source(models.Model):
    """One tracker, as its exports tell it."""

    name = models.CharField(max_length=120, unique=True)
    format = models.CharField(max_length=40)
    level = models.CharField(max_length=20, choices=Level)
    holder_kind = models.CharField(max_length=10, choices=HolderKind)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """The name of the source in the evidence tables."""
        return f"source-{self.pk}"


class ImportState(models.TextChoices):
    """How far an import is."""

    READING = "reading", "being read"
    ASKING = "asking", "waits for what its columns say"
    READY = "ready", "read, waits for your word"
    APPLYING = "applying", "being imported"
    APPLIED = "applied", "imported"
    FAILED = "failed", "could not be read"
    DISCARDED = "discarded", "discarded"
    UNDOING = "undoing", "being undone"
    UNDONE = "undone", "undone"


#: States in which a job works on the import.
BUSY = (ImportState.READING, ImportState.APPLYING, ImportState.UNDOING)


class Import(models.Model):
    """One file of a source: its dry run, its receipt, and what became of it."""

    source = models.ForeignKey(
        Source, on_delete=models.CASCADE, null=True, blank=True, related_name="imports"
    )
    source_name = models.CharField(max_length=120)
    file_name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)  # of the file's bytes: the same file changes nothing
    options = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=ImportState, default=ImportState.READING)
    progress = models.CharField(max_length=200, blank=True)
    problem = models.TextField(blank=True)
    receipt = models.JSONField(default=dict)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="imports")
    at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ImportState.APPLIED) | Q(applied_at__isnull=False),
                name="applied_imports_say_when",
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_name} into {self.source_name}"

    @property
    def busy(self) -> bool:
        """Whether a job works on it."""
        return self.state in BUSY


class Snapshot(models.Model):
    """The versions of all evidence tables that belong together, pinned by one import or undo.

    The newest row is what every page reads: what a crash left beside it is never seen.
    """

    at = models.DateTimeField()
    versions = models.JSONField()
    cause = models.ForeignKey(Import, on_delete=models.SET_NULL, null=True, related_name="+")
    as_of = models.BigIntegerField(default=0)  # microseconds: the last moment any record tells of

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"snapshot {self.pk}"


class TableMapping(models.Model):
    """What the columns of a table say, as somebody told it for every file with this header."""

    fingerprint = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=300)
    mapping = models.JSONField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="table_mappings")
    at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return f"the columns of {self.name}"


class HolderMapping(models.Model):
    """A holder as the tracker names it, and the team that it is."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="holders")
    holder = models.CharField(max_length=300)
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True)
    rows = models.PositiveIntegerField(default=0)
    approved = models.BooleanField(default=False)  # a person looked at it; re-imports leave it

    class Meta:
        ordering = ["source", "-rows", "holder"]
        constraints = [
            models.UniqueConstraint(fields=["source", "holder"], name="one_team_a_holder")
        ]

    def __str__(self) -> str:
        return f"{self.holder} is {self.team or 'unmapped'}"


class StatusMapping(models.Model):
    """A status as the tracker names it, its class, and whose turn it says, if any."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="statuses")
    status = models.CharField(max_length=300)
    status_class = models.CharField(max_length=10, choices=StatusClass, blank=True)
    turn = models.CharField(max_length=20, blank=True)
    rows = models.PositiveIntegerField(default=0)
    approved = models.BooleanField(default=False)

    class Meta:
        ordering = ["source", "-rows", "status"]
        constraints = [
            models.UniqueConstraint(fields=["source", "status"], name="one_class_a_status")
        ]

    def __str__(self) -> str:
        return f"{self.status} is {self.status_class or 'unmapped'}"


#: Whose turn a status may name: a party, nobody's (finished work that waits for a release), or open.
TURNS = [*Party.choices, ("nobody", "Nobody"), ("unmapped", "Nobody can tell")]


class AgreedLink(models.Model):
    """Somebody said that two items belong together, or that they do not; the lower end is first."""

    first_source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    first_item = models.CharField(max_length=300)
    second_source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    second_item = models.CharField(max_length=300)
    together = models.BooleanField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["first_source", "first_item", "second_source", "second_item"],
                name="one_word_a_pair",
            )
        ]

    def __str__(self) -> str:
        verb = "belongs to" if self.together else "does not belong to"
        return (
            f"{self.first_source} {self.first_item} {verb} {self.second_source} {self.second_item}"
        )

    @property
    def ends(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """Both items, as (source, item) of the evidence tables."""
        return (
            (self.first_source.key, self.first_item),
            (self.second_source.key, self.second_item),
        )


class Correction(models.Model):
    """Somebody whose turn it is said to have been says otherwise; shown beside the request."""

    request = models.CharField(max_length=300)
    party = models.CharField(max_length=20, choices=Party)
    text = models.CharField(max_length=1000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="corrections")
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.get_party_display()} on {self.request}"


class Scenario(models.Model):
    """Teams seated elsewhere, kept to compare: a thought, which changes nothing of the mapping."""

    name = models.CharField(max_length=120, unique=True)
    moves = models.JSONField()  # "team-12" or "holder-34" (a mapping) → party
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="scenarios")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.name


class SavedView(models.Model):
    """A choice on the page of a question that somebody wants to find again; only its owner sees it."""

    name = models.CharField(max_length=80)
    address = models.CharField(max_length=600)  # path and query, always a page of the evidence
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


#: So many requests a look-back may hold: an hour is over sooner than one thinks.
MOST_REQUESTS = 20
#: Fewer people of a side than this are not shown: the answer would be one of two persons'.
FEWEST_A_SIDE = 3


class LookBack(models.Model):
    """An hour in which both sides say what they remember of the same requests."""

    title = models.CharField(max_length=120)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="look_backs")
    at = models.DateTimeField()
    closed_at = models.DateTimeField(
        null=True, blank=True
    )  # the reveal: nothing is filled in after
    people = models.JSONField(
        default=dict, blank=True
    )  # side → how many looked back, at the reveal
    history = models.OneToOneField(
        Import, on_delete=models.SET_NULL, null=True, blank=True, related_name="look_back"
    )

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.title


class LookBackRequest(models.Model):
    """One request of a look-back, and where a tracker may tell of it."""

    look_back = models.ForeignKey(LookBack, on_delete=models.CASCADE, related_name="requests")
    place = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    key = models.CharField(max_length=300, blank=True)  # as a tracker names it

    class Meta:
        ordering = ["look_back", "place"]
        constraints = [
            models.UniqueConstraint(fields=["look_back", "place"], name="one_request_a_place"),
            models.CheckConstraint(
                condition=Q(place__gte=1, place__lte=MOST_REQUESTS), name="not_too_many_requests"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def item(self) -> str:
        """Its name in the history that both agree on."""
        return f"L{self.look_back_id}-{self.place}"


class LookBackMark(models.Model):
    """What one person remembers of one milestone. From the reveal on nobody's: ``by`` is gone."""

    request = models.ForeignKey(LookBackRequest, on_delete=models.CASCADE, related_name="marks")
    by = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    side = models.CharField(max_length=20, choices=[(side.value, side.label) for side in SIDES])
    milestone = models.CharField(max_length=20, choices=[(name, name) for name in MILESTONES])
    day = models.DateField(null=True, blank=True)
    forgotten = models.BooleanField(default=False)  # "I cannot remember", not merely left open
    turn = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["request", "milestone", "side", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "milestone", "by"], name="one_mark_a_person_and_milestone"
            ),
            models.CheckConstraint(
                condition=Q(forgotten=False) | Q(day__isnull=True), name="forgotten_has_no_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.milestone} of {self.request}"
