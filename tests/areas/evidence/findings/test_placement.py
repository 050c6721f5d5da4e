"""Where teams should sit, on a desk counted by hand."""

from dataclasses import replace

import pytest
from tests.areas.evidence.seating import holder_key, key_of, room, with_people

from accord.analysis.placement import Passing
from accord.areas.evidence import findings, queries
from accord.areas.evidence.findings import placement as module
from accord.areas.evidence.findings.placement import Wanted, placement_readings
from accord.areas.evidence.models import HolderKind, HolderMapping, Source, StatusMapping
from accord.areas.people.models import Team, TeamParty

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk")]
DAY = 86_400_000_000


def days(passing: Passing) -> tuple[int, int, float]:
    return passing.handoffs, passing.ping_pongs, passing.waiting / DAY


def test_today_is_counted_between_parties_only() -> None:
    found = findings.where_teams_sit(room(), {})

    assert days(found.before) == days(found.after) == (4, 2, 12.0)
    assert [(row.parties, days(row.before)) for row in found.pairs] == [
        (("marketing", "it"), (3, 2, 9.0)),
        (("marketing", "agency"), (1, 0, 3.0)),
    ]
    assert (found.moves, found.words, found.saved) == ((), "", 0.0)
    assert [(seat.name, seat.party, seat.may_split) for seat in found.seats] == [
        ("Brand", "marketing", False),
        ("Data", "it", True),
        ("Web", "it", False),
        ("agency team", "agency", False),
    ]


def test_a_moved_team_takes_all_its_holders_along() -> None:
    found = findings.where_teams_sit(room(), {key_of("Data"): "marketing"})

    assert days(found.after) == (2, 0, 4.0)
    assert found.words == "Data in marketing"
    assert found.saved == pytest.approx(8 / 12)
    assert found.as_address == {key_of("Data"): "marketing"}
    assert [(row.parties, days(row.after)) for row in found.pairs] == [
        (("marketing", "it"), (1, 0, 1.0)),
        (("marketing", "agency"), (1, 0, 3.0)),
    ]


def test_a_team_that_is_split_moves_in_parts() -> None:
    wanted = {holder_key("Data"): "marketing", key_of("Web"): "agency"}
    found = findings.where_teams_sit(room(), wanted)

    assert days(found.after) == (3, 0, 5.0)
    assert found.words == "Data (Desk) in marketing, and Web in agency"
    parts = [(seat.name, seat.target) for seat in found.seats if seat.part]
    assert parts == [("Data (Desk)", "marketing"), ("Data north (Desk)", "")]
    offered = findings.where_teams_sit(room(), {}, [key_of("Data"), "team-0"])
    assert [seat.key for seat in offered.seats if seat.split] == [key_of("Data")]
    assert days(offered.after) == days(offered.before)


def test_a_team_that_was_moved_and_then_split_takes_its_parts_along() -> None:
    moved = {key_of("Data"): "marketing", holder_key("Data north"): "agency"}
    found = findings.where_teams_sit(room(), moved)

    assert found.words == "Data (Desk) in marketing, and Data north (Desk) in agency"
    whole = findings.where_teams_sit(room(), {key_of("Data"): "marketing"}, [key_of("Data")])
    assert days(whole.after) == (2, 0, 4.0)


def test_moves_that_cannot_be_made_are_counted_and_left_out() -> None:
    wanted = {
        "team-0": "it",
        key_of("Brand"): "customer",
        holder_key("Web"): "marketing",
        key_of("Web"): "it",
    }
    found = findings.where_teams_sit(room(), wanted)

    assert found.impossible == 3
    assert found.moves == ()  # Web sits in IT already


def test_small_teams_stay_where_they_are_and_are_not_shown() -> None:
    with_people("Web", 4)
    with_people("Data", 9)
    found = findings.where_teams_sit(room(), {key_of("Web"): "marketing"})

    assert [seat.name for seat in found.seats] == ["Brand", "Data", "agency team"]
    assert (found.small, found.impossible) == (1, 1)
    assert not any(seat.may_split for seat in found.seats)  # a part could be fewer than five
    with_people("Brand", 5)
    assert findings.where_teams_sit(room(), {}).seats[0].people == 5


def test_holders_that_are_persons_are_never_listed() -> None:
    with_people("Data", 12)
    Source.objects.update(holder_kind=HolderKind.PERSON)
    sources = tuple(queries.holding())

    teams = queries.seated_teams(sources, room().figures.as_of.date())
    assert [(team.name, team.holders) for team in teams] == [("Data", ())]


def test_a_team_without_a_party_today_sits_where_it_last_did() -> None:
    row = TeamParty.objects.get(team__name="Data")
    row.valid_until = "2026-01-30"
    row.save()
    Team.objects.create(name="Elsewhere")
    found = findings.where_teams_sit(room(), {})

    assert days(found.before) == (4, 2, 12.0)
    assert {seat.name: seat.party for seat in found.seats}["Data"] == ""
    assert days(findings.where_teams_sit(room(), {key_of("Data"): "marketing"}).after) == (
        2,
        0,
        4.0,
    )


def test_todays_seats_count_not_those_of_the_past() -> None:
    row = TeamParty.objects.get(team__name="Data")
    row.valid_until = "2026-01-20"
    row.save()
    TeamParty.objects.create(team=row.team, party="marketing", valid_from="2026-01-21")

    assert days(findings.where_teams_sit(room(), {}).before) == (2, 0, 4.0)


def test_a_status_that_names_a_party_counts_where_asked() -> None:
    StatusMapping.objects.filter(status="Waiting for marketing").update(
        status_class="wait", turn="marketing"
    )

    assert days(findings.where_teams_sit(room(), {}).before) == (4, 2, 12.0)
    assert days(findings.where_teams_sit(room(by_status=True), {}).before) == (6, 3, 16.0)


def test_a_period_counts_the_hand_offs_of_its_months() -> None:
    base = room()

    assert findings.seat_months(base.figures) == ["2026-01", "2026-02"]
    january = findings.where_teams_sit(room(until="2026-01"), {})
    february = findings.where_teams_sit(room(since="2026-02"), {})
    assert days(january.before) == (3, 2, 9.0)
    assert days(february.before) == (1, 0, 3.0)


def test_the_best_move_is_found_and_proven() -> None:
    found = findings.best(room(), Wanted(1))

    assert [(step.move.name, step.move.target) for step in found.steps] == [("Brand", "it")]
    assert (found.optimal, found.gap) == (True, 0.0)
    only = findings.best(room(), Wanted(2, frozenset({key_of("Data"), key_of("agency team")})))
    assert [(step.move.name, step.move.origin, step.move.target) for step in only.steps] == [
        ("Data", "it", "marketing"),
        ("agency team", "agency", "marketing"),
    ]
    assert days(only.steps[0].after) == (2, 0, 4.0)
    assert only.saved == pytest.approx(11 / 12)


def test_the_best_moves_may_take_a_part_of_a_team() -> None:
    wanted = Wanted(1, frozenset({key_of("Data")}))
    found = findings.best(room(), wanted, [key_of("Data")])

    assert [step.move.name for step in found.steps] == ["Data (Desk)"]


def test_sizes_are_kept_and_those_that_do_not_fit_are_told() -> None:
    kept = findings.best(room(), Wanted(1, sizes=(("it", 2, 2), ("marketing", 0, None))))
    assert not kept.steps  # IT may neither lose nor win a team

    with pytest.raises(ValueError, match="IT has 2 teams today"):
        findings.best(room(), Wanted(1, sizes=(("it", 3, None),)))


def test_teams_that_hold_nothing_count_for_the_sizes_but_change_nothing() -> None:
    idle = Team.objects.create(name="Idle")
    TeamParty.objects.create(team=idle, party="it")
    source = Source.objects.get()
    HolderMapping.objects.create(source=source, holder="idle", team=idle)

    found = findings.where_teams_sit(room(), {f"team-{idle.pk}": "marketing"})
    assert days(found.after) == (4, 2, 12.0)
    assert findings.best(room(), Wanted(1, sizes=(("it", 2, 3),))).steps


def test_where_nothing_waits_nothing_is_saved() -> None:
    found = findings.best(room(until="2026-01", since="2026-02"), Wanted(1))
    assert (found.steps, found.saved) == ((), 0.0)


def test_the_chain_is_laid_out_once_for_a_state_of_the_figures(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    findings.where_teams_sit(room(), {})
    monkeypatch.setattr(module, "chain", None)  # nobody calls it again
    findings.where_teams_sit(room(), {key_of("Data"): "marketing"})


def test_without_a_stay_there_is_nothing_to_tell() -> None:
    base = room()
    empty = replace(base.figures, item_stays=base.figures.item_stays.slice(0, 0))
    bare = replace(base, figures=empty)

    assert findings.seat_months(empty) == []
    assert days(findings.where_teams_sit(bare, {key_of("Data"): "marketing"}).before) == (0, 0, 0.0)
    assert findings.best(bare, Wanted(1)).steps == ()


def test_the_best_single_move_is_published_with_the_share_that_would_go() -> None:
    made = room()
    (said,) = placement_readings(made.figures, made.sources)

    assert (said.name, said.count, said.unit) == ("evidence.placement", 4, "share")
    assert said.value == pytest.approx(9 / 12)  # all that passes between the sides
    assert said.detail == {"team": "Brand", "from": "marketing", "to": "it"}


def test_where_nothing_passes_between_parties_no_move_is_published() -> None:
    made = room()
    nothing = replace(made.figures, item_stays=made.figures.item_stays.slice(0, 0))

    assert placement_readings(nothing, made.sources) == []
