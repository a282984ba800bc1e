"""The second worksheet of a template: how to fill in the table, column by column."""

from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from youjian.bureau.language import pick
from youjian.bureau.sheets.fields import Field, Sheet

_RULES_ZH = (
    "一行填一条。带*的栏目必须填写；黄色表头为必填。",
    "第一张工作表第2行是示例，导入时自动跳过，可以保留也可以删除。",
    "编号、信用代码、证书号一律按文本填写，表格已设好文本格式，请不要改成数值。",
    "日期可写2025-09-01、2025.9.1、2025/9/1、2025年9月1日；请勿把日或月写在年的前面。",
    "已有的记录按主键（标“主键”的栏目）更新，没有的新增；空着的选填栏目会清空原值，不想改的栏目可以整列删除。",
    "上传后先看预览，一处有误则整份不导入；可下载带“错误”列的同一份文件，改好再传。",
)
_RULES_EN = (
    "One row each. Columns with * (yellow titles) must be filled in.",
    "Row 2 of the first worksheet is an example; the import passes it over, whether you keep it or not.",
    "Numbers, credit codes and certificates are text; the cells are formatted so, please leave them.",
    "Dates: 2025-09-01, 2025.9.1, 2025/9/1 or 2025年9月1日; never with the day or month before the year.",
    "Rows that are there (by their key columns) are updated, others added. An empty optional cell clears "
    "the old value; delete a whole column that you do not want to change.",
    "After the upload you see a preview. One error and nothing is taken; the file comes back with a column "
    "of errors to correct.",
)
_HOW: dict[str, tuple[str, str]] = {
    "text": ("文字", "Text"),
    "code": ("文本，按原样填写", "Text, as it stands"),
    "choice": ("从下拉列表中选择", "Choose from the list"),
    "integer": ("整数", "Whole number"),
    "number": ("数字", "Number"),
    "litres": ("数字，单位升", "Number, in litres"),
    "date": ("日期，如2025-09-01", "Date, such as 2025-09-01"),
    "moment": ("日期或日期加时刻，如2025-09-01 08:30（北京时间）", "Date, or date and time (Beijing)"),
    "flag": ("是 或 否", "Yes or No"),
    "uscc": ("18位代码，文本", "18 characters, text"),
    "station": ("加油站编号，也可填站名全称", "Station id, or its full name"),
    "region": ("行政区划名称或代码", "Region by name or code"),
}


def how(field: Field) -> str:
    """How a column is filled in, with its unit."""
    said = pick(*_HOW[field.kind])
    return f"{said}（{field.unit}）" if field.unit and field.kind == "number" else said


def add_instructions(book: Workbook, sheet: Sheet) -> None:
    """Add the worksheet 填写说明 to a template."""
    page = book.create_sheet(pick("填写说明", "Instructions"))
    for letter, width in zip("ABCDE", (24, 12, 40, 60, 26), strict=True):
        page.column_dimensions[letter].width = width
    row = _add_lines(
        page,
        [f"《{sheet.title}》" if pick(True, False) else sheet.title, sheet.note, *pick(_RULES_ZH, _RULES_EN)],
    )
    titles = pick(
        ("栏目", "必填", "填写方式", "说明与可填内容", "例"),
        ("Column", "Required", "How", "Notes", "Example"),
    )
    for number, title in enumerate(titles, 1):
        cell = page.cell(row, number, title)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="FFE6F4FF")
    for offset, field in enumerate(sheet.fields, 1):
        for number, text in enumerate(_line(field), 1):
            cell = page.cell(row + offset, number, text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.number_format = "@"


def _add_lines(page: Any, lines: list[str]) -> int:
    """Sentences over the whole width; returns the row after them."""
    said = [line for line in lines if line]
    for row, line in enumerate(said, 1):
        page.merge_cells(start_row=row, start_column=1, end_row=row, end_column=5)
        cell = page.cell(row, 1, line)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        page.row_dimensions[row].height = 18 if len(line) < 80 else 34
    page.cell(1, 1).font = Font(bold=True, size=14)
    return len(said) + 2


def _line(field: Field) -> tuple[str, ...]:
    need = pick("是", "yes") if field.required else pick("否", "no")
    if field.key:
        need += pick("（主键）", " (key)")
    choices = pick("、", ", ").join(choice.title for choice in field.choices)
    notes = [field.note, pick("可填：", "Choices: ") + choices if choices else ""]
    return field.title, need, how(field), pick("；", "; ").join(n for n in notes if n), field.example
