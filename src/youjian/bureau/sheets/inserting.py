"""A new first column in a worksheet: openpyxl moves the cells, this moves all that hangs on their places."""

import re
from typing import Any

from openpyxl.formula import Tokenizer
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.dimensions import ColumnDimension

_REFERENCE = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d+)")
_WHOLE_COLUMNS = re.compile(r"(\$?)([A-Z]{1,3}):(\$?)([A-Z]{1,3})")


def insert_first_column(table: Any) -> None:
    """Move everything one column to the right: cells, widths, merged blocks, rules, filters, formulas."""
    merged = [CellRange(block.coord) for block in table.merged_cells.ranges]
    for block in merged:
        table.unmerge_cells(block.coord)
    table.insert_cols(1)
    for block in merged:
        table.merge_cells(_moved(block))
    _move_widths(table)
    _move_rules(table)
    _move_views(table)
    _move_formulas(table)


def shifted_formula(formula: str, own_title: str) -> str:
    """A formula of the worksheet itself after its columns moved; references to other worksheets stay.

    >>> shifted_formula("=SUM(A1:$B2)+'选项'!A1", "表")
    "=SUM(B1:$C2)+'选项'!A1"
    """
    tokens = Tokenizer(formula)
    for token in tokens.items:
        if token.type != "OPERAND" or token.subtype != "RANGE":
            continue
        prefix, sign, place = token.value.rpartition("!")
        if sign and prefix.strip("'") != own_title:
            continue
        token.value = prefix + sign + _shifted(place)
    return "=" + "".join(token.value for token in tokens.items)


def _shifted(place: str) -> str:
    if _WHOLE_COLUMNS.fullmatch(place):
        return _WHOLE_COLUMNS.sub(lambda m: f"{m[1]}{_next(m[2])}:{m[3]}{_next(m[4])}", place)
    if re.fullmatch(rf"{_REFERENCE.pattern}(:{_REFERENCE.pattern})?", place):
        return _REFERENCE.sub(lambda m: f"{m[1]}{_next(m[2])}{m[3]}{m[4]}", place)
    return place


def _next(letters: str) -> str:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return get_column_letter(number + 1)


def _moved(block: CellRange) -> str:
    return CellRange(
        min_col=block.min_col + 1, max_col=block.max_col + 1, min_row=block.min_row, max_row=block.max_row
    ).coord


def _move_widths(table: Any) -> None:
    old = dict(table.column_dimensions)
    table.column_dimensions.clear()
    for letter, dimension in old.items():
        first = dimension.min or 0
        last = min(dimension.max or first, 16_383)
        moved = ColumnDimension(
            table,
            index=_next(letter),
            width=dimension.width if dimension.customWidth else 13,
            hidden=dimension.hidden,
            outlineLevel=dimension.outlineLevel,
            customWidth=dimension.customWidth,
        )
        if first:
            moved.min, moved.max = first + 1, last + 1
        moved._style = dimension._style
        table.column_dimensions[_next(letter)] = moved


def _move_rules(table: Any) -> None:
    for rule in table.data_validations.dataValidation:
        rule.sqref = MultiCellRange(" ".join(_moved(block) for block in rule.sqref.ranges))
    conditional = table.conditional_formatting
    moved = type(conditional)()
    for entry in conditional:
        for rule in entry.rules:
            moved.add(" ".join(_moved(block) for block in entry.sqref.ranges), rule)
    table.conditional_formatting = moved


def _move_views(table: Any) -> None:
    if table.auto_filter.ref:
        table.auto_filter.ref = _moved(CellRange(table.auto_filter.ref))
    if table.freeze_panes:
        table.freeze_panes = _shifted(table.freeze_panes)
    for part in table.tables.values():
        part.ref = _moved(CellRange(part.ref))
        if part.autoFilter is not None:
            part.autoFilter.ref = _moved(CellRange(part.autoFilter.ref))


def _move_formulas(table: Any) -> None:
    for row in table.iter_rows():
        for cell in row:
            if cell.data_type == "f" and isinstance(cell.value, str):
                cell.value = shifted_formula(cell.value, table.title)
