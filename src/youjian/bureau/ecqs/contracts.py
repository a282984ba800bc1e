"""What is answered of the exchange with e-CQS, and what is decided."""

from datetime import datetime
from typing import Literal

from ninja import Field, Schema

from youjian.bureau.cases.contracts import Number, StationId

Direction = Literal["in", "out"]


class EcqsField(Schema):
    """A field of the ledger with both values; `difference_id` names the open difference."""

    code: str
    name: str
    ours: str
    theirs: str
    differs: bool
    difference_id: int | None


class EcqsInstrument(Schema):
    """An instrument in both ledgers, field for field."""

    id: int
    ecqs_no: str
    station_id: str | None
    station_name: str
    dispenser_id: int | None
    theirs_at: datetime | None
    sent_at: datetime | None
    fields: list[EcqsField]


class EcqsOverview(Schema):
    """How the two ledgers stand to each other, and by which way they are exchanged."""

    sentence: str
    dispensers: int
    matched: int
    ours_only: int
    theirs_only: int
    open: int
    channel: str
    channel_name: str
    last_in: datetime | None
    last_out: datetime | None
    last_error: str


class DecisionIn(Schema):
    """Which of two values holds, and why."""

    decision: Literal["ours", "theirs"]
    reason: str = Field(min_length=2, max_length=500)


class PairIn(Schema):
    """Which dispenser an instrument of e-CQS is."""

    station_id: StationId
    dispenser_id: Number


class ExchangeIn(Schema):
    """Which way: `in` fetches their ledger, `out` sends what changed of ours."""

    direction: Direction


class ExchangeQueued(Schema):
    """The exchange waits for the worker; its round is in the list then."""

    direction: Direction


class RefusedRow(Schema):
    """A row that e-CQS did not take."""

    ecqs_no: str
    serial_no: str
    reason: str


class ExchangeRoundOut(Schema):
    """A round with what was refused."""

    id: int
    direction: Direction
    direction_name: str
    channel_name: str
    at: datetime
    by_name: str
    rows: int
    unknown: int
    opened: int
    refused: list[RefusedRow]
    error: str
    filename: str
    sha256: str


class LedgerDefaultOut(Schema):
    """What every dispenser has in a field that the register does not hold."""

    field: str
    name: str
    value: str
    source: str


class LedgerDefaultIn(Schema):
    """A new default, with the document that it follows."""

    value: str = Field(max_length=200)
    source: str = Field(min_length=2, max_length=200)
