"""Keeping the book equal to the ledger: station-days with a mark are worked out again, the newest first.

As with the sums of sales, a mark of `ledger.stock_marks` is committed together with the records it
stands for, and goes in the transaction that works its day out. What the gauge says waits until the day is
over (`Gauging`), and is worked out station by station (`gauging`).
"""

from datetime import date, timedelta
from typing import Any

from django.db import connection

from youjian.bureau.stock import bought, counting
from youjian.bureau.stock.counting import StationDay
from youjian.bureau.stock.gauging import gauge_next, last_over
from youjian.bureau.stock.models import BookRound
from youjian.bureau.times import now

_LOCK = (7053, 108)
_DAYS = 400
"""So many station-days are counted in one transaction: some hundred thousand fuellings."""
_STATIONS = 50
_ROLLED = timedelta(days=60)


def count_marked(days: int = _DAYS) -> int:
    """Count marked station-days within the caller's transaction (scope: everywhere); returns how many.

    0 also when another worker is at it. Call it again until it returns 0.
    """
    with connection.cursor() as cursor:
        if not _alone(cursor):
            return 0
        cursor.execute(_SPREAD, [_STATIONS])
        cursor.execute(_TAKE, {"days": days})
        taken: list[StationDay] = cursor.fetchall()
        after = sorted(set(counting.following(cursor, taken)) - set(taken))
        counting.count(cursor, [*taken, *after])
        bought.keep_bought(cursor, taken)
        _ask_gauge(cursor, [*taken, *after])
        _note(cursor)
    return len(taken)


def keep_gauged() -> int:
    """Work out what the gauges say of one station's waiting days that are over; returns how many.

    In the caller's transaction (scope: everywhere). 0 also when another worker is at it.
    """
    with connection.cursor() as cursor:
        if not _alone(cursor):
            return 0
        _roll(cursor)
    return gauge_next()


def _roll(cursor: Any) -> None:
    """Let every station with tanks have each day that is over in its book, sales or none."""
    over = last_over()
    row, _ = BookRound.objects.get_or_create(
        id=1, defaults={"done_at": now(), "waiting": 0, "rolled_on": over}
    )
    if row.rolled_on is None or row.rolled_on < over:
        since = max(row.rolled_on or over, over - _ROLLED)
        cursor.execute(_NEW_DAYS, [since, over])
        row.rolled_on = over
        row.save(update_fields=["rolled_on"])


def _alone(cursor: Any) -> bool:
    """Whether nobody else keeps the book until the end of this transaction."""
    cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", _LOCK)
    return bool(cursor.fetchone()[0])


def _ask_gauge(cursor: Any, counted: list[StationDay]) -> None:
    if counted:
        stations, days = zip(*counted, strict=True)
        cursor.execute(_GAUGE, [list(stations), list(days)])


def _note(cursor: Any) -> None:
    cursor.execute(
        "SELECT count(*) FROM (SELECT DISTINCT station_id, day, onwards FROM ledger.stock_marks) AS m"
    )
    said = {"done_at": now(), "waiting": cursor.fetchone()[0]}
    BookRound.objects.update_or_create(id=1, defaults=said)


def mark(since: date) -> None:
    """Let the days of all stations of the scope from one on be worked out again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger.stock_marks (station_id, day, onwards) SELECT station_id, %s, true"
            " FROM ledger.stations",
            [since],
        )


_SPREAD = """
WITH taken AS (
    DELETE FROM ledger.stock_marks WHERE id IN (
        SELECT id FROM ledger.stock_marks WHERE onwards ORDER BY id LIMIT %s
    ) RETURNING station_id, day
), since AS (
    SELECT station_id, min(day) AS day FROM taken GROUP BY station_id
)
INSERT INTO ledger.stock_marks (station_id, day)
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
SELECT p.station_id, (p.delivered_at AT TIME ZONE 'UTC' + interval '8 hours')::date
FROM ledger.deliveries AS p JOIN since AS s USING (station_id)
WHERE p.delivered_at >= (s.day - interval '8 hours') AT TIME ZONE 'UTC'
UNION
SELECT p.consignee_station_id,
    (coalesce(p.unloaded_at, p.loaded_at) AT TIME ZONE 'UTC' + interval '8 hours')::date
FROM ledger.trips AS p JOIN since AS s ON s.station_id = p.consignee_station_id
WHERE coalesce(p.unloaded_at, p.loaded_at) >= (s.day - interval '8 hours') AT TIME ZONE 'UTC'
UNION
SELECT b.station_id, b.day FROM bureau.stock_bookday AS b JOIN since AS s USING (station_id)
WHERE b.day >= s.day
"""
# A station-day may have many marks, a backlog millions: the newest are found and taken by the index on days.
_TAKE = """
WITH newest AS (
    SELECT day, station_id FROM ledger.stock_marks WHERE NOT onwards
    ORDER BY day DESC, station_id DESC LIMIT 50 * %(days)s
), due AS (
    SELECT DISTINCT day, station_id FROM newest ORDER BY day DESC, station_id DESC LIMIT %(days)s
), mine AS (
    SELECT m.id FROM due AS d
    CROSS JOIN LATERAL (
        SELECT id FROM ledger.stock_marks
        WHERE NOT onwards AND day = d.day AND station_id = d.station_id
        OFFSET 0
    ) AS m
), taken AS (
    DELETE FROM ledger.stock_marks WHERE id IN (SELECT id FROM mine) RETURNING station_id, day
)
SELECT DISTINCT station_id, day FROM taken
"""
# Stations that have a book already: a new one begins with its first record.
_NEW_DAYS = """
INSERT INTO bureau.stock_gauging (station_id, day)
SELECT t.station_id, d.day::date
FROM (SELECT DISTINCT station_id FROM ledger.tanks) AS t
CROSS JOIN generate_series(%s::date + 1, %s::date, '1 day') AS d (day)
WHERE EXISTS (SELECT FROM bureau.stock_bookday AS b WHERE b.station_id = t.station_id AND b.day < d.day)
ON CONFLICT DO NOTHING
"""
_GAUGE = """
INSERT INTO bureau.stock_gauging (station_id, day)
SELECT DISTINCT station_id, day FROM unnest(%s::text[], %s::date[]) AS g (station_id, day)
ON CONFLICT DO NOTHING
"""
