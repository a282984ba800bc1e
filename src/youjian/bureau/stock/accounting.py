"""The accounts by station, product family and day: made of the book's days and the correcting entries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Sum

from youjian.bureau.stock.models import AccountDay, BookDay, Entry
from youjian.detection.books.book import Account, DayFigures, accounts
from youjian.detection.books.products import family

_SUMS = ("documents20_ml", "shifted20_ml", "trips20_ml", "tanks")
AccountKey = tuple[str, str, date]
_COLUMNS = (
    "station_id", "family", "day", "documents_l2", "tanks", "opening20_ml", "documents20_ml", "shifted20_ml",
    "entries20_ml", "sales20_ml", "other20_ml", "moved20_ml", "book20_ml", "gauge20_ml", "variance20_ml",
    "closing20_ml", "gauge_in20_ml", "trips20_ml", "allowed20_ml",
)  # fmt: skip
_INSERT = """
INSERT INTO bureau.stock_accountday (
    station_id, family, day, documents_l2, tanks, opening20_ml, documents20_ml, shifted20_ml,
    entries20_ml, sales20_ml, other20_ml, moved20_ml, book20_ml, gauge20_ml, variance20_ml,
    closing20_ml, gauge_in20_ml, trips20_ml, allowed20_ml
)
SELECT * FROM unnest(
    %s::text[], %s::text[], %s::date[], %s::float8[], %s::smallint[], %s::bigint[], %s::bigint[],
    %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[],
    %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[]
)
"""


def rebuild(station_id: str, since: date) -> None:
    """Make the accounts of a station anew from a day on, from the closings of the day before."""
    days: dict[str, dict[date, list[BookDay]]] = defaultdict(lambda: defaultdict(list))
    for row in BookDay.objects.filter(station_id=station_id, day__gte=since).order_by("day"):
        days[family(row.product)][row.day].append(row)
    entries = _entries(station_id, since)
    AccountDay.objects.filter(station_id=station_id, day__gte=since).delete()
    for name in sorted({*days, *entries}):
        of_family = {day: [] for day in entries[name]} | days[name]
        _build(station_id, name, since, sorted(of_family.items()), entries[name])


def _build(
    station_id: str,
    name: str,
    since: date,
    days: Sequence[tuple[date, list[BookDay]]],
    entries: dict[date, int],
) -> None:
    before = (
        AccountDay.objects.filter(station_id=station_id, family=name, day__lt=since).order_by("-day").first()
    )
    figures = [_figures(rows, entries.get(day, 0)) for day, rows in days]
    lines = accounts(before.closing20_ml if before else None, figures)
    _store(
        [
            _row((station_id, name, day), rows, told, line)
            for (day, rows), told, line in zip(days, figures, lines, strict=True)
        ]
    )


def _store(rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep days of an account, column by column: row by row it takes several times as long."""
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [[row[name] for row in rows] for name in _COLUMNS])


def _figures(rows: Sequence[BookDay], entries: int) -> DayFigures:
    gauged = [row for row in rows if row.tanks]
    return DayFigures(
        opening=_all(row.opening20_ml for row in gauged),
        documents=sum(row.documents20_ml for row in rows),
        shifted=sum(row.shifted20_ml for row in rows),
        entries=entries,
        sales=_all((row.sales20_ml for row in rows), 0),
        other=_all((row.other20_ml for row in rows), 0),
        gauge=_all(row.closing20_ml for row in gauged),
    )


def _all(parts: Iterable[int | None], nothing: int | None = None) -> int | None:
    """The sum where every part is known; `nothing` of no parts."""
    listed = list(parts)
    known = [part for part in listed if part is not None]
    if len(known) < len(listed):
        return None
    return sum(known) if listed else nothing


def _row(key: AccountKey, rows: Sequence[BookDay], told: DayFigures, line: Account) -> dict[str, Any]:
    sums = {column: sum(getattr(row, column) for row in rows) for column in _SUMS}
    return dict(
        station_id=key[0],
        family=key[1],
        day=key[2],
        **sums,
        documents_l2=sum((row.documents_l2 for row in rows), 0.0),
        entries20_ml=told.entries,
        sales20_ml=told.sales,
        other20_ml=told.other,
        moved20_ml=sum(moved20_ml(row) for row in rows),
        opening20_ml=line.opening,
        book20_ml=line.book,
        gauge20_ml=line.gauge,
        variance20_ml=line.variance,
        closing20_ml=line.closing,
        gauge_in20_ml=_all(row.gauge_in20_ml for row in rows if row.tanks),
        allowed20_ml=sum(row.allowed20_ml or 0 for row in rows),
    )


def moved20_ml(row: BookDay) -> int:
    """What was transferred or held for others, mL at 20 °C."""
    return round((row.transfer_ml + row.custody_ml) * (row.factor20 or 1.0))


def _entries(station_id: str, since: date) -> dict[str, dict[date, int]]:
    made: dict[str, dict[date, int]] = defaultdict(dict)
    rows = Entry.objects.filter(station_id=station_id, day__gte=since).values("family", "day")
    for row in rows.annotate(litres=Sum("litres20_ml")).order_by():
        made[row["family"]][row["day"]] = int(row["litres"])
    return made
