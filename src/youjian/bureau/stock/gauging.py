"""The gauge figures of station-days that are over: worked out station by station and kept in the book."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta

from django.db import connection

from youjian.bureau.stock.accounting import rebuild
from youjian.bureau.stock.joining import Arrivals, arrivals
from youjian.bureau.stock.losses import all_rates, allowed_ml, region_of
from youjian.bureau.stock.models import BookDay, Gauging, Rise
from youjian.bureau.stock.reading import StationSpan, read_span
from youjian.bureau.stock.warming import Gone, gone
from youjian.bureau.times import now
from youjian.contract.fields import business_day, day_bounds
from youjian.detection.books.book import Span, span_sd
from youjian.detection.books.book_gauge import StationGauge, station_gauge
from youjian.detection.books.products import tax_class
from youjian.detection.books.spread import Spread
from youjian.detection.moments import micros
from youjian.ledger.connection import connect
from youjian.ledger.scope import EVERYTHING, set_scope

DAYS_AT_ONCE = 35
_DAY = timedelta(days=1)
_SETTLED = timedelta(minutes=20)
_SPREAD = Spread()
Line = tuple[date, str]


@dataclass
class Gauged:
    """What a gauge says of a day and a product; the columns of `BookDay` that it fills."""

    tanks: int = 0
    factor20: float | None = None
    sales20_ml: int | None = None
    other20_ml: int | None = None
    gauge_in20_ml: int | None = None
    shifted20_ml: int = 0
    opening20_ml: int | None = None
    closing20_ml: int | None = None
    variance_sd_ml: int | None = None
    allowed20_ml: int | None = None


def last_over() -> date:
    """The last day that is over, and whose last readings have had time to come."""
    return business_day(now() - _SETTLED) - _DAY


def gauge_next() -> int:
    """Work out the newest waiting days of one station, in the caller's transaction; returns how many."""
    newest = Gauging.objects.filter(day__lte=last_over()).order_by("-day", "station_id").first()
    if newest is None:
        return 0
    waiting = Gauging.objects.filter(
        station_id=newest.station_id, day__range=(newest.day - (DAYS_AT_ONCE - 1) * _DAY, newest.day)
    )
    due = sorted(waiting.values_list("day", flat=True))
    waiting.delete()
    _gauge(newest.station_id, due)
    return len(due)


def _gauge(station_id: str, due: Sequence[date]) -> None:
    days = _worked(station_id, due)
    since, until = day_bounds(days[0] - _DAY)[0], day_bounds(days[-1] + _DAY)[1]
    with connect("bureau") as conn:  # Django's own connection reads nothing in binary
        set_scope(conn, EVERYTHING)
        span = read_span(conn, station_id, days, since, until)
    made = _Station(station_id, days, span).figures()
    _keep(station_id, days, made)
    rebuild(station_id, days[0])


def _worked(station_id: str, due: Sequence[date]) -> list[date]:
    """The due days and their neighbours in the book: a document may belong to an unloading there."""
    near = {day + step * _DAY for day in due for step in (-1, 1)}
    there = BookDay.objects.filter(station_id=station_id, day__in=near, day__lte=last_over())
    return sorted({*due, *there.values_list("day", flat=True)})


class _Station:
    """One station's days, with everything at hand."""

    def __init__(self, station_id: str, days: Sequence[date], span: StationSpan) -> None:
        self._station_id, self._days, self._span = station_id, days, span
        self._rates = all_rates()
        first, last = day_bounds(days[0] - _DAY)[0], day_bounds(days[-1] + _DAY)[1]
        self._gauge = station_gauge(span.facts, station_id, span.tanks, micros(first), micros(last))
        self._stored = {
            (row.day, row.product): row for row in BookDay.objects.filter(station_id=station_id, day__in=days)
        }
        self._kept_days = {
            row.day for row in self._stored.values() if row.day in span.unread and row.factor20 is not None
        }

    def figures(self) -> dict[Line, Gauged]:
        """The gauge figures of every day and product; the rises of the days are kept beside."""
        made: dict[Line, Gauged] = defaultdict(Gauged)
        came = arrivals(self._gauge, self._span.documents)
        stored = {line: row.factor20 for line, row in self._stored.items() if row.day in self._kept_days}
        for line, left in gone(self._gauge, self._span.records, self._days, stored).items():
            _fill_gone(made[line], left)
        for line in self._lines():
            self._fill_gauge(line, made[line], came)
        for line, gauged in made.items():
            self._fill_spread(line, gauged)
        self._keep_rises(came)
        return made

    def _lines(self) -> Iterable[Line]:
        products = {group.product for group in self._gauge.groups}
        moved = {product for _, product in self._stored}
        return [(day, product) for day in self._days for product in sorted(products | moved)]

    def _fill_gauge(self, line: Line, into: Gauged, came: Arrivals) -> None:
        day, product = line
        into.tanks = sum(group.tanks for group in self._gauge.groups if group.product == product)
        row = self._stored.get(line)
        if day in self._kept_days:
            if row is not None:
                into.opening20_ml, into.closing20_ml = row.opening20_ml, row.closing20_ml
                into.gauge_in20_ml, into.shifted20_ml = row.gauge_in20_ml, row.shifted20_ml
            return
        into.shifted20_ml = came.shifted.get(line, 0)
        if into.sales20_ml is None and (row is None or not _gave(row)):
            into.sales20_ml = into.other20_ml = 0
        if into.tanks:
            since, until = (micros(moment) for moment in day_bounds(day))
            into.opening20_ml = _held(self._gauge, product, since)
            into.closing20_ml = _held(self._gauge, product, until)
            into.gauge_in20_ml = came.came_in(self._gauge, product, since, until)

    def _fill_spread(self, line: Line, gauged: Gauged) -> None:
        day, product = line
        row = self._stored.get(line)
        sold, documents = gauged.sales20_ml or 0, row.documents20_ml if row else 0
        held = gauged.closing20_ml if gauged.closing20_ml is not None else gauged.opening20_ml
        rate = self._rates.of(tax_class(product), region_of(self._station_id), day)
        gauged.allowed20_ml = allowed_ml(rate, sold, documents, held or 0)
        if gauged.opening20_ml is not None and gauged.closing20_ml is not None:
            squares = row.documents_l2 if row else 0.0
            ends = (gauged.opening20_ml, gauged.closing20_ml)
            span = Span(*ends, documents, sold, None, squares, gauged.tanks, 0, 0, 0)
            gauged.variance_sd_ml = span_sd(span, _SPREAD)

    def _keep_rises(self, came: Arrivals) -> None:
        mine = set(self._days) - self._kept_days
        with connection.cursor() as cursor:
            cursor.execute(_FORGET, [[day_bounds(day)[0] for day in sorted(mine)], self._station_id])
        Rise.objects.bulk_create(
            [
                Rise(station_id=self._station_id, **columns)
                for columns in came.columns()
                if business_day(columns["started_at"]) in mine
            ]
        )


def _gave(row: BookDay) -> bool:
    """Whether anything left through nozzles that has to be brought to 20 °C."""
    return any((row.sales_ml, row.self_use_ml, row.transfer_ml, row.custody_ml))


def _fill_gone(into: Gauged, left: Gone) -> None:
    into.factor20, into.sales20_ml, into.other20_ml = left.factor, left.sales_ml, left.other_ml


def _held(gauge: StationGauge, product: str, moment: int) -> int | None:
    """What the tanks of a product held at a moment, mL; None unless every one of them can say it."""
    litres = [group.held_l(moment) for group in gauge.groups if group.product == product]
    known = [one for one in litres if one is not None]
    return round(1000 * sum(known)) if len(known) == len(litres) else None


def _keep(station_id: str, days: Sequence[date], made: dict[Line, Gauged]) -> None:
    names = [field.name for field in fields(Gauged)]
    lines = sorted(made)
    columns = [
        [station_id] * len(lines), [day for day, _ in lines], [product for _, product in lines],
        *[[getattr(made[line], name) for line in lines] for name in names],
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, columns)
        cursor.execute(_DROP, [station_id, list(days)])


_FORGET = """
DELETE FROM bureau.stock_rise AS r USING unnest(%s::timestamptz[]) AS d (since)
WHERE r.station_id = %s AND r.started_at >= d.since AND r.started_at < d.since + interval '24 hours'
"""
_KEEP = """
INSERT INTO bureau.stock_bookday AS b (
    station_id, day, product, tanks, factor20, sales20_ml, other20_ml, gauge_in20_ml, shifted20_ml,
    opening20_ml, closing20_ml, variance_sd_ml, allowed20_ml
)
SELECT * FROM unnest(
    %s::text[], %s::date[], %s::text[], %s::smallint[], %s::float8[], %s::bigint[], %s::bigint[],
    %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[]
)
ON CONFLICT (station_id, day, product) DO UPDATE
SET tanks = excluded.tanks, factor20 = excluded.factor20, sales20_ml = excluded.sales20_ml,
    other20_ml = excluded.other20_ml, gauge_in20_ml = excluded.gauge_in20_ml,
    shifted20_ml = excluded.shifted20_ml, opening20_ml = excluded.opening20_ml,
    closing20_ml = excluded.closing20_ml, variance_sd_ml = excluded.variance_sd_ml,
    allowed20_ml = excluded.allowed20_ml
"""
# Products that a correction of the register or of a record has taken away.
_DROP = """
DELETE FROM bureau.stock_bookday
WHERE station_id = %s AND day = ANY(%s) AND tanks = 0 AND totalizer_ml = 0 AND fuellings = 0 AND documents = 0
    AND trips20_ml = 0 AND shifted20_ml = 0 AND sales_ml = 0 AND test_return_ml = 0 AND self_use_ml = 0
    AND transfer_ml = 0 AND custody_ml = 0
"""
