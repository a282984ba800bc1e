"""A finding's evidence alone gives its figures again, for every rule: nobody has to believe a number."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tests.unit.detection.reproduced_register import REGISTER_CASES
from tests.unit.detection.reproduced_vapour import VAPOUR_CASES
from youjian.contract.codes import RULE_CODES
from youjian.contract.findings import Finding
from youjian.contract.records import Invoice, Record, Trip
from youjian.detection.evidence import digest
from youjian.detection.registry import RULES, rule
from youjian.detection.samples import (
    LATER,
    after,
    conflict,
    event,
    facts,
    fuelling,
    heartbeat,
    maintenance,
    station,
)
from youjian.detection.samples_books import MONTH_START, books_records, delivery, invoice

Row = dict[str, Any]
Evidence = dict[str, Any]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def pair(evidence: Evidence) -> tuple[Row, Row]:
    earlier, later = evidence["records"]["fuellings"]
    return earlier, later


def rise(evidence: Evidence) -> int:
    earlier, later = pair(evidence)
    return later["totalizer_ml"] - earlier["totalizer_ml"]


def gap(evidence: Evidence) -> float:
    return rise(evidence) - pair(evidence)[1]["volume_ml"]


def amount(evidence: Evidence) -> float:
    [row] = evidence["records"]["fuellings"]
    return row["amount_fen"] - row["volume_ml"] * row["unit_price_fen"] / 1000


def volume(evidence: Evidence) -> float:
    [row] = evidence["records"]["fuellings"]
    minutes = (moment(row["ended_at"]) - moment(row["started_at"])).total_seconds() / 60
    assert row["volume_ml"] > minutes * evidence["parameters"]["max_l_min"] * 1000
    return row["volume_ml"]


def shared_time(evidence: Evidence) -> float:
    earlier, later = pair(evidence)
    end = min(moment(earlier["ended_at"]), moment(later["ended_at"]))
    return (end - moment(later["started_at"])).total_seconds()


def offset(evidence: Evidence) -> float:
    [beat] = evidence["records"]["heartbeats"]
    assert abs(beat["clock_offset_s"]) > evidence["parameters"]["max_offset_s"]
    return beat["clock_offset_s"]


def records_counted(table: str) -> Callable[[Evidence], float]:
    return lambda evidence: len(evidence["records"][table])


def documented(evidence: Evidence) -> float:
    [paper] = evidence["records"]["deliveries"]
    [bill] = evidence["records"]["invoices"]
    assert paper["product"] != bill["product"]
    assert paper["reference"] == "20"
    return paper["documented_volume_ml"]


CASES: dict[str, tuple[list[Record], Callable[[Evidence], float]]] = {
    "record.conflict": ([conflict()], records_counted("conflicts")),
    "fuelling.sequence_gap": ([fuelling(1), fuelling(4)], gap),
    "fuelling.totalizer_gap": ([fuelling(1), fuelling(2, totalizer_ml=1_072_000)], gap),
    "fuelling.totalizer_reset": (
        [fuelling(1), fuelling(2, totalizer_ml=30_000), maintenance("nozzle:3", 0, 30)],
        rise,
    ),
    "fuelling.amount_mismatch": ([fuelling(1, amount_fen=22_600)], amount),
    "fuelling.implausible_flow": ([fuelling(1, volume_ml=400_001, amount_fen=302_401)], volume),
    "fuelling.overlap": ([fuelling(1, ended_at=after(21)), fuelling(2)], shared_time),
    "collector.clock_drift": ([heartbeat(0, clock_offset_s=-61.5)], offset),
    "dispenser.tampered": ([event("cover_opened")], records_counted("device_events")),
    "tax.product_mismatch": (
        [
            *(record for record in books_records() if not isinstance(record, (Trip, Invoice))),
            delivery(77, MONTH_START),
            invoice(77, MONTH_START, product="95"),
        ],
        documented,
    ),
    **VAPOUR_CASES,
    **REGISTER_CASES,
}


def only(code: str) -> tuple[Finding, Evidence]:
    [found] = rule(code).judge(facts(*CASES[code][0]), LATER)
    return found, json.loads(found.evidence)


@pytest.mark.parametrize("code", CASES)
def test_the_estimate_follows_from_the_evidence_alone(code: str) -> None:
    found, evidence = only(code)
    assert CASES[code][1](evidence) == pytest.approx(found.estimate)
    assert found.low == found.estimate == found.high
    assert evidence["window"]["from"] == found.started_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@pytest.mark.parametrize("code", CASES)
def test_the_digest_is_that_of_the_records_shown(code: str) -> None:
    found, evidence = only(code)
    assert digest(evidence["records"]) == found.facts_digest


@pytest.mark.parametrize("code", CASES)
def test_it_accuses_nobody(code: str) -> None:
    found, _ = only(code)
    for word in ("违法", "违规", "作弊", "偷", "fraud", "violation", "cheat", "theft"):
        assert word not in f"{found.message} {found.message_en}".lower()


def test_an_open_silence_lasts_from_the_last_heartbeat_to_the_tick() -> None:
    tick = after(131)
    [found] = rule("collector.offline").judge(facts(station(), heartbeat(0), heartbeat(5)), tick)
    evidence = json.loads(found.evidence)
    [last] = evidence["records"]["heartbeats"]
    assert (tick - moment(last["received_at"])).total_seconds() == found.estimate
    assert found.severity == "alarm"
    assert evidence["episode"] == 1


def test_every_exact_rule_is_reproduced_here() -> None:
    """Measured rules rest on thousands of records: a digest of the account stands for them."""
    exact = {known.code for known in RULES if RULE_CODES[known.code].kind == "exact"}
    assert exact <= {*CASES, "collector.offline"}


@pytest.mark.parametrize(
    ("silent_min", "severity"), [(10, None), (10 + 1e-6, "warning"), (120, "warning"), (120 + 1e-6, "alarm")]
)
def test_ten_minutes_are_no_silence_and_two_hours_no_alarm(silent_min: float, severity: str | None) -> None:
    found = rule("collector.offline").judge(facts(station(), heartbeat(0)), after(silent_min))
    assert [f.severity for f in found] == ([severity] if severity else [])


@pytest.mark.parametrize(("price", "amount_fen", "found"), [
    (700, 211, 0), (700, 214, 0), (700, 215, 1), (700, 206, 0), (700, 205, 1),
    (755, 231, 0), (755, 232, 1), (755, 222, 0), (755, 221, 1),
])  # fmt: skip
def test_one_fen_and_half_a_step_of_volume_are_allowed_either_way(
    price: int, amount_fen: int, found: int
) -> None:
    record = fuelling(1, volume_ml=300, unit_price_fen=price, amount_fen=amount_fen)
    assert len(rule("fuelling.amount_mismatch").judge(facts(record), LATER)) == found


def test_a_day_of_a_wrong_clock_begins_at_midnight_in_shanghai() -> None:
    before, at = (heartbeat(16 * 60 - shift, clock_offset_s=61.0) for shift in (1 / 60, 0))
    days = [json.loads(f.evidence)["figures"]["day"] for f in rule("collector.clock_drift").judge(
        facts(before, at), LATER)]  # fmt: skip
    assert days == ["2026-11-22", "2026-11-23"]
