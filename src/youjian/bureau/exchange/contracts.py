"""What is entered and answered of the exchange with other platforms."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from youjian.bureau.accounts.contracts import NamedCode
from youjian.bureau.sharing.contracts import Code, FileForm, Prefix

FieldName = Annotated[str, Field(max_length=32)]
Day = date


class PlatformIn(Schema):
    """A platform of others; without an `address` files lie in its folder. A province needs an agreement."""

    kind: Literal["catalogue", "province"]
    name: str = Field(min_length=2, max_length=128)
    address: str = Field("", max_length=500)
    token: str = Field("", max_length=500)
    ca_file: str = Field("", max_length=200)
    agreement_id: int | None = Field(None, ge=1, le=2**31)


class PlatformSwitchIn(Schema):
    """Whether a platform is to be asked."""

    active: bool


class EntryIn(Schema):
    """An entry of the catalogue; all but unconditional sharing names the law that says so."""

    platform_id: int = Field(ge=1, le=2**31)
    dataset: Code
    title: str = Field(min_length=2, max_length=200)
    summary: str = Field(min_length=2, max_length=500)
    fields: list[FieldName] = Field(min_length=1, max_length=60)
    frequency: Literal["live", "daily", "weekly", "monthly", "yearly"]
    share_type: Literal["free", "conditional", "none"]
    basis: str = Field("", max_length=500)


class EntryStepIn(Schema):
    """Publish an entry, or withdraw it."""

    step: Literal["publish", "withdraw"]


class ApplicationIn(Schema):
    """An application as the platform gives it (`kind` is `application`)."""

    number: str = Field(min_length=1, max_length=64)
    applicant: str = Field(min_length=2, max_length=128)
    contact: str = Field("", max_length=128)
    dataset: Code
    fields: list[FieldName] = Field(min_length=1, max_length=60)
    regions: list[Prefix] = Field(min_length=1, max_length=40)
    purpose: str = Field(min_length=2, max_length=500)
    basis: str = Field(min_length=2, max_length=500)
    from_on: Day
    until_on: Day


class ApplicationDecisionIn(Schema):
    """A word on an application; a refusal needs a reason."""

    step: Literal["approve", "refuse"]
    reason: str = Field("", max_length=2000)


class DocumentsIn(Schema):
    """A file that somebody brought from a platform."""

    documents: list[dict[str, Any]] = Field(min_length=1, max_length=2000)


class TakenOut(Schema):
    """What came of documents: how many were taken, how many were known, and why others were refused."""

    taken: int
    known: int
    refused: list[str]


class BatchIn(Schema):
    """A data set whose new and changed rows are to be sent."""

    dataset: Code


class RowDecisionIn(Schema):
    """What is done with a refused row or a difference, and why."""

    step: Literal["again", "explain"]
    note: str = Field(min_length=2, max_length=500)


class ScheduleIn(Schema):
    """A data set to be made a file by itself."""

    agreement_id: int = Field(ge=1, le=2**31)
    dataset: Code
    form: FileForm
    every: Literal["daily", "weekly", "monthly"]
    from_on: Day


class ActTypeIn(Schema):
    """The city's code of a kind of act."""

    code: str = Field(min_length=1, max_length=64)
    name: str = Field(min_length=2, max_length=128)
    department: str = Field(min_length=2, max_length=128)
    source: str = Field(min_length=2, max_length=200)


class ActExportIn(Schema):
    """A period whose acts are to be exported, both days in it."""

    from_on: Day
    until_on: Day


class PlatformOut(Schema):
    """A platform and how it stands."""

    id: int
    kind: str
    name: str
    address: str
    folder: str
    agreement_id: int | None
    agreement: str
    active: bool
    last_at: datetime | None
    error: str
    waiting: int
    dead: int
    datasets: list[str]


class CountsOut(Schema):
    """Both sides' counts of a data set when they were last compared, and how rows stand here."""

    platform_id: int
    platform: str
    dataset: str
    dataset_title: str
    accepted: int
    rejected: int
    waiting: int
    compared_at: datetime | None
    ours: int | None
    theirs: int | None
    open: int


class ScheduleOut(Schema):
    """A schedule and how its days stand."""

    id: int
    agreement_id: int
    agreement: str
    dataset_title: str
    form: str
    every: str
    every_name: str
    from_on: date
    active: bool
    delivered: int
    missed: int
    last_on: date | None
    untaken: int


class ActTypeOut(Schema):
    """A kind of act and the city's code of it."""

    kind: str
    kind_name: str
    code: str
    name: str
    department: str
    source: str


class AgreedOut(Schema):
    """An agreement in force that something can be made under."""

    id: int
    title: str
    datasets: list[NamedCode]


class ExchangeOverview(Schema):
    """How the exchange stands."""

    sentence: str
    platforms: list[PlatformOut]
    counts: list[CountsOut]
    schedules: list[ScheduleOut]
    act_types: list[ActTypeOut]
    agreements: list[AgreedOut]
    may_manage: bool
    may_approve: bool


class EntryOut(Schema):
    """An entry of the catalogue."""

    id: int
    status: str
    version: int
    their_no: str


class ApplicationOut(Schema):
    """An application with everything a decision needs."""

    id: int
    their_no: str
    applicant: str
    contact: str
    dataset_title: str
    fields: list[NamedCode]
    not_in_catalogue: list[str]
    share_type: str
    regions: list[str]
    purpose: str
    basis: str
    from_on: date
    until_on: date
    status: str
    status_name: str
    reason: str
    decided_by_name: str
    decided_at: datetime | None
    agreement_id: int | None
    may_decide: bool


class BatchOut(Schema):
    """A batch that was made; `number` is 0 when there was nothing to send."""

    number: int
    rows: int


class DecidedOut(Schema):
    """What became of something."""

    id: int
    state: str


class ActExportOut(Schema):
    """An export of acts."""

    id: int
    code: str
    count: int
    without_uscc: int
