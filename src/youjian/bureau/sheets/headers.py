"""Finding a table in a worksheet: the row that holds its titles, and which column is which."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from youjian.bureau.sheets import quantities, refusals
from youjian.bureau.sheets.cells import Column, unit_of
from youjian.bureau.sheets.fields import Field, Sheet
from youjian.bureau.sheets.grid import Cell, Grid, Merged, column_name, shown
from youjian.bureau.sheets.refusals import Refused
from youjian.bureau.sheets.wording import folded

OWN_COLUMNS = frozenset({folded("错误"), folded("Errors")})
"""The column that `marking` writes; it is passed over when the file comes back."""
_LOOKED_THROUGH = 40
_BRACKETS = re.compile(r"[（(\[【]([^（()）\[\]【】]*)[)）\]】]")
_MARKS = re.compile(r"[*＊:：]|必填|选填|required", re.IGNORECASE)


@dataclass(frozen=True)
class Header:
    """Where a table begins: its titles' row (from 0), its columns, and the titles that are none of ours."""

    row: int
    columns: tuple[Column, ...]
    ignored: tuple[str, ...]

    @cached_property
    def titles(self) -> frozenset[str]:
        """Its titles as they are compared."""
        return frozenset(folded(column.header) for column in self.columns)

    @property
    def fit(self) -> int:
        """How many columns of the sheet it holds."""
        return len(self.columns)


def find_table(sheet: Sheet, grids: Sequence[Grid]) -> tuple[Grid, Header, tuple[str, ...]]:
    """The worksheet whose header fits best, its header, and the names of others that would fit as well.

    Raises Refused when none fits, when a key column is missing, or when a column comes twice.
    """
    fitting = [(grid, header) for grid in grids if (header := best_header(sheet, grid)) is not None]
    if not fitting:
        raise _no_header(sheet)
    most = max(header.fit for _, header in fitting)
    grid, header = next((g, h) for g, h in fitting if h.fit == most)
    _refuse_twice(header)
    _refuse_incomplete(sheet, header)
    _refuse_foreign_units(header)
    others = tuple(g.name for g, h in fitting if g is not grid and _complete(sheet, h))
    return grid, header, others


def best_header(sheet: Sheet, grid: Grid) -> Header | None:
    """The row near the top that holds most titles of the sheet; None when none looks like a header."""
    rows = list(enumerate(grid.rows[:_LOOKED_THROUGH]))
    headers = [_header(sheet, number, row, grid.merged) for number, row in rows if any(row)]
    found = max(headers, key=lambda header: header.fit, default=None)
    enough = max(2, (len(sheet.key()) + 1) // 2)
    return found if found is not None and found.fit >= min(enough, len(sheet.fields)) else None


def title_with_marks(field: Field, title: str) -> str:
    """A title as a template shows it: with its unit, and a star when it must be filled in."""
    unit = f"（{field.unit}）" if field.unit else ""
    return f"{title}{unit}{'*' if field.required else ''}"


def _header(sheet: Sheet, number: int, row: Sequence[Cell], merged: Iterable[Merged]) -> Header:
    titled = [(index, shown(cell)) for index, cell in enumerate(row) if cell not in (None, "")]
    wide = {m.left for m in merged if m.top <= number <= m.bottom and m.right > m.left}
    columns: list[Column] = []
    ignored: list[str] = []
    for index, title in titled:
        found = None if index in wide and len(titled) == 1 else _field_of(sheet, title)
        if found is not None:
            columns.append(Column(index, title, found, _unit_said(found, title)))
        elif folded(_bare(title)) not in OWN_COLUMNS:
            ignored.append(" ".join(title.split()))
    columns, doubles = _titles_before_aliases(columns)
    return Header(number, tuple(columns), (*ignored, *doubles))


def _titles_before_aliases(columns: list[Column]) -> tuple[list[Column], list[str]]:
    """Of two columns for one field the one with the field's own title stands; the other is none of ours."""
    own = {c.field.name for c in columns if _rank(c) == 0}
    kept = [c for c in columns if _rank(c) == 0 or c.field.name not in own]
    return kept, [c.header for c in columns if c not in kept]


def _rank(column: Column) -> int:
    field = column.field
    said = {_title_key(column.header), folded(_bare(column.header))}
    return 0 if said & {folded(field.zh), folded(field.en), _title_key(field.zh), _title_key(field.en)} else 1


def _field_of(sheet: Sheet, title: str) -> Field | None:
    index = _titles(sheet)
    return index.get(folded(_bare(title))) or index.get(_title_key(title))


@lru_cache(maxsize=64)
def _titles(sheet: Sheet) -> dict[str, Field]:
    """Fields by every title under which they come; a field's own titles go before others' aliases."""
    found: dict[str, Field] = {}
    for field in sheet.fields:
        for title in (field.zh, field.en, field.name):
            found.setdefault(folded(title), field)
            found.setdefault(_title_key(title), field)
    for field in sheet.fields:
        for alias in field.aliases:
            found.setdefault(folded(alias), field)
            found.setdefault(_title_key(alias), field)
    return found


def _bare(title: str) -> str:
    return _MARKS.sub("", title)


def _title_key(title: str) -> str:
    return folded(_BRACKETS.sub("", _bare(title)))


def _unit_said(field: Field, title: str) -> str:
    """The unit in a header's brackets where it is another one than the column's."""
    for bracket in _BRACKETS.findall(_bare(title)):
        same = quantities.unit_text(bracket) == quantities.unit_text(unit_of(field))
        if quantities.foreign_unit(bracket) and not same:
            return bracket.strip()
    return ""


def _complete(sheet: Sheet, header: Header) -> bool:
    return not _missing(sheet, header)


def _missing(sheet: Sheet, header: Header) -> list[Field]:
    have = {column.field.name for column in header.columns}
    return [field for field in sheet.fields if field.key and field.required and field.name not in have]


def _no_header(sheet: Sheet) -> Refused:
    wanted = [field for field in sheet.fields if field.required or field.key][:6]
    return refusals.no_header(
        "、".join(field.zh for field in wanted),
        ", ".join(field.en for field in wanted),
        (sheet.zh, sheet.en),
    )


def _refuse_incomplete(sheet: Sheet, header: Header) -> None:
    missing = _missing(sheet, header)
    if missing:
        zh, en = "、".join(f"“{f.zh}”" for f in missing), ", ".join(f"“{f.en}”" for f in missing)
        raise Refused(
            "missing_columns",
            f"表头在第{header.row + 1}行，缺少{zh}一列。请补上后再上传。",
            f"The header is in row {header.row + 1} and lacks {en}. Add the column and upload again.",
        )


def _refuse_twice(header: Header) -> None:
    seen: dict[str, Column] = {}
    for column in header.columns:
        first = seen.setdefault(column.field.name, column)
        if first is not column:
            places = column_name(first.index), column_name(column.index)
            raise Refused(
                "column_twice",
                f"{places[0]}列“{first.header}”和{places[1]}列“{column.header}”都是“{column.field.zh}”。请只留一列。",
                f"Columns {places[0]} “{first.header}” and {places[1]} “{column.header}” are both "
                f"“{column.field.en}”. Keep one of them.",
            )


def _refuse_foreign_units(header: Header) -> None:
    for column in header.columns:
        unit = unit_of(column.field)
        if column.unit and unit and not quantities.known_unit(unit, column.unit):
            raise Refused(
                "foreign_unit",
                f"“{column.header}”的单位是{column.unit}，本栏单位是{unit}。请换算后再上传。",
                f"“{column.header}” is in {column.unit}, the column is in {unit}. Convert it first.",
            )
