"""What is answered and entered of sharing, at the office and to other systems."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema

Code = Annotated[str, Field(pattern=r"^[a-z_]{2,32}$")]
Prefix = Annotated[str, Field(pattern=r"^\d{4,10}$")]
FileForm = Literal["parquet", "xlsx"]


class SharedFields(Schema):
    """The fields of a data set that may leave; `full` names sensitive ones that leave unmasked."""

    fields: list[Annotated[str, Field(max_length=32)]] = Field(min_length=1, max_length=60)
    full: list[Annotated[str, Field(max_length=32)]] = Field([], max_length=60)


class AgreementIn(Schema):
    """A draft of an agreement."""

    title: str = Field(min_length=2, max_length=200)
    receiver: str = Field(min_length=2, max_length=128)
    department: str = Field("", max_length=64)
    basis: str = Field(min_length=2, max_length=500)
    purpose: str = Field(min_length=2, max_length=500)
    datasets: dict[Code, SharedFields] = Field(min_length=1, max_length=40)
    regions: list[Prefix] = Field(min_length=1, max_length=40)
    ownerships: list[Annotated[str, Field(max_length=32)]] = Field([], max_length=20)
    from_on: date
    until_on: date


class AgreementStepIn(Schema):
    """A word on an agreement; all but `approve` need a reason."""

    step: Literal["approve", "refuse", "suspend", "resume", "revoke"]
    reason: str = Field("", max_length=2000)


class ShareClientIn(Schema):
    """A system that is to read under an agreement."""

    name: str = Field(min_length=2, max_length=128)
    per_minute: int = Field(60, ge=1, le=6000)


class HookIn(Schema):
    """An address to be told of changes of a data set; the platform makes the signing secret.

    `mapping` names our agreed fields by the receiver's names; empty, ours are sent.
    """

    dataset: Code
    url: str = Field(min_length=8, max_length=500)
    ca_file: str = Field("", max_length=200)
    mapping: dict[
        Annotated[str, Field(min_length=1, max_length=64)], Annotated[str, Field(max_length=32)]
    ] = Field({}, max_length=60)


class ReplayIn(Schema):
    """Send events again: those named, or every one made since a moment."""

    events: list[int] = Field([], max_length=1000)
    since: datetime | None = None


class SharedFileIn(Schema):
    """A data set to be made a file."""

    dataset: Code
    form: FileForm


class ReceiptIn(Schema):
    """Who received a file, and the digest of what they hold."""

    by: str = Field(min_length=2, max_length=128)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class DataSetOut(Schema):
    """A data set of the catalogue."""

    code: str
    title: str
    fields: list[dict[str, Any]]
    feed: bool


class ShareClientOut(Schema):
    """A client of an agreement; secrets only by when they were made."""

    id: int
    client_id: str
    name: str
    per_minute: int
    active: bool
    secrets: list[datetime]
    last_at: datetime | None
    made_at: datetime


class SecretOut(Schema):
    """A secret, told once."""

    client_id: str
    client_secret: str


class HookOut(Schema):
    """A hook and how its events stand."""

    id: int
    dataset: str
    dataset_title: str
    url: str
    active: bool
    waiting: int
    delivered: int
    dead: int
    error: str


class HookSecretOut(Schema):
    """A hook's signing secret, told once."""

    hook_id: int
    secret: str


class SharedFileOut(Schema):
    """A file that was made, and who received it."""

    id: int
    dataset: str
    dataset_title: str
    form: str
    filename: str
    rows: int
    sha256: str
    made_at: datetime
    made_by_name: str
    receipts: list[str]


class AgreementOut(Schema):
    """An agreement with its clients, hooks and files, and what was given under it."""

    id: int
    code: str
    title: str
    receiver: str
    department: str
    basis: str
    purpose: str
    datasets: dict[str, SharedFields]
    regions: list[str]
    region_names: list[str]
    ownerships: list[str]
    from_on: date
    until_on: date
    status: str
    status_name: str
    in_force: bool
    drafted_by_name: str
    drafted_at: datetime
    decided_by_name: str
    decided_at: datetime | None
    reason: str
    clients: list[ShareClientOut]
    hooks: list[HookOut]
    files: list[SharedFileOut]
    shared_times: int
    shared_rows: int
    may: list[Literal["approve", "refuse", "suspend", "resume", "revoke", "manage"]]


class SharingOverview(Schema):
    """How sharing stands: a sentence and the catalogue."""

    sentence: str
    in_force: int
    drafts: int
    ends_soon: int
    dead_events: int
    datasets: list[DataSetOut]


class TokenOut(Schema):
    """An access token (RFC 6749 §5.1)."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int
    scope: str


class TokenErrorOut(Schema):
    """Why there is no token (RFC 6749 §5.2)."""

    error: str
    error_description: str


class RowsOut(Schema):
    """A page of rows; `cursor` asks for the next, empty after the last."""

    dataset: str
    agreement: str
    purpose: str
    rows: list[dict[str, Any]]
    cursor: str


class ChangesOut(Schema):
    """What changed; `cursor` asks for what comes next, at once while there is `more`."""

    dataset: str
    agreement: str
    purpose: str
    rows: list[dict[str, Any]]
    cursor: str
    more: bool
