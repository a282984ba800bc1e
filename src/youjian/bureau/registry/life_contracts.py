"""What is said to and by the verbs of a station's life: close, suspend, reopen, move, merge, split."""

from datetime import date, datetime
from typing import Any, Literal

from ninja import Field, Schema

EquipmentKind = Literal["tank", "dispenser", "nozzle"]
Verb = Literal["close", "suspend", "reopen", "move", "merge", "split"]
StationNumber = Field(pattern=r"^[0-9]{10}$", description="county code (6 digits) and serial (4)")
_NAME = Field(min_length=1, max_length=512)


class LifeIn(Schema):
    """From which day on, why, and on what paper; `dry_run` tells what would be done and does nothing."""

    effective_on: date
    reason: str = Field(min_length=1, max_length=512)
    document_no: str = Field("", max_length=128)
    dry_run: bool = False


class MoveIn(LifeIn):
    """The new place. In another county the station needs a new number and a new licence."""

    longitude: float = Field(ge=-180, le=180)
    latitude: float = Field(ge=-90, le=90)
    address: str = Field("", max_length=512)
    region_code: str = Field("", pattern=r"^([0-9]{2,12})?$", description="empty: the present region")
    new_station_id: str = Field("", pattern=r"^([0-9]{10})?$")
    licence_no: str = Field("", max_length=512)
    licence_valid_until: date | None = None


class NewStation(Schema):
    """A station that begins; what is left out it has from the one before it."""

    station_id: str = StationNumber
    name: str = _NAME
    licence_no: str = _NAME
    licence_valid_until: date | None = None
    region_code: str = Field("", pattern=r"^([0-9]{2,12})?$")
    address: str = Field("", max_length=512)
    longitude: float | None = Field(None, ge=-180, le=180)
    latitude: float | None = Field(None, ge=-90, le=90)


class MergeIn(LifeIn):
    """Which stations become one: into one of them (`into`), or into a new one (`new_station`)."""

    station_ids: list[str] = Field(min_length=2, max_length=10)
    into: str = Field("", pattern=r"^([0-9]{10})?$")
    new_station: NewStation | None = None


class SplitIn(LifeIn):
    """Which equipment begins at a new station; the nozzles of a chosen dispenser come with it."""

    new_station: NewStation
    dispensers: list[int] = Field(default_factory=list, max_length=500)
    tanks: list[int] = Field(default_factory=list, max_length=500)
    nozzles: list[int] = Field(default_factory=list, max_length=2000)


class Renumbered(Schema):
    """A piece of equipment that goes over: its number before and after."""

    kind: EquipmentKind
    from_station: str
    from_number: int
    to_station: str
    to_number: int
    product: str | None


class LifeEffect(Schema):
    """One thing that is done, as a sentence."""

    station_id: str
    text: str


class LifeOut(Schema):
    """What was done, or with `dry_run` what would be; `station_id` is the station that goes on."""

    verb: Verb
    done: bool
    station_id: str
    effective_on: date
    effects: list[LifeEffect]
    equipment: list[Renumbered]
    notes: list[str]


class LifeChange(Schema):
    """One row of the register that was added, changed or removed; `before` and `after` hold what differs."""

    table: str
    title: str
    kind: Literal["added", "changed", "removed"]
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class LifeEntry(Schema):
    """Something that happened to a station. `station_id` names a predecessor where it happened there.

    Changes of the register made together are one item: `changes` lists the first of them; for a single one
    `before` and `after` say the same.
    """

    at: datetime
    kind: str
    title: str
    detail: str
    actor: str | None
    path: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    station_id: str
    predecessor: str | None = Field(description="the predecessor's name, when it happened there")
    changes: list[LifeChange]


class LifeKind(Schema):
    """A kind of entry that a timeline can be filtered by."""

    code: str
    name: str


class LifeLine(Schema):
    """A page of a station's timeline, newest first; `next_before` continues it."""

    items: list[LifeEntry]
    next_before: str | None
    kinds: list[LifeKind]


class LifeFilter(Schema):
    """Which kinds, before which entry (`next_before` of the page before), how many."""

    kinds: list[str] = Field(default_factory=list, description="codes, also with commas between; empty: all")
    before: str = Field("", max_length=512)
    limit: int = Field(50, ge=1, le=200)
