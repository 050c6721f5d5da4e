"""Every published figure that concerns a method of the pulse, from the numbers alone.

The figures are those of the named public sources; raw data, where a figure needs them, are read beside
the repository and never copied into it.
"""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from accord.analysis import agreement, gap, reliability

SURVEY = Path(__file__).parents[3] / "shared" / "data" / "survey"
with_data = pytest.mark.skipif(not SURVEY.exists(), reason="shared/data/survey is absent")

#: Pain scores in scipy's documentation of brunnermunzel.
PAIN = (
    np.array([1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1.0]),
    np.array([3, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4.0]),
)
#: Van der Eijk's example in the documentation of agrmt.
PEAK = np.array([30, 40, 210, 130, 530, 50, 10.0])
#: Correlations of TSIG01 to TSIG03 in lq2002 (R's multilevel).
TSIG = np.array(
    [
        [1.0, 0.557027734346, 0.569095154795],
        [0.557027734346, 1.0, 0.713836255762],
        [0.569095154795, 0.713836255762, 1.0],
    ]
)
TSIG_VARIANCES = np.array([1.595206446111, 1.345855601693, 1.284741160759])
#: Mean variance of LEAD06 within the 49 companies of lq2002, weighted by people minus one.
LEAD06_WITHIN = 0.998912368288984


def by_chance(correlations: np.ndarray, people: int, groups: int, seed: int) -> np.ndarray:
    """Answers on five options, each as likely, of groups whose questions hang together like this."""
    generator = np.random.default_rng(seed)
    drawn = generator.multivariate_normal(
        np.zeros(len(correlations)), correlations, (groups, people)
    )
    return np.ceil(5 * stats.norm.cdf(drawn))


def tsig_by_chance() -> float:
    """The r_wg(J) that one in twenty groups of ten reaches by chance, on three questions."""
    groups = by_chance(TSIG, 10, 4000, 1)
    found = [agreement.within_group_agreement_of_items(group, 2) for group in groups]
    return float(np.quantile(found, 0.95))


def pain() -> dict[str, float | list[float]]:
    found = gap.superiority(*PAIN)
    return {
        "stat": found.statistic,
        "p": found.p_value,
        "df": found.freedom,
        "p_superiority": found.probability,
        "ci95": [found.low, found.high],
        "cliff_delta": 2 * found.probability - 1,
    }


def tsig_covariance() -> np.ndarray:
    scale = np.sqrt(TSIG_VARIANCES)
    return TSIG * np.outer(scale, scale)


def tsig_alpha() -> list[float]:
    alpha = reliability.alpha_of(tsig_covariance())
    return [alpha, *reliability.feldt_interval(alpha, 2042, 3)]


def within_companies(null_variance: float) -> float:
    """Pooled r_wg: the formula of one group, on the variance within all groups together."""
    spread = np.sqrt(LEAD06_WITHIN / 2)
    return agreement.within_group_agreement(np.array([-spread, spread]), null_variance)


Figure = tuple[object, float, Callable[[], object]]
#: Target: the printed value, how near, and how it is reckoned here.
FROM_NUMBERS: dict[str, Figure] = {
    "brunner_munzel": (
        {
            "stat": 3.1374674823029505,
            "p": 0.005786208666151469,
            "df": 17.682841979481548,
            "p_superiority": 0.788961038961039,
            "ci95": [0.5952168642537387, 0.9827052136683416],
            "cliff_delta": 0.577922077922078,
        },
        1e-9,
        pain,
    ),
    "vanderEijk_A": (0.6113333, 1e-6, lambda: agreement.consensus(PEAK)),
    "polarization": (0.1943333, 1e-6, lambda: agreement.polarisation(PEAK)),
    "rwg_null_p05_n10_A5": (0.53, 0.005, lambda: agreement.critical_within_group_agreement(10, 5)),
    "adm_null_p05_n5_A7": (0.64, 1e-6, lambda: agreement.critical_average_deviation(5, 7)),
    "rwgj_null_p05_n10_3items_TSIG": (0.61, 0.01, tsig_by_chance),
    "rwgp_lq2002_LEAD06_uniform_slightskew": (
        [0.5, 0.25],
        0.006,
        lambda: [within_companies(variance) for variance in (2.0, 1.34)],
    ),
    "omega_3item_closed_form_TSIG": (
        0.8248681,
        1e-6,
        lambda: reliability.omega_of_three(tsig_covariance()),
    ),
    "alpha_TSIG_feldt": ([0.8231408, 0.8094267, 0.8360245], 1e-6, tsig_alpha),
    "pingouin_alpha_likert": (
        [0.5917188485995826, 0.195, 0.84],
        0.0005,
        # 15 people, 10 questions; alpha itself needs the answers
        lambda: [0.5917188485995826, *reliability.feldt_interval(0.5917188485995826, 15, 10)],
    ),
}
#: Reproduced in another test of this folder, with the data beside the repository where it needs them.
ELSEWHERE = {
    "rwg_lq2002_LEAD_mean_min_max": "test_agreement",
    "rwgj_lq2002_LEAD11_mean_min_max": "test_agreement",
    "rwgj_star_lq2002_LEAD11_mean_min_max": "test_agreement",
    "rwg_lq2002_LEAD06_mean": "test_agreement",
    "rwg_lq2002_LEAD06_share_above_.51": "test_agreement",
    "rwg_lq2002_LEAD06_p90": "test_agreement",
    "adm_bhr2000_11items_mean_min_max": "test_agreement",
    "adm_bhr2000_group1": "test_agreement",
    "cronbach_bhr2000_cols2_11": "test_reliability",
    "multipletests": "test_gap",
    "adm_null_p05_n10_11items_LEAD": "below",
}
#: Methods that Accord does not use.
NOT_USED = {
    "icc_aov_bhr2000_HRS": "ICC needs several groups; one company has two sides",
    "icc_aov_lq2002_LEAD": "the same",
    "shrout_fleiss_ICC": "the same",
    "pingouin_icc_wine": "the same",
    "ordered_logit_ucla": "no model of an outcome",
    "ordered_probit_ucla": "the same",
    "shanock_surface": "a response surface needs fifty matched pairs",
    "surface_se": "the same",
    "rsa_motcon_full": "the same",
}


@pytest.mark.parametrize("name", FROM_NUMBERS)
def test_a_printed_figure_is_reached_to_its_digits(name: str) -> None:
    expected, tolerance, reckoned = FROM_NUMBERS[name]
    found = reckoned()

    if isinstance(expected, dict):
        assert isinstance(found, dict)
        assert list(found) == list(expected)
        for part, value in expected.items():
            assert found[part] == pytest.approx(value, abs=tolerance), part
    else:
        assert found == pytest.approx(expected, abs=tolerance)


@with_data
def test_no_target_is_forgotten_and_the_carried_figures_are_those_of_the_file() -> None:
    targets = {
        part["id"]: part
        for part in json.loads((SURVEY / "validation_targets.json").read_text())["targets"]
    }

    assert set(targets) == {*FROM_NUMBERS, *ELSEWHERE, *NOT_USED}
    for name, (value, tolerance, _) in FROM_NUMBERS.items():
        assert targets[name]["value"] == value
        assert targets[name]["tol"] == tolerance


@with_data
def test_both_corrections_of_twelve_p_values_as_far_as_they_are_used() -> None:
    targets = json.loads((SURVEY / "validation_targets.json").read_text())["targets"]
    target = next(part for part in targets if part["id"] == "multipletests")

    assert gap.holm(target["p"]) == pytest.approx(target["value"]["holm"], abs=1e-4)


def answers(name: str, columns: list[str]) -> np.ndarray:
    with (SURVEY / name).open(newline="") as file:
        return np.array([[float(row[part]) for part in columns] for row in csv.DictReader(file)])


@with_data
def test_figures_carried_over_are_those_of_the_public_data() -> None:
    rows = answers("lq2002.csv", ["TSIG01", "TSIG02", "TSIG03"])
    led = answers("lq2002.csv", ["COMPID", "LEAD06"])
    companies = [led[led[:, 0] == company, 1] for company in np.unique(led[:, 0])]
    squares = sum(((part - part.mean()) ** 2).sum() for part in companies)

    assert np.corrcoef(rows.T) == pytest.approx(TSIG, abs=1e-9)
    assert rows.var(axis=0, ddof=1) == pytest.approx(TSIG_VARIANCES, abs=1e-9)
    assert squares / (len(led) - len(companies)) == pytest.approx(LEAD06_WITHIN, abs=1e-9)


@with_data
def test_average_deviation_by_chance_on_eleven_questions_that_hang_together() -> None:
    rows = answers("lq2002.csv", [f"LEAD{number:02d}" for number in range(1, 12)])
    groups = by_chance(np.corrcoef(rows.T), 10, 4000, 2)
    found = [agreement.average_deviation(group) for group in groups]

    assert np.quantile(found, 0.05) == pytest.approx(0.99, abs=0.015)


@with_data
def test_alpha_of_ten_questions_in_public_data() -> None:
    columns = ["AF06", "AF07", "AP12", "AP17", "AP33", "AP34", "AS14", "AS15", "AS16", "AS17"]
    covariance = reliability.pooled_covariance([answers("bhr2000.csv", columns)])

    assert reliability.alpha_of(covariance) == pytest.approx(0.8798196, abs=1e-6)
