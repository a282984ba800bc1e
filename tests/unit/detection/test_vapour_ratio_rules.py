"""A/L by GB 20952: who is judged, what arrives late, and how spells of alarm go on and end."""

import dataclasses
from datetime import timedelta

import pytest

from tests.unit.detection.vapour_kit import OBLIGED, PER_DAY, day_of_fills, latest, night, walk
from youjian.contract.findings import finding_id
from youjian.detection.registry import rule
from youjian.detection.samples import (
    LATER,
    STATION,
    after,
    facts,
    maintenance,
    nozzle,
    station,
    vapour_fill,
)

WARNING, ALARM = "vapour.ratio_warning", "vapour.ratio_alarm"
BAD = [0.8, 0.8, 1.1, 1.1, 1.1]
GOOD = [1.1] * 5
SEVERE = [0.5] * 5


def test_a_warning_is_identified_by_nozzle_and_day() -> None:
    [found] = rule(WARNING).judge(facts(*OBLIGED, *day_of_fills(0, BAD)), night(0))
    assert found.finding_id == finding_id(WARNING, STATION, "nozzle:3", "day:2026-11-22")
    assert (found.estimate, found.unit, found.severity, found.detected_at) == (
        40.0,
        "percent",
        "warning",
        night(0),
    )


def test_a_day_is_not_judged_before_it_has_ended() -> None:
    held = facts(*OBLIGED, *day_of_fills(0, BAD))
    assert rule(WARNING).judge(held, after(10 * 60)) == []
    assert len(rule(WARNING).judge(held, after(16 * 60))) == 1


def test_only_stations_obliged_to_monitor_are_judged() -> None:
    held = facts(station(vapour_monitoring=False), nozzle(), *day_of_fills(0, BAD))
    assert rule(WARNING).judge(held, LATER) == []


@pytest.mark.parametrize(("product", "found"), [("92", 1), ("98", 1), ("95E", 1), ("0D", 0), ("-35D", 0)])
def test_only_petrol_is_judged(product: str, found: int) -> None:
    held = facts(OBLIGED[0], nozzle(product=product), *day_of_fills(0, BAD))
    assert len(rule(WARNING).judge(held, LATER)) == found


def test_a_nozzle_is_judged_by_what_it_drew_at_the_time() -> None:
    diesel_then = [nozzle(product="0D"), nozzle(product="92", valid_from=after(PER_DAY * 10))]
    fills = [*day_of_fills(0, BAD), *day_of_fills(1, BAD)]
    found = rule(WARNING).judge(facts(OBLIGED[0], *diesel_then, *fills), LATER)
    assert [f.started_at for f in found] == [night(0) - timedelta(hours=2)]


def test_a_nozzle_that_nobody_registered_is_left_alone() -> None:
    assert rule(WARNING).judge(facts(OBLIGED[0], nozzle(nozzle_id=4), *day_of_fills(0, BAD)), LATER) == []


def test_fills_in_announced_downtime_of_the_monitor_do_not_count() -> None:
    fills = [*day_of_fills(0, SEVERE), *(vapour_fill(20 + n) for n in range(6))]
    announced = maintenance("vapour", -10, 60)
    assert len(rule(WARNING).judge(facts(*OBLIGED, *fills), LATER)) == 1
    assert rule(WARNING).judge(facts(*OBLIGED, *fills, announced), LATER) == []
    assert len(rule(WARNING).judge(facts(*OBLIGED, *fills, maintenance("vapour", 70, 90)), LATER)) == 1


def test_records_that_arrive_later_withdraw_a_warning() -> None:
    late = [vapour_fill(30 + n, received_at=night(1) - timedelta(hours=3)) for n in range(4)]
    said = walk(WARNING, [*OBLIGED, *day_of_fills(0, BAD), *late], [night(0), night(1), night(2)])
    assert [(f.revision, f.status, f.detected_at) for f in said] == [
        (1, "open", night(0)),
        (2, "withdrawn", night(1)),
    ]


def test_records_that_arrive_later_raise_a_warning() -> None:
    late = day_of_fills(0, BAD, received_at=night(3) - timedelta(hours=1))
    said = walk(WARNING, [*OBLIGED, *late, *day_of_fills(4, GOOD)], [night(n) for n in range(5)])
    assert [(f.detected_at, f.started_at) for f in said] == [(night(3), night(0) - timedelta(hours=26))]


def test_walking_the_nights_ends_where_a_fresh_run_does() -> None:
    days = [BAD, GOOD, BAD[:3], SEVERE, BAD, BAD, BAD, BAD, BAD, BAD, SEVERE, GOOD, BAD]
    fills = [fill for day, ratios in enumerate(days) for fill in day_of_fills(day, ratios)]
    nights = [night(day) for day in range(len(days))]
    for code in (WARNING, ALARM):
        walked = latest(walk(code, [*OBLIGED, *fills], nights))
        fresh = latest(walk(code, [*OBLIGED, *fills], nights[-1:]))
        assert {f.finding_id: f.status for f in walked.values()} == {
            f.finding_id: f.status for f in fresh.values()
        }


def test_a_spell_of_alarm_is_one_finding_that_ends_with_the_first_good_day() -> None:
    days = [BAD] * 9 + [GOOD, SEVERE, GOOD]
    fills = [fill for day, ratios in enumerate(days) for fill in day_of_fills(day, ratios)]
    said = walk(ALARM, [*OBLIGED, *fills], [night(day) for day in range(len(days))])
    assert [(f.status, f.detected_at, f.estimate) for f in said] == [
        ("open", night(6), 7.0),
        ("ended", night(9), 9.0),
        ("open", night(10), 1.0),
        ("ended", night(11), 1.0),
    ]
    assert said[0].started_at == night(0) - timedelta(hours=26)
    assert said[1].ended_at == night(8) - timedelta(hours=2)
    assert [f.finding_id for f in said[::2]] == [
        finding_id(ALARM, STATION, "nozzle:3", f"episode:{n}") for n in (1, 2)
    ]


def test_a_late_bad_day_joins_the_spell_and_keeps_its_number() -> None:
    late = day_of_fills(3, BAD, received_at=night(9) - timedelta(hours=1))
    fills = [f for day in range(9) if day != 3 for f in day_of_fills(day, BAD)]
    said = walk(ALARM, [*OBLIGED, *fills, *late], [night(day) for day in range(11)])
    assert [(f.revision, f.status, f.detected_at) for f in said] == [(1, "open", night(7))]


def test_other_readings_of_the_standard_are_parameters() -> None:
    fills = [*day_of_fills(0, BAD), *(vapour_fill(30 + n, fuel_ml=10_000) for n in range(15))]
    known = rule(WARNING)
    other = type(known)(dataclasses.replace(known.parameters, count="all"), known.rule_set)
    assert len(known.judge(facts(*OBLIGED, *fills), LATER)) == 1
    assert other.judge(facts(*OBLIGED, *fills), LATER) == []


def test_stations_and_nozzles_are_judged_apart() -> None:
    second = "3602030018"
    records = [
        *OBLIGED,
        nozzle(nozzle_id=4),
        *(station(station_id=second, vapour_monitoring=True), nozzle(station_id=second)),
        *day_of_fills(0, BAD),
        *day_of_fills(0, GOOD, nozzle_id=4),
        *day_of_fills(0, SEVERE, station_id=second),
    ]
    assert {(f.station_id, f.subject) for f in rule(WARNING).judge(facts(*records), LATER)} == {
        (STATION, "nozzle:3"),
        (second, "nozzle:3"),
    }
    assert [f.station_id for f in rule(ALARM).judge(facts(*records), LATER)] == [second]
