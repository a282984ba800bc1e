"""What a report rests on: until when the book was kept, who reported, months closed and changed since."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from django.db.models import Count

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.registry.models import Station
from youjian.bureau.reporting.contracts import ReportBasis
from youjian.bureau.reporting.periods import Period
from youjian.bureau.scope import within
from youjian.bureau.stock import selectors as stock
from youjian.bureau.stock.models import Gauging, MonthClose
from youjian.bureau.stock.pages import standing
from youjian.bureau.times import now
from youjian.contract.fields import business_day


def basis_of(actor: Actor, period: Period, stations: Mapping[str, Station]) -> ReportBasis:
    """Completeness of a period; none is missed before a station opened or that is to come."""
    today = business_day(now())
    seen = replace(period, until_on=min(period.until_on, today))
    wanted = {code: _open_days(station, seen) for code, station in stations.items()}
    found = stock.days_of(actor, period.from_on, period.until_on).filter(fuellings__gt=0)
    reported = dict(
        found.values("station_id")
        .annotate(n=Count("day", distinct=True))
        .order_by()
        .values_list("station_id", "n")
    )
    counted = {code for code, days in wanted.items() if days} | reported.keys()
    missing = {code: max(wanted.get(code, 0) - reported.get(code, 0), 0) for code in counted}
    months = _months(seen)
    closed = MonthClose.objects.filter(within(actor.scope), period__in=months, reopened_at=None)
    waiting = Gauging.objects.filter(within(actor.scope), day__range=(period.from_on, period.until_on))
    return ReportBasis(
        data_at=standing().kept_at,
        whole=period.until_on < today,
        stations=len(counted),
        reporting=len(reported),
        station_days=sum(missing.values()) + sum(reported.values()),
        missing_days=sum(missing.values()),
        closed_months=closed.count(),
        station_months=len(months) * len(counted),
        waiting_days=waiting.filter(day__lt=today).count(),
        changed_since_close=waiting.filter(station_id__in=closed.values("station_id"), day__lt=today).count(),
    )


def _open_days(station: Station, period: Period) -> int:
    """On how many days of a period a station was open; of a closed one without a date nothing is expected."""
    if station.status == "closed" and station.closed_on is None:
        return 0
    last = min(period.until_on, station.closed_on) if station.closed_on else period.until_on
    return max((last - max(period.from_on, station.opened_on)).days + 1, 0)


def _months(period: Period) -> list[str]:
    """The months that a period touches."""
    first, last = period.from_on, period.until_on
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [f"{date(number // 12, number % 12 + 1, 1):%Y-%m}" for number in numbers]
