"""Reads of the facts of one station."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.registry import selectors
from youjian.bureau.registry.contracts import (
    FuellingFilter,
    FuellingList,
    FuellingOut,
    TankPoint,
    TankSeries,
)
from youjian.bureau.registry.models import (
    FuellingRecord,
    Nozzle,
    Tank,
    TankChart,
)
from youjian.bureau.scope import within
from youjian.bureau.times import now
from youjian.contract.registry import TankChart as ChartLine
from youjian.fuel.charts import ChartHistory, chart_histories

MAX_WINDOW = timedelta(days=31)
MAX_POINTS = 1500


def fuellings(actor: Actor, station_id: str, wanted: FuellingFilter) -> FuellingList:
    """Fuellings of a station, newest first; those that ended together stay on one page."""
    selectors.station_of(actor, station_id)
    rows = FuellingRecord.objects.filter(within(actor.scope), station_id=station_id)
    if wanted.nozzle_id is not None:
        rows = rows.filter(nozzle_id=wanted.nozzle_id)
    older = rows.filter(ended_at__lt=wanted.before) if wanted.before is not None else rows
    shown = list(older.order_by("-ended_at", "nozzle_id")[: wanted.limit])
    if len(shown) < wanted.limit:
        return FuellingList(items=with_products(station_id, shown), next_before=None)
    last = shown[-1].ended_at
    seen = {row.pk for row in shown}
    shown += [row for row in rows.filter(ended_at=last).order_by("nozzle_id") if row.pk not in seen]
    return FuellingList(items=with_products(station_id, shown), next_before=last)


def fuellings_between(
    actor: Actor, station_id: str, nozzle_id: int, from_at: datetime, to_at: datetime
) -> list[FuellingOut]:
    """Fuellings of one nozzle that ended within a window, oldest first."""
    rows = FuellingRecord.objects.filter(
        within(actor.scope), station_id=station_id, nozzle_id=nozzle_id, ended_at__range=(from_at, to_at)
    )
    return with_products(station_id, list(rows.order_by("ended_at", "seq")[:MAX_POINTS]))


def nozzles_at(station_id: str, moment: datetime) -> dict[int, Nozzle]:
    """Where each nozzle of a station drew from at a moment."""
    rows = Nozzle.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=moment), station_id=station_id
    )
    beginning = datetime.min.replace(tzinfo=UTC)
    ordered = sorted(rows, key=lambda row: row.valid_from or beginning)
    return {row.nozzle_id: row for row in ordered}


def with_products(station_id: str, rows: Sequence[FuellingRecord]) -> list[FuellingOut]:
    """Fuellings with the product that their nozzle gave when they began."""
    mappings = list(Nozzle.objects.filter(station_id=station_id)) if rows else []
    return [_fuelling(row, _product(mappings, row)) for row in rows]


def readings(
    actor: Actor, station_id: str, tank_id: int, from_at: datetime | None, to_at: datetime | None
) -> TankSeries:
    """Level and volume of a tank in a window; volume by the chart in force where the gauge gives none."""
    tank = Tank.objects.filter(within(actor.scope), station_id=station_id, tank_id=tank_id).first()
    if tank is None:
        raise not_found(
            pick(f"加油站{station_id}的{tank_id}号油罐", f"Tank {tank_id} of station {station_id}")
        )
    end = to_at or now()
    start = from_at or end - timedelta(hours=24)
    if not timedelta(0) < end - start <= MAX_WINDOW:
        message = pick(
            f"时间范围须在{MAX_WINDOW.days}天以内，且起始早于结束。请调整后再查。",
            f"The window may span at most {MAX_WINDOW.days} days and must begin before it ends.",
        )
        raise Problem(422, "window", message)
    return tank_series(tank, start, end)


def tank_series(tank: Tank, start: datetime, end: datetime) -> TankSeries:
    """The series of one tank; thinned to the last reading of each step when there are too many for a
    screen.
    """
    step = int((end - start).total_seconds() // MAX_POINTS)
    history = charts(tank.station_id, [tank.tank_id]).get((tank.station_id, tank.tank_id))
    rows = _thinned(tank, start, end, step) if step > 60 else _all(tank, start, end)
    points = [_point(row, history) for row in rows]
    return TankSeries(
        tank_id=tank.tank_id,
        product=tank.product,
        capacity_l=tank.capacity_l,
        safe_fill_l=tank.safe_fill_l,
        unit="L",
        from_at=start,
        to_at=end,
        thinned_to_s=step if step > 60 else None,
        points=points,
    )


def charts(station_id: str, tank_ids: Iterable[int]) -> dict[tuple[str, int], ChartHistory]:
    """Chart histories of tanks of one station."""
    rows = TankChart.objects.filter(station_id=station_id, tank_id__in=list(tank_ids))
    values = rows.values("station_id", "tank_id", "valid_from", "height_mm", "volume_l")
    return chart_histories(ChartLine(**row) for row in values)


def chart_volume(history: ChartHistory | None, at: datetime, height_mm: float) -> float | None:
    """Volume by the chart in force, L; None without a chart or outside its heights."""
    if history is None or at < history.valid_from[0]:
        return None
    volume = float(history.at(at).volume_l(height_mm))
    return volume if volume == volume else None  # noqa: PLR0124 - NaN is not equal to itself


def _product(mappings: Sequence[Nozzle], row: FuellingRecord) -> str | None:
    beginning = datetime.min.replace(tzinfo=UTC)
    applied = [
        m for m in mappings if m.nozzle_id == row.nozzle_id and (m.valid_from or beginning) <= row.started_at
    ]
    return max(applied, key=lambda m: m.valid_from or beginning).product if applied else None


def _fuelling(row: FuellingRecord, product: str | None) -> FuellingOut:
    return FuellingOut(
        nozzle_id=row.nozzle_id,
        seq=row.seq,
        started_at=row.started_at,
        ended_at=row.ended_at,
        product=product,
        volume_ml=row.volume_ml,
        unit_price_fen=row.unit_price_fen,
        amount_fen=row.amount_fen,
        totalizer_ml=row.totalizer_ml,
        kind=row.kind,
        source=row.source,
    )


def _all(tank: Tank, start: datetime, end: datetime) -> list[tuple[Any, ...]]:
    return _fetch(_READINGS, [tank.station_id, tank.tank_id, start, end])


def _thinned(tank: Tank, start: datetime, end: datetime, step: int) -> list[tuple[Any, ...]]:
    return _fetch(_LAST_OF_STEP, [step, tank.station_id, tank.tank_id, start, end])


def _fetch(statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


_READINGS = """
SELECT at, product_mm, water_mm, temp_c, volume_l FROM tank_readings
WHERE station_id = %s AND tank_id = %s AND at BETWEEN %s AND %s ORDER BY at
"""
_LAST_OF_STEP = """
SELECT DISTINCT ON (step) at, product_mm, water_mm, temp_c, volume_l
FROM (
    SELECT *, floor(extract(epoch FROM at) / %s) AS step FROM tank_readings
    WHERE station_id = %s AND tank_id = %s AND at BETWEEN %s AND %s
) AS stepped
ORDER BY step, at DESC
"""


def _point(row: tuple[Any, ...], history: ChartHistory | None) -> TankPoint:
    at, product_mm, water_mm, temp_c, volume_l = row
    known = volume_l if volume_l is not None else chart_volume(history, at, product_mm)
    return TankPoint(at=at, product_mm=product_mm, water_mm=water_mm, temp_c=temp_c, volume_l=known)
