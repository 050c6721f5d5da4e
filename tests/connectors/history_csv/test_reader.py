"""The plain history, as CSV and Parquet."""

from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from accord.connectors.contract import HolderKind, Options, Recorder, UnreadableFileError
from accord.connectors.history_csv import reader

FIRST = 1767225600_000000  # 2026-01-01


def translated(file, **options):
    rows = {}
    recorder = Recorder(lambda table, batch: rows.setdefault(table, []).extend(batch.to_pylist()))
    reader.translate(file, Options(**options), recorder)
    return rows, recorder.close()


def csv(tmp_path, text):
    file = tmp_path / "log.csv"
    file.write_text(text, "utf-8")
    return file


def test_every_column_is_read(tmp_path):
    rows, receipt = translated(
        csv(
            tmp_path,
            "item,at,status,holder,person,type,title,due,resolution,colour\n"
            " A ,2026-01-01T00:00:00Z,New,Web,ann,bug,Broken,2026-01-02,,red\n"
            "A,2026-01-03,Done,Web,,bug,Broken,,Fixed,\n",
        )
    )
    assert rows["history"] == [
        {
            "item": "A",
            "at": FIRST,
            "line": 2,
            "status": "New",
            "holder": "Web",
            "person": "ann",
            "resolution": "",
        },
        {
            "item": "A",
            "at": FIRST + 2 * 86_400_000_000,
            "line": 3,
            "status": "Done",
            "holder": "Web",
            "person": "",
        }
        | {"resolution": "Fixed"},
    ]
    assert rows["items"] == [
        {"item": "A", "at": at, "type": "bug", "title": "Broken", "requester": "", "url": ""}
        | {"labels": []}
        for at in (FIRST, FIRST + 2 * 86_400_000_000)
    ]
    assert [row["due"] for row in rows["promises"]] == [FIRST + 2 * 86_400_000_000 - 1, None]
    assert receipt.columns_ignored == ["colour"]
    assert (receipt.read, receipt.used, receipt.holder_kind) == (2, 2, HolderKind.UNIT)


def test_rows_that_cannot_be_used_go_to_the_receipt_with_line_and_reason(tmp_path):
    _, receipt = translated(
        csv(
            tmp_path,
            "item,at,status,holder,due\n"
            ",2026-01-01,New,Web\nA,2026-01-01,  ,Web\nA,someday,New,Web\n\nNA,2026-01-01,New\n"
            "A,2026-01-01,New,Web,eventually,more,cells\n",
        )
    )
    assert dict(receipt.skipped) == {"no item": 1, "no status": 1, "no readable time": 1}
    assert receipt.examples["no readable time"] == ["line 4"]
    assert (receipt.read, receipt.used) == (5, 2)
    assert receipt.notes["due date that cannot be read"] == 1


def test_a_row_wider_than_the_header_loses_its_last_cells_and_the_receipt_says_so(tmp_path):
    text = "item,at,status,holder\nA,2026-01-01,Open,IT, Web\nA,2026-01-02,Done,IT, ,\n"
    rows, receipt = translated(csv(tmp_path, text))

    assert [row["holder"] for row in rows["history"]] == ["IT", "IT"]
    assert dict(receipt.notes) == {"row wider than the header: its last cells were left out": 1}


def test_other_columns_can_be_chosen_whatever_their_capitals(tmp_path):
    file = csv(tmp_path, "Item,At,Status,Holder,Stage,Assignee\nA,2026-01-01,New,Web,Early,ann\n")
    rows, receipt = translated(file, holder="assignee", status="STAGE")
    assert (rows["history"][0]["status"], rows["history"][0]["holder"]) == ("Early", "ann")
    assert receipt.holder_kind is HolderKind.PERSON
    assert "The column Assignee was read as holder." in receipt.guessed


def test_the_columns_of_event_logs_are_known(tmp_path):
    file = csv(
        tmp_path,
        "case:concept:name,time:timestamp,concept:name,org:resource\n1,2026-01-01 00:00:00-05:00,Buy,Kim\n",
    )
    rows, receipt = translated(file)
    assert rows["history"][0]["at"] == FIRST + 5 * 3_600_000_000
    assert receipt.holder_kind is HolderKind.PERSON


@pytest.mark.parametrize(
    ("text", "options", "says"),
    [
        ("", {}, "has no column 'holder'"),
        ("item,at,status\nA,2026-01-01,New\n", {}, "no column 'holder'; name one with --holder"),
        ("item,at,status,holder\n", {"holder": "squad"}, "no column 'squad'.*it has: item, at"),
        ("item,status,holder\n", {}, "no column 'at'; it has"),
        ("item,at,holder," + ",".join(f"c{n}" for n in range(9999)) + "\n", {}, "and 9990 more"),
        ("item,at,status,holder\nA,7/9/2026,New,Web\n", {}, "say --day-first or --month-first"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_in_one_sentence(tmp_path, text, options, says):
    with pytest.raises(UnreadableFileError, match=rf"log\.csv .*{says}"):
        translated(csv(tmp_path, text), **options)


def test_the_order_of_day_and_month_is_looked_up_in_the_whole_file(tmp_path):
    file = csv(tmp_path, "item,at,status,holder,due\nA,7/1/2026,New,Web,31/1/2026\nA\n")
    rows, receipt = translated(file)
    assert rows["history"][0]["at"] == FIRST + 6 * 86_400_000_000
    assert receipt.guessed[0].startswith("Dates were read day first")


def test_parquet_is_read_like_csv(tmp_path):
    file = tmp_path / "log.parquet"
    at = [datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, 3, tzinfo=UTC), None]
    table = pa.table(
        {
            "item": [1, 2, 3],
            "at": pa.array(at, pa.timestamp("ns", tz="UTC")),
            "status": ["New", None, "New"],
            "holder": ["Web", "Web", None],
            "title": [["a"], ["b"], ["c"]],
        }
    )
    parquet.write_table(table, file)
    rows, receipt = translated(file)
    assert [(row["item"], row["at"]) for row in rows["history"]] == [("1", FIRST)]
    assert dict(receipt.skipped) == {"no status": 1, "no readable time": 1}
    assert "items" not in rows


def test_a_damaged_parquet_file_is_told(tmp_path):
    file = tmp_path / "log.parquet"
    file.write_bytes(b"PAR1 and then nothing")
    with pytest.raises(UnreadableFileError, match=r"log\.parquet is a damaged Parquet file"):
        translated(file)


def test_sniffing():
    assert reader.sniff(b"PAR1....") > 0
    assert reader.sniff("\ufeffItem;At;Status;Holder\n".encode()) == 1.0
    assert reader.sniff(b"item,at,status,team\n") == 0.9
    assert 0 < reader.sniff(b"case_id,timestamp,activity\n") < 0.5
    assert reader.sniff(b"Issue key,Created\n") == 0
