"""What is handed in of an inspection, and what is answered of inspections."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema

from youjian.bureau.cases.contracts import LeadKind
from youjian.bureau.metrology.contracts import SealPositionOut

Answer = Literal["ok", "problem", "na"]
Conclusion = Literal["clear", "rectify", "handle"]
ReadingKind = Literal["totalizer", "level", "water", "temperature", "price", "pressure", "other"]
SealSeen = Literal["intact", "broken", "missing", "changed"]
Side = Literal["inspector", "companion", "site"]
NoteKind = Literal["supplement", "correction", "follow_up"]
StationId = Annotated[str, Field(pattern=r"^\d{10}$")]
ItemCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
Name = Annotated[str, Field(min_length=1, max_length=64)]
Words = Annotated[str, Field(max_length=1000)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Metres = Annotated[float, Field(ge=0, le=1_000_000)]


class ChecklistItem(Schema):
    """A line of a checklist, with the rule or paper that it rests on."""

    code: ItemCode
    zh: str = Field(min_length=1, max_length=200)
    en: str = Field(min_length=1, max_length=200)
    basis: str = Field("", max_length=200)


class ChecklistIn(Schema):
    """A new version of a department's checklist, with the document that it follows."""

    items: list[ChecklistItem] = Field(min_length=1, max_length=60)
    source: str = Field(min_length=2, max_length=200)


class ChecklistItemOut(Schema):
    """A line of a checklist in the person's language."""

    code: str
    text: str
    basis: str


class ChecklistOut(Schema):
    """The version of a department's checklist that is in force."""

    id: int
    department: str
    department_name: str
    version: int
    source: str
    items: list[ChecklistItemOut]


class SealAt(Schema):
    """A seal that is on."""

    dispenser_id: int
    position: str
    seal_no: str


class KitStation(Schema):
    """A station as it is needed on site: where it is, and the seals that ought to be on."""

    station_id: str
    name: str
    region_name: str
    address: str
    longitude: float
    latitude: float
    dispensers: list[int]
    seals: list[SealAt]


class Kit(Schema):
    """What an inspector takes along: checklists, stations of the scope, positions of seals."""

    made_at: datetime
    checklists: list[ChecklistOut]
    stations: list[KitStation]
    positions: list[SealPositionOut]


class PlaceIn(Schema):
    """Where the device was, as it said: degrees (WGS 84), accuracy in metres."""

    latitude: Latitude
    longitude: Longitude
    accuracy_m: Metres | None = None
    at: datetime


class InspectorIn(Schema):
    """Somebody who inspects, with the number of the enforcement certificate (执法证号)."""

    name: Name
    certificate_no: str = Field("", max_length=64)


class ItemAnswer(Schema):
    """What was found of an item; a problem says what."""

    code: ItemCode
    answer: Answer
    remark: Words = ""


class SiteReading(Schema):
    """A figure read on site, in the unit of its kind; `at` names nozzle, tank or product."""

    kind: ReadingKind
    at: str = Field("", max_length=64)
    value: Decimal = Field(max_digits=14, decimal_places=3)
    remark: Words = ""


class SealSeenIn(Schema):
    """A seal as it was seen."""

    dispenser_id: int = Field(ge=0, le=32767)
    position: ItemCode
    seal_no: str = Field("", max_length=64)
    state: SealSeen
    remark: Words = ""


class SitePhotoIn(Schema):
    """A photo's time, place and item; the file of the same place in the list is the photo."""

    item: str = Field("", max_length=32)
    caption: str = Field("", max_length=200)
    taken_at: datetime
    place: PlaceIn | None = None


class SignatureIn(Schema):
    """Who signed and when; the file of the same place in the list is the signature."""

    side: Side
    name: Name
    signed_at: datetime


class LeadWanted(Schema):
    """What is to be looked into further."""

    kind: LeadKind
    text: str = Field(min_length=1, max_length=4000)


class InspectionIn(Schema):
    """An inspection as it is handed in. Without the site's signature `refused` says why there is none."""

    number: UUID
    station_id: StationId
    checklist: int
    started_at: datetime
    ended_at: datetime
    inspectors: list[InspectorIn] = Field(min_length=1, max_length=6)
    site_name: Name
    site_role: str = Field("", max_length=64)
    place: PlaceIn | None = None
    answers: list[ItemAnswer] = Field(max_length=60)
    readings: list[SiteReading] = Field([], max_length=100)
    seals: list[SealSeenIn] = Field([], max_length=200)
    photos: list[SitePhotoIn] = Field([], max_length=20)
    signatures: list[SignatureIn] = Field(max_length=8)
    findings: str = Field("", max_length=4000)
    conclusion: Conclusion
    rectify_by: date | None = None
    statement: str = Field("", max_length=2000)
    refused: Words = ""
    lead: LeadWanted | None = None


class InspectionNoteIn(Schema):
    """Something to add to a record."""

    kind: NoteKind
    text: str = Field(min_length=1, max_length=4000)


class AnswerOut(Schema):
    """An item with what was found."""

    code: str
    text: str
    basis: str
    answer: Answer
    answer_name: str
    remark: str


class SiteReadingOut(Schema):
    """A figure read on site."""

    kind: str
    kind_name: str
    at: str
    value: str
    unit: str
    remark: str


class SealSeenOut(Schema):
    """A seal as it was seen; `effect` says what the register was told."""

    dispenser_id: int
    position: str
    position_name: str
    seal_no: str
    state: SealSeen
    state_name: str
    remark: str
    effect: str


class SitePhotoOut(Schema):
    """A photo with its time and place."""

    id: int
    item: str
    caption: str
    taken_at: datetime
    latitude: float | None
    longitude: float | None
    accuracy_m: float | None
    sha256: str


class SignatureOut(Schema):
    """A signature."""

    id: int
    side: Side
    side_name: str
    name: str
    signed_at: datetime


class InspectionNoteOut(Schema):
    """What was added later."""

    kind: NoteKind
    kind_name: str
    text: str
    made_at: datetime
    made_by_name: str


class InspectionOut(Schema):
    """A record as it was signed; `distance_m` is from the station's place in the register."""

    id: int
    code: str
    number: UUID
    sentence: str
    station_id: str
    station_name: str
    department: str
    department_name: str
    checklist_version: int
    started_at: datetime
    ended_at: datetime
    received_at: datetime
    inspectors: list[InspectorIn]
    site_name: str
    site_role: str
    latitude: float | None
    longitude: float | None
    accuracy_m: float | None
    distance_m: float | None
    answers: list[AnswerOut]
    readings: list[SiteReadingOut]
    seals: list[SealSeenOut]
    photos: list[SitePhotoOut]
    signatures: list[SignatureOut]
    findings: str
    problems: int
    conclusion: Conclusion
    conclusion_name: str
    rectify_by: date | None
    statement: str
    refused: str
    leads: list[int]
    notes: list[InspectionNoteOut]
    digest: str
    made_by_name: str
    may_note: bool
