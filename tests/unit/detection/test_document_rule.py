"""Delivery documents against what the tanks gained: each gain serves one document."""

from datetime import timedelta

import pytest

from youjian.contract.findings import Finding, finding_id
from youjian.contract.records import Delivery, Record
from youjian.detection.registry import rule
from youjian.detection.samples import (
    STATION,
    after,
    chart_line,
    delivery,
    event,
    facts,
    fuelling,
    nozzle,
    reading,
    tank,
)

CODE = "stock.document_without_rise"
CHART = [chart_line(0, 0), chart_line(2500, 30_000)]
"""12 L to the millimetre."""
DAY = 1440


def course(
    *drops: tuple[float, float], start: int = -2 * DAY, end: int = 2 * DAY, **changes: object
) -> list[Record]:
    """Readings every ten minutes of a tank that gains litres at some minutes, each within half an hour."""
    gained = lambda m: sum(l * min(max((m - at) / 30, 0), 1) for at, l in drops)  # noqa: E731, E741
    return [reading(m, product_mm=200 + gained(m) / 12, **changes) for m in range(start, end, 10)]


def judged(*records: Record, at: float = DAY) -> list[Finding]:
    return rule(CODE).judge(facts(tank(), *CHART, *records), after(at))


def numbers(found: list[Finding]) -> list[str]:
    return [f.message.split("记载")[0].removeprefix("进油单") for f in found]


def test_a_document_with_its_rise_is_in_order() -> None:
    assert judged(*course((0, 10_000)), delivery(20)) == []


@pytest.mark.parametrize("hours", [-11.5, -6, 6, 11])
def test_the_rise_may_be_twelve_hours_away(hours: float) -> None:
    assert judged(*course((0, 10_000)), delivery(hours * 60), at=2 * DAY) == []


@pytest.mark.parametrize("at", [-14 * 60, 14 * 60])
def test_a_rise_further_away_belongs_to_no_document(at: int) -> None:
    [found] = judged(*course((at, 10_000)), delivery(0))
    assert found.finding_id == finding_id(CODE, STATION, "tank:1", "delivery_id:D0")
    assert (found.severity, found.verdict, found.estimate) == ("alarm", "discrepancy", 10_000_000)
    assert (found.started_at, found.ended_at) == (after(-720), after(720))


def test_it_is_judged_when_its_time_is_over_and_not_before() -> None:
    flat = course()
    assert judged(*flat, delivery(0), at=12 * 60) == []
    assert numbers(judged(*flat, delivery(0), at=12 * 60 + 30)) == ["D0"]
    late = delivery(0, received_at=after(DAY + 600))
    assert judged(*flat, late, at=DAY) == []
    assert numbers(judged(*flat, late, at=2 * DAY)) == ["D0"]


@pytest.mark.parametrize(("gained", "found"), [(1_900, 1), (2_100, 0)])
def test_a_fifth_of_the_volume_is_a_rise(gained: float, found: int) -> None:
    assert len(judged(*course((0, gained)), delivery(0))) == found


def test_one_rise_does_not_serve_two_documents() -> None:
    real = delivery(30, documented_volume_ml=10_050_000)
    false = delivery(300, documented_volume_ml=9_000_000)
    assert numbers(judged(*course((0, 10_000)), real, false)) == ["D300"]
    assert judged(*course((0, 10_000), (290, 9_100)), real, false) == []
    small = delivery(300, documented_volume_ml=1_000_000)
    assert numbers(judged(*course((0, 10_150)), real, small)) == ["D300"]


def test_two_documents_may_share_one_large_rise() -> None:
    assert judged(*course((0, 18_000)), delivery(10), delivery(20, documented_volume_ml=8_000_000)) == []


def test_a_real_paper_that_comes_late_uncovers_the_false_one() -> None:
    false = delivery(400, documented_volume_ml=9_000_000)
    real = delivery(30, received_at=after(2 * DAY))
    assert judged(*course((0, 10_000)), false, at=2 * DAY - 100) == []
    assert numbers(judged(*course((0, 10_000)), false, real, at=3 * DAY)) == ["D400"]


def other(*drops: tuple[float, float]) -> list[Record]:
    lines = [chart_line(h, v, tank_id=2) for h, v in ((0, 0), (2500, 30_000))]
    return [*lines, *course(*drops, tank_id=2)]


def any_tank(**changes: object) -> Delivery:
    return delivery(0, tank_id=None, **changes)


def test_without_a_tank_any_of_the_product_may_have_risen_also_in_parts() -> None:
    assert judged(tank(tank_id=2), *course(), *other((0, 10_000)), any_tank()) == []
    assert judged(tank(tank_id=2), *course((0, 4000)), *other((40, 6000)), any_tank()) == []
    [found] = judged(tank(tank_id=2, product="0D"), *course(), *other((0, 10_000)), any_tank())
    assert found.subject == "station"


def test_a_named_tank_may_stand_for_its_product_and_its_manifold() -> None:
    assert judged(tank(tank_id=2), *course(), *other((0, 10_000)), delivery(0)) == []
    joined = [tank(manifold="A"), tank(tank_id=2, manifold="A"), *CHART, delivery(0)]
    shared = [*course((0, 5000)), *other((0, 5000))]
    assert rule(CODE).judge(facts(*joined, *shared), after(DAY)) == []


def test_sales_during_the_unloading_are_added_back() -> None:
    sold = [fuelling(n, volume_ml=50_000, received_at=None) for n in range(60)]
    falling = [
        reading(m, product_mm=1500 - max(m, 0) * 5 / 12 + (100 if m > 300 else 0))
        for m in range(-2 * DAY, 601, 5)
    ]
    rest = [reading(m, product_mm=1500 - 250 + 100) for m in range(605, 2 * DAY, 5)]
    held = (nozzle(), *sold, *falling, *rest)
    assert judged(*held, delivery(300, documented_volume_ml=1_200_000), at=DAY + 300) == []


def test_a_jump_of_a_replaced_gauge_or_a_new_chart_is_no_rise() -> None:
    swapped = event("gauge_replaced", device="tank:1", at=after(5))
    jump = [reading(m, product_mm=200 if m < 5 else 1033) for m in range(-2 * DAY, 2 * DAY, 10)]
    assert len(judged(*jump, delivery(0), swapped)) == 1
    assert judged(*jump, delivery(0)) == []
    higher = [chart_line(h, v, valid_from=after(5)) for h, v in ((0, 9000), (2500, 30_000))]
    assert len(judged(*course(), *higher, delivery(0))) == 1


def gap(*drops: tuple[float, float], hours: float = 8) -> list[Record]:
    readings = course(*drops, end=6 * DAY)
    inside = lambda r: after(-60) < r.at < after(-60 + hours * 60)  # noqa: E731
    return [r for r in readings if not inside(r)]


def test_a_gap_is_waited_for_and_then_bridged() -> None:
    assert judged(*gap((0, 10_000)), delivery(0), at=DAY) == []
    assert judged(*gap(), delivery(0), at=DAY) == []
    assert numbers(judged(*gap(), delivery(0), at=4 * DAY)) == ["D0"]
    assert judged(*gap((0, 10_000)), delivery(0), at=4 * DAY) == []


def test_where_readings_end_nothing_is_decided() -> None:
    [found] = judged(*course(end=-300), delivery(0), at=4 * DAY)
    assert (found.severity, found.verdict) == ("info", "undecidable")
    [never] = judged(delivery(0), *other(), tank(tank_id=2, product="0D"), at=4 * DAY)
    assert never.verdict == "undecidable"


def test_replayed_readings_withdraw_what_was_said() -> None:
    flat = course()
    [found] = judged(*flat, delivery(0))
    shown = facts(tank(), *CHART, *course((0, 10_000)), delivery(0), said=[found])
    [over] = rule(CODE).judge(shown, after(DAY) + timedelta(days=1))
    assert (over.finding_id, over.status) == (found.finding_id, "withdrawn")


def test_stations_do_not_lend_each_other_their_rises() -> None:
    there = "3602030018"
    lines = [chart_line(h, v, station_id=there) for h, v in ((0, 0), (2500, 30_000))]
    held = [tank(station_id=there), *lines, *course((0, 10_000), station_id=there), *course()]
    found = judged(*held, delivery(0), delivery(0, station_id=there))
    assert [f.station_id for f in found] == [STATION]
