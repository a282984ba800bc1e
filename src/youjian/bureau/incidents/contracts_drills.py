"""What is answered of drills, and what is entered."""

from datetime import date, datetime

from ninja import Field, Schema

from youjian.bureau.cases.contracts import RegionCode, StationId
from youjian.bureau.incidents.contracts import IncidentKind, IncidentPhotoOut


class DrillPart(Schema):
    """A department that takes part, with its people."""

    department: str = Field(max_length=64)
    people: str = Field("", max_length=500)


class DrillIn(Schema):
    """A drill: at stations, or in a region without one."""

    title: str = Field(min_length=2, max_length=200)
    kind: IncidentKind
    held_on: date
    scenario: str = Field(min_length=1, max_length=4000)
    stations: list[StationId] = Field([], max_length=200)
    region: RegionCode | None = None
    participants: list[DrillPart] = Field([], max_length=30)


class DrillMeasureIn(Schema):
    """What has to be done after a drill."""

    department: str = Field(min_length=1, max_length=64)
    text: str = Field(min_length=1, max_length=500)
    due_on: date


class DrillResultIn(Schema):
    """What a drill showed, with the measures that follow."""

    held_on: date
    went_well: str = Field(min_length=1, max_length=4000)
    went_badly: str = Field("", max_length=4000)
    participants: list[DrillPart] | None = Field(None, max_length=30)
    measures: list[DrillMeasureIn] = Field([], max_length=50)


class DrillCancelIn(Schema):
    """Why a drill is not held."""

    note: str = Field(min_length=2, max_length=500)


class DrillMeasureDoneIn(Schema):
    """What came of a measure."""

    result: str = Field(min_length=1, max_length=4000)


class DrillMeasureOut(DrillMeasureIn):
    """A measure and what came of it."""

    id: int
    department_name: str
    overdue: bool
    mine: bool
    done_at: datetime | None
    done_by_name: str
    result: str


class DrillPartOut(DrillPart):
    """A department that takes part."""

    department_name: str


class DrillStationOut(Schema):
    """A station of a drill."""

    station_id: str
    station_name: str


class DrillOut(Schema):
    """A drill with everything that belongs to it."""

    id: int
    code: str
    title: str
    kind: IncidentKind
    kind_name: str
    status: str
    status_name: str
    area: str
    area_name: str
    held_on: date
    scenario: str
    stations: list[DrillStationOut]
    participants: list[DrillPartOut]
    went_well: str
    went_badly: str
    note: str
    measures: list[DrillMeasureOut]
    photos: list[IncidentPhotoOut]
    made_at: datetime
    made_by_name: str
    may_manage: bool


class DrillCounty(Schema):
    """How a county stands with its drills; `last_on` is the last one of any of its stations."""

    region_code: str
    region_name: str
    stations: int
    in_time: int
    overdue: int
    last_on: date | None


class DrillOverview(Schema):
    """How the drills stand, by county."""

    sentence: str
    every_days: int
    source: str
    counties: list[DrillCounty]
