"""What labels and tags each tracker's export holds, as the items bear them."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.connectors.reading import SAMPLES, Rows, reading, sample, written

from accord.connectors.labels import labels_in, one_text, plain_labels

HISTORY = "item,at,status,holder,labels\n"
CHANGES = "issue_id,changelog_id,created_date,field,from,from_string,to,to_string\n"
ISSUES = "id,instance_url,key,issue_type,summary,status,created_date"


def labels(rows: Rows) -> dict[str, list[str]]:
    """The labels last told of each item."""
    return dict(rows.of("items", "item", "labels"))


def text_of(name: str) -> str:
    return (SAMPLES / name).read_text(encoding="utf-8-sig")


# Texts that hold several


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("", []),
        (" ; ,; ", [","]),
        ("web", ["web"]),
        ("web, crm,web", ["crm", "web"]),
        ("web; crm ;web", ["crm", "web"]),
        ("needs a, b; web", ["needs a, b", "web"]),
        ("needs a, b;", ["needs a, b"]),
        ('"a;b" ; "say ""no"""', ["a;b", 'say "no"']),
        ('"never closed; web', ["never closed; web"]),
        ("on two\n  lines", ["on two lines"]),
    ],
)
def test_semicolons_part_labels_or_else_commas(cell: str, found: list[str]) -> None:
    assert labels_in(cell) == found


def test_a_label_longer_than_a_field_of_csv_may_be_is_a_label_too() -> None:
    usual = csv.field_size_limit(1000)
    try:
        assert labels_in("x" * 2000 + ";web") == ["web", "x" * 2000]
    finally:
        csv.field_size_limit(usual)


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)) | st.sampled_from(' ,;"'))))
def test_any_labels_come_back_from_one_text(told: list[str]) -> None:
    assert labels_in(one_text(plain_labels(told))) == plain_labels(told)


# Jira


def test_jiras_csv_has_a_column_a_label(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "Summary,Issue key,Status,Created,Labels,Labels,Labels\n"
        "Page,WEB-1,Open,02/Feb/26 9:00 AM,web,newsletter,\n"
        "Mail,WEB-2,Open,02/Feb/26 9:00 AM,,,\n"
        "Both,WEB-3,Open,02/Feb/26 9:00 AM,web crm web,,\n"
        'Sheet,WEB-4,Open,02/Feb/26 9:00 AM,"web, crm",,\n',
    )
    rows = reading(file)
    assert labels(rows) == {
        "WEB-1": ["newsletter", "web"],
        "WEB-2": [],
        "WEB-3": ["crm", "web"],
        "WEB-4": ["crm", "web"],
    }
    assert "Labels" in rows.receipt.columns_read


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (["web", " crm ", "web", None], ["crm", "web"]),
        ([], []),
        ("web crm", ["crm", "web"]),
        (7, []),
    ],
)
def test_jiras_json_tells_the_labels_at_export(tmp_path: Path, told: Any, found: list[str]) -> None:
    page = json.loads(text_of("jira_search.json"))
    page["issues"][0]["fields"]["labels"] = told
    assert labels(reading(written(tmp_path, page))) == {"WEB-7": found}


def test_a_search_without_labels_tells_them_by_their_last_change(tmp_path: Path) -> None:
    page = json.loads(text_of("jira_search.json"))
    histories = page["issues"][0]["changelog"]["histories"]
    change = {"field": "labels", "fieldtype": "jira", "from": "", "to": ""}
    more = {**change, "fromString": "spring", "toString": "spring web"}
    histories.append({"id": "106", "created": "2026-02-13T09:00:00.000+0000", "items": [more]})
    assert labels(reading(written(tmp_path, page))) == {"WEB-7": ["spring", "web"]}
    del page["issues"][0]["changelog"]
    assert labels(reading(written(tmp_path, page))) == {"WEB-7": []}


def test_the_data_pipeline_tells_labels_by_their_last_change(tmp_path: Path) -> None:
    issues = f"{ISSUES}\n1,https://x,WEB-1,Story,Page,Open,2026-02-01T09:00:00Z\n"
    changes = (
        "1,12,2026-02-04T10:00:00Z,labels,,web,,web crm\n"
        "1,11,2026-02-03T10:00:00Z,labels,,,,web\n"
        "1,13,some day,labels,,web crm,,lost\n"
        "1,10,2026-02-02T10:00:00Z,status,1,Open,2,Doing\n"
    )
    rows = reading(written(tmp_path, issues + CHANGES + changes))
    assert labels(rows) == {"WEB-1": ["crm", "web"]}
    assert len(rows.tables["history"]) == 2


@pytest.mark.parametrize("cell", ["crm; web", '"crm, web"', '"[""crm"",""web""]"'])
def test_the_data_pipelines_own_column_of_labels_is_read(tmp_path: Path, cell: str) -> None:
    issues = f"{ISSUES},labels\n1,https://x,WEB-1,Story,Page,Open,2026-02-01T09:00:00Z,{cell}\n"
    rows = reading(written(tmp_path, issues))
    assert labels(rows) == {"WEB-1": ["crm", "web"]}
    assert "labels" in rows.receipt.columns_read


# Marketing's trackers


def test_asanas_csv_parts_tags_with_commas(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "Task ID,Created At,Completed At,Last Modified,Name,Section/Column,Tags,Projects\n"
        '1,2026-02-02,,2026-02-03,Page,Brief,"web,campaign; spring",Web\n'
        "2,2026-02-02,,2026-02-03,Mail,Brief,,Web\n",
    )
    rows = reading(file)
    assert labels(rows) == {"1": ["campaign; spring", "web"], "2": []}
    assert "Tags" in rows.receipt.columns_read


def test_asanas_json_names_tags(tmp_path: Path) -> None:
    page = json.loads(text_of("asana_project.json"))
    page["data"][0]["tags"] = [
        {"gid": "1", "resource_type": "tag", "name": "web"},
        {"gid": "2", "name": "a, b"},
        {"gid": "3"},
        "odd",
    ]
    assert labels(reading(written(tmp_path, page)))["1202222222222222"] == ["a, b", "web"]


@pytest.mark.parametrize("cell", ["[web, spring]", '[""web"",""spring""]'])
def test_clickups_tags_stand_in_brackets(tmp_path: Path, cell: str) -> None:
    file = written(
        tmp_path,
        "Task ID,Task Name,Task Content,Status,Date Created,Tags,List Name\n"
        f'1,Page,,to do,1770019200000,"{cell}",Mailings\n'
        "2,Mail,,to do,1770019200000,[],Mailings\n",
    )
    assert labels(reading(file)) == {"1": ["spring", "web"], "2": []}


def test_trellos_labels_are_named_or_else_coloured(tmp_path: Path) -> None:
    page = json.loads(text_of("trello_board.json"))
    page["cards"][0]["labels"] = [
        {"id": "b1", "name": "web", "color": "green"},
        {"id": "b2", "name": "", "color": "red_dark"},
        {"id": "b3", "name": "", "color": None},
    ]
    assert labels(reading(written(tmp_path, page)))["SprngPg1"] == ["red_dark", "web"]


# IT's trackers


def test_azure_devops_parts_tags_with_semicolons() -> None:
    assert labels(sample("azure_query.csv"))["4411"] == ["spring", "web"]


def test_azure_devops_updates_tell_the_last_tags(tmp_path: Path) -> None:
    page = json.loads(text_of("azure_updates.json"))
    first, second, *_ = page["value"]
    first["fields"]["System.Tags"] = {"newValue": "old"}
    second["fields"]["System.Tags"] = {"oldValue": "old", "newValue": "web; spring, summer"}
    assert labels(reading(written(tmp_path, page)))["4411"] == ["spring, summer", "web"]


def test_linears_csv_parts_labels_with_commas(tmp_path: Path) -> None:
    assert labels(sample("linear_issues.csv"))["WEB-7"] == ["Landing page"]
    text = text_of("linear_issues.csv").replace(",Landing page,", ',"\'-web, Bug",')
    assert labels(reading(written(tmp_path, text)))["WEB-7"] == ["-web", "Bug"]


def test_githubs_issues_bear_labels() -> None:
    found = labels(sample("github_issues.json"))
    assert found["shop/web#12"] == ["status: in review", "team: Web"]


@pytest.mark.parametrize("name", ["Tags", "sys_tags"])
def test_a_servicenow_list_may_have_tags(tmp_path: Path, name: str) -> None:
    assert set(map(tuple, labels(sample("servicenow_list.csv")).values())) == {()}
    file = written(
        tmp_path,
        f"Number,Opened,Short description,Caller,State,Assignment group,{name}\n"
        'INC1,2026-02-02 09:00:00,Page fails,Maya,New,Desk,"web, voucher"\n',
    )
    rows = reading(file)
    assert labels(rows) == {"INC1": ["voucher", "web"]}
    assert name in rows.receipt.columns_read


def test_a_servicenow_record_may_have_tags_but_no_numbers_of_them(tmp_path: Path) -> None:
    page = json.loads(text_of("servicenow_table.json"))
    page["result"][0]["sys_tags"] = f"web, {'a1' * 16}"
    page["result"][1]["sys_tags"] = {"display_value": "voucher", "value": "b2" * 16}
    found = labels(reading(written(tmp_path, page)))
    assert (found["INC0010001"], found["INC0010002"]) == (["web"], ["voucher"])


# Tables, histories and logs


def test_any_tables_columns_of_labels_are_kept(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "Key,Created,Labels,Area\nA,2026-01-01,web; WEB-7,crm\nB,2026-01-01,,\n",
    )
    columns = {"Key": "item", "Created": "created", "Labels": "labels", "Area": "labels"}
    rows = reading(file, "table", mapping={"columns": columns})
    assert labels(rows) == {"A": ["WEB-7", "crm", "web"], "B": []}
    assert rows.of("links", "item", "target") == [("A", "WEB-7")]


def _plain(folder: Path, table: dict[str, list[Any]]) -> Path:
    rows = zip(table["item"], table["labels"], strict=True)
    lines = (f'{item},2026-01-01,New,Web,"{told}"\n' for item, told in rows)
    return written(folder, HISTORY + "".join(lines))


def _odd(folder: Path, table: dict[str, list[Any]]) -> Path:
    text = _plain(folder, table).read_text(encoding="utf-8")
    return written(folder, f"{text}short\n")  # a row that is no plain one: read row by row


def _parquet(folder: Path, table: dict[str, list[Any]]) -> Path:
    file = folder / "table.parquet"
    rows = len(table["item"])
    always = {"at": ["2026-01-01"] * rows, "status": ["New"] * rows, "holder": ["Web"] * rows}
    parquet.write_table(pa.table(table | always), file)
    return file


@pytest.mark.parametrize("made", [_plain, _odd, _parquet])
def test_a_plain_history_has_labels_in_one_text(
    tmp_path: Path, made: Callable[[Path, dict[str, list[Any]]], Path]
) -> None:
    table = {"item": ["A", "B", "C", "A"], "labels": ["web; crm", "", "web,crm", "web"]}
    rows = reading(made(tmp_path, table))
    assert rows.of("items", "item", "labels") == [
        ("A", ["crm", "web"]),
        ("C", ["crm", "web"]),
        ("A", ["web"]),
    ]
    assert "labels" in rows.receipt.columns_read


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
@pytest.mark.parametrize("lists", [pa.list_, pa.large_list])
def test_a_parquet_history_may_have_lists_of_labels(
    tmp_path: Path, lists: Callable[[pa.DataType], pa.DataType], kind: pa.DataType
) -> None:
    told = [["web", "a,b", "a;b", None, "a\0b "], [], None]
    table = {"item": ["A", "B", "C"], "labels": pa.array(told, lists(kind))}
    rows = reading(_parquet(tmp_path, table))
    assert rows.of("items", "item", "labels") == [("A", ["a b", "a,b", "a;b", "web"])]


@pytest.mark.parametrize("column", [[[1], []], [{"name": "web"}, None]])
def test_other_lists_of_a_parquet_history_are_no_labels(tmp_path: Path, column: list[Any]) -> None:
    rows = reading(_parquet(tmp_path, {"item": ["A", "B"], "labels": column}))
    assert rows.of("items", "item", "labels") == []


@pytest.mark.parametrize("name", ["labels", "Tags"])
def test_a_foreign_object_centric_log_may_have_labels(tmp_path: Path, name: str) -> None:
    said = [{"name": name, "time": "2026-01-01T00:00:00Z", "value": "web, crm"}]
    log = {
        "objectTypes": [],
        "eventTypes": [],
        "objects": [{"id": "o1", "type": "order", "attributes": said}],
        "events": [
            {
                "id": "e1",
                "type": "place",
                "time": "2026-01-02T00:00:00Z",
                "relationships": [{"objectId": "o1", "qualifier": ""}],
            }
        ],
    }
    assert labels(reading(written(tmp_path, log), "ocel-json")) == {"o1": ["crm", "web"]}


def test_a_trace_of_xes_may_describe_its_item(tmp_path: Path) -> None:
    event = (
        '<event><string key="concept:name" value="New"/>'
        '<date key="time:timestamp" value="2026-01-01T00:00:00Z"/>'
        '<string key="title" value="of the event"/></event>'
    )
    file = written(
        tmp_path,
        '<log xes.version="1.0">'
        '<trace><string key="concept:name" value="A"/><string key="title" value="Page"/>'
        f'<string key="labels" value="web;crm"/>{event}</trace>'
        f'<trace><string key="concept:name" value="B"/>{event}</trace>'
        f'<trace><string key="labels" value="lost"/>{event}</trace></log>',
    )
    rows = reading(file)
    assert rows.of("items", "item", "type", "title", "labels") == [
        ("A", "", "Page", ["crm", "web"])
    ]
    assert rows.receipt.columns_ignored == []
