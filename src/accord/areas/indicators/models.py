"""Readings and signals, as the areas last published them."""

from django.db import models


class Direction(models.TextChoices):
    """Which way is good."""

    UP = "up", "more is better"
    DOWN = "down", "less is better"
    NEITHER = "neither", "neither is better"


class Reading(models.Model):
    """One named number with its uncertainty, and the way to the rows behind it.

    ``edition`` keeps what-if boards apart from the real one (the empty name): the example company
    shows by them what a company with less on board would see.
    """

    edition = models.CharField(max_length=40, blank=True)
    area = models.CharField(max_length=40)
    name = models.CharField(max_length=120)  # e.g. "turn.marketing.days"
    part = models.CharField(max_length=200, blank=True)  # e.g. a request type, a dimension
    question = models.CharField(max_length=300)
    value = models.FloatField(null=True)  # null: cannot tell
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    unit = models.CharField(max_length=40, blank=True)
    count = models.PositiveIntegerField(null=True)  # how many stand behind it; null where protected
    direction = models.CharField(max_length=10, choices=Direction, default=Direction.NEITHER)
    signed = models.BooleanField(default=True)
    as_of = models.DateTimeField()
    link = models.CharField(max_length=300, blank=True)  # the rows behind it
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["edition", "area", "name", "part"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "area", "name", "part"], name="one_reading_a_name"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.part}".strip()


class Signal(models.Model):
    """Something that wants attention: how big, and who can solve it."""

    edition = models.CharField(max_length=40, blank=True)
    area = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    part = models.CharField(max_length=200, blank=True)
    sentence = models.CharField(max_length=500)
    size = models.FloatField(default=0)  # 0 to 1: how much it matters
    owner = models.CharField(max_length=40, blank=True)  # marketing, it, joint
    as_of = models.DateTimeField()
    link = models.CharField(max_length=300, blank=True)
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-size", "area", "name"]

    def __str__(self) -> str:
        return self.sentence
