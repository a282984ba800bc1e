"""What others may see of alerts: rows, a page with its evidence, the timeline."""

from datetime import datetime
from typing import Any, Literal

from ninja import Field, Schema

from youjian.bureau.accounts.contracts import NamedCode
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
    cause: str
    cause_name: str
    departments: list[str]
    department_names: list[str]
    measured_at: datetime
    assigned: PersonAt | None
    snoozed_until: datetime | None
    sign_by: datetime | None
    close_by: datetime | None
    level: int
    parent_id: int | None
    storm_id: int | None
    same_as_id: int | None
    findings: int
    children: int
    device: str
    version: int
    caught_from: datetime | None
    caught_until: datetime | None


class AlertFilter(Schema):
    """What a person looks for among alerts; empty fields filter nothing."""

    status: list[AlertStatus] = Field(default_factory=list)
    colour: list[Colour] = Field(default_factory=list)
    rule: list[str] = Field(default_factory=list)
    cause: list[str] = Field(default_factory=list)
    department: str = ""
    mine: bool = False
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


class FindingOut(Schema):
    """A finding that tells of an alert's cause, as its latest revision says it."""

    finding_id: str
    rule: str
    rule_name: str
    subject: str
    device: str
    status: str
    severity: str
    verdict: str
    message: str
    estimate: float | None
    unit: str
    started_at: datetime
    ended_at: datetime | None
    said_at: datetime
    detected_at: datetime
    joined_at: datetime
    leading: bool


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
    basis: str
    findings: list[FindingOut]
    children: list[AlertRow]
    parent: AlertRow | None
    on_duty: list[str]
    longest_snooze: datetime


_PLAIN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$"


class SeenIn(Schema):
    """The version of the alert that a person decided on; null to decide on whatever there is."""

    seen: int | None = None


class CommentIn(Schema):
    """A comment or an explanation of the station (情况说明)."""

    text: str = Field(min_length=1, max_length=4000)
    kind: Literal["comment", "explanation"] = "comment"


class CloseIn(SeenIn):
    """The decision on an alert; a reason is required, and of a duplicate the alert that it repeats."""

    outcome: Outcome
    reason: str = Field(min_length=1, max_length=4000)
    same_as: int | None = None


class AssignIn(SeenIn):
    """To whom an alert is passed on: a person by username, or a department by code."""

    username: str | None = Field(None, max_length=64)
    department: str | None = Field(None, max_length=64)
    note: str = Field("", max_length=1000, pattern=_PLAIN)


class SnoozeIn(SeenIn):
    """Until when an alert is put off, and why."""

    until: datetime
    reason: str = Field(min_length=1, max_length=1000, pattern=_PLAIN)


class ReopenIn(SeenIn):
    """Why a closed alert is opened again."""

    reason: str = Field(min_length=1, max_length=1000, pattern=_PLAIN)


class CandidateOut(Schema):
    """Somebody an alert may be passed on to."""

    username: str
    display_name: str
    department: str
    department_name: str
    on_duty: bool


class CandidatesOut(Schema):
    """People and departments an alert may be passed on to."""

    people: list[CandidateOut]
    departments: list[NamedCode]


class BulkIn(Schema):
    """One verb for many alerts: `same` closes them as duplicates of `same_as`."""

    verb: Literal["sign", "assign", "same"]
    alert_ids: list[int] = Field(min_length=1, max_length=500)
    username: str | None = Field(None, max_length=64)
    department: str | None = Field(None, max_length=64)
    same_as: int | None = None
    reason: str = Field("", max_length=1000, pattern=_PLAIN)


class BulkRefusal(Schema):
    """An alert at which nothing was done, and why."""

    alert_id: int
    code: str
    message: str


class BulkOut(Schema):
    """What was done, and what was not."""

    done: list[int]
    refused: list[BulkRefusal]


class DeskLineOut(Schema):
    """A line of what the city settles about its alerts; its values as docs/alerts.md names them."""

    code: str
    values: dict[str, Any]


class DeskSectionOut(Schema):
    """Colours, routes, deadlines, storms or areas: the lines that hold, and where they come from."""

    section: Literal["colours", "routes", "deadlines", "storms", "areas"]
    source: Literal["platform", "profile", "person"]
    changed_at: datetime | None
    changed_by: str
    lines: list[DeskLineOut]


class DeskChoicesOut(Schema):
    """What the lists of the editor of routes, deadlines and colours hold."""

    causes: list[NamedCode]
    rules: list[NamedCode]
    departments: list[NamedCode]
    regions: list[NamedCode]
    ownerships: list[str]


class DeskIn(Schema):
    """The lines of a section, in the order in which they are tried, and why; none: the platform's own."""

    lines: list[dict[str, Any]] = Field(max_length=200)
    reason: str = Field(min_length=1, max_length=1000, pattern=_PLAIN)
