"""Titles that look alike: what is found, how often it is right, and the same by a slow second route."""

import json
import random
from itertools import combinations
from math import log1p

import pyarrow as pa
import pytest
from rapidfuzz import fuzz
from tests.analysis.titles_of_two_sides import OF_IT, OF_MARKETING, SAME
from tests.connectors.reading import reading

from accord.analysis import likeness
from accord.simulate.company import write

DAY = 86_400_000_000
SCHEMA = pa.schema(
    [
        ("source", pa.string()),
        ("item", pa.string()),
        ("title", pa.string()),
        ("created_at", pa.int64()),
        ("party", pa.string()),
    ]
)


def row(source, item, title, day, party):
    return {
        "source": source,
        "item": item,
        "title": title,
        "created_at": round(day * DAY),
        "party": party,
    }


def task(item, title, day=0):
    return row("asana", item, title, day, "marketing")


def ticket(item, title, day=0):
    return row("jira", item, title, day, "it")


def table(*rows):
    return pa.Table.from_pylist(list(rows), schema=SCHEMA)


def pairs(found):
    return [(one["item"], one["other_item"]) for one in found.to_pylist()]


def alike(*rows):
    return pairs(likeness.alike(table(*rows)))


#: Other work, so that words are as rare as in a real tracker.
OTHERS = [task(f"o{n}", f"Own{chr(97 + n)} matter{chr(97 + n)}", n) for n in range(20)]


def test_the_same_title_on_both_sides_is_a_pair_with_the_days_between():
    found = likeness.alike(
        table(*OTHERS, task("T", "Spring page", 1), ticket("W", "Spring page", 4))
    )
    assert found.to_pylist() == [
        {
            "source": "asana",
            "item": "T",
            "other_source": "jira",
            "other_item": "W",
            "score": 1.0,
            "days": 3.0,
        }
    ]


@pytest.mark.parametrize(
    ("one", "other", "is_pair"),
    [
        ("Landing page for the spring", "Spring landing page", True),
        ("Café in the app", "CAFE (app)", True),
        ("Reminder mailings", "Reminder mailing", True),
        ("Spring page 2025", "Spring page 2026", False),  # two of a series
        ("Spring page 2025", "Spring page", True),
        ("Ape", "App", False),  # short words must be the same
        ("Spring page", "Database upgrade", False),
        ("For the", "for the", True),  # nothing else is said
        ("!?", "!?", False),
    ],
)
def test_words_decide(one, other, is_pair):
    assert bool(alike(*OTHERS, task("T", one), ticket("W", other))) == is_pair


def test_items_of_one_tracker_one_party_or_no_party_are_not_compared():
    task_, other = task("T", "Spring page"), ticket("W", "Spring page")
    assert alike(task_, other) == [("T", "W")]
    assert alike(task_, {**other, "source": "asana"}) == []
    assert alike(task_, {**other, "party": "marketing"}) == []
    assert alike(task_, {**other, "party": ""}) == []


def test_items_created_far_apart_are_not_compared():
    assert alike(task("T", "Spring page"), ticket("W", "Spring page", 56)) == [("T", "W")]
    assert alike(task("T", "Spring page"), ticket("W", "Spring page", 56.1)) == []


def test_of_titles_that_repeat_the_nearest_in_time_are_paired():
    tasks = [task(f"T{n}", "Weekly mailing", 7 * n) for n in range(5)]
    tickets = [ticket(f"W{n}", "Weekly mailing", 7 * n + 1) for n in range(5)]
    assert sorted(alike(*tasks, *tickets)) == [(f"T{n}", f"W{n}") for n in range(5)]


def test_a_task_that_was_split_is_paired_with_every_ticket():
    tickets = [ticket(f"W{n}", "Loyalty card in the app", n) for n in range(3)]
    found = alike(*OTHERS, task("T", "Loyalty card in the app"), *tickets)
    assert sorted(found) == [("T", "W0"), ("T", "W1"), ("T", "W2")]


def test_without_titles_nothing_is_alike():
    found = likeness.alike(table(task("T", ""), ticket("W", "")))
    assert found.equals(likeness.PAIRS.empty_table())
    assert likeness.alike(table()).num_rows == 0


def test_the_order_of_rows_tells_nothing():
    rows = list(labelled().values())
    whole = likeness.alike(table(*rows))
    random.Random(3).shuffle(rows)
    assert likeness.alike(table(*rows)).equals(whole)


def test_more_titles_than_are_compared_at_once(monkeypatch):
    rows = list(labelled().values())
    whole = likeness.alike(table(*rows))
    monkeypatch.setattr(likeness, "_AT_ONCE", 7)
    assert likeness.alike(table(*rows)).equals(whole)


# How often it is right


def labelled():
    rows = [task(f"m{n}", title, day) for n, (title, day, _, _) in enumerate(SAME)]
    rows += [ticket(f"i{n}", title, day) for n, (_, _, title, day) in enumerate(SAME)]
    rows += [task(f"x{n}", title, day) for n, (title, day) in enumerate(OF_MARKETING)]
    rows += [ticket(f"y{n}", title, day) for n, (title, day) in enumerate(OF_IT)]
    return {one["item"]: one for one in rows}


def test_on_pairs_labelled_by_hand_the_documented_share_is_right():
    found = {frozenset(pair) for pair in pairs(likeness.alike(table(*labelled().values())))}
    right = {frozenset((f"m{n}", f"i{n}")) for n in range(len(SAME))}
    assert (len(found & right), len(found), len(right)) == (33, 35, 50)


def test_in_the_simulated_company_nearly_every_pair_is_one_request(tmp_path):
    write(tmp_path, seed=7)
    rows = []
    for name, make in (("asana_tasks.json", task), ("jira_issues.json", ticket)):
        tables = reading(tmp_path / name).tables
        created = {}
        for entry in tables["history"]:
            created[entry["item"]] = min(created.get(entry["item"], entry["at"]), entry["at"])
        titles = {entry["item"]: entry["title"] for entry in tables["items"]}
        rows += [make(item, title, created[item] / DAY) for item, title in titles.items()]
    told = json.loads((tmp_path / "truth.json").read_text("utf-8"))["requests"]
    right = {frozenset(one["items"]) for one in told if len(one["items"]) == 2}
    unlinked = {frozenset(one["items"]) for one in told if not one["linked"]} & right
    found = {frozenset(pair) for pair in pairs(likeness.alike(table(*rows)))}
    assert len(found & right) / len(found) > 0.97
    assert found >= right
    assert unlinked


# By a second route: every title with every other


def slowly(rows, least, weeks):
    rows = sorted(rows, key=lambda one: (one["created_at"], one["source"], one["item"]))
    words = [likeness.words_of(one["title"]) for one in rows]
    usable = [n for n, one in enumerate(rows) if words[n] and one["party"]]
    every = [word for n in usable for word in words[n]]

    def weight(word):
        return log1p(len(usable) / every.count(word)) * (0.5 if word.isdigit() else 1)

    def has(others, word):
        near = [other for other in others if fuzz.ratio(word, other) >= 84]
        return word in others or (bool(near) and len(word) > 3 and not word.isdigit())

    scored = []
    for one, other in combinations(usable, 2):
        apart = rows[other]["created_at"] - rows[one]["created_at"]
        mine, yours = words[one], words[other]
        alone = rows[one]["source"] == rows[other]["source"]
        if alone or rows[one]["party"] == rows[other]["party"] or apart > weeks * 7 * DAY:
            continue
        shared = [w for w in mine if has(yours, w)] + [w for w in yours if has(mine, w)]
        score = sum(map(weight, shared)) / sum(map(weight, mine + yours))
        rare = {
            w for some in (mine, yours) for w in sorted(some, key=lambda w: (-weight(w), w))[:3]
        }
        exact = 2 * sum(weight(w) for w in mine if w in yours) / sum(map(weight, mine + yours))
        if not rare & set(mine) & set(yours) or exact < 0.6 * least:
            continue  # it is not even looked for
        numbers = [{word for word in some if word.isdigit()} for some in (mine, yours)]
        score *= 0.5 if all(numbers) and not numbers[0] & numbers[1] else 1
        if round(score, 9) >= least:
            scored.append((round(score, 9), apart, one, other))
    scored.sort(key=lambda pair: (-pair[0], *pair[1:]))
    return {(rows[p[2]]["item"], rows[p[3]]["item"], p[0]) for p in best_first(scored)}


def best_first(scored):
    first = {}
    for pair in scored:
        first.setdefault(pair[2], pair)
        first.setdefault(pair[3], pair)
    return set(first.values())


@pytest.mark.parametrize("seed", range(8))
def test_every_title_compared_with_every_other_finds_the_same(seed):
    """Few titles, so that no shortcut hides a pair: some words, some spelling, some numbers."""
    chance = random.Random(seed)
    stock = [
        "spring",
        "page",
        "mailing",
        "mailings",
        "voucher",
        "vouchers",
        "app",
        "2",
        "3",
        "shop",
        "Advent",
    ]
    makers = [task, ticket, lambda *given: row("studio", *given, "agency")]
    rows = [
        chance.choice(makers)(f"k{n}", " ".join(chance.sample(stock, chance.randint(0, 4))), chance.randrange(90))
        for n in range(35)
    ]  # fmt: skip
    found = likeness.alike(table(*rows), 0.65, 4).to_pylist()
    told = {(one["item"], one["other_item"], round(one["score"], 9)) for one in found}
    assert told == slowly(rows, 0.65, 4)
