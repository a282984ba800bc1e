"""Prices against the region's cap: which cap, whose sale, one finding a day."""

import json
from datetime import datetime, timedelta

import pytest

from youjian.contract.findings import Finding, finding_id
from youjian.contract.records import Record
from youjian.detection.registry import rule
from youjian.detection.samples import (
    LATER,
    MORNING,
    STATION,
    after,
    facts,
    fuelling,
    heartbeat,
    nozzle,
    price_cap,
    station,
)
from youjian.engine.span import Span
from youjian.engine.walk import walk_past

CODE = "price.above_cap"


TEN_HOURS = after(600)


def judged(*records: Record, as_of: datetime = TEN_HOURS) -> list[Finding]:
    return rule(CODE).judge(facts(station(), *records), as_of)


def above(*records: Record) -> int:
    return len(judged(nozzle(), *records))


def test_a_day_above_the_cap_is_one_finding_with_what_was_overcharged() -> None:
    sold = [fuelling(n) for n in range(1, 4)]
    [found] = judged(nozzle(), price_cap(max_price_fen=750), *sold)
    anchor = "day:2026-11-22,product:92"
    assert found.finding_id == finding_id(CODE, STATION, "nozzle:3", anchor)
    assert (found.severity, found.verdict, found.status) == ("alarm", "discrepancy", "open")
    assert (found.estimate, found.unit) == (3 * 30 * 6.0, "fen")
    assert (found.started_at, found.ended_at) == (sold[0].started_at, sold[2].ended_at)


def test_the_next_day_is_another_finding_and_a_day_that_is_over_is_ended() -> None:
    sold = [fuelling(n) for n in (1, 97)]
    found = judged(nozzle(), price_cap(max_price_fen=750), *sold, as_of=after(1000))
    assert [f.status for f in found] == ["ended", "open"]


@pytest.mark.parametrize(("cap", "found"), [(755, 1), (756, 0), (800, 0)])
def test_the_cap_itself_is_allowed(cap: int, found: int) -> None:
    assert above(price_cap(max_price_fen=cap), fuelling(1)) == found


@pytest.mark.parametrize("kind", ["test_return", "self_use", "transfer", "custody"])
def test_only_sales_have_a_price(kind: str) -> None:
    assert above(price_cap(max_price_fen=750), fuelling(1, kind=kind)) == 0


def test_a_product_that_no_notice_lists_is_free() -> None:
    held = (nozzle(product="92E"), price_cap(max_price_fen=750), fuelling(1))
    assert judged(*held) == []


@pytest.mark.parametrize(
    ("caps", "found"),
    [
        ([("360203", 700), ("360200", 800)], 1),
        ([("360203", 800), ("360200", 700), ("360000", 700)], 0),
        ([("360200", 700), ("36", 800)], 1),
        ([("360000", 700)], 1),
        ([("3602", 800), ("360000", 700)], 0),
        ([("360202", 700), ("410000", 700)], 0),
    ],
)
def test_the_most_specific_region_wins(caps: list[tuple[str, int]], found: int) -> None:
    assert above(*(price_cap(region_code=c, max_price_fen=m) for c, m in caps), fuelling(1)) == found


def test_a_county_row_not_yet_in_force_leaves_the_city_s() -> None:
    county = price_cap(max_price_fen=700, effective_from=after(30))
    city = price_cap(region_code="360200", max_price_fen=800)
    assert above(county, city, fuelling(1)) == 0
    assert above(county, city, fuelling(4)) == 1


def test_the_cap_of_the_start_counts_and_holds_from_its_first_moment() -> None:
    change = price_cap(max_price_fen=700, effective_from=fuelling(2).started_at)
    assert above(price_cap(), change, fuelling(1, ended_at=after(25))) == 0
    assert above(price_cap(), change, fuelling(2)) == 1
    assert above(price_cap(), change, fuelling(2, started_at=after(20) - timedelta(seconds=1))) == 0
    assert above(change, fuelling(1)) == 0


def test_a_clock_known_to_be_off_beside_a_change_decides_nothing() -> None:
    change = price_cap(max_price_fen=700, effective_from=after(20))
    slow = fuelling(2, started_at=after(20.5))
    [found] = judged(nozzle(), price_cap(), change, slow, heartbeat(15, clock_offset_s=40.0))
    assert (found.severity, found.verdict) == ("info", "undecidable")
    [sure] = judged(nozzle(), price_cap(), change, slow, heartbeat(15, clock_offset_s=20.0))
    assert sure.severity == "alarm"


def test_the_product_is_that_of_the_nozzle_s_map_at_the_start() -> None:
    was, now = nozzle(product="95"), nozzle(valid_from=after(15))
    held = (was, now, price_cap(max_price_fen=750), price_cap(product="95", max_price_fen=900))
    assert judged(*held, fuelling(1)) == []
    assert len(judged(*held, fuelling(2))) == 1


def test_a_record_made_of_totals_is_undecidable_until_a_plain_one_comes() -> None:
    cap = price_cap(max_price_fen=750)
    [found] = judged(nozzle(), cap, fuelling(1, source="total_diff"))
    assert (found.severity, found.verdict) == ("info", "undecidable")
    [both] = judged(nozzle(), cap, fuelling(1, source="total_diff"), fuelling(2))
    assert (both.severity, both.estimate) == ("alarm", 180.0)


def test_a_lone_nozzle_at_the_price_of_another_product_may_be_registered_wrongly() -> None:
    caps = [price_cap(max_price_fen=760), price_cap(product="95", max_price_fen=810)]
    others = [nozzle(nozzle_id=4), nozzle(nozzle_id=5, product="95")]
    right = fuelling(1, nozzle_id=4, unit_price_fen=756)
    premium = fuelling(1, nozzle_id=5, unit_price_fen=808)
    [found] = judged(nozzle(), *others, *caps, right, premium, fuelling(2, unit_price_fen=808))
    assert (found.subject, found.verdict) == ("nozzle:3", "undecidable")
    [sure] = judged(nozzle(), *others, *caps, right, premium, fuelling(2, unit_price_fen=807))
    assert sure.verdict == "discrepancy"


def test_a_correction_takes_the_place_of_what_was_wrong() -> None:
    mended = fuelling(1, unit_price_fen=749, source="corrected", received_at=after(40))
    held = facts(station(), nozzle(), price_cap(max_price_fen=750), fuelling(1), mended)
    assert len(rule(CODE).judge(held, after(30))) == 1
    assert rule(CODE).judge(held, after(50)) == []


def test_what_corrections_leave_no_sale_of_is_superseded_once_and_said_again_when_it_is_so() -> None:
    right = fuelling(1, unit_price_fen=749, source="corrected", received_at=after(40))
    wrong = fuelling(1, unit_price_fen=757, source="corrected", received_at=after(70))
    held = facts(station(), nozzle(), price_cap(max_price_fen=750), fuelling(1), right, wrong)
    trail = walk_past(held, Span(MORNING, after(100)))
    assert trail.failures == []
    assert [(f.status, f.estimate, f.detected_at) for f in trail.findings if f.rule == CODE] == [
        ("open", 180.0, after(20)),
        ("superseded", 180.0, after(40)),
        ("open", 210.0, after(70)),
    ]


def test_a_late_sale_is_judged_when_it_is_known() -> None:
    late = fuelling(1, received_at=MORNING + timedelta(days=2))
    held = facts(station(), nozzle(), price_cap(max_price_fen=750), late)
    assert rule(CODE).judge(held, after(60)) == []
    [found] = rule(CODE).judge(held, MORNING + timedelta(days=2))
    assert found.status == "ended"
    assert MORNING + timedelta(days=2) in set(rule(CODE).moments(held, MORNING, LATER) or ())


def test_every_station_is_held_against_its_own_region() -> None:
    there = "4101030001"
    held = facts(
        station(),
        station(station_id=there, region_code="410103"),
        nozzle(),
        nozzle(station_id=there),
        price_cap(max_price_fen=750),
        fuelling(1),
        fuelling(1, station_id=there),
    )
    assert [f.station_id for f in rule(CODE).judge(held, after(60))] == [STATION]


def test_long_days_show_their_first_and_last_sales() -> None:
    [found] = judged(nozzle(), price_cap(max_price_fen=750), *(fuelling(n) for n in range(1, 51)))
    evidence = json.loads(found.evidence)
    assert evidence["figures"]["sales"] == 50
    assert [r["seq"] for r in evidence["records"]["fuellings"]] == [*range(1, 11), *range(41, 51)]


def test_walking_the_named_moments_finds_the_same_as_every_tick() -> None:
    held = facts(
        station(), nozzle(), price_cap(max_price_fen=750), fuelling(3), fuelling(1, received_at=after(95))
    )
    named = set(rule(CODE).moments(held, MORNING, after(1200)) or ())
    assert named >= {fuelling(3).received_at, datetime(2026, 11, 22, 16, tzinfo=MORNING.tzinfo)}
    assert (
        list(rule(CODE).moments(facts(station(), nozzle(), price_cap(), fuelling(1)), MORNING, LATER) or ())
        == []
    )
