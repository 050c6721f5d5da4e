"""The simulated company's labels and tags: the same in every export, and plausible."""

from collections import Counter
from itertools import chain
from pathlib import Path

import pytest
from tests.connectors.reading import Rows, reading

from accord.simulate.company import write
from accord.simulate.journeys import Ticket
from accord.simulate.labels import labels_of


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("company")
    write(folder, requests=120)
    return folder


def labels(rows: Rows, told: str = "item") -> dict[str, list[str]]:
    return dict(rows.of("items", told, "labels"))


def test_both_exports_of_a_tracker_bear_the_same_labels(company: Path) -> None:
    issues = labels(reading(company / "jira_issues.json"))
    listed = labels(reading(company / "jira_issues.csv"))
    assert listed.items() <= issues.items()
    tasks = labels(reading(company / "asana_tasks.json"))
    # Where Excel rounded a number, the key is another.
    rows = labels(reading(company / "asana_tasks.csv"))
    assert {key: found for key, found in rows.items() if key.isdecimal()}.items() <= tasks.items()


def test_labels_suit_the_work(company: Path) -> None:
    rows = reading(company / "jira_issues.json")
    by_type: dict[str, Counter[str]] = {}
    for kind, found in rows.of("items", "type", "labels"):
        by_type.setdefault(kind, Counter()).update(found)
    assert by_type["CRM change"].most_common(1)[0][0] == "crm"
    assert by_type["Landing page"].most_common(1)[0][0] == "web"
    every = Counter(chain.from_iterable(labels(rows).values()))
    assert any(name.startswith("campaign-") for name in every)
    assert not any(" " in name for name in every)
    tags = chain.from_iterable(labels(reading(company / "asana_tasks.json")).values())
    assert {"mailing", "web shop"} <= set(tags)
    assert [] in labels(rows).values()


def test_the_same_ticket_always_bears_the_same_labels() -> None:
    ticket = Ticket(1, "WEB-1", "Landing page", "Spring offers page", "Maya", True)
    assert labels_of(ticket) == labels_of(ticket)
    assert len(labels_of(ticket)) <= 3
