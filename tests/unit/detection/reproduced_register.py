"""What the evidence of a finding about prices, registers, gauges and papers gives again."""

from collections.abc import Callable
from datetime import date
from typing import Any

from youjian.contract.records import Record
from youjian.detection.samples import (
    LATER,
    after,
    chart_line,
    event,
    fuelling,
    nozzle,
    price_cap,
    reading,
    station,
    tank,
    tax_state,
    verification,
)
from youjian.detection.samples_register import delivered_on_paper, sale_at, sold_while_silent

Evidence = dict[str, Any]
Case = tuple[list[Record], Callable[[Evidence], float]]
_MINUTES = (LATER - after(0)).total_seconds() / 60


def _over(evidence: Evidence) -> float:
    [cap] = evidence["records"]["price_caps"]
    sold = evidence["records"]["fuellings"]
    return sum((r["unit_price_fen"] - cap["max_price_fen"]) * r["volume_ml"] for r in sold) / 1000


def _overdue(evidence: Evidence) -> float:
    [row] = evidence["records"]["verifications"]
    return (date(2026, 12, 22) - date.fromisoformat(row["valid_until"])).days * 86_400


def _sold(evidence: Evidence) -> float:
    return sum(row["volume_ml"] for row in evidence["records"]["fuellings"])


def _uncovered(evidence: Evidence) -> float:
    before, behind = evidence["records"]["fuellings"]
    return behind["totalizer_ml"] - before["totalizer_ml"] - behind["volume_ml"]


def _on_paper(evidence: Evidence) -> float:
    [row] = evidence["records"]["deliveries"]
    return row["documented_volume_ml"]


def _counted(table: str) -> Callable[[Evidence], float]:
    return lambda evidence: len(evidence["records"][table])


REGISTER_CASES: dict[str, Case] = {
    "price.above_cap": (
        [station(), nozzle(nozzle_id=9), price_cap(max_price_fen=700), sale_at(60, 1), sale_at(30, 2)],
        _over,
    ),
    "collector.offline_trading": (sold_while_silent(), _uncovered),
    "seal.broken": ([event("seal_broken")], _counted("device_events")),
    "verification.overdue": ([station(), verification(valid_until=date(2026, 11, 1)), fuelling(1)], _overdue),
    "stock.document_without_rise": (delivered_on_paper(), _on_paper),
    "gauge.fault": (
        [tank(), chart_line(0, 0), reading(_MINUTES - 9, temp_c=85.0), reading(_MINUTES - 8, temp_c=85.0)],
        _counted("tank_readings"),
    ),
    "licence.lapsed": ([station(licence_valid_until=date(2026, 11, 1)), fuelling(1), fuelling(2)], _sold),
    "dispenser.tax_state": ([station(), tax_state(initialised=False)], _counted("tax_states")),
}
