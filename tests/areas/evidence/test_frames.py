"""From mappings and evidence tables to the figures that every page rests on."""

import datetime as dt
import itertools
import zoneinfo
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.areas.evidence.factories import (
    BEGIN,
    BY_TURN,
    a_lead,
    asana,
    bring_in,
    gid,
    history,
    issue,
    jira,
    joint,
    task,
    teams,
)
from tests.areas.evidence.worlds import World
from tests.conftest import AT

from accord.areas.evidence import actions, frames, queries
from accord.areas.evidence.frames import snapshot as module
from accord.areas.evidence.models import HolderMapping, Source
from accord.areas.people.models import Company, Membership, Person, Team, TeamParty, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cases")]
DAY = dt.date(2026, 1, 10)  # five days after the beginning, in the middle of the histories below
BEFORE = DAY - dt.timedelta(days=1)
#: In Berlin the tenth begins at 23:00 UTC of the ninth: 4 days and 14 hours in.
MOVED_AT = 4 + 14 / 24


def a_team(name: str, *periods: tuple[str, dt.date | None, dt.date | None]) -> Team:
    made = Team.objects.create(name=name)
    for party, begins, ends in periods:
        TeamParty.objects.create(team=made, party=party, valid_from=begins, valid_until=ends)
    return made


def a_member(name: str, *periods: tuple[Team, dt.date | None, dt.date | None]) -> None:
    mail = f"{name.split()[0].lower()}@example.com"
    person = Person.objects.create(name=name, email=mail)
    for team, begins, ends in periods:
        Membership.objects.create(person=person, team=team, valid_from=begins, valid_until=ends)


def build() -> None:
    """Every case that the tests below look at, in four trackers."""
    lead, made = a_lead(), teams()
    a_team("Movers", ("marketing", None, BEFORE), ("it", DAY, None))
    a_team("Doubled", ("it", None, None), ("vendor", DAY, None), ("agency", DAY, None))
    a_team("Leavers", ("it", None, DAY), ("vendor", DAY + dt.timedelta(days=2), None))
    old = a_team("Old", ("it", None, dt.date(2020, 1, 1)))
    a_member("Ida Lund", (made["Brand"], None, BEFORE), (made["Web"], DAY, None))
    a_member("Olaf Moe", (old, dt.date(2025, 1, 1), None))
    a_member("Vera Sol", (a_team("Suppliers", ("vendor", None, None)), None, None))
    for name in ("Ann One", "Ben Two", "Cid Three", "Dee Four", "Eve Five"):
        a_member(name, (made["agency team"], None, None))
    bring_in(lead, history(*_BOARD, columns="item,at,status,holder,due"), "b.csv", "Board")
    desk = history(*_DESK, columns="item,at,status,assignee")
    bring_in(lead, desk, "d.csv", "Desk", holder="assignee")
    pairs = [joint(1), joint(2)]
    doubted = issue(3, [(0, "To Do")], f"https://app.asana.com/0/1/{gid(3)} {gid(4)}")
    bring_in(
        lead,
        asana(*(pair[0] for pair in pairs), task(3, [(0, "To do")]), task(4, [(0, "To do")])),
        "a.json",
        "Asana",
    )
    bring_in(lead, jira(*(pair[1] for pair in pairs), doubted), "j.json", "Jira")


_BOARD = (
    "open,0,To Do,Web,",
    "open,3,In Progress,Web,",
    "dropped,0,To Do,Web,",
    "dropped,4,Cancelled,Web,",
    *(f"{name},{day},{status},{name.title()},"
      for name in ("movers", "doubled", "leavers")
      for day, status in ((0, "In Progress"), (10, "Done"))),
    "given,0,To Do,Brand,",
    "given,2,In Progress,Web,2026-01-20",
    "given,10,Done,Web,2026-01-20",
    "early,0,To Do,,2026-01-08",
    "early,5,In Progress,Web,2026-01-08",
    "nobody,0,To Do,Elsewhere,2026-03-08",
    "late,0,In Progress,Web,2026-01-15",
    "late,1,In Progress,Web,2026-01-25",
    "late,19.8,In Progress,Web,2026-01-30",
    "late,21,Done,Web,2026-01-30",
)  # fmt: skip
_DESK = (
    "ida,0,In Progress,Ida Lund",
    "ida,10,Done,Ida Lund",
    "mail,8,In Progress,IDA@example.com",
    "olaf,0,In Progress,Olaf Moe",
    "else,0,In Progress,Somebody Else",
    "vera,0,In Progress,Vera Sol",
    "eve,0,In Progress,Eve Five",
)


@pytest.fixture(scope="session")
def saved_cases(
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> World:
    with django_db_blocker.unblock():
        return World(tmp_path_factory.mktemp("cases"), build)


@pytest.fixture
def cases(
    db: None,
    saved_cases: World,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    saved_cases.set_up(home, monkeypatch)


def now() -> frames.Figures:
    newest = queries.newest_snapshot()
    assert newest is not None
    return frames.figures(newest, list(Source.objects.all()))


def request(item: str) -> frames.Request:
    (found,) = (row for row in now().requests if row.key.endswith(f"/{item}"))
    return found


def promise(item: str) -> frames.Promise:
    (found,) = (row for row in now().promises if row.item == item)
    return found


def source(name: str) -> Source:
    return Source.objects.get(name=name)


def test_a_request_is_told_once_from_both_sides() -> None:
    found = request(gid(1))

    assert found.by_turn == pytest.approx(BY_TURN)
    assert (found.days, found.waited, found.outcome) == (20.0, 14.0, "delivered")
    assert (found.handoffs, found.ping_pongs, found.reopened) == (4, 3, 0)
    assert (found.joint, found.sources, found.sent_back) == (True, ("Asana", "Jira"), True)
    assert (found.title, found.type, found.turn) == ("Request 1", "Landing page", "")


def test_an_item_without_a_partner_is_a_request_of_one_tracker() -> None:
    found = request("open")

    assert (found.joint, found.outcome, found.turn, found.done_at) == (False, "open", "it", None)
    assert found.sources == ("Board",)
    assert found.key == f"{source('Board').key}/open"
    assert now().find(found.key) == found


def test_an_open_request_has_an_age_up_to_the_last_record_of_all() -> None:
    assert now().as_of == BEGIN + dt.timedelta(days=21)
    assert request("open").days == 21.0


def test_dropped_work_has_days_but_is_not_delivered() -> None:
    found = request("dropped")

    assert (found.outcome, found.days, found.done_at) == ("dropped", 4.0, None)


def test_a_request_without_a_title_is_called_by_its_key() -> None:
    assert (request("open").title, request("open").type) == ("open", "")


def test_a_team_that_moved_counts_for_its_old_side_before() -> None:
    assert request("movers").by_turn == pytest.approx(
        {("marketing", "work"): MOVED_AT, ("it", "work"): 10 - MOVED_AT}
    )


def test_of_two_parties_at_once_the_one_that_began_later_counts_from_there() -> None:
    # Agency and vendor began together: neither can be told.
    assert set(request("doubled").by_turn) == {("it", "work"), ("unmapped", "work")}


def test_between_two_periods_a_team_is_of_no_party() -> None:
    assert request("leavers").by_turn == pytest.approx(
        {
            ("it", "work"): MOVED_AT + 1,
            ("unmapped", "work"): 1.0,
            ("vendor", "work"): 8 - MOVED_AT,
        }
    )


# Holders that are persons


def test_a_person_on_the_list_counts_for_the_team_by_its_dates() -> None:
    assert request("ida").by_turn == pytest.approx(
        {("marketing", "work"): MOVED_AT, ("it", "work"): 10 - MOVED_AT}
    )


def test_a_person_is_known_by_mail_address_too_whatever_its_capitals() -> None:
    assert set(request("mail").by_turn) == {("it", "work")}


def test_persons_of_another_party_count_for_it_from_five_on() -> None:
    assert set(request("eve").by_turn) == {("agency", "work")}
    assert set(request("vera").by_turn) == {("unmapped", "work")}


@pytest.mark.parametrize("item", ["olaf", "else"])
def test_who_is_not_on_the_list_at_the_time_is_unmapped(item: str) -> None:
    assert set(request(item).by_turn) == {("unmapped", "work")}


def test_two_people_of_one_name_are_not_booked_to_one_of_them() -> None:
    Person.objects.create(name="ida  Lund")

    assert set(request("ida").by_turn) == {("unmapped", "work")}
    assert set(request("mail").by_turn) == {("it", "work")}
    assert frames.person_counts(source("Desk"))["unclear"] == 1


def test_days_of_teams_and_times_on_screen_are_those_of_the_company() -> None:
    before = request("movers")
    Company.objects.update(zone="Asia/Tokyo")
    after = request("movers")

    assert after.created_at == before.created_at
    assert after.created_at.utcoffset() == dt.timedelta(hours=9)
    moved = before.by_turn["marketing", "work"] - after.by_turn["marketing", "work"]
    assert moved == pytest.approx(8 / 24)  # the day of the move begins eight hours earlier


def test_persons_are_counted_never_listed() -> None:
    assert frames.person_counts(source("Desk")) == {"known": 3, "unknown": 3, "unclear": 0}
    assert not HolderMapping.objects.filter(source=source("Desk")).exists()


def test_before_any_import_no_person_is_counted() -> None:
    desk = source("Desk")
    queries.Snapshot.objects.all().delete()

    assert frames.person_counts(desk) == {"known": 0, "unknown": 0, "unclear": 0}


def test_a_fingerprint_tells_nothing_but_whether_two_names_are_the_same() -> None:
    first = frames.pseudonym("Ida  Lund ")

    assert first == frames.pseudonym("ida lund") != frames.pseudonym("Ida Lunde")
    assert first.startswith("person-")
    assert "lund" not in first


# Promises


def test_a_promise_is_that_of_the_party_that_held_the_item() -> None:
    found = promise("given")

    assert (found.party, found.against_first, found.against_last) == ("it", "kept", "kept")
    assert (found.times, found.moved, found.title) == (1, "", "given")
    assert found.first_due == dt.date(2026, 1, 20)
    assert found.done_at == BEGIN + dt.timedelta(days=10)
    assert found.request == request("given").key


def test_a_promise_before_the_first_known_holder_is_that_of_the_first() -> None:
    found = promise("early")

    assert (found.party, found.against_first, found.done_at) == ("it", "missed", None)


def test_a_promise_of_a_holder_that_is_not_mapped_is_unmapped() -> None:
    assert (promise("nobody").party, promise("nobody").against_first) == ("unmapped", "pending")


def test_a_date_that_was_moved_late_once_is_moved_late() -> None:
    found = promise("late")

    assert (found.times, found.moved) == (3, "renegotiated late")
    assert (found.against_first, found.against_last) == ("missed", "kept")


# Time lines


def test_the_time_line_tells_the_turn_first_and_then_each_item() -> None:
    found = frames.stretches(now(), request(gid(1)).key)
    turns = [(part.turn, part.kind) for part in found if part.lane == "Whose turn"]

    lanes = list(dict.fromkeys(part.lane for part in found))
    assert lanes == ["Whose turn", f"Asana {gid(1)}", "Jira WEB-1"]
    assert turns[:3] == [("marketing", "queue"), ("marketing", "work"), ("it", "wait")]
    assert all(part.begins <= part.ends for part in found)


def test_the_time_line_of_one_item_has_one_lane() -> None:
    found = frames.stretches(now(), request("open").key)

    assert [(part.lane, part.status) for part in found] == [
        ("Board open", "To Do"),
        ("Board open", "In Progress"),
    ]


# Keeping what was worked out


def test_a_new_party_of_a_team_gives_new_figures() -> None:
    first = now()
    assert now() is first
    TeamParty.objects.filter(team__name="Web").update(party="agency")

    assert ("agency", "work") in request(gid(1)).by_turn


def test_sources_can_be_looked_at_alone() -> None:
    newest = queries.newest_snapshot()
    assert newest is not None

    found = frames.figures(newest, [source("Jira")])

    assert {row.sources for row in found.requests} == {("Jira",)}


def joint_ones() -> set[str]:
    return {row.key.rpartition("/")[2] for row in now().requests if row.joint}


def test_a_ticket_that_names_two_tasks_is_one_request_with_them() -> None:
    assert now().ambiguous == 0
    assert joint_ones() == {gid(1), gid(2), gid(3)}
    assert len(request(gid(3)).sources) == 2
    assert len(now().items_of(request(gid(3)).key)) == 3


def test_links_that_leave_a_doubt_are_counted_and_joined_to_nothing() -> None:
    lead = User.objects.get(username="wanda")
    bring_in(lead, history(f"{gid(4)},0,To Do,Web"), "o.csv", "Other")

    assert now().ambiguous == 1
    assert {row["target_source"] for row in now().doubts.to_pylist()} == {
        source("Asana").key,
        source("Other").key,
    }
    assert len(now().items_of(request(gid(3)).key)) == 2


def test_waits_are_told_by_the_party_that_owed_the_answer() -> None:
    assert {party: sorted(days.tolist()) for party, days in now().waits.items()} == {
        "marketing": [5.0, 5.0, 5.0, 5.0],
        "it": [1.0, 1.0],
    }


def test_zones_and_moments_fit_each_other() -> None:
    when = dt.datetime(2026, 3, 1, 12, 30, 0, 7, tzinfo=dt.UTC)

    berlin = zoneinfo.ZoneInfo("Europe/Berlin")
    assert frames.moment(frames.microseconds(when), berlin) == when
    assert frames.moment(frames.microseconds(when), berlin).hour == 13
    assert frames.microseconds(dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) == 0


def test_a_due_day_is_the_day_that_the_file_names() -> None:
    tokyo, utc = zoneinfo.ZoneInfo("Asia/Tokyo"), zoneinfo.ZoneInfo("UTC")
    end = frames.microseconds(dt.datetime(2026, 3, 1, 23, 59, 59, 999_999, tzinfo=dt.UTC))

    assert frames.due_day(end, utc, tokyo) == dt.date(2026, 3, 1)
    assert frames.due_day(end - 1, utc, tokyo) == dt.date(2026, 3, 2)  # a time, by the own clocks


def test_what_two_signatures_cover_changes_with_every_part_of_it() -> None:
    jira_source = source("Jira")
    wanda = User.objects.get()
    seen = [frames.mapping_content(jira_source)]

    TeamParty.objects.create(team=Team.objects.get(name="Web"), party="vendor", valid_from=DAY)
    seen.append(frames.mapping_content(jira_source))
    status = jira_source.statuses.all()[0]
    chosen = {status.pk: ("wait", "vendor")}
    actions.save_mappings(source=jira_source, holders={}, statuses=chosen, by=wanda, at=AT)
    seen.append(frames.mapping_content(jira_source))
    HolderMapping.objects.filter(source=jira_source).update(team=None)
    seen.append(frames.mapping_content(jira_source))

    assert all(one != other for one, other in itertools.pairwise(seen))


def test_where_holders_are_persons_every_team_is_covered() -> None:
    assert {"Brand", "Web", "agency team"} <= set(frames.mapping_content(source("Desk"))["teams"])


def test_answers_are_remembered_with_the_figures_and_the_oldest_forgotten_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MOST_ANSWERS", 2)
    figures, asked = now(), []
    figures._answers.clear()

    def answer(number: int) -> int:
        asked.append(number)
        return number

    for number in (1, 2, 1, 3, 2, 1):
        assert figures.once(number, lambda number=number: answer(number)) == number
    assert asked == [1, 2, 3, 1]


def test_promises_of_some_requests_are_those_of_their_items() -> None:
    figures = now()
    keys = {row.request for row in figures.promises}
    one = next(row for row in figures.requests if row.key in keys)
    alone = figures.requests.of_all(np.array([row.key == one.key for row in figures.requests]))

    assert {row.request for row in figures.promises_of(alone)} == {one.key}
    assert figures.promises_of(figures.requests) is figures.promises
    assert len(figures.promises_of(figures.requests[:0])) == 0
