"""A file that holds a notice (text, Word) or single days (Excel, CSV): what is in it, nothing written yet."""

import html
import io
import re
import zipfile
from pathlib import PurePath

from youjian.bureau.calendar.contracts import MOST_TEXT, DayRow, FileOut
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.sheets.boxed import open_boxed
from youjian.bureau.sheets.container import MAX_BYTES
from youjian.bureau.sheets.fields import Choice, Field, Sheet
from youjian.bureau.sheets.places import Places
from youjian.bureau.sheets.reading import Reading, read_book
from youjian.bureau.sheets.refusals import Refused

SHEET = Sheet(
    name="calendar",
    zh="工作日历",
    en="Working-day calendar",
    per_station=False,
    fields=(
        Field("day", "日期", "Day", "date", key=True, required=True, example="2026-10-01"),
        Field(
            "state",
            "类型",
            "Kind",
            "choice",
            required=True,
            choices=(
                Choice("rest", "放假", "Off", ("休", "休息", "假", "节假日", "放假调休")),
                Choice("work", "上班", "Worked", ("班", "补班", "调休上班", "工作", "工作日")),
                Choice("plain", "恢复", "As the week", ("取消", "正常", "按周")),
            ),
            example="放假",
        ),
        Field("name", "名称", "Name", "text", example="国庆节", aliases=("节日", "假日名称", "备注")),
    ),
    note_zh="每天一行。放假和上班是与周末规律不同的日期；恢复则按星期计算。",
    note_en="One day a row. Off and Worked are days that differ from the week; As the week undoes them.",
)
_DOCUMENT, _MOST_XML = "word/document.xml", 8 * 1024**2
_TEXTS = frozenset({".txt", ".md", ""})


def read_file(data: bytes, filename: str) -> FileOut:
    """What a file holds. Raises Problem 413 for one that is too big, 422 for one that cannot be read."""
    suffix = PurePath(filename.replace("\\", "/")).suffix.casefold()
    if len(data) > MAX_BYTES:
        raise Problem(413, "file_too_big", pick("文件过大。", "The file is too large."))
    if suffix in _TEXTS or suffix == ".docx":
        text = _word(data) if suffix == ".docx" else _decoded(data)
        return FileOut(text=text[:MOST_TEXT], rows=[], problems=[])
    try:
        reading = read_book(SHEET, open_boxed(data, filename), Places())
    except Refused as refused:
        raise Problem(422, refused.code, refused.message) from None
    return FileOut(text="", rows=_rows(reading), problems=_problems(reading))


def _rows(reading: Reading) -> list[DayRow]:
    return [
        DayRow(day=row.values["day"], state=row.values["state"], name=(row.values.get("name") or "")[:64])
        for row in reading.rows
        if not row.faults and not row.repeats
    ]


def _problems(reading: Reading) -> list[str]:
    told = [
        pick(f"第{row.number}行：{fault.zh}", f"Row {row.number}: {fault.en}")
        for row in reading.rows
        for fault in row.faults
    ]
    return told[:50]


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _unreadable()


def _word(data: bytes) -> str:
    """The paragraphs of a Word document, without reading anything else of it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(_DOCUMENT) as document:
            raw = document.read(_MOST_XML + 1)
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError):
        raise _unreadable() from None
    if len(raw) > _MOST_XML:
        raise Problem(413, "file_too_big", pick("文件过大。", "The file is too large."))
    xml = raw.decode("utf-8", "replace")
    paragraphs = re.split(r"</w:p>", xml)
    texts = ("".join(re.findall(r"<w:t(?:\s[^>]*)?>([^<]*)</w:t>", part)) for part in paragraphs)
    return "\n".join(html.unescape(text) for text in texts if text)


def _unreadable() -> Problem:
    message = pick(
        "文件无法读取。请上传文本（.txt）、Word（.docx）或 Excel，或直接粘贴通知全文。",
        "The file cannot be read. Upload text (.txt), Word (.docx) or Excel, or paste the notice.",
    )
    return Problem(422, "unreadable", message)
