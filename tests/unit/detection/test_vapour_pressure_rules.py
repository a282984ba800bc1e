"""Pressure near zero and strong vapour: holes, days that do not count, downtime, late readings."""

from datetime import timedelta

import pytest

from tests.unit.detection.vapour_kit import OBLIGED, latest, night, walk
from youjian.contract.records import PressureReading
from youjian.detection.registry import rule
from youjian.detection.samples import LATER, STATION, after, facts, maintenance, pressure, station

WARNING, ALARM = "vapour.pressure_warning", "vapour.pressure_alarm"
STRONG = "vapour.concentration"
MIDNIGHT = 16 * 60 - 1440
"""Minutes from the samples' morning to the midnight before it."""


def readings(
    day: int, pa: float, start: float = 0, hours: float = 24, ppm: float = 50.0
) -> list[PressureReading]:
    begin = MIDNIGHT + 1440 * day + 60 * start
    count = int(hours * 12)
    return [pressure(begin + 5 * n, pressure_pa=pa, vapour_ppm=ppm) for n in range(count)]


def test_a_hole_of_more_than_five_minutes_leaves_the_day_undecided() -> None:
    whole = readings(0, 0.0, hours=16)
    assert [f.severity for f in rule(WARNING).judge(facts(*OBLIGED, *whole), LATER)] == ["warning"]
    holed = whole[:96] + whole[97:]
    [found] = rule(WARNING).judge(facts(*OBLIGED, *holed), LATER)
    assert (found.severity, found.verdict, found.estimate) == ("info", "undecidable", 95 * 300.0)


def test_days_without_enough_readings_neither_lengthen_nor_break_the_row() -> None:
    week = [r for day in (0, 1, 2, 4, 5, 6, 7) for r in readings(day, 0.0)]
    short = readings(3, -180.0, hours=11)
    said = walk(ALARM, [*OBLIGED, *week, *short], [night(day) for day in range(9)])
    assert [(f.status, f.detected_at, f.estimate) for f in said] == [("open", night(7), 7.0)]
    healthy = readings(3, -180.0)
    assert walk(ALARM, [*OBLIGED, *week, *healthy], [night(day) for day in range(9)]) == []


def test_an_alarm_ends_with_the_first_healthy_day() -> None:
    week = [r for day in range(8) for r in readings(day, 20.0)]
    said = walk(ALARM, [*OBLIGED, *week, *readings(8, -200.0)], [night(day) for day in range(10)])
    assert [(f.status, f.detected_at) for f in said] == [("open", night(6)), ("ended", night(8))]
    assert said[-1].ended_at == night(7) - timedelta(hours=2)


@pytest.mark.parametrize(("pa", "found"), [(50.0, 1), (-50.0, 1), (50.1, 0), (-50.1, 0)])
def test_fifty_pascals_are_inside(pa: float, found: int) -> None:
    assert len(rule(WARNING).judge(facts(*OBLIGED, *readings(0, pa)), LATER)) == found


def test_readings_in_announced_downtime_do_not_count() -> None:
    announced = maintenance("vapour", MIDNIGHT, MIDNIGHT + 1440)
    assert rule(WARNING).judge(facts(*OBLIGED, *readings(0, 0.0), announced), LATER) == []
    other = maintenance("dispenser:2", MIDNIGHT, MIDNIGHT + 1440)
    assert len(rule(WARNING).judge(facts(*OBLIGED, *readings(0, 0.0), other), LATER)) == 1


def test_a_station_not_obliged_is_left_alone() -> None:
    held = facts(station(vapour_monitoring=False), *readings(0, 0.0, ppm=9000.0))
    for code in (WARNING, ALARM, STRONG):
        assert rule(code).judge(held, LATER) == []


def test_readings_sent_later_decide_a_day_then() -> None:
    whole = readings(0, 0.0, hours=16)
    late = [pressure(MIDNIGHT + 480, pressure_pa=0.0, received_at=night(2) - timedelta(hours=1))]
    records = [*OBLIGED, *whole[:96], *whole[97:], *late]
    said = walk(WARNING, records, [night(day) for day in range(4)])
    assert [(f.severity, f.verdict, f.detected_at) for f in said] == [
        ("info", "undecidable", night(0)),
        ("warning", "discrepancy", night(2)),
    ]


def test_an_excursion_sent_later_withdraws_a_warning() -> None:
    late = pressure(MIDNIGHT + 602.5, pressure_pa=200.0, received_at=night(1) - timedelta(hours=1))
    records = [*OBLIGED, *readings(0, 0.0, hours=14), *readings(0, -150.0, start=14, hours=10), late]
    said = walk(WARNING, records, [night(day) for day in range(3)])
    assert [f.status for f in said] == ["open", "withdrawn"]


def test_strong_vapour_speaks_at_the_next_tick() -> None:
    held = facts(*OBLIGED, *(pressure(m, vapour_ppm=3999.9) for m in (0, 5)), pressure(8, vapour_ppm=8000.0))
    assert rule(STRONG).judge(held, after(8)) == []
    [found] = rule(STRONG).judge(held, after(10))
    assert (found.severity, found.subject, found.station_id) == ("alarm", "vapour", STATION)
    assert after(8) + timedelta(seconds=2) in set(rule(STRONG).moments(held, after(0), after(600)) or [])


def test_a_sensor_that_is_not_there_says_nothing() -> None:
    held = facts(*OBLIGED, *(pressure(m, vapour_ppm=None) for m in range(0, 600, 5)))
    assert rule(STRONG).judge(held, LATER) == []
    assert list(rule(STRONG).moments(held, after(0), LATER) or []) == []


def test_naming_moments_finds_what_every_tick_finds() -> None:
    records = [*OBLIGED]
    for day, most in enumerate([50.0, 4500.0, 50.0, 8100.0, 4200.0, 50.0, 50.0]):
        records += readings(day, -180.0)
        if most > 50:
            records.append(pressure(MIDNIGHT + 1440 * day + 722, vapour_ppm=most))
    records.append(
        pressure(MIDNIGHT + 1440 * 5 + 301, vapour_ppm=5000.0, received_at=night(6) - timedelta(hours=20))
    )
    every = [after(MIDNIGHT + 10 * n) for n in range(7 * 144 + 24)]
    held = facts(*records)
    named = sorted(rule(STRONG).moments(held, every[0], every[-1]) or [])
    some = sorted({next(t for t in every if t >= moment) for moment in named if moment <= every[-1]})
    assert len(some) < 40
    assert walk(STRONG, records, some) == walk(STRONG, records, every)


def test_a_day_with_a_hole_does_not_end_a_strong_spell() -> None:
    first = [*readings(0, -180.0), pressure(MIDNIGHT + 722, vapour_ppm=5000.0)]
    short, whole = readings(1, -180.0, hours=6), readings(2, -180.0)
    said = walk(STRONG, [*OBLIGED, *first, *short, *whole], [night(day) for day in range(4)])
    assert [(f.status, f.detected_at) for f in said] == [("open", night(0)), ("ended", night(2))]
    assert next(iter(latest(said).values())).ended_at == after(MIDNIGHT + 722)
