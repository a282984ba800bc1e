"""Every meter's estimated error from a tank's fit: against its siblings, or by the levels alone."""

import numpy as np
import pytest

from youjian.detection.balance.estimates import MeterEstimate, meter_estimates
from youjian.detection.balance.fits import TankFit


def fit(bias: list[float], sd: list[float], common_sd: float = 0.0, scale: float = 1.0) -> TankFit:
    """A tank whose meters deliver `bias` more than they show (a share), known to `sd` and `common_sd`."""
    count = len(bias)
    mean, cov = np.zeros(count + 4), np.zeros((count + 4, count + 4))
    mean[1 : 1 + count] = bias
    cov[1 : 1 + count, 1 : 1 + count] = np.diag(np.square(sd)) + common_sd**2
    return TankFit((1,), tuple(range(1, count + 1)), "92", 30_000.0, mean, cov, scale, 0.0, 20, ())


def test_a_meter_that_gives_less_stands_out_from_its_siblings_though_the_chart_is_unsure() -> None:
    found = meter_estimates(fit([-0.01, 0.0, 0.0], [0.0005] * 3, common_sd=0.006), {})
    assert [one.basis for one in found] == ["siblings"] * 3
    assert found[0].error_pct == pytest.approx(100 * 0.01 / 0.99)
    assert found[0].chance_above(0.3) > 0.99
    assert max(found[1].chance_above(0.3), found[2].chance_above(0.3)) < 0.1
    low, high = found[0].interval()
    assert low < found[0].error_pct < high


def test_what_verification_found_is_kept_beside_its_siblings() -> None:
    """Nozzle 1 was verified at +0.2 %: against siblings at zero it reads so, not as off by 0.2 %."""
    verified = {1: 0.2, 2: 0.0, 3: 0.0}
    found = meter_estimates(fit([-0.001996, 0.0, 0.0], [0.0003] * 3, common_sd=0.006), verified)
    assert found[0].error_pct == pytest.approx(0.2, abs=0.01)
    assert found[1].error_pct == pytest.approx(0.0, abs=0.01)


def test_a_nozzle_alone_on_its_tank_is_told_by_the_levels_and_less_surely() -> None:
    [found] = meter_estimates(fit([-0.01], [0.0005], common_sd=0.006, scale=2.0), {})
    assert found.basis == "absolute"
    assert found.sd_pct == pytest.approx(100 * 2.0 * 0.0060208 / 0.99**2, rel=1e-3)


def test_a_tank_without_nozzles_says_nothing() -> None:
    assert meter_estimates(fit([], []), {}) == []


def test_a_wider_interval_means_less_certainty() -> None:
    sure, unsure = MeterEstimate(1, 0.6, 0.1, "siblings"), MeterEstimate(1, 0.6, 0.5, "siblings")
    assert sure.chance_above(0.3) > unsure.chance_above(0.3) > 0.5
