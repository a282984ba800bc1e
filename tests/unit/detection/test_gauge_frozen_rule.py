"""A level that stands still while fuel leaves: what proves it, and what explains it away."""

import json
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from youjian.contract.columns import struct_table
from youjian.contract.findings import Finding, finding_id
from youjian.contract.records import Fuelling, Record, TankReading
from youjian.detection.facts import RememberingFacts
from youjian.detection.registry import rule
from youjian.detection.revisions import revise
from youjian.detection.samples import (
    STATION,
    after,
    chart_line,
    event,
    facts,
    frozen_gauge,
    fuelling,
    gauged_tank,
    maintenance,
    nozzle,
    reading,
    tank,
)
from youjian.detection.ticks import watch_ticks

CODE = "gauge.frozen"
EPISODE_1 = finding_id(CODE, STATION, "tank:1", "episode:1")
NOW = after(300)
"""Five hours of sales, 30 L every ten minutes from a tank of 12 L/mm."""


def judged(*records: Record, at: datetime = NOW) -> list[Finding]:
    return rule(CODE).judge(facts(*records), at)


def sales(count: int = 30, **changes: object) -> list[Record]:
    return [fuelling(n, **changes) for n in range(count)]


def levels(until: int = 300, mm: float = 1000.0, **changes: object) -> list[Record]:
    return [reading(m, product_mm=mm, **changes) for m in range(until)]


def falling(since: int, until: int, **changes: object) -> list[Record]:
    """Readings that follow 30 L every ten minutes."""
    return [reading(m, product_mm=1000.0 - m // 10 * 2.5, **changes) for m in range(since, until)]


def test_a_level_that_stands_while_the_nozzles_sell_is_told() -> None:
    [found] = judged(*frozen_gauge())
    assert (found.finding_id, found.severity, found.verdict, found.status) == (
        EPISODE_1,
        "alarm",
        "suspicion",
        "open",
    )
    evidence = json.loads(found.evidence)
    assert found.estimate == sum(row["volume_ml"] for row in evidence["records"]["fuellings"]) == 720_000
    assert evidence["figures"]["needed_l"] == pytest.approx(66.0)
    assert evidence["episode"] == 1
    assert (found.started_at, found.ended_at) == (after(0), None)


def test_it_takes_less_than_two_hours_of_trade() -> None:
    assert judged(*frozen_gauge(), at=after(60)) == []
    assert len(judged(*frozen_gauge(), at=after(90))) == 1


def test_a_level_that_follows_is_silent() -> None:
    assert judged(*gauged_tank(), *falling(0, 300), *sales()) == []


@pytest.mark.parametrize(("litres", "found"), [(63, 0), (69, 1)])
def test_the_litres_must_be_more_than_a_still_level_can_hide(litres: int, found: int) -> None:
    one = fuelling(10, volume_ml=litres * 1000)
    assert len(judged(*gauged_tank(), *levels(), one)) == found


@pytest.mark.parametrize("changes", [
    {"kind": "test_return"}, {"kind": "transfer"}, {"source": "total_diff"}, {"nozzle_id": 9},
    {"received_at": after(900)},
])  # fmt: skip
def test_fuel_that_proves_nothing_does_not_count(changes: dict[str, object]) -> None:
    assert judged(*gauged_tank(), *levels(), *sales(**changes), at=after(910)) == []


def test_records_and_readings_that_come_late_together_count() -> None:
    late = {"received_at": after(900)}
    assert judged(*gauged_tank(), *levels(**late), *sales(**late), at=after(899)) == []
    assert len(judged(*gauged_tank(), *levels(**late), *sales(**late), at=after(900))) == 1


def test_announced_work_on_the_tank_explains_its_time() -> None:
    assert judged(*frozen_gauge(), maintenance("tank:1", 0, 300)) == []
    assert len(judged(*frozen_gauge(), maintenance("tank:1", 0, 100))) == 1
    assert len(judged(*frozen_gauge(), maintenance("tank:2", 0, 300))) == 1


def test_a_fault_that_the_gauge_reports_makes_it_a_warning() -> None:
    [found] = judged(*frozen_gauge(), event("gauge_fault", device="tank:1", at=after(5)))
    assert found.severity == "warning"


def test_missing_readings_are_no_still_level() -> None:
    two = [reading(0), reading(1), reading(299)]
    assert judged(*gauged_tank(), *two, *sales()) == []


def other_tank(fall_mm: float) -> list[Record]:
    lines = [chart_line(h, h * 12, tank_id=2) for h in (0.0, 2500.0)]
    shown = [reading(m, tank_id=2, product_mm=1500.0 - m // 10 * fall_mm) for m in range(300)]
    return [tank(tank_id=2), *lines, *shown]


def test_a_nozzle_that_moves_another_tank_is_a_wrong_map_and_no_frozen_gauge() -> None:
    assert judged(*frozen_gauge(), *other_tank(2.5)) == []
    assert len(judged(*frozen_gauge(), *other_tank(0.0))) == 1


def test_another_tank_that_falls_by_its_own_sales_explains_nothing() -> None:
    own = [nozzle(nozzle_id=4, tank_id=2), *sales(nozzle_id=4)]
    assert len(judged(*frozen_gauge(), *other_tank(2.5), *own)) == 1


def test_tanks_that_share_their_level_share_the_litres() -> None:
    def pair(fall_mm: float) -> list[Finding]:
        group = [r for r in frozen_gauge() if not hasattr(r, "capacity_l")]
        second = [r for r in other_tank(fall_mm) if not hasattr(r, "capacity_l")]
        both = [tank(manifold="A"), tank(tank_id=2, manifold="A")]
        return judged(*group, *second, *both)

    assert [f.subject for f in pair(1.25)] == ["tank:1"]
    assert pair(2.5) == []
    assert [f.subject for f in pair(0.0)] == ["tank:1", "tank:2"]


def test_the_map_of_its_day_applies() -> None:
    moved = [nozzle(valid_from=after(-9999)), nozzle(valid_from=after(-60), tank_id=5)]
    known = [r for r in gauged_tank() if not hasattr(r, "nozzle_id")]
    assert judged(*known, *moved, *levels(), *sales()) == []


def test_without_a_chart_nothing_is_said() -> None:
    bare = [r for r in gauged_tank() if not hasattr(r, "height_mm")]
    held = facts(*bare, *levels(), *sales(), present=["tank_charts"])
    assert rule(CODE).judge(held, NOW) == []


def walk(records: list[Record], end: datetime, *, every: bool = True) -> list[Finding]:
    """Every revision, at every tick or only at the first tick after each moment."""
    held = RememberingFacts(facts(*records))
    ticks = list(watch_ticks(after(-10), end))
    if not every:
        moments = sorted(rule(CODE).moments(held, after(-10), end) or [])
        ticks = sorted({next(t for t in ticks if t >= m) for m in moments if m <= ticks[-1]})
    said: list[Finding] = []
    for tick in ticks:
        new = revise(struct_table(Finding, said), rule(CODE).judge(held, tick), tick)
        held.remember(new)
        said += new
    return said


def told(found: list[Finding]) -> list[tuple[str, int, str, datetime]]:
    return [(f.finding_id, f.revision, f.status, f.detected_at) for f in found]


def test_one_freeze_is_one_episode_and_the_next_is_the_next() -> None:
    moving = falling(300, 600)
    again = [reading(m, product_mm=700.0) for m in range(600, 900)]
    records = [*gauged_tank(), *levels(300), *moving, *again, *falling(900, 960), *sales(96)]
    found = walk(records, after(960))
    assert told(found) == [
        (EPISODE_1, 1, "open", after(90)),
        (EPISODE_1, 2, "ended", after(300)),
        (finding_id(CODE, STATION, "tank:1", "episode:2"), 1, "open", after(710)),
        (finding_id(CODE, STATION, "tank:1", "episode:2"), 2, "ended", after(900)),
    ]
    assert found[1].ended_at == after(299)
    assert told(walk(records, after(960), every=False)) == told(found)


def test_a_correction_that_takes_the_litres_away_withdraws_it() -> None:
    undone = [fuelling(n, source="corrected", volume_ml=10, received_at=after(400)) for n in range(30)]
    found = walk([*frozen_gauge(), *undone], after(420))
    assert [(f.revision, f.status) for f in found] == [(1, "open"), (2, "withdrawn")]
    assert told(walk([*frozen_gauge(), *undone], after(420), every=False)) == told(found)


def test_an_episode_whose_beginning_is_no_longer_held_goes_on_until_the_level_leaves() -> None:
    said = judged(*frozen_gauge())
    later = [reading(m) for m in range(600, 700)]
    held = facts(*gauged_tank(), *later, present=["fuellings"], said=said)
    [goes_on] = rule(CODE).judge(held, after(700))
    assert (goes_on.finding_id, goes_on.status) == (EPISODE_1, "open")
    left = facts(*gauged_tank(), *later, reading(700, product_mm=900.0), present=["fuellings"], said=said)
    [ended] = rule(CODE).judge(left, after(701))
    assert (ended.finding_id, ended.status) == (EPISODE_1, "ended")


def restless(minutes: range, seed: int = 1) -> list[Record]:
    """Honest readings of 0.1 mm that flicker, a customer every two hours."""
    noise = np.random.default_rng(seed).normal(0, 0.15, len(minutes))
    return [
        reading(m, product_mm=round(1000.0 - m // 120 * 2.5 + float(n), 1))
        for m, n in zip(minutes, noise, strict=True)
    ]


def customers(count: int) -> list[Record]:
    return [
        fuelling(n, started_at=after(120 * n - 3), ended_at=after(120 * n), received_at=after(120 * n))
        for n in range(1, count)
    ]


def test_quiet_noise_that_vanishes_is_told_and_quiet_noise_is_not() -> None:
    known = [*gauged_tank(), *customers(60)]
    honest = restless(range(3600))
    assert judged(*known, *honest, at=after(3600)) == []
    flat = [reading(m, product_mm=950.0 - m // 120 * 2.5) for m in range(3600, 4320)]
    [found] = judged(*known, *honest, *flat, at=after(4320))
    assert (found.severity, found.unit, found.started_at >= after(3600)) == ("alarm", "seconds", True)
    replaced = event("gauge_replaced", device="tank:1", at=after(3590))
    assert judged(*known, *honest, *flat, replaced, at=after(4320)) == []


def test_a_gauge_of_coarse_steps_may_say_one_value_all_night() -> None:
    day = [reading(m, product_mm=float(round(1000.0 - m // 120 * 2.5))) for m in range(3600)]
    night = [reading(m, product_mm=900.0) for m in range(3600, 4320)]
    assert judged(*gauged_tank(), *customers(30), *day, *night, at=after(4320)) == []


@settings(max_examples=15, deadline=None)
@given(
    frozen=st.tuples(st.integers(0, 200), st.integers(60, 300)),
    late=st.lists(st.tuples(st.integers(0, 399), st.integers(1, 400)), max_size=6),
    step=st.sampled_from([0.1, 1.0]),
    seed=st.integers(0, 9),
)
def test_walking_the_moments_finds_what_walking_every_tick_does(
    frozen: tuple[int, int], late: list[tuple[int, int]], step: float, seed: int
) -> None:
    start, end = frozen[0], frozen[0] + frozen[1]
    rng = np.random.default_rng(seed)
    shown: dict[int, TankReading] = {}
    for m in range(0, 520, 2):
        at = min(max(m, start), start) if start <= m < end else m
        level = round(round((1000.0 - at // 10 * 2.5 + rng.normal(0, 0.05)) / step) * step, 1)
        held = shown[max(start - start % 2, 0)].product_mm if start < m < end and start % 2 == 0 else level
        shown[m] = reading(m, product_mm=held)
    sold: dict[int, Fuelling] = {n: fuelling(n) for n in range(52)}
    for at, by in late:
        m = at - at % 2
        shown[m] = reading(m, product_mm=shown[m].product_mm, received_at=after(m + by))
        n = at // 10
        sold[n] = fuelling(n, received_at=sold[n].ended_at + timedelta(minutes=by))
    records: list[Record] = [*gauged_tank(), *shown.values(), *sold.values()]
    assert told(walk(records, after(820), every=False)) == told(walk(records, after(820)))


def test_stations_are_judged_apart() -> None:
    other = "3602030099"
    foreign = [
        tank(station_id=other),
        chart_line(0.0, 0.0, station_id=other),
        chart_line(2500.0, 30_000.0, station_id=other),
        nozzle(station_id=other),
        *falling(0, 300, station_id=other),
        *sales(station_id=other),
    ]
    assert [f.station_id for f in judged(*frozen_gauge(), *foreign)] == [STATION]
