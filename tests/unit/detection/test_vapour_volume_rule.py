"""The monitor's litres beside the dispenser's: matching through clock offsets, gaps and parts."""

import json
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from tests.unit.detection.vapour_kit import OBLIGED, night, walk
from youjian.contract.findings import Finding, finding_id
from youjian.contract.records import Fuelling, Record, VapourFill
from youjian.detection.registry import rule
from youjian.detection.samples import LATER, STATION, facts, fuelling, maintenance, vapour_fill
from youjian.detection.vapour.matching import Timed, match

CODE = "vapour.volume_mismatch"
SECOND = 1_000_000
IRREGULAR = [0, 4, 11, 15, 23, 26, 34, 41, 45, 52, 60, 63, 71, 78, 83, 90]
"""Minutes at which fuellings begin: no offset but the true one fits them all."""


def pair(
    place: int, factor: float = 1.0, clock_s: float = 0.0, **changes: Any
) -> tuple[Fuelling, VapourFill]:
    """The fuelling at a place of the day and the monitor's record of it."""
    start = fuelling(0).started_at + timedelta(minutes=IRREGULAR[place])
    volume = 20_000 + 1_370 * place
    sold = fuelling(
        place, started_at=start, ended_at=start + timedelta(minutes=2), volume_ml=volume, **changes
    )
    clock = timedelta(seconds=clock_s)
    times = {"started_at": sold.started_at + clock, "ended_at": sold.ended_at + clock}
    return sold, vapour_fill(place, fuel_ml=round(volume * factor), **times)


def day(**told: Any) -> list[Record]:
    return [record for place in range(len(IRREGULAR)) for record in pair(place, **told)]


def judged(*records: Record) -> list[Finding]:
    return rule(CODE).judge(facts(*OBLIGED, *records), LATER)


def figures(found: Finding) -> dict[str, Any]:
    return json.loads(found.evidence)["figures"]


@pytest.mark.parametrize(("factor", "found"), [(1.0099, 0), (0.9901, 0), (1.0102, 1), (0.9898, 1)])
def test_one_percent_is_allowed_either_way(factor: float, found: int) -> None:
    assert len(judged(*day(factor=factor))) == found


def test_exactly_one_percent_is_allowed() -> None:
    fills = [vapour_fill(n, fuel_ml=30_300) for n in range(6)]
    assert judged(*(fuelling(n) for n in range(6)), *fills) == []
    assert len(judged(*(fuelling(n) for n in range(6)), *fills[1:], vapour_fill(0, fuel_ml=30_301))) == 1


def test_a_finding_is_of_a_nozzle_and_a_day() -> None:
    [found] = judged(*day(factor=0.97))
    assert found.finding_id == finding_id(CODE, STATION, "nozzle:3", "day:2026-11-22")
    assert found.estimate == pytest.approx(-3.0, abs=0.01)
    assert (found.severity, found.verdict) == ("warning", "discrepancy")


@pytest.mark.parametrize("clock_s", [-840, -400, -90, 0, 55, 130, 420, 880])
@pytest.mark.parametrize("factor", [1.0, 1.03])
def test_the_clock_of_the_monitor_may_be_wrong(clock_s: float, factor: float) -> None:
    found = judged(*day(factor=factor, clock_s=clock_s))
    assert len(found) == (factor != 1.0)
    for one in found:
        assert figures(one)["matched"] == len(IRREGULAR)
        assert figures(one)["clock_offset_s"] == clock_s


def test_records_without_a_partner_are_counted_and_do_not_disturb() -> None:
    records = day(factor=1.02)
    holes = [r for n, r in enumerate(records) if n not in (2, 9, 17)]
    [found] = judged(*holes)
    told = figures(found)
    assert (told["matched"], told["monitor_without_fuelling"], told["fuelling_without_monitor"]) == (13, 1, 2)
    assert judged(*(r for n, r in enumerate(day()) if n not in (2, 9, 17))) == []


def test_a_monitor_record_of_a_part_of_a_fuelling_is_no_mismatch() -> None:
    sold, seen = pair(3)
    part = vapour_fill(
        3, fuel_ml=4_000, started_at=sold.started_at + timedelta(seconds=80), ended_at=seen.ended_at
    )
    others = [r for place in range(8) if place != 3 for r in pair(place)]
    assert judged(*others, sold, part) == []


def test_a_wrong_neighbour_is_not_taken_for_a_lost_record() -> None:
    start = pair(5)[0].ended_at
    small = fuelling(
        90, started_at=start + timedelta(seconds=30), ended_at=start + timedelta(seconds=60), volume_ml=2_000
    )
    records = [r for place in range(8) for r in pair(place) if r is not None]
    without = [r for r in records if not (isinstance(r, VapourFill) and r.ended_at == start)]
    lone = vapour_fill(90, fuel_ml=2_000, started_at=small.started_at, ended_at=small.ended_at)
    assert judged(*without, small, lone) == []
    assert judged(*records, small) == []


def test_records_made_from_totals_and_small_days_are_left_alone() -> None:
    assert judged(*day(factor=1.05, source="total_diff")) == []
    assert judged(*(r for place in range(4) for r in pair(place, factor=1.05))) == []


def test_announced_downtime_of_the_monitor_explains_its_records() -> None:
    assert judged(*day(factor=1.05), maintenance("vapour", -10, 200)) == []


def test_a_correction_that_comes_later_withdraws() -> None:
    sold = [fuelling(n, volume_ml=29_000) for n in range(6)]
    fixed = [fuelling(n, source="corrected", received_at=night(2) - timedelta(hours=2)) for n in range(6)]
    fills = [vapour_fill(n) for n in range(6)]
    said = walk(CODE, [*OBLIGED, *sold, *fixed, *fills], [night(n) for n in range(4)])
    assert [(f.status, f.detected_at) for f in said] == [("open", night(0)), ("withdrawn", night(2))]


def test_fuellings_that_come_later_are_compared_then() -> None:
    late = [fuelling(n, received_at=night(1) - timedelta(minutes=30)) for n in range(6)]
    fills = [vapour_fill(n, fuel_ml=31_000) for n in range(6)]
    said = walk(CODE, [*OBLIGED, *late, *fills], [night(n) for n in range(3)])
    assert [(f.status, f.detected_at) for f in said] == [("open", night(1))]


def test_every_record_is_matched_at_most_once_and_nearest_in_volume() -> None:
    ends = np.array([0, 60, 110]) * SECOND
    zeros = np.zeros(3, dtype=np.int64)
    dispenser = Timed(zeros, ends - 30 * SECOND, ends, np.array([20_000, 5_000, 12_000]))
    monitor = Timed(zeros, ends - 30 * SECOND, ends, np.array([12_010, 20_020, 5_010]))
    found = match(monitor, dispenser, zeros, 120 * SECOND, 900 * SECOND)
    assert len(set(found.fuelling.tolist()) - {-1}) == (found.fuelling >= 0).sum()
    same = match(dispenser, dispenser, zeros, 120 * SECOND, 900 * SECOND)
    assert same.fuelling.tolist() == [0, 1, 2]


def test_busy_nozzles_on_several_stations_are_matched_with_their_own() -> None:
    second = "3602030018"
    theirs = [
        record
        for sold, seen in (pair(place, factor=1.04) for place in range(10))
        for record in (
            fuelling(sold.seq, station_id=second, started_at=sold.started_at, ended_at=sold.ended_at,
                     volume_ml=sold.volume_ml),
            vapour_fill(sold.seq, station_id=second, started_at=seen.started_at, ended_at=seen.ended_at,
                        fuel_ml=seen.fuel_ml),
        )
    ]  # fmt: skip
    from youjian.detection.samples import nozzle, station

    register = [station(station_id=second, vapour_monitoring=True), nozzle(station_id=second)]
    assert {f.station_id for f in judged(*day(), *theirs, *register)} == {second}
