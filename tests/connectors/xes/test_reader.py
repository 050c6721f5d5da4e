"""XES event logs."""

import gzip

import pytest
from tests.connectors.reading import reading

from accord.connectors.contract import HolderKind, Options, Recorder, UnreadableFileError
from accord.connectors.xes import reader

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
  <global scope="trace"><string key="concept:name" value="UNKNOWN"/></global>
  <global scope="event"><string key="org:group" value="UNKNOWN"/></global>
  <string key="concept:name" value="the log itself"/>
"""


def event(status="New", at="2026-01-01T00:00:00.000+00:00", **others):
    said = {"concept:name": status, "time:timestamp": at} | {
        name.replace("_", ":"): value for name, value in others.items()
    }
    kinds = {"time:timestamp": "date"}
    return (
        "<event>"
        + "".join(
            f'<{kinds.get(key, "string")} key="{key}" value="{value}"/>'
            for key, value in said.items()
            if value
        )
        + "</event>"
    )


def trace(name, *events, **said):
    attributes = {"concept:name": name} | {
        key.replace("_", ":"): text for key, text in said.items()
    }
    inside = "".join(
        f'<string key="{key}" value="{text}"/>' for key, text in attributes.items() if text
    )
    return f"<trace>{inside}{''.join(events)}</trace>"


def translated(tmp_path, *parts, encoding="utf-8", **options):
    file = tmp_path / "log.xes"
    head = HEAD if encoding == "utf-8" else HEAD.replace("UTF-8", "UTF-16")
    file.write_bytes((head + "".join(parts) + "</log>").encode(encoding))
    return read(file, **options)


def read(file, **options):
    rows = {}
    recorder = Recorder(lambda table, batch: rows.setdefault(table, []).extend(batch.to_pylist()))
    reader.translate(file, Options(**options), recorder)
    receipt = recorder.close()
    return rows.get("history", []), receipt


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_trace_is_an_item_and_an_event_a_row(tmp_path, encoding):
    rows, receipt = translated(
        tmp_path,
        trace(
            " NA ", event("New", org_group="Web", org_resource="ann"), event("Done", org_group="")
        ),
        encoding=encoding,
    )
    first = 1767225600_000000
    assert [tuple(row.values()) for row in rows] == [
        ("NA", first, 1, "New", "Web", "ann", ""),
        ("NA", first, 2, "Done", "", "", ""),
    ]
    assert (receipt.read, receipt.used, receipt.holder_kind) == (2, 2, HolderKind.UNIT)


@pytest.mark.parametrize(
    ("said", "holder", "kind"),
    [
        ({"org_group": "G", "org_role": "R", "org_resource": "P"}, "G", HolderKind.UNIT),
        ({"org_role": "R", "org_resource": "P"}, "R", HolderKind.UNIT),
        ({"org_resource": "P"}, "P", HolderKind.PERSON),
        ({}, "", HolderKind.UNIT),
    ],
)
def test_the_holder_is_the_group_or_else_the_role_or_else_the_person(tmp_path, said, holder, kind):
    rows, receipt = translated(tmp_path, trace("A", event(**said)))
    assert (rows[0]["holder"], receipt.holder_kind) == (holder, kind)


def test_a_holder_at_the_trace_stands_for_all_its_events(tmp_path):
    rows, _ = translated(tmp_path, trace("A", event(), event(org_group="Own"), org_group="Web"))
    assert [row["holder"] for row in rows] == ["Web", "Own"]


def test_other_attributes_can_be_chosen(tmp_path):
    rows, receipt = translated(
        tmp_path,
        trace("A", event(lifecycle_transition="start", org_resource="ann", org_group="Web")),
        holder="org:resource",
        status="lifecycle:transition",
    )
    assert (rows[0]["status"], rows[0]["holder"], rows[0]["person"]) == ("start", "ann", "")
    assert receipt.columns_ignored == ["org:group"]


def test_attributes_of_attributes_say_nothing_of_the_event(tmp_path):
    nested = event().replace(
        "</event>",
        '<string key="org:group" value="Web"><string key="org:group" value="Deep"/></string></event>',
    )
    rows, _ = translated(tmp_path, trace("A", nested))
    assert rows[0]["holder"] == "Web"


def test_traces_of_one_name_are_one_item_and_are_counted(tmp_path):
    rows, receipt = translated(
        tmp_path, trace("A", event()), trace("A", event()), trace("", event())
    )
    assert [row["item"] for row in rows] == ["A", "A"]
    assert dict(receipt.notes) == {"trace that bears the name of an earlier one": 1}
    assert dict(receipt.skipped) == {"no item": 1}


def test_rows_that_cannot_be_used_go_to_the_receipt(tmp_path):
    _, receipt = translated(
        tmp_path,
        trace("A", event(status=""), event(at="never"), event()),
        event(),
    )
    assert dict(receipt.skipped) == {
        "no status": 1,
        "no readable time": 1,
        "event outside a trace": 1,
    }
    assert receipt.examples["no readable time"] == ["line 6"]


def test_dates_in_another_form_are_decided_by_the_whole_log(tmp_path):
    rows, _ = translated(tmp_path, trace("A", event(at="02/01/2026"), event(at="31/01/2026")))
    assert rows[0]["at"] == 1767312000_000000


@pytest.mark.parametrize(
    ("content", "options", "says"),
    [
        (HEAD + "<trace>", {}, "is no well-formed XML"),
        (
            '<!DOCTYPE log [<!ENTITY a "b">]>' + HEAD[39:] + "</log>",
            {},
            r"declares a document type",
        ),
        (
            HEAD + trace("A", event()) + "</log>",
            {"holder": "squad"},
            "no attribute 'squad'; it has: concept",
        ),
        (HEAD + trace("A", event()) + "</log>", {"status": "mood"}, "no attribute 'mood'"),
    ],
)
def test_a_log_that_cannot_be_used_is_told_in_one_sentence(tmp_path, content, options, says):
    file = tmp_path / "log.xes"
    file.write_text(content, "utf-8")
    with pytest.raises(UnreadableFileError, match=rf"log\.xes .*{says}"):
        read(file, **options)


def test_a_packed_log_is_unpacked(tmp_path):
    file = tmp_path / "log"
    file.write_bytes(gzip.compress((HEAD + trace("A", event()) + "</log>").encode()))
    assert len(read(file)[0]) == 1


def test_sniffing():
    assert reader.sniff(HEAD.encode()) == 1.0
    assert reader.sniff(HEAD.encode("utf-16")) == 1.0
    assert reader.sniff(b"<log><trace>") == 1.0
    assert reader.sniff(b"<log>") == 0.3
    assert reader.sniff(b"<html>") == 0


@pytest.mark.parametrize("encoding", ["foo", "shift_jis", "utf-7"])
def test_an_encoding_that_cannot_be_read_is_one_sentence(tmp_path, encoding):
    file = tmp_path / "log.xes"
    file.write_text(HEAD.replace("UTF-8", encoding) + trace("A", event()) + "</log>")
    with pytest.raises(UnreadableFileError, match=r"log\.xes declares an encoding"):
        reader.translate(file, Options(), Recorder(lambda *_: None))


def test_a_log_without_any_holder_says_so(tmp_path):
    event = (
        '<event><string key="concept:name" value="Open"/>'
        '<date key="time:timestamp" value="2026-01-01T00:00:00Z"/></event>'
    )
    file = tmp_path / "log.xes"
    file.write_text(
        f'<log><trace><string key="concept:name" value="A"/>{event}</trace></log>', "utf-8"
    )

    told = reading(file).receipt.guessed

    assert told == [
        "The holder was read from nothing: no attribute names one; the status from concept:name."
    ]
