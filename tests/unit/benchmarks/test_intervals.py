"""Intervals of shares and rates against figures known from elsewhere or by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.detection.intervals import rate, resampled, share


def test_thirty_of_thirty_shows_only_ninety_per_cent() -> None:
    assert share(30, 30, 0.90).low == pytest.approx(0.05 ** (1 / 30))
    assert share(59, 59, 0.90).low >= 0.95 > share(58, 58, 0.90).low


def test_a_share_s_interval_is_that_of_its_complement_turned_round() -> None:
    few, many = share(3, 40), share(37, 40)
    assert (1 - many.high, 1 - many.low) == pytest.approx((few.low, few.high))


@given(st.integers(0, 200), st.integers(1, 200))
def test_a_share_lies_in_its_interval(hits: int, trials: int) -> None:
    hits = min(hits, trials)
    low, high = share(hits, trials)
    assert 0 <= low <= hits / trials <= high <= 1


def test_no_alarm_in_thirty_months_leaves_an_eighth_possible() -> None:
    low, high = rate(0, 30)
    assert (low, round(high * 30, 3)) == (0.0, 3.689)


def test_resampling_sees_that_one_station_raised_all() -> None:
    alone, spread = resampled([10] + [0] * 99, 1.0), resampled([1] * 10 + [0] * 90, 1.0)
    assert alone.high > 2 * spread.high - spread.low
    assert resampled([2, 2, 2], 2.0) == (1.0, 1.0)


@pytest.mark.parametrize(("hits", "trials"), [(1, 0), (3, 2), (-1, 2)])
def test_what_is_no_share(hits: int, trials: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        share(hits, trials)


def test_what_is_no_rate() -> None:
    with pytest.raises(ValueError, match="no rate"):
        rate(1, 0)
    with pytest.raises(ValueError, match="no rate"):
        resampled([], 1)
