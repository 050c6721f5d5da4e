"""T5 and T9: what somebody learns who takes the database, its log and a backup along."""

import logging
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from django.apps import apps
from django.db import connection, models
from scipy import stats
from tests.areas.pulse.factories import AT, a_lead, an_open_wave, two_teams

from accord.areas.pulse import actions
from accord.areas.pulse.actions import waves
from accord.areas.pulse.models import (
    Invitation,
    InvitedCount,
    OwnInstrument,
    Release,
    SurveyMapping,
    Wave,
)

#: What names people or says when: never what anybody answered.
TELLS_WHO = {Wave, InvitedCount, Invitation, Release, OwnInstrument, SurveyMapping}
APART = [model for model in apps.get_app_config("pulse").get_models() if model not in TELLS_WHO]
TELLING = (models.DateTimeField, models.DateField, models.TimeField, models.GenericIPAddressField, models.AutoField)  # fmt: skip
PEOPLE = 24


def dumped(file: Path) -> sqlite3.Connection:
    """The database as somebody takes it along: a whole copy, log folded in."""
    if connection.vendor != "sqlite":
        pytest.skip(
            "the files are those of SQLite; of PostgreSQL see tests/areas/pulse/test_traces.py"
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(file)])
    return sqlite3.connect(file)


def codes(number: int) -> dict[str, int]:
    """Answers from which the person's place in the registry can be read."""
    return {"V1": number // 5 + 1 if number < 25 else 5, "V2": number % 5 + 1}


def order_in(copy: sqlite3.Connection) -> list[int]:
    """The places in the registry of those who answered, in the order of the rows on disk."""
    rows = copy.execute("SELECT json_extract(\"values\", '$.V1'), json_extract(\"values\", '$.V2') FROM pulse_answer ORDER BY rowid")  # fmt: skip
    return [(first - 1) * 5 + second - 1 for first, second in rows]


@pytest.mark.parametrize("model", APART, ids=lambda model: model.__name__)
def test_no_table_beside_the_registry_says_who_or_when(model: type[models.Model]) -> None:
    fields = model._meta.get_fields()

    assert not [field.name for field in fields if isinstance(field, TELLING)]
    led_to = {field.related_model for field in fields if field.is_relation and field.concrete}
    assert led_to <= {Wave}


@pytest.mark.parametrize(
    "model", [part for part in APART if part.__name__ in {"Answer", "Comment"}], ids=str
)
def test_answers_and_comments_have_nothing_but_what_was_said(model: type[models.Model]) -> None:
    allowed = {"key", "id", "wave", "side", "block", "values", "text", "receipt"}
    if model.__name__ == "Comment":
        allowed -= {"block", "values"}

    assert {field.name for field in model._meta.concrete_fields} <= allowed


@pytest.mark.django_db(transaction=True)
def test_a_dump_ties_no_answer_to_a_person(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    lead = a_lead()
    wave = an_open_wave(lead, two_teams(PEOPLE // 2))
    links = actions.make_links(wave=wave, by=lead, at=AT)
    caplog.set_level(logging.DEBUG)
    for place, link in enumerate(links):
        actions.answer(token=link.token, values=codes(place))
    copies = [dumped(tmp_path / "open.sqlite3")]
    logged = caplog.text
    actions.close_wave(wave=wave, by=lead, at=AT)
    copies.append(dumped(tmp_path / "closed.sqlite3"))

    for copy in copies:
        # One wave's order is as good as any: a permutation test at one in ten thousand.
        assert stats.kendalltau(order_in(copy), np.arange(PEOPLE)).pvalue > 1e-4
        columns = {row[1] for row in copy.execute("PRAGMA table_info(pulse_answer)")}
        assert columns == {"key", "wave_id", "side", "block", "values", "receipt"}
        _no_token(copy, [link.token for link in links])
    receipts = copies[-1].execute("SELECT DISTINCT receipt FROM pulse_answer").fetchall()
    assert receipts == [("",)]  # what is left of the codes goes when the wave closes
    assert not any(link.token in logged or link.email in logged for link in links)


@pytest.mark.django_db(transaction=True)
def test_with_keys_in_order_the_attack_succeeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(waves.RANDOM_KEY, "sqlite", "rowid")
    wave = an_open_wave(lead := a_lead(), two_teams(PEOPLE // 2))
    for place, link in enumerate(actions.make_links(wave=wave, by=lead, at=AT)):
        actions.answer(token=link.token, values=codes(place))

    order = order_in(dumped(tmp_path / "open.sqlite3"))
    assert stats.kendalltau(order, np.arange(PEOPLE)).pvalue < 1e-4


@pytest.mark.django_db(transaction=True)
def test_nothing_is_the_same_in_two_waves_of_the_same_people(tmp_path: Path) -> None:
    lead = a_lead()
    invited = two_teams(6)
    for name in ("Spring", "Autumn"):
        wave = actions.open_wave(
            name=name, invited=invited, broken_down=[], request_types=[], by=lead, at=AT
        )
        for place, link in enumerate(actions.make_links(wave=wave, by=lead, at=AT)):
            actions.answer(token=link.token, values=codes(place))
        actions.close_wave(wave=wave, by=lead, at=AT)
    copy = dumped(tmp_path / "two.sqlite3")

    for table, column in (("pulse_answer", "key"), ("pulse_admission", "digest")):
        first, second = (
            {row[0] for row in copy.execute(f"SELECT {column} FROM {table} WHERE wave_id = ?", [number])}
            for (number,) in copy.execute("SELECT id FROM pulse_wave").fetchall()
        )  # fmt: skip
        assert not first & second


def _no_token(copy: sqlite3.Connection, tokens: list[str]) -> None:
    """No link stands in the copy, in no table."""
    whole = "\n".join(copy.iterdump())
    assert not any(token in whole for token in tokens)
