"""An upload as people see it, in the request's language."""

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry.values import UnreadableError, read, shown
from youjian.bureau.sheets.fields import Sheet
from youjian.bureau.uploads.contracts import (
    CellChange,
    CellError,
    CellNote,
    FileColumnOut,
    ProgressOut,
    RowCounts,
    RowFilter,
    UploadOut,
    UploadRow,
)
from youjian.bureau.uploads.kept import KeptNote, KeptRow, unpack
from youjian.bureau.uploads.models import Upload
from youjian.bureau.uploads.selectors import UNFINISHED, progress_of
from youjian.bureau.uploads.targets import sheet_of, target_of

STATE_TITLES = {
    "checking": ("核对中", "Checking"),
    "checked": ("待提交", "Waiting"),
    "committing": ("导入中", "Importing"),
    "committed": ("已导入", "Imported"),
    "discarded": ("已放弃", "Discarded"),
    "refused": ("无法读取", "Not readable"),
}
_SAME = (
    "id", "sheet", "state", "filename", "bytes", "sha256", "at", "username", "display_name", "worksheet",
    "header_row", "decided_at", "decided_by", "reason", "effective_on",
)  # fmt: skip


def upload_page(actor: Actor, upload: Upload, wanted: RowFilter) -> UploadOut:
    """An upload with the rows that a filter asks for."""
    sheet = sheet_of(upload.sheet)
    rows = [row for row in unpack(upload.rows) if wanted.state in (None, row.state)]
    begin = (wanted.page - 1) * wanted.page_size
    regions = register.region_names()
    same: dict[str, Any] = {name: getattr(upload, name) for name in _SAME}
    return UploadOut(
        **same,
        sheet_title=sheet.title,
        state_title=pick(*STATE_TITLES[upload.state]),
        columns=_columns(sheet, upload.columns),
        remarks=[pick(zh, en) for zh, en in upload.remarks],
        target=target_of(upload.sheet).name,
        progress=_progress(upload),
        counts=counts_of(upload),
        summary=summary(upload),
        may_commit=upload.state == "checked" and not upload.bad and upload.username == actor.username,
        rows=[row_out(sheet, row, regions) for row in rows[begin : begin + wanted.page_size]],
        matching=len(rows),
        page=wanted.page,
        page_size=wanted.page_size,
    )


def _progress(upload: Upload) -> ProgressOut | None:
    if upload.state not in UNFINISHED:
        return None
    found = progress_of(upload)
    return ProgressOut(done=found.done, total=found.total) if found else ProgressOut(done=0, total=0)


def counts_of(upload: Upload) -> RowCounts:
    """How many rows there are of each state."""
    return RowCounts(
        total=upload.total, new=upload.new, changed=upload.changed, same=upload.same, bad=upload.bad
    )


def summary(upload: Upload) -> str:
    """The sentence above the preview, once written the one of what was done."""
    u = upload
    if u.state == "checking":
        return pick(f"正在核对“{u.filename}”", f"“{u.filename}” is being checked")
    if u.state == "refused":
        return pick(f"“{u.filename}”无法读取", f"“{u.filename}” cannot be read")
    if u.state == "committed":
        return pick(
            f"{u.total}行已导入：新增 {u.new}，变更 {u.changed}，不变 {u.same}。",
            f"{u.total} rows imported: {u.new} new, {u.changed} changed, {u.same} unchanged.",
        )
    return pick(
        f"{u.total} 行：新增 {u.new}，变更 {u.changed}，不变 {u.same}，有误 {u.bad}",
        f"{u.total} rows: {u.new} new, {u.changed} changed, {u.same} unchanged, {u.bad} wrong",
    )


def row_out(sheet: Sheet, row: KeptRow, regions: Mapping[str, str]) -> UploadRow:
    """One row with its errors, notes and changes."""
    return UploadRow(
        number=row.number,
        state=row.state,
        key=_key_text(sheet, row.key, regions),
        cells=row.raw,
        errors=[
            CellError(field=e.field, title=_title(sheet, e.field), message=pick(e.zh, e.en))
            for e in row.errors
        ],
        notes=[note_out(sheet, note, regions) for note in row.notes],
        changes=[
            CellChange(
                field=name,
                title=sheet.field(name).title,
                before=said(sheet, name, row.before[name], regions) if name in row.before else None,
                after=said(sheet, name, value, regions),
            )
            for name, value in row.after.items()
        ],
    )


def note_out(sheet: Sheet, note: KeptNote, regions: Mapping[str, str]) -> CellNote:
    """What stood in a cell and what it was read as."""
    bare = note.field is None or (not note.raw and note.value is None)
    read_as = "" if bare else said(sheet, note.field or "", note.value, regions)
    return CellNote(
        field=note.field,
        title=_title(sheet, note.field),
        raw=note.raw,
        read=read_as,
        message=pick(note.zh, note.en),
    )


def said(sheet: Sheet, name: str, value: Any, regions: Mapping[str, str]) -> str:
    """A value that was kept as JSON, as people read it."""
    field = sheet.field(name)
    try:
        return shown(field, read(field, value), regions)
    except UnreadableError:
        return str(value)


def _columns(sheet: Sheet, columns: Mapping[str, int]) -> list[FileColumnOut]:
    # The database does not keep the order of a JSON object: a column's place in the file does.
    fields = [sheet.field(name) for name, _ in sorted(columns.items(), key=itemgetter(1))]
    return [FileColumnOut(name=f.name, title=f.title, kind=f.kind, unit=f.unit) for f in fields]


def _title(sheet: Sheet, name: str | None) -> str:
    return next((field.title for field in sheet.fields if field.name == name), "")


def _key_text(sheet: Sheet, key: Sequence[Any], regions: Mapping[str, str]) -> str:
    parts = [said(sheet, n, v, regions) for n, v in zip(sheet.key(), key, strict=True) if v is not None]
    return " · ".join(parts)
