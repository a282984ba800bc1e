"""Fuel that left while a collector was silent: covered by records, or not."""

from datetime import timedelta
from typing import Any

import pytest

from youjian.contract.findings import Finding, finding_id
from youjian.contract.records import Record
from youjian.detection.registry import rule
from youjian.detection.samples import (
    LATER,
    MORNING,
    STATION,
    after,
    chart_line,
    facts,
    fuelling,
    heartbeat,
    maintenance,
    nozzle,
    reading,
    tank,
)
from youjian.engine.span import Span
from youjian.engine.walk import walk_past

CODE = "collector.offline_trading"
DAY = 1440
QUIET = (100, 400)
"""Minutes between which no heartbeat comes in."""


def beats(end: float = 10 * DAY, quiet: tuple[int, int] = QUIET, **changes: Any) -> list[Record]:
    every = range(0, int(end), 5)
    return [heartbeat(m, **changes) for m in every if not quiet[0] < m < quiet[1]]


def sold(numbers: range, **changes: Any) -> list[Record]:
    return [fuelling(n, **changes) for n in numbers]


def after_hole(number: int, slot: int, unrecorded_ml: int = 0) -> Record:
    """Record `number` of the nozzle, at the time of another slot, with fuel before it that no record has."""
    times = {name: getattr(fuelling(slot), name) for name in ("started_at", "ended_at", "received_at")}
    return fuelling(number, totalizer_ml=1_000_000 + 30_000 * number + unrecorded_ml, **times)


def judged(*records: Record, at: float = 600) -> list[Finding]:
    return rule(CODE).judge(facts(*beats(), *records), after(at))


def test_a_totalizer_that_ran_on_without_records_is_an_alarm() -> None:
    [found] = judged(*sold(range(10)), after_hole(10, 41, 660_000))
    assert found.finding_id == finding_id(CODE, STATION, "collector", "since:2026-11-22T01:40:00.000000Z")
    assert (found.severity, found.verdict, found.estimate) == ("alarm", "discrepancy", 660_000)
    assert (found.started_at, found.ended_at) == (after(100), after(400))


def test_litres_of_all_nozzles_are_added() -> None:
    more = [fuelling(n, nozzle_id=4) for n in range(10)]
    later = {"started_at": after(420), "ended_at": after(422), "received_at": after(422)}
    both = [after_hole(10, 41, 660_000), fuelling(10, nozzle_id=4, totalizer_ml=1_340_000, **later)]
    [found] = judged(*sold(range(10)), *more, *both)
    assert found.estimate == 700_000


def test_records_replayed_later_cover_themselves() -> None:
    replayed = sold(range(10, 40), received_at=after(410))
    assert judged(*sold(range(10)), *replayed, *sold(range(40, 50))) == []


@pytest.mark.parametrize(("minutes", "found"), [(600, 0), (3 * DAY, 0), (3 * DAY + 600, 1)])
def test_missing_numbers_may_still_come_within_72_hours_online(minutes: float, found: int) -> None:
    assert len(judged(*sold(range(10)), *sold(range(40, 50)), at=minutes)) == found


def test_a_late_replay_withdraws_nothing_because_nothing_was_said() -> None:
    replayed = sold(range(10, 40), received_at=after(3 * DAY))
    held = facts(*beats(), *sold(range(10)), *replayed, *sold(range(40, 50)))
    named = set(rule(CODE).moments(held, MORNING, LATER) or ())
    assert [rule(CODE).judge(held, tick) for tick in sorted(named)] == [[]] * len(named)


def test_what_was_said_is_superseded_when_the_records_come_after_all() -> None:
    late = sold(range(10, 40), received_at=after(5 * DAY))
    held = facts(*beats(), *sold(range(10)), *sold(range(40, 50)), *late)
    trail = walk_past(held, Span(MORNING, after(6 * DAY)))
    assert trail.failures == []
    found = [f for f in trail.findings if f.rule == CODE]
    assert [(f.status, f.severity, f.estimate) for f in found] == [
        ("open", found[0].severity, 900_000.0),
        ("superseded", found[0].severity, 900_000.0),
    ]
    assert found[1].detected_at == after(5 * DAY)


def test_a_silence_that_was_announced_or_short_is_none() -> None:
    jumped = [*sold(range(10)), after_hole(10, 41, 660_000)]
    assert judged(*jumped, maintenance("collector", 90, 400)) == []
    assert len(judged(*jumped, maintenance("collector", 90, 380))) == 1
    short = facts(*beats(quiet=(100, 110)), *jumped)
    assert rule(CODE).judge(short, after(600)) == []


def test_it_is_said_when_the_silence_is_over_and_the_records_had_an_hour() -> None:
    jumped = [*sold(range(10)), after_hole(10, 41, 660_000)]
    assert judged(*jumped, at=450) == []
    assert len(judged(*jumped, at=460)) == 1
    open_still = facts(*beats(end=100), *jumped)
    assert rule(CODE).judge(open_still, after(600)) == []


def test_fuel_that_may_have_left_outside_the_silence_decides_nothing() -> None:
    long = after_hole(10, 200, 660_000)
    [found] = judged(*sold(range(10)), long, at=3 * DAY)
    assert (found.severity, found.verdict) == ("info", "undecidable")


def test_litres_within_the_tolerance_and_a_reset_say_nothing() -> None:
    assert judged(*sold(range(10)), after_hole(10, 41, 20)) == []
    assert judged(*sold(range(10)), after_hole(10, 41, -500_000)) == []


def test_a_board_replaced_within_an_approved_repair_says_nothing() -> None:
    jumped = (*sold(range(10)), after_hole(10, 41, 660_000), nozzle())
    assert judged(*jumped, maintenance("dispenser:2", 200, 260)) == []
    assert len(judged(*jumped, maintenance("dispenser:9", 200, 260))) == 1


def test_a_record_made_of_totals_covers_its_litres() -> None:
    span = fuelling(10, started_at=after(110), ended_at=after(405), volume_ml=300_000, totalizer_ml=1_570_000,
                    source="total_diff", received_at=after(406))  # fmt: skip
    assert judged(*sold(range(10)), span) == []


def stock(lost_l: float) -> list[Record]:
    """Tank 1 with what nozzle 3 sold, and litres lost in the silence; read every ten minutes."""
    lines = [chart_line(0, 0), chart_line(2500, 30_000)]
    level = lambda m: 1500 - (30 * min(max((m - 2) // 10 + 1, 0), 10) + (lost_l if m >= 400 else 0)) / 12  # noqa: E731
    return [tank(), nozzle(), *lines, *(reading(m, product_mm=level(m)) for m in range(0, 800, 10))]


@pytest.mark.parametrize(("lost", "found"), [(0, 0), (200, 0), (600, 1)])
def test_tanks_that_fell_more_than_the_records_are_a_suspicion(lost: float, found: int) -> None:
    held = [*sold(range(10)), after_hole(10, 45), *stock(lost)]
    assert judged(*held, at=600) == []
    said = judged(*held, at=3 * DAY + 410)
    assert [(f.severity, f.verdict) for f in said] == [("alarm", "suspicion")] * found
    assert all(f.low and f.estimate and f.high and f.low < f.estimate < f.high for f in said)


def test_moments_name_when_waiting_is_over() -> None:
    held = facts(*beats(), *sold(range(10)), after_hole(10, 41, 660_000))
    named = set(rule(CODE).moments(held, MORNING, LATER) or ())
    assert named >= {after(460), after(400) + timedelta(hours=72), fuelling(41).received_at}
    honest = facts(*beats(quiet=(0, 0)), *sold(range(50)))
    assert list(rule(CODE).moments(honest, MORNING, LATER) or ()) == []


def test_each_station_s_silence_is_its_own() -> None:
    there = "3602030018"
    quiet = [*beats(station_id=there), *sold(range(10), station_id=there)]
    jumped = [*sold(range(10)), after_hole(10, 41, 660_000)]
    assert [f.station_id for f in judged(*quiet, *jumped)] == [STATION]
