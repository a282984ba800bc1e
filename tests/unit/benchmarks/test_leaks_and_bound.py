"""EPA style scores by hand, and the Cramér–Rao bound against a covariance that is built in full."""

import numpy as np
import pytest
from scipy import stats

from benchmarks.detection.bound import Noise, bound_percent, information, nozzle_bound
from benchmarks.detection.leaks import Estimate, score

NOISE = Noise(white_mm=0.2, step_mm=0.1, drifts=((0.3, 0.95), (0.5, 0.999)))


def test_the_leak_score_follows_its_formulas() -> None:
    errors = [-0.02, 0.0, 0.02, 0.04]
    found = score([Estimate(0.2 * (i % 2), 0.2 * (i % 2) + e, 0.02) for i, e in enumerate(errors)])
    sd = float(np.std(errors, ddof=1))
    assert (found.tanks, found.bias, found.sd) == (4, pytest.approx(0.01), pytest.approx(sd))
    assert found.pfa == pytest.approx(stats.t.sf((0.1 - 0.01) / sd, 3))
    assert found.pd[0.2] == pytest.approx(stats.t.sf((0.1 - 0.2 - 0.01) / sd, 3))
    assert found.pd[0.05] < found.pd[0.1] < found.pd[0.2]
    assert found.mdl == pytest.approx(2 * stats.t.ppf(0.95, 3) * sd)
    assert found.inconclusive == 0.0


def test_a_leak_score_needs_a_spread() -> None:
    with pytest.raises(ValueError, match="two tanks"):
        score([Estimate(0, 0, 1)])


def dense(noise: Noise, readings: int) -> np.ndarray:
    apart = np.abs(np.subtract.outer(np.arange(readings), np.arange(readings)))
    drifting = sum(sd**2 * phi**apart for sd, phi in noise.drifts)
    return drifting + noise.white_var * np.eye(readings)


def test_the_information_is_that_of_the_full_covariance() -> None:
    columns = np.random.default_rng(1).normal(size=(300, 3)).cumsum(axis=0)
    waves = np.repeat([0.0, 0.5, 0.0], 100)
    full = dense(NOISE, 300) + np.diag(waves)
    assert information(NOISE, columns, waves) == pytest.approx(columns.T @ np.linalg.solve(full, columns))


def test_the_bound_of_one_nozzle_by_hand() -> None:
    sold = np.linspace(0, 1000, 200)
    known = nozzle_bound(NOISE, sold, 15.0)
    assert known == pytest.approx(100 * 15 / np.sqrt(sold @ np.linalg.solve(dense(NOISE, 200), sold)))
    assert nozzle_bound(NOISE, sold, 15.0, opening_known=False) > known


def test_a_prior_lies_between_known_and_free() -> None:
    info = information(NOISE, np.column_stack([np.linspace(0, -500, 100), np.ones(100)]) / 15.0)
    known, vague, free = (bound_percent(info, [np.inf, sd], [1.0]) for sd in (0.0, 5.0, np.inf))
    assert known < vague < free
