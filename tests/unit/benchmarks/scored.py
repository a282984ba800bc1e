"""Small labels and revisions for the tests of scoring."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from benchmarks.detection.records import Alarm, Label, Revision, alarms

ONSET = datetime(2026, 3, 10, 4, 0, tzinfo=UTC)
DATA_END = ONSET + timedelta(days=40)
STATION = "3602030001"
LABEL = Label(
    station_id=STATION,
    subject="tank:2",
    fraud="hidden_sales",
    rule="stock.hidden_sales",
    accepts=("stock.hidden_sales", "stock.month_variance"),
    size=3.0,
    unit="percent",
    started_at=ONSET,
    ended_at=ONSET + timedelta(days=20),
    litres=2000.0,
)
REVISION = Revision(
    finding_id="a" * 32,
    revision=1,
    status="open",
    rule="stock.hidden_sales",
    station_id=STATION,
    subject="tank:2",
    started_at=ONSET,
    ended_at=None,
    detected_at=ONSET + timedelta(days=2),
    severity="alarm",
    estimate=220_000.0,
    low=150_000.0,
    high=290_000.0,
    unit="ml",
    verdict="suspicion",
)


def alarm(**changes: object) -> Alarm:
    """The alarm of one revision, changed."""
    return alarms([replace(REVISION, **changes)])[0]  # type: ignore[arg-type]


def after(days: float) -> datetime:
    """So long after the onset."""
    return ONSET + timedelta(days=days)
