"""Two keys and the journal."""

import datetime as dt

import pytest
from tests.conftest import AT

from accord.areas.people.actions import (
    AlreadySetUpError,
    NotOfASideError,
    digest_of,
    remove,
    save,
    set_up,
    sign,
    withdraw_signature,
)
from accord.areas.people.models import JournalEntry, Membership, Person, Team, TeamParty, User
from accord.areas.people.queries import people_of, teams_of_user, two_keys

CONTENT = {"holders": {"Web": "Web marketing"}}


def signed_by(user: User, content: object = CONTENT) -> None:
    sign(
        subject="mappings",
        key="1",
        digest=digest_of(content),
        label="mappings of Asana",
        by=user,
        at=AT,
    )


def keys(content: object = CONTENT) -> object:
    return two_keys("mappings", "1", digest_of(content))


def test_one_key_is_not_enough(maya: User) -> None:
    signed_by(maya)

    assert not keys().complete
    assert keys().missing == ["IT"]


def test_a_second_person_of_the_same_side_is_no_second_key(maya: User, mark: User) -> None:
    signed_by(maya)
    signed_by(mark)

    assert not keys().complete


def test_both_sides_make_it_count(maya: User, idris: User) -> None:
    signed_by(maya)
    signed_by(idris)

    assert keys().complete
    assert JournalEntry.objects.filter(verb="signed").count() == 2


def test_a_change_unsigns_by_itself(maya: User, idris: User) -> None:
    signed_by(maya)
    signed_by(idris)

    changed = keys({"holders": {"Web": "Web platform"}})

    assert changed.missing == ["Marketing", "IT"]


def test_the_order_of_keys_is_no_change() -> None:
    assert digest_of({"a": 1, "b": 2}) == digest_of({"b": 2, "a": 1})


def test_an_agency_cannot_sign(agnes: User) -> None:
    with pytest.raises(NotOfASideError):
        signed_by(agnes)


def test_a_signature_is_taken_back(maya: User) -> None:
    signed_by(maya)

    withdraw_signature(
        subject="mappings", key="1", digest=digest_of(CONTENT), label="mappings", by=maya, at=AT
    )

    assert keys().marketing is None
    assert JournalEntry.objects.filter(verb="took back").exists()


def test_nobody_sets_up_twice(maya: User) -> None:
    with pytest.raises(AlreadySetUpError):
        set_up(company="X", zone="UTC", username="x", name="X", password="x", at=AT)


def test_a_team_that_moved_counts_for_its_old_side_before(maya: User) -> None:
    team = Team.objects.get(name="marketing team")
    team.parties.update(valid_until=dt.date(2026, 5, 31))
    TeamParty.objects.create(team=team, party="it", valid_from=dt.date(2026, 6, 1))

    assert team.party_on(dt.date(2026, 5, 31)) == "marketing"
    assert maya.party_on(dt.date(2026, 6, 1)) == "it"
    assert people_of("it", dt.date(2026, 6, 1)) == [maya.person]


def test_who_left_the_team_is_of_no_party(maya: User) -> None:
    Membership.objects.filter(person=maya.person).update(valid_until=dt.date(2020, 1, 1))

    assert maya.party_on(AT.date()) == ""
    assert teams_of_user(maya, AT.date()) == []


def test_an_account_without_a_person_has_no_party(company: object) -> None:
    user = User.objects.create_user("robot")

    assert user.party_on(AT.date()) == ""
    assert teams_of_user(user, AT.date()) == []
    assert str(user) == "robot"


def test_one_person_is_never_both_keys(maya: User) -> None:
    signed_by(maya)
    it_team = Team.objects.create(name="it team")
    TeamParty.objects.create(team=it_team, party="it")
    maya.person.memberships.update(team=it_team)

    with pytest.raises(NotOfASideError, match="Two keys need two people"):
        signed_by(maya)

    assert not keys().complete


def test_who_was_moved_to_sign_and_moved_back_gives_no_second_key(maya: User, mark: User) -> None:
    signed_by(maya)
    it_team = Team.objects.create(name="it team")
    TeamParty.objects.create(team=it_team, party="it")
    before = mark.person.memberships.get().team
    mark.person.memberships.update(team=it_team)
    signed_by(mark)
    assert keys().complete

    mark.person.memberships.update(team=before)

    assert keys().missing == ["IT"]


def test_a_signature_outlasts_its_signer(maya: User, idris: User) -> None:
    signed_by(maya)
    signed_by(idris)

    remove(row=idris.person, by=maya, at=AT)

    assert keys().complete


def test_a_removed_person_leaves_the_journal(maya: User, idris: User) -> None:
    row = Person(name="Ada Castro")
    save(row=row, by=maya, at=AT)
    member = Membership(person=row, team=Team.objects.first())
    save(row=member, by=maya, at=AT)

    remove(row=row, by=maya, at=AT)

    entries = JournalEntry.objects.all()
    assert [entry.verb for entry in entries] == ["removed", "added", "added"]
    assert not any("Ada" in entry.label for entry in entries)
