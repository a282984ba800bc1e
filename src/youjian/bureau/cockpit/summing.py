"""Keeping the sums equal to the ledger: station-days with a mark are summed again, the newest first.

A mark of `ledger.sales_marks` is committed together with the records it stands for. A round deletes marks and
sums their days in one transaction: cut off in between, it leaves both as they were. One round runs at a time
in the whole installation, so that an older sum never replaces a newer one.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from youjian.bureau.cockpit.models import HourSales, Round
from youjian.bureau.times import now
from youjian.contract.fields import business_day

HOURS_KEPT = timedelta(days=9)
"""Hours are kept of these days: a day is compared with the one a week before."""
_LOCK = (7053, 101)
StationDays = list[tuple[str, date]]
_FOLLOWERS: list[Callable[[Any, StationDays], None]] = []
_DAYS = 400
"""So many station-days are summed in one transaction: some hundred thousand fuellings."""
_STATIONS = 50


def sum_marked(days: int = _DAYS) -> int:
    """One round within the caller's transaction (scope: everywhere); returns how many station-days it summed.

    0 also when another worker is at it. Call it again until it returns 0.
    """
    begun = now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", _LOCK)
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_SPREAD, [_STATIONS])
        cursor.execute(_TAKE, [days])
        taken: StationDays = cursor.fetchall()
        _sum(cursor, taken, business_day(begun) - HOURS_KEPT)
        for keep in _FOLLOWERS if taken else ():
            keep(cursor, taken)
        cursor.execute(_WAITING, [business_day(begun)])
        _note(begun, *cursor.fetchone())
    return len(taken)


def follow(keep: Callable[[Any, StationDays], None]) -> None:
    """Let another app keep its own figures of a round's station-days, in the round's transaction."""
    _FOLLOWERS.append(keep)


def forget_hours(before: date) -> int:
    """Delete the hours of days before a day; returns how many rows there were."""
    return HourSales.objects.filter(day__lt=before).delete()[0]


def _sum(cursor: Any, taken: StationDays, hours_since: date) -> None:
    if taken:
        stations, days = zip(*taken, strict=True)
        given = {"stations": list(stations), "days": list(days), "hours_since": hours_since}
        cursor.execute(_SUM, given)


def _note(begun: datetime, waiting: int, today_waits: bool) -> None:
    """Note how far the sums are; `done_at` stays while records of the running day still wait."""
    said: dict[str, Any] = {"waiting": waiting} if today_waits else {"waiting": waiting, "done_at": begun}
    Round.objects.update_or_create(
        id=1, defaults=said, create_defaults={"waiting": waiting, "done_at": begun}
    )


_SPREAD = """
WITH taken AS (
    DELETE FROM ledger.sales_marks WHERE id IN (
        SELECT id FROM ledger.sales_marks WHERE onwards ORDER BY id LIMIT %s
    ) RETURNING station_id, day
), since AS (
    SELECT station_id, min(day) AS day FROM taken GROUP BY station_id
)
INSERT INTO ledger.sales_marks (station_id, day)
SELECT s.station_id, d.day FROM since AS s CROSS JOIN LATERAL (
    WITH RECURSIVE days AS (
        (
            SELECT (f.ended_at AT TIME ZONE 'UTC' + interval '8 hours')::date AS day
            FROM ledger.fuellings AS f
            WHERE f.station_id = s.station_id
                AND f.ended_at >= (s.day - interval '8 hours') AT TIME ZONE 'UTC'
            ORDER BY f.ended_at LIMIT 1
        )
        UNION ALL
        SELECT (
            SELECT (f.ended_at AT TIME ZONE 'UTC' + interval '8 hours')::date FROM ledger.fuellings AS f
            WHERE f.station_id = s.station_id
                AND f.ended_at >= (before.day + 1 - interval '8 hours') AT TIME ZONE 'UTC'
            ORDER BY f.ended_at LIMIT 1
        )
        FROM days AS before WHERE before.day IS NOT NULL
    )
    SELECT day FROM days WHERE day IS NOT NULL
) AS d
UNION
SELECT k.station_id, k.day FROM bureau.cockpit_daysales AS k JOIN since AS s USING (station_id)
WHERE k.day >= s.day
"""
_TAKE = """
WITH due AS (
    SELECT station_id, day FROM ledger.sales_marks WHERE NOT onwards
    GROUP BY station_id, day ORDER BY day DESC, min(id) LIMIT %s
), taken AS (
    DELETE FROM ledger.sales_marks AS m USING due AS d
    WHERE NOT m.onwards AND m.station_id = d.station_id AND m.day = d.day
    RETURNING m.station_id, m.day
)
SELECT DISTINCT station_id, day FROM taken
"""
_WAITING = """
SELECT count(*), coalesce(bool_or(day >= %s), false)
FROM (SELECT DISTINCT station_id, day, onwards FROM ledger.sales_marks) AS left_over
"""
# Kind `sale` only: what went back into a tank, was used by the station itself or moved was not sold.
_SUM = """
WITH due AS (
    SELECT station_id, day, (day - interval '8 hours') AT TIME ZONE 'UTC' AS since
    FROM unnest(%(stations)s::text[], %(days)s::date[]) AS d (station_id, day)
), hours AS MATERIALIZED (
    SELECT d.station_id, d.day,
        extract(hour FROM f.ended_at AT TIME ZONE 'UTC' + interval '8 hours')::smallint AS hour,
        coalesce(stood_for.product, '') AS product, sum(f.volume_ml)::bigint AS volume_ml,
        sum(f.amount_fen)::bigint AS amount_fen, count(*)::integer AS fuellings
    FROM due AS d
    JOIN ledger.fuellings AS f
        ON f.station_id = d.station_id
            AND f.ended_at >= d.since AND f.ended_at < d.since + interval '24 hours'
    LEFT JOIN LATERAL (
        SELECT n.product FROM ledger.nozzles AS n
        WHERE n.station_id = f.station_id AND n.nozzle_id = f.nozzle_id
            AND (n.valid_from IS NULL OR n.valid_from <= f.ended_at)
        ORDER BY n.valid_from DESC NULLS LAST LIMIT 1
    ) AS stood_for ON true
    WHERE NOT f.test AND f.kind = 'sale' AND NOT EXISTS (
        SELECT FROM ledger.fuellings AS later
        WHERE later.station_id = f.station_id AND later.nozzle_id = f.nozzle_id AND later.seq = f.seq
            AND later.version > f.version AND later.version > 1 AND NOT later.test
    )
    GROUP BY 1, 2, 3, 4
), days AS (
    SELECT station_id, day, product, sum(volume_ml)::bigint AS volume_ml,
        sum(amount_fen)::bigint AS amount_fen, sum(fuellings)::integer AS fuellings
    FROM hours GROUP BY station_id, day, product
), no_hours AS (
    DELETE FROM bureau.cockpit_hoursales AS k USING due AS d
    WHERE k.station_id = d.station_id AND k.day = d.day AND NOT EXISTS (
        SELECT FROM hours AS h
        WHERE (h.station_id, h.day, h.hour, h.product) = (k.station_id, k.day, k.hour, k.product)
    )
), no_days AS (
    DELETE FROM bureau.cockpit_daysales AS k USING due AS d
    WHERE k.station_id = d.station_id AND k.day = d.day AND NOT EXISTS (
        SELECT FROM days AS t WHERE (t.station_id, t.day, t.product) = (k.station_id, k.day, k.product)
    )
), put_hours AS (
    INSERT INTO bureau.cockpit_hoursales AS k
        (station_id, day, hour, product, volume_ml, amount_fen, fuellings)
    SELECT station_id, day, hour, product, volume_ml, amount_fen, fuellings
    FROM hours WHERE day >= %(hours_since)s
    ON CONFLICT (station_id, day, hour, product) DO UPDATE
    SET volume_ml = excluded.volume_ml, amount_fen = excluded.amount_fen, fuellings = excluded.fuellings
    WHERE (k.volume_ml, k.amount_fen, k.fuellings)
        IS DISTINCT FROM (excluded.volume_ml, excluded.amount_fen, excluded.fuellings)
)
INSERT INTO bureau.cockpit_daysales AS k (station_id, day, product, volume_ml, amount_fen, fuellings)
SELECT station_id, day, product, volume_ml, amount_fen, fuellings FROM days
ON CONFLICT (station_id, day, product) DO UPDATE
SET volume_ml = excluded.volume_ml, amount_fen = excluded.amount_fen, fuellings = excluded.fuellings
WHERE (k.volume_ml, k.amount_fen, k.fuellings)
    IS DISTINCT FROM (excluded.volume_ml, excluded.amount_fen, excluded.fuellings)
"""
