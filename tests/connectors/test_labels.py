import pytest

from accord.connectors.labels import asked_prefix, label_value, label_values


@pytest.mark.parametrize(
    ("option", "prefix"),
    [
        ("label:team", "team"),
        ("Label: status: ", "status:"),
        ("label", ""),
        ("label:", ""),
        ("Team", None),
        ("", None),
        ("labels:team", None),
    ],
)
def test_an_option_asks_for_labels(option: str, prefix: str | None) -> None:
    assert asked_prefix(option) == prefix


@pytest.mark.parametrize(
    ("label", "prefix", "value"),
    [
        ("team: Web", "team", "Web"),
        ("Team/Web", "team", "Web"),
        ("status:in-review", "status:", "in-review"),
        ("teamwork", "team", ""),
        ("team:", "team", ""),
        ("team", "team", ""),
        ("bug", "team", ""),
        (" Brand ", "", "Brand"),
    ],
)
def test_a_label_says_something_after_its_prefix(label: str, prefix: str, value: str) -> None:
    assert label_value(label, prefix) == value


def test_each_value_is_told_once() -> None:
    assert label_values(["team: B", "bug", "team/A", "Team: B"], "team") == ["B", "A"]
