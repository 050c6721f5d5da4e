"""Rules that both could agree on, replayed."""

from tests.areas.evidence.findings.by_hand import figures, waiting

from accord.areas.evidence import findings
from accord.areas.evidence.findings.next_steps import Step
from accord.areas.evidence.frames import Request


def steps_of(*rows: Request) -> list[Step]:
    made = figures(*rows)
    return findings.steps(made, made.requests)


def test_steps_replay_what_both_could_agree_on() -> None:
    rows = [waiting(f"r{n}", 5.0, 9.0, 20.0) for n in range(5)]

    both, answers, release = steps_of(*rows)

    assert [step.key for step in (both, answers, release)] == ["both", "answers", "release"]
    assert [step.saving.saved for step in (both, answers, release)] == [14.0, 8.0, 6.0]
    assert (both.saving.before, both.saving.count) == (36.0, 5)
    assert "Replayed on 5 requests: 36 → 22 days, probably 22 to 22." in both.text
    assert "not a forecast" in both.small


def test_steps_that_save_nothing_to_speak_of_are_not_shown() -> None:
    rows = [waiting(f"r{n}", 3.2, 3.2, 1.0) for n in range(5)]

    assert steps_of(*rows) == []


def test_steps_rest_on_five_requests_at_least() -> None:
    rows = [waiting(f"r{n}", 5.0, 9.0, 20.0) for n in range(4)]

    assert steps_of(*rows) == []
