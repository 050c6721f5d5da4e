"""The stage, its gates and its facts."""

import pytest
from tests.areas.partnership.factories import measured, put_up, records, response, said, stage
from tests.areas.partnership.findings.boards import everything, seen

from accord.analysis.stage import Gate, Standing
from accord.areas.indicators.actions import Said
from accord.areas.indicators.queries import board
from accord.areas.partnership.findings.stage import facts_of, next_gate, stage_sentence

pytestmark = pytest.mark.django_db


def test_the_five_stages_show_where_each_side_places_itself() -> None:
    found = everything()

    assert [(row.name, row.probability, row.here) for row in found.stages[1:3]] == [
        ("Coping", 0.2, False),
        ("Co-mingling", 0.8, True),
    ]
    assert [row.marks for row in found.stages] == [(), ("marketing",), ("it",), (), ()]


def test_almost_surely_probably_perhaps() -> None:
    sentences = [
        seen(records(), [response(), stage(*chances)]).stage_sentence
        for chances in ((0, 0.97, 0.03, 0, 0), (0, 0.7, 0.3, 0, 0), (0, 0.4, 0.3, 0.3, 0))
    ]

    assert [sentence.split(",")[1].split(".")[0].strip() for sentence in sentences] == [
        "almost surely coping",
        "probably coping",
        "perhaps coping",
    ]


def test_a_missing_fact_holds_the_stage_below() -> None:
    few = [said("evidence.joint", 900), said("evidence.joint.types", 1)]

    found = seen([*records(), *few], [response(), stage(0, 0.1, 0.9, 0, 0)])

    assert found.next_gate.startswith("A fact holds it there: Joint work is spread over")
    assert found.standing is not None
    assert [gate.name for gate in found.standing.known] == ["a working hand-over"]
    assert found.standing.stage == 2


def test_a_shut_gate_to_the_next_stage_is_named() -> None:
    shut = Gate(3, "level", False, "The more critical side's average reaches 2.6.", "opinion")

    found = seen([*records(), *measured()], [response(), stage(0, 1.0, 0, 0, 0, gates=(shut,))])

    assert found.next_gate == (
        "The gate to co-mingling: the more critical side's average reaches 2.6."
    )


def test_a_gate_that_nobody_knows_is_named_as_such() -> None:
    found = seen([*records(), *measured()], [response(), stage(0, 1.0, 0, 0, 0)])

    assert found.next_gate.startswith(
        "The gate to co-mingling is not known: Whether ideas and initiatives"
    )


def test_where_nothing_stands_before_the_next_stage_nothing_is_said_of_it() -> None:
    found = Standing(2, (0.0, 1.0, 0.0, 0.0, 0.0), (), (), ())

    assert stage_sentence(found, asked=True) == "By what both say, almost surely coping."
    assert next_gate(found) == ""


def test_beyond_the_last_stage_there_is_no_gate() -> None:
    found = seen([*records(), *measured()], [response(), stage(0, 0, 0, 0, 1.0)])

    assert found.stage_sentence == (
        "By the facts known so far and what both say, almost surely co-creating."
    )
    assert found.next_gate == ""


def test_facts_are_met_missing_or_unknown() -> None:
    def met(*readings: Said) -> list[bool | None]:
        put_up(list(readings))
        return [gate.met for gate in facts_of(board())[:3]]

    assert met() == [None, None, None]
    assert met(said("evidence.joint", 5), said("evidence.joint.types", 3)) == [True, True, None]
    assert met(said("evidence.joint", 4), said("evidence.joint.types", 2)) == [False, False, None]
