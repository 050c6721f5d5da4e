"""Requests of many items and many trackers, against plain and slow counts of their own."""

import random
from collections import Counter

import ibis
import pyarrow as pa
import pytest

from accord.analysis import custody, requests
from accord.store.engine import connect

HOUR = 3_600_000_000
MOST = 5
KEY_SCHEMA = pa.schema([("source", pa.string()), ("item", pa.string())])


def items(keys):
    """Items as (source, item, created)."""
    schema = KEY_SCHEMA.append(pa.field("created_at", pa.int64()))
    return pa.Table.from_pylist(
        [dict(zip(schema.names, row, strict=True)) for row in keys], schema=schema
    )


def links(rows):
    """Links as (source, item, target)."""
    schema = KEY_SCHEMA.append(pa.field("target", pa.string()))
    return pa.Table.from_pylist(
        [dict(zip(schema.names, row, strict=True)) for row in rows], schema=schema
    )


def grouped(joined):
    found = {}
    for row in joined.membership.to_pylist():
        found.setdefault(row["request"], set()).add((row["source"], row["item"]))
    return found


def doubts(joined):
    return {
        (
            frozenset({(row["source"], row["item"]), (row["target_source"], row["target"])}),
            row["reason"],
        )
        for row in joined.ambiguous.to_pylist()
    }


# Cases that people think of


def test_a_request_split_into_three_tickets_is_one():
    known = items([("asana", "T", 5), *(("jira", f"W{n}", 4 - n) for n in range(3))])
    joined = requests.join(known, links([("asana", "T", f"W{n}") for n in range(3)]))
    assert grouped(joined) == {"jira/W2": {("asana", "T"), *(("jira", f"W{n}") for n in range(3))}}
    assert doubts(joined) == set()


def test_many_to_many_and_a_chain_over_three_trackers_are_one():
    known = items([("agency", "A", 0), ("asana", "T1", 1), ("asana", "T2", 2), ("jira", "W1", 3), ("jira", "W2", 4)])  # fmt: skip
    rows = [("agency", "A", "T1"), ("asana", "T1", "W1"), ("asana", "T1", "W2"), ("jira", "W2", "T2")]  # fmt: skip
    assert grouped(requests.join(known, links(rows))) == {
        "agency/A": {("agency", "A"), ("asana", "T1"), ("asana", "T2"), ("jira", "W1"), ("jira", "W2")}
    }  # fmt: skip


def test_an_epic_is_set_aside_and_what_it_holds_stays_joined():
    """Thirty requests, each of a task and a ticket, and one task that names all thirty tickets."""
    known = items([("asana", "epic", 0)] + [(s, f"{s}{n}", n) for s in ("asana", "jira") for n in range(30)])  # fmt: skip
    rows = [("asana", f"asana{n}", f"jira{n}") for n in range(30)]
    rows += [("asana", "epic", f"jira{n}") for n in range(30)]
    joined = requests.join(known, links(rows))
    assert sorted(map(len, grouped(joined).values())) == [2] * 30
    assert {row["item"] for row in joined.ambiguous.to_pylist()} == {"epic"}
    assert {reason for _, reason in doubts(joined)} == {requests.HUB}
    assert joined.ambiguous.num_rows == 30

    named = [("jira", f"jira{n}", "epic") for n in range(30)]
    assert requests.join(known, links(named)).ambiguous.equals(joined.ambiguous)


def test_a_key_of_the_own_tracker_is_not_taken_for_anothers():
    known = items([("jira", "W1", 0), ("jira", "W2", 0), ("cloud", "W2", 0)])
    joined = requests.join(known, links([("jira", "W1", "W2")]))
    assert grouped(joined) == {}
    assert doubts(joined) == {(frozenset({("jira", "W1"), ("cloud", "W2")}), requests.OWN_KEY)}


def test_a_link_the_other_way_settles_a_doubt():
    known = items([("asana", "T", 0), ("jira", "W", 0), ("cloud", "W", 0)])
    joined = requests.join(known, links([("asana", "T", "W"), ("jira", "W", "T")]))
    assert grouped(joined) == {"asana/T": {("asana", "T"), ("jira", "W")}}
    assert doubts(joined) == set()


def test_what_people_say_settles_a_doubt():
    known = items([("asana", "T", 0), ("jira", "W", 0), ("cloud", "W", 0)])
    named = links([("asana", "T", "W")])
    task, here, there = ("asana", "T"), ("jira", "W"), ("cloud", "W")
    joined = requests.join(known, named, agreed=frozenset({(here, task)}))
    assert grouped(joined) == {"asana/T": {task, here}}
    assert doubts(joined) == set()

    joined = requests.join(known, named, apart=frozenset({(task, there)}))
    assert grouped(joined) == {"asana/T": {task, here}}  # only one can still be meant
    assert doubts(joined) == set()

    both = frozenset({(task, there), (here, task)})
    assert grouped(requests.join(known, named, apart=both)) == {}


def test_what_people_agreed_on_holds_beyond_the_largest_size():
    """Two requests of three items each, which people say are one; nothing else comes of it."""
    known = items([(s, f"{s}{n}", n) for s in ("a", "b", "c") for n in range(2)])
    rows = [(s, f"{s}{n}", f"c{n}") for s in ("a", "b") for n in range(2)]
    agreed = frozenset({(("a", "a0"), ("b", "b1"))})
    assert sorted(map(len, grouped(requests.join(known, links(rows), most_items=3)).values())) == [
        3,
        3,
    ]
    joined = requests.join(known, links(rows), agreed, most_items=3)
    assert [len(found) for found in grouped(joined).values()] == [6]
    assert doubts(joined) == set()


def test_items_without_links_are_not_looked_at():
    """Rows that nobody names are not even read: these would not survive it."""
    broken = pa.table({"source": ["s"] * 3, "item": ["x"] * 3, "created_at": ["never"] * 3})
    joined = requests.join(broken, links([]))
    assert (joined.membership.num_rows, joined.ambiguous.num_rows) == (0, 0)
    assert joined.membership.schema == requests.MEMBERSHIP
    assert joined.ambiguous.schema == requests.AMBIGUOUS


def test_numbered_names_are_read_like_plain_ones():
    known, named = items([("asana", "T", 0), ("jira", "W", 1)]), links([("jira", "W", "T")])
    coded = pa.table({name: known[name].dictionary_encode() for name in KEY_SCHEMA.names})
    coded = coded.append_column("created_at", known["created_at"])
    assert requests.join(coded, named).membership.equals(requests.join(known, named).membership)


# By a second route: item by item, without numbers or matrices


def read_slowly(keys, rows, agreed, apart):
    """Clear pairs and doubtful ones, link by link."""
    known = {key[:2] for key in keys}
    clear, doubtful = set(), []
    for source, item, written in rows:
        if (source, item) not in known:
            continue
        meant = [key for key in known if key[1] == written.strip()]
        pairs = {frozenset({(source, item), key}) for key in meant if key[0] != source} - apart
        own = any(key[0] == source for key in meant)
        if own or len(pairs) > 1:
            doubtful.append((pairs, requests.OWN_KEY if own else requests.SEVERAL_TRACKERS))
        else:
            clear |= pairs
    open_still = [found for found in doubtful if not found[0] & (agreed | clear)]
    return clear, {(pair, reason) for pairs, reason in open_still for pair in pairs}


def slowly(keys, rows, agreed, apart, most):
    """Groups and doubtful pairs, straight from the written definition."""
    created = {key[:2]: key[2] for key in keys}
    apart = {frozenset(pair) for pair in apart}
    agreed = {frozenset(pair) for pair in agreed if set(pair) <= set(created)}
    clear, unsure = read_slowly(keys, rows, agreed, apart)
    degree = Counter(end for pair in clear for end in pair)
    of_hub = {pair for pair in clear if any(degree[end] >= most for end in pair)}
    unsure |= {(pair, requests.HUB) for pair in of_hub - agreed}
    clear -= of_hub
    for group in walked(clear):
        if len(group) > most:
            long = {pair for pair in clear if pair <= group}
            unsure |= {(pair, requests.TOO_MANY) for pair in long - agreed}
            clear -= long
    groups = list(walked(clear | agreed))
    firsts = (min(group, key=lambda key: (created[key], key)) for group in groups)
    return {"/".join(first): group for first, group in zip(firsts, groups, strict=True)}, unsure


def walked(pairs):
    """The groups that one can walk through from end to end."""
    left = {end for pair in pairs for end in pair}
    while left:
        group = {min(left)}
        while more := {end for pair in pairs if pair & group for end in pair} - group:
            group |= more
        left -= group
        yield group


@pytest.mark.parametrize("seed", range(60))
def test_joining_agrees_with_the_written_definition(seed):
    chance = random.Random(seed)
    sources = ("agency", "asana", "jira")
    keys = [
        (source, f"{chance.choice(source)}{n}", chance.randrange(9)) for source in sources for n in range(chance.randint(0, 14))
    ]  # fmt: skip
    keys += [(source, "both", 1) for source in sources if chance.random() < 0.5]
    names = [key[1] for key in keys] + ["nowhere"]
    ends = [key[:2] for key in keys] + [("jira", "gone")]
    rows = [
        (*chance.choice(ends), f" {chance.choice(names)}") for _ in range(chance.randint(0, 30))
    ]
    said = {
        tuple(sorted(pair))
        for _ in range(chance.randint(0, 6))
        if (pair := (chance.choice(ends), chance.choice(ends)))[0] != pair[1]
    }
    agreed = frozenset(pair for pair in said if chance.random() < 0.5)
    apart = frozenset(said - agreed)
    joined = requests.join(items(keys), links(rows), agreed, apart, MOST)
    expected, unsure = slowly(keys, rows, agreed, apart, MOST)
    assert grouped(joined) == expected
    assert doubts(joined) == unsure
    # The order of rows and the direction of a pair tell nothing.
    shuffled = chance.sample(rows, len(rows)), chance.sample(keys, len(keys))
    turned = frozenset((second, first) for first, second in agreed)
    again = requests.join(items(shuffled[1]), links(shuffled[0]), turned, apart, MOST)
    assert again.membership.equals(joined.membership)
    assert again.ambiguous.equals(joined.ambiguous)
    # A further agreed pair only ever brings together.
    if len(keys) > 1:
        more = agreed | {(keys[0][:2], keys[-1][:2])}
        wider = grouped(requests.join(items(keys), links(rows), more, apart, MOST)).values()
        assert all(any(group <= other for other in wider) for group in expected.values())


# Merging: one request of an agency's task, a task of marketing's and several tickets of IT's

PARTIES = {"Studio": "agency", "Brand": "marketing", "Web": "it", "Data": "it"}
MEANINGS = {
    "To do": ("queue", ""),
    "Doing": ("work", ""),
    "Waiting for IT": ("wait", "it"),
    "With agency": ("wait", "agency"),
    "Waiting for marketing": ("wait", "marketing"),
    "Done": ("done", ""),
    "Cancelled": ("dropped", ""),
}
TEAMS = {"studio": ["Studio"], "asana": ["Brand"], "jira": ["Web", "Data"]}


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    connection = connect(tmp_path_factory.mktemp("engine"))
    yield connection
    connection.disconnect()


def placed(rows, as_of):
    """Placed stays of rows of (source, item, hour, status, holder)."""
    table = pa.table(
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
    means = [
        {"source": source, "status": status, "class": kind, "turn": turn}
        for source in TEAMS
        for status, (kind, turn) in MEANINGS.items()
    ]
    teams = [
        {"source": source, "holder": holder, "team": holder, "party": party}
        for source in TEAMS
        for holder, party in PARTIES.items()
    ]
    stays = custody.stays(custody.used_rows(ibis.memtable(table), as_of * HOUR))
    return custody.place(
        stays,
        pa.Table.from_pylist(teams, schema=custody.PLACEMENTS),
        pa.Table.from_pylist(means, schema=custody.STATUSES),
        as_of * HOUR,
    )


def told(engine, rows, keys, as_of):
    """Hours by turn and class, by the way of the product."""
    members = pa.Table.from_pylist(
        [{"request": "R", "source": source, "item": item} for source, item in keys],
        schema=requests.MEMBERSHIP,
    )
    found = requests.request_stays(placed(rows, as_of), members, as_of * HOUR)
    hours = Counter()
    for row in engine.to_pyarrow(found).to_pylist():
        hours[row["turn"], row["class"]] += row["microseconds"] // HOUR
    return +hours


def lived(rows, as_of):
    """Hours by turn and class: clock on by an hour, remember each item's state, ask who spoke last."""
    state, spoke, hours = {}, {}, Counter()
    for hour in range(as_of):
        for source, item, at, status, holder in rows:
            if at == hour:
                key = source, item
                if state.get(key) != (status, holder):
                    spoke[key] = hour
                state[key] = status, holder
        living = [key for key in state if MEANINGS[state[key][0]][0] not in ("done", "dropped")]
        if not living:
            continue
        status, holder = state[max(living, key=lambda key: (spoke[key], key))]
        kind, waits_for = MEANINGS[status]
        asked = [key for key in state if PARTIES[state[key][1]] == waits_for]
        in_vain = bool(asked) and not set(asked) & set(living)
        hours[PARTIES[holder] if in_vain or not waits_for else waits_for, kind] += 1
    return hours


def test_a_split_request_over_three_trackers_hour_by_hour(engine):
    rows = [
        ("asana", "T", 0, "Doing", "Brand"),
        ("asana", "T", 2, "With agency", "Brand"),
        ("studio", "A", 3, "Doing", "Studio"),
        ("studio", "A", 9, "Done", "Studio"),  # the agency is done: marketing has not looked
        ("asana", "T", 11, "Waiting for IT", "Brand"),
        ("jira", "W-1", 12, "Doing", "Web"),
        ("jira", "W-2", 13, "To do", "Data"),
        ("jira", "W-1", 20, "Done", "Web"),  # the other ticket is still open: IT's turn goes on
        ("jira", "W-2", 22, "Doing", "Data"),
        ("jira", "W-2", 25, "Done", "Data"),
        ("asana", "T", 27, "Done", "Brand"),
    ]
    keys = sorted({row[:2] for row in rows})
    expected = {
        ("marketing", "work"): 2,
        ("agency", "wait"): 1,
        ("agency", "work"): 6,
        ("marketing", "wait"): 2 + 2,
        ("it", "wait"): 1,
        ("it", "work"): 1 + 3,
        ("it", "queue"): 9,
    }
    assert lived(rows, 30) == expected
    assert told(engine, rows, keys, 30) == expected


@pytest.mark.parametrize("seed", range(12))
def test_any_split_request_over_three_trackers_agrees_hour_by_hour(engine, seed):
    chance = random.Random(seed)
    keys = [("studio", "A")][: chance.randint(0, 1)]
    keys += [("asana", f"T{n}") for n in range(chance.randint(1, 2))]
    keys += [("jira", f"W-{n}") for n in range(chance.randint(1, 4))]
    rows = [
        (source, item, hour, chance.choice(list(MEANINGS)), chance.choice(TEAMS[source]))
        for source, item in keys
        for hour in sorted(chance.sample(range(40), chance.randint(1, 7)))
    ]
    assert told(engine, rows, keys, 45) == lived(rows, 45)
