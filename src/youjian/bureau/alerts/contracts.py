"""What others may see of alerts: rows, a page with its evidence, the timeline."""

from datetime import datetime
from typing import Any, Literal

from ninja import Field, Schema

from youjian.bureau.registry.contracts import FuellingOut, TankSeries

AlertStatus = Literal["open", "signed", "closed"]
Colour = Literal["red", "orange", "yellow", "blue"]
Outcome = Literal["confirmed", "false_alarm", "explained", "duplicate"]


class RuleOut(Schema):
    """A rule of the catalogue with its legal or physical basis."""

    code: str
    kind: str
    name: str
    name_en: str
    basis: str


class PersonAt(Schema):
    """Who did something, and when."""

    username: str
    display_name: str
    at: datetime


class AlertRow(Schema):
    """A line of the list of alerts."""

    id: int
    finding_id: str
    station_id: str
    station_name: str
    region_code: str
    region_name: str
    rule: str
    rule_name: str
    subject: str
    severity: str
    colour: Colour
    verdict: str
    status: AlertStatus
    finding_status: str
    message: str
    estimate: float | None
    low: float | None
    high: float | None
    unit: str
    started_at: datetime
    ended_at: datetime | None
    detected_at: datetime
    opened_at: datetime
    signed: PersonAt | None
    closed: PersonAt | None
    outcome: Outcome | None


class AlertFilter(Schema):
    """What a person looks for among alerts; empty fields filter nothing."""

    status: list[AlertStatus] = Field(default_factory=list)
    colour: list[Colour] = Field(default_factory=list)
    rule: list[str] = Field(default_factory=list)
    region: str = ""
    station_id: str = ""
    text: str = ""
    opened_from: datetime | None = None
    opened_to: datetime | None = None
    order: Literal["-opened_at", "opened_at", "severity", "-detected_at"] = "-opened_at"
    page: int = Field(1, ge=1)
    page_size: int = Field(50, ge=1, le=500)


class AlertList(Schema):
    """A page of alerts."""

    items: list[AlertRow]
    total: int
    page: int
    page_size: int


class RevisionOut(Schema):
    """One revision of the finding, as it was said."""

    revision: int
    status: str
    severity: str
    verdict: str
    detected_at: datetime
    estimate: float | None
    low: float | None
    high: float | None
    unit: str
    message: str
    message_en: str
    rule_set: str
    facts_digest: str


class EvidenceOut(Schema):
    """What the finding was made from: records by table, window, parameters, figures."""

    records: dict[str, list[dict[str, Any]]]
    window: Any
    parameters: dict[str, Any]
    figures: dict[str, Any]
    episode: int | None


class TimelineItem(Schema):
    """Something in the life of an alert, oldest first."""

    at: datetime
    kind: str
    title: str
    text: str
    username: str | None
    display_name: str | None


class AlertChart(Schema):
    """What an alert's page draws: fuellings of the nozzle and levels of its tank around the finding."""

    from_at: datetime
    to_at: datetime
    fuellings: list[FuellingOut]
    marked_seqs: list[int]
    tank: TankSeries | None


class AlertPage(Schema):
    """An alert's page."""

    alert: AlertRow
    message_en: str
    rule: RuleOut
    reason: str
    revisions: list[RevisionOut]
    evidence: EvidenceOut
    timeline: list[TimelineItem]
    chart: AlertChart | None
    related: list[AlertRow]


class CommentIn(Schema):
    """A comment or an explanation of the station (情况说明)."""

    text: str = Field(min_length=1, max_length=4000)
    kind: Literal["comment", "explanation"] = "comment"


class CloseIn(Schema):
    """The decision on an alert; a reason is required."""

    outcome: Outcome
    reason: str = Field(min_length=1, max_length=4000)
