"""What a release puts on the notice board."""

from accord.areas.pulse import findings
from accord.areas.pulse.findings.sides import Content


def test_readings_carry_figures_verdicts_and_links(apart: Content) -> None:
    found = {part.name: part for part in findings.readings(apart, "/pulse/waves/3/")}

    assert found["pulse.dimension.speed.gap"].detail["verdict"] == "different"
    assert found["pulse.dimension.speed.gap"].link == "/pulse/waves/3/speed/"
    assert found["pulse.dimension.speed.it"].value == 4 or found["pulse.dimension.speed.it"].low
    assert found["pulse.stage.self.it"].detail["stage"] in range(1, 6)
    assert found["pulse.expectation.Landing page.it.fair"].unit == "working days"
    assert found["pulse.benchmark.prepared.it"].detail["published"] == 0.64
    assert found["pulse.response"].detail["released"] is True
    assert found["pulse.stage"].value in range(1, 6)
    assert all(part.count is None for part in found.values())


def test_no_reading_or_signal_is_too_long_for_the_board(apart: Content) -> None:
    assert all(len(part.question) <= 300 for part in findings.readings(apart, "/"))
    assert all(len(part.sentence) <= 500 for part in findings.signals(apart, "/"))
