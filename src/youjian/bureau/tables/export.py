"""A table as a file: the filter of its list, titles and names in the request's language.

With no columns chosen, an .xlsx of a register's table has the columns of its Excel template and is read back
by the import: choices by their names, codes as text, dates as dates, times in Asia/Shanghai.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from tempfile import TemporaryFile
from typing import IO, Any, Literal

from django.db.models import QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.registry.sheets import SHEETS
from youjian.bureau.registry.tables import columns_of
from youjian.bureau.sheets.headers import title_with_marks
from youjian.bureau.tables import cells, csv_file, selectors, xlsx_file
from youjian.bureau.tables.asking import Asked, Parameters, asked, unknown_column
from youjian.bureau.tables.spec import Column, TableSpec
from youjian.bureau.times import now
from youjian.contract.fields import SHANGHAI

Format = Literal["xlsx", "csv"]
MOST_ROWS = 200_000
_OWN = frozenset({"format", "columns"})
_EDGES = {"from": " ≥", "to": " ≤"}
_CONTENT_TYPES: dict[Format, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@dataclass(frozen=True)
class Wanted:
    """Which rows and columns, in which format."""

    format: Format
    columns: tuple[Column, ...]
    asked: Asked
    as_sheet: bool
    titles: tuple[str, ...]


@dataclass(frozen=True)
class Export:
    """A file that was written; closing it takes it away."""

    file: IO[bytes]
    filename: str
    content_type: str
    rows: int
    size: int
    mark: str = ""


def wanted_of(spec: TableSpec, form: Format, columns: str, parameters: Parameters) -> Wanted:
    """Read what is asked to be exported; raises Problem 422 naming a parameter that it does not know."""
    chosen = [name.strip() for name in columns.split(",") if name.strip()]
    found = [_known(spec, name) for name in chosen]
    shown = tuple(found or spec.columns)
    return Wanted(
        format=form,
        columns=shown,
        titles=tuple(cells.title(column) for column in shown),
        asked=asked(spec, parameters, _OWN),
        as_sheet=bool(spec.sheet) and not chosen and form == "xlsx",
    )


def make(actor: Actor, spec: TableSpec, wanted: Wanted) -> Export:
    """Write the file to disk; raises Problem 422 when there are too many rows."""
    listed, found = spec, selectors.matching(actor, spec, wanted.asked)
    if wanted.as_sheet:
        spec, wanted, found = _as_sheet(actor, spec, wanted, found)
    rows = found.order_by().count()
    if rows > MOST_ROWS:
        raise _too_many(rows)
    mark = secrets.token_hex(4).upper()
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    try:
        lines = _lines(actor, spec, wanted.columns, found, as_sheet=wanted.as_sheet)
        if wanted.format == "csv":
            csv_file.write(file, wanted.titles, lines)
        else:
            about = _about(actor, listed, wanted, rows, mark)
            heads = list(zip(wanted.titles, wanted.columns, strict=True))
            xlsx_file.write(file, spec.title, heads, lines, about, mark=_watermark(actor, mark))
        size = file.tell()
        file.seek(0)
    except BaseException:
        file.close()
        raise
    stamp = f"{now().astimezone(SHANGHAI):%Y%m%d-%H%M}"
    name = f"{spec.title}-{stamp}-{mark}.{wanted.format}"
    return Export(file, name, _CONTENT_TYPES[wanted.format], rows, size, mark)


def _as_sheet(
    actor: Actor, spec: TableSpec, wanted: Wanted, found: QuerySet[Any]
) -> tuple[TableSpec, Wanted, QuerySet[Any]]:
    """The sheet behind a list: exactly its columns, all of its rows that the filter leaves."""
    sheet = SHEETS[spec.sheet]
    columns = tuple(_as_masked(spec, column) for column in columns_of(sheet))
    if spec.whole is not None:
        found = spec.whole(actor, found)
    plain = replace(spec, columns=columns, key=sheet.key(), finish=None)
    titles = tuple(title_with_marks(field, field.title) for field in sheet.fields)
    return plain, replace(wanted, columns=columns, titles=titles), found


def _as_masked(spec: TableSpec, column: Column) -> Column:
    """A sheet's column, hidden from whom the list hides it."""
    own = spec.column(column.name)
    return column if own is None else replace(column, mask=own.mask, openly=own.openly)


def _known(spec: TableSpec, name: str) -> Column:
    column = spec.column(name)
    if column is None:
        raise unknown_column(spec, name)
    return column


def _lines(
    actor: Actor, spec: TableSpec, columns: tuple[Column, ...], found: QuerySet[Any], *, as_sheet: bool
) -> Iterator[list[Any]]:
    shown = [cells.shower(column, codes_of_regions=as_sheet) for column in columns]
    for rows in selectors.chunks(actor, spec, found):
        for row in rows:
            yield [show(row[column.name]) for show, column in zip(shown, columns, strict=True)]


def _about(actor: Actor, spec: TableSpec, wanted: Wanted, rows: int, mark: str) -> list[tuple[str, str]]:
    """What the second sheet says: what this is, from when, for whom, by which filter."""
    said = wanted.asked.said
    titles = {column.name: column.title for column in spec.columns}
    lines = [
        (pick("表格", "Table"), spec.title),
        (
            pick("导出时间（北京时间）", "Exported at (Beijing)"),
            f"{now().astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}",
        ),
        (pick("导出人", "Exported by"), f"{actor.display_name} ({actor.username})"),
        (pick("导出编号", "Export's number"), mark),
        (pick("行数", "Rows"), str(rows)),
    ]
    if not said:
        lines.append((pick("筛选", "Filter"), pick("无", "none")))
    for name, values in said.items():
        bare, _, side = name.partition(".")
        title = pick("搜索", "Search") if name == "q" else titles.get(bare, bare) + _EDGES.get(side, "")
        lines.append((pick("筛选：", "Filter: ") + title, pick("、", ", ").join(values)))
    return lines


def _watermark(actor: Actor, mark: str) -> str:
    """Who took the copy when, and its number in the journal: on every printed page."""
    moment = f"{now().astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    who = f"{actor.display_name} ({actor.username})"
    return pick(f"{who} {moment} 导出，编号 {mark}", f"Exported by {who} {moment}, no. {mark}")


def _too_many(rows: int) -> Problem:
    message = pick(
        f"共{rows:,}行，一次最多导出{MOST_ROWS:,}行。请先缩小筛选范围再导出。",
        f"There are {rows:,} rows; at most {MOST_ROWS:,} are exported at a time. Narrow the filter first.",
    )
    return Problem(422, "too_many_rows", message)
