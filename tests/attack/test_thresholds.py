"""T10: what a wave may publish cannot be lowered once it is open: by form, action or fixture."""

import inspect
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.core.serializers.base import DeserializationError
from django.test import Client
from django.urls import reverse
from tests.areas.pulse.factories import AT, DAY, a_lead, a_team, alike, an_open_wave

from accord.areas.pulse import actions
from accord.areas.pulse.forms import OpenForm
from accord.areas.pulse.models import Release, Wave
from accord.areas.pulse.queries import invitable

pytestmark = pytest.mark.django_db

LOWER = {"fewest": 1, "FEWEST_FOR_MEAN": 1, "threshold": 1, "broken_down": ["marketing", "it"]}


def answer(wave: Wave, people: int) -> None:
    """So many a side answer."""
    sides: dict[str, int] = {}
    for link in actions.make_links(wave=wave, by=None, at=AT):  # type: ignore[arg-type]
        sides[link.side] = sides.get(link.side, 0) + 1
        if sides[link.side] <= people:
            actions.answer(token=link.token, values=alike(3))


def test_by_no_form() -> None:
    lead = a_lead()
    wave = an_open_wave(lead)
    answer(wave, 3)
    client = Client()
    client.force_login(lead, backend="django.contrib.auth.backends.ModelBackend")
    client.post(reverse("pulse:close", args=[wave.pk]), LOWER)

    assert not Release.objects.get().content["released"]
    # Whatever instrument is asked, the rules of what is told stay the same.
    assert set(OpenForm([]).fields) == {
        "name", "broken_down", "request_types", "people", "instrument",
    }  # fmt: skip


def test_by_no_action() -> None:
    assert set(inspect.signature(actions.close_wave).parameters) == {"wave", "by", "at"}
    assert set(inspect.signature(actions.answer).parameters) == {
        "token", "values", "comment", "code",
    }  # fmt: skip


def test_by_no_fixture(tmp_path: Path) -> None:
    wave = an_open_wave(a_lead())
    row = {"model": "pulse.wave", "pk": wave.pk}
    fields = {"name": "Spring", "asked_on": "2026-03-02", "version": wave.version}
    (tmp_path / "lower.json").write_text(json.dumps([row | {"fields": fields | {"fewest": 1}}]))

    with pytest.raises((DeserializationError, CommandError)):
        call_command("loaddata", str(tmp_path / "lower.json"), verbosity=0)


def test_by_no_smaller_blocks_afterwards() -> None:
    for name, size in (("Brand", 6), ("Media", 2), ("Web", 5)):
        a_team(name, "marketing", size)
    a_team("Platform", "it", 6)
    lead = a_lead()
    wave = an_open_wave(lead, invitable(DAY), ["marketing"])
    answer(wave, 13)
    # Somebody splits the joined block where the invited are counted: no answer carries its parts.
    wave.invited_counts.filter(block="Media + Web").update(block="Media")
    content = actions.close_wave(wave=wave, by=lead, at=AT).content

    bands = [unit["answered_band"] for unit in content["blocks"]["marketing"]]
    assert "fewer than 5" not in bands


def test_a_release_is_made_once() -> None:
    lead = a_lead()
    wave = an_open_wave(lead)
    actions.close_wave(wave=wave, by=lead, at=AT)

    with pytest.raises(actions.PulseError):
        actions.close_wave(wave=wave, by=lead, at=AT)
