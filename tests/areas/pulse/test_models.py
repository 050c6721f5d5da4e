"""The instrument as shipped, and rows that give nothing away."""

import pytest
from django.db import connection
from tests.areas.pulse.factories import a_lead, alike, an_open_wave

from accord.areas.pulse import models
from accord.areas.pulse.models import Answer, instrument


def test_twelve_dimensions_and_33_items_balanced_between_the_sides() -> None:
    known = instrument()
    inside = [item for dimension in known.dimensions for item in dimension.items]
    types = [item.type for item in inside]

    assert (len(known.dimensions), len(inside)) == (12, 33)
    assert (types.count("J"), types.count("T-IT"), types.count("T-MK")) == (19, 7, 7)
    assert len({item.code for item in inside}) == 33


def test_every_item_has_a_card() -> None:
    for item in instrument().items.values():
        assert item.text
        assert item.origin
        assert item.about
        assert item.scale in instrument().scales


def test_only_the_rhythm_is_asked_as_a_frequency() -> None:
    assert [item.code for item in instrument().items.values() if item.scale == "frequency"] == [
        "C1"
    ]


def test_guesses_are_about_the_four_chosen_items() -> None:
    assert [(part.code, part.about.code) for part in instrument().guesses] == [
        ("U1", "V1"),
        ("U2", "P3"),
        ("U3", "S1"),
        ("U4", "S2"),
    ]


@pytest.mark.parametrize(
    ("code", "largest"),
    [("V1", 5), ("O2", 5), ("O2N", 5), ("U4", 5), ("Y5", 5), ("O1", 5), ("fair:Page", 1000),
     ("takes:Page", 1000), ("fair:", None), ("X9", None)],
)  # fmt: skip
def test_each_code_has_its_range(code: str, largest: float | None) -> None:
    assert instrument().largest(code) == largest


def test_an_answer_has_no_place_for_name_time_or_address() -> None:
    assert {field.name for field in Answer._meta.get_fields()} == {
        "key",
        "wave",
        "side",
        "block",
        "values",
        "receipt",
    }


@pytest.mark.django_db
def test_the_order_on_disk_is_that_of_the_random_keys() -> None:
    wave = an_open_wave(a_lead())
    written = [
        Answer.objects.create(wave=wave, side="it", values=alike(place % 5 + 1)).key
        for place in range(30)
    ]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT key, rowid FROM pulse_answer ORDER BY rowid")
            rows = cursor.fetchall()
        assert [key for key, _ in rows] == [place for _, place in rows] == sorted(written)
    assert written != sorted(written)


def test_random_keys_fit_the_column() -> None:
    keys = {models.random_key() for _ in range(1000)}

    assert len(keys) == 1000
    assert all(0 < key < 2**63 for key in keys)


@pytest.mark.django_db
def test_rows_speak_of_nobody() -> None:
    wave = an_open_wave(a_lead())
    answer = Answer.objects.create(wave=wave, side="it", values=alike(1))

    assert str(answer) == "an answer"
    assert str(wave.invitations.first()) == "invitation to Spring"
    assert str(wave.invited_counts.first()) == "Spring: it"
    assert str(models.Release(wave=wave)) == "release of Spring"
