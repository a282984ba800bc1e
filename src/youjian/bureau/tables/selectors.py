"""Reading a table: the rows that fit, a page of them, and the page as it goes out."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.tables import masking
from youjian.bureau.tables.asking import Asked
from youjian.bureau.tables.contracts import ChoiceOut, ColumnOut, TablePage
from youjian.bureau.tables.spec import Column, Row, TableSpec
from youjian.bureau.times import now

_CHUNK = 2000


def page(actor: Actor, spec: TableSpec, wanted: Asked) -> TablePage:
    """A page of the rows that fit; `total` counts all of them."""
    found = matching(actor, spec, wanted)
    begin = (wanted.page - 1) * wanted.size
    items = _read(spec, found[begin : begin + wanted.size])
    _complete(actor, spec, items)
    masking.hide(actor, spec, items)
    return TablePage(
        name=spec.name,
        title=spec.title,
        columns=[_column(actor, column) for column in spec.columns],
        items=[{**item, "_key": spec.key_of(item)} for item in items],
        total=found.order_by().count(),
        page=wanted.page,
        size=wanted.size,
        as_of=now(),
    )


def matching(actor: Actor, spec: TableSpec, wanted: Asked) -> QuerySet[Any]:
    """The rows of an actor that fit, in the order asked for."""
    found = spec.rows(actor).filter(wanted.condition)
    return found.order_by(*(_ordering(found, lookup) for lookup in wanted.order))


def rows_of(actor: Actor, spec: TableSpec, found: QuerySet[Any]) -> list[Row]:
    """Rows of a list as a page has them, whoever chose them."""
    rows = _read(spec, found)
    _complete(actor, spec, rows)
    return rows


def chunks(actor: Actor, spec: TableSpec, found: QuerySet[Any]) -> Iterator[list[Row]]:
    """All rows, some thousand at a time, so that memory does not grow with the table."""
    rows: list[Row] = []
    for values in _values(spec, found).iterator(chunk_size=_CHUNK):
        rows.append(_row(spec, values))
        if len(rows) == _CHUNK:
            _complete(actor, spec, rows)
            masking.hide(actor, spec, rows)
            yield rows
            rows = []
    if rows:
        _complete(actor, spec, rows)
        masking.hide(actor, spec, rows)
        yield rows


def _ordering(found: QuerySet[Any], lookup: str) -> OrderBy:
    """What is empty stands last either way; a column that is never empty keeps the order of its index."""
    name, backwards = lookup.removeprefix("-"), lookup.startswith("-")
    last = True if _may_be_empty(found, name) else None
    return F(name).desc(nulls_last=last) if backwards else F(name).asc(nulls_last=last)


def _may_be_empty(found: QuerySet[Any], name: str) -> bool:
    fields = {field.name: field for field in found.model._meta.get_fields()}
    return name not in fields or getattr(fields[name], "null", True)


def _read(spec: TableSpec, found: QuerySet[Any]) -> list[Row]:
    return [_row(spec, values) for values in _values(spec, found)]


def _values(spec: TableSpec, found: QuerySet[Any]) -> QuerySet[Any]:
    return found.values_list(*(column.lookup for column in spec.columns if column.lookup))


def _row(spec: TableSpec, values: tuple[Any, ...]) -> Row:
    given = iter(values)
    return {column.name: next(given) if column.lookup else None for column in spec.columns}


def _complete(actor: Actor, spec: TableSpec, rows: list[Row]) -> None:
    if spec.finish is not None and rows:
        spec.finish(actor, rows)
    made = [column for column in spec.columns if column.value is not None]
    for row in rows:
        for column in made:
            row[column.name] = column.value(row) if column.value else None


def _column(actor: Actor, column: Column) -> ColumnOut:
    return ColumnOut(
        name=column.name,
        title=column.title,
        kind=column.kind,
        unit=column.unit,
        sortable=column.may_sort,
        filterable=column.may_filter,
        choices=[ChoiceOut(code=choice.code, title=pick(choice.zh, choice.en)) for choice in column.named()],
        shown=column.shown,
        link=column.link,
        width=column.width,
        masked=masking.masked(actor, column),
    )
