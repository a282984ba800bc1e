"""What was sold by the same time of an earlier day: whole hours from the sums, the rest from the ledger."""

from datetime import date, datetime, timedelta

from django.db import connection

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.cockpit.contracts import Compared, HourOut, Sales
from youjian.bureau.cockpit.models import HourSales
from youjian.bureau.cockpit.selectors import SUMS, sales_of, sales_out
from youjian.bureau.scope import within
from youjian.contract.fields import business_day, day_bounds

_HOURS = 24


def by_the_same_time(actor: Actor, moment: datetime, days: int) -> Compared:
    """What the scope sold `days` days before `moment`, from that day's beginning to the same time of day.

    `days` is 1 to 7 (`summing.HOURS_KEPT`). The transaction's scope must be the actor's.
    """
    until = moment - timedelta(days=days)
    day = business_day(until)
    full = int((until - day_bounds(day)[0]) / timedelta(hours=1))
    rows = HourSales.objects.filter(within(actor.scope), day=day, hour__lt=full)
    begun = day_bounds(day)[0] + timedelta(hours=full)
    total = sales_of(rows.aggregate(**SUMS)) + _sold(begun, until)
    return Compared(day=day, until=until, sales=sales_out(total))


def hours_of(actor: Actor, moment: datetime) -> list[HourOut]:
    """Litres of every hour of today, of yesterday and of the day a week before."""
    today = business_day(moment)
    wanted = [today - timedelta(days=n) for n in (0, 1, 7)]
    rows = HourSales.objects.filter(within(actor.scope), day__in=wanted).values("day", "hour")
    sold: dict[tuple[date, int], int] = {
        (row["day"], row["hour"]): int(row["volume_ml"]) for row in rows.annotate(volume_ml=SUMS["volume_ml"])
    }
    running = int((moment - day_bounds(today)[0]) / timedelta(hours=1))
    return [
        HourOut(
            hour=hour,
            today_ml=sold.get((today, hour), 0) if hour <= running else None,
            yesterday_ml=sold.get((wanted[1], hour), 0),
            last_week_ml=sold.get((wanted[2], hour), 0),
        )
        for hour in range(_HOURS)
    ]


def _sold(since: datetime, until: datetime) -> Sales:
    """What was sold within less than an hour, straight from the ledger within the transaction's scope."""
    with connection.cursor() as cursor:
        cursor.execute(_SOLD, [since, until])
        return Sales(*cursor.fetchone())


_SOLD = """
SELECT coalesce(sum(f.volume_ml), 0)::bigint, coalesce(sum(f.amount_fen), 0)::bigint, count(*)
FROM ledger.fuellings AS f
WHERE f.ended_at >= %s AND f.ended_at < %s AND NOT f.test AND f.kind = 'sale' AND NOT EXISTS (
    SELECT FROM ledger.fuellings AS later
    WHERE later.station_id = f.station_id AND later.nozzle_id = f.nozzle_id AND later.seq = f.seq
        AND later.version > f.version AND later.version > 1 AND NOT later.test
)
"""
