"""The table of usual status names."""

import pytest

from accord.analysis import statuses


def test_every_usual_name_stands_once_and_has_a_known_class():
    names = [meaning.status for meaning in statuses.usual()]
    assert len(names) == len(set(names))
    assert {meaning.status_class for meaning in statuses.usual()} == set(statuses.CLASSES)


def test_every_usual_name_means_what_the_table_says_of_it():
    for meaning in statuses.usual():
        assert statuses.proposed(meaning.status) == meaning


@pytest.mark.parametrize(
    ("status", "status_class", "turn"),
    [
        ("To Do", "queue", ""),
        ("IN_PROGRESS", "work", ""),
        ("In-Progress", "work", ""),
        ("3 - On Hold", "wait", ""),
        ("Awaiting User Info", "wait", "requester"),
        ("Waiting for Marketing", "wait", "marketing"),
        ("Waiting on vendor", "wait", "vendor"),
        ("Closed", "done", ""),
        ("Won’t Do", "dropped", ""),
    ],
)
def test_usual_spellings_are_recognised(status, status_class, turn):
    assert statuses.proposed(status) == statuses.Meaning(status, status_class, turn)


@pytest.mark.parametrize("status", ["", "(not recorded)", "Frobnicated", "7"])
def test_unknown_names_are_not_guessed(status):
    assert statuses.proposed(status) is None


def test_abandoned_resolutions_are_written_in_lower_case():
    assert all(name == name.lower().strip() for name in statuses.ABANDONED_RESOLUTIONS)
    assert {"won't do", "duplicate", "cannot reproduce"} <= statuses.ABANDONED_RESOLUTIONS
    assert not {"fixed", "done", "unresolved", ""} & statuses.ABANDONED_RESOLUTIONS
