"""Reading answers: the sentence that each mistake gets, and what is made of good ones."""

import io

import numpy as np
import pytest
import xlsxwriter
from tests.areas.pulse.factories import upload

from accord.areas.pulse.frames import (
    InvitedBlock,
    Respondent,
    Upload,
    column,
    could_not_tell,
    read_surveys,
    scores,
)
from accord.areas.pulse.models import instrument
from accord.connectors.contract import UnreadableFileError

HEADER = "side,respondent,item,value"
INVITED = upload("invited.csv", "side,invited", "marketing,9", "it,8")


def read(*lines: str, invited: Upload = INVITED):
    return read_surveys(upload("answers.csv", *lines), invited, instrument())


def test_answers_become_respondents_without_their_numbers() -> None:
    (survey,) = read(HEADER, "marketing,77,V1,4", "marketing,77,V2,?", "it,77,V1,", "it,78,V1,5")

    assert survey.respondents == (
        Respondent("marketing", "", {"V1": 4, "V2": None}),
        Respondent("it", "", {"V1": None}),
        Respondent("it", "", {"V1": 5}),
    )
    assert (survey.invited_of("marketing"), survey.invited_of("it")) == (9, 8)


def test_several_waves_are_read_apart() -> None:
    invited = upload("invited.csv", "wave,side,invited", "A,it,8", "B,it,9")
    first, second = read(f"wave,{HEADER}", "B,it,1,V1,4", "A,it,1,V1,2", invited=invited)

    assert [first.name, second.name] == ["A", "B"]
    assert (first.invited, second.respondents[0].values) == (
        (InvitedBlock("it", "", 8),),
        {"V1": 4},
    )


def test_blocks_are_kept_where_both_files_have_them() -> None:
    invited = upload("invited.csv", "side,block,invited", "it,Web,5", "it,Data,4")
    (survey,) = read(f"{HEADER},block", "it,1,V1,4,Web", invited=invited)

    assert survey.respondents[0].block == "Web"
    assert survey.invited_of("it") == 9


def test_answers_without_blocks_join_the_blocks_of_the_invited() -> None:
    invited = upload("invited.csv", "side,block,invited", "it,Web,5", "it,Data,4")
    (survey,) = read(HEADER, "it,1,V1,4", invited=invited)

    assert survey.invited == (InvitedBlock("it", "", 9),)


def test_request_types_are_found_in_the_codes() -> None:
    (survey,) = read(HEADER, "it,1,fair:Landing page,7.5", "it,1,takes:Landing page,20")

    assert survey.request_types == ("Landing page",)
    assert survey.respondents[0].values["fair:Landing page"] == 7.5


def test_a_workbook_is_read_like_a_text_file() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    for row, cells in enumerate([HEADER.split(","), ["it", 1, "V1", 4], ["it", 2, "V1", "?"]]):
        sheet.write_row(row, 0, cells)
    book.close()
    (survey,) = read_surveys(Upload("answers.xlsx", buffer.getvalue()), INVITED, instrument())

    assert [part.values for part in survey.respondents] == [{"V1": 4}, {"V1": None}]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("sales,1,V1,4", "line 2: “sales” is not a side. Write marketing or it."),
        ("it,1,V9,4", "line 2: there is no item “V9”. The instrument page lists all codes."),
        ("it,1,V1,6", "line 2: “6” is not an answer to V1. Write a whole number from 1 to 5"),
        ("it,1,V1,3.5", "line 2: “3.5” is not an answer to V1."),
        ("it,1,V1,nan", "line 2: “nan” is not an answer to V1."),
        ("it,1,V1,good", "line 2: “good” is not an answer to V1."),
        ("it,1,fair:Page,-1", "line 2: “-1” is not an answer to fair:Page. Write days from 0"),
        ("it,,V1,4", "line 2: the respondent is missing. Give each person any number."),
        ("it,1,V1", "line 2: the line ends before its value."),
        (f"it,1,fair:{'x' * 70},4", "there is no item"),
    ],
)
def test_each_mistake_names_its_line_and_what_to_do(line: str, sentence: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read(HEADER, line)

    assert sentence in str(caught.value)
    assert str(caught.value).startswith("answers.csv")


def test_one_item_twice_from_one_person_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match=r"line 3: respondent 1 answers V1 twice"):
        read(HEADER, "it,1,V1,4", "it,1,V1,4")


def test_one_person_in_two_blocks_is_refused() -> None:
    invited = upload("invited.csv", "side,block,invited", "it,Web,5", "it,Data,4")
    with pytest.raises(UnreadableFileError, match=r"line 3: respondent 1 stands in two blocks"):
        read(f"{HEADER},block", "it,1,V1,4,Web", "it,1,V2,4,Data", invited=invited)


def test_more_answers_than_invited_are_refused() -> None:
    invited = upload("invited.csv", "side,invited", "it,1")
    with pytest.raises(UnreadableFileError, match="2 people of IT answered, but only 1"):
        read(HEADER, "it,1,V1,4", "it,2,V1,4", invited=invited)


def test_a_side_or_block_that_nobody_was_invited_from_is_refused() -> None:
    invited = upload("invited.csv", "side,block,invited", "it,Web,5")
    with pytest.raises(UnreadableFileError, match="nobody was invited from IT, block “Data”"):
        read(f"{HEADER},block", "it,1,V1,4,Data", invited=invited)


def test_a_wave_without_a_number_of_invited_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match=r"the wave “Spring” has no line in invited\.csv"):
        read(f"wave,{HEADER}", "Spring,it,1,V1,4")


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["side,invited", "it,many"], "invited.csv, line 2: “many” is not a number of people."),
        (["side,invited", "it,-3"], "line 2: “-3” is not a number of people."),
        (["side,invited", "it,4", "it,5"], "line 3: IT stands there twice."),
        (["side", "it"], "lacks the column invited"),
    ],
)
def test_mistakes_in_the_list_of_invited_are_named(lines: list[str], sentence: str) -> None:
    with pytest.raises(UnreadableFileError, match=sentence.replace("(", r"\(")):
        read(HEADER, "it,1,V1,4", invited=upload("invited.csv", *lines))


def test_a_score_needs_half_of_the_items() -> None:
    known = instrument()
    vision = {"V1": 5, "V2": 4}
    budget = {"M1": 2}
    people = [
        Respondent("it", "", vision | budget),
        Respondent("it", "", {"V1": 5, "V2": None, "M1": None}),
    ]
    table = scores(people, known.dimensions)

    assert (table[0, 0], table[0, -1]) == (4.5, 2)
    assert np.isnan(table[1]).all()


def test_cannot_tell_is_kept_apart_from_open() -> None:
    people = [Respondent("it", "", {"V1": None}), Respondent("it", "", {}),
              Respondent("it", "", {"V1": 2})]  # fmt: skip

    assert could_not_tell(people, "V1") == 1
    assert column(people, "V1").tolist() == [2]
