"""Deliveries and waybills by their numbers: there are millions, so only whole numbers and beginnings are
looked for.

Row-level security hides an index from LIKE; a range under the collation of bytes is one that it lets through.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.tables.contracts import Hit

_LAST = "\U0010ffff"
_RANGE = """(({0} COLLATE "C" >= %(text)s AND {0} COLLATE "C" < %(end)s)
        OR ({0} COLLATE "C" >= %(upper)s AND {0} COLLATE "C" < %(upper_end)s))"""
_STATEMENT = """
WITH hit AS (
    SELECT 'waybill' AS kind, t.waybill_no AS number, t.consignee_station_id AS station_id, t.loaded_at AS at
    FROM trips AS t WHERE <t.waybill_no>
    UNION ALL
    SELECT 'delivery', d.delivery_id, d.station_id, d.delivered_at FROM deliveries AS d WHERE <d.delivery_id>
    UNION ALL
    SELECT 'delivery', d.waybill_no, d.station_id, d.delivered_at FROM deliveries AS d WHERE <d.waybill_no>
)
SELECT h.kind, h.number, h.station_id, s.name, h.at
FROM hit AS h JOIN stations AS s USING (station_id)
WHERE s.station_id LIKE ANY (%(scope)s)
ORDER BY h.number NOT IN (%(text)s, %(upper)s), h.number, h.at DESC LIMIT %(most)s
"""
for _column in ("t.waybill_no", "d.delivery_id", "d.waybill_no"):
    _STATEMENT = _STATEMENT.replace(f"<{_column}>", _RANGE.format(_column))


def deliveries(actor: Actor, text: str, most: int) -> list[Hit]:
    """Waybills and deliveries whose number is the text or begins with it, in the scope."""
    scope = ["%" if prefix == "*" else f"{prefix}%" for prefix in actor.scope]
    upper = text.upper()
    asked = {"text": text, "end": text + _LAST, "upper": upper, "upper_end": upper + _LAST}
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, {**asked, "scope": scope, "most": most})
        return [_hit(row) for row in _once(cursor.fetchall())]


def _once(rows: Iterable[Any]) -> Iterable[Any]:
    """A number that a document and a trip of one station share is told once."""
    seen: set[tuple[str, str]] = set()
    for row in rows:
        if (row[1], row[2]) not in seen:
            seen.add((row[1], row[2]))
            yield row


def _hit(row: Any) -> Hit:
    kind, number, station_id, name, at = row
    return Hit(kind=kind, title=number, subtitle=f"{name} · {at:%Y-%m-%d}", path=f"/stations/{station_id}")
