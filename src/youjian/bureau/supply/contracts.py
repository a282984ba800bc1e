"""What others may see of papers: what is entered, what became of it, a paper with all that belongs to it."""

from datetime import datetime
from typing import Any, Literal

from ninja import Field, Schema

from youjian.contract.fields import VolumeReference

PaperKind = Literal["deliveries", "trips", "invoices", "declarations"]
PaperState = Literal["new", "same", "bad", "passed"]
"""`passed`: not for the ledger, such as a void invoice; its notes say why."""
"""新增 不变 有误."""


class DeliveryIn(Schema):
    """A delivery document as a person enters it; one of litres, litres at 20 °C and mass.

    Without a number the platform makes one of time, product and tank, so that a second entry is the same
    paper. With `dry_run` nothing is stored.
    """

    station_id: str = Field(max_length=10)
    delivery_id: str = Field("", max_length=64)
    product: str = Field(max_length=8)
    tank_id: int | None = None
    delivered_at: datetime
    volume_l: float | None = None
    reference: VolumeReference | None = None
    volume20_l: float | None = None
    mass_kg: float | None = None
    density20_kg_m3: float | None = None
    temp_c: float | None = None
    supplier_uscc: str = Field("", max_length=32)
    supplier_name: str = Field("", max_length=128)
    waybill_no: str = Field("", max_length=64)
    invoice_no: str = Field("", max_length=64)
    dry_run: bool = False


class DeliveryEntered(Schema):
    """What became of a delivery document: stored anew, or there already; `volume20_ml` is at 20 °C."""

    state: Literal["new", "same"]
    stored: bool
    key: str
    station_id: str
    station_name: str
    delivery_id: str
    volume_ml: int
    reference: VolumeReference
    volume20_ml: int
    density20_kg_m3: float
    temp_c: float
    notes: list[str]
    attachments: int


class DeliveryTank(Schema):
    """A tank in use, as the form offers it."""

    tank_id: int
    product: str
    density20_kg_m3: float


class DeliverySupplier(Schema):
    """A supplier of earlier documents of the station."""

    uscc: str
    name: str


class DeliveryDefaults(Schema):
    """What the form for a station's delivery begins with; `density20` by product where a tank says none."""

    station_id: str
    station_name: str
    tanks: list[DeliveryTank]
    suppliers: list[DeliverySupplier]
    density20: dict[str, float]


class PapersIn(Schema):
    """Papers of another system, each by the columns of its sheet; all of them or none.

    `client` names that system in the origin of each paper. With `dry_run` nothing is stored.
    """

    rows: list[dict[str, Any]] = Field(min_length=1, max_length=5_000)
    client: str = Field("", max_length=64)
    dry_run: bool = False


class PaperFault(Schema):
    """What is wrong with a paper, or with one of its columns when `name` is not empty."""

    name: str
    message: str


class PaperAnswer(Schema):
    """What became of one paper, by its place in the request from 0."""

    index: int
    state: PaperState
    key: str
    faults: list[PaperFault]
    notes: list[str]


class PapersOut(Schema):
    """What became of papers; `stored` is whether they are in the ledger now."""

    stored: bool
    new: int
    same: int
    bad: int
    passed: int
    rows: list[PaperAnswer]


class PaperColumn(Schema):
    """A column of a paper's sheet, as an API client or a form needs it."""

    name: str
    title: str
    kind: str
    unit: str
    required: bool
    note: str
    example: str
    choices: list[str]
    aliases: list[str]


class PaperSheet(Schema):
    """A kind of paper with its columns."""

    name: PaperKind
    title: str
    note: str
    columns: list[PaperColumn]


class PaperField(Schema):
    """A column of a stored paper as people read it."""

    name: str
    title: str
    value: str


class PaperLink(Schema):
    """An address of the console beside a paper: its station, its waybill, its invoice."""

    title: str
    to: str


class PaperEntry(Schema):
    """Who brought a paper in, when and by which way; `given` is what they gave."""

    source: str
    source_title: str
    at: datetime
    display_name: str
    username: str
    upload_id: int | None
    row: int | None
    client: str
    basis: str
    basis_title: str
    given: list[PaperField]


class PaperAttachment(Schema):
    """A photo or scan of a paper; its bytes are at `/api/v1/attachments/{id}`."""

    id: int
    filename: str
    media_type: str
    bytes: int
    at: datetime
    display_name: str


class PaperNote(Schema):
    """What another part says of a paper: a correcting entry of the stock book, a match, a finding."""

    kind: Literal["correction", "match"]
    at: datetime | None
    text: str
    who: str
    to: str


class PaperOut(Schema):
    """A paper with its origin, its photos, and what leads on from it."""

    paper: PaperKind
    paper_title: str
    key: str
    title: str
    station_id: str
    station_name: str
    volume20_ml: int | None
    fields: list[PaperField]
    received_at: datetime
    entry: PaperEntry | None
    attachments: list[PaperAttachment]
    links: list[PaperLink]
    notes: list[PaperNote]
    may_attach: bool


class Attached(Schema):
    """How many photos were kept, and how many were there already."""

    kept: int
    there: int
