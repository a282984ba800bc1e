"""One record by itself, or beside another of its nozzle: amount, flow, time, key."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.contract.findings import finding_id
from youjian.detection.registry import rule
from youjian.detection.samples import LATER, MORNING, STATION, after, conflict, facts, fuelling

AMOUNT = "fuelling.amount_mismatch"
FLOW = "fuelling.implausible_flow"
OVERLAP = "fuelling.overlap"
CONFLICT = "record.conflict"


def test_an_amount_that_is_not_volume_times_price_is_found() -> None:
    [found] = rule(AMOUNT).judge(facts(fuelling(7, amount_fen=20_000)), LATER)
    assert found.finding_id == finding_id(AMOUNT, STATION, "nozzle:3", "seq:7")
    assert (found.estimate, found.unit, found.severity, found.verdict) == (
        -2680,
        "fen",
        "warning",
        "discrepancy",
    )
    assert found.message == "油量30.00升按单价7.56元应为226.80元，记录金额200.00元，相差26.80元。"
    assert found.detected_at == fuelling(7).received_at


@given(
    volume=st.integers(min_value=0, max_value=2**63 - 1),
    price=st.integers(min_value=0, max_value=10**6),
    off=st.integers(min_value=-10, max_value=10),
)
def test_the_amount_is_compared_in_exact_arithmetic(volume: int, price: int, off: int) -> None:
    amount = min(max((volume * price + 500) // 1000 + off, 0), 2**63 - 1)
    record = fuelling(7, volume_ml=volume, unit_price_fen=price, amount_fen=amount)
    beyond = abs(amount * 1000 - volume * price) > 1000 + 5 * price
    assert bool(rule(AMOUNT).judge(facts(record), LATER)) == beyond


def test_a_fuelling_preset_in_yuan_may_stop_half_a_step_of_volume_away() -> None:
    preset = fuelling(7, volume_ml=26_460, amount_fen=20_000)
    assert rule(AMOUNT).judge(facts(preset), LATER) == []


@pytest.mark.parametrize(("volume_ml", "found"), [(400_000, 0), (400_001, 1)])
def test_two_hundred_litres_a_minute_are_the_most_a_dispenser_gives(volume_ml: int, found: int) -> None:
    assert len(rule(FLOW).judge(facts(fuelling(7, volume_ml=volume_ml)), LATER)) == found


def test_a_volume_without_duration_is_found_and_no_volume_without_duration_is_not() -> None:
    instant = {"started_at": after(72), "ended_at": after(72)}
    [found] = rule(FLOW).judge(facts(fuelling(7, **instant)), LATER)
    assert found.message == "加油30.00升，起止时间相同，没有时长。"
    assert rule(FLOW).judge(facts(fuelling(7, volume_ml=0, amount_fen=0, **instant)), LATER) == []


@pytest.mark.parametrize("code", [AMOUNT, FLOW])
def test_a_single_record_made_from_totals_decides_nothing(code: str) -> None:
    record = fuelling(7, volume_ml=900_000, source="total_diff")
    [found] = rule(code).judge(facts(record), LATER)
    assert (found.severity, found.verdict) == ("info", "undecidable")


def test_a_fuelling_begun_before_the_last_one_ended_is_found() -> None:
    [found] = rule(OVERLAP).judge(facts(fuelling(7, ended_at=after(81)), fuelling(8)), LATER)
    assert found.finding_id == finding_id(OVERLAP, STATION, "nozzle:3", "seq:8")
    assert (found.estimate, found.unit) == (60, "seconds")
    assert (found.started_at, found.ended_at) == (after(80), after(81))
    assert found.message == (
        "第8号记录2026-11-22 09:20:00开始时，第7号记录尚未结束（2026-11-22 09:21:00），重叠60秒。"
    )


def test_fuellings_that_touch_do_not_overlap() -> None:
    assert rule(OVERLAP).judge(facts(fuelling(7, ended_at=after(80)), fuelling(8)), LATER) == []


def test_another_nozzle_may_sell_at_the_same_time() -> None:
    assert rule(OVERLAP).judge(facts(fuelling(7), fuelling(7, nozzle_id=4)), LATER) == []


def test_an_overlap_with_a_record_made_from_totals_decides_nothing() -> None:
    wide = fuelling(7, ended_at=after(81), source="total_diff")
    [found] = rule(OVERLAP).judge(facts(wide, fuelling(8)), LATER)
    assert (found.severity, found.verdict) == ("info", "undecidable")


spans = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 20), st.integers(1, 3)), min_size=1, max_size=12
)


@given(spans)
def test_exactly_the_fuellings_begun_inside_another_are_found(times: list[tuple[int, int, int]]) -> None:
    records = [
        fuelling(n, started_at=after(start), ended_at=after(start + lasted), nozzle_id=nozzle)
        for n, (start, lasted, nozzle) in enumerate(times)
    ]
    begun_inside = {
        finding_id(OVERLAP, STATION, f"nozzle:{b.nozzle_id}", f"seq:{b.seq}")
        for a in records
        for b in records
        if a.nozzle_id == b.nozzle_id
        and (a.started_at, a.seq) < (b.started_at, b.seq)
        and b.started_at < a.ended_at
    }
    assert {f.finding_id for f in rule(OVERLAP).judge(facts(*records), LATER)} == begun_inside


def test_a_key_with_two_contents_is_one_finding_however_often_it_is_sent() -> None:
    again = [conflict(), conflict(received_at=after(200), refused='{"volume_ml":1}')]
    [found] = rule(CONFLICT).judge(facts(*again), LATER)
    key = 'table:fuellings,key:{"nozzle_id":3,"seq":7}'
    assert found.finding_id == finding_id(CONFLICT, STATION, "nozzle:3", key)
    assert (found.detected_at, found.started_at) == (after(90), after(72))
    assert json.loads(found.evidence)["records"]["conflicts"][0]["refused"] == '{"volume_ml":20000}'


def test_a_conflict_is_not_known_before_it_was_received() -> None:
    assert rule(CONFLICT).judge(facts(conflict()), MORNING) == []
