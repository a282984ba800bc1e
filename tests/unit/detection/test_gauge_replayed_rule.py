"""Readings that repeat earlier ones: copies, likenesses, and what only looks like one."""

import json
from datetime import datetime, timedelta

import numpy as np
import pytest

from youjian.contract.findings import Finding, finding_id
from youjian.contract.records import Record, TankReading
from youjian.detection.registry import rule
from youjian.detection.samples import (
    STATION,
    after,
    facts,
    gauged_tank,
    reading,
    replayed_gauge,
    tank,
)

CODE = "gauge.replayed"
DAY = 1440
NIGHT_3 = after(3 * DAY - 360)
"""02:00 Shanghai after the third business day, minutes counted from 08:00 of the first."""


def judged(*records: Record, at: datetime = NIGHT_3) -> list[Finding]:
    return rule(CODE).judge(facts(*records), at)


def honest(minutes: range, *, noise: float = 0.1, step: float = 0.1, seed: int = 1) -> dict[int, float]:
    """Levels by minute: customers at random, noise, rounded to the gauge's step."""
    rng = np.random.default_rng(seed)
    sold = np.cumsum(np.where(rng.random(len(minutes)) < 0.05, rng.uniform(2, 5, len(minutes)), 0.0))
    raw = 2000.0 - sold + rng.normal(0, noise, len(minutes))
    level = np.round(np.round(raw / step) * step, 3)
    return dict(zip(minutes, level.tolist(), strict=True))


def shown(levels: dict[int, float], **changes: object) -> list[TankReading]:
    return [reading(m, product_mm=mm, **changes) for m, mm in levels.items()]


def replayed(levels: dict[int, float], since: int, until: int, lag: int, up: float = 0.0) -> dict[int, float]:
    return {m: round(levels[m - lag] + up, 3) if since <= m < until else mm for m, mm in levels.items()}


@pytest.mark.parametrize("step", [0.1, 1.0])
def test_honest_days_repeat_nothing(step: float) -> None:
    levels = honest(range(3 * DAY - 480), step=step)
    assert judged(*gauged_tank(), *shown(levels)) == []


@pytest.mark.parametrize(("step", "up", "lag"), [(0.1, 0.0, DAY), (0.1, 7.3, 1000), (1.0, 0.0, DAY)])
def test_a_stretch_that_comes_again_is_told(step: float, up: float, lag: int) -> None:
    levels = replayed(honest(range(3 * DAY - 480), step=step), 1600, 2400, lag, up)
    [found] = judged(*gauged_tank(), *shown(levels))
    assert found.finding_id == finding_id(CODE, STATION, "tank:1", "day:2026-11-23")
    assert (found.severity, found.verdict, found.status, found.unit) == (
        "alarm",
        "suspicion",
        "open",
        "seconds",
    )
    assert after(1590) <= found.started_at <= after(1660)
    assert after(2330) <= (found.ended_at or after(0)) <= after(2401)
    assert json.loads(found.evidence)["figures"]["lag_s"] == lag * 60


def test_a_copy_of_another_tank_is_told_and_of_one_that_shares_its_level_is_not() -> None:
    levels = honest(range(3 * DAY - 480))
    both = [*gauged_tank(), *shown(levels), *shown(levels, tank_id=2)]
    found = judged(*both, tank(tank_id=2))
    assert {f.subject for f in found} == {"tank:2"}
    assert json.loads(found[0].evidence)["figures"]["of_tank"] == 1
    joined = [r for r in both if not hasattr(r, "capacity_l")]
    assert judged(*joined, tank(manifold="A"), tank(tank_id=2, manifold="A")) == []


def test_a_likeness_that_is_stretched_lifted_and_restless_is_told() -> None:
    levels = honest(range(3 * DAY - 480))
    rng = np.random.default_rng(5)
    like = {
        m: round(1.01 * levels[m - 1303] + 11 + float(rng.normal(0, 0.1)), 1) if 1600 <= m < 2800 else mm
        for m, mm in levels.items()
    }
    found = judged(*gauged_tank(), *shown(like))
    assert found
    assert "一致" in found[0].message


def test_still_nights_and_alike_deliveries_repeat_nothing() -> None:
    def level(m: int) -> float:
        since = m % DAY
        return 1000.0 + 20.0 * min(max(since - 300, 0), 25)

    levels = {m: level(m) for m in range(3 * DAY - 480)}
    assert judged(*gauged_tank(), *shown(levels)) == []


def test_records_that_arrive_twice_are_no_repetition() -> None:
    levels = honest(range(3 * DAY - 480))
    again = [reading(m, product_mm=mm, received_at=after(m + 500)) for m, mm in levels.items()]
    assert judged(*gauged_tank(), *shown(levels), *again) == []


def test_a_day_is_told_when_it_is_over_and_its_readings_are_known() -> None:
    end = after(2 * DAY - 480)
    assert judged(*replayed_gauge(), at=end - timedelta(minutes=1)) == []
    assert len(judged(*replayed_gauge(), at=end)) == 1
    late = [
        reading(
            r.at.timestamp() / 60 - after(0).timestamp() / 60,
            product_mm=r.product_mm,
            received_at=after(4000),
        )
        if isinstance(r, TankReading) and r.at >= after(DAY)
        else r
        for r in replayed_gauge()
    ]
    assert judged(*late, at=after(3999)) == []
    assert len(judged(*late, at=after(4000))) == 1


def test_what_is_cut_from_everything_is_what_a_fresh_look_finds() -> None:
    levels = replayed(honest(range(4 * DAY)), 1600, 2400, DAY)
    records = [*gauged_tank(), *shown(levels)]
    whole = facts(*records)
    for night in (2 * DAY - 360, 3 * DAY - 360, 4 * DAY - 360):
        known = [r for r in records if not isinstance(r, TankReading) or r.at <= after(night)]
        assert rule(CODE).judge(whole, after(night)) == rule(CODE).judge(facts(*known), after(night))


def test_its_moments_are_the_nights_that_matter() -> None:
    levels = honest(range(4 * DAY))
    quiet, copied = (
        facts(*gauged_tank(), *shown(some)) for some in (levels, replayed(levels, 1600, 2400, DAY))
    )
    span = (after(0), after(5 * DAY))
    assert list(rule(CODE).moments(quiet, *span) or []) == []
    assert list(rule(CODE).moments(copied, *span) or []) == [after(2 * DAY - 480)]


def test_nights_that_lacked_readings_are_looked_at_until_they_came() -> None:
    levels = honest(range(3 * DAY))
    late = [
        reading(m, product_mm=mm, received_at=after(m if m < 1000 else max(m, 3000)))
        for m, mm in levels.items()
    ]
    named = list(rule(CODE).moments(facts(*gauged_tank(), *late), after(0), after(5 * DAY)) or [])
    assert any(m <= after(2 * DAY - 360) for m in named)
    assert any(m >= after(3000) for m in named)
