"""A tank's book for tracing: what stood in it, came in and went out, all at 20 °C in millilitres."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from youjian.bureau.stock.models import Rise
from youjian.bureau.transport.facts import rise_key, rows
from youjian.bureau.transport.models import Match
from youjian.contract.fields import business_day
from youjian.detection.books.match_checks import claim_of
from youjian.detection.books.papers import factor20
from youjian.detection.books.products import family
from youjian.detection.books.trace import Inflow, Outflow, split
from youjian.detection.moments import micros
from youjian.fuel.charts import Chart

_STALE = timedelta(days=2)
"""A reading says what stood in a tank for so long."""
WINDOW = timedelta(days=60)
"""So far back a tank is followed: it is filled many times over in it."""


@dataclass(frozen=True)
class Fuelling:
    """A fuelling out of the tanks: its number, when, ambient litres and what they are at 20 °C."""

    nozzle_id: int
    seq: int
    at: datetime
    kind: str
    volume_ml: int
    volume20_ml: int

    @property
    def key(self) -> str:
        """How it is named in its tank's book."""
        return f"{self.nozzle_id}/{self.seq}"


@dataclass(frozen=True)
class TankBook:
    """What is known of tanks that share their level, between two moments.

    `batches` says of each batch which match it belongs to; `notes` what the book had to do without:
    `no_opening`, `no_temperature`, `by_document`.
    """

    tanks: tuple[int, ...]
    product: str
    start: datetime
    end: datetime
    opening20_ml: int
    inflows: tuple[Inflow, ...]
    fuellings: tuple[Fuelling, ...]
    batches: Mapping[str, Match | None]
    notes: tuple[str, ...]

    @property
    def outflows(self) -> list[Outflow]:
        """The fuellings as what left the tank."""
        return [Outflow(micros(one.at), one.key, one.volume20_ml) for one in self.fuellings]


def tank_of(station_id: str, nozzle_id: int, at: datetime) -> int | None:
    """The tank that a nozzle drew from at a moment."""
    found = rows(_TANK_OF, station_id, nozzle_id, at)
    return found[0]["tank_id"] if found else None


def group_of(station_id: str, tank_id: int) -> tuple[int, ...]:
    """The tank with all that share its level."""
    return tuple(row["tank_id"] for row in rows(_GROUP, station_id, tank_id, tank_id))


def book_of(station_id: str, tanks: tuple[int, ...], start: datetime, end: datetime) -> TankBook:
    """Everything known of tanks between two moments, within the caller's scope."""
    start = _first_seen(station_id, tanks, start, end)
    register = rows(_REGISTER, station_id, list(tanks))
    density, product = register[0]["density20_kg_m3"], register[0]["product"]
    warm = {row["day"]: row["temp_c"] for row in rows(_TEMPERATURES, station_id, list(tanks), start, end)}
    opening = [_opening(station_id, row, start) for row in register]
    matches = list(Match.objects.filter(station_id=station_id, at__gte=start - WINDOW, at__lte=end))
    fuellings = tuple(_fuellings(station_id, tanks, (start, end), warm, (density, product)))
    inflows, batches = _inflows(station_id, tanks, (start, end), matches, product)
    notes = ["no_opening"] if None in opening else []
    notes += ["no_temperature"] if any(business_day(one.at) not in warm for one in fuellings) else []
    notes += ["by_document"] if any(one.batch.startswith("p:") for one in inflows) else []
    held = sum(one for one in opening if one is not None)
    return TankBook(tanks, product, start, end, held, inflows, fuellings, batches, tuple(notes))


def _first_seen(station_id: str, tanks: Sequence[int], start: datetime, end: datetime) -> datetime:
    """The moment from which on every tank is gauged, where that is after the beginning asked for."""
    first = rows(_FIRST, station_id, list(tanks), start - _STALE, end)
    known = [row["at"] for row in first]
    return max([start, *known]) if len(known) == len(tanks) else start


def _opening(station_id: str, tank: Mapping[str, Any], start: datetime) -> int | None:
    """What stood in a tank at a moment by its gauge and chart, mL at 20 °C; None when it was not read."""
    found = rows(_READING, station_id, tank["tank_id"], start, start)
    if not found:
        return None
    reading = found[0]
    litres = reading["volume_l"]
    chart = rows(_CHART, station_id, tank["tank_id"], station_id, tank["tank_id"], reading["at"])
    if chart:
        table = Chart([line["height_mm"] for line in chart], [line["volume_l"] for line in chart])
        litres = float(table.volume_l(reading["product_mm"]) - table.volume_l(reading["water_mm"] or 0.0))
    if litres is None or litres != litres:  # noqa: PLR0124 - a chart says NaN beyond its heights
        return None
    return max(
        0, round(1000 * litres * factor20(tank["density20_kg_m3"], reading["temp_c"], tank["product"]))
    )


def _fuellings(
    station_id: str,
    tanks: Sequence[int],
    span: tuple[datetime, datetime],
    warm: Mapping[date, float],
    fuel: tuple[float, str],
) -> Iterator[Fuelling]:
    """What left the tanks: of a business day at the mean temperature that their gauges told."""
    density, product = fuel
    factors = {day: factor20(density, temp, product) for day, temp in warm.items()}
    for row in rows(_FUELLINGS, station_id, *span, list(tanks)):
        volume20 = round(row["volume_ml"] * factors.get(business_day(row["ended_at"]), 1.0))
        yield Fuelling(row["nozzle_id"], row["seq"], row["ended_at"], row["kind"], row["volume_ml"], volume20)


def _inflows(
    station_id: str,
    tanks: Sequence[int],
    span: tuple[datetime, datetime],
    matches: Sequence[Match],
    product: str,
) -> tuple[tuple[Inflow, ...], dict[str, Match | None]]:
    """What came in as the gauge saw it, by its documents; what no gauge saw, by the document alone."""
    of_rise = {key: row for row in matches for key in row.rises}
    made: list[Inflow] = []
    batches: dict[str, Match | None] = {}
    start, end = span
    for rise in Rise.objects.filter(
        station_id=station_id, tank_id__in=tanks, started_at__gte=start, started_at__lte=end
    ):
        row = of_rise.get(rise_key(rise.tank_id, rise.started_at))
        for batch, volume in _shared(station_id, row, rise).items():
            made.append(Inflow(micros(rise.started_at), batch, volume))
            batches[batch] = row
    for row in matches:
        if not row.rises and "gauge" in row.missing and family(row.product) == family(product):
            for batch, at, volume in _unseen(station_id, row, tanks):
                if start <= at <= end:
                    made.append(Inflow(micros(at), batch, volume))
                    batches[batch] = row
    return tuple(made), batches


def _shared(station_id: str, row: Match | None, rise: Rise) -> dict[str, int]:
    """A rise by its batches: documents by their litres, else its trip, else itself."""
    volume = max(0, rise.litres20_ml)
    if row is None or not (row.documents or row.trips):
        return {f"r:{rise_key(rise.tank_id, rise.started_at)}": volume}
    if not row.documents:
        return {f"t:{row.trips[0]}": volume}
    if len(row.documents) == 1:
        return {f"d:{row.documents[0]}": volume}
    told = {f"d:{d['delivery_id']}": d["documented_volume_ml"] for d in documents(station_id, row.documents)}
    return (
        split(told, min(volume, sum(told.values()))) if volume <= sum(told.values()) else _more(told, volume)
    )


def _more(told: Mapping[str, int], volume: int) -> dict[str, int]:
    """Shares of more than the documents say, in the same proportion."""
    times = -(-volume // max(1, sum(told.values())))
    return split({name: weight * times for name, weight in told.items()}, volume)


def _unseen(station_id: str, row: Match, tanks: Sequence[int]) -> Iterator[tuple[str, datetime, int]]:
    """Documents whose tanks nobody gauged: taken as they say, into the tank they name."""
    for d in documents(station_id, row.documents):
        claim = claim_of(d)
        if claim is not None and (d["tank_id"] is None or d["tank_id"] in tanks):
            yield f"p:{d['delivery_id']}", d["delivered_at"], round(1000 * claim.litres20)


def documents(station_id: str, numbers: Sequence[str]) -> list[dict[str, Any]]:
    """Delivery documents by their numbers."""
    return rows(_DOCUMENTS, station_id, list(numbers))


_TANK_OF = """
SELECT tank_id FROM ledger.nozzles WHERE station_id = %s AND nozzle_id = %s
    AND (valid_from IS NULL OR valid_from <= %s)
ORDER BY valid_from DESC NULLS LAST LIMIT 1
"""
_GROUP = """
SELECT t.tank_id FROM ledger.tanks AS t JOIN ledger.tanks AS o ON o.station_id = t.station_id
WHERE o.station_id = %s AND o.tank_id = %s AND (t.tank_id = %s OR t.manifold = o.manifold)
ORDER BY t.tank_id
"""
_REGISTER = """
SELECT tank_id, product, density20_kg_m3 FROM ledger.tanks WHERE station_id = %s AND tank_id = ANY(%s)
ORDER BY tank_id
"""
_TEMPERATURES = """
SELECT (at AT TIME ZONE 'UTC' + interval '8 hours')::date AS day, avg(temp_c) AS temp_c
FROM ledger.tank_readings
WHERE station_id = %s AND tank_id = ANY(%s) AND at >= %s AND at <= %s AND NOT test GROUP BY 1
"""
_FIRST = """
SELECT tank_id, min(at) AS at FROM ledger.tank_readings
WHERE station_id = %s AND tank_id = ANY(%s) AND at > %s AND at <= %s AND NOT test GROUP BY tank_id
"""
_READING = """
SELECT at, product_mm, water_mm, temp_c, volume_l FROM ledger.tank_readings
WHERE station_id = %s AND tank_id = %s AND at <= %s AND at > %s::timestamptz - interval '2 days' AND NOT test
ORDER BY at DESC LIMIT 1
"""
_CHART = """
SELECT height_mm, volume_l FROM ledger.tank_charts WHERE station_id = %s AND tank_id = %s AND valid_from = (
    SELECT max(valid_from) FROM ledger.tank_charts WHERE station_id = %s AND tank_id = %s AND valid_from <= %s
) ORDER BY height_mm
"""
_FUELLINGS = """
SELECT f.nozzle_id, f.seq, f.ended_at, f.kind, f.volume_ml FROM ledger.fuellings_current AS f
JOIN LATERAL (
    SELECT n.tank_id FROM ledger.nozzles AS n
    WHERE n.station_id = f.station_id AND n.nozzle_id = f.nozzle_id
        AND (n.valid_from IS NULL OR n.valid_from <= f.ended_at)
    ORDER BY n.valid_from DESC NULLS LAST LIMIT 1
) AS drew ON true
WHERE f.station_id = %s AND f.ended_at >= %s AND f.ended_at <= %s AND drew.tank_id = ANY(%s)
    AND f.kind <> 'test_return' AND NOT f.test
ORDER BY f.ended_at, f.nozzle_id, f.seq
"""
_DOCUMENTS = """
SELECT delivery_id, tank_id, product, delivered_at, documented_volume_ml, reference, density20_kg_m3, temp_c,
    supplier_uscc, waybill_no, invoice_no
FROM ledger.deliveries WHERE station_id = %s AND delivery_id = ANY(%s) AND NOT test
ORDER BY delivered_at, delivery_id
"""
