"""What others may see of commands and of the collector's page."""

from datetime import datetime

from ninja import Field, Schema

from youjian.bureau.commands.words import ArgumentKind
from youjian.bureau.tables.contracts import ChoiceOut


class CommandIn(Schema):
    """A command as a person asks it; without `expires_at` it is open for a day."""

    name: str = Field(max_length=64)
    arguments: dict[str, str] = Field(default_factory=dict)
    reason: str = Field(min_length=1, max_length=512)
    expires_at: datetime | None = None


class CancelIn(Schema):
    """Why a command is taken back."""

    reason: str = Field(min_length=1, max_length=512)


class CommandOut(Schema):
    """A command with what became of it; `detail` is the collector's own answer."""

    command_id: str
    collector_id: str
    station_id: str
    name: str
    title: str
    arguments: dict[str, str]
    told: str = Field(description="the arguments as a person reads them")
    state: str
    state_name: str
    reason: str
    asked_by_name: str
    created_at: datetime
    expires_at: datetime
    sent_at: datetime | None
    times_sent: int
    result_at: datetime | None
    received_at: datetime | None
    detail: str | None
    may_cancel: bool


class DeviceStateOut(Schema):
    """How a device stands as the collector last said: `ok` or its own short word."""

    device: str
    name: str
    state: str


class LiveOut(Schema):
    """What the collector last said of itself; `clock_offset_s` is its clock less the platform's."""

    heard_at: datetime | None
    firmware: str | None
    link: str | None
    signal_dbm: float | None
    iccid: str | None
    outbox_depth: int | None
    clock_offset_s: float | None
    last_record_at: datetime | None
    devices: list[DeviceStateOut]


class DoorNoteOut(Schema):
    """Something that the door noted of this collector's chain."""

    at: datetime
    kind: str
    title: str
    detail: str


class ArgumentOut(Schema):
    """A field of a command's form."""

    name: str
    title: str
    kind: ArgumentKind
    required: bool
    least: float | None
    most: float | None
    choices: list[ChoiceOut]


class KindOut(Schema):
    """A command that the person may ask for."""

    name: str
    title: str
    note: str
    arguments: list[ArgumentOut]


class CollectorPage(Schema):
    """A collector's page: who it is, how it stands, what can be asked of it."""

    collector_id: str
    station_id: str
    station_name: str
    state: str
    epoch: int
    firmware: str | None
    enrolled_at: datetime
    booted_at: datetime | None
    last_batch_no: int
    status: str
    live: LiveOut
    notes: list[DoorNoteOut]
    commands: list[KindOut]
