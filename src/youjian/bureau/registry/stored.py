"""Rows of the register as they stand, read many at a time within the actor's scope."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from psycopg import sql
from psycopg.rows import dict_row

from youjian.bureau.database import raw_connection
from youjian.bureau.registry.drafts import Draft, Key, Row
from youjian.bureau.sheets.fields import Sheet
from youjian.ledger.columns import names, relation

Chart = tuple[str, int, Any]
"""A version of a tank chart: station, tank, valid from."""


def stored(sheet: Sheet, drafts: Sequence[Draft]) -> dict[Key, Row]:
    """The rows that are there already of those that drafts name, by key."""
    named = [draft for draft in drafts if draft.whole]
    if sheet.name == "tank_charts":
        rows = chart_lines({draft.key[:3] for draft in named})
    else:
        rows = rows_of(sheet, sheet.key()[0], {draft.key[0] for draft in named})
    return {tuple(row[name] for name in sheet.key()): row for row in rows}


def rows_of(sheet: Sheet, column: str, values: Collection[Any]) -> list[Row]:
    """All rows whose column holds one of the values."""
    if not values:
        return []
    query = sql.SQL("SELECT {} FROM {} WHERE {} = ANY(%s)").format(
        names(sheet.names()), relation(sheet.name), sql.Identifier(column)
    )
    return _rows(query, [list(values)])


def row_of(sheet: Sheet, key: Row) -> Row | None:
    """One row by its key; None when it is not there or not in the scope."""
    parts = [sql.SQL("{} IS NOT DISTINCT FROM %s").format(sql.Identifier(name)) for name in sheet.key()]
    query = sql.SQL("SELECT {} FROM {} WHERE {}").format(
        names(sheet.names()), relation(sheet.name), sql.SQL(" AND ").join(parts)
    )
    return next(iter(_rows(query, [key.get(name) for name in sheet.key()])), None)


def chart_lines(charts: Iterable[Chart]) -> list[Row]:
    """All lines of some versions of tank charts."""
    listed = list(charts)
    if not listed:
        return []
    query = sql.SQL(_CHART_LINES)
    return _rows(query, [list(column) for column in zip(*listed, strict=True)])


def read(query: str, parameters: Sequence[Any]) -> list[Row]:
    """The rows of a query as dictionaries."""
    return _rows(sql.SQL(query), parameters)  # pyright: ignore[reportArgumentType] - only our own texts


def _rows(query: sql.Composable, parameters: Sequence[Any]) -> list[Row]:
    with raw_connection().cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query, parameters).fetchall()  # pyright: ignore[reportArgumentType]


_CHART_LINES = """
SELECT c.station_id, c.tank_id, c.valid_from, c.height_mm, c.volume_l
FROM unnest(%s::text[], %s::int[], %s::timestamptz[]) AS named (station_id, tank_id, valid_from)
JOIN ledger.tank_charts AS c USING (station_id, tank_id, valid_from)
"""
