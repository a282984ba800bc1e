"""The file of an upload with its errors written into it."""

from pathlib import PurePath

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.registry import selectors as register
from youjian.bureau.sheets.boxed import open_boxed
from youjian.bureau.sheets.fields import Sheet
from youjian.bureau.sheets.marking import MarkedRow, Place, Remark, mark
from youjian.bureau.uploads import selectors
from youjian.bureau.uploads.kept import KeptNote, KeptRow, unpack
from youjian.bureau.uploads.pages import note_out
from youjian.bureau.uploads.targets import sheet_of


def marked_file(actor: Actor, upload_id: int) -> tuple[str, bytes]:
    """Name and bytes of the same workbook with a column of errors. Raises Problem 404."""
    upload = selectors.upload_of(actor, upload_id)
    sheet, data = sheet_of(upload.sheet), bytes(upload.content)
    regions = register.region_names()
    titles = {field.name: field.title for field in sheet.fields}
    place = Place(upload.worksheet, upload.header_row - 1, upload.columns, titles)
    rows = [_marked(sheet, row, regions) for row in unpack(upload.rows) if row.errors or row.notes]
    stem = PurePath(upload.filename).stem
    return f"{stem}-{pick('错误标注', 'errors')}.xlsx", mark(
        data, open_boxed(data, upload.filename), place, rows
    )


def _marked(sheet: Sheet, row: KeptRow, regions: dict[str, str]) -> MarkedRow:
    errors = [Remark(error.field, pick(error.zh, error.en)) for error in row.errors]
    notes = [Remark(note.field, _noted(sheet, note, regions)) for note in row.notes]
    return MarkedRow(row.number, errors, notes)


def _noted(sheet: Sheet, note: KeptNote, regions: dict[str, str]) -> str:
    said = note_out(sheet, note, regions)
    if not said.read:
        return said.message
    read = f"{said.raw} → {said.read}"
    return f"{read}（{said.message}）" if said.message else read
