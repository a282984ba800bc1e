"""What others may see of transport: matches, trips with their tracks, bias, thresholds."""

from datetime import datetime
from typing import Literal

from ninja import Field, Schema

MatchState = Literal[
    "document_without_rise", "rise_without_document", "trip_without_document", "short", "over",
    "document_without_trip", "undecidable", "waiting", "matched", "withdrawn",
]  # fmt: skip
MatchReason = Literal[
    "paper_late", "wrong_number", "retained", "gauge", "transfer", "temperature", "transport_loss", "other",
]  # fmt: skip
MatchVerb = Literal["take", "ask", "answer", "settle", "hand", "join", "part"]
LockCode = Literal["locked", "opened", "forced", "low_battery"]
PartyKind = Literal["carrier", "supplier"]
_PLATE = Field(min_length=1, max_length=64)


class MatchCheckOut(Schema):
    """One comparison, mL at 20 °C: what was told, what came, the difference with its 95 % interval."""

    of: str
    of_name: str
    beyond: bool
    told20_ml: int
    came20_ml: int
    apart20_ml: int
    low20_ml: int
    high20_ml: int


class MatchPartOut(Schema):
    """A document, rise or trip of a match. `name` is what verbs call it, `litres20_ml` null: unknown."""

    name: str
    kind: Literal["document", "rise", "trip"]
    number: str
    at: datetime
    product_name: str
    volume_ml: int
    litres20_ml: int | None
    sd20_ml: int | None = None
    tank_id: int | None = None
    plate_no: str | None = None
    supplier_uscc: str | None = None
    waybill_no: str | None = None
    invoice_no: str | None = None


class MatchFindingOut(Schema):
    """What a rule said of it, and the alert that tells it."""

    finding_id: str
    rule: str
    message: str
    alert_id: int | None


class MatchStepOut(Schema):
    """One step that was taken."""

    at: datetime
    step: str
    step_name: str
    reason_name: str
    note: str
    display_name: str


class MatchCandidateOut(Schema):
    """Another match nearby that might belong to this one."""

    id: int
    at: datetime
    state_name: str
    parts: list[str]


class MatchOut(Schema):
    """What belongs together and what that says."""

    id: int
    station_id: str
    station_name: str
    at: datetime
    due_at: datetime | None
    product_name: str
    state: MatchState
    state_name: str
    status: str
    status_name: str
    taken_by_name: str
    reason: str
    reason_name: str
    note: str
    alert_id: int | None
    missing: list[str]
    parts: list[MatchPartOut]
    checks: list[MatchCheckOut]
    findings: list[MatchFindingOut]
    steps: list[MatchStepOut]
    candidates: list[MatchCandidateOut]
    may: list[MatchVerb]


class MatchCountsOut(Schema):
    """How many matches want a person, by state; `mine` are the ones the person has taken."""

    todo: int
    mine: int
    waiting: int
    by_state: dict[str, int]


class MatchNoteIn(Schema):
    """What is said with a step."""

    note: str = Field("", max_length=2000)


class MatchSettleIn(Schema):
    """Why it does not match."""

    reason: MatchReason
    note: str = Field("", max_length=2000)


class MatchHandIn(Schema):
    """To which alert it goes; empty: the one that tells its finding."""

    alert_id: int | None = None
    note: str = Field("", max_length=2000)


class MatchJoinIn(Schema):
    """Which match of the same station belongs to it, and how one knows."""

    other_id: int
    note: str = Field(min_length=1, max_length=2000)


class MatchPartIn(Schema):
    """Which of its records does not belong to it, and how one knows."""

    name: str = Field(min_length=3, max_length=200)
    note: str = Field(min_length=1, max_length=2000)


class TrackPointIn(Schema):
    """Where a tanker was (CGCS2000, with offset)."""

    plate_no: str = _PLATE
    at: datetime
    longitude: float = Field(ge=70, le=140)
    latitude: float = Field(ge=0, le=60)
    speed_kmh: float | None = Field(None, ge=0, le=200)


class LockEventIn(Schema):
    """What a tanker's electronic lock told."""

    plate_no: str = _PLATE
    at: datetime
    lock_no: str = Field(min_length=1, max_length=64)
    code: LockCode
    longitude: float | None = Field(None, ge=70, le=140)
    latitude: float | None = Field(None, ge=0, le=60)
    waybill_no: str | None = Field(None, max_length=64)
    detail: str | None = Field(None, max_length=400)


class TrackPointsIn(Schema):
    """A batch from the transport platform; a point that came before is passed over."""

    points: list[TrackPointIn] = Field(min_length=1, max_length=20_000)


class LockEventsIn(Schema):
    """A batch from the transport platform."""

    events: list[LockEventIn] = Field(min_length=1, max_length=5_000)


class TrackBatchOut(Schema):
    """How many were new and how many had come before."""

    stored: int
    repeated: int


class TrackFileError(Schema):
    """What is wrong with a line of a file."""

    line: int
    message: str


class TrackFileOut(TrackBatchOut):
    """What became of a file: all of it, or nothing and why."""

    errors: list[TrackFileError]


class TripPartOut(Schema):
    """What one consignee was to get and got; `match_id` leads to its match."""

    station_id: str
    station_name: str
    longitude: float | None
    latitude: float | None
    product_name: str
    loaded_ml: int
    unloaded_ml: int | None
    unloaded_at: datetime | None
    loaded20_ml: int | None
    unloaded20_ml: int | None
    apart20_ml: int | None
    low20_ml: int | None
    high20_ml: int | None
    match_id: int | None
    match_state: str
    match_state_name: str


class TripStageOut(Schema):
    """A moment of a trip's timeline; `odd`: worth a look (疑点)."""

    kind: Literal["loading", "stop", "gap", "lock", "unloading"]
    at: datetime
    until: datetime | None
    text: str
    longitude: float | None
    latitude: float | None
    odd: bool


class TripPlaceOut(Schema):
    """The loading place, where it is known."""

    name: str
    longitude: float
    latitude: float


class TripOut(Schema):
    """A tanker's journey: its consignees, its timeline, its track. Facts; people decide."""

    waybill_no: str
    plate_no: str
    loading_place: TripPlaceOut | None
    loading_place_name: str
    loaded_at: datetime
    ended_at: datetime | None
    parts: list[TripPartOut]
    hidden_parts: int
    stages: list[TripStageOut]
    track: list[list[float]]
    points: int
    km: float
    direct_km: float | None
    detour: bool
    odd: list[str]


class BiasMonthOut(Schema):
    """A party's month: mean difference in per mille of the litres told with its 95 % interval."""

    month: str
    drops: int
    bias_permille: float
    low_permille: float
    high_permille: float


class BiasPartyOut(Schema):
    """A carrier or supplier: litres told and the difference, and the bias freed of stations' own errors."""

    party: str
    name: str
    drops: int
    stations: int
    told20_ml: int
    apart20_ml: int
    plain_permille: float
    bias_permille: float
    low_permille: float
    high_permille: float
    enough: bool
    marked: bool
    months: list[BiasMonthOut]


class BiasOut(Schema):
    """All parties of a kind between two days."""

    kind: PartyKind
    from_day: str
    to_day: str
    least_drops: int
    least_bias_permille: float
    parties: list[BiasPartyOut]
    drops: int


class LoadingPlaceIn(Schema):
    """Where a loading place is."""

    name: str = Field(min_length=1, max_length=128)
    longitude: float = Field(ge=70, le=140)
    latitude: float = Field(ge=0, le=60)


class TransportSettingsIn(Schema):
    """From when on something on a track is shown, how long tracks are kept, and from when bias is said."""

    stop_minutes: float = Field(ge=1, le=240)
    stop_radius_m: float = Field(ge=20, le=2000)
    gap_minutes: float = Field(ge=1, le=240)
    detour_factor: float = Field(ge=1.05, le=10)
    detour_least_km: float = Field(ge=0, le=500)
    station_radius_m: float = Field(ge=50, le=5000)
    place_radius_m: float = Field(ge=50, le=10_000)
    track_days: int = Field(ge=30, le=1100)
    least_drops: int = Field(ge=3, le=100)
    least_bias_permille: float = Field(ge=0, le=20)


class TransportSettingsOut(TransportSettingsIn):
    """The settings, with the loading places that are known and those that trips name besides."""

    places: list[LoadingPlaceIn]
    unknown_places: list[str]
