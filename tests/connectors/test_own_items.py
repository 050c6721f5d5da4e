"""A company's own items: what is read, and every illegal comparison that is refused, with its line."""

import pytest

from accord.connectors.contract import UnreadableFileError
from accord.connectors.own_items import (
    LONGEST_TEXT,
    MOST_BYTES,
    OwnItem,
    Taken,
    read_items,
    without_type,
)

TAKEN = Taken(frozenset({"v1", "o2"}), frozenset({"trust", "shared vision"}))
HEADER = "code,text,dimension,type"
GOOD = "OWN1,It is clear who owns the customer data.,Customer data,J"


def csv_of(*lines: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *lines]).encode()


def read(*lines: str, header: str = HEADER) -> list[OwnItem]:
    return read_items(csv_of(*lines, header=header), "own.csv", TAKEN)


def read_yaml(text: str, name: str = "own.yaml") -> list[OwnItem]:
    return read_items(text.encode(), name, TAKEN)


def test_a_table_is_read_with_all_its_columns() -> None:
    header = "Code;Text;Dimension;Type;Scale;Origin;Anchor;Text_de;Text_fr"
    (item,) = read(
        "OWN1;How often do both look at the data?;Data;j;Frequency;Our workshop;yes;Wie oft?;",
        header=header,
    )

    assert item == OwnItem(
        line=2,
        code="OWN1",
        text="How often do both look at the data?",
        dimension="Data",
        type="J",
        scale="frequency",
        origin="Our workshop",
        anchor=True,
        texts=(("de", "Wie oft?"),),
    )


@pytest.mark.parametrize("beginning", ["items:\n", "note: kept\nitems:\n", ""])
def test_yaml_says_the_same(beginning: str) -> None:
    (item,) = read_yaml(
        f"{beginning}- code: OWN1\n  text: IT answers within a day.\n  dimension: Data\n  type: T-IT\n"
        "  anchor: no\n"
    )

    assert (item.code, item.type, item.anchor, item.scale) == ("OWN1", "T-IT", False, "agreement")
    assert item.line == beginning.count("\n") + 1


def test_a_missing_type_is_asked_for_and_unknown_stays_unknown() -> None:
    lines = ("A1,One text.,Data,", "A2,Another text.,Data,unknown", "A3,A third text.,Data,?")
    items = read(*lines)

    assert [item.code for item in without_type(items)] == ["A1"]
    assert [item.type for item in items] == ["", "?", "?"]
    asked = read_items(csv_of(*lines), "own.csv", TAKEN, {"A1": "J"})
    assert without_type(asked) == []


def test_a_type_that_was_asked_for_is_held_against_the_text() -> None:
    with pytest.raises(UnreadableFileError, match="does not name IT alike"):
        read_items(csv_of("A1,Promises are kept.,Data,"), "own.csv", TAKEN, {"A1": "T-IT"})


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (",A text.,Data,J", "line 2: the code is missing."),
        ("A1,A text.", "line 2: the dimension is missing."),
        ("1A,A text.,Data,J", "“1A” is not a code."),
        ("A very long code,A text.,Data,J", "is not a code."),
        ("v1,A text.,Data,J", "“v1” is a code of the built-in instrument."),
        ("A1,A text.,Trust,J", "“Trust” is a dimension of the built-in instrument"),
        ("A1,A text.,Data,X", "“X” is not a type. Write one of these. J: both sides rate the same"),
        ("A1,=A text.,Data,J", "line 2: the text begins like a formula."),
        ("A1,@SUM(A1),Data,J", "begins like a formula"),
        ('A1,"One\nline.",Data,J', "holds a line end"),
        (f"A1,{'x' * 201},Data,J", f"the text has 201 letters; it may have {LONGEST_TEXT}."),
        (f"A1,A text.,{'x' * 31},J", "the dimension has 31 letters; it may have 30."),
        ("A1,The other side keeps its promises.,Data,J", "“The other side” is somebody else for"),
        ("A1,You help me.,Data,J", "“You” is somebody else for each side: “I rate you” beside"),
        ("A1,The other team helps.,Data,unknown", "is not a gap"),
        ("A1,Promises are kept.,Data,T-IT", "the type T-IT says that both sides rate IT, but"),
        ("A1,It keeps promises.,Data,T-IT", "does not name IT alike"),
        ("A1,IT helps us.,Data,T-IT", "without “we” and “us”"),
        ("A1,IT keeps promises.,Data,T-MK", "that both sides rate marketing"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_one_sentence(line: str, sentence: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read(line)

    assert sentence in str(caught.value)
    assert str(caught.value).startswith("own.csv, line ")


@pytest.mark.parametrize(
    ("header", "line", "sentence"),
    [
        (
            "code,text,dimension,weight",
            "A1,A text.,Data,2",
            "“weight” is not known. There are: code",
        ),
        ("code,text,dimension,text_it", "A1,A text.,Data,B", "gives each side a text of its own"),
        ("code,text,dimension,text", "A1,A text.,Data,B", "“text” stands there twice"),
        ("code,text,dimension,scale", "A1,A text.,Data,seven", "“seven” is not a scale."),
        ("code,text,dimension,anchor", "A1,A text.,Data,maybe", "“maybe” does not say whether"),
        ("code,text,dimension,text_de", "A1,A text.,Data,Die andere Seite hilft.", "somebody else"),
        ("code,text", "A1,A text.", "lacks the column dimension"),
    ],
)
def test_a_wrong_column_is_named(header: str, line: str, sentence: str) -> None:
    with pytest.raises(UnreadableFileError, match=sentence):
        read(line, header=header)


@pytest.mark.parametrize(
    ("second", "sentence"),
    [
        ("own1,Another text.,Data,J", "line 3: the code “own1” stands in line 2 already."),
        ("A2,IT IS CLEAR who owns the customer data.,B,J", "the same text stands in line 2"),
    ],
)
def test_doubles_are_refused(second: str, sentence: str) -> None:
    with pytest.raises(UnreadableFileError, match=sentence):
        read(GOOD, second)


def test_a_dimension_has_at_most_twelve_and_a_file_sixty() -> None:
    with pytest.raises(UnreadableFileError, match="line 14: “Data” has more than 12 questions"):
        read(*(f"A{number},Text {number}.,Data,J" for number in range(13)))
    with pytest.raises(UnreadableFileError, match="has 61 questions; at most 60"):
        read(*(f"A{number},Text {number}.,D{number % 10},J" for number in range(61)))


def test_a_file_is_small() -> None:
    with pytest.raises(UnreadableFileError, match="has 201 kB; a list of questions may have 200"):
        read_items(b"x" * (MOST_BYTES + 1001), "own.csv", TAKEN)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: &a [x]\nb: *a\n", "line 2: “\\*” refers to another place"),
        ("just words", "holds no list of questions"),
        ("", "holds no list of questions"),
        ("items: []", "holds no list of questions"),
        ("other: 1", "holds no list of questions"),
        ("- words", "line 1: this is no question"),
        ("- code: A1\n  text: [a, b]\n", "line 2: a question holds words only"),
        ("- ? [a]\n  : b\n", "line 1: a question holds words only"),
        ("- code: A1\n  text: T\n", "line 1: the question lacks its dimension"),
        ("- code: A1\n  size: 2\n", "“size” is not known"),
        ("- code: 'A1\n", "cannot be read as YAML from line"),
        ("[" * 5000, "cannot be read as YAML"),
        ("- a: \x00", "cannot be read as YAML"),
        (
            "- code: A1\n  text: !!python/object:os.system x\n  dimension: D\n  type: X",
            "is not a type",
        ),
    ],
)
def test_yaml_that_is_no_list_of_questions_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(UnreadableFileError, match=sentence):
        read_yaml(text, "own.yml")


def test_yaml_must_be_utf_8() -> None:
    with pytest.raises(UnreadableFileError, match="not written in UTF-8"):
        read_items(b"- code: \xff", "own.yaml", TAKEN)
