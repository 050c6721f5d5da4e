"""What every reader tells the recorder."""

import pyarrow as pa

from accord.connectors import contract
from accord.connectors.contract import HolderKind, Recorder


def written() -> tuple[Recorder, list[tuple[str, pa.RecordBatch]]]:
    batches: list[tuple[str, pa.RecordBatch]] = []
    return Recorder(lambda table, batch: batches.append((table, batch)), str.upper), batches


def test_what_is_read_is_used_or_skipped() -> None:
    recorder, _ = written()

    recorder.history("A", 1, 1, "Open", "Web")
    recorder.skip("no time", "line 3")
    recorder.skip("no time")

    receipt = recorder.close()
    assert (receipt.read, receipt.used, dict(receipt.skipped)) == (3, 1, {"no time": 2})
    assert receipt.examples == {"no time": ["line 3"]}


def test_only_the_first_places_are_kept() -> None:
    recorder, _ = written()

    for line in range(20):
        recorder.skip("no time", f"line {line}")

    assert len(recorder.receipt.examples["no time"]) == contract.EXAMPLES_KEPT


def test_persons_are_written_by_their_pseudonym_only() -> None:
    recorder, batches = written()
    recorder.receipt.holder_kind = HolderKind.PERSON

    recorder.history("A", 1, 1, "Open", "maya", person="idris")
    recorder.item("A", requester="lena")
    recorder.comment("A", 2, "mark")
    recorder.comment("A", 3, "")
    recorder.close()

    rows = {table: batch.to_pylist() for table, batch in batches}
    assert (rows["history"][0]["holder"], rows["history"][0]["person"]) == ("MAYA", "IDRIS")
    assert rows["items"][0]["requester"] == "LENA"
    assert [row["author"] for row in rows["comments"]] == ["MARK", ""]


def test_full_batches_are_handed_on_at_once(monkeypatch: object) -> None:
    monkeypatch.setattr(contract, "BATCH_ROWS", 2)  # type: ignore[attr-defined]
    recorder, batches = written()

    for line in range(3):
        recorder.link("A", f"B-{line}", "text")
    recorder.promise("A", 1, 1, None)

    assert [batch.num_rows for _, batch in batches] == [2]
    recorder.close()
    assert [(table, batch.num_rows) for table, batch in batches[1:]] == [
        ("promises", 1),
        ("links", 1),
    ]


def test_columns_are_written_after_the_rows_told_before_them() -> None:
    recorder, batches = written()

    recorder.promise("A", 1, 1, None)
    recorder.promise_columns(
        pa.array(["B"]), pa.array([2]), pa.array([2]), pa.array([None], pa.int64())
    )
    recorder.skip_many("no time", 9, (f"line {line}" for line in range(9)))
    recorder.skip_many("no time", 2, ["line 10", "line 11"])

    receipt = recorder.close()
    assert [row["item"] for _, batch in batches for row in batch.to_pylist()] == ["A", "B"]
    assert (receipt.read, receipt.skipped["no time"]) == (11, 11)
    assert receipt.examples["no time"] == [f"line {line}" for line in range(5)]
