"""What the records cannot tell."""

from tests.areas.evidence.findings.by_hand import HALF, SIGNED, figures, request, source, these

from accord.areas.evidence import findings
from accord.areas.evidence.findings.unknown import not_known
from accord.areas.evidence.models import Level


def test_the_level_says_which_export_would_raise_it() -> None:
    poor = [source("Asana", Level.SNAPSHOT), source("Jira"), source("Desk", Level.COMMENTS)]

    assert findings.level_words([]) == ""
    assert "full history" in findings.level_words([source("Jira")])
    assert findings.level_words(poor).startswith("Asana and Desk only tell when")


def test_what_these_records_cannot_tell_is_said() -> None:
    rows = [
        request("a", by_turn={("unmapped", "queue"): 3.0}),
        request("b", sources=("Jira",)),
    ]
    everything = figures(*rows, ambiguous=2)
    turns = findings.whose_turn(these(rows))
    assert turns is not None

    sentences = not_known(everything, turns, {source("Jira", Level.SNAPSHOT): HALF})

    begins = ("Jira is a snapshot", "1 item stands", "1 request never", "3 days", "2 items could")
    assert len(sentences) == len(begins)
    for sentence, begin in zip(sentences, begins, strict=True):
        assert sentence.startswith(begin)


def test_where_all_is_known_nothing_is_said_to_be_unknown() -> None:
    turns = findings.whose_turn(these([request("a")]))
    assert turns is not None

    assert not_known(figures(request("a")), turns, {source("Jira"): SIGNED}) == []
