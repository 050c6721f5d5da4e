"""The same figures as the count row by row, on generated logs and on real ones."""

import gzip
import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pyarrow.parquet as parquet
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.config.flow.logs import COLUMNS, PARTIES, STATUSES, run, write_csv
from tests.reference.custody import EPOCH, Reference, days

from accord.analysis import custody

REAL = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "trackers"


# On generated logs


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


# On real logs


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
