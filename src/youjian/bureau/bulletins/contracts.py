"""What is answered of bulletins and notices, and what is entered."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema

BulletinKind = Literal["week", "month"]
NoticeKind = Literal["overdue_alerts", "online_low", "rectification", "work_orders", "other"]
Area = Annotated[str, Field(pattern=r"^[0-9]{4,6}$")]
Line = Annotated[str, Field(max_length=64)]


class BulletinSection(Schema):
    """A part of a bulletin: heading and paragraphs, each on a line of its own."""

    heading: str = Field(min_length=1, max_length=64)
    text: str = Field(max_length=8000)


class BulletinTable(Schema):
    """A table of figures; columns of `numeric` places stand to the right."""

    caption: str
    columns: list[str]
    rows: list[list[str]]
    numeric: list[int]


class BulletinIn(Schema):
    """Which week or month is told of, and where; `first` is any of its days."""

    kind: BulletinKind
    area: Area
    first: date


class BulletinEdit(Schema):
    """A draft as somebody edited it; `version` is the one that was read."""

    version: int = Field(ge=0)
    title: str = Field(min_length=1, max_length=200)
    addressee: str = Field(min_length=1, max_length=400)
    sections: list[BulletinSection] = Field(min_length=1, max_length=20)
    attachments: list[Annotated[str, Field(min_length=1, max_length=200)]] = Field([], max_length=20)


class BulletinIssue(Schema):
    """The number, and the departments that are told; none stands for all."""

    version: int = Field(ge=0)
    number: str = Field(min_length=1, max_length=64)
    departments: list[Line] = Field([], max_length=100)


class BulletinOut(Schema):
    """A bulletin with its text and figures, and what may be done with it."""

    id: int
    kind: BulletinKind
    kind_name: str
    area: str
    area_name: str
    first: date
    last: date
    issuer: str
    title: str
    addressee: str
    sections: list[BulletinSection]
    tables: list[BulletinTable]
    attachments: list[str]
    status: Literal["draft", "issued"]
    status_name: str
    version: int
    number: str
    departments: list[str]
    made_at: datetime
    made_by_name: str
    issued_at: datetime | None
    issued_by_name: str
    may_edit: bool
    may_issue: bool


class BulletinOverview(Schema):
    """The desk in a sentence."""

    sentence: str
    drafts: int
    proposed: int
    open_notices: int
    overdue_notices: int
    may_manage: bool
    may_issue: bool
    areas: list["BulletinArea"]
    departments: list["BulletinDepartment"]


class BulletinArea(Schema):
    """A region that may be told of, or be told."""

    code: str
    name: str


class BulletinDepartment(Schema):
    """A department that may be told."""

    code: str
    name: str


class BulletinNoticeIn(Schema):
    """A notice by hand to a department, or to a county's bureau."""

    area: Area
    department: Line = ""
    title: str = Field(min_length=1, max_length=200)
    text: str = Field(min_length=1, max_length=4000)


class NoticeIssue(Schema):
    """How a notice goes out: its text as edited, its number, the day by which an answer is wanted."""

    title: str = Field(min_length=1, max_length=200)
    text: str = Field(min_length=1, max_length=4000)
    number: str = Field("", max_length=64)
    answer_by: date


class NoticeAnswer(Schema):
    """What the receiver answers."""

    text: str = Field(min_length=1, max_length=4000)


class BulletinNoticeOut(Schema):
    """A notice with its facts and answer, and what may be done with it."""

    id: int
    kind: NoticeKind
    kind_name: str
    area: str
    receiver: str
    title: str
    text: str
    facts: list[dict[str, Any]]
    status: Literal["proposed", "dropped", "issued", "answered"]
    status_name: str
    number: str
    answer_by: date | None
    overdue: bool
    made_at: datetime
    made_by_name: str
    issued_at: datetime | None
    issued_by_name: str
    acknowledged_at: datetime | None
    acknowledged_by_name: str
    answer: str
    answered_at: datetime | None
    answered_by_name: str
    may_issue: bool
    may_acknowledge: bool
    may_answer: bool


class NoticesProposed(Schema):
    """How many notices were proposed from facts."""

    proposed: int
