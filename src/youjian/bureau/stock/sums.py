"""Sums of the book over days: one row for each station and product family, in two statements."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Sum

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.scope import within
from youjian.bureau.stock.gauging import last_over
from youjian.bureau.stock.models import BookDay
from youjian.detection.books.products import family

COUNTED = (
    "documents", "documents_ml", "sales_ml", "amount_fen", "fuellings", "totalizer_ml", "test_return_ml",
    "self_use_ml", "transfer_ml", "custody_ml",
)  # fmt: skip
Place = tuple[str, str]
"""Station and product family."""


@dataclass(frozen=True)
class Sums:
    """An account over days: what `detection.books.book` judges, and what was counted beside it (mL)."""

    opening: int | None
    closing: int | None
    documents20: int
    shifted20: int
    entries20: int
    sales20: int
    other20: int
    moved20: int
    variance20: int | None
    allowed20: int
    gauge_in20: int | None
    trips20: int
    documents_l2: float
    tanks: int
    undecided_days: int
    measured_until: date | None
    counted: dict[str, int]


def sums_of(actor: Actor, from_on: date, until_on: date, station_id: str | None = None) -> dict[Place, Sums]:
    """The accounts of the scope (or of one station of it) over days, both ends in them.

    A day that is not over is counted, and has no account yet.
    """
    counted = _counted(actor, from_on, until_on, station_id)
    made: dict[Place, Sums] = {}
    for row in _accounts(actor, from_on, min(until_on, last_over()), station_id):
        place = (row[0], row[1])
        made[place] = Sums(*row[2:], counted=counted.pop(place, _nothing()))
    for place, figures in counted.items():
        made[place] = Sums(None, None, 0, 0, 0, 0, 0, 0, None, 0, None, 0, 0.0, 0, 1, None, figures)
    return made


def _nothing() -> dict[str, int]:
    return dict.fromkeys(COUNTED, 0)


def _counted(
    actor: Actor, from_on: date, until_on: date, station_id: str | None
) -> dict[Place, dict[str, int]]:
    rows = BookDay.objects.filter(within(actor.scope), day__range=(from_on, until_on))
    if station_id is not None:
        rows = rows.filter(station_id=station_id)
    sums = {name: Sum(name) for name in COUNTED}
    made: dict[Place, dict[str, int]] = defaultdict(_nothing)
    for row in rows.values("station_id", "product").annotate(**sums).order_by():
        into = made[row["station_id"], family(row["product"])]
        for name in COUNTED:
            into[name] += int(row[name])
    return made


def _accounts(actor: Actor, from_on: date, until_on: date, station_id: str | None) -> list[tuple[Any, ...]]:
    patterns = ["%" if prefix == "*" else f"{prefix}%" for prefix in actor.scope]
    with connection.cursor() as cursor:
        cursor.execute(
            _ACCOUNTS,
            {"patterns": patterns, "from_on": from_on, "until_on": until_on, "station": station_id},
        )
        return cursor.fetchall()


_ACCOUNTS = """
SELECT station_id, family,
    (array_agg(opening20_ml ORDER BY day) FILTER (WHERE opening20_ml IS NOT NULL))[1],
    (array_agg(closing20_ml ORDER BY day DESC) FILTER (WHERE closing20_ml IS NOT NULL))[1],
    sum(documents20_ml)::bigint, sum(shifted20_ml)::bigint, sum(entries20_ml)::bigint,
    coalesce(sum(sales20_ml), 0)::bigint, coalesce(sum(other20_ml), 0)::bigint, sum(moved20_ml)::bigint,
    sum(variance20_ml)::bigint, sum(allowed20_ml)::bigint, sum(gauge_in20_ml)::bigint,
    sum(trips20_ml)::bigint, sum(documents_l2), max(tanks)::integer,
    (count(*) FILTER (WHERE book20_ml IS NULL))::integer,
    max(day) FILTER (WHERE gauge20_ml IS NOT NULL)
FROM bureau.stock_accountday
WHERE day BETWEEN %(from_on)s AND %(until_on)s AND station_id LIKE ANY (%(patterns)s::text[])
    AND (%(station)s::text IS NULL OR station_id = %(station)s)
GROUP BY station_id, family ORDER BY station_id, family
"""
