"""Whether all fuellings of a station-day are there: by their numbers and by the totals of the nozzles."""

from datetime import date, timedelta
from typing import Any

from psycopg import Connection

from youjian.contract.fields import day_bounds

_LOOKS = timedelta(days=30)
"""So far before a day the last fuelling of a nozzle that did not sell on it is looked for."""


def is_complete(conn: Connection[Any], station_id: str, day: date) -> bool:
    """Whether every nozzle in use has gapless fuellings from its last before the day to its first after it.

    Gapless: each number is one more than the one before, and the total rose by just the volume. A nozzle that
    has not sold since the day's end says nothing yet, nor does a station without nozzles.
    """
    start, end = day_bounds(day)
    asked = {"station": station_id, "day": day, "start": start, "end": end, "looks": start - _LOOKS}
    whole = [bool(row[0]) for row in conn.execute(_NOZZLES, asked)]
    return bool(whole) and all(whole)


# A nozzle's stretch runs from the last fuelling before the day, or the first of it, to the first after it.
_NOZZLES = """
WITH used AS (
    SELECT DISTINCT ON (nozzle_id) nozzle_id, retired_on FROM ledger.nozzles
    WHERE station_id = %(station)s AND (valid_from IS NULL OR valid_from < %(end)s)
    ORDER BY nozzle_id, valid_from DESC NULLS LAST
), sold AS (
    SELECT nozzle_id, min(seq) AS first_seq, max(seq) AS last_seq FROM ledger.fuellings_current
    WHERE station_id = %(station)s AND ended_at >= %(start)s AND ended_at < %(end)s AND NOT test
    GROUP BY nozzle_id
), stretch AS (
    SELECT u.nozzle_id, coalesce(before.seq, s.first_seq, idle.seq) AS first_seq,
        coalesce(after.seq, later.seq) AS last_seq
    FROM used AS u LEFT JOIN sold AS s USING (nozzle_id)
    LEFT JOIN LATERAL (
        SELECT seq FROM ledger.fuellings AS f
        WHERE f.station_id = %(station)s AND f.nozzle_id = u.nozzle_id AND f.seq < s.first_seq AND NOT f.test
        ORDER BY seq DESC LIMIT 1
    ) AS before ON true
    LEFT JOIN LATERAL (
        SELECT seq FROM ledger.fuellings AS f
        WHERE f.station_id = %(station)s AND f.nozzle_id = u.nozzle_id AND f.seq > s.last_seq AND NOT f.test
        ORDER BY seq LIMIT 1
    ) AS after ON true
    LEFT JOIN LATERAL (
        SELECT seq FROM ledger.fuellings AS f
        WHERE s.nozzle_id IS NULL AND f.station_id = %(station)s AND f.nozzle_id = u.nozzle_id AND NOT f.test
            AND f.ended_at >= %(looks)s AND f.ended_at < %(start)s
        ORDER BY ended_at DESC, seq DESC LIMIT 1
    ) AS idle ON true
    LEFT JOIN LATERAL (
        SELECT seq FROM ledger.fuellings AS f
        WHERE f.station_id = %(station)s AND f.nozzle_id = u.nozzle_id AND f.seq > idle.seq AND NOT f.test
        ORDER BY seq LIMIT 1
    ) AS later ON true
    WHERE u.retired_on IS NULL OR u.retired_on > %(day)s
)
SELECT coalesce(last_seq > first_seq AND (
    SELECT bool_and(step = 1 AND rise = volume_ml) FROM (
        SELECT seq - lag(seq) OVER in_order AS step,
            totalizer_ml - lag(totalizer_ml) OVER in_order AS rise, volume_ml
        FROM ledger.fuellings_current AS f
        WHERE f.station_id = %(station)s AND f.nozzle_id = stretch.nozzle_id AND NOT f.test
            AND f.seq BETWEEN first_seq AND last_seq
        WINDOW in_order AS (ORDER BY seq)
    ) AS beside WHERE step IS NOT NULL
), false)
FROM stretch
"""
