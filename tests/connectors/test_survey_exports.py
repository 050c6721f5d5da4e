"""Exports of survey tools, in their true form but written by hand: looked at, guessed, turned into answers."""

import io

import pytest
import xlsxwriter

from accord.connectors.contract import UnreadableFileError
from accord.connectors.survey_exports import (
    MOST_ROWS,
    Guess,
    Look,
    Target,
    Told,
    as_answers,
    guessed_side,
    guesses,
    look_at,
    side_of,
    value_guesses,
)

SCALE = ("Disagree", "Rather disagree", "Partly", "Rather agree", "Agree")
V1 = Target("V1", ("Marketing and IT have one and the same picture of the future.", "Ein Bild."))
P1 = Target("P1", ("IT keeps the promises it makes to marketing.",))
P2 = Target("P2", ("Marketing keeps the promises it makes to IT.",))
TARGETS = [V1, P1, P2]

LIMESURVEY = (
    '"id";"submitdate";"lastpage";"startlanguage";"seed";"ipaddr";"SIDE";"G1Q1[V1]";"P1";"Remarks"',
    '"1";"1980-01-01 00:00:00";"3";"en";"17";"10.0.0.1";"Marketing";"A4";"A2";"Plan earlier"',
    '"2";"1980-01-01 00:00:00";"3";"de";"18";"10.0.0.2";"IT";"A5";"";""',
    '"3";"";"1";"en";"19";"10.0.0.3";"IT";"A1";"A1";""',
)
FORMS = (
    ("ID", "Start time", "Completion time", "Email", "Name", "Where do you work?",
     "IT keeps the promises it makes to Marketing", "Marketing keeps its promises to IT"),
    (1, "2026-03-02 09:00", "2026-03-02 09:05", "anonymous", "Ann", "Marketing", "Strongly agree", "Agree"),
    (2, "2026-03-02 09:01", "2026-03-02 09:09", "anonymous", "Bob", "Corporate IT", "Neutral", "I don't know"),
)  # fmt: skip


def text_of(*lines: str) -> bytes:
    return ("\ufeff" + "\r\n".join(lines)).encode()


def workbook(*rows: tuple[object, ...]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    return buffer.getvalue()


def limesurvey() -> Look:
    return look_at(text_of(*LIMESURVEY), "results-survey.csv")


def told(**other: object) -> Told:
    given: dict[str, object] = {
        "side": 6,
        "sides": {"Marketing": "marketing", "IT": "it"},
        "questions": {7: "V1", 8: "P1"},
        "values": {"A2": "2", "A4": "4", "A5": "5"},
    }
    return Told(**given | other)  # type: ignore[arg-type]


def test_limesurvey_names_what_is_left_out_and_drops_the_unfinished() -> None:
    look = limesurvey()

    assert look.tool == "LimeSurvey"
    assert (len(look.rows), look.unfinished) == (2, 1)
    assert [column.name for column in look.open_columns] == ["SIDE", "G1Q1[V1]", "P1", "Remarks"]
    reasons = {column.name: column.left_out for column in look.columns if column.left_out}
    assert reasons["ipaddr"] == "where from"
    assert reasons["submitdate"] == "a time"
    assert all(not column.samples for column in look.columns if column.left_out)


def test_limesurvey_is_guessed_by_its_codes() -> None:
    look = limesurvey()

    assert guesses(look, TARGETS) == {7: Guess("V1", 100), 8: Guess("P1", 100)}
    assert guessed_side(look, [7, 8]) == 6
    assert value_guesses(["A1", "AO05", "3", "N/A", "what"], [SCALE]) == {
        "A1": "1", "AO05": "5", "3": "3", "N/A": "?",
    }  # fmt: skip


def test_the_answers_are_a_plain_table_without_anything_else() -> None:
    answers = as_answers(limesurvey(), told())

    assert answers.table.decode().splitlines() == [
        "side,block,respondent,item,value",
        "marketing,,1,V1,4",
        "marketing,,1,P1,2",
        "it,,2,V1,5",
    ]
    assert (answers.people, answers.without_side) == (2, 0)
    assert answers.blocks == (("marketing", ""), ("it", ""))


def test_who_names_no_side_is_left_out_and_a_column_may_name_the_team() -> None:
    answers = as_answers(limesurvey(), told(sides={"IT": "it", "Marketing": "-"}, block=9))

    assert (answers.people, answers.without_side) == (1, 1)
    assert answers.blocks == (("it", ""),)


def test_a_value_may_be_left_open_but_not_untold() -> None:
    left_open = as_answers(limesurvey(), told(values={"A2": "-", "A4": "?", "A5": "5"}))
    assert b"P1" not in left_open.table
    assert b"marketing,,1,V1,?" in left_open.table

    with pytest.raises(UnreadableFileError, match="what “A4” in the column “G1Q1\\[V1\\]” means"):
        as_answers(limesurvey(), told(values={}))


def test_what_was_told_is_kept_as_it_was() -> None:
    assert Told.from_json(told(block=3).as_json()) == told(block=3)


def test_microsoft_forms_is_guessed_by_likeness_and_by_all_its_words() -> None:
    look = look_at(workbook(*FORMS), "Pulse(1-2).xlsx")

    assert look.tool == "Microsoft Forms"
    assert [column.name for column in look.open_columns] == list(FORMS[0][5:])
    found = guesses(look, TARGETS)
    assert found[6].code == "P1"
    assert 80 <= found[6].likeness <= 99
    assert found[7].code == "P2"
    assert guessed_side(look, found) == 5
    # "Agree" is 4 beside "Strongly agree", and 5 among the instrument's own words.
    given = {"Strongly agree": "5", "Agree": "4", "Neutral": "3", "I don't know": "?"}
    assert value_guesses(given, [SCALE]) == given
    assert value_guesses(["Agree", "Rather agree"], [SCALE]) == {"Agree": "5", "Rather agree": "4"}


def test_full_question_texts_with_marks_and_commas_are_understood() -> None:
    look = look_at(
        text_of(
            '"Response ID","Date submitted","Your side, please","V1. <b>Marketing &amp; IT</b>, one picture",'
            '"Promises [IT keeps the promises it makes to marketing.]"',
            '"7","2026-03-02","IT","Agree","Partly"',
        ),
        "full.csv",
    )

    assert look.tool == "LimeSurvey"
    assert guesses(look, TARGETS) == {3: Guess("V1", 100), 4: Guess("P1", 99)}


def test_semicolons_separate_also_where_the_texts_hold_more_commas() -> None:
    look = look_at(text_of('"a, b, c, d";"e, f, g"', '"1";"2"'), "x.csv")

    assert [column.name for column in look.columns] == ["a, b, c, d", "e, f, g"]
    assert look.tool == ""


def test_a_question_is_guessed_once() -> None:
    look = look_at(text_of("V1,V1 ,x", "4,5,3"), "x.csv")

    assert guesses(look, TARGETS) == {0: Guess("V1", 100)}


def test_values_that_give_somebody_away_leave_a_column_out_whatever_its_name() -> None:
    look = look_at(
        text_of(
            "contact,host,six,when,side",
            "a@b.org,10.0.0.1,fe80::1:2:3,2026-03-02 09:00,IT",
            "c@d.org,10.0.0.2,fe80::1:2:4,03/02/2026,IT",
            "none,10.0.0.3,,,IT",
        ),
        "x.csv",
    )

    assert [column.left_out for column in look.columns] == [
        "a mail address", "where from", "where from", "a time", "",
    ]  # fmt: skip
    assert guessed_side(look) is None


def test_what_people_wrote_is_never_shown_as_a_sample() -> None:
    lines = [f"remark {number},A{number % 5 + 1}" for number in range(20)]
    look = look_at(text_of("Remarks,V1", *lines), "x.csv")

    assert look.columns[0].samples == []
    assert look.columns[1].samples == ["A1", "A2", "A3"]


def test_the_fingerprint_is_of_the_header_alone() -> None:
    one, two = (look_at(text_of("a,b", row), "x.csv") for row in ("1,2", "3,4"))

    assert one.fingerprint == two.fingerprint
    assert one.fingerprint != look_at(text_of("a,c", "1,2"), "x.csv").fingerprint


@pytest.mark.parametrize(
    ("value", "side"),
    [("Marketing", "marketing"), ("Corporate IT", "it"), ("Sales", ""), ("IT for marketing", "")],
)
def test_a_side_is_guessed_only_where_it_is_clear(value: str, side: str) -> None:
    assert side_of(value) == side


def test_rows_and_names_may_be_missing() -> None:
    look = look_at(b"side,,V1\nIT\n\n,,4,5\n", "x.csv")

    assert [column.name for column in look.columns] == ["side", "column 2", "V1"]
    assert look.rows == (("IT", "", ""), ("", "", "4"))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "x.csv is empty"),
        (b"a,b\n", "has a header but no rows"),
        (b"a\n" + b"1\n" * (MOST_ROWS + 1), "has 20001 rows; at most 20000"),
        (b"," * 501 + b"a\n1\n", "has 502 columns; at most 500"),
    ],
)
def test_what_is_no_export_is_refused_in_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFileError, match=sentence):
        look_at(content, "x.csv")


def test_a_column_with_many_values_names_no_side() -> None:
    lines = [f"{'IT' if number % 2 else 'Marketing'} {number}" for number in range(13)]

    assert guessed_side(look_at(text_of("team", *lines), "x.csv")) is None


def test_timings_and_questions_for_names_are_left_out() -> None:
    header = "V1,V1Time,groupTime8020,interviewtime,Lunchtime,Your name,What is your e-mail?"
    look = look_at(text_of(header, "A1,2.5,9.1,30.2,A2,Ann,none"), "x.csv")

    assert [column.name for column in look.open_columns] == ["V1", "Lunchtime"]


def test_a_question_that_speaks_of_names_is_long_enough_to_stay() -> None:
    header = "Marketing and IT give each campaign one and the same name from the start"
    look = look_at(text_of(f"{header},V1", "Agree;,A2"), "x.csv")

    assert len(look.open_columns) == 2
    assert value_guesses(["Agree;"], [SCALE]) == {"Agree;": "5"}
