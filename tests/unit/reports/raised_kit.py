"""Findings as a report reads them."""

from datetime import datetime, timedelta
from typing import Any

from tests.unit.reports.station_kit import BEGIN
from youjian.detection.samples import STATION
from youjian.reports.raised import Raised, last_of


def revision(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A revision of a finding that fuel is missing from tank 1 since the fourth day."""
    at = BEGIN + timedelta(days=4, hours=2)
    fields: dict[str, Any] = {
        "finding_id": "0" * 32,
        "revision": number,
        "status": "open",
        "rule": "stock.hidden_sales",
        "rule_set": "2026-01",
        "station_id": STATION,
        "subject": "tank:1",
        "started_at": at - timedelta(days=1),
        "ended_at": None,
        "detected_at": at + timedelta(days=number - 1),
        "severity": "alarm",
        "estimate": 400_000.0,
        "low": 300_000.0,
        "high": 500_000.0,
        "unit": "ml",
        "verdict": "suspicion",
        "message": "1号罐实际减少的油量比加油记录多400升。",
    }
    return fields | changes


def raised(**changes: Any) -> Raised:
    """The same as it stands after one revision."""
    [one] = last_of([revision(**changes)])
    return one


def day(number: int) -> datetime:
    """The beginning of the n-th day."""
    return BEGIN + timedelta(days=number)
