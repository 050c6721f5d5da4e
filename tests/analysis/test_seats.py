"""Seats of stays, and what a seating costs between each two parties."""

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis.test_placement import BY_HAND, HOUR, STAYS, placed, told

from accord.analysis.placement import Limits, best_moves, by_pair, chain, recomputed, seating
from accord.analysis.seats import Seats, seated

SEATS = Seats(
    of_teams={"Brand": "team-1", "Web": "team-2", "Data": "team-3"},
    of_holders={("log", "web north"): "holder-4", ("log", "web south"): "holder-5"},
    teams={("log", "web north", "it"): "Web", ("log", "brand", "marketing"): "Brand"},
)


def stays(*rows):
    """Placed stays of (holder, team, party, turn), an hour each."""
    named = ("known_holder", "team", "party", "turn")
    table = {
        name: pa.array([row[place] for row in rows], pa.string())
        for place, name in enumerate(named)
    }
    count = len(rows)
    return pa.table(
        {
            "source": pa.array(["log"] * count, pa.string()),
            "item": pa.array(["A"] * count, pa.string()),
            "at": pa.array(np.arange(count) * HOUR),
            "class": pa.array(["queue"] * count, pa.string()),
            "microseconds": pa.array([HOUR] * count, pa.int64()),
            **table,
        }
    )


def seats_of(table, by_status=False):
    found = seated(table, SEATS, by_status)
    return list(zip(found["team"].to_pylist(), found["turn"].to_pylist(), strict=True))


def test_a_stay_has_the_seat_of_its_team_or_of_a_holder_that_may_be_split_off():
    table = stays(
        ("brand", "Brand", "marketing", "marketing"),
        ("web north", "Web", "it", "it"),
        ("web south", "Web", "it", "it"),
        ("other", "Elsewhere", "it", "it"),
        ("", "", "", "nobody"),
    )
    assert seats_of(table) == [
        ("team-1", "marketing"),
        ("holder-4", "it"),
        ("holder-5", "it"),
        ("", "it"),
        ("", "nobody"),
    ]


def test_a_status_that_names_a_party_counts_only_where_asked():
    table = stays(
        ("web north", "", "it", "marketing"),
        ("unknown", "", "it", "marketing"),
        ("web north", "", "it", "nobody"),
        ("web north", "", "", "marketing"),
    )
    assert seats_of(table) == [
        ("holder-4", "it"),
        ("", "it"),
        ("", "nobody"),
        ("", "marketing"),
    ]
    assert seats_of(table, by_status=True) == [
        ("", "marketing"),
        ("", "marketing"),
        ("", "nobody"),
        ("", "marketing"),
    ]


def test_without_a_stay_there_is_no_seat():
    found = seated(stays(), SEATS)
    assert found.num_rows == 0
    assert recomputed(chain(found), chain(found).present).handoffs == 0


def test_a_seat_that_is_split_off_moves_alone():
    table = stays(
        ("brand", "Brand", "marketing", "marketing"),
        ("web north", "Web", "it", "it"),
        ("brand", "Brand", "marketing", "marketing"),
        ("web south", "Web", "it", "it"),
    )
    found = chain(seated(table, SEATS))
    assert told(recomputed(found, found.present)) == (3, 2, 3 * HOUR)
    moved = seating(found, {"holder-4": "marketing"})
    assert told(recomputed(found, moved)) == (1, 0, HOUR)


def test_by_hand_pairs_of_parties_stand_by_name():
    rows = [*BY_HAND, ("B", 0, 1, "Studio", "work"), ("B", 1, 2, "Web", "queue")]
    found = chain(placed(*rows))
    pairs = by_pair(found, found.present)
    assert {pair: told(cost) for pair, cost in pairs.items()} == {
        ("agency", "it"): (1, 0, 2 * HOUR),
        ("it", "marketing"): (3, 2, 12 * HOUR),
    }


@settings(max_examples=60, deadline=None)
@given(STAYS, st.sampled_from(["marketing", "it"]), st.integers(0, 30))
def test_pairs_sum_up_to_the_whole(stays, party, begin):
    found = chain(placed(*stays), parties=["marketing", "it"], begin=begin * HOUR)
    seats = seating(found, dict.fromkeys(found.teams[:2], party))
    pairs = by_pair(found, seats).values()
    whole = recomputed(found, seats)
    assert (
        sum(cost.handoffs for cost in pairs),
        sum(cost.ping_pongs for cost in pairs),
        sum(cost.waiting for cost in pairs),
    ) == told(whole)


def test_idle_names_of_a_dictionary_are_no_party_that_a_team_could_join():
    table = placed(*BY_HAND)
    names = pa.array(["nobody", "it", "marketing"])
    codes = pa.array([names.to_pylist().index(turn) for turn in table["turn"].to_pylist()])
    turn = pa.DictionaryArray.from_arrays(codes, names)
    found = chain(table.set_column(table.schema.get_field_index("turn"), "turn", turn))
    assert found.parties == ("it", "marketing")
    best = best_moves(found, Limits(movable=["Data"]))
    assert [move.target for move in best.moves] == ["marketing"]
