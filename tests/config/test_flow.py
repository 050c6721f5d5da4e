"""``accord flow``: the same figures as the count row by row, and one clear line for bad input."""

import csv
import gzip
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pyarrow.csv
import pyarrow.parquet as parquet
import pytest
import typer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.reference.custody import EPOCH, Reference, days
from typer.testing import CliRunner

from accord.analysis import custody
from accord.config.flow import flow, statuses

REAL = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "trackers"

PARTIES = {
    "Brand": "marketing",
    "Web": "it",
    "Ops": "it",
    "Robot": "system",
    "Blank": "",
    "NA": "agency",
}
STATUSES = {
    "New": ("queue", ""),
    "Doing": ("work", ""),
    "On hold": ("wait", ""),
    "Waiting for marketing": ("wait", "marketing"),
    "Done": ("done", ""),
    "Released": ("done", ""),
    "Cancelled": ("dropped", ""),
    "Blank": ("", ""),
}
COLUMNS = ("item", "at", "status", "holder", "type", "resolution")

app = typer.Typer()
app.command()(flow)
app.command()(statuses)


def run(*arguments):
    return CliRunner().invoke(app, ["flow", *map(str, arguments)])


def refused(*arguments):
    """The one line that says what is wrong."""
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert result.stderr.startswith("accord: ")
    assert result.stderr.count("\n") == 1
    return result.stderr


def write_csv(file, header, rows, encoding="utf-8"):
    with file.open("w", encoding=encoding, newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(header)
        writer.writerows(rows)
    return file


@pytest.fixture
def mappings(tmp_path):
    parties = write_csv(tmp_path / "parties.csv", ["holder", "party"], PARTIES.items())
    rows = [(status, *meaning) for status, meaning in STATUSES.items()]
    known = write_csv(tmp_path / "statuses.csv", ["status", "class", "turn"], rows)
    return "--parties", parties, "--statuses", known


def log(tmp_path, *rows, name="log.csv"):
    return write_csv(tmp_path / name, ["item", "at", "status", "holder"], rows)


SIMPLE = (
    ("A", "2026-01-01T00:00:00Z", "New", "Brand"),
    ("A", "2026-01-02T00:00:00Z", "Doing", "Web"),
    ("A", "2026-01-04T00:00:00Z", "Done", "Web"),
    ("B", "2026-01-03T00:00:00Z", "New", ""),
)


# By hand


def test_the_json_holds_exactly_what_is_promised(tmp_path, mappings):
    out = tmp_path / "out.json"
    result = run(log(tmp_path, *SIMPLE), *mappings, "--json", out)
    assert result.exit_code == 0
    assert result.stdout.startswith(
        "2 items as of 2026-01-04T00:00:00Z: 1 delivered, 0 dropped, 1 open."
    )
    assert list(json.loads(out.read_text()).items()) == list(
        {
            "items": 2,
            "delivered": 1,
            "dropped": 0,
            "open": 1,
            "reopened": 0,
            "handoffs": 1,
            "items_with_handoff": 1,
            "ping_pongs": 0,
            "lead_days": {"p50": 3.0, "p85": 3.0, "p95": 3.0, "mean": 3.0},
            "days_by_turn": {
                "it": {"queue": 0.0, "work": 2.0, "wait": 0.0},
                "marketing": {"queue": 1.0, "work": 0.0, "wait": 0.0},
                "nobody": {"queue": 1.0, "work": 0.0, "wait": 0.0},
            },
            "unmapped_holders": [],
            "unmapped_statuses": [],
            "rows": {"read": 4, "used": 4, "skipped": 0},
            "as_of": "2026-01-04T00:00:00Z",
        }.items()
    )


def test_items_and_stays_have_one_row_each(tmp_path, mappings):
    items, stays = tmp_path / "items.csv", tmp_path / "stays.parquet"
    run(log(tmp_path, *SIMPLE), *mappings, "--items", items, "--stays", stays)
    with items.open(newline="") as opened:
        found = list(csv.DictReader(opened))
    assert list(found[0]) == [
        *("source", "item", "type", "created_at", "done_at", "outcome", "lead_days", "handoffs"),
        *("ping_pongs", "reopened", "days_it_queue", "days_it_work", "days_it_wait"),
        *("days_marketing_queue", "days_marketing_work", "days_marketing_wait"),
        *("days_nobody_queue", "days_nobody_work", "days_nobody_wait", "working_known"),
    ]
    assert found[0]["created_at"] == "2026-01-01T00:00:00Z"
    assert found[0]["working_known"] == "true"
    assert (found[1]["done_at"], found[1]["lead_days"], found[1]["days_it_work"]) == ("", "", "")
    assert (found[1]["days_it_queue"], found[1]["working_known"]) == ("0", "false")
    rows = parquet.read_table(stays).to_pylist()
    assert [(row["item"], row["turn"], row["class"], row["days"]) for row in rows] == [
        ("A", "marketing", "queue", 1.0),
        ("A", "it", "work", 2.0),
        ("A", "it", "done", 0.0),
        ("B", "nobody", "queue", 1.0),
    ]
    assert rows[2]["until"] is None
    assert rows[3]["until"] == datetime(2026, 1, 4, tzinfo=UTC)


def test_items_of_two_files_of_one_name_are_kept_apart(tmp_path):
    (tmp_path / "other").mkdir()
    first, second = log(tmp_path, *SIMPLE), log(tmp_path / "other", *SIMPLE)
    out, items = tmp_path / "out.json", tmp_path / "items.parquet"
    assert run(first, second, "--json", out, "--items", items).exit_code == 0
    assert json.loads(out.read_text())["items"] == 4
    assert set(parquet.read_table(items)["source"].to_pylist()) == {"log", "log-2"}


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_parties_that_differ_in_capitals_only_have_columns_of_their_own(tmp_path, suffix):
    file = log(
        tmp_path,
        ("A", "2026-01-01", "New", "IT"),
        ("A", "2026-01-02", "New", "it"),
        ("B", "2026-01-03", "New", "it"),
        ("A", "2026-01-04", "Done", "it"),
    )
    items = tmp_path / f"items.{suffix}"
    result = run(file, "--items", items)
    assert result.exit_code == 0, result.output
    read = pyarrow.csv.read_csv if suffix == "csv" else parquet.read_table
    rows = read(items).select(["item", "days_IT_queue", "days_it_queue"]).to_pylist()
    assert [tuple(row.values()) for row in rows] == [("A", 1, 2), ("B", 0, 1)]


def test_hundreds_of_parties_have_three_columns_each(tmp_path):
    rows = [(f"I{n}", f"2026-01-01T{n % 24:02}:00", "New", f"P{n:03}") for n in range(400)]
    items = tmp_path / "items.parquet"
    run(log(tmp_path, *rows, ("Z", "2026-01-03", "New", "P000")), "--items", items)
    found = parquet.read_table(items)
    assert found.num_columns == 11 + 3 * 400
    assert found["days_P025_queue"].to_pylist().count(round(47 / 24, 6)) == 1


def test_without_mappings_classes_are_proposed_and_every_group_is_its_own_party(tmp_path):
    out = tmp_path / "out.json"
    rows = [
        ("A", "2026-01-01", "To Do", "Web"),
        ("A", "2026-01-02", "In progress", "UNDEFINED"),
        ("A", "2026-01-03", "Frobnicated", "?"),
        ("A", "2026-01-04", "Done", ""),
        ("B", "2026-01-01", "To Do", "MISSING"),
    ]
    assert run(log(tmp_path, *rows), "--json", out).exit_code == 0
    figures = json.loads(out.read_text())
    assert figures["days_by_turn"] == {
        "Web": {"queue": 1.0, "work": 0.0, "wait": 0.0},
        "nobody": {"queue": 3.0, "work": 0.0, "wait": 0.0},
        "system": {"queue": 0.0, "work": 1.0, "wait": 0.0, "unmapped": 1.0},
    }
    assert figures["unmapped_holders"] == []
    assert figures["unmapped_statuses"] == ["Frobnicated"]


def test_a_zone_and_the_order_of_dates_can_be_told(tmp_path):
    out = tmp_path / "out.json"
    file = log(tmp_path, ("A", "7/9/2026 02:00", "New", "Web"))
    run(file, "--month-first", "--zone", "Europe/Berlin", "--json", out)
    assert json.loads(out.read_text())["as_of"] == "2026-07-09T00:00:00Z"


def test_the_usual_statuses_are_printed_as_a_statuses_file(tmp_path):
    result = CliRunner().invoke(app, ["statuses"])
    known = tmp_path / "statuses.csv"
    known.write_text(result.stdout)
    assert result.stdout.startswith("status,class,turn\nto do,queue,\n")
    assert run(log(tmp_path, *SIMPLE), "--statuses", known).exit_code == 0


# Persons


PEOPLE = [f"person{number}" for number in range(9)]


def of_people(tmp_path):
    rows = [
        ("A", f"2026-01-{day:02}", "In progress", holder)
        for day, holder in enumerate(PEOPLE, start=1)
    ]
    return write_csv(tmp_path / "log.csv", ["item", "at", "status", "assignee"], rows)


def test_persons_are_pooled_and_never_named(tmp_path):
    out, stays, items = tmp_path / "o.json", tmp_path / "s.parquet", tmp_path / "i.csv"
    file = of_people(tmp_path)
    result = run(file, "--holder", "assignee", "--json", out, "--stays", stays, "--items", items)
    assert json.loads(out.read_text())["days_by_turn"].keys() == {"people, unmapped"}
    written = result.stdout + out.read_text() + items.read_text()
    written += str(parquet.read_table(stays).to_pylist())
    assert "person1" not in written
    assert "The holders are persons" in result.stdout


def test_parties_of_fewer_than_five_persons_are_merged_unless_they_are_sides(tmp_path):
    parties = ["marketing", "agency", "squad", "squad", *["crowd"] * 5]
    known = write_csv(
        tmp_path / "parties.csv", ["holder", "party"], zip(PEOPLE, parties, strict=True)
    )
    out, stays = tmp_path / "o.json", tmp_path / "s.parquet"
    result = run(
        *(of_people(tmp_path), "--holder", "assignee", "--parties", known),
        *("--json", out, "--stays", stays),
    )
    found = json.loads(out.read_text())
    assert set(found["days_by_turn"]) == {"marketing", "people, unmapped", "crowd"}
    assert found["handoffs"] == 2
    assert "2 parties of fewer than 5 people shown as part of 'people, unmapped'." in result.stdout
    assert not any(name in result.stdout for name in ("squad", "agency", "person1"))
    assert set(parquet.read_table(stays)["holder"].to_pylist()) == {
        "marketing",
        "people, unmapped",
        "crowd",
    }


# Bad input


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "log.csv is empty"),
        (b"\x00\x01\x02", "log.csv is not a text file"),
        (gzip.compress(b"item,at,status,holder\n" * 99, mtime=0)[:-5], "damaged or cut gzip"),
        (b"item,at,status,holder\n", "log.csv holds no history rows"),
        (b"item,at,status,holder\nA,soon,New,Web\n", "no readable time in 1 of 1, first at line 2"),
        (b"item,at,status,holder\nA,7/9/2026,New,Web\n", "--day-first or --month-first"),
        (b"a;b;c\n1;2;3\n", "has no known format"),
        (b",".join(b"c%d" % n for n in range(10_000)), "has no known format"),
        (b"<log><!DOCTYPE x></log>", "log.csv"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_clear_line(tmp_path, content, says):
    file = tmp_path / "log.csv"
    file.write_bytes(content)
    line = refused(file)
    assert says in line
    assert len(line) < 400


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--format", "abacus"], "no format 'abacus'"),
        (["--holder", "squad"], "no column 'squad'"),
        (["--zone", "Atlantis"], "no time zone 'Atlantis'"),
        (["--zone", "Atlantis", "--as-of", "2026-01-01"], "no time zone 'Atlantis'"),
        (["--as-of", "soon"], "--as-of 'soon' is no time"),
        (["--as-of", "2020-01-01"], "No row is as old as"),
        (["--items", "items.xlsx"], "must end in .csv or .parquet"),
        (["--json", "nowhere/out.json"], "there is no such folder"),
        (["--json", "log.csv"], "log.csv is named twice"),
        (["--json", "x.parquet", "--stays", "./x.parquet"], "x.parquet is named twice"),
        (["--parties", "absent.csv"], "absent.csv does not exist"),
    ],
)
def test_a_wrong_option_is_one_clear_line(tmp_path, monkeypatch, arguments, says):
    monkeypatch.chdir(tmp_path)
    log(tmp_path, *SIMPLE)
    assert says in refused("log.csv", *arguments)


@pytest.mark.parametrize(
    ("option", "text", "says"),
    [
        ("--parties", "holder,party\nWeb,it\nWeb,it\n", "lists 'Web' twice (lines 2 and 3)"),
        ("--parties", "name,side\nWeb,it\n", "lacks the column holder and party"),
        ("--parties", "", "lacks the column"),
        ("--statuses", "status,class\nNew,sleeping\n", "the class 'sleeping'; choose one of queue"),
        ("--statuses", "status,class\nNew,queue\n New ,work\n", "lists 'New' twice"),
    ],
)
def test_a_bad_mapping_file_is_one_clear_line(tmp_path, option, text, says):
    mapping = tmp_path / "mapping.csv"
    mapping.write_text(text)
    assert says in refused(log(tmp_path, *SIMPLE), option, mapping)


def test_nothing_is_half_written(tmp_path):
    taken = tmp_path / "taken"
    taken.mkdir()
    out = tmp_path / "out.json"
    refused(
        log(tmp_path, *SIMPLE), "--json", out, "--items", tmp_path / "items.csv", "--stays", taken
    )
    assert sorted(place.name for place in tmp_path.iterdir()) == ["log.csv", "taken"]


def test_an_output_that_fails_on_the_way_leaves_nothing(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pyarrow.csv.write_csv", full)
    line = refused(
        log(tmp_path, *SIMPLE), "--json", tmp_path / "o.json", "--items", tmp_path / "i.csv"
    )
    assert "i.csv cannot be written (No space left on device)" in line
    assert [place.name for place in tmp_path.iterdir()] == ["log.csv"]


def test_a_disk_that_fills_up_while_the_files_are_read_is_one_clear_line(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("accord.store.scratch.Scratch.write", full)
    line = refused(log(tmp_path, *SIMPLE), "--json", tmp_path / "o.json")
    assert "cannot be set down for the time of the work (No space left on device)" in line
    assert [place.name for place in tmp_path.iterdir()] == ["log.csv"]


def test_a_missing_folder_for_temporary_files_is_one_clear_line(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "absent"))
    assert "TMPDIR" in refused(log(tmp_path, *SIMPLE))


def test_the_module_of_the_command_loads_nothing_heavy():
    code = "import sys, accord.config.flow; print({'django', 'ibis', 'pyarrow'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"


# By a second route, on generated logs


zones = st.sampled_from([0, 60, -330, 845]).map(
    lambda minutes: timezone(timedelta(minutes=minutes))
)
moments = st.one_of(
    st.integers(0, 6).map(lambda minutes: timedelta(minutes=minutes)),
    st.timedeltas(timedelta(0), timedelta(days=300)),
)
times = st.one_of(
    st.builds(
        lambda gap, zone, mark: (
            (datetime(2026, 1, 1, tzinfo=UTC) + gap).astimezone(zone).isoformat(mark)
        ),
        moments,
        zones,
        st.sampled_from("T "),
    ),
    moments.map(lambda gap: (datetime(2026, 1, 1) + gap).isoformat() + "789"),  # noqa: DTZ001
    st.sampled_from(["", "2026-13-01", "soon"]),
)
items = st.sampled_from(["NA", "A", " A ", "null", "", *(f"item {number}" for number in range(5))])
holders = st.sampled_from(["", "", " ", "Stranger", "?", "brand", *PARTIES])
rows = st.tuples(
    items,
    times,
    st.sampled_from(["", "Odd", " Doing", *STATUSES]),
    holders,
    st.sampled_from(["", "bug"]),
    st.sampled_from(["", "", "Fixed", "Won't Do", "DUPLICATE"]),
)
as_ofs = st.sampled_from(["", "2026-01-01T00:03:00Z", "2026-05-01"])


@settings(
    max_examples=14,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(rows, min_size=20, max_size=120), as_ofs, st.booleans())
def test_generated_logs_agree_with_the_count_row_by_row(tmp_path, mappings, found, as_of, mark):
    file = write_csv(tmp_path / "log.csv", COLUMNS, found, "utf-8-sig" if mark else "utf-8")
    records = [dict(zip(COLUMNS, row, strict=True)) for row in found]
    out, per_item = tmp_path / "out.json", tmp_path / "items.parquet"
    more = ["--as-of", as_of] if as_of else []
    result = run(file, *mappings, "--json", out, "--items", per_item, *more)
    try:
        reference = Reference(records, PARTIES, STATUSES, as_of or None)
    except ValueError:
        assert result.exit_code == 2
        return
    if not reference.used:
        assert result.exit_code == 2
        return
    assert result.exit_code == 0, result.output
    assert json.loads(out.read_text()) == reference.figures()
    agree_item_by_item(per_item, reference)


def agree_item_by_item(file, reference):
    found = {row["item"]: row for row in parquet.read_table(file).to_pylist()}
    expected = {row["item"]: row for row in reference.items()}
    assert found.keys() == expected.keys()
    for item, row in found.items():
        counted = expected[item]
        for name in ("type", "outcome", "handoffs", "ping_pongs", "reopened", "working_known"):
            assert row[name] == counted[name], (item, name)
        for name in ("created_at", "done_at"):
            stamp = row[name] and (row[name] - EPOCH) // timedelta(microseconds=1)
            assert stamp == counted[name], (item, name)
        assert row["lead_days"] == (None if counted["lead"] is None else days(counted["lead"]))
        for name in (name for name in row if name.startswith("days_")):
            turn, status_class = name.removeprefix("days_").rsplit("_", 1)
            unknown = status_class == custody.WORK and not counted["working_known"]
            spent = None if unknown else days(counted["spent"][turn, status_class])
            assert row[name] == spent, (item, name)


# By a second route, on real logs


def real_rows(file, holder, status):
    """Rows of an XES log by pattern matching: another route than the reader's."""
    import re

    attribute = re.compile(r'<\w+ key="([^"]*)" value="([^"]*)"')
    text = gzip.decompress(file.read_bytes()).decode()
    for part in text.split("<trace>")[1:]:
        head, *events = part.split("<event>")
        item = dict(attribute.findall(head))["concept:name"]
        for one in events:
            said = dict(attribute.findall(one.split("</event>")[0]))
            yield {
                "item": item,
                "at": said.get("time:timestamp"),
                "status": said.get(status, "").replace("&amp;", "&"),
                "holder": said.get(holder, "").replace("&amp;", "&"),
            }


@pytest.mark.parametrize(
    ("name", "holder", "status"),
    [
        ("bpic2013_closed_problems", "org:group", "lifecycle:transition"),
        ("bpic2013_closed_problems", "org:role", "concept:name"),
        ("bpic2020_DomesticDeclarations", "org:role", "concept:name"),
        ("helpdesk", "workgroup", "concept:name"),
    ],
)
def test_real_logs_agree_with_the_count_row_by_row(tmp_path, name, holder, status):
    file = REAL / f"{name}.xes.gz"
    if not file.exists():
        pytest.skip(f"{file} is not here: the real logs are not part of the repository")
    found = list(real_rows(file, holder, status))
    names = sorted({row["holder"] for row in found} - {""})
    parties = {
        holder: ("marketing", "it", "agency", "system" if holder == "UNDEFINED" else "vendor")[
            place % 4
        ]
        for place, holder in enumerate(names)
        if place % 7 != 6
    }
    steps = sorted({row["status"] for row in found})
    classes = {
        status: (
            ("queue", "work", "wait", "done", "dropped")[place % 5],
            "it" if place % 6 == 2 else "",
        )
        for place, status in enumerate(steps)
        if place % 11 != 10
    }
    out, per_item = tmp_path / "out.json", tmp_path / "items.parquet"
    result = run(
        *(file, "--holder", holder, "--status", status, "--json", out, "--items", per_item),
        *("--parties", write_csv(tmp_path / "p.csv", ["holder", "party"], parties.items())),
        "--statuses",
        write_csv(
            tmp_path / "s.csv",
            ["status", "class", "turn"],
            [(status, *meaning) for status, meaning in classes.items()],
        ),
    )
    assert result.exit_code == 0, result.output
    reference = Reference(found, parties, classes)
    assert json.loads(out.read_text()) == reference.figures()
    agree_item_by_item(per_item, reference)
