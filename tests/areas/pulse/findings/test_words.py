"""A wave in one sentence."""

import pytest

from accord.areas.pulse import findings


@pytest.mark.parametrize(
    ("verdicts", "sentence"),
    [
        (["different"] * 2 + ["practically the same"] * 10,
         "Two of twelve differ clearly; ten are practically the same."),
        (["different"] + ["practically the same"] + ["cannot tell"] * 10,
         "One of twelve differs clearly; one is practically the same; about ten this pulse "
         "cannot tell."),
        (["cannot tell"] * 13,
         "No dimension differs clearly; about 13 this pulse cannot tell."),
    ],
)  # fmt: skip
def test_the_headline_counts_verdicts(verdicts: list[str], sentence: str) -> None:
    content = {
        "released": True,
        "dimensions": [{"name": "x", "verdict": verdict} for verdict in verdicts],
    }

    assert findings.headline(content) == sentence


def test_the_headline_of_too_few() -> None:
    assert findings.headline({"released": False}) == "Too few answered to show anything."
