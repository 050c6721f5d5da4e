"""Where teams should sit: by hand, by properties, against a count of one's own and against all seatings."""

import itertools
import time
from collections import defaultdict

import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.analysis import custody, placement
from accord.analysis.placement import (
    Limits,
    best_moves,
    chain,
    grouped,
    recomputed,
    seating,
)
from accord.analysis.tables import HISTORY
from accord.store.engine import connect

HOUR = 3_600_000_000
PARTY = {"Brand": "marketing", "Data": "it", "Web": "it", "Ops": "it", "Studio": "agency"}
BY_HAND = (
    ("A", 0, 4, "Brand", "work"),
    ("A", 4, 6, "Data", "queue"),
    ("A", 10, 2, "Brand", "queue"),
    ("A", 12, 8, "Brand", "work"),
    ("A", 20, 1, "Web", "queue"),
    ("A", 21, 3, "Data", "wait"),
    ("A", 24, 5, "Data", "work"),
)


def placed(*stays, party=PARTY):
    """Placed stays of (item, hour, hours, team or turn, class); a turn that is no team stands."""
    rows = [
        {
            "source": "log",
            "item": item,
            "at": at * HOUR,
            "team": who if who in party else "",
            "turn": party.get(who, who),
            "class": status_class,
            "microseconds": hours * HOUR,
        }
        for item, at, hours, who, status_class in stays
    ]
    names = ("source", "item", "team", "turn", "class")
    schema = [(name, pa.string()) for name in names]
    schema += [("at", pa.int64()), ("microseconds", pa.int64())]
    return pa.Table.from_pylist(rows, schema=pa.schema(schema))


def counted(table, moved=None, begin=None, end=None):
    """Oracle: hand-offs, ping-pongs and hours waited, item by item in plain Python."""
    lives = defaultdict(list)
    for row in table.to_pylist():
        lives[row["source"], row["item"]].append(row)
    handoffs = ping_pongs = waiting = 0
    for life in lives.values():
        turns, waits = [], False
        for row in sorted(life, key=lambda row: row["at"]):
            if end is not None and row["at"] >= end:
                break
            counts = begin is None or row["at"] >= begin
            turn = (moved or {}).get(row["team"], row["turn"])
            takes_part = turn not in custody.NO_PARTY and row["class"] in custody.OPEN_CLASSES
            if takes_part and turns and turns[-1] != turn:
                waits = counts
                handoffs += counts
                ping_pongs += counts and turns[-2:-1] == [turn]
            if takes_part and (not turns or turns[-1] != turn):
                turns.append(turn)
            waits = waits and row["class"] in ("queue", "wait")
            waiting += row["microseconds"] * waits
    return handoffs, ping_pongs, waiting


def told(passing):
    return passing.handoffs, passing.ping_pongs, passing.waiting


# By hand


def test_by_hand_a_moved_team_takes_its_hand_offs_along():
    found = chain(placed(*BY_HAND))
    today = recomputed(found, found.present)
    moved = recomputed(found, seating(found, {"Data": "marketing"}))
    assert told(today) == (3, 2, 12 * HOUR)
    assert told(moved) == (2, 1, 4 * HOUR)
    assert (today.waiting_days, moved.waiting_days) == (0.5, 4 / 24)


@pytest.mark.parametrize(
    ("between", "hours"),
    [
        (("system", "wait"), 2 + 3 + 4),
        (("nobody", "queue"), 2 + 3 + 4),
        (("unmapped", "work"), 2),
        (("Ops", "done"), 2),
        (("Ops", "unmapped"), 2),
    ],
)
def test_by_hand_waiting_ends_with_the_first_stay_that_is_no_wait(between, hours):
    rows = [
        ("A", 0, 1, "Brand", "work"),
        ("A", 1, 2, "Web", "queue"),
        ("A", 3, 3, *between),
        ("A", 6, 4, "Web", "wait"),
    ]
    found = chain(placed(*rows))
    assert told(recomputed(found, found.present)) == (1, 0, hours * HOUR)


def test_by_hand_an_own_turn_stays_where_it_is():
    rows = [("A", 0, 1, "Web", "work"), ("A", 1, 5, "marketing", "wait")]
    found = chain(placed(*rows))
    assert found.teams == ("Web",)
    assert told(recomputed(found, seating(found, {"Web": "marketing"}))) == (0, 0, 0)


def test_by_hand_a_period_counts_what_begins_in_it():
    table = placed(*BY_HAND)
    found = chain(table, begin=10 * HOUR, end=21 * HOUR)
    assert told(recomputed(found, found.present)) == (2, 2, 3 * HOUR)


def test_by_hand_the_better_of_two_moves_comes_first():
    rows = [
        *(("A", at, 1, ("Brand", "Data")[at % 2], "queue") for at in range(9)),
        *(("B", at, 1, ("Brand", "Web")[at % 2], "queue") for at in range(5)),
        ("C", 0, 50, "Ops", "work"),
    ]
    best = best_moves(chain(placed(*rows)), Limits(2, movable=["Data", "Web", "Ops"]))
    assert [(move.team, move.origin, move.target) for move in best.moves] == [
        ("Data", "it", "marketing"),
        ("Web", "it", "marketing"),
    ]
    assert [told(move.after) for move in best.moves] == [(4, 3, 4 * HOUR), (0, 0, 0)]
    assert told(best.before) == (12, 10, 12 * HOUR)
    assert best.after == best.moves[-1].after
    assert (best.optimal, best.gap) == (True, 0.0)


def test_a_team_that_sits_wrongly_is_found():
    generator = np.random.default_rng(1)
    sides = {f"M{number}": "marketing" for number in range(6)}
    sides |= {f"I{number}": "it" for number in range(6)} | {"Tracking": "it"}
    at_home = {"marketing": [f"M{number}" for number in range(6)] + ["Tracking"] * 2}
    at_home["it"] = [f"I{number}" for number in range(6)]
    rows = []
    for item in range(300):
        home = generator.choice(["marketing", "it"], p=[0.7, 0.3])
        for step in range(6):
            away = {"marketing": "it", "it": "marketing"}[home]
            side = home if generator.random() < 0.85 else away
            rows.append((f"{item}", step, 1, generator.choice(at_home[side]), "queue"))
    best = best_moves(chain(placed(*rows, party=sides)), Limits())
    assert [(move.team, move.target) for move in best.moves] == [("Tracking", "marketing")]


# Grouping


def test_a_team_may_be_split_or_moved_whole():
    rows = [
        ("A", 0, 1, "Brand", "work"),
        ("A", 1, 2, "Web", "queue"),
        ("A", 3, 4, "Ops", "queue"),
        ("A", 7, 1, "Brand", "queue"),
    ]
    found = chain(placed(*rows))
    split = recomputed(found, seating(found, {"Web": "marketing"}))
    whole = grouped(found, {"Web": "Platform", "Ops": "Platform"})
    assert whole.teams == ("Brand", "Platform")
    assert told(split) == (2, 1, 5 * HOUR)
    assert recomputed(whole, whole.present) == recomputed(found, found.present)
    assert told(recomputed(whole, seating(whole, {"Platform": "marketing"}))) == (0, 0, 0)


def test_holders_of_several_parties_are_no_team():
    found = chain(placed(*BY_HAND))
    with pytest.raises(ValueError, match="holders of 'All' sit in different parties"):
        grouped(found, {"Brand": "All", "Web": "All"})


# Against the engine, and against a count of one's own


CLASSES = {
    "New": ("queue", ""),
    "Doing": ("work", ""),
    "On hold": ("wait", ""),
    "Waiting for marketing": ("wait", "marketing"),
    "Done": ("done", ""),
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    connection = connect(tmp_path_factory.mktemp("engine"))
    yield connection
    connection.disconnect()


def place(rows):
    history = [
        {"item": item, "at": at * HOUR, "line": line, "status": status, "holder": holder}
        | {"person": "", "resolution": "", "source": "log"}
        for line, (item, at, status, holder) in enumerate(rows)
    ]
    schema = pa.schema([*HISTORY, pa.field("source", pa.string())])
    parties = PARTY | {"Robot": "system"}
    seats = [
        {"source": "log", "holder": holder, "team": holder, "party": party}
        for holder, party in parties.items()
    ]
    meanings = [
        {"source": "log", "status": status, "class": meaning[0], "turn": meaning[1]}
        for status, meaning in CLASSES.items()
    ]
    used = custody.used_rows(ibis.memtable(pa.Table.from_pylist(history, schema=schema)))
    return custody.place(
        custody.stays(used),
        pa.Table.from_pylist(seats, schema=custody.PLACEMENTS),
        pa.Table.from_pylist(meanings, schema=custody.STATUSES),
        500 * HOUR,
    )


LOGS = st.lists(
    st.tuples(
        st.sampled_from("ABC"),
        st.integers(0, 400),
        st.sampled_from([*CLASSES, "Odd"]),
        st.sampled_from(["", "Robot", "Stranger", *PARTY]),
    ),
    min_size=5,
    max_size=60,
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LOGS)
def test_todays_seating_gives_the_hand_offs_of_custody(engine, rows):
    stays = place(rows)
    table = engine.to_pyarrow(stays)
    passed = engine.to_pyarrow(custody.handoffs(ibis.memtable(table)))
    found = chain(table)
    today = recomputed(found, found.present)
    assert today.handoffs == passed.num_rows
    assert today.ping_pongs == sum(passed["ping_pong"].to_pylist())
    assert told(today) == counted(table)


WHO = st.sampled_from(["system", "nobody", "unmapped", "it", *PARTY])
STAYS = st.lists(
    st.tuples(
        st.sampled_from("AB"),
        st.integers(0, 60),
        st.integers(0, 9),
        WHO,
        st.sampled_from(["queue", "queue", "wait", "work", "done", "unmapped"]),
    ),
    max_size=50,
    unique_by=lambda stay: stay[:2],
)
PARTIES = ("agency", "it", "marketing")


@settings(max_examples=150, deadline=None)
@given(
    STAYS,
    st.dictionaries(st.sampled_from(list(PARTY)), st.sampled_from(PARTIES)),
    st.none() | st.integers(0, 60),
    st.none() | st.integers(0, 60),
)
def test_any_seating_and_period_is_as_counted_one_by_one(stays, moved, begin, end):
    begin, end = (hour if hour is None else hour * HOUR for hour in (begin, end))
    table = placed(*stays)
    found = chain(table, PARTIES, begin, end)
    known = {team: party for team, party in moved.items() if team in found.teams}
    result = recomputed(found, seating(found, known))
    assert told(result) == counted(table, known, begin, end)
    problem = placement._problem(found, Limits())
    waiting, handoffs = placement._cost(problem, seating(found, known))
    assert (waiting, handoffs) == (result.waiting, result.handoffs)


@settings(max_examples=50, deadline=None)
@given(STAYS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(stays, shuffler):
    mixed = list(stays)
    shuffler.shuffle(mixed)
    first, second = (chain(placed(*rows), PARTIES) for rows in (stays, mixed))
    assert recomputed(first, first.present) == recomputed(second, second.present)
    assert best_moves(first, Limits(2)) == best_moves(second, Limits(2))


@settings(max_examples=50, deadline=None)
@given(STAYS, st.sampled_from(PARTIES))
def test_moving_and_moving_back_changes_nothing(stays, party):
    found = chain(placed(*stays), PARTIES)
    for number, team in enumerate(found.teams):
        seats = seating(found, {team: party})
        seats[number] = found.present[number]
        assert recomputed(found, seats) == recomputed(found, found.present)


def test_sums_beyond_64_bits_are_exact():
    far = 2**62 // HOUR
    rows = [("A", at, far, ("Brand", "Web")[at % 2], "queue") for at in range(6)]
    found = chain(placed(*rows))
    assert recomputed(found, found.present).waiting == 5 * far * HOUR


# Against all seatings


def seatings_within(found, limits):
    """Every seating that keeps the limits."""
    names = found.teams if limits.movable is None else limits.movable
    targets = found.parties if limits.targets is None else limits.targets
    choices = [
        sorted({today, *(found.parties.index(party) for party in targets)})
        if team in names
        else [today]
        for team, today in zip(found.teams, found.present.tolist(), strict=True)
    ]
    for seats in itertools.product(*choices):
        sizes = {party: seats.count(number) for number, party in enumerate(found.parties)}
        fits = all(low <= sizes[party] <= high for party, (low, high) in limits.sizes.items())
        moves = sum(a != b for a, b in zip(seats, found.present.tolist(), strict=True))
        if fits and moves <= limits.moves:
            yield np.array(seats, np.int64)


def least(found, limits):
    return min(recomputed(found, seats).waiting for seats in seatings_within(found, limits))


def random_chain(seed, teams, parties=2, items=40):
    generator = np.random.default_rng(seed)
    party = {f"T{number}": PARTIES[number % parties] for number in range(teams)}
    who = [*party, *PARTIES[:parties]]
    rows = [
        (f"{item}", at, int(generator.integers(9)), generator.choice(who), status_class)
        for item in range(items)
        for at, status_class in enumerate(generator.choice(["queue", "wait", "work"], 7))
    ]
    return chain(placed(*rows, party=party))


@pytest.fixture(params=["branch and bound", "integer programme"])
def search(request, monkeypatch):
    if request.param == "integer programme":
        monkeypatch.setattr(placement, "_STEPS_A_SECOND", 0.0)


@pytest.mark.parametrize(
    ("teams", "parties", "moves"), [(10, 2, 3), (10, 2, 10), (6, 3, 2), (5, 3, 4), (7, 2, 1)]
)
def test_the_best_of_all_seatings_is_found_and_proven(search, teams, parties, moves):
    found = random_chain(teams + moves, teams, parties, items=15)
    best = best_moves(found, Limits(moves), seconds=60)
    assert best.after.waiting == least(found, Limits(moves))
    assert best.optimal
    assert len(best.moves) <= moves


@pytest.mark.parametrize("seed", [*range(7), 39])
def test_limits_are_kept_and_the_best_within_them_is_found(search, seed):
    found = random_chain(seed, 7, 3)
    now = np.bincount(found.present, minlength=3)
    limits = Limits(
        3,
        movable=[f"T{number}" for number in range(5)],
        targets=["it", "marketing"],
        sizes={"it": (int(now[1]) - seed % 2, int(now[1])), "agency": (1, 9)},
    )
    best = best_moves(found, limits, seconds=60)
    seats = seating(found, {move.team: move.target for move in best.moves})
    assert any((seats == other).all() for other in seatings_within(found, limits))
    assert recomputed(found, seats) == best.after
    assert best.after.waiting == least(found, limits)
    assert best.optimal


@settings(max_examples=40, deadline=None)
@given(STAYS, st.integers(1, 3))
def test_no_search_is_worse_than_no_move_and_all_find_the_best(stays, moves):
    found = chain(placed(*stays), PARTIES)
    best = best_moves(found, Limits(moves))
    assert best.after.waiting == least(found, Limits(moves)) <= best.before.waiting
    assert best.optimal
    steps = [best.before, *(move.after for move in best.moves)]
    assert steps[-1] == best.after
    repeated = best_moves(found, Limits(moves))
    assert repeated == best


@pytest.mark.parametrize("seed", range(6))
def test_what_is_left_out_of_the_programme_leaves_its_bound_true(monkeypatch, seed):
    monkeypatch.setattr(placement, "_STEPS_A_SECOND", 0.0)
    monkeypatch.setattr(placement, "_WHOLE_PATTERNS", 2)
    found = random_chain(seed, 7, 3)
    limits = Limits(3, movable=[f"T{number}" for number in range(6)])
    best = best_moves(found, limits)
    proven = (1 - best.gap) * best.after.waiting
    assert proven <= least(found, limits) * (1 + 1e-6)
    assert best.after.waiting <= best.before.waiting
    assert best.optimal == (best.gap == 0)


def test_without_time_what_was_found_is_told_with_its_gap(monkeypatch):
    monkeypatch.setattr(placement, "_STEPS_A_SECOND", 0.0)
    found = random_chain(1, 10)
    best = best_moves(found, Limits(4), seconds=0.0)
    assert not best.optimal
    assert 0 < best.gap <= 1
    assert best.after.waiting < best.before.waiting


def test_records_without_a_hand_off_move_nobody():
    for rows in ([], [("A", 0, 1, "Web", "queue")], [("A", 0, 1, "nobody", "queue")]):
        best = best_moves(chain(placed(*rows)), Limits(3))
        assert (best.moves, told(best.after), best.optimal) == ((), (0, 0, 0), True)


def test_where_nobody_may_move_nobody_moves():
    best = best_moves(chain(placed(*BY_HAND)), Limits(movable=[]))
    assert (best.moves, best.after, best.optimal) == ((), best.before, True)


def test_a_move_that_saves_nothing_is_taken_back():
    rows = [*BY_HAND, ("B", 0, 1, "Ops", "work"), ("C", 0, 1, "Ops", "queue")]
    problem = placement._problem(chain(placed(*rows)), Limits(3))
    seats = seating(problem.chain, {"Data": "marketing", "Ops": "marketing"})
    kept = placement._without_needless(problem, seats)
    assert kept.tolist() == seating(problem.chain, {"Data": "marketing"}).tolist()


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        (Limits(0), "At least one team"),
        (Limits(movable=["Nobody"]), "no team 'Nobody'"),
        (Limits(targets=["board"]), "no party 'board'"),
        (Limits(sizes={"it": (3, 4)}), "'it' has 2 teams today; its limits are 3 and 4"),
    ],
)
def test_limits_that_cannot_be_kept_are_refused(limits, says):
    with pytest.raises(ValueError, match=says):
        best_moves(chain(placed(*BY_HAND)), limits)


# Speed


def network(stays, teams, parties=2, seed=1):
    """Placed stays, ten an item, of teams that mostly pass work within a side; a tenth sit wrongly."""
    generator = np.random.default_rng(seed)
    items = stays // 10
    home = generator.integers(parties, size=items)[:, None]
    strays = generator.random((items, 10)) > 0.85
    side = np.where(strays, generator.integers(parties, size=(items, 10)), home)
    rank = np.minimum(generator.zipf(1.5, (items, 10)), teams // parties) - 1
    team = (rank * parties + side).ravel()
    seats = np.arange(teams) % parties
    wrong = generator.choice(teams, max(1, teams // 10), replace=False)
    seats[wrong] = (seats[wrong] + 1) % parties
    steps = items * 10
    return pa.table(
        {
            "source": pa.array(["log"] * steps),
            "item": pa.array(np.repeat(np.arange(items), 10)).cast(pa.string()),
            "at": np.tile(np.arange(10), items) * HOUR,
            "team": pa.array(team).cast(pa.string()),
            "turn": pa.array(seats[team]).cast(pa.string()),
            "class": generator.choice(["queue", "wait", "work", "work"], steps),
            "microseconds": generator.integers(60, 360_000, steps) * 1_000_000,
        }
    )


def seconds_needed(stays=1_000_000, teams=40, moves=3):
    """For the bench: seconds to lay out the chain, to recompute a seating, and to find the best moves."""
    table = network(stays, teams)
    begun = time.perf_counter()
    found = chain(table)
    laid_out = time.perf_counter()
    recomputed(found, found.present)
    counted_again = time.perf_counter()
    best = best_moves(found, Limits(moves))
    done = time.perf_counter()
    return best, {
        "chain": laid_out - begun,
        "recomputed": counted_again - laid_out,
        "best_moves": done - counted_again,
    }


def test_a_large_network_is_solved_and_proven():
    best, needed = seconds_needed(stays=20_000, teams=40, moves=3)
    assert best.optimal
    assert len(best.moves) == 3
    assert needed.keys() == {"chain", "recomputed", "best_moves"}
