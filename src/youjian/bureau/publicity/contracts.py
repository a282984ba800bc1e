"""What is answered of public codes."""

from datetime import datetime

from ninja import Field, Schema

from youjian.bureau.cases.contracts import StationId


class CodesIn(Schema):
    """Whose dispensers get codes: one station's, or all of the scope."""

    station_id: StationId | None = None


class CodesMade(Schema):
    """How many codes were made; dispensers that have one keep it."""

    made: int


class RevokeIn(Schema):
    """Why a code is to open nothing any more."""

    reason: str = Field(min_length=2, max_length=200)


class PublicCodeOut(Schema):
    """A code that stands, and the address that it opens."""

    code: str
    url: str
    station_id: str
    dispenser_id: int
    nozzles: list[int]
    made_at: datetime


class CodeSheet(Schema):
    """The codes of a station, to be printed."""

    station_id: str
    station_name: str
    codes: list[PublicCodeOut]
