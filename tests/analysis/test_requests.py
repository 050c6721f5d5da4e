"""Requests: joining items by links, and merging their histories."""

import random
from collections import Counter

import ibis
import pyarrow as pa
import pytest

from accord.analysis import custody, requests
from accord.store.engine import connect

HOUR = 3_600_000_000
PARTIES = {"Brand": "marketing", "Web": "it", "Robot": "system"}
CLASSES = {
    "To do": ("queue", ""),
    "Doing": ("work", ""),
    "Waiting for IT": ("wait", "it"),
    "Done": ("done", ""),
    "Cancelled": ("dropped", ""),
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    connection = connect(tmp_path_factory.mktemp("engine"))
    yield connection
    connection.disconnect()


def items(*keys):
    rows = [
        {"source": source, "item": item, "created_at": created} for source, item, created in keys
    ]
    schema = pa.schema([("source", pa.string()), ("item", pa.string()), ("created_at", pa.int64())])
    return pa.Table.from_pylist(rows, schema=schema)


def links(*rows):
    schema = pa.schema([("source", pa.string()), ("item", pa.string()), ("target", pa.string())])
    return pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema)


def grouped(joined):
    found = {}
    for row in joined.membership.to_pylist():
        found.setdefault(row["request"], []).append((row["source"], row["item"]))
    return found


# Joining


def test_items_of_two_trackers_are_joined_by_a_link_of_either_side():
    known = items(("asana", "T1", 5), ("asana", "T2", 1), ("jira", "W-1", 9), ("jira", "W-2", 0))
    joined = requests.join(known, links(("asana", "T1", " W-1 "), ("jira", "W-2", "T2")))
    assert grouped(joined) == {
        "asana/T1": [("asana", "T1"), ("jira", "W-1")],
        "jira/W-2": [("asana", "T2"), ("jira", "W-2")],
    }
    assert joined.ambiguous.num_rows == 0


def test_links_within_a_tracker_to_unknown_keys_and_in_other_capitals_join_nothing():
    known = items(("asana", "T1", 5), ("asana", "T2", 1), ("jira", "W-1", 9))
    joined = requests.join(
        known,
        links(
            ("asana", "T1", "T2"),
            ("asana", "T1", "w-1"),
            ("asana", "T9", "W-1"),
            ("asana", "T2", "?"),
        ),
    )
    assert grouped(joined) == {}
    assert joined.ambiguous.num_rows == 0


def test_two_tickets_that_name_one_task_are_one_request():
    known = items(("asana", "T1", 5), ("jira", "W-1", 9), ("jira", "W-2", 0))
    joined = requests.join(known, links(("jira", "W-1", "T1"), ("jira", "W-2", "T1")))
    assert grouped(joined) == {"jira/W-2": [("asana", "T1"), ("jira", "W-1"), ("jira", "W-2")]}


def doubts(joined):
    return [tuple(row.values()) for row in joined.ambiguous.to_pylist()]


def test_what_would_need_a_guess_is_reported_and_left_apart():
    known = items(("asana", "T1", 5), ("jira", "W-1", 9), ("jira", "W-2", 0), ("linear", "W-2", 0))
    joined = requests.join(
        known, links(("asana", "T1", "W-1"), ("asana", "T1", "W-2"), ("asana", "T1", "W-2"))
    )
    assert doubts(joined) == [
        ("asana", "T1", "jira", "W-2", requests.SEVERAL_TRACKERS),
        ("asana", "T1", "linear", "W-2", requests.SEVERAL_TRACKERS),
    ]
    assert grouped(joined) == {"asana/T1": [("asana", "T1"), ("jira", "W-1")]}


def test_one_task_that_names_several_tickets_is_one_request():
    known = items(("asana", "T1", 5), ("jira", "W-1", 9), ("jira", "W-2", 0))
    joined = requests.join(known, links(("asana", "T1", "W-1"), ("asana", "T1", "W-2")))
    assert grouped(joined) == {"jira/W-2": [("asana", "T1"), ("jira", "W-1"), ("jira", "W-2")]}
    assert doubts(joined) == []


def test_what_people_agreed_is_joined_whatever_the_links_say():
    known = items(("asana", "T1", 5), ("jira", "W-1", 9), ("jira", "W-2", 0))
    agreed = frozenset({(("asana", "T1"), ("jira", "W-1")), (("asana", "T1"), ("jira", "gone"))})
    assert grouped(requests.join(known, links(), agreed)) == {
        "asana/T1": [("asana", "T1"), ("jira", "W-1")]
    }


def test_a_chain_of_too_many_items_is_no_request():
    known = items(*((source, f"{source}{n}", n) for source in ("asana", "jira") for n in range(3)))
    chain = [("asana", f"asana{n}", f"jira{n}") for n in range(3)]
    chain += [("jira", f"jira{n}", f"asana{n + 1}") for n in range(2)]
    assert len(grouped(requests.join(known, links(*chain), most_items=6))) == 1

    joined = requests.join(known, links(*chain), most_items=5)
    assert grouped(joined) == {}
    assert len(doubts(joined)) == 5
    assert {row[-1] for row in doubts(joined)} == {requests.TOO_MANY}


# Merging


def placed(*rows, as_of):
    """Rows of (source, item, hours, status, holder)."""
    history = pa.table(
        {
            "source": [row[0] for row in rows],
            "item": [row[1] for row in rows],
            "at": pa.array([row[2] * HOUR for row in rows], pa.int64()),
            "line": pa.array(range(len(rows)), pa.int64()),
            "status": [row[3] for row in rows],
            "holder": [row[4] for row in rows],
            "resolution": [""] * len(rows),
        }
    )
    sources = sorted({row[0] for row in rows})
    placements = pa.Table.from_pylist(
        [
            {"source": source, "holder": holder, "team": holder, "party": party}
            for source in sources
            for holder, party in PARTIES.items()
        ],
        schema=custody.PLACEMENTS,
    )
    meanings = pa.Table.from_pylist(
        [
            {"source": source, "status": status, "class": status_class, "turn": turn}
            for source in sources
            for status, (status_class, turn) in CLASSES.items()
        ],
        schema=custody.STATUSES,
    )
    stays = custody.stays(custody.used_rows(ibis.memtable(history), as_of * HOUR))
    return custody.place(stays, placements, meanings, as_of * HOUR)


def member_table(*rows):
    schema = requests.MEMBERSHIP
    return pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema)


BOTH = member_table(("R", "asana", "T"), ("R", "jira", "W"))


def booked(engine, stays, membership, as_of):
    found = requests.request_stays(stays, membership, as_of * HOUR).order_by("item", "at")
    columns = ("item", "at", "turn", "class", "microseconds", "last")
    return [
        tuple(
            row[name] // HOUR if name in ("at", "microseconds") else row[name] for name in columns
        )
        for row in engine.to_pyarrow(found).to_pylist()
    ]


def test_every_hour_of_a_request_is_booked_once_to_whoever_spoke_last(engine):
    stays = placed(
        ("asana", "T", 0, "Doing", "Brand"),
        ("asana", "T", 4, "Waiting for IT", "Brand"),
        ("jira", "W", 6, "To do", "Web"),
        ("jira", "W", 10, "Doing", "Web"),
        ("jira", "W", 20, "Done", "Web"),
        ("asana", "T", 30, "Doing", "Brand"),
        ("asana", "T", 33, "Done", "Brand"),
        ("asana", "lonely", 1, "Doing", "Brand"),
        as_of=40,
    )
    assert booked(engine, stays, BOTH, 40) == [
        ("R", 0, "marketing", "work", 4, False),
        ("R", 4, "it", "wait", 2, False),
        ("R", 6, "it", "queue", 4, False),
        ("R", 10, "it", "work", 10, False),
        ("R", 20, "marketing", "wait", 10, False),  # IT has nothing open any more
        ("R", 30, "marketing", "work", 3, False),
        ("R", 33, "marketing", "done", 0, True),
    ]
    apart = requests.unlinked(stays, BOTH)
    assert engine.to_pyarrow(apart.item).to_pylist() == ["lonely"]
    whole = requests.request_stays(stays, BOTH, 40 * HOUR)
    item = engine.to_pyarrow(custody.items(whole)).to_pylist()[0]
    assert (item["outcome"], item["lead"] // HOUR, item["handoffs"], item["ping_pongs"]) == (
        "delivered",
        33,
        2,
        1,
    )


def test_a_request_whose_items_were_all_dropped_is_dropped(engine):
    stays = placed(
        ("asana", "T", 0, "Doing", "Brand"),
        ("jira", "W", 1, "To do", ""),
        ("jira", "W", 2, "Cancelled", ""),
        ("asana", "T", 3, "Cancelled", "Brand"),
        as_of=9,
    )
    assert booked(engine, stays, BOTH, 9) == [
        ("R", 0, "marketing", "work", 1, False),
        ("R", 1, "nobody", "queue", 1, False),
        ("R", 2, "marketing", "work", 1, False),
        ("R", 3, "marketing", "dropped", 0, True),
    ]


# By a second route


def standing(rows, moment):
    """The last row of every item up to the moment."""
    last = {}
    for row in sorted(rows, key=lambda row: row[2]):
        if row[2] <= moment:
            last[row[0], row[1]] = row
    return last


def known_party(rows, key, moment):
    named = [row for row in rows if row[:2] == key and row[2] <= moment and row[4]]
    if not named:
        return "nobody"
    return PARTIES.get(max(named, key=lambda row: row[2])[4], "unmapped")


def said_since(rows, key, moment):
    """When the item's running stretch of one status and holder began."""
    life = sorted(row for row in rows if row[:2] == key and row[2] <= moment)
    begin = life[-1]
    for row in reversed(life):
        if row[3:] != begin[3:]:
            break
        begin = row
    return begin[2]


def hour_by_hour(rows, as_of):
    """Hours by turn and class, looking at every hour by itself."""
    spent = Counter()
    for hour in range(min(row[2] for row in rows), as_of):
        last = standing(rows, hour)
        living = {
            key: row for key, row in last.items() if CLASSES[row[3]][0] not in ("done", "dropped")
        }
        if not living:
            continue
        key = max(living, key=lambda key: (said_since(rows, key, hour), key))
        status_class, turn = CLASSES[living[key][3]]
        sides = {other: known_party(rows, other, hour) for other in last}
        of_turn = [other for other, party in sides.items() if party == turn]
        if turn and of_turn and not any(other in living for other in of_turn):
            turn = ""
        spent[turn or sides[key], status_class] += 1
    return spent


def test_merged_histories_agree_with_a_count_hour_by_hour(engine):
    chance = random.Random(7)
    rows, membership = [], []
    for number in range(60):
        for source, item in (("asana", "T"), ("jira", "W"), ("jira", "V"))[: chance.randint(1, 3)]:
            membership.append((f"R{number:02}", source, f"{item}{number}"))
            for hour in sorted(chance.sample(range(30), chance.randint(1, 6))):
                holder = chance.choice(["", "Brand", "Web", "Stranger"])
                rows.append((source, f"{item}{number}", hour, chance.choice(list(CLASSES)), holder))
    found = requests.request_stays(placed(*rows, as_of=35), member_table(*membership), 35 * HOUR)
    spent = Counter()
    for row in engine.to_pyarrow(found).to_pylist():
        spent[row["item"], row["turn"], row["class"]] += row["microseconds"] // HOUR
    expected = Counter()
    for number in range(60):
        own = [row for row in rows if row[1][1:] == str(number)]
        for (turn, status_class), hours in hour_by_hour(own, 35).items():
            expected[f"R{number:02}", turn, status_class] += hours
    assert +spent == +expected
