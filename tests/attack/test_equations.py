"""T1 and T6: adding and subtracting leads to nobody; with a rule switched off, it does."""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from tests.areas.pulse.factories import AT, a_lead, files_of
from tests.attack.equations import smallest_group
from tests.attack.organisations import answers, organisation, released

from accord.analysis import disclosure, gap
from accord.analysis.disclosure import Block, Unit
from accord.areas.pulse import actions
from accord.areas.pulse.findings import blocks, closed_wave, sides
from accord.areas.pulse.findings.certificates import certificate_of
from accord.areas.pulse.findings.sides import Content, Floats, Sides
from accord.areas.pulse.frames import InvitedBlock, Respondent, Survey

PartialAnswers = dict[str, float | None]


@pytest.mark.parametrize("seed", range(8))
def test_nobody_follows_by_adding_and_subtracting(seed: int) -> None:
    generator = np.random.default_rng(seed)
    survey = organisation(generator, answering=generator.uniform(0.5, 1), cannot_tell=0.1)
    content = released(survey)

    assert smallest_group(content, survey) is None
    assert certificate_of(content).safe


@pytest.mark.django_db
def test_nobody_follows_from_a_wave_that_was_imported() -> None:
    survey = organisation(np.random.default_rng(5))
    own, invited = files_of(survey)
    done = actions.import_answers(
        answers=own, invited=invited, name="Spring", asked_on=AT.date(), by=a_lead(), at=AT
    )

    assert done.new[0].release.content["released"]
    assert smallest_group(done.new[0].release.content, survey) is None


def a_survey_in(marketing: Mapping[str, int], it: int = 9, cannot_tell: float = 0.0) -> Survey:
    """Answers of marketing in blocks and of IT as a whole."""
    generator = np.random.default_rng(2)
    return Survey(
        "Spring",
        (
            *(
                Respondent("marketing", name, answers(generator, cannot_tell))
                for name, count in marketing.items()
                for _ in range(count)
            ),
            *(Respondent("it", "", answers(generator, cannot_tell)) for _ in range(it)),
        ),
        (
            *(InvitedBlock("marketing", name, count) for name, count in marketing.items()),
            InvitedBlock("it", "", it),
        ),
    )


def test_with_lower_thresholds_the_attack_succeeds(monkeypatch: pytest.MonkeyPatch) -> None:
    survey = a_survey_in({"a": 9}, it=3)
    assert smallest_group(released(survey), survey) is None
    low = disclosure.Thresholds(mean=2)
    monkeypatch.setattr(disclosure.Thresholds, "at_least", lambda fewest: low)
    monkeypatch.setattr(disclosure, "why_not", lambda answered, fewest=2: "")

    assert smallest_group(released(survey), survey) == 3


def test_with_two_partitions_the_attack_succeeds(monkeypatch: pytest.MonkeyPatch) -> None:
    survey = a_survey_in({"a": 5, "b": 2, "c": 5})
    assert smallest_group(released(survey), survey) is None

    def both_ways(
        survey: Survey, side: str, table: Floats, dimensions: Sequence, shown: Sequence[bool]
    ) -> list[Content]:
        turned = dataclasses.replace(survey, invited=survey.invited[::-1])
        return [
            unit
            for part in (survey, turned)
            for unit in blocks.blocks(part, side, table, dimensions, shown)
        ]

    monkeypatch.setattr(closed_wave, "blocks", both_ways)

    assert smallest_group(released(survey), survey) == 2


def test_with_small_blocks_left_out_the_attack_succeeds(monkeypatch: pytest.MonkeyPatch) -> None:
    survey = a_survey_in({"a": 5, "b": 2, "c": 5})

    def unmerged(given: Sequence[Block], fewest: int = 5) -> tuple[Unit, ...]:
        return tuple(Unit((block,)) for block in given if block.answered >= fewest)

    monkeypatch.setattr(disclosure, "partition", unmerged)

    assert smallest_group(released(survey), survey) == 2


def test_with_the_whole_shown_beside_a_small_side_the_attack_succeeds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    survey = a_survey_in({"a": 9}, it=4)
    assert smallest_group(released(survey), survey) is None

    def compared(
        own: Sides, given: Mapping[str, Floats], fewest: int, error: float = 0.5
    ) -> gap.Comparison | None:
        marketing, it = given["marketing"], given["it"]
        return gap.compare(marketing, it, 9, 4, error) if min(len(marketing), len(it)) > 1 else None

    monkeypatch.setattr(disclosure, "why_not", lambda answered, fewest=5: "")
    monkeypatch.setattr(sides.Sides, "compare", compared)

    assert smallest_group(released(survey), survey) == 4


def test_with_partial_answers_of_few_the_attack_succeeds(monkeypatch: pytest.MonkeyPatch) -> None:
    survey = a_survey_in({"a": 14}, it=14)
    quiet: PartialAnswers = dict(survey.respondents[0].values) | {"V1": None}
    survey = dataclasses.replace(
        survey,
        respondents=(
            dataclasses.replace(survey.respondents[0], values=quiet),
            *survey.respondents[1:],
        ),
    )
    assert smallest_group(released(survey), survey) is None
    monkeypatch.setattr(closed_wave, "with_whole_answers", lambda survey, instrument: survey)

    assert smallest_group(released(survey), survey) == 1


def test_with_partial_answers_told_by_unit_the_attack_succeeds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    survey = organisation(np.random.default_rng(5))
    assert smallest_group(released(survey), survey) is None
    monkeypatch.setattr(blocks, "may_be_told_by_unit", lambda survey, side, dimension: True)

    assert smallest_group(released(survey), survey) == 3
