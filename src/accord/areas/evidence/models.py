"""Sources, imports, mappings and corrections. The rows themselves stand in the evidence tables."""

from django.db import models
from django.db.models import Q

from accord.areas.people.models import Party, Team, User


class Level(models.TextChoices):
    """What a source can tell."""

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


#: Whose turn a status may name: a party, or nobody's (finished work that waits for a release).
TURNS = [*Party.choices, ("nobody", "Nobody")]


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
