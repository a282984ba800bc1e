"""Gauges that say what cannot be, and gauges that alone say nothing."""

import json
from datetime import timedelta

import pytest

from youjian.contract.columns import struct_table
from youjian.contract.findings import Finding, finding_id
from youjian.contract.records import Record
from youjian.detection.registry import rule
from youjian.detection.revisions import revise
from youjian.detection.samples import (
    LATER,
    MORNING,
    STATION,
    after,
    chart_line,
    facts,
    heartbeat,
    maintenance,
    reading,
    tank,
)
from youjian.detection.ticks import watch_tick

CODE = "gauge.fault"
CHART = [chart_line(0, 0), chart_line(2500, 30_000)]
HOUR = 60


def judged(*records: Record, at: float = 30) -> list[Finding]:
    return rule(CODE).judge(facts(tank(), *CHART, *records), after(at))


def walked(records: list[Record], until: float) -> list[Finding]:
    """Every revision at the ticks that the rule names."""
    said: list[Finding] = []
    held = [tank(), *CHART, *records]
    for tick in sorted(
        {watch_tick(m) for m in rule(CODE).moments(facts(*held), MORNING, after(until)) or ()}
    ):
        said += revise(struct_table(Finding, said), rule(CODE).judge(facts(*held, said=said), tick), tick)
    return said


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"product_mm": -3.5}, "height"),
        ({"product_mm": -2.5}, None),
        ({"product_mm": 2511.0}, "height"),
        ({"product_mm": 2509.0}, None),
        ({"temp_c": 85.0}, "temperature"),
        ({"temp_c": 84.9}, "temperature"),
        ({"temp_c": 69.0}, None),
        ({"temp_c": -127.0}, "temperature"),
        ({"water_mm": 1004.0}, "water"),
        ({"water_mm": 1002.0}, None),
        ({"water_mm": -0.5}, None),
        ({"water_mm": -999.0}, "height"),
    ],
)
def test_what_a_gauge_cannot_say(changes: dict[str, float], kind: str | None) -> None:
    found = judged(reading(0), reading(1, **changes), reading(2))
    assert [json.loads(f.evidence)["figures"]["kind"] for f in found] == ([kind] if kind else [])


def test_wrong_readings_are_one_episode_until_the_gauge_is_well_again() -> None:
    wrong = [reading(n, temp_c=85.0) for n in range(10, 40)]
    well = [reading(n) for n in range(40, 200)]
    again = [reading(n, temp_c=85.0) for n in range(200, 210)]
    found = walked([*wrong, *well, *again, *(reading(n) for n in range(210, 400))], 400)
    assert [(f.status, f.detected_at) for f in found] == [
        ("open", after(10)),
        ("ended", after(100)),
        ("open", after(200)),
        ("ended", after(270)),
    ]
    ids = [finding_id(CODE, STATION, "tank:1", f"episode:{n}") for n in (1, 2)]
    assert [f.finding_id for f in found] == [ids[0], ids[0], ids[1], ids[1]]
    assert (found[1].estimate, found[1].ended_at) == (30, after(39))


def test_a_chart_that_goes_higher_than_the_diameter_allows_its_heights() -> None:
    held = facts(tank(diameter_mm=2000.0), *CHART, reading(0, product_mm=2400.0))
    assert rule(CODE).judge(held, after(10)) == []


def test_announced_work_on_the_tank_explains_its_readings() -> None:
    wrong = reading(5, product_mm=9999.0)
    assert judged(wrong, maintenance("tank:1", 0, 60)) == []
    assert len(judged(wrong, maintenance("tank:2", 0, 60))) == 1


def two_tanks(first: range, second: range, *more: Record) -> list[Record]:
    return [tank(tank_id=2), *(reading(m) for m in first), *(reading(m, tank_id=2) for m in second), *more]


def test_a_tank_that_is_silent_for_a_day_while_another_is_read_is_a_fault() -> None:
    found = walked(two_tanks(range(0, 100, 5), range(0, 50 * HOUR, 5)), 48 * HOUR)
    [first] = found
    assert (first.subject, first.status, first.started_at) == ("tank:1", "open", after(95))
    assert after(95 + 24 * HOUR) <= first.detected_at <= after(95 + 24.5 * HOUR)


def test_a_silence_that_ends_is_ended() -> None:
    both = two_tanks(range(0, 100, 5), range(0, 60 * HOUR, 5))
    found = walked([*both, *(reading(m) for m in range(40 * HOUR, 60 * HOUR, 5))], 58 * HOUR)
    assert [(f.status, f.ended_at) for f in found] == [("open", None), ("ended", after(40 * HOUR))]


@pytest.mark.parametrize("silent_h", [8, 20])
def test_an_ordinary_outage_of_one_gauge_is_none(silent_h: int) -> None:
    both = two_tanks(range(0, 100, 5), range(0, 40 * HOUR, 5))
    assert walked([*both, *(reading(m) for m in range(silent_h * HOUR, 40 * HOUR, 5))], 39 * HOUR) == []


def test_an_outage_of_the_whole_collector_is_nobody_s_fault_even_when_replayed_in_parts() -> None:
    back = 40 * HOUR
    live = [*range(0, 60, 5), *range(back, back + 600, 5)]
    early = [reading(m, tank_id=2, received_at=after(back + 5)) for m in range(60, back, 5)]
    late = [reading(m, received_at=after(back + 300)) for m in range(60, back, 5)]
    records = [tank(tank_id=2), *(reading(m, tank_id=t) for t in (1, 2) for m in live), *early, *late]
    assert walked(records, back + 590) == []
    assert rule(CODE).judge(facts(tank(), *CHART, *records), after(back + 100)) == []


def test_all_gauges_silent_for_two_days_while_the_collector_is_heard() -> None:
    beats = [heartbeat(m) for m in range(0, 60 * HOUR, 5)]
    silent = [*(reading(m) for m in range(0, 60, 5)), *beats]
    assert walked(silent, 40 * HOUR) == []
    [found] = walked(silent, 59 * HOUR)
    assert found.started_at == after(55)


def test_a_tank_never_read_beside_one_that_is_and_a_shared_gauge() -> None:
    other = [reading(m, tank_id=2) for m in range(0, 40 * HOUR, 5)]
    assert [f.subject for f in walked([tank(tank_id=2), *other], 39 * HOUR)] == ["tank:1"]
    shared = [tank(manifold="A"), *CHART, tank(tank_id=2, manifold="A"), *other]
    assert rule(CODE).judge(facts(*shared), after(39 * HOUR)) == []


def test_announced_downtime_of_the_tank_does_not_count_as_silence() -> None:
    both = two_tanks(range(0, 100, 5), range(0, 60 * HOUR, 5), maintenance("tank:1", 60, 30 * HOUR))
    assert walked(both, 50 * HOUR) == []
    assert len(walked(both, 58 * HOUR)) == 1


def test_readings_known_later_are_judged_later() -> None:
    late = reading(5, temp_c=85.0, received_at=after(500))
    assert judged(reading(0), late, at=30) == []
    assert len(judged(reading(0), late, at=500)) == 1
    named = rule(CODE).moments(facts(tank(), *CHART, reading(0), late), MORNING, LATER)
    assert after(500) in set(named or ())
    assert rule(CODE).judge(facts(tank(), *CHART, late), LATER + timedelta(days=9)) != []
