"""What others may see of uploads: what is in a file, what it would change, how it was decided."""

from datetime import date, datetime
from typing import Literal

from ninja import Field, Schema

from youjian.bureau.problems import ProblemOut

UploadState = Literal["checking", "checked", "committing", "committed", "discarded", "refused"]
"""核对中 待提交 导入中 已导入 已放弃 无法读取."""
RowState = Literal["new", "changed", "same", "bad"]
"""新增 变更 不变 有误."""


class FileColumnOut(Schema):
    """A column of the table that the file holds."""

    name: str
    title: str
    kind: str
    unit: str


class RowCounts(Schema):
    """How many rows there are, and what writing them would do."""

    total: int
    new: int
    changed: int
    same: int
    bad: int


class ProgressOut(Schema):
    """How far the worker is: so many rows of so many; 0 of 0 while it reads the file."""

    done: int
    total: int


class CellError(Schema):
    """What is wrong with a row, or with one cell when `field` names its column."""

    field: str | None
    title: str
    message: str


class CellNote(Schema):
    """A cell that was not read as it stands: what stood there and what it was read as."""

    field: str | None
    title: str
    raw: str
    read: str
    message: str


class CellChange(Schema):
    """A column before and after, as people read it; `before` is null in a new row."""

    field: str
    title: str
    before: str | None
    after: str


class UploadRow(Schema):
    """A row of the file; `number` is its number in the worksheet, `cells` its cells as they were."""

    number: int
    state: RowState
    key: str
    cells: dict[str, str]
    errors: list[CellError]
    notes: list[CellNote]
    changes: list[CellChange]


class UploadOut(Schema):
    """An upload with a page of its rows. `matching` counts the rows of the asked state.

    `target` says what it brings: `register` or `papers`; `progress` is there while the worker works on it.
    """

    id: int
    sheet: str
    sheet_title: str
    state: UploadState
    state_title: str
    filename: str
    bytes: int
    sha256: str
    at: datetime
    username: str
    display_name: str
    worksheet: str
    header_row: int
    columns: list[FileColumnOut]
    remarks: list[str]
    target: str
    progress: ProgressOut | None
    counts: RowCounts
    summary: str
    may_commit: bool
    decided_at: datetime | None
    decided_by: str
    reason: str
    effective_on: date | None
    rows: list[UploadRow]
    matching: int
    page: int
    page_size: int


class RowFilter(Schema):
    """Which rows of an upload: those of one state, a page of them."""

    state: RowState | None = None
    page: int = Field(1, ge=1)
    page_size: int = Field(100, ge=1, le=1000)


class CommitIn(Schema):
    """Why the register is changed, and from which day on that holds."""

    reason: str = Field("", max_length=2000)
    effective_on: date | None = None


class ConflictOut(ProblemOut):
    """Why nothing was written; `upload` shows anew what would be, when that is no longer what was shown."""

    upload: UploadOut | None = None
