"""The shares beside published ones."""

from tests.areas.pulse.factories import a_survey, alike
from tests.areas.pulse.findings.waves import made


def test_unanimous_shares_never_say_all_or_none() -> None:
    content = made(a_survey([alike(5)] * 9, [alike(1)] * 16))
    improved = next(part for part in content["benchmarks"] if part["key"] == "improved")

    assert (improved["marketing"], improved["it"]) == (0.8, 0.1)
    assert improved["published"] == {"marketing": 0.43, "it": 0.5}
