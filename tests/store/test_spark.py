"""A real local Spark: the expressions, the ordered pass and DuckDB say the same of dirty logs."""

import os
import random
import subprocess
import sys
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.compute
import pytest
from tests.store.quick_spark import quick_spark

from accord.analysis import calendars, custody, ordered, requests
from accord.analysis.tables import HISTORY, PROMISES
from accord.config.spark import prepare
from accord.store import spark as spark_store
from accord.store.engine import DUCKDB, OPENERS, PYSPARK, connect, opened
from accord.store.evidence import Evidence, open_snapshot

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("spark"),
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),  # Spark's own sockets
]

HOUR = 3_600_000_000
DAY = 24 * HOUR
BEGIN = 1_767_225_600_000_000  # 1 January 2026
AS_OF = BEGIN + 60 * DAY
HOLDERS = ["", "", "Brand", "Web", "Ops", "Movers", "Robot", "Stranger", "None", "Ünï 'quoted'"]
STATUSES = [
    "New",
    "Doing",
    "On hold",
    "Waiting for marketing",
    "Done",
    "Released",
    "Cancelled",
    "Odd",
]
CLASSES = {
    "New": ("queue", ""),
    "Doing": ("work", ""),
    "On hold": ("wait", ""),
    "Waiting for marketing": ("wait", "marketing"),
    "Done": ("done", ""),
    "Released": ("done", ""),
    "Cancelled": ("dropped", ""),
}
PARTIES = {
    "Brand": "marketing",
    "Web": "it",
    "Ops": "it",
    "Robot": "system",
    "Ünï 'quoted'": "agency",
}
SOURCES = ("asana", "jira")
BLANK = frozenset({"none"})


def a_row(chance: random.Random, source: str, number: int) -> dict[str, object]:
    return {
        "source": source,
        "item": chance.choice([f"{number:03}", f"X-{number}", "NA"]),
        "status": chance.choice(STATUSES),
        "holder": chance.choice(HOLDERS),
        "person": "",
        "resolution": chance.choice(["", "", "Fixed", "Duplicate"]),
    }


def a_history(seed: int, items: int = 120) -> pa.Table:
    """Ties, repeats, rows after as-of, no order at all, and moments to the microsecond."""
    chance = random.Random(seed)
    rows = []
    for number in range(items):
        source = chance.choice(SOURCES)
        moments = [BEGIN + chance.randrange(70 * 24) * HOUR for _ in range(chance.randint(1, 9))]
        if chance.random() < 0.3:
            moments = [moment + chance.randrange(HOUR) for moment in moments]
        for moment in moments + moments[:1] * (chance.random() < 0.4):
            rows.append(a_row(chance, source, number) | {"at": moment})  # noqa: PERF401
    chance.shuffle(rows)
    numbered = [row | {"line": line} for line, row in enumerate(rows)]
    return pa.Table.from_pylist(numbered, HISTORY.append(pa.field("source", pa.string())))


def dues(history: pa.Table, seed: int) -> pa.Table:
    """Dates that are given, moved and withdrawn."""
    chance = random.Random(seed)
    rows = []
    for row in history.to_pylist():
        if chance.random() < 0.4:
            due = None if chance.random() < 0.2 else row["at"] + chance.randrange(-DAY, 20 * DAY)
            said = {name: row[name] for name in ("source", "item", "at", "line")}
            rows.append(said | {"due": due})
    return pa.Table.from_pylist(rows, PROMISES.append(pa.field("source", pa.string())))


def placements() -> pa.Table:
    """Every holder in its team; one that moved, with a gap, in the middle of the records."""
    rows = [
        {"source": source, "holder": holder, "team": f"Team {holder}", "party": party}
        for source in SOURCES
        for holder, party in PARTIES.items()
    ]
    for source in SOURCES:
        rows += [
            {"source": source, "holder": "Movers", "team": "Old", "party": "marketing"}
            | {"valid_to": BEGIN + 20 * DAY + HOUR // 2},
            {"source": source, "holder": "Movers", "team": "New", "party": "it"}
            | {"valid_from": BEGIN + 30 * DAY},
        ]
    return pa.Table.from_pylist(rows, schema=custody.PLACEMENTS)


def meanings() -> pa.Table:
    rows = [
        {"source": source, "status": status, "class": kind, "turn": turn}
        for source in SOURCES
        for status, (kind, turn) in CLASSES.items()
    ]
    return pa.Table.from_pylist(rows, schema=custody.STATUSES)


def pairs(items: pa.Table) -> pa.Table:
    """Some items of both trackers as requests."""
    groups = {source: [] for source in SOURCES}
    for row in items.sort_by([("source", "ascending"), ("item", "ascending")]).to_pylist():
        groups[row["source"]].append(row["item"])
    rows = [
        {"request": f"R{number}", "source": source, "item": item}
        for number, members in enumerate(zip(*groups.values(), strict=False))
        for source, item in zip(SOURCES, members, strict=True)
    ]
    return pa.Table.from_pylist(rows[:60], schema=requests.MEMBERSHIP)


def with_working_time(placed):
    """Each stay's working time by the calendar of its party; nobody's calendar is unknown."""
    office = calendars.Calendar.default("Europe/Berlin")
    night = calendars.Calendar.from_dict(
        {"name": "Night", "zone": "America/New_York", "hours": {"monday": [["22:00", "05:30"]]}}
    )
    days = calendars.calendar_days({"marketing": office, "it": night}, BEGIN - DAY, AS_OF + DAY)
    rows = placed.select("source", "item", "at", "until", calendar=placed.party)
    return calendars.working_between(rows, days, "at", "until")


def every_figure(engine, seed):
    """All that the analysis says of a log, by name, worked out by this engine."""

    def kept(name, expression):
        return engine.create_table(name, expression, temp=True, overwrite=True)

    history = a_history(seed)
    used = kept("used", custody.used_rows(ibis.memtable(history), AS_OF))
    stays = kept("stays", custody.stays(used, BLANK))
    placed = kept("placed", custody.place(stays, placements(), meanings(), AS_OF))
    items = kept("items", custody.items(placed))
    promises = kept("promises", custody.promises(ibis.memtable(dues(history, seed)), items, AS_OF))
    membership = pairs(engine.to_pyarrow(items))
    joint = kept("joint", requests.request_stays(placed, membership, AS_OF))
    figures = {
        "used rows": used,
        "stays": stays,
        "placed": placed,
        "items": items,
        "hand-offs between parties": custody.handoffs(placed),
        "hand-offs between teams": custody.handoffs(placed, "team"),
        "days by turn": custody.days_by_turn(placed),
        "days by turn of items": custody.days_by_turn(placed, ["source", "item"]),
        "lead times": custody.lead_times(items),
        "lead times by source": custody.lead_times(items, ["source"]),
        "promises": promises,
        "promised items": custody.promised_items(promises, items, AS_OF),
        "requests": joint,
        "items of requests": custody.items(joint),
        "alone": requests.unlinked(placed, membership),
        "working time": with_working_time(placed),
    }
    return {name: engine.to_pyarrow(expression) for name, expression in figures.items()}


def by_the_ordered_pass(seed):
    """Stays, placed stays and items, source by source, in one pass over rows in order."""
    history = a_history(seed)
    found = {"stays": [], "placed": [], "items": []}
    for source in SOURCES:
        of_source = pa.compute.field("source") == source
        own = history.filter(of_source)
        stays = ordered.stays(own, BLANK, AS_OF).stays
        mine = (table.filter(of_source) for table in (placements(), meanings()))
        placed = ordered.place(stays, *mine, AS_OF)
        named = pa.array([source] * len(stays), pa.string())
        found["stays"].append(stays.table().append_column("source", named))
        found["placed"].append(placed.table(source))
        found["items"].append(ordered.items(placed, source))
    return {name: pa.concat_tables(tables).unify_dictionaries() for name, tables in found.items()}


def as_rows(table, names):
    return sorted(map(repr, table.select(names).to_pylist()))


def rounded(table):
    """Engines interpolate in another order of operations; the last binary digit may differ."""
    return sorted(
        str(
            {
                name: f"{value:.12g}" if isinstance(value, float) else value
                for name, value in row.items()
            }
        )
        for row in table.to_pylist()
    )


@pytest.fixture(scope="session")
def spark():
    return quick_spark()


@pytest.mark.parametrize("seed", [1])
def test_three_ways_to_every_figure_agree(spark, tmp_path, seed):
    at_home = connect(tmp_path)
    expected = every_figure(at_home, seed)
    at_home.disconnect()
    found = every_figure(spark, seed)
    spark.disconnect()
    assert found.keys() == expected.keys()
    for name, table in expected.items():
        assert table.num_rows, name
        assert found[name].schema.types == table.schema.types, name
        if name.startswith("lead times"):
            assert rounded(found[name]) == rounded(table), name
            continue
        assert as_rows(found[name], table.column_names) == as_rows(table, table.column_names), name
    for name, table in by_the_ordered_pass(seed).items():
        columns = expected[name].column_names
        assert as_rows(table, columns) == as_rows(expected[name], columns), name


def test_whole_numbers_beside_nulls_stay_whole(spark):
    numbers = pa.table({"at": pa.array([1, None, (1 << 60) + 1], pa.int64())})
    table = ibis.memtable(numbers)
    assert spark.to_pyarrow(table.order_by("at"))["at"].to_pylist() == [1, (1 << 60) + 1, None]
    assert spark.to_pyarrow(table.at.max()).as_py() == (1 << 60) + 1


def test_spark_reads_the_tables_of_an_installation(spark, tmp_path):
    evidence = Evidence(tmp_path)
    first = evidence.first_snapshot()
    with evidence.writing(first) as writing:
        # A source of digits is a name all the same.
        for name, source in (("1", "007"), ("2", "8")):
            with evidence.raw.staged(name) as scratch:
                rows = a_history(int(name), items=20).drop_columns(["source"])
                scratch.write("any", "history", rows.combine_chunks().to_batches()[0])
            newest = writing.apply(name, source)
    for snapshot in (first, newest):
        with (
            open_snapshot(tmp_path, snapshot) as local,
            open_snapshot(tmp_path, snapshot, PYSPARK) as tables,
        ):
            for name, table in local.items():
                expected, found = table.to_pyarrow(), tables[name].to_pyarrow()
                assert found.schema.types == expected.schema.types, name
                names = expected.column_names
                assert as_rows(found, names) == as_rows(expected, names), name
    assert not spark_store.connect().list_tables()


def test_its_clock_is_utc(spark):
    assert spark.session.conf.get("spark.sql.session.timeZone") == "UTC"
    assert spark.version.startswith("4.0")
    schema = spark._get_schema_using_query("SELECT 1L AS one")
    assert schema == ibis.schema({"one": "int64"})


def test_where_spark_is_missing_one_sentence_says_what_to_install() -> None:
    asked = """
import sys
sys.modules["pyspark"] = None
from accord.store.engine import opened
from accord.store.spark import EngineMissingError
try:
    with opened("pyspark"):
        pass
except EngineMissingError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(
        "The engine pyspark is not installed here. Install it beside Accord:"
    )
    assert len(done.stdout.splitlines()) == 1


def test_every_engine_that_can_be_chosen_opens() -> None:
    from accord.config.environment import ENGINES

    assert set(ENGINES) == set(OPENERS)
    with opened() as connection:
        assert connection.name == DUCKDB


def test_java_of_the_machine_is_left_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    prepare()
    assert os.environ["JAVA_HOME"] == str(tmp_path)
