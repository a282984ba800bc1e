"""What papers say came in on station-days: delivery documents and tanker trips, as litres at 20 °C."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime
from typing import Any

from youjian.bureau.stock.counting import StationDay
from youjian.contract.fields import business_day
from youjian.detection.books.papers import factor20, litres20

Line = tuple[str, date, str]
"""Station, business day, product."""


@dataclass
class Bought:
    """Documents (number, mL as written, mL at 20 °C, sum of squared litres) and trips (mL at 20 °C)."""

    documents: int = 0
    documents_ml: int = 0
    documents20_ml: int = 0
    documents_l2: float = 0.0
    trips20_ml: int = 0


def keep_bought(cursor: Any, taken: Sequence[StationDay]) -> None:
    """Bring the papers' columns of station-days up to what the ledger holds."""
    if not taken:
        return
    stations, days = zip(*taken, strict=True)
    found = _of(cursor, {"stations": list(stations), "days": list(days)})
    cursor.execute(_CLEAR, {"stations": list(stations), "days": list(days)})
    if found:
        keys = [list(part) for part in zip(*found, strict=True)]
        figures = [list(part) for part in zip(*(astuple(b) for b in found.values()), strict=True)]
        cursor.execute(_KEEP, [*keys, *figures])


def _of(cursor: Any, wanted: Mapping[str, Any]) -> dict[Line, Bought]:
    made: dict[Line, Bought] = defaultdict(Bought)
    cursor.execute(_DOCUMENTS, wanted)
    for row in named_rows(cursor):
        into, litres = made[_line(row, row["delivered_at"])], litres20(row)
        into.documents += 1
        into.documents_ml += row["documented_volume_ml"]
        into.documents20_ml += round(litres * 1000)
        into.documents_l2 += litres**2
    cursor.execute(_TRIPS, wanted)
    for row in named_rows(cursor):
        made[_line(row, row["unloaded_at"] or row["loaded_at"])].trips20_ml += trip20_ml(row)
    return dict(made)


def trip20_ml(row: Mapping[str, Any]) -> int:
    """What a trip brought: mL at 20 °C as unloaded, else as loaded; unmeasured warmth corrects nothing.

    >>> trip = {"unloaded_ml": None, "loaded_ml": 1_000_000, "loaded_temp_c": 30.0, "unloaded_temp_c": None,
    ...         "density20_kg_m3": 735.0, "product": "92"}
    >>> trip20_ml(trip), trip20_ml(trip | {"loaded_temp_c": None})
    (987570, 1000000)
    """
    unloaded = row["unloaded_ml"] is not None
    volume = row["unloaded_ml"] if unloaded else row["loaded_ml"]
    warmth = row["unloaded_temp_c"] if unloaded else row["loaded_temp_c"]
    if warmth is None:
        return int(volume)
    return round(volume * factor20(row["density20_kg_m3"] or 0.0, warmth, row["product"]))


def _line(row: Mapping[str, Any], at: datetime) -> Line:
    return (row["station_id"], business_day(at), row["product"])


def named_rows(cursor: Any) -> list[dict[str, Any]]:
    """The rows of a statement by the names of its columns."""
    names = [column.name for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


_DUE = """
WITH due AS (
    SELECT station_id, (day - interval '8 hours') AT TIME ZONE 'UTC' AS since
    FROM unnest(%(stations)s::text[], %(days)s::date[]) AS d (station_id, day)
)
"""
_DOCUMENTS = (
    _DUE
    + """
SELECT p.station_id, p.product, p.delivered_at, p.documented_volume_ml, p.reference, p.density20_kg_m3,
    p.temp_c
FROM due AS d JOIN ledger.deliveries AS p
    ON p.station_id = d.station_id
        AND p.delivered_at >= d.since AND p.delivered_at < d.since + interval '24 hours'
WHERE NOT p.test
"""
)
_TRIPS = (
    _DUE
    + """
SELECT p.consignee_station_id AS station_id, p.product, p.loaded_at, p.unloaded_at, p.loaded_ml,
    p.unloaded_ml, p.loaded_temp_c, p.unloaded_temp_c, p.density20_kg_m3
FROM due AS d JOIN ledger.trips AS p
    ON p.consignee_station_id = d.station_id AND coalesce(p.unloaded_at, p.loaded_at) >= d.since
        AND coalesce(p.unloaded_at, p.loaded_at) < d.since + interval '24 hours'
WHERE NOT p.test
"""
)
_CLEAR = """
UPDATE bureau.stock_bookday AS b
SET documents = 0, documents_ml = 0, documents20_ml = 0, documents_l2 = 0, trips20_ml = 0
FROM unnest(%(stations)s::text[], %(days)s::date[]) AS d (station_id, day)
WHERE (b.station_id, b.day) = (d.station_id, d.day) AND (b.documents > 0 OR b.trips20_ml <> 0)
"""
_KEEP = """
INSERT INTO bureau.stock_bookday AS b (
    station_id, day, product, documents, documents_ml, documents20_ml, documents_l2, trips20_ml
)
SELECT * FROM unnest(
    %s::text[], %s::date[], %s::text[], %s::integer[], %s::bigint[], %s::bigint[], %s::float8[], %s::bigint[]
)
ON CONFLICT (station_id, day, product) DO UPDATE
SET documents = excluded.documents, documents_ml = excluded.documents_ml,
    documents20_ml = excluded.documents20_ml, documents_l2 = excluded.documents_l2,
    trips20_ml = excluded.trips20_ml
"""
