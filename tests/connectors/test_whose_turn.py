"""Where a holder may be who logged the row, the receipt asks, with every count beside the other."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from tests.connectors.reading import Rows, reading, sample, written

from accord.connectors import hand_offs
from accord.connectors.persons import names_the_logger

ASKED = "say whose turn it is?"
#: item, at, status, who wrote it, whose turn it was, what the tracker counted
LOG = [
    ("A", "2026-01-01", "New", "Ann", "Brand", "0"),
    ("A", "2026-01-02", "Doing", "Bo", "Brand", "0"),
    ("B", "2026-01-02", "New", "Bo", "Web", ""),
    ("A", "2026-01-03", "Doing", "Ann", "Web", "1"),
    ("B", "2026-01-04", "Done", "Cy", "Web", "x"),
]
COUNTS = {
    "hand-offs by the column {}": 3,
    "hand-offs, were Assigned group the holder": 1,
    "reassignments that the tracker counted": 1,
}


def question(rows: Rows) -> list[str]:
    return [told for told in rows.receipt.guessed if ASKED in told]


def counts(rows: Rows) -> dict[str, int]:
    return {
        note: count
        for note, count in rows.receipt.notes.items()
        if "counted" in note or "hand-offs" in note
    }


def plain(who: str, *lines: tuple[str, ...]) -> str:
    header = ("item", "at", "status", who, "Assigned group", "reassignment_count")
    return "\n".join(",".join(line) for line in (header, *(lines or LOG))) + "\n"


@pytest.mark.parametrize("who", ["author", "User", "changed_by", "sys_updated_by", "Opened by"])
@pytest.mark.parametrize("irregular", ["", "C,2026-01-05,New\n"])
def test_a_plain_history_of_authors_is_asked_about(
    tmp_path: Path, who: str, irregular: str
) -> None:
    rows = reading(written(tmp_path, plain(who) + irregular), holder=who)
    assert counts(rows) == {note.format(who): count for note, count in COUNTS.items()}
    [told] = question(rows)
    assert told.startswith(
        f"Does {who} {ASKED} It is called like one that names who wrote the row."
    )


def test_parquet_is_asked_about_alike(tmp_path: Path) -> None:
    names = plain("author").splitlines()[0].split(",")
    table = pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in LOG])
    parquet.write_table(table, tmp_path / "log")
    rows = reading(tmp_path / "log", holder="author")
    assert counts(rows) == {note.format("author"): count for note, count in COUNTS.items()}
    assert len(question(rows)) == 1


def test_a_holder_that_changes_on_nearly_every_row_is_asked_about(tmp_path: Path) -> None:
    rows = reading(written(tmp_path, plain("holder")))
    assert "changes on nearly every row" in question(rows)[0]
    # Where nothing else could be the holder, it may well be so.
    alone = "item,at,status,holder,person,note\n" + "\n".join(
        ",".join(row[:4]) + ",Ann,x" for row in LOG
    )
    assert not question(reading(written(tmp_path, alone)))


def test_a_good_holder_is_compared_with_the_trackers_counter_without_a_question(
    tmp_path: Path,
) -> None:
    rows = reading(written(tmp_path, plain("author")), holder="assigned group")
    assert not question(rows)
    assert counts(rows) == {
        "hand-offs by the column Assigned group": 1,
        "reassignments that the tracker counted": 1,
    }


def test_who_did_the_step_is_asked_about_and_empty_columns_are_not_named(tmp_path: Path) -> None:
    log = "case:concept:name,time:timestamp,concept:name,org:resource,owner\n"
    log += "A,2026-01-01,New,Ann,\nA,2026-01-02,New,Ann,\n"
    rows = reading(written(tmp_path, log))
    assert "It is the usual name of who did the step." in question(rows)[0]
    assert counts(rows) == {"hand-offs by the column org:resource": 0}


@pytest.mark.parametrize(("rows", "asked"), [(5, True), (4, False)])
def test_a_holder_that_is_always_who_wrote_the_row_is_asked_about(
    tmp_path: Path, rows: int, asked: bool
) -> None:
    header = "item,at,status,holder,edited by\n"
    same = "".join(f"A,2026-01-0{day},New,Ann,Ann\n" for day in range(1, 1 + rows))
    one = reading(written(tmp_path, header + same + "A,2026-01-09,New,Ann,\n"))
    assert bool(question(one)) == asked
    assert not asked or "is the same as edited by on nearly every row" in question(one)[0]
    two = reading(written(tmp_path, header + same + "A,2026-01-09,New,Ann,Bo\n" * 2))
    assert not question(two)


@pytest.mark.parametrize("who", ["author", "holder"])
def test_only_the_first_rows_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    monkeypatch.setattr(hand_offs, "ROWS_LOOKED_AT", 2)
    rows = reading(written(tmp_path, plain(who)), holder=who)
    assert counts(rows)[f"hand-offs by the column {who} (in the first 2 rows)"] == 1
    whole = reading(written(tmp_path, plain(who, *LOG[:2])), holder=who)
    assert counts(whole)[f"hand-offs by the column {who}"] == 1


# Event logs


def xes(*names: str) -> str:
    found = ['<log xes.version="1.0">']
    for item in "AB":
        found.append(f'<trace><string key="concept:name" value="{item}"/>')
        for key, at, status, *said in LOG:
            if key == item:
                cells = zip(names, said, strict=False)
                told = "".join(f'<string key="{name}" value="{cell}"/>' for name, cell in cells)
                found.append(
                    f'<event><string key="concept:name" value="{status}"/>'
                    f'<date key="time:timestamp" value="{at}"/>{told}</event>'
                )
        found.append("</trace>")
    return "".join([*found, "</log>"])


def test_an_event_log_by_who_did_the_step_is_asked_about(tmp_path: Path) -> None:
    rows = reading(written(tmp_path, xes("org:resource", "assignee", "reassignment_count")))
    assert "It is the usual name of who did the step." in question(rows)[0]
    assert counts(rows) == {
        "hand-offs by the column org:resource": 3,
        "hand-offs, were assignee the holder": 1,
        "reassignments that the tracker counted": 1,
    }


def test_an_event_log_whose_groups_hold_is_not(tmp_path: Path) -> None:
    rows = reading(written(tmp_path, xes("org:resource", "org:group")))
    assert not question(rows)
    assert counts(rows) == {}
    turned = reading(written(tmp_path, xes("org:group", "org:resource")))
    assert "changes on nearly every row" in question(turned)[0]
    none = reading(written(tmp_path, xes()))
    assert not question(none)


def test_only_the_first_rows_of_an_event_log_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hand_offs, "ROWS_LOOKED_AT", 2)
    rows = reading(written(tmp_path, xes("org:resource")))
    assert counts(rows) == {"hand-offs by the column org:resource (in the first 2 rows)": 1}


def ocel(*names: str) -> dict[str, Any]:
    events = [
        {
            "id": str(number),
            "type": status,
            "time": at,
            "attributes": [
                {"name": name, "value": cell} for name, cell in zip(names, said, strict=False)
            ],
            "relationships": [{"objectId": thing, "qualifier": ""} for thing in (item, said[1])],
        }
        for number, (item, at, status, *said) in enumerate(LOG)
    ]
    kinds = {"A": "ticket", "B": "ticket", "Brand": "squad", "Web": "squad"}
    things = [{"id": name, "type": kind} for name, kind in kinds.items()]
    # In whatever order the file lists them.
    return {"objectTypes": [], "eventTypes": [], "objects": things, "events": events[::-1]}


def test_an_object_centric_log_is_asked_about_with_its_types_of_teams(tmp_path: Path) -> None:
    log = written(tmp_path, ocel("org:resource", "x", "reassignments"))
    rows = reading(log, holder="org:resource")
    assert "It is the usual name of who did the step." in question(rows)[0]
    assert counts(rows) == {
        "hand-offs by the column org:resource": 3,
        "hand-offs, were squad the holder": 1,
        "reassignments that the tracker counted": 1,
    }
    assert counts(reading(log, holder="squad")) == {
        "hand-offs by the column squad": 1,
        "hand-offs, were org:resource the holder": 3,
        "reassignments that the tracker counted": 1,
    }


def test_the_first_rows_of_an_object_centric_log_are_put_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hand_offs, "ROWS_LOOKED_AT", 2)
    monkeypatch.setattr("accord.connectors.ocel.ROWS_LOOKED_AT", 2)
    rows = reading(written(tmp_path, ocel("org:resource")), holder="org:resource")
    assert "hand-offs by the column org:resource (in the first 2 rows)" in counts(rows)


# ServiceNow, and snapshots


def test_a_servicenow_log_by_who_updated_it_is_asked_about() -> None:
    rows = sample("servicenow_log.csv", holder="sys_updated_by")
    assert len(question(rows)) == 1
    told = counts(rows)
    assert "hand-offs by the column sys_updated_by" in told
    assert "hand-offs, were assignment_group the holder" in told
    assert "reassignments that the tracker counted" in told
    assert not [note for note in told if "_by the holder" in note]
    assert not question(sample("servicenow_log.csv"))
    own = counts(sample("servicenow_log.csv", holder="Assignment_Group"))
    assert "hand-offs, were assignment_group the holder" not in own


def test_a_snapshot_by_who_created_it_is_asked_about(tmp_path: Path) -> None:
    text = "ID,Team,Title,Status,Created,Completed,Creator,Updated by\n"
    text += "L-1,Web,Page,Done,2026-01-05,2026-01-06,Ann,Bo\n"
    rows = reading(written(tmp_path, text), "linear-csv", holder="Updated by")
    assert len(question(rows)) == 1
    assert not question(reading(written(tmp_path, text), "linear-csv"))


def test_names_of_those_who_log() -> None:
    loggers = ["Updated by", "sys_created_by", "author", "User name", "geändert von", "opened_by"]
    assert all(map(names_the_logger, loggers))
    others = ["assigned_to", "owner", "org:resource", "by", "user group", "caused_by"]
    assert not any(map(names_the_logger, others))
