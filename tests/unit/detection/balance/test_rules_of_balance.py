"""The rules that measure the balance: what they say, what they leave unsaid, and what explains it away."""

import json
from datetime import datetime, timedelta

import numpy as np
import pytest

from youjian.contract.findings import Finding
from youjian.contract.records import Record
from youjian.detection.balance.books import standings
from youjian.detection.balance.pieces import FIRST_NOZZLE
from youjian.detection.balance.settings import Settings
from youjian.detection.facts import MemoryFacts
from youjian.detection.registry import rule
from youjian.detection.samples import (
    LATER,
    STATION,
    event,
    facts,
    fuelling,
    maintenance,
    station,
    verification,
)
from youjian.detection.samples_balance import BALANCE_END, BALANCE_START, Story, told
from youjian.detection.samples_books import delivery

RULES = (
    "meter.bias",
    "meter.bias_common",
    "stock.delivery_variance",
    "stock.hidden_sales",
    "stock.loss",
    "stock.unrecorded_delivery",
)
HIDDEN, LEAK = Story(hidden=0.05), Story(loss_l_day=60.0)
ONE_METER, ALL_METERS = Story(shares=(-0.02, 0.0)), Story(shares=(-0.02, -0.02))
PADDED = Story(extra_l=400.0)
BARE = Story(bare_l=800.0, days=12)
MIDDAY = BALANCE_START + timedelta(days=4, minutes=5)
"""When the trouble of a story begins."""


def of(*stories: Story, more: list[Record] | None = None, said: tuple[Finding, ...] = ()) -> MemoryFacts:
    records = [record for story in stories for record in told(story)]
    return facts(station(), *records, *(more or []), present=("deliveries",), said=said)


def judged(code: str, held: MemoryFacts, at: datetime = LATER) -> list[Finding]:
    return rule(code).judge(held, at)


def spoken(held: MemoryFacts, at: datetime = LATER) -> set[str]:
    return {code for code in RULES if judged(code, held, at)}


def figures(found: Finding) -> dict[str, object]:
    return json.loads(found.evidence)["figures"]


@pytest.mark.parametrize("code", RULES)
def test_an_honest_tank_is_left_alone(code: str) -> None:
    assert judged(code, of(Story(), Story(2, shares=(0.002, -0.002, 0.001)))) == []


@pytest.mark.parametrize(
    ("story", "code"),
    [
        (HIDDEN, "stock.hidden_sales"),
        (LEAK, "stock.loss"),
        (ONE_METER, "meter.bias"),
        (ALL_METERS, "meter.bias_common"),
        (PADDED, "stock.delivery_variance"),
        (BARE, "stock.unrecorded_delivery"),
    ],
)
def test_each_trouble_has_its_own_name(story: Story, code: str) -> None:
    assert spoken(of(story)) == {code}


def test_hidden_sales_are_told_with_litres_interval_and_onset() -> None:
    held = of(HIDDEN)
    [found] = judged("stock.hidden_sales", held)
    sold = sum(r.volume_ml for r in told(HIDDEN) if hasattr(r, "volume_ml") and r.ended_at >= MIDDAY)  # pyright: ignore
    assert found.subject == "tank:1"
    assert found.started_at == HIDDEN.begins()
    assert (found.low or 0.0) <= 0.05 * sold <= (found.high or 0.0)
    assert found.estimate == pytest.approx(0.05 * sold, rel=0.02)
    assert (found.severity, found.verdict, found.unit) == ("alarm", "suspicion", "ml")
    told_of = figures(found)
    assert told_of["share_percent"] == pytest.approx(5.0, abs=0.2)
    assert told_of["own_past"] is True
    assert len(json.loads(found.evidence)["records"]["tank_readings"]) == 2


def test_a_small_share_and_a_single_day_are_not_told() -> None:
    assert judged("stock.hidden_sales", of(Story(hidden=0.001))) == []
    assert judged("stock.hidden_sales", of(Story(hidden=0.01, onset=10))) == []


def test_what_was_said_stands_and_keeps_its_number() -> None:
    [found] = judged("stock.hidden_sales", of(HIDDEN), BALANCE_END - timedelta(days=1))
    [again] = judged("stock.hidden_sales", of(HIDDEN, said=(found,)))
    assert again == found


def test_a_loss_is_told_by_the_hour_and_a_small_one_left() -> None:
    [found] = judged("stock.loss", of(LEAK))
    assert (found.unit, found.subject) == ("ml_per_hour", "tank:1")
    assert found.estimate == pytest.approx(2500.0, rel=0.03)
    assert judged("stock.loss", of(Story(loss_l_day=5.0))) == []


def test_one_meter_is_told_by_its_error_and_gains_of_customers_for_information() -> None:
    [found] = judged("meter.bias", of(ONE_METER))
    assert (found.subject, found.severity, found.unit) == ("nozzle:10", "alarm", "percent")
    assert found.estimate == pytest.approx(100 * 0.02 / 0.98, abs=0.1)
    [gain] = judged("meter.bias", of(Story(shares=(0.02, 0.0))))
    assert gain.severity == "info"
    assert (gain.estimate or 0.0) < 0
    assert judged("meter.bias", of(Story(shares=(-0.0025, 0.0)))) == []


def test_a_meter_that_was_off_from_the_beginning_differs_from_its_siblings() -> None:
    story = Story(shares=(-0.02, 0.0, 0.0), onset=0)
    [found] = judged("meter.bias", of(story))
    assert (found.subject, figures(found)["basis"]) == ("nozzle:10", "siblings")
    known = verification(nozzle_id=10, error_pct=2.04)
    assert judged("meter.bias", of(story, more=[known])) == []


def surest(held: MemoryFacts) -> float:
    """How sure it is that nozzle 10 of tank 1 gives less than before, standard deviations."""
    [(_, standing)] = standings(held, Settings(), LATER)
    mine = (standing.shape == FIRST_NOZZLE) & (standing.onset >= standing.first + 3)
    return float(np.max(-standing.amplitude[mine] / standing.scaled_sd[mine], initial=0.0))


@pytest.mark.parametrize("device", ["nozzle:10", "dispenser:2"])
def test_an_adjusted_meter_is_another_from_then_on(device: str) -> None:
    adjusted = event("meter_adjusted", device=device, at=MIDDAY, received_at=MIDDAY)
    assert surest(of(ONE_METER)) > 10.0
    assert surest(of(ONE_METER, more=[adjusted])) < 4.0


def test_another_meter_or_another_tank_that_was_touched_explains_nothing() -> None:
    for device, code in (
        ("nozzle:11", "meter_adjusted"),
        ("tank:2", "gauge_replaced"),
        ("tank", "chart_changed"),
    ):
        touched = event(code, device=device, at=MIDDAY, received_at=MIDDAY)
        assert surest(of(ONE_METER, more=[touched])) > 8.0


@pytest.mark.parametrize("code", ["gauge_replaced", "chart_changed"])
@pytest.mark.parametrize("shift_mm", [-9.0, -3.0, 3.0, 9.0])
def test_a_new_gauge_or_chart_explains_a_step_of_the_level(code: str, shift_mm: float) -> None:
    changed = event(code, device="tank:1", at=MIDDAY, received_at=MIDDAY)
    assert spoken(of(Story(shift_mm=shift_mm), more=[changed])) == set()


def test_announced_work_at_a_tank_explains_a_step_too() -> None:
    begins = (MIDDAY - LATER).total_seconds() / 60 + 30 * 1440
    work = maintenance("tank:1", begins - 60, begins + 30)
    assert spoken(of(Story(shift_mm=-12.0), more=[work])) == set()


def test_hidden_sales_are_seen_beside_a_new_gauge() -> None:
    changed = event("gauge_replaced", device="tank:1", at=MIDDAY, received_at=MIDDAY)
    assert "stock.hidden_sales" in spoken(of(HIDDEN, more=[changed]))


def test_all_meters_without_documents_are_undecidable() -> None:
    [found] = judged("meter.bias_common", of(Story(shares=(-0.02, -0.02), documents=False)))
    assert (found.verdict, found.severity) == ("undecidable", "info")
    assert "不足以判定" in found.message


def test_a_drop_is_told_beside_its_document() -> None:
    [found] = judged("stock.delivery_variance", of(PADDED))
    assert found.estimate == pytest.approx(400_000, rel=0.1)
    assert figures(found)["documented_net_l"] == pytest.approx(12_000.0, rel=0.01)
    assert [row["delivery_id"] for row in json.loads(found.evidence)["records"]["deliveries"]] == [
        figures(found)["delivery_id"]
    ]
    assert judged("stock.delivery_variance", of(Story(extra_l=100.0))) == []
    [less] = judged("stock.delivery_variance", of(Story(extra_l=-400.0)))
    assert (less.estimate or 0.0) < 0


def test_a_rise_without_document_is_a_warning_then_an_alarm_and_a_late_document_takes_it_back() -> None:
    held = of(BARE)
    [found] = judged("stock.unrecorded_delivery", held)
    assert (found.severity, found.subject) == ("warning", "tank:1")
    assert found.estimate == pytest.approx(800_000, rel=0.03)
    waited = LATER + timedelta(hours=75)
    [alarm] = judged("stock.unrecorded_delivery", of(BARE, said=(found,)), waited)
    assert (alarm.severity, alarm.finding_id) == ("alarm", found.finding_id)
    came = BALANCE_END + timedelta(hours=3)
    paper = delivery(77, came, documented_volume_ml=800_000, received_at=LATER + timedelta(hours=20))
    late = of(BARE, more=[paper], said=(found,))
    assert judged("stock.unrecorded_delivery", late, LATER + timedelta(hours=19)) == [found]
    assert judged("stock.unrecorded_delivery", late, LATER + timedelta(hours=21)) == []


def test_a_rise_is_explained_by_a_touched_gauge_a_repair_or_fuel_of_the_station() -> None:
    came = BALANCE_END + timedelta(hours=3)
    minutes = (came - LATER).total_seconds() / 60 + 30 * 1440
    repair = maintenance("tank:1", minutes - 20, minutes + 40)
    touched = event("gauge_replaced", device="tank:1", at=came, received_at=came)
    moved = fuelling(
        1,
        nozzle_id=99,
        kind="transfer",
        volume_ml=800_000,
        started_at=came - timedelta(minutes=20),
        ended_at=came,
        received_at=came,
    )
    for explanation in (repair, touched, moved):
        assert judged("stock.unrecorded_delivery", of(BARE, more=[explanation])) == []
    small = Story(bare_l=90.0, days=12)
    assert judged("stock.unrecorded_delivery", of(small)) == []


def test_stations_are_judged_apart() -> None:
    other = "3602030099"
    mine = [record for story in (HIDDEN, Story(2)) for record in told(story)]
    theirs = [
        type(record)(**({f: getattr(record, f) for f in record.__struct_fields__} | {"station_id": other}))
        for record in told(Story())
    ]
    both = facts(station(), station(station_id=other), *mine, *theirs)
    assert [(f.station_id, f.subject) for f in judged("stock.hidden_sales", both)] == [(STATION, "tank:1")]
    assert judged("stock.hidden_sales", both) == judged("stock.hidden_sales", facts(station(), *mine))
