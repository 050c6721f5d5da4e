"""Agreement within one side, against printed and public figures."""

import csv
import itertools
import math
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.analysis import agreement

SURVEY = Path(__file__).parents[3] / "shared" / "data" / "survey"
with_data = pytest.mark.skipif(not SURVEY.exists(), reason="shared/data/survey is absent")
COUNTS = st.lists(st.integers(0, 20).map(float), min_size=5, max_size=5).filter(any)


def groups(name: str, group: str, columns: list[str]) -> list[np.ndarray]:
    """The named columns of a public data set, one array a group."""
    found: dict[str, list[list[float]]] = defaultdict(list)
    with (SURVEY / name).open(newline="") as file:
        for row in csv.DictReader(file):
            found[row[group]].append([float(row[column]) for column in columns])
    return [np.array(rows) for rows in found.values()]


def lead_items() -> list[str]:
    return [f"LEAD{number:02d}" for number in range(1, 12)]


def test_average_deviation_by_hand() -> None:
    answers = np.array([1.0, 3, 3, 5])

    assert agreement.average_deviation(answers) == 1
    assert agreement.average_deviation_from_median(np.array([1.0, 1, 1, 5])) == 1
    assert agreement.average_deviation(np.array([1.0, 1, 1, 5])) == 1.5


def test_full_agreement_is_one_and_full_spread_is_none() -> None:
    chance = agreement.null_variance(5)

    assert chance == 2
    assert agreement.within_group_agreement(np.full(6, 4.0), chance) == 1
    assert agreement.within_group_agreement(np.array([1.0, 1, 5, 5]), chance) == 0


def test_items_that_spread_more_than_chance_do_not_agree() -> None:
    answers = np.array([[1.0, 5], [5, 1], [1, 5], [5, 1]])

    assert agreement.within_group_agreement_of_items(answers, 2) == 0
    assert agreement.linear_agreement_of_items(answers, 2) < 0


def test_one_parallel_item_is_the_single_item() -> None:
    answers = np.array([2.0, 3, 3, 4, 3])

    assert agreement.within_group_agreement_of_items(answers[:, None], 2) == pytest.approx(
        agreement.within_group_agreement(answers, 2)
    )


def test_consensus_and_polarisation_of_the_printed_example() -> None:
    # agrmt, documentation of agreement() and polarization()
    counts = np.array([30, 40, 210, 130, 530, 50, 10.0])

    assert agreement.consensus(counts) == pytest.approx(0.6113333, abs=1e-6)
    assert agreement.polarisation(counts) == pytest.approx(0.1943333, abs=1e-6)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [([9, 0, 0, 0, 0], 1), ([4, 4, 4, 4, 4], 0), ([5, 0, 0, 0, 5], -1), ([0, 0, 1, 0, 0], 1)],
)
def test_consensus_of_clear_cases(counts: list[int], expected: float) -> None:
    assert agreement.consensus(np.array(counts, dtype=float)) == pytest.approx(expected)


def test_nobody_has_no_consensus() -> None:
    with pytest.raises(ValueError, match="at least one answer"):
        agreement.consensus(np.zeros(5))


@given(COUNTS)
def test_consensus_stays_between_minus_one_and_one_and_mirrors(counts: list[float]) -> None:
    found = agreement.consensus(np.array(counts))

    assert -1 - 1e-9 <= found <= 1 + 1e-9
    assert agreement.consensus(np.array(counts[::-1])) == pytest.approx(found)


def test_critical_values_are_the_published_ones() -> None:
    # Dunlap, Burke and Smith-Crowe 2003, tables 2 and 3
    assert agreement.critical_within_group_agreement(10, 5) == pytest.approx(0.53, abs=0.005)
    assert agreement.critical_average_deviation(5, 7) == pytest.approx(0.64, abs=1e-6)


@pytest.mark.parametrize(
    ("people", "rwg", "deviation"),
    [(3, 1.0, 0), (5, 0.85, 0.40), (6, 0.717, 0.556), (8, 0.607, 0.688), (15, 0.395, 0.871),
     (30, 0.262, 0.984)],
)  # fmt: skip
def test_critical_values_by_size_of_the_group(people: int, rwg: float, deviation: float) -> None:
    found = agreement.critical_within_group_agreement(people, 5)

    assert found == pytest.approx(rwg, abs=6e-4)
    assert agreement.critical_average_deviation(people, 5) == pytest.approx(deviation, abs=6e-4)


def test_critical_value_agrees_with_listing_every_answer() -> None:
    found = agreement.critical_average_deviation(4, 5)
    every = [np.array(answers) for answers in itertools.product(range(1, 6), repeat=4)]
    below = [agreement.average_deviation(answers) <= found + 1e-9 for answers in every]

    assert np.mean(below) == pytest.approx(0.008)


def test_two_people_can_never_surprise() -> None:
    assert math.isnan(agreement.critical_average_deviation(2, 5))


@with_data
def test_single_item_agreement_in_public_data() -> None:
    found = [
        agreement.within_group_agreement(part[:, 0], 2)
        for part in groups("lq2002.csv", "COMPID", ["LEAD06"])
    ]

    assert np.mean(found) == pytest.approx(0.51, abs=0.005)
    assert np.mean(np.array(found) > 0.51) == pytest.approx(0.59, abs=0.005)
    assert np.quantile(found, 0.9) == pytest.approx(0.72, abs=0.005)


@with_data
def test_scale_agreement_in_public_data() -> None:
    found = [
        agreement.within_group_agreement(part[:, 0], 2)
        for part in groups("lq2002.csv", "COMPID", ["LEAD"])
    ]

    assert (np.mean(found), min(found), max(found)) == pytest.approx(
        (0.7032, 0.4976, 0.8417), abs=1e-4
    )


@with_data
def test_agreement_over_items_in_public_data() -> None:
    parts = groups("lq2002.csv", "COMPID", lead_items())
    parallel = [agreement.within_group_agreement_of_items(part, 2) for part in parts]
    linear = [agreement.linear_agreement_of_items(part, 2) for part in parts]

    assert (np.mean(parallel), min(parallel), max(parallel)) == pytest.approx(
        (0.8678, 0.7749, 0.9423), abs=1e-4
    )
    assert (np.mean(linear), min(linear), max(linear)) == pytest.approx(
        (0.3926, 0.2384, 0.5976), abs=1e-4
    )


@with_data
def test_average_deviation_in_public_data() -> None:
    columns = ["AF06", "AF07", "AP12", "AP17", "AP33", "AP34", "AS14", "AS15", "AS16", "AS17",
               "AS28"]  # fmt: skip
    found = [agreement.average_deviation(part) for part in groups("bhr2000.csv", "GRP", columns)]

    assert found[0] == pytest.approx(0.8481366, abs=1e-6)
    assert (np.mean(found), min(found), max(found)) == pytest.approx(
        (0.8691, 0.6382, 1.0173), abs=1e-4
    )


@with_data
def test_every_exact_critical_value_of_the_table() -> None:
    with (SURVEY / "null_rwg_ad_exact.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if int(row["n"]) <= 12]

    for row in rows:
        people, options = int(row["n"]), int(row["options"])
        rwg = agreement.critical_within_group_agreement(people, options)
        deviation = agreement.critical_average_deviation(people, options)
        assert rwg == pytest.approx(float(row["rwg_crit_p05"]), abs=1e-4)
        assert deviation == pytest.approx(float(row["adm_crit_p05"]), abs=1e-4)
