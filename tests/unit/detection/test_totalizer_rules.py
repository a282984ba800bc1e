"""The totalizer against the records: what leaves the meter is written down, to 20 mL."""

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.contract.findings import finding_id
from youjian.contract.records import Fuelling
from youjian.detection.registry import judge_pairwise, rule
from youjian.detection.samples import LATER, STATION, after, facts, fuelling, maintenance, nozzle

GAP = "fuelling.totalizer_gap"
RESET = "fuelling.totalizer_reset"


def shifted(seq: int, by_ml: int, **changes: object) -> Fuelling:
    return fuelling(seq, totalizer_ml=fuelling(seq).totalizer_ml + by_ml, **changes)


def test_fuel_without_a_record_is_found_with_its_litres() -> None:
    [found] = rule(GAP).judge(facts(fuelling(41), shifted(42, 12_000)), LATER)
    assert (
        found.finding_id
        == finding_id(GAP, STATION, "nozzle:3", "seq:42")
        == "5ec15f7c10f2c20f3297fab5c999714f"
    )
    assert (found.estimate, found.low, found.high, found.unit) == (12_000, 12_000, 12_000, "ml")
    assert (found.severity, found.verdict, found.status, found.revision) == (
        "alarm",
        "discrepancy",
        "open",
        1,
    )
    assert found.message == "累计泵码增加42.00升，加油记录为30.00升，相差12.00升。"
    assert found.message_en == "The totalizer rose by 42.00 L, the record says 30.00 L: 12.00 L apart."
    assert (found.started_at, found.ended_at) == (fuelling(41).ended_at, fuelling(42).ended_at)


def test_the_evidence_holds_both_records_and_the_figures() -> None:
    [found] = rule(GAP).judge(facts(fuelling(41), shifted(42, 12_000)), LATER)
    evidence = json.loads(found.evidence)
    assert [row["seq"] for row in evidence["records"]["fuellings"]] == [41, 42]
    assert set(evidence["records"]["fuellings"][0]) == set(Fuelling.__struct_fields__)
    assert evidence["figures"] == {"rise_ml": 42_000, "volume_ml": 30_000, "difference_ml": 12_000}
    assert evidence["parameters"] == {"tolerance_ml": 20}
    assert evidence["window"] == {"from": "2026-11-22T06:52:00.000000Z", "to": "2026-11-22T07:02:00.000000Z"}


def test_fuel_recorded_but_not_metered_is_found_with_a_minus() -> None:
    [found] = rule(GAP).judge(facts(fuelling(41), shifted(42, -12_000)), LATER)
    assert found.estimate == -12_000


@pytest.mark.parametrize(("off_ml", "found"), [(-21, 1), (-20, 0), (0, 0), (20, 0), (21, 1)])
def test_twenty_millilitres_are_within_the_counting_steps(off_ml: int, found: int) -> None:
    assert len(rule(GAP).judge(facts(fuelling(41), shifted(42, off_ml)), LATER)) == found


def test_the_pair_is_judged_when_its_second_record_arrives_in_either_order() -> None:
    early, late = fuelling(41), shifted(42, 12_000)
    swapped = (fuelling(41, received_at=after(900)), shifted(42, 12_000))
    [in_order] = rule(GAP).judge(facts(early, late), LATER)
    [reverse] = rule(GAP).judge(facts(*swapped), LATER)
    assert in_order.finding_id == reverse.finding_id
    assert in_order.detected_at == late.received_at
    assert reverse.detected_at == after(900)
    assert rule(GAP).judge(facts(*swapped), after(899)) == []


def test_records_with_a_number_missing_between_them_are_no_pair() -> None:
    assert rule(GAP).judge(facts(fuelling(41), shifted(43, 50_000)), LATER) == []


def test_records_of_different_nozzles_and_stations_are_no_pair() -> None:
    other_nozzle = shifted(42, 99_000, nozzle_id=4)
    other_station = shifted(42, 99_000, station_id="3602030018")
    assert rule(GAP).judge(facts(fuelling(41), other_nozzle, other_station), LATER) == []


def test_a_record_made_from_totals_decides_nothing() -> None:
    [found] = rule(GAP).judge(facts(fuelling(41), shifted(42, 12_000, source="total_diff")), LATER)
    assert (found.severity, found.verdict) == ("info", "undecidable")
    assert "数据不足以判定" in found.message
    assert rule(GAP).judge(facts(fuelling(41), fuelling(42, source="total_diff")), LATER) == []


def test_after_a_record_made_from_totals_the_next_one_is_judged_as_ever() -> None:
    [found] = rule(GAP).judge(facts(fuelling(41, source="total_diff"), shifted(42, 12_000)), LATER)
    assert (found.severity, found.verdict) == ("alarm", "discrepancy")


def test_the_corrected_version_of_a_record_is_the_one_judged() -> None:
    wrong = shifted(42, 12_000)
    corrected = fuelling(42, source="corrected", received_at=after(800))
    assert len(rule(GAP).judge(facts(fuelling(41), wrong, corrected), after(799))) == 1
    assert rule(GAP).judge(facts(fuelling(41), wrong, corrected), after(800)) == []


def test_a_falling_totalizer_is_a_reset_and_not_also_a_gap() -> None:
    fallen = facts(fuelling(41), fuelling(42, totalizer_ml=30_000))
    assert rule(GAP).judge(fallen, LATER) == []
    [found] = rule(RESET).judge(fallen, LATER)
    assert found.finding_id == finding_id(RESET, STATION, "nozzle:3", "seq:42")
    assert (found.severity, found.estimate) == ("alarm", -2_200_000)
    assert found.message == "累计泵码由2230.00升回落到30.00升。"


def test_a_reset_within_an_approved_repair_of_its_dispenser_is_only_told() -> None:
    fallen = (fuelling(41), fuelling(42, totalizer_ml=30_000), nozzle())
    [announced] = rule(RESET).judge(facts(*fallen, maintenance("dispenser:2", 413, 415)), LATER)
    [elsewhere] = rule(RESET).judge(facts(*fallen, maintenance("dispenser:9", 413, 415)), LATER)
    assert (announced.severity, elsewhere.severity) == ("info", "alarm")


def test_a_new_board_with_a_higher_total_within_an_approved_repair_is_only_told() -> None:
    swapped = (fuelling(41), shifted(42, 5_000_000), nozzle())
    [announced] = rule(GAP).judge(facts(*swapped, maintenance("dispenser:2", 413, 415)), LATER)
    [elsewhere] = rule(GAP).judge(facts(*swapped, maintenance("dispenser:9", 413, 415)), LATER)
    [before] = rule(GAP).judge(facts(*swapped, maintenance("dispenser:2", 400, 405)), LATER)
    assert (announced.severity, announced.verdict) == ("info", "discrepancy")
    assert announced.message.endswith("相差5000.00升，期间有经批准的维修。")
    assert (elsewhere.severity, before.severity) == ("alarm", "alarm")


@given(
    volumes=st.lists(st.integers(min_value=10, max_value=500_000), min_size=2, max_size=30),
    hidden=st.integers(min_value=21, max_value=10**9),
    data=st.data(),
)
def test_every_hidden_sale_is_found_with_its_exact_litres_and_nothing_else(
    volumes: list[int], hidden: int, data: st.DataObject
) -> None:
    at = data.draw(st.integers(min_value=1, max_value=len(volumes) - 1))
    order = data.draw(st.permutations(range(len(volumes))))
    totals = [10**6 + sum(volumes[: n + 1]) + (hidden if n >= at else 0) for n in range(len(volumes))]
    records = [fuelling(n, volume_ml=v, totalizer_ml=totals[n]) for n, v in enumerate(volumes)]
    found = rule(GAP).judge(facts(*[records[i] for i in order]), LATER)
    assert [(f.finding_id, f.estimate) for f in found] == [
        (finding_id(GAP, STATION, "nozzle:3", f"seq:{at}"), hidden)
    ]


@given(st.integers(min_value=0, max_value=2**63 - 1), st.integers(min_value=0, max_value=2**63 - 1))
def test_totals_at_the_edge_of_the_contract_are_judged_without_overflow(first: int, second: int) -> None:
    pair = facts(fuelling(1, totalizer_ml=first), fuelling(2, totalizer_ml=second, volume_ml=0, amount_fen=0))
    gaps, resets = rule(GAP).judge(pair, LATER), rule(RESET).judge(pair, LATER)
    assert bool(resets) == (second < first)
    assert bool(gaps) == (second - first > 20)


def test_intake_hands_over_a_batch_as_tables_and_gets_findings() -> None:
    from youjian.contract.columns import to_table
    from youjian.contract.tables import TABLES

    batch = {"fuellings": to_table(TABLES["fuellings"], [fuelling(41), shifted(42, 12_000)])}
    assert [f.rule for f in judge_pairwise(batch, LATER)] == [GAP]
    assert judge_pairwise(batch, fuelling(42).ended_at + timedelta(seconds=1)) == []
