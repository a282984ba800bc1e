"""GB 20952-2020 annex E: every published case, judged by the rules through facts, night after night."""

import dataclasses
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from youjian.contract.columns import struct_table, to_table
from youjian.contract.fields import day_bounds
from youjian.contract.findings import Finding
from youjian.contract.records import PressureReading, Record, VapourFill
from youjian.contract.tables import TABLES
from youjian.detection.facts import MemoryFacts, RememberingFacts
from youjian.detection.registry import rule
from youjian.detection.revisions import revise
from youjian.detection.rule import Rule
from youjian.detection.samples import facts, nozzle, pressure, station, vapour_fill

CASES: dict[str, Any] = json.loads(
    (Path(__file__).parent / "vectors" / "gb20952_cases.json").read_text(encoding="utf-8")
)
FIRST_DAY = date(2025, 9, 1)
OBLIGED = station(vapour_monitoring=True)
ids = {"ids": lambda case: case["id"]}


def nights(days: Iterable[date]) -> list[datetime]:
    """02:00 after each day."""
    return [day_bounds(day)[1] + timedelta(hours=2) for day in days]


def walk(known: Rule, held: MemoryFacts, ticks: list[datetime]) -> Iterator[dict[str, Finding]]:
    """The latest revision of every finding after each tick."""
    remembering, latest = RememberingFacts(held), dict[str, Finding]()
    for tick in ticks:
        before = struct_table(Finding, latest.values())
        new = revise(before, known.judge(remembering, tick), tick)
        remembering.remember(new)
        latest |= {found.finding_id: found for found in new}
        yield dict(latest)


def fills_of(case: dict[str, Any]) -> list[VapourFill]:
    records: list[VapourFill] = []
    for day in case["days"]:
        start, _ = day_bounds(date.fromisoformat(day["date"]))
        for number, fill in enumerate(day["fills"]):
            ended = start + timedelta(hours=6, minutes=20 * number)
            times = {"ended_at": ended, "started_at": ended - timedelta(minutes=2), "received_at": None}
            litres = {"fuel_ml": round(fill["volume_l"] * 1000), "ratio": fill["al"]}
            records.append(vapour_fill(number, **times, **litres))
    return records


def ratio_rules(**changes: Any) -> tuple[Rule, Rule]:
    told = [rule(code) for code in ("vapour.ratio_warning", "vapour.ratio_alarm")]
    warning, alarm = [type(r)(dataclasses.replace(r.parameters, **changes), r.rule_set) for r in told]
    return warning, alarm


def figures(found: Finding) -> dict[str, Any]:
    return json.loads(found.evidence)["figures"]


def check_ratio(case: dict[str, Any], expected: list[dict[str, Any]], **changes: Any) -> None:
    held = facts(OBLIGED, nozzle(), *fills_of(case), present=["vapour_fills"])
    days = [date.fromisoformat(day["date"]) for day in case["days"]]
    warning, alarm = ratio_rules(**changes)
    ticks = nights(days)
    for day, tick, warned, alarmed, wanted in zip(
        days, ticks, walk(warning, held, ticks), walk(alarm, held, ticks), expected, strict=True
    ):
        today = [f for f in warned.values() if f.detected_at == tick and f.status == "open"]
        open_alarms = [f for f in alarmed.values() if f.status == "open"]
        assert bool(today) == (wanted["state"] in ("warning", "alarm")), day
        if wanted["state"] == "not_judged":
            continue
        assert bool(open_alarms) == (wanted["state"] == "alarm"), day
        assert len(alarmed) <= 1
        for found in today:
            told = figures(found)
            assert (told["judged"], told["bad"], told["streak_days"]) == (
                wanted["judged"],
                wanted["bad"],
                wanted["streak"],
            )
        for found in open_alarms:
            assert figures(found)["severe"] == wanted["reason"].startswith("every valid fill")


@pytest.mark.parametrize("case", CASES["ratio"], **ids)
def test_a_nozzle_is_judged_by_its_valid_fills(case: dict[str, Any]) -> None:
    check_ratio(case, case["expect"])


@pytest.mark.parametrize("case", [c for c in CASES["ratio"] if "expect_if_all_fills_count" in c], **ids)
def test_the_other_reading_counts_all_fills(case: dict[str, Any]) -> None:
    check_ratio(case, case["expect_if_all_fills_count"], count="all")


def readings(rows: Iterable[tuple[int, float, float]]) -> MemoryFacts:
    """Facts with a reading at so many seconds after the first midnight: Pa and ppm."""
    start, _ = day_bounds(FIRST_DAY)
    made = [
        msgspec.structs.replace(
            pressure(0, received_at=None),
            at=start + timedelta(seconds=second),
            pressure_pa=float(pa),
            vapour_ppm=float(ppm),
        )
        for second, pa, ppm in rows
    ]
    return with_readings(made)


def with_readings(made: list[PressureReading]) -> MemoryFacts:
    listed: dict[str, list[Record]] = {"stations": [OBLIGED], "pressure_readings": list(made)}
    return MemoryFacts({name: to_table(TABLES[name], rows) for name, rows in listed.items()})


@pytest.mark.parametrize("case", CASES["pressure"], **ids)
def test_a_day_near_zero_is_told_by_its_longest_run(case: dict[str, Any]) -> None:
    held = readings(
        (second, part["pressure_pa"], 0.0)
        for part in case["segments"]
        for second in range(part["from_s"], part["until_s"], case["sampling_s"])
    )
    ticks = nights(FIRST_DAY + timedelta(days=wanted["day"] - 1) for wanted in case["expect"])
    warnings = walk(rule("vapour.pressure_warning"), held, ticks)
    alarms = walk(rule("vapour.pressure_alarm"), held, ticks)
    for tick, warned, alarmed, wanted in zip(ticks, warnings, alarms, case["expect"], strict=True):
        today = [f for f in warned.values() if f.detected_at == tick and f.severity == "warning"]
        assert bool(today) == (wanted["state"] != "normal")
        assert all(f.estimate == wanted["longest_in_band_s"] for f in today)
        open_alarms = [f for f in alarmed.values() if f.status == "open"]
        assert bool(open_alarms) == (wanted["state"] == "alarm")
        assert len(alarmed) == len(open_alarms)
        if open_alarms and wanted["streak"] == 7:
            assert open_alarms[0].estimate == 7


@pytest.mark.parametrize("case", CASES["concentration_ppm"], **ids)
def test_a_strong_reading_speaks_at_once_and_a_week_of_them_is_an_alarm(case: dict[str, Any]) -> None:
    noon, minutes = 12 * 3600, range(0, 86_400, 300)
    held = readings(
        (86_400 * day + second, -180.0, most if second == noon else min(50.0, most))
        for day, most in enumerate(case["daily_max"])
        for second in minutes
    )
    for day, (noon_state, evening_state) in enumerate(concentration_states(held, len(case["daily_max"]))):
        wanted = case["expect"][day]
        assert (evening_state if wanted == "normal" else noon_state) == wanted, day


def concentration_states(held: MemoryFacts, days: int) -> list[tuple[str, str]]:
    """What stands ten minutes after the noon of each day, and ten minutes after it has ended."""
    starts = [day_bounds(FIRST_DAY + timedelta(days=n))[0] for n in range(days)]
    ticks = [start + timedelta(hours=hours, minutes=10) for start in starts for hours in (12, 24)]
    states: list[str] = []
    for latest in walk(rule("vapour.concentration"), held, ticks):
        going_on = [f.severity for f in latest.values() if f.status == "open"]
        states += going_on or ["normal"]
    return list(zip(states[::2], states[1::2], strict=True))
