"""Installations with imports in them: made once a run, set up anew for every test that wants one.

An import takes half a second or more; most tests only look at what came of it.
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core import serializers
from django.db import transaction
from django.test import override_settings

from accord.areas.evidence import frames
from accord.areas.evidence.frames import of_snapshot
from accord.areas.evidence.models import Snapshot

_AREAS = ("people", "indicators", "evidence")


class World:
    """One installation, as files and rows."""

    def __init__(self, folder: Path, build: Callable[[], object]) -> None:
        self.folder = folder
        self.figures: dict[tuple[Any, ...], frames.Figures] = {}
        with (
            override_settings(ACCORD_HOME=folder, MEDIA_ROOT=folder / "uploads"),
            transaction.atomic(),
        ):
            build()
            models = [model for area in _AREAS for model in apps.get_app_config(area).get_models()]
            rows = [row for model in models for row in model._base_manager.order_by("pk")]
            self.rows = serializers.serialize("json", rows)
            self.newest = Snapshot.objects.all()[0].pk
            transaction.set_rollback(True)

    def set_up(self, home: Path, monkeypatch: Any) -> None:
        """Put the files and rows in place; its own snapshots are worked out once."""
        shutil.copytree(self.folder, home, dirs_exist_ok=True)
        for row in serializers.deserialize("json", self.rows):
            row.save()
        work_out = of_snapshot.worked_out

        def remembered(snapshot: int, *rest: Any) -> frames.Figures:
            if snapshot > self.newest:  # made by the test itself
                return work_out(snapshot, *rest)
            if (snapshot, *rest) not in self.figures:
                self.figures[snapshot, *rest] = work_out(snapshot, *rest)
            return self.figures[snapshot, *rest]

        monkeypatch.setattr(of_snapshot, "worked_out", remembered)
