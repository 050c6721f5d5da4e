"""The first sentences."""

import pytest
from tests.areas.partnership.factories import records
from tests.areas.partnership.findings.boards import everything, seen, words

pytestmark = pytest.mark.django_db


def test_every_number_of_the_first_sentences_is_a_door() -> None:
    found = everything()
    figures = [part for part in found.lead if part.words.strip().isdigit()]

    assert [part.words for part in figures] == ["12", "10", "6"]
    assert all(part.link for part in figures)
    assert all(part.link for part in found.kicker[1:])


def test_where_nobody_waits_no_waiting_is_told() -> None:
    found = seen(records(segments=(("it", "work", 5.0, "works"),)))

    assert words(found.lead).startswith("Import one export")
    assert "Each waits for the other" not in found.turns_sentence


@pytest.mark.parametrize(
    ("segments", "sentence"),
    [
        ((("agency", "wait", 3.0, ""),), "The other 3: 3 with the agency. "),
        (
            (("agency", "wait", 3.0, ""), ("vendor", "queue", 5.0, "")),
            "The other 8: 8 with others (the vendor most). ",
        ),
        ((("partner", "wait", 3.0, ""),), "The other 3: 3 with others. "),
        ((("marketing", "queue", 2.0, ""),), "The other 2: 2 in queues. "),
        ((("it", "wait", 2.4, ""),), "The other 2: 2 waiting for an answer (IT 2). "),
        (
            (("nobody", "wait", 0.3, ""), ("it", "queue", 4.0, "")),
            "The other 4: 4 in queues. ",
        ),
    ],
)
def test_the_waiting_is_told_by_who_has_it(
    segments: tuple[tuple[str, str, float, str], ...], sentence: str
) -> None:
    found = seen(records(segments=(("it", "work", 5.0, "works"), *segments)))

    assert words(found.lead) == sentence


def test_half_a_day_of_waiting_is_no_sentence() -> None:
    found = seen(records(segments=(("it", "work", 5.0, "works"), ("it", "queue", 0.5, ""))))

    assert "The other" not in words(found.lead)


def test_where_most_holders_are_unmapped_the_first_sentence_says_what_to_do() -> None:
    found = seen(records(segments=(("unmapped", "wait", 9.0, "holder not mapped"),
                                   ("nobody", "queue", 0.3, "nobody has it yet"),
                                   ("it", "work", 5.0, "works"))))  # fmt: skip

    assert words(found.lead).startswith(
        "Whose turn it was cannot be told yet: say which team each holder is. "
    )
    assert found.lead[1].link == "/sources/"
    assert found.turns_narrow == "nobody has it yet 0.3"


def test_where_both_remember_another_holder_none_is_called_unmapped() -> None:
    some = (("unmapped", "wait", 3.0, "whose turn is not agreed"), ("it", "work", 5.0, "works"))
    most = (("unmapped", "wait", 9.0, "whose turn is not agreed"), ("it", "work", 5.0, "works"))

    assert words(seen(records(segments=some, remembered=True)).lead) == (
        "The other 3: 3 with a holder on whom both do not agree. "
    )
    assert words(seen(records(segments=most, remembered=True)).lead).startswith(
        "Whose turn it was, both sides remember differently: talk about it first. "
    )
