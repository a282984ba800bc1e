"""A day of a station's book down to its single records."""

from collections.abc import Sequence
from datetime import date

from django.db import connection

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.registry import selectors as register
from youjian.bureau.stock.bought import named_rows
from youjian.bureau.stock.contracts import (
    BookLine,
    BookProduct,
    DayDocument,
    DayFuelling,
    DayRise,
    StationBookDay,
)
from youjian.bureau.stock.gauging import last_over
from youjian.bureau.stock.lines import line_of, litres, products_of
from youjian.bureau.stock.selectors import rises
from youjian.bureau.stock.showing import entries_of
from youjian.bureau.stock.sums import sums_of
from youjian.contract.fields import day_bounds
from youjian.detection.books.papers import litres20

PAGE = 200


def station_day(actor: Actor, station_id: str, day: date, page: int = 1) -> StationBookDay:
    """A day of a station: its line, what is missing, its records; raises Problem 404 outside the scope."""
    station = register.station_of(actor, station_id)
    sums = sums_of(actor, day, day, station_id)
    parts = [(name, part) for (_, name), part in sums.items()]
    total, products = line_of([part for _, part in parts]), products_of(parts)
    found, fuellings = _fuellings(station_id, day, page)
    return StationBookDay(
        station_id=station_id,
        station_name=station.name,
        day=day,
        sentence=_sentence(total),
        total=total,
        products=products,
        missing=_missing(products, day),
        fuellings=fuellings,
        fuellings_total=found,
        documents=_documents(station_id, day),
        rises=[
            DayRise(
                tank_id=rise.tank_id,
                product=rise.product,
                started_at=rise.started_at,
                ended_at=rise.ended_at,
                litres20_ml=rise.litres20_ml,
                sd_ml=rise.sd_ml,
                delivery_id=rise.delivery_id,
            )
            for rise in rises(actor, day, day, station_id)
        ],
        entries=entries_of(actor, station_id, day, day),
    )


def _sentence(total: BookLine) -> str:
    said = pick(
        f"当日购进{litres(total.documents20_ml)}升（20℃），销售{litres(total.sales_ml)}升（常温）、{total.fuellings}笔",
        f"{litres(total.documents20_ml)} L bought (20 °C), {litres(total.sales_ml)} L sold (ambient) in "
        f"{total.fuellings} fuellings",
    )
    if total.variance20_ml is None:
        return said + pick("；损溢不能判定。", "; the variance cannot be said.")
    reach = litres(round(1.96 * total.sd_ml))
    return said + pick(
        f"；损溢{litres(total.variance20_ml)}升（±{reach}，20℃）。",
        f"; variance {litres(total.variance20_ml)} L (±{reach}, 20 °C).",
    )


def _missing(products: Sequence[BookProduct], day: date) -> list[str]:
    """Why the variance of the day's products cannot be said, in words."""
    if day > last_over():
        return [pick("当日尚未结束，日末液位未到。", "The day is not over: its last readings are to come.")]
    return [
        pick(f"{one.name}：{zh}", f"{one.name}: {en}")
        for one in products
        if one.line.variance20_ml is None or one.line.undecided_days
        for zh, en in _reasons(one.line)
    ]


def _reasons(line: BookLine) -> list[tuple[str, str]]:
    said: list[tuple[str, str]] = []
    if line.opening20_ml is None:
        said.append(("缺日初液位读数", "no reading at the beginning of the day"))
    elif line.undecided_days:
        said.append(("缺油温，销量不能换算到20℃", "no temperature, so that sales cannot be brought to 20 °C"))
    if line.measured_until is None:
        zh, en = "缺日末液位读数，或零点前后正在卸油", "no reading at midnight, or fuel was being unloaded"
        said.append((zh, en))
    return said


def _fuellings(station_id: str, day: date, page: int) -> tuple[int, list[DayFuelling]]:
    since, until = day_bounds(day)
    wanted = {
        "station": station_id,
        "since": since,
        "until": until,
        "skip": (max(page, 1) - 1) * PAGE,
        "take": PAGE,
    }
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({_CURRENT}) AS c", wanted)  # noqa: S608 - ours
        total = int(cursor.fetchone()[0])
        cursor.execute(f"{_CURRENT} ORDER BY f.ended_at DESC OFFSET %(skip)s LIMIT %(take)s", wanted)
        return total, [DayFuelling(**row) for row in named_rows(cursor)]


def _documents(station_id: str, day: date) -> list[DayDocument]:
    query = (
        "SELECT * FROM ledger.deliveries WHERE station_id = %s AND delivered_at >= %s AND delivered_at < %s"
        " AND NOT test ORDER BY delivered_at, delivery_id"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [station_id, *day_bounds(day)])
        rows = named_rows(cursor)
    return [DayDocument(**row, litres20_ml=round(1000 * litres20(row))) for row in rows]


_CURRENT = """
SELECT f.nozzle_id, f.seq, f.version, f.ended_at, coalesce(stood_for.product, '') AS product, f.kind,
    f.volume_ml, f.amount_fen, f.totalizer_ml, f.source
FROM ledger.fuellings AS f
LEFT JOIN LATERAL (
    SELECT n.product FROM ledger.nozzles AS n
    WHERE n.station_id = f.station_id AND n.nozzle_id = f.nozzle_id
        AND (n.valid_from IS NULL OR n.valid_from <= f.ended_at)
    ORDER BY n.valid_from DESC NULLS LAST LIMIT 1
) AS stood_for ON true
WHERE f.station_id = %(station)s AND f.ended_at >= %(since)s AND f.ended_at < %(until)s AND NOT f.test
    AND NOT EXISTS (
        SELECT FROM ledger.fuellings AS later
        WHERE later.station_id = f.station_id AND later.nozzle_id = f.nozzle_id AND later.seq = f.seq
            AND later.version > f.version AND later.version > 1 AND NOT later.test
    )
"""
