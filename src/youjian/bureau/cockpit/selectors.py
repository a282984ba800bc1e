"""Reading the sums, within the scope of who asks."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet, Sum

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.cockpit.contracts import ProductSum, Sales, SalesOut
from youjian.bureau.cockpit.models import DaySales, Round
from youjian.bureau.scope import within


def station_sales(actor: Actor, day: date) -> dict[str, Sales]:
    """What each station of the scope sold on a business day; a station that sold nothing is left out."""
    rows = _summed(_days(actor, day, day).values("station_id"))
    return {row["station_id"]: sales_of(row) for row in rows}


def city_sales(actor: Actor, day: date) -> Sales:
    """What the whole scope sold on a business day."""
    return sales_of(_days(actor, day, day).aggregate(**SUMS))


def day_sales(actor: Actor, from_on: date, until_on: date) -> dict[date, dict[str, Sales]]:
    """What the scope sold on each business day of a range (both ends in it), by product."""
    found: dict[date, dict[str, Sales]] = {}
    for row in _summed(_days(actor, from_on, until_on).values("day", "product")):
        found.setdefault(row["day"], {})[row["product"]] = sales_of(row)
    return found


def standing() -> tuple[datetime | None, int]:
    """Until when the running day is summed (None: nothing yet), and how many station-days still wait.

    Every fuelling of the running day that was committed by that moment is in the sums.
    """
    row = Round.objects.first()
    return (row.done_at, row.waiting) if row else (None, 0)


SUMS = {name: Sum(name) for name in ("volume_ml", "amount_fen", "fuellings")}


def sales_of(row: Mapping[str, Any]) -> Sales:
    """The sums of a row; nothing found is nothing sold."""
    return Sales(*(int(row[name] or 0) for name in SUMS))


def sales_out(sales: Sales) -> SalesOut:
    """A sum as it is answered."""
    return SalesOut(
        volume_ml=sales.volume_ml,
        amount_fen=sales.amount_fen,
        fuellings=sales.fuellings,
        fen_per_litre=sales.fen_per_litre,
    )


def products_out(products: Mapping[str, Sales]) -> list[ProductSum]:
    """Sums by product as they are answered, in the order of the products."""
    return [
        ProductSum(product=product, **sales_out(sales).model_dump())
        for product, sales in sorted(products.items(), key=lambda pair: _rank(pair[0]))
    ]


def _rank(product: str) -> tuple[int, str]:
    """Petrol by its number, then diesel, then what is not known."""
    return (2 if not product else int(product.endswith("D")), product)


def _days(actor: Actor, from_on: date, until_on: date) -> QuerySet[DaySales]:
    return DaySales.objects.filter(within(actor.scope), day__range=(from_on, until_on))


def _summed(rows: Any) -> Iterable[dict[str, Any]]:
    return rows.annotate(**SUMS).order_by()
