"""Water at the bottom of a tank, and test returns that came back or did not."""

import random
from datetime import datetime, timedelta

import msgspec
import pytest

from youjian.contract.findings import Finding
from youjian.contract.records import TankReading
from youjian.detection.facts import MemoryFacts
from youjian.detection.registry import rule
from youjian.detection.revisions import revise
from youjian.detection.samples import event, facts, maintenance, station
from youjian.detection.samples_books import (
    BOOKS_START,
    chart,
    reading,
    returning,
    returning_records,
    tank,
    wet_tank,
)

NOON = BOOKS_START + timedelta(days=1, hours=12)
NIGHT = BOOKS_START + timedelta(days=2, hours=2)


def night(day: int) -> datetime:
    return BOOKS_START + timedelta(days=day, hours=2)


def water(held: MemoryFacts, at: datetime) -> list[Finding]:
    return rule("stock.water").judge(held, at)


@pytest.mark.parametrize(
    ("heights", "expected"),
    [
        ((3.0, 3.0, 12.0), []),
        ((3.0, 8.0, 14.0), ["warning"]),
        ((3.0, 3.0, 32.0), ["warning"]),
        ((3.0, 3.0, 34.0), ["alarm"]),
        ((48.0, 49.0, 49.5), []),
        ((48.0, 49.0, 51.0), ["alarm"]),
        ((0.0, 0.0, 0.0), []),
    ],
)
def test_rise_and_height_of_water(heights: tuple[float, ...], expected: list[str]) -> None:
    assert [f.severity for f in water(wet_tank(*heights), night(3))] == expected


def test_single_readings_are_no_water() -> None:
    records = [
        reading(BOOKS_START + timedelta(minutes=10 * n), 9000.0, water_mm=70.0 if n % 7 == 0 else 3.0)
        for n in range(3 * 144)
    ]
    assert water(facts(station(), tank(), *records), night(3)) == []


def test_an_episode_goes_on_ends_and_begins_again() -> None:
    heights = (3.0, 15.0, 16.0, 4.0, 4.0, 20.0)
    told: list[Finding] = []
    known = rule("stock.water")
    for day in range(1, len(heights) + 1):
        held = MemoryFacts(_tables(heights), _said(told))
        told += revise(held.findings(known.code, night(day)), known.judge(held, night(day)), night(day))
    assert [(f.revision, f.status, f.severity) for f in told] == [
        (1, "open", "warning"), (2, "ended", "warning"), (1, "open", "warning"),
    ]  # fmt: skip
    assert len({f.finding_id for f in told}) == 2
    assert told[1].ended_at == night(4)


def _tables(heights: tuple[float, ...]) -> dict[str, object]:
    held = wet_tank(*heights)
    return {name: held.known(name, night(99)) for name in ("stations", "tanks", "tank_readings")}


def _said(told: list[Finding]) -> object:
    return facts(said=told).findings("stock.water", night(99))


def test_a_new_gauge_begins_a_new_base() -> None:
    wet = _readings(3.0, 4.0, 18.0)
    replaced = event("gauge_replaced", device="tank:1", at=BOOKS_START + timedelta(days=2))
    cleaned = maintenance("tank:1", 0, 0, starts_at=BOOKS_START, ends_at=BOOKS_START + timedelta(days=2))
    assert len(water(facts(*wet), night(3))) == 1
    assert water(facts(*wet, msgspec.structs.replace(replaced, received_at=replaced.at)), night(3)) == []
    assert water(facts(*wet, cleaned), night(3)) == []


def _readings(*heights: float) -> list[TankReading]:
    return [
        reading(BOOKS_START + timedelta(days=day, minutes=10 * n), 9000.0, water_mm=height)
        for day, height in enumerate(heights)
        for n in range(144)
    ]


def test_late_readings_are_not_used_before_they_are_known() -> None:
    late = [
        msgspec.structs.replace(r, received_at=night(4)) if r.water_mm > 10 else r
        for r in _readings(3.0, 18.0)
    ]
    assert water(facts(tank(), *late), night(2)) == []


def test_dry_tanks_need_no_night() -> None:
    known = rule("stock.water")
    assert known.moments(wet_tank(3.0, 4.0), BOOKS_START, NIGHT) == []
    assert known.moments(wet_tank(3.0, 30.0), BOOKS_START, NIGHT) is None


def returns(held: MemoryFacts, at: datetime = NIGHT) -> list[Finding]:
    return rule("fuelling.false_return").judge(held, at)


@pytest.mark.parametrize("claimed", [(60.0,), (20.0, 20.0, 20.0), (20.0,) * 6])
def test_returns_that_came_back_say_nothing(claimed: tuple[float, ...]) -> None:
    assert returns(returning(sum(claimed), *claimed)) == []


@pytest.mark.parametrize("claimed", [(60.0,), (20.0,), (20.0,) * 6])
def test_returns_that_did_not_come_back_are_found(claimed: tuple[float, ...]) -> None:
    [found] = returns(returning(0.0, *claimed))
    assert (found.severity, found.verdict, found.subject) == ("alarm", "suspicion", "nozzle:4")
    assert found.estimate == pytest.approx(sum(claimed) * 1000, abs=500)


def test_what_is_too_little_to_see_is_not_judged() -> None:
    assert returns(returning(0.0, 5.0)) == []
    assert returns(returning(50.0, 60.0)) == []


def test_a_return_into_the_other_tank_of_the_product_is_a_return() -> None:
    other = [
        reading(at, 9000.0 + (60.0 if at > NOON + timedelta(minutes=10) else 0.0), tank_id=2)
        for at in (BOOKS_START + timedelta(minutes=n) for n in range(3 * 1440))
    ]
    records = [*returning_records(0.0), tank(tank_id=2), *chart(2), *other]
    assert returns(facts(*records)) == []


def test_a_rough_gauge_widens_the_spread() -> None:
    steps = [random.Random(n).gauss(0.0, 1.0) for n in range(200)]  # noqa: S311
    rough = [
        msgspec.structs.replace(
            r, product_mm=r.product_mm + steps[int((r.at - BOOKS_START).total_seconds() // 1800)]
        )
        if isinstance(r, TankReading)
        else r
        for r in returning_records(0.0, 20.0)
    ]
    assert {f.severity for f in returns(facts(*rough))} <= {"warning"}


def test_without_gauge_data_it_is_undecidable() -> None:
    blind = [
        r for r in returning_records(0.0)
        if not (isinstance(r, TankReading) and NOON - timedelta(hours=1) < r.at < NOON + timedelta(hours=2))
    ]  # fmt: skip
    [found] = returns(facts(*blind))
    assert (found.severity, found.verdict, found.estimate) == ("warning", "undecidable", None)


def test_a_return_is_judged_when_it_has_settled() -> None:
    held = returning(0.0)
    assert returns(held, NOON + timedelta(minutes=30)) == []
    moments = list(rule("fuelling.false_return").moments(held, BOOKS_START, NIGHT) or [])
    assert NOON + timedelta(minutes=45) in moments
