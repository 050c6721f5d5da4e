"""From mappings and evidence tables to the figures that every page rests on."""

import datetime as dt

import pytest
from tests.areas.evidence.factories import (
    BY_TURN,
    asana,
    both_trackers,
    bring_in,
    gid,
    history,
    issue,
    jira,
    joint,
    task,
    teams,
)

from accord.areas.evidence import actions, frames, queries
from accord.areas.evidence.models import HolderMapping, Source
from accord.areas.people.models import Membership, Person, Team, TeamParty, User

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 1, 10)  # five days after the beginning, in the middle of the histories below


def now() -> frames.Figures:
    newest = queries.newest_snapshot()
    assert newest is not None
    return frames.figures(newest, list(Source.objects.all()))


def only() -> frames.Request:
    (found,) = now().requests
    return found


def test_a_request_is_told_once_from_both_sides(lena: User) -> None:
    teams()
    made, ticket = joint(1)
    bring_in(lena, asana(made), "a.json", "Asana")
    bring_in(lena, jira(ticket), "j.json", "Jira")

    found = only()

    assert found.by_turn == pytest.approx(BY_TURN)
    assert (found.days, found.waited, found.outcome) == (20.0, 14.0, "delivered")
    assert (found.handoffs, found.ping_pongs, found.reopened) == (4, 3, 0)
    assert (found.joint, found.sources, found.sent_back) == (True, ("Asana", "Jira"), True)
    assert (found.title, found.type, found.turn) == ("Request 1", "Landing page", "")


def test_an_item_without_a_partner_is_a_request_of_one_tracker(lena: User) -> None:
    teams()
    bring_in(lena, jira(issue(1, [(0, "To Do"), (3, "In Progress")])), "j.json", "Jira")

    found = only()

    assert (found.joint, found.outcome, found.turn) == (False, "open", "it")
    assert found.key == f"{Source.objects.get().key}/WEB-1"
    assert now().waits == {}


def test_dropped_work_has_days_but_is_not_delivered(lena: User) -> None:
    teams()
    rows = ("A,0,To Do,Web", "A,4,Cancelled,Web")
    bring_in(lena, history(*rows), "h.csv", "Board")

    assert (only().outcome, only().days, only().done_at) == ("dropped", 4.0, None)


def test_a_request_without_a_title_is_called_by_its_key(lena: User) -> None:
    teams()
    bring_in(lena, history("A-1,0,To Do,Web"), "h.csv", "Board")

    assert (only().title, only().type) == ("A-1", "")


def test_a_team_that_moved_counts_for_its_old_side_before(lena: User) -> None:
    web = teams()["Web"]
    web.parties.all().delete()
    TeamParty.objects.create(team=web, party="marketing", valid_until=DAY - dt.timedelta(days=1))
    TeamParty.objects.create(team=web, party="it", valid_from=DAY)
    bring_in(lena, history("A,0,In Progress,Web", "A,10,Done,Web"), "h.csv", "Board")

    # The zone is Berlin's: the tenth begins at 23:00 UTC of the ninth, 4 days and 14 hours in.
    whole = 4 + 14 / 24
    assert only().by_turn == pytest.approx({("marketing", "work"): whole, ("it", "work"): 10 - whole})


def test_of_two_parties_at_once_the_one_that_began_later_counts_from_there(lena: User) -> None:
    web = teams()["Web"]
    TeamParty.objects.create(team=web, party="vendor", valid_from=DAY)
    TeamParty.objects.create(team=web, party="agency", valid_from=DAY)  # first by name
    bring_in(lena, history("A,0,In Progress,Web", "A,10,Done,Web"), "h.csv", "Board")

    assert set(only().by_turn) == {("it", "work"), ("agency", "work")}


def test_periods_that_follow_each_other_are_left_as_they_are(lena: User) -> None:
    web = teams()["Web"]
    web.parties.update(valid_until=DAY)
    TeamParty.objects.create(team=web, party="vendor", valid_from=DAY + dt.timedelta(days=2))
    bring_in(lena, history("A,0,In Progress,Web", "A,10,Done,Web"), "h.csv", "Board")

    assert set(only().by_turn) == {("it", "work"), ("unmapped", "work"), ("vendor", "work")}


# Holders that are persons


def persons(by: User, *rows: str) -> Source:
    content = history(*rows, columns="item,at,status,assignee")
    bring_in(by, content, "h.csv", "Desk", holder="assignee")
    return Source.objects.get(name="Desk")


def member(name: str, team: Team, email: str | None = None, **dates: dt.date) -> None:
    person = Person.objects.create(name=name, email=email)
    Membership.objects.create(person=person, team=team, **dates)


def test_a_person_on_the_list_counts_for_the_team_by_its_dates(lena: User) -> None:
    made = teams()
    member("Ida Lund", made["Brand"], valid_until=DAY)
    ida = Person.objects.get(name="Ida Lund")
    Membership.objects.create(
        person=ida, team=made["Web"], valid_from=DAY + dt.timedelta(days=1)
    )
    source = persons(lena, "A,0,In Progress,Ida Lund", "A,10,Done,Ida Lund")

    assert set(only().by_turn) == {("marketing", "work"), ("it", "work")}
    assert frames.person_counts(source) == {"known": 1, "unknown": 0}
    assert HolderMapping.objects.count() == 0


def test_a_person_is_known_by_mail_address_too_whatever_its_capitals(lena: User) -> None:
    member("Ida Lund", teams()["Web"], email="ida@example.com")
    source = persons(lena, "A,0,In Progress,IDA@example.com", "B,0,In Progress,Somebody Else")

    assert [sorted(row.by_turn) for row in now().requests] == [
        [("it", "work")],
        [("unmapped", "work")],
    ] or {row.key[-1]: set(row.by_turn) for row in now().requests} == {
        "A": {("it", "work")},
        "B": {("unmapped", "work")},
    }
    assert frames.person_counts(source) == {"known": 1, "unknown": 1}


def test_a_membership_outside_the_teams_time_with_its_party_counts_for_nothing(lena: User) -> None:
    web = teams()["Web"]
    web.parties.update(valid_until=dt.date(2020, 1, 1))
    member("Ida Lund", web, valid_from=dt.date(2025, 1, 1))
    source = persons(lena, "A,0,In Progress,Ida Lund")

    assert "Web" not in frames.placements([source])["team"].to_pylist()


def test_before_any_import_no_person_is_counted() -> None:
    source = Source.objects.create(
        name="Desk", format="history", level="changelog", holder_kind="person"
    )

    assert frames.person_counts(source) == {"known": 0, "unknown": 0}


def test_a_fingerprint_tells_nothing_but_whether_two_names_are_the_same() -> None:
    first = frames.pseudonym("Ida  Lund ")

    assert first == frames.pseudonym("ida lund") != frames.pseudonym("Ida Lunde")
    assert first.startswith("person-")
    assert "lund" not in first


# Promises


def promised(by: User, *rows: str) -> frames.Promise:
    columns = "item,at,status,holder,due"
    bring_in(by, history(*rows, columns=columns), "h.csv", "Board")
    (found,) = now().promises
    return found


def test_a_promise_is_that_of_the_party_that_held_the_item(lena: User) -> None:
    teams()
    found = promised(
        lena,
        "A,0,To Do,Brand,",
        "A,2,In Progress,Web,2026-01-20",
        "A,10,Done,Web,2026-01-20",
    )

    assert (found.party, found.against_first, found.against_last) == ("it", "kept", "kept")
    assert (found.times, found.moved, found.title, found.item) == (1, "", "A", "A")
    assert found.first_due.date() == dt.date(2026, 1, 20)


def test_a_promise_before_the_first_known_holder_is_that_of_the_first(lena: User) -> None:
    teams()
    found = promised(lena, "A,0,To Do,,2026-01-08", "A,5,In Progress,Web,2026-01-08")

    assert (found.party, found.against_first, found.done_at) == ("it", "missed", None)


def test_a_promise_of_a_holder_that_is_not_mapped_is_nobodys_in_particular(lena: User) -> None:
    teams()

    assert promised(lena, "A,0,To Do,Elsewhere,2026-03-08").party == "unmapped"


def test_a_date_that_was_moved_late_once_is_moved_late(lena: User) -> None:
    teams()
    found = promised(
        lena,
        "A,0,In Progress,Web,2026-01-15",
        "A,1,In Progress,Web,2026-01-25",
        "A,19.8,In Progress,Web,2026-01-30",
        "A,21,Done,Web,2026-01-30",
    )

    assert (found.times, found.moved) == (3, "renegotiated late")
    assert (found.against_first, found.against_last) == ("missed", "kept")


# Time lines


def test_the_time_line_tells_the_turn_first_and_then_each_item(lena: User) -> None:
    teams()
    made, ticket = joint(1)
    bring_in(lena, asana(made), "a.json", "Asana")
    bring_in(lena, jira(ticket), "j.json", "Jira")
    found = frames.stretches(now(), only().key)
    lanes = list(dict.fromkeys(part.lane for part in found))

    assert lanes == ["Whose turn", f"Asana {gid(1)}", "Jira WEB-1"]
    turns = [(part.turn, part.kind) for part in found if part.lane == "Whose turn"]
    assert turns[:3] == [("marketing", "queue"), ("marketing", "work"), ("it", "wait")]
    assert all(part.begins <= part.ends for part in found)


def test_the_time_line_of_one_item_has_one_lane(lena: User) -> None:
    teams()
    bring_in(lena, history("A,0,To Do,Web", "A,4,In Progress,Web"), "h.csv", "Board")

    assert [(part.lane, part.status) for part in frames.stretches(now(), only().key)] == [
        ("Board A", "To Do"),
        ("Board A", "In Progress"),
    ]


# Keeping what was worked out


def test_figures_are_worked_out_once_for_a_state_of_the_mappings(lena: User) -> None:
    made = teams()
    both_trackers(lena, count=1)

    first = now()
    assert now() is first
    TeamParty.objects.filter(team=made["Web"]).update(party="agency")
    assert now() is not first
    assert ("agency", "work") in now().requests[0].by_turn


def test_sources_can_be_looked_at_alone(lena: User) -> None:
    teams()
    both_trackers(lena, count=1)
    newest = queries.newest_snapshot()
    assert newest is not None

    found = frames.figures(newest, list(Source.objects.filter(name="Jira")))

    assert {row.sources for row in found.requests} == {("Jira",)}


def test_links_that_leave_a_doubt_are_counted(lena: User) -> None:
    teams()
    first, ticket = joint(1)
    second = task(2, [(0, "To do")])
    ticket["fields"]["environment"] = f"also https://app.asana.com/0/1/{gid(2)}"
    first["notes"] = ""
    bring_in(lena, asana(first, second), "a.json", "Asana")
    bring_in(lena, jira(ticket), "j.json", "Jira")

    assert now().ambiguous == 1
    assert not any(row.joint for row in now().requests)


def test_waits_are_told_by_the_party_that_owed_the_answer(lena: User) -> None:
    teams()
    both_trackers(lena, count=2)

    assert {party: sorted(days.tolist()) for party, days in now().waits.items()} == {
        "marketing": [5.0, 5.0, 5.0, 5.0],
        "it": [1.0, 1.0],
    }


def test_zones_and_moments_fit_each_other() -> None:
    when = dt.datetime(2026, 3, 1, 12, 30, 0, 7, tzinfo=dt.UTC)

    assert frames.moment(frames.microseconds(when)) == when
    assert frames.zone().key == "UTC"  # no company yet


def test_what_two_signatures_cover_changes_with_every_part_of_it(lena: User) -> None:
    made = teams()
    both_trackers(lena, count=1)
    source = Source.objects.get(name="Jira")
    seen = [frames.mapping_content(source)]

    TeamParty.objects.create(team=made["Web"], party="vendor", valid_from=DAY)
    seen.append(frames.mapping_content(source))
    status = source.statuses.first()
    actions.save_mappings(
        source=source, holders={}, statuses={status.pk: ("wait", "vendor")}, by=lena, at=AT_ANY
    )
    seen.append(frames.mapping_content(source))
    HolderMapping.objects.filter(source=source).update(team=None)
    seen.append(frames.mapping_content(source))

    assert all(one != other for one, other in zip(seen, seen[1:], strict=False))


def test_where_holders_are_persons_every_team_is_covered(lena: User) -> None:
    teams()
    source = persons(lena, "A,0,In Progress,Ida Lund")

    assert {"Brand", "Web", "Studio"} <= set(frames.mapping_content(source)["teams"])


AT_ANY = dt.datetime(2026, 9, 30, 12, 0, tzinfo=dt.UTC)
