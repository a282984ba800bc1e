"""Tracing: from a fuelling back to its batches, from a delivery forward to sales and tax."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.times import now
from youjian.bureau.transport import batches
from youjian.bureau.transport.facts import rows
from youjian.bureau.transport.models import Match
from youjian.bureau.transport.selectors import product_name
from youjian.bureau.transport.tank_book import (
    WINDOW,
    Fuelling,
    TankBook,
    book_of,
    documents,
    group_of,
    tank_of,
)
from youjian.bureau.transport.trace_contracts import (
    DeliveryModelOut,
    DeliveryTraceOut,
    FuellingTraceOut,
    TraceDayOut,
    TraceModelOut,
    TraceMonthOut,
    TraceNozzleOut,
)
from youjian.contract.fields import business_day
from youjian.detection.books.products import family
from youjian.detection.books.trace import MODELS, Model, Traced, split, traced

_NOTES = {
    "no_opening": (
        "所查期间开始时没有液位读数，期初库存未计",
        "No gauge reading at the beginning: no opening",
    ),
    "no_temperature": ("部分日子没有油温，按20℃计", "Some days have no temperature: taken as 20 °C"),
    "by_document": ("部分进油没有液位数据，按单据计", "Some deliveries are taken from their documents"),
}


def of_fuelling(actor: Actor, station_id: str, nozzle_id: int, seq: int) -> FuellingTraceOut:
    """Where a fuelling's litres came from, by both models; raises Problem 404, 409 for a test return."""
    station = register.station_of(actor, station_id)
    found = rows(_FUELLING, station_id, nozzle_id, seq)
    if not found:
        raise not_found(pick(f"{nozzle_id}号枪第{seq}笔加油", f"Fuelling {seq} of nozzle {nozzle_id}"))
    fuelling = found[0]
    if fuelling["kind"] == "test_return":
        raise Problem(409, "returned", pick("这一笔已回罐，没有售出。", "This one went back into the tank."))
    tank = tank_of(station_id, nozzle_id, fuelling["ended_at"])
    if tank is None:
        raise not_found(pick(f"{nozzle_id}号枪所接油罐", f"The tank of nozzle {nozzle_id}"))
    at: datetime = fuelling["ended_at"]
    book = book_of(station_id, group_of(station_id, tank), at - WINDOW, at)
    return FuellingTraceOut(
        station_id=station_id,
        station_name=station.name,
        nozzle_id=nozzle_id,
        seq=seq,
        ended_at=at,
        volume_ml=fuelling["volume_ml"],
        kind=fuelling["kind"],
        tanks=list(book.tanks),
        product_name=product_name(book.product),
        since=book.start,
        models=[
            _model_of(station_id, book, model, f"{nozzle_id}/{seq}", fuelling["volume_ml"])
            for model in MODELS
        ],
        notes=_words(book.notes),
    )


def _model_of(station_id: str, book: TankBook, model: Model, key: str, volume_ml: int) -> TraceModelOut:
    """The shares of one fuelling, given back as the dispenser counted it."""
    shares = traced(book.opening20_ml, book.inflows, book.outflows, model).shares.get(key, {})
    ambient = ambient_shares(shares, volume_ml)
    return TraceModelOut(model=model, batches=batches.shown(station_id, ambient, book.batches, volume_ml))


def ambient_shares(shares: Mapping[str, int], volume_ml: int) -> dict[str, int]:
    """Shares at 20 °C as shares of the ambient volume, adding up to it to the millilitre.

    >>> ambient_shares({"a": 1, "b": 2}, 10)
    {'a': 3, 'b': 7}
    """
    total = sum(shares.values())
    times = -(-volume_ml // total) if total else 0
    return split({name: share * max(1, times) for name, share in shares.items()}, volume_ml)


def of_delivery(actor: Actor, station_id: str, delivery_id: str) -> DeliveryTraceOut:
    """Where a delivery went, by both models; raises Problem 404."""
    station = register.station_of(actor, station_id)
    found = documents(station_id, [delivery_id])
    if not found:
        raise not_found(pick(f"进油单{delivery_id}", f"Delivery {delivery_id}"))
    document = found[0]
    match = Match.objects.filter(station_id=station_id, documents__contains=[delivery_id]).first()
    until = min(now(), document["delivered_at"] + WINDOW)
    books = [
        book_of(station_id, group, document["delivered_at"] - WINDOW, until)
        for group in _groups(station_id, document, match)
    ]
    names = {f"d:{delivery_id}", f"p:{delivery_id}"}
    came = sum(one.volume_ml for book in books for one in book.inflows if one.batch in names)
    held = [book for book in books if names & {one.batch for one in book.inflows}]
    shown = batches.shown(station_id, {f"d:{delivery_id}": came}, {f"d:{delivery_id}": match}, came)
    return DeliveryTraceOut(
        station_id=station_id,
        station_name=station.name,
        delivery_id=delivery_id,
        product_name=product_name(document["product"]),
        delivered_at=document["delivered_at"],
        documented_volume_ml=document["documented_volume_ml"],
        came20_ml=came,
        tanks=sorted({tank for book in held for tank in book.tanks}),
        until=until,
        match_id=match.pk if match else None,
        batch=shown[0] if shown else None,
        models=[_went(station_id, document["product"], held, names, model) for model in MODELS],
        notes=_words([note for book in held for note in book.notes]),
    )


def _groups(station_id: str, document: Mapping[str, Any], match: Match | None) -> list[tuple[int, ...]]:
    """The tanks that a delivery may have gone into: those that rose with it, else what its paper names."""
    tanks = [int(key.partition("@")[0]) for key in (match.rises if match else [])]
    if not tanks and document["tank_id"] is not None:
        tanks = [document["tank_id"]]
    if not tanks:
        held = rows("SELECT tank_id, product FROM ledger.tanks WHERE station_id = %s", station_id)
        tanks = [t["tank_id"] for t in held if family(t["product"]) == family(document["product"])]
    return sorted({group_of(station_id, tank) for tank in tanks})


def _went(
    station_id: str, product: str, books: Sequence[TankBook], names: set[str], model: Model
) -> DeliveryModelOut:
    """What went out of a delivery, through which nozzle and when, and what is left."""
    out: list[tuple[Fuelling, int]] = []
    left = 0
    for book in books:
        found = traced(book.opening20_ml, book.inflows, book.outflows, model)
        left += sum(found.left.get(name, 0) for name in names)
        out += _taken(book, found, names)
    sold = [(one, volume) for one, volume in out if one.kind == "sale"]
    total = sum(volume for _, volume in sold)
    days: dict[date, int] = defaultdict(int)
    for one, volume in sold:
        days[business_day(one.at)] += volume
    return DeliveryModelOut(
        model=model,
        sold20_ml=total,
        other20_ml=sum(volume for _, volume in out) - total,
        left20_ml=left,
        first_at=min((one.at for one, _ in out), default=None),
        last_at=max((one.at for one, _ in out), default=None),
        days=[TraceDayOut(day=day, volume20_ml=volume) for day, volume in sorted(days.items())],
        nozzles=_nozzles(sold),
        months=_months(station_id, product, days),
    )


def _taken(book: TankBook, found: Traced, names: set[str]) -> list[tuple[Fuelling, int]]:
    by_key = {one.key: one for one in book.fuellings}
    return [
        (by_key[key], volume)
        for key, shares in found.shares.items()
        if (volume := sum(shares.get(name, 0) for name in names))
    ]


def _nozzles(sold: Sequence[tuple[Fuelling, int]]) -> list[TraceNozzleOut]:
    made: dict[int, list[int]] = defaultdict(list)
    for one, volume in sold:
        made[one.nozzle_id].append(volume)
    return [
        TraceNozzleOut(nozzle_id=nozzle, fuellings=len(listed), volume20_ml=sum(listed))
        for nozzle, listed in sorted(made.items())
    ]


def _months(station_id: str, product: str, days: Mapping[date, int]) -> list[TraceMonthOut]:
    """What was sold by month, beside the declaration of the month and product."""
    months: dict[str, int] = defaultdict(int)
    for day, volume in days.items():
        months[f"{day:%Y-%m}"] += volume
    declared = {
        row["period"]: row
        for row in rows(_DECLARED, station_id, list(months))
        if family(row["product"]) == family(product)
    }
    return [
        TraceMonthOut(
            period=period,
            volume20_ml=volume,
            declared_ml=declared[period]["volume_ml"] if period in declared else None,
            filed_at=declared[period]["filed_at"] if period in declared else None,
        )
        for period, volume in sorted(months.items())
    ]


def _words(notes: Sequence[str]) -> list[str]:
    return [pick(*_NOTES[note]) for note in dict.fromkeys(notes)]


_FUELLING = """
SELECT ended_at, volume_ml, kind FROM ledger.fuellings_current
WHERE station_id = %s AND nozzle_id = %s AND seq = %s AND NOT test
"""
_DECLARED = """
SELECT period, product, volume_ml, filed_at FROM ledger.declarations_current
WHERE station_id = %s AND period = ANY(%s)
"""
