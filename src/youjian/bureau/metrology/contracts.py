"""What is said and answered of metering."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Field, Schema

VerificationKind = Literal["first", "periodic", "after_repair", "in_use"]
SealActKind = Literal["applied", "removed", "found_broken"]
Leave = Literal["verification", "authorised_repair"]
Station = Annotated[str, Field(pattern=r"^[0-9]{10}$")]
Number = Annotated[int, Field(ge=0, le=32767)]
Reading = Annotated[float, Field(ge=-100, le=100)]
Code = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f]+$")]
Words = Annotated[str, Field(max_length=1000)]


class EditionOut(Schema):
    """An edition of JJG 443; limits in percent."""

    id: int
    code: str
    valid_from: date
    mpe_pct: float
    repeatability_pct: float
    range_divisor: float
    readings: int
    interval_months: int
    source: str


class EditionIn(Schema):
    """An edition in force from a day on; the same day's again is replaced unless it judged something."""

    code: str = Field(min_length=1, max_length=32)
    valid_from: date
    mpe_pct: float = Field(gt=0, le=5)
    repeatability_pct: float = Field(gt=0, le=5)
    range_divisor: float = Field(1.0, ge=1, le=10)
    readings: int = Field(3, ge=2, le=10)
    interval_months: int = Field(6, ge=1, le=60)
    source: str = Field(min_length=1, max_length=200)


class NozzleResultIn(Schema):
    """A verification of a nozzle; `q1` and `q2` are indication errors in percent, E > 0 for short measure.

    Empty, `valid_until` is what the edition gives. With `dry_run` it is judged and nothing is written.
    """

    station_id: Station
    nozzle_id: Number
    verified_on: date
    kind: VerificationKind = "periodic"
    q1: list[Reading] = Field(min_length=1, max_length=10)
    q2: list[Reading] = Field(min_length=1, max_length=10)
    appearance_ok: bool = True
    defects: Words = ""
    certificate_no: Code
    mark_no: Annotated[str, Field(max_length=64)] = ""
    valid_until: date | None = None
    verifier_name: Annotated[str, Field(max_length=128)] = ""
    dry_run: bool = False


class NozzleResultOut(Schema):
    """A verification with what it came to; `id` and `code` are empty for one that was not written."""

    id: int | None
    code: str
    station_id: str
    station_name: str
    dispenser_id: int
    nozzle_id: int
    verified_on: date
    kind: str
    kind_name: str
    edition: str
    mpe_pct: float
    repeatability_limit_pct: float
    q1: list[float]
    q2: list[float]
    error_pct: float
    repeatability_pct: float
    appearance_ok: bool
    defects: str
    result: str
    result_name: str
    faults: list[str]
    document_name: str
    certificate_no: str
    mark_no: str
    valid_until: date
    verifier_name: str
    made_by_name: str
    sentence: str


class SealPositionOut(Schema):
    """A position of a seal."""

    code: str
    name: str
    required: bool


class SealPositionIn(Schema):
    """A position of seals, new or with other names."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{1,31}$")
    zh: str = Field(min_length=1, max_length=64)
    en: str = Field(min_length=1, max_length=64)
    required: bool = False
    source: Annotated[str, Field(max_length=200)] = ""


class SealActIn(Schema):
    """What was done with a seal. Taken off, it names its leave: a verification, or a repair by its number.

    `new_seal_no` seals the position again in the same breath.
    """

    station_id: Station
    dispenser_id: Number
    position: str = Field(pattern=r"^[a-z][a-z0-9_]{1,31}$")
    seal_no: Code
    act: SealActKind
    acted_on: date
    leave: Leave | None = None
    downtime: int | None = None
    new_seal_no: Code | None = None
    note: Words = ""
    by_name: Annotated[str, Field(max_length=128)] = ""


class SealOut(Schema):
    """A position with the seal that is on it (`seal_no` empty: none)."""

    position: str
    position_name: str
    required: bool
    seal_no: str
    applied_on: date | None
    state: str
    state_name: str


class SealActOut(Schema):
    """An act on a seal."""

    id: int
    position: str
    position_name: str
    seal_no: str
    act: str
    act_name: str
    acted_on: date
    leave: str
    leave_name: str
    downtime: int | None
    note: str
    by_name: str
    made_by_name: str


class SealsOut(Schema):
    """The seals of a dispenser and what was done with them, newest first."""

    station_id: str
    dispenser_id: int
    intact: bool
    seals: list[SealOut]
    acts: list[SealActOut]


class DispenserFact(Schema):
    """A column of the register with its value in words."""

    name: str
    title: str
    value: str


class NozzleStanding(Schema):
    """A nozzle's verification as it stands: never, valid, soon, lapsed, failed; whether it may be used."""

    nozzle_id: int
    product: str
    state: str
    state_name: str
    certificate_no: str
    verified_on: date | None
    valid_until: date | None
    days_left: int | None
    error_pct: float | None
    seals_intact: bool


class DispenserEntry(Schema):
    """Something that happened to a dispenser, its nozzles or its seals; `id` tells it from others."""

    id: str
    at: datetime
    kind: str
    kind_name: str
    title: str
    detail: str
    authorised: bool | None


class DispenserFile(Schema):
    """一机一档: the register, identities, nozzles, seals and everything that happened, newest first."""

    station_id: str
    station_name: str
    dispenser_id: int
    retired: bool
    sentence: str
    facts: list[DispenserFact]
    nozzles: list[NozzleStanding]
    seals: SealsOut
    entries: list[DispenserEntry]


class MetrologyDeskIn(Schema):
    """What new or replaced dispensers have to have, and who gets the notice of a breach."""

    require_ecqs: bool
    require_remote_kit: bool
    notice_to: list[Annotated[str, Field(min_length=1, max_length=64)]] = Field(min_length=1, max_length=10)
    source: Annotated[str, Field(max_length=200)] = ""


class MetrologyDesk(Schema):
    """The city's choices in metering."""

    require_ecqs: bool
    require_remote_kit: bool
    notice_to: list[str]
    source: str


class AcceptanceIn(Schema):
    """A new or replaced dispenser that was looked at before use; empty identities are not known yet."""

    station_id: Station
    dispenser_id: Number
    kind: Literal["new", "replaced"]
    maker: Annotated[str, Field(max_length=64)] = ""
    model: Annotated[str, Field(max_length=64)] = ""
    serial_no: Code
    mainboard_no: Annotated[str, Field(max_length=64)] = ""
    encoder_no: Annotated[str, Field(max_length=64)] = ""
    software_version: Annotated[str, Field(max_length=64)] = ""
    self_lock: bool = True
    ecqs: bool
    remote_kit: bool
    note: Words = ""


class AcceptanceOut(Schema):
    """An acceptance or refusal with what the station was told in writing."""

    id: int
    station_id: str
    station_name: str
    dispenser_id: int
    kind: str
    result: str
    result_name: str
    reasons: list[str]
    letter: str
    decided_at: datetime
    decided_by_name: str


class RepairCloseIn(Schema):
    """What an approved repair came to; parts that changed are named with their new identity."""

    work: str = Field(min_length=1, max_length=2000)
    mainboard_no: Annotated[str, Field(max_length=64)] = ""
    encoder_no: Annotated[str, Field(max_length=64)] = ""
    software_version: Annotated[str, Field(max_length=64)] = ""


class RepairCloseOut(Schema):
    """A closed repair."""

    downtime: int
    station_id: str
    dispenser_id: int
    work: str
    parts: dict[str, str]
    closed_at: datetime
    closed_by_name: str


class AppointmentIn(Schema):
    """Nozzles to be verified (empty: all of the station), on a wished day."""

    station_id: Station
    nozzles: list[Number] = Field(default_factory=list, max_length=200)
    wished_on: date | None = None
    note: Words = ""


class AppointmentStepIn(Schema):
    """What becomes of an appointment: confirmed (day and verifier), done, missed (why), cancelled (why)."""

    step: Literal["confirm", "done", "missed", "cancel"]
    planned_on: date | None = None
    verifier: Annotated[str, Field(max_length=128)] = ""
    note: Words = ""


class AppointmentOut(Schema):
    """An appointment to verify nozzles of a station."""

    id: int
    station_id: str
    station_name: str
    nozzles: list[int]
    due_on: date | None
    wished_on: date | None
    planned_on: date | None
    verifier: str
    status: str
    status_name: str
    origin: str
    note: str
    asked_by_name: str


class PlanIn(Schema):
    """Plan the weeks from a day on for some verifiers; with `dry_run` it is shown and nothing is written."""

    first_on: date
    weeks: int = Field(8, ge=1, le=26)
    verifiers: list[Annotated[str, Field(min_length=1, max_length=128)]] = Field(min_length=1, max_length=50)
    dry_run: bool = True


class PlanVisit(Schema):
    """A station's turn in the plan."""

    station_id: str
    station_name: str
    nozzles: list[int]
    due_on: date | None
    planned_on: date
    verifier: str


class PlanOut(Schema):
    """The plan with how many nozzles each verifier has in each week."""

    visits: list[PlanVisit]
    nozzles: int
    most_in_a_week: int
    sentence: str


class MetrologyOverview(Schema):
    """The metering desk in a sentence and counts: nozzles by standing, seals off, what waits."""

    sentence: str
    nozzles: int
    valid: int
    soon: int
    lapsed: int
    failed: int
    never: int
    broken_seals: int
    requested: int
    notices: int
