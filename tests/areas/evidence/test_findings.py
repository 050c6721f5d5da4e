"""What the numbers say, against requests written by hand."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.areas.evidence import findings
from accord.areas.evidence.findings import Filter
from accord.areas.evidence.frames import Figures, Promise, Request
from accord.areas.evidence.models import Level, Source
from accord.areas.indicators.actions import Said
from accord.areas.people.models import Signature
from accord.areas.people.queries import TwoKeys
from accord.charts.turns import Segment

DAY = 86_400_000_000
JOINT = ("Asana", "Jira")
START = dt.datetime(2026, 1, 5, 9, 0, tzinfo=dt.UTC)


def request(key: str, **given: object) -> Request:
    """A delivered request of both trackers; its days are the sum of its turns."""
    by_turn = given.pop("by_turn", {("it", "work"): 4.0})
    assert isinstance(by_turn, dict)
    days = float(sum(by_turn.values()))
    base = Request(
        key=key,
        title=f"Title of {key}",
        type="Page",
        sources=JOINT,
        created_at=START,
        done_at=START + dt.timedelta(days=days),
        outcome="delivered",
        days=days,
        handoffs=1,
        ping_pongs=0,
        reopened=0,
        sent_back=False,
        turn="",
        by_turn=by_turn,
    )
    return replace(base, **given)  # type: ignore[arg-type]


def opened(key: str, turn: str, **given: object) -> Request:
    return request(key, outcome="open", done_at=None, turn=turn, **given)


def promise(item: str, party: str, first: str, last: str = "", moved: str = "") -> Promise:
    return Promise(
        item=item,
        title=item,
        request=f"source-1/{item}",
        party=party,
        first_due=START,
        last_due=START,
        done_at=None,
        times=1,
        against_first=first,
        against_last=last or first,
        moved=moved,
    )


def figures(
    *rows: Request,
    promises: tuple[Promise, ...] = (),
    waits: dict[str, list[float]] | None = None,
    ambiguous: int = 0,
) -> Figures:
    """The figures of these requests; each turn is one stay, in the order in which it is given."""
    stays = []
    for row in rows:
        parts = list(row.by_turn.items())
        for place, ((turn, kind), days) in enumerate(parts):
            stays.append(
                {
                    "source": "request",
                    "item": row.key,
                    "turn": turn,
                    "class": kind,
                    "microseconds": round(days * DAY),
                    "last": row.outcome == "open" and place == len(parts) - 1,
                }
            )
    schema = pa.schema(
        [
            ("source", pa.string()),
            ("item", pa.string()),
            ("turn", pa.string()),
            ("class", pa.string()),
            ("microseconds", pa.int64()),
            ("last", pa.bool_()),
        ]
    )
    table = pa.Table.from_pylist(stays, schema=schema)
    return Figures(
        as_of=START,
        requests=rows,
        promises=promises,
        stays=table,
        item_stays=table,
        members={},
        ambiguous=ambiguous,
        waits={party: np.array(days) for party, days in (waits or {}).items()},
    )


# Choosing


ROWS = (
    request("a", type="Page", done_at=dt.datetime(2026, 1, 31, tzinfo=dt.UTC)),
    request("b", type="Mail", sources=("Jira",), done_at=dt.datetime(2026, 2, 1, tzinfo=dt.UTC)),
    opened("c", "it", created_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC)),
)


@pytest.mark.parametrize(
    ("chosen", "keys"),
    [
        (None, "abc"),
        (Filter(type="Mail"), "b"),
        (Filter(source="Asana"), "ac"),
        (Filter(since="2026-02"), "bc"),
        (Filter(until="2026-01"), "a"),
        (Filter(since="2026-02", until="2026-02"), "b"),
        (Filter(type="Page", source="Jira", since="2026-03"), "c"),
        (Filter(type="None such"), ""),
    ],
)
def test_a_filter_chooses_by_type_tracker_and_month(chosen: Filter | None, keys: str) -> None:
    assert "".join(row.key for row in findings.requests(figures(*ROWS), chosen)) == keys


def test_a_filter_offers_the_types_and_months_that_there_are() -> None:
    assert findings.type_choices([*ROWS, request("d", type="")]) == ["Mail", "Page"]
    assert findings.month_choices(ROWS) == ["2026-01", "2026-02", "2026-03"]


def test_items_of_one_tracker_are_left_apart_as_soon_as_there_is_a_joint_one() -> None:
    alone = [ROWS[1]]

    assert findings.base_of(ROWS) == ([ROWS[0], ROWS[2]], True)
    assert findings.base_of(alone) == (alone, False)


# Whose turn


def test_whose_turn_is_the_mean_over_delivered_requests() -> None:
    rows = [
        request("a", by_turn={("marketing", "work"): 2.0, ("it", "queue"): 4.0}),
        request("b", by_turn={("it", "queue"): 6.0, ("it", "wait"): 8.0}),
        opened("c", "it", by_turn={("it", "queue"): 100.0}),
        request("d", sources=("Jira",), by_turn={("it", "queue"): 50.0}),
    ]

    found = findings.whose_turn(rows)

    assert found is not None
    assert (found.count, found.joint, found.left_out, found.still_open) == (2, True, 1, 1)
    assert (found.days, found.working, found.unknown_work) == (10.0, 1.0, 1)
    assert (found.low, found.high) == (6.0, 14.0)
    assert found.segments == (
        Segment("marketing", "work", 1.0, "works"),
        Segment("it", "queue", 5.0, "in the queue"),
        Segment("it", "wait", 4.0, "owes an answer"),
    )
    assert found.parties == [("marketing", 1.0), ("it", 9.0)]
    assert (found.of("it", "queue", "wait"), found.of("agency", "wait")) == (9.0, 0)


@pytest.mark.parametrize("rows", [[], [opened("a", "it")], [request("a", outcome="dropped")]])
def test_without_a_delivered_request_nobody_can_tell(rows: list[Request]) -> None:
    assert findings.whose_turn(rows) is None
    assert findings.how_fast(rows) is None
    assert findings.returned(rows) is None
    assert findings.readings(figures(*rows), {}) == []


def test_bars_stand_by_month_of_delivery_and_by_type_with_five_or_more() -> None:
    pages = [request(f"p{n}", by_turn={("it", "work"): 40.0 + n}) for n in range(5)]
    mails = [request(f"m{n}", type="Mail") for n in range(4)]
    none = [request(f"n{n}", type="", by_turn={("it", "work"): 60.0}) for n in range(5)]

    found = findings.whose_turn([*pages, *mails, *none])

    assert found is not None
    assert [(bar.label, bar.days) for bar in found.by_type] == [
        ("no type given (5)", 60.0),
        ("Page (5)", 42.0),
    ]
    assert [bar.label for bar in found.by_month] == ["Jan 2026", "Feb 2026", "Mar 2026"]


def test_segments_stand_marketing_first_then_it_then_others_and_unmapped_last() -> None:
    by_turn = {
        ("unmapped", "work"): 1.0,
        ("nobody", "wait"): 1.0,
        ("somebody new", "work"): 1.0,
        ("agency", "unmapped"): 1.0,
        ("it", "work"): 1.0,
        ("it", "queue"): 1.0,
        ("marketing", "queue"): 1.0,
        ("marketing", "work"): 1.0,
        ("vendor", "wait"): 0.0,
    }

    found = findings.mean_segments([request("a", by_turn=by_turn)])

    assert [(part.party, part.kind, part.text) for part in found] == [
        ("marketing", "work", "works"),
        ("marketing", "queue", "in the queue"),
        ("it", "queue", "in the queue"),
        ("it", "work", "works"),
        ("agency", "unmapped", "status not mapped"),
        ("somebody new", "work", "works"),
        ("nobody", "wait", "finished, waits for the release"),
        ("unmapped", "work", "holder not mapped"),
    ]


def test_nobody_before_the_first_holder_is_said_as_such() -> None:
    assert findings.doing("nobody", "queue") == "nobody has it yet"


# Speed


def test_how_fast_tells_median_and_85_in_100_of_types_with_five_or_more() -> None:
    pages = [request(f"p{n}", by_turn={("it", "work"): float(n)}) for n in range(1, 6)]
    mails = [request(f"m{n}", type="Mail", by_turn={("it", "work"): 20.0}) for n in range(6)]
    film = [request("f", type="Film", by_turn={("it", "work"): 90.0})]

    found = findings.how_fast([*pages, *mails, *film, opened("o", "it")])

    assert found is not None
    assert (found.count, found.median, found.too_few) == (12, 20.0, ("Film",))
    assert found.mean == pytest.approx(225 / 12)
    assert [(row.label, row.count, row.median) for row in found.spreads] == [
        ("Mail", 6, 20.0),
        ("Page", 5, 3.0),
    ]
    assert (found.spreads[1].low, found.spreads[1].high) == pytest.approx((1.6, 4.4))


# Promises


def test_promises_are_counted_by_party_against_the_first_and_the_last_date() -> None:
    rows = [
        promise("a", "it", "kept"),
        promise("b", "it", "missed", "kept", moved="renegotiated late"),
        promise("c", "it", "missed", moved="renegotiated early"),
        promise("d", "it", "pending"),
        promise("e", "it", "withdrawn"),
        promise("f", "agency", "pending"),
        promise("g", "marketing", "kept"),
    ]

    marketing, it, agency = findings.promises_kept(rows)

    assert [row.party for row in (marketing, it, agency)] == ["marketing", "it", "agency"]
    assert (it.kept, it.of, it.kept_last) == (1, 3, 2)
    assert (it.moved_early, it.moved_late, it.pending, it.withdrawn) == (1, 1, 1, 1)
    assert (marketing.share, agency.share) == (1.0, None)
    assert it.interval == pytest.approx((0.0615, 0.7923), abs=1e-4)
    assert agency.interval == (0.0, 1.0)


def test_answers_within_three_days_are_counted() -> None:
    found = findings.answers(figures(waits={"it": [0.5, 3.0, 3.01, 9.0]}), "it")

    assert found is not None
    assert (found.count, found.within, found.median) == (4, 2, pytest.approx(3.005))
    assert findings.answers(figures(), "it") is None


# One that readers remember


def crossing(key: str, days: float, **given: object) -> Request:
    """A request that waited a while for each side."""
    by_turn = {("marketing", "wait"): 2.0, ("it", "wait"): 3.0, ("it", "work"): days - 5.0}
    return request(key, by_turn=by_turn, **given)


def test_readers_remember_a_slow_request_that_went_both_ways_and_ended_lately() -> None:
    rows = [crossing(f"r{n}", 10.0 + n) for n in range(10)]
    quiet = request("quiet", by_turn={("it", "work"): 18.5})  # no waits, though it ended last

    found = findings.memorable([*rows, quiet])

    assert found is not None
    assert found.key == "r8"  # r9 is the slowest of all: an outlier


@pytest.mark.parametrize("rows", [[], [crossing(f"r{n}", 10.0 + n) for n in range(4)]])
def test_of_fewer_than_five_nobody_is_asked_to_remember_one(rows: list[Request]) -> None:
    assert findings.memorable(rows) is None


def test_where_none_went_both_ways_none_is_remembered() -> None:
    assert findings.memorable([request(f"r{n}") for n in range(9)]) is None


def test_the_longest_waits_of_a_request_are_told_without_its_work() -> None:
    row = request(
        "a",
        by_turn={
            ("it", "work"): 30.0,
            ("it", "queue"): 4.0,
            ("nobody", "wait"): 6.0,
            ("marketing", "wait"): 5.0,
            ("agency", "wait"): 0.4,
        },
    )

    assert findings.biggest_waits(row) == [
        ("nobody", "finished, waits for the release", 6.0),
        ("marketing", "owes an answer", 5.0),
    ]
    assert len(findings.biggest_waits(row, most=9)) == 3


# Lists


def test_items_in_one_tracker_are_shown_apart_a_bar_a_tracker() -> None:
    alone = [request(f"j{n}", sources=("Jira",)) for n in range(5)]
    few = [request(f"a{n}", sources=("Asana",)) for n in range(4)]
    open_one = opened("o", "it", sources=("Asana",))

    bars = findings.apart([request("joint"), *alone, *few, open_one])

    assert [(bar.label, bar.days) for bar in bars] == [("Jira (5)", 4.0)]
    assert findings.apart(alone) == []


LIST = (
    request("a/1", title="Spring page", created_at=START, sent_back=True),
    request("a/2", title="Autumn mail", type="Mail", sources=("Jira",),
            created_at=START + dt.timedelta(days=1), by_turn={("it", "wait"): 2.0}),
    opened("a/3", "it", title="Winter film", created_at=START + dt.timedelta(days=2),
           by_turn={("it", "wait"): 9.0}),
)  # fmt: skip


@pytest.mark.parametrize(
    ("search", "kind", "turn", "keys"),
    [
        ("", "", "", ["a/3", "a/2", "a/1"]),
        ("PAGE", "", "", ["a/3", "a/1"]),
        ("mail", "", "", ["a/2"]),
        ("a/3", "", "", ["a/3"]),
        ("", "joint", "", ["a/3", "a/1"]),
        ("", "apart", "", ["a/2"]),
        ("", "open", "", ["a/3"]),
        ("", "returned", "", ["a/1"]),
        ("", "nonsense", "", ["a/3", "a/2", "a/1"]),
        ("", "", "it.wait", ["a/3", "a/2"]),
        ("", "", "it.nonsense", []),
        ("", "", "nonsense", []),
    ],
)
def test_a_list_is_searched_by_text_kind_and_turn(
    search: str, kind: str, turn: str, keys: list[str]
) -> None:
    assert [row.key for row in findings.listed(LIST, search, kind, turn)] == keys


@pytest.mark.parametrize(
    ("turn", "words"),
    [
        ("it.wait", "IT owes an answer"),
        ("marketing.work", "marketing works"),
        ("nobody.wait", "finished, waits for the release"),
        ("unmapped.work", "holder not mapped"),
        ("it.nonsense", ""),
        ("<b>.wait", ""),
        ("", ""),
    ],
)
def test_a_filter_by_turn_is_told_in_words(turn: str, words: str) -> None:
    assert findings.turn_words(turn) == words


def test_own_requests_are_those_that_were_ones_turn_the_waiting_ones_first() -> None:
    agency = {("agency", "wait"): 1.0}
    rows = [
        request("old", by_turn=agency),
        request("new", by_turn=agency, created_at=START + dt.timedelta(days=9)),
        opened("now", "agency", by_turn=agency),
        request("others"),
    ]

    assert [row.key for row in findings.own(rows, "agency")] == ["now", "new", "old"]


# Levels


def source(name: str, level: str = Level.CHANGELOG) -> Source:
    number = ["Asana", "Jira", "Desk"].index(name) + 1
    return Source(pk=number, name=name, level=level, holder_kind="unit", format="x")


def test_the_level_says_which_export_would_raise_it() -> None:
    poor = [source("Asana", Level.SNAPSHOT), source("Jira"), source("Desk", Level.COMMENTS)]

    assert findings.level_words([]) == ""
    assert "full history" in findings.level_words([source("Jira")])
    assert findings.level_words(poor).startswith("Asana and Desk only tell when")


# One step, both ways


def waiting(key: str, marketing: float, it: float, release: float) -> Request:
    turns = {
        ("marketing", "wait"): marketing,
        ("it", "wait"): it,
        ("it", "work"): 2.0,
        ("nobody", "wait"): release,
    }
    return request(key, by_turn=turns)


def test_steps_replay_what_both_could_agree_on() -> None:
    rows = [waiting(f"r{n}", 5.0, 9.0, 20.0) for n in range(5)]

    both, answers, release = findings.steps(figures(*rows), rows)

    assert [step.key for step in (both, answers, release)] == ["both", "answers", "release"]
    assert [step.saving.saved for step in (both, answers, release)] == [14.0, 8.0, 6.0]
    assert (both.saving.before, both.saving.count) == (36.0, 5)
    assert "Replayed on 5 requests: 36 → 22 days, probably 22 to 22." in both.text
    assert "not a forecast" in both.small


def test_steps_that_save_nothing_to_speak_of_are_not_shown() -> None:
    rows = [waiting(f"r{n}", 3.2, 3.2, 1.0) for n in range(5)]

    assert findings.steps(figures(*rows), rows) == []


def test_steps_rest_on_five_requests_at_least() -> None:
    rows = [waiting(f"r{n}", 5.0, 9.0, 20.0) for n in range(4)]

    assert findings.steps(figures(*rows), rows) == []


def test_what_sending_back_goes_with() -> None:
    rows = [
        request("a", sent_back=True, by_turn={("it", "work"): 30.0}),
        request("b", sent_back=True, by_turn={("it", "work"): 20.0}),
        request("c", by_turn={("it", "work"): 10.0}),
        opened("d", "it", sent_back=True),
    ]

    found = findings.returned(rows)

    assert found is not None
    assert (found.returned, found.straight) == (2, 1)
    assert (found.days_returned, found.days_straight) == (25.0, 10.0)
    assert found.share_straight == pytest.approx(1 / 3)
    assert findings.returned(rows[:1]).days_straight == 0.0  # type: ignore[union-attr]


# What is published


SIGNED = TwoKeys(marketing=Signature(), it=Signature())
HALF = TwoKeys(marketing=Signature(), it=None)


def by_name(said: list[Said]) -> dict[tuple[str, str], Said]:
    return {(one.name, one.part): one for one in said}


def published() -> dict[tuple[str, str], Said]:
    rows = [waiting(f"r{n}", 5.0 + n, 9.0, 20.0) for n in range(6)]
    back = [replace(row, key=f"b{row.key}", sent_back=True, days=60.0) for row in rows[:5]]
    everything = figures(
        *rows,
        *back,
        request("alone", sources=("Jira",)),
        promises=tuple(promise(f"p{n}", "it", "kept" if n else "missed") for n in range(5)),
        waits={"it": [2.0, 9.0]},
    )
    keys = {source("Asana"): SIGNED, source("Jira"): SIGNED}
    return by_name(findings.readings(everything, {**keys}))


def test_everything_the_records_say_is_published_with_a_door_to_its_rows() -> None:
    found = published()

    assert {name for name, _ in found} == {
        "evidence.turn.days",
        "evidence.turn.of",
        "evidence.turn.working",
        "evidence.lead",
        "evidence.promises",
        "evidence.joint",
        "evidence.joint.types",
        "evidence.answers",
        "evidence.straight",
        "evidence.step",
        "evidence.memorable",
    }
    assert all(one.link.startswith("/evidence/") for one in found.values())
    assert all(one.question.endswith("?") for one in found.values())
    assert all(one.signed for one in found.values())


def test_the_days_come_with_what_they_rest_on() -> None:
    days = published()["evidence.turn.days", ""]

    assert (days.count, days.unit, days.direction) == (11, "days", "down")
    assert days.low is not None
    assert days.value is not None
    assert days.high is not None
    assert days.low < days.value < days.high
    assert (days.detail["joint"], days.detail["left_out"]) == (True, 1)
    assert (days.detail["first"], days.detail["last"]) == ("2026-01", "2026-02")
    assert days.detail["sources"] == [
        {"name": "Asana", "level": "changelog", "signed": True},
        {"name": "Jira", "level": "changelog", "signed": True},
    ]
    assert sum(part["days"] for part in days.detail["segments"]) == pytest.approx(
        sum(found.value or 0 for (name, _), found in published().items() if name.endswith("of"))
    )


def test_single_readings_say_what_they_measure() -> None:
    found = published()

    assert found["evidence.lead", "Page"].link == "/evidence/speed/?type=Page"
    assert len(found["evidence.lead", "Page"].detail["quantiles"]) == 101
    assert (found["evidence.promises", "it"].value, found["evidence.promises", "it"].count) == (
        0.8,
        5,
    )
    assert found["evidence.answers", "it"].value == 0.5
    assert found["evidence.straight", ""].value == pytest.approx(6 / 11)
    assert found["evidence.joint", ""].value == 11
    assert found["evidence.joint.types", ""].detail == {"types": ["Page"]}
    assert "A comparison, not a cause" in found["evidence.step", "briefs"].detail["small"]
    assert found["evidence.memorable", ""].detail["waits"][0]["party"] == "nobody"


def test_items_of_one_tracker_alone_say_nothing_of_what_is_between_the_sides() -> None:
    rows = [request(f"r{n}", sources=("Jira",)) for n in range(6)]

    found = by_name(findings.readings(figures(*rows), {source("Jira"): SIGNED}))

    assert {name for name, _ in found} == {
        "evidence.turn.days",
        "evidence.turn.of",
        "evidence.turn.working",
        "evidence.lead",
    }


def test_one_missing_key_leaves_every_reading_unsigned() -> None:
    keys = {source("Asana"): HALF, source("Jira"): SIGNED}

    found = findings.readings(figures(request("a")), keys)

    assert {one.signed for one in found} == {False}
    assert found[0].detail["unsigned"] == "Asana lacks the signature of IT."
    assert findings.unsigned_words({source("Jira"): SIGNED}) == ""


def test_where_nobody_ever_worked_by_status_working_days_are_not_claimed() -> None:
    rows = [request(f"r{n}", by_turn={("it", "queue"): 3.0}) for n in range(5)]

    assert ("evidence.turn.working", "") not in by_name(findings.readings(figures(*rows), {}))


def test_too_few_promises_and_types_are_not_published() -> None:
    found = by_name(
        findings.readings(figures(request("a"), promises=(promise("p", "it", "kept"),)), {})
    )

    assert ("evidence.promises", "it") not in found
    assert ("evidence.lead", "Page") not in found


def test_sending_back_is_no_step_where_it_costs_nothing() -> None:
    same = [request(f"r{n}", sent_back=n < 5) for n in range(10)]
    few = [request(f"r{n}", sent_back=n < 2) for n in range(10)]

    for rows in (same, few):
        found = by_name(findings.readings(figures(*rows), {}))
        assert ("evidence.step", "briefs") not in found


def test_what_these_records_cannot_tell_is_said() -> None:
    rows = [
        request("a", by_turn={("unmapped", "queue"): 3.0}),
        request("b", sources=("Jira",)),
    ]
    everything = figures(*rows, ambiguous=2)
    turns = findings.whose_turn(rows)
    assert turns is not None

    sentences = findings.not_known(everything, turns, {source("Jira", Level.SNAPSHOT): HALF})

    begins = ("Jira is a snapshot", "1 item stands", "1 request never", "3 days", "2 items could")
    assert len(sentences) == len(begins)
    for sentence, begin in zip(sentences, begins, strict=True):
        assert sentence.startswith(begin)


def test_where_all_is_known_nothing_is_said_to_be_unknown() -> None:
    turns = findings.whose_turn([request("a")])
    assert turns is not None

    assert findings.not_known(figures(request("a")), turns, {source("Jira"): SIGNED}) == []


# What always holds


TURNS = st.dictionaries(
    st.tuples(
        st.sampled_from(["marketing", "it", "agency", "nobody", "unmapped"]),
        st.sampled_from(["queue", "work", "wait", "unmapped"]),
    ),
    st.integers(1, 60).map(float),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40, deadline=None)
@given(st.lists(TURNS, min_size=1, max_size=12))
def test_segments_months_and_the_whole_add_up(turns: list[dict[tuple[str, str], float]]) -> None:
    rows = [request(f"r{n}", by_turn=by_turn) for n, by_turn in enumerate(turns)]

    found = findings.whose_turn(rows)

    assert found is not None
    assert sum(part.days for part in found.segments) == pytest.approx(found.days)
    assert sum(days for _, days in found.parties) == pytest.approx(found.days)
    assert found.low <= found.days + 1e-9
    assert found.days <= found.high + 1e-9 or len(rows) > 1
    assert found.working <= found.days + 1e-9
