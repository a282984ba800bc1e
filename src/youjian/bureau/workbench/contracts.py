"""The workbench as it goes out: the sentence of the day, my alerts, my tasks, deadlines, what changed."""

from datetime import datetime

from ninja import Schema

from youjian.bureau.alerts.contracts import AlertRow
from youjian.bureau.duty.contracts import DutyNow
from youjian.bureau.registry.contracts import SeverityCounts


class DeskInbox(Schema):
    """My alerts: how many of each colour, how many wait for a signature or are overdue, the most urgent."""

    total: int
    unsigned: int
    signed: int
    overdue: int
    colours: SeverityCounts
    items: list[AlertRow]


class DeskTask(Schema):
    """Something that waits for me; `left` says how much time there is."""

    kind: str
    title: str
    count: int
    path: str
    due_at: datetime | None
    overdue: bool
    left: str


class DeskDeadline(Schema):
    """Something of mine that is due: an alert to be signed for or closed, or a task."""

    kind: str
    title: str
    path: str
    colour: str
    due_at: datetime
    overdue: bool
    working_days: int
    left: str


class MyShift(Schema):
    """A shift of mine that runs or comes, and how it was handed over; a sheet that waits for me."""

    entry_id: int
    roster_id: int
    roster_name: str
    shift_name: str
    starts_at: datetime
    ends_at: datetime
    running: bool


class DeskChange(Schema):
    """What changed since yesterday: how often, and where to look."""

    kind: str
    title: str
    count: int
    path: str


class WorkbenchOut(Schema):
    """Everything of the page."""

    as_of: datetime
    sentence: str
    inbox: DeskInbox | None
    tasks: list[DeskTask]
    deadlines: list[DeskDeadline]
    duty: DutyNow | None
    my_shifts: list[MyShift]
    since: datetime
    changes: list[DeskChange]
    lines: list[str]
    calendar_warning: str
