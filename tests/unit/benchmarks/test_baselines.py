"""The simple methods on days that are made up: quiet ones, a step, and the limit that keeps a budget."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from benchmarks.detection.baselines import (
    LEARN_DAYS,
    DayAlarm,
    Stream,
    cusum,
    epa_month,
    freeze,
    rising,
    say,
    streams,
)

FIRST = date(2026, 3, 1)


def stream(seed: int, days: int = 44, shift: float = 0.0, sold: float = 5000.0) -> Stream:
    """Variances with sd 20 L, moved by `shift` litres after three weeks."""
    variance = np.random.default_rng(seed).normal(0, 20, days)
    variance[21:] += shift
    listed = tuple(FIRST + timedelta(days=i) for i in range(days))
    return Stream(f"360203{seed:04d}", 1, listed, variance, np.full(days, sold), variance[:, None])


def test_a_stream_is_made_of_a_tank_s_days() -> None:
    days = [FIRST + timedelta(days=i) for i in range(22)]
    rows = [
        {
            "station_id": "3602030001",
            "tank_id": 2,
            "day": day,
            "first_l": 10_000.0,
            "last_l": 14_900.0,
            "sold_l": 5000.0,
            "delivered_l": 10_000.0,
            "fills": 100,
            "mean_fill_l": 50.0,
            "readings": 2000 if day != days[-1] else 3,
            "climbed_mm": 1.0,
            "temp_c": 18.0,
        }
        for day in days
    ]
    (found,) = streams(pa.Table.from_pylist(rows))
    assert (found.station_id, found.tank_id, len(found.days)) == ("3602030001", 2, 21)
    assert found.variance_l.tolist() == [-100.0] * 21
    assert streams(pa.Table.from_pylist(rows[:20])) == []


def test_cusum_finds_a_step_and_keeps_quiet_before() -> None:
    assert cusum(stream(1), 8.0) == []
    found = cusum(stream(1, shift=-60.0), 8.0)
    assert found
    assert 21 <= found[0] <= 27


def test_the_monthly_rule_allows_one_per_cent_and_130_gallons() -> None:
    quiet = stream(2, days=30, sold=5000.0)
    allowed = 0.01 * 150_000 + 492.1
    just = Stream("3602030001", 1, quiet.days, np.full(30, allowed / 30 - 0.01), quiet.sold_l, quiet.features)
    beyond = Stream(
        "3602030001", 1, quiet.days, np.full(30, -allowed / 30 - 0.01), quiet.sold_l, quiet.features
    )
    assert (epa_month(just), epa_month(beyond), epa_month(stream(2, days=29))) == ([], [29], [])


def test_a_limit_is_the_lowest_that_keeps_the_budget() -> None:
    nulls = [stream(seed) for seed in range(60)]
    limit = freeze(cusum, nulls, np.geomspace(0.5, 100, 60), budget=0.1)
    months = 60 * (44 - LEARN_DAYS) / 30
    assert len(say(cusum, nulls, limit)) <= 0.1 * months < len(say(cusum, nulls, 0.8 * limit))
    with pytest.raises(ValueError, match="budget"):
        freeze(cusum, nulls, [0.1], budget=0.0)


def test_an_alarm_is_said_at_the_nightly_run_after_its_day() -> None:
    said = DayAlarm("3602030001", 1, FIRST)
    assert said.detected_at == datetime(2026, 3, 1, 18, tzinfo=UTC)


def test_a_score_alarms_once_while_it_stays_above() -> None:
    scores = np.zeros(30)
    scores[[3, 16, 17, 18, 25]] = 9.0
    assert rising(scores, 5.0) == [16, 25]
