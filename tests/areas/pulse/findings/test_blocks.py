"""A side by its units, as far as they are large enough."""

from tests.areas.pulse.factories import alike
from tests.areas.pulse.findings.waves import made

from accord.areas.pulse.frames import InvitedBlock, Respondent, Survey


def in_blocks(counts: dict[str, int], value: int) -> list[Respondent]:
    return [
        Respondent("marketing", block, alike(value))
        for block, count in counts.items()
        for _ in range(count)
    ]


def test_blocks_below_five_are_joined_and_all_add_up() -> None:
    survey = Survey(
        "Spring",
        (*in_blocks({"Brand": 6, "Media": 2, "Web": 5}, 3),
         *(Respondent("it", "", alike(4)) for _ in range(6))),
        (InvitedBlock("marketing", "Brand", 8), InvitedBlock("marketing", "Media", 4),
         InvitedBlock("marketing", "Web", 6), InvitedBlock("it", "", 8)),
    )  # fmt: skip
    blocks = made(survey)["blocks"]

    assert [unit["names"] for unit in blocks["marketing"]] == [["Brand"], ["Media", "Web"]]
    assert [unit["answered_band"] for unit in blocks["marketing"]] == ["5-7", "5-7"]
    assert len(blocks["marketing"][0]["dimensions"]) == 12
    assert blocks["it"] == []


def test_a_dimension_too_thin_in_one_block_is_shown_for_none() -> None:
    people = in_blocks({"Brand": 6, "Web": 6}, 3)
    people[0] = Respondent("marketing", "Brand", {"V1": 1})
    people[1] = Respondent("marketing", "Brand", {"V1": 1})
    survey = Survey(
        "Spring",
        (*people, *(Respondent("it", "", alike(4)) for _ in range(6))),
        (InvitedBlock("marketing", "Brand", 8), InvitedBlock("marketing", "Web", 6),
         InvitedBlock("it", "", 8)),
    )  # fmt: skip
    content = made(survey)

    assert len([part for part in content["dimensions"] if part["marketing"]]) == 12
    assert [unit["dimensions"] for unit in content["blocks"]["marketing"]] == [[], []]
