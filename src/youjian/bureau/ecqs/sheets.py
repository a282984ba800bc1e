"""The ledger as a file: the sheet that is imported and exported, field for field."""

import io
from collections.abc import Sequence
from typing import Any

from youjian.bureau.ecqs.taking import Given
from youjian.bureau.ecqs.words import FIELDS
from youjian.bureau.language import pick
from youjian.bureau.sheets.fields import Field, Sheet
from youjian.bureau.supply import sheet_parts as part
from youjian.bureau.tables import xlsx_file
from youjian.bureau.tables.spec import Column

_ALIASES = {
    "name": ("计量器具名称",),
    "model": ("型号", "规格型号"),
    "serial_no": ("编号", "器具出厂编号"),
    "maker": ("制造厂家", "制造单位", "生产单位"),
    "place": ("安装地点", "使用地点"),
    "range": ("量程",),
    "accuracy": ("准确度", "精度等级"),
}
INSTRUMENTS = Sheet(
    "ecqs_instruments",
    "e-CQS器具台账",
    "Instruments of e-CQS",
    (
        part.code(
            "ecqs_no",
            "e-CQS编号",
            "e-CQS no",
            ("器具编号", "备案编号", "器具备案号", "系统编号"),
            "QJ360200000001",
            key=True,
            required=True,
        ),
        part.code("uscc", "使用单位信用代码", "User's credit code", ("统一社会信用代码", "使用单位代码")),
        *(Field(one.code, one.zh, one.en, "text", aliases=_ALIASES.get(one.code, ())) for one in FIELDS),
    ),
    note_zh="从e-CQS导出的器具台账；按器具编号、出厂编号与本平台加油机对应，逐字段比对。",
    note_en="The ledger as e-CQS exports it: matched by its number or serial number, field by field.",
)


def given(row: Any) -> dict[str, str]:
    """A row of the sheet as the ledger's text."""
    return {field.name: str(row.get(field.name) or "").strip() for field in INSTRUMENTS.fields}


def workbook(rows: Sequence[Given], made: str) -> bytes:
    """Our rows as Excel under the ledger's own headers; they can be read back in."""
    fields = INSTRUMENTS.fields
    heads = [(field.title, Column(field.name, field.zh, field.en)) for field in fields]
    lines = ([row.get(field.name, "") for field in fields] for row in rows)
    file = io.BytesIO()
    about = [(pick("生成时间", "Made at"), made)]
    xlsx_file.write(file, INSTRUMENTS.title, heads, lines, about)
    return file.getvalue()
