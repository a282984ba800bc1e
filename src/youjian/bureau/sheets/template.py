"""The Excel template of a table: titles, notes, drop-downs, formats, one example, how to fill it in."""

import io
from collections import Counter
from collections.abc import Sequence
from typing import Any, Literal

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from youjian.bureau.language import pick
from youjian.bureau.sheets.fields import Field, Sheet
from youjian.bureau.sheets.headers import title_with_marks
from youjian.bureau.sheets.instructions import add_instructions, how
from youjian.bureau.sheets.places import Places

ROWS = 1_000
"""How many empty rows are formatted."""
_LAST_ROW = ROWS + 2
_STATIONS_AT_MOST = 3_000
_AUTHOR = "油鉴"
_EDGE = Side(style="thin", color="FFBFBFBF")
_BORDER = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_TITLE = {
    "required": PatternFill("solid", fgColor="FFFFE7BA"),
    "free": PatternFill("solid", fgColor="FFE6F4FF"),
}
_GREY = PatternFill("solid", fgColor="FFF5F5F5")
_FORMATS = {
    "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
    "integer": "0",
    "number": "General",
    "litres": "General",
}
_WIDTHS = {
    "text": 24,
    "code": 22,
    "uscc": 24,
    "station": 24,
    "date": 14,
    "moment": 18,
    "choice": 16,
    "region": 14,
}


def make_template(sheet: Sheet, places: Places) -> bytes:
    """A workbook to fill in, in the request's language; `places`: the regions and stations to choose from."""
    book = Workbook()
    table = book.active
    assert table is not None  # noqa: S101 - a new workbook has a worksheet
    table.title = sheet.title
    _add_header(table, sheet)
    _add_example(table, sheet)
    _format_rows(table, sheet)
    add_instructions(book, sheet)
    _add_choices(book, table, sheet, places)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _add_header(table: Any, sheet: Sheet) -> None:
    for number, field in enumerate(sheet.fields, 1):
        cell = table.cell(1, number, title_with_marks(field, field.title))
        cell.font = Font(bold=True, color="FFAD4E00" if field.required else "FF262626")
        cell.fill = _TITLE["required" if field.required else "free"]
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = _BORDER
        cell.number_format = "@"
        cell.comment = _comment(field)
        wide = sum(2 if ord(sign) > 255 else 1 for sign in str(cell.value)) + 4
        table.column_dimensions[get_column_letter(number)].width = max(_WIDTHS.get(field.kind, 12), wide)
    table.row_dimensions[1].height = 30
    table.freeze_panes = "B2"


def _comment(field: Field) -> Comment:
    lines = [pick("必填", "Required") if field.required else pick("选填", "Optional"), how(field)]
    if field.note:
        lines.append(field.note)
    if field.example:
        lines.append(pick("例：", "e.g. ") + str(example_of(field)))
    comment = Comment("\n".join(lines), _AUTHOR)
    comment.width, comment.height = 260, 30 + 26 * len(lines)
    return comment


def _add_example(table: Any, sheet: Sheet) -> None:
    """The second row shows how; its first cell says that it is no data."""
    for number, field in enumerate(sheet.fields, 1):
        cell = table.cell(2, number, example_of(field) or None)
        if number == 1:
            cell.value = pick(f"示例：{cell.value or ''}", f"Example: {cell.value or ''}")
        cell.font = Font(italic=True, color="FF8C8C8C")
        cell.fill = _GREY
        cell.border = _BORDER
        cell.number_format = "@"


def example_of(field: Field) -> str:
    """A field's example in the request's language."""
    for choice in field.choices:
        if field.example in (choice.code, choice.zh, choice.en):
            return choice.title
    if field.kind == "flag" and field.example:
        return pick(field.example, "Yes" if field.example == "是" else "No")
    return field.example


def _format_rows(table: Any, sheet: Sheet) -> None:
    formats = [_FORMATS.get(field.kind, "@") for field in sheet.fields]
    for row in range(3, _LAST_ROW + 1):
        for number, form in enumerate(formats, 1):
            cell = table.cell(row, number)
            cell.number_format = form
            cell.border = _BORDER


def _add_choices(book: Workbook, table: Any, sheet: Sheet, places: Places) -> None:
    """Lists stand on a hidden worksheet: within a rule they may not be longer than 255 signs."""
    lists = book.create_sheet(pick("选项", "Choices"))
    lists.sheet_state = "hidden"
    column = 0
    for number, field in enumerate(sheet.fields, 1):
        letter = get_column_letter(number)
        values = choices_of(field, places)
        if values:
            column += 1
            for row, value in enumerate(values, 1):
                lists.cell(row, column, value).number_format = "@"
            own = get_column_letter(column)
            source = f"'{lists.title}'!${own}$1:${own}${len(values)}"
            rule = _list_rule(field, source)
        else:
            rule = _value_rule(field)
        if rule is not None:
            rule.add(f"{letter}3:{letter}{_LAST_ROW}")
            table.add_data_validation(rule)


def choices_of(field: Field, places: Places) -> Sequence[str]:
    """What a cell's drop-down offers, in the request's language; nothing where everything may be written."""
    if field.choices:
        return [choice.title for choice in field.choices]
    if field.kind == "flag":
        return [pick("是", "Yes"), pick("否", "No")]
    if field.kind == "region":
        times = Counter(places.regions.values())
        named = places.regions.items()
        return [name if times[name] == 1 else f"{name}（{code}）" for code, name in named]
    if field.kind == "station" and len(places.stations) <= _STATIONS_AT_MOST:
        return [f"{number} {name}" for number, name in places.stations.items()]
    return []


def _list_rule(field: Field, source: str) -> DataValidation:
    strict = bool(field.choices) or field.kind == "flag"
    return _told(
        DataValidation(
            type="list", formula1=source, allow_blank=True, errorStyle="stop" if strict else "warning"
        ),
        pick("请从下拉列表中选择。", "Please choose from the list."),
    )


_BOUNDS: dict[str, tuple[Literal["date", "whole", "decimal"], str, str]] = {
    "date": ("date", "7306", "109575"),
    "moment": ("date", "7306", "109575"),
    "integer": ("whole", "0", "99999999"),
    "number": ("decimal", "-1000000", "10000000"),
    "litres": ("decimal", "0", "10000000"),
}
"""By kind: what Excel checks, from, to; days are counted from 1899-12-30."""


def _value_rule(field: Field) -> DataValidation | None:
    if field.kind not in _BOUNDS:
        return None
    kind, low, high = _BOUNDS[field.kind]
    rule = DataValidation(type=kind, operator="between", formula1=low, formula2=high, allow_blank=True)
    if kind == "date":
        return _told(rule, pick("日期请写成2025-09-01的样子。", "Write dates like 2025-09-01."))
    if kind == "whole":
        return _told(rule, pick("请填整数。", "Please give a whole number."))
    return _told(rule, pick("请只填数字。", "Please write digits alone."))


def _told(rule: DataValidation, message: str) -> DataValidation:
    """What the person reads when a cell is refused; rules about values warn and do not hinder."""
    if rule.type != "list":
        rule.errorStyle = "warning"
    rule.showErrorMessage = True
    rule.errorTitle, rule.error = pick("请核对", "Please check"), message
    return rule
