"""What fuellings say of station-days, counted in the ledger in one statement: exact to the millilitre."""

from collections.abc import Sequence
from datetime import date
from typing import Any

StationDay = tuple[str, date]


def count(cursor: Any, taken: Sequence[StationDay]) -> None:
    """Bring the counted columns of station-days up to what the ledger's current fuellings say."""
    if taken:
        stations, days = zip(*taken, strict=True)
        cursor.execute(_COUNT, {"stations": list(stations), "days": list(days)})


def following(cursor: Any, taken: Sequence[StationDay]) -> list[StationDay]:
    """The days of the fuellings behind those of station-days: their totals begin where those end."""
    if not taken:
        return []
    stations, days = zip(*taken, strict=True)
    cursor.execute(_FOLLOWING, {"stations": list(stations), "days": list(days)})
    return cursor.fetchall()


# Whatever stands behind a hole in the numbers, or behind the last number of the day, in any version.
# OFFSET 0 lets each station-day be looked up by an index: nothing tells the planner how few records a day
# has, and it would read a whole city for every four hundred days.
_FOLLOWING = """
WITH due AS (
    SELECT station_id, day, (day - interval '8 hours') AT TIME ZONE 'UTC' AS since
    FROM unnest(%(stations)s::text[], %(days)s::date[]) AS d (station_id, day)
), given AS (
    SELECT DISTINCT d.day, d.station_id, f.nozzle_id, f.seq
    FROM due AS d
    CROSS JOIN LATERAL (
        SELECT f.nozzle_id, f.seq FROM ledger.fuellings AS f
        WHERE f.station_id = d.station_id
            AND f.ended_at >= d.since AND f.ended_at < d.since + interval '24 hours'
        OFFSET 0
    ) AS f
), ranked AS (
    SELECT *, lead(seq) OVER (PARTITION BY day, station_id, nozzle_id ORDER BY seq) AS next_seq FROM given
)
SELECT DISTINCT r.station_id, (f.ended_at AT TIME ZONE 'UTC' + interval '8 hours')::date
FROM ranked AS r
CROSS JOIN LATERAL (
    SELECT o.seq FROM ledger.fuellings AS o
    WHERE o.station_id = r.station_id AND o.nozzle_id = r.nozzle_id AND o.seq > r.seq
    ORDER BY o.seq LIMIT 1
) AS behind
CROSS JOIN LATERAL (
    SELECT f.ended_at FROM ledger.fuellings AS f
    WHERE f.station_id = r.station_id AND f.nozzle_id = r.nozzle_id AND f.seq = behind.seq
    OFFSET 0
) AS f
WHERE r.next_seq IS NULL OR r.next_seq > r.seq + 1
"""
# A total that falls (another meter) or that nothing stands before says no more than the fuelling itself.
_COUNT = """
WITH due AS (
    SELECT station_id, day, (day - interval '8 hours') AT TIME ZONE 'UTC' AS since
    FROM unnest(%(stations)s::text[], %(days)s::date[]) AS d (station_id, day)
), given AS MATERIALIZED (
    SELECT d.day, d.station_id, f.*, lag(f.seq) OVER w AS before_seq, lag(f.totalizer_ml) OVER w AS before_ml
    FROM due AS d
    CROSS JOIN LATERAL (
        SELECT f.nozzle_id, f.seq, f.ended_at, f.volume_ml, f.amount_fen, f.totalizer_ml, f.kind
        FROM ledger.fuellings AS f
        WHERE f.station_id = d.station_id
            AND f.ended_at >= d.since AND f.ended_at < d.since + interval '24 hours'
            AND NOT f.test AND NOT EXISTS (
                SELECT FROM ledger.fuellings AS later
                WHERE later.station_id = f.station_id AND later.nozzle_id = f.nozzle_id AND later.seq = f.seq
                    AND later.version > f.version AND later.version > 1 AND NOT later.test
            )
        OFFSET 0
    ) AS f
    WINDOW w AS (PARTITION BY d.day, d.station_id, f.nozzle_id ORDER BY f.seq)
), moved AS (
    SELECT g.*, CASE WHEN before_seq = seq - 1 THEN before_ml ELSE behind.totalizer_ml END AS from_ml
    FROM given AS g
    LEFT JOIN LATERAL (
        SELECT o.totalizer_ml FROM ledger.fuellings AS o
        WHERE o.station_id = g.station_id AND o.nozzle_id = g.nozzle_id AND o.seq < g.seq AND NOT o.test
        ORDER BY o.seq DESC, o.version DESC LIMIT 1
    ) AS behind ON g.before_seq IS DISTINCT FROM g.seq - 1
), counted AS (
    SELECT m.station_id, m.day, coalesce(stood_for.product, '') AS product,
        coalesce(sum(volume_ml) FILTER (WHERE kind = 'sale'), 0)::bigint AS sales_ml,
        coalesce(sum(amount_fen) FILTER (WHERE kind = 'sale'), 0)::bigint AS amount_fen,
        (count(*) FILTER (WHERE kind = 'sale'))::integer AS fuellings,
        coalesce(sum(volume_ml) FILTER (WHERE kind = 'test_return'), 0)::bigint AS test_return_ml,
        coalesce(sum(volume_ml) FILTER (WHERE kind = 'self_use'), 0)::bigint AS self_use_ml,
        coalesce(sum(volume_ml) FILTER (WHERE kind = 'transfer'), 0)::bigint AS transfer_ml,
        coalesce(sum(volume_ml) FILTER (WHERE kind = 'custody'), 0)::bigint AS custody_ml,
        sum(CASE WHEN totalizer_ml >= from_ml THEN totalizer_ml - from_ml ELSE volume_ml END)::bigint
            AS totalizer_ml
    FROM moved AS m
    LEFT JOIN LATERAL (
        SELECT n.product FROM ledger.nozzles AS n
        WHERE n.station_id = m.station_id AND n.nozzle_id = m.nozzle_id
            AND (n.valid_from IS NULL OR n.valid_from <= m.ended_at)
        ORDER BY n.valid_from DESC NULLS LAST LIMIT 1
    ) AS stood_for ON true
    GROUP BY 1, 2, 3
), emptied AS (
    UPDATE bureau.stock_bookday AS b
    SET sales_ml = 0, amount_fen = 0, fuellings = 0, test_return_ml = 0, self_use_ml = 0, transfer_ml = 0,
        custody_ml = 0, totalizer_ml = 0
    FROM due AS d
    WHERE b.station_id = d.station_id AND b.day = d.day AND NOT EXISTS (
        SELECT FROM counted AS c WHERE (c.station_id, c.day, c.product) = (b.station_id, b.day, b.product)
    )
)
INSERT INTO bureau.stock_bookday AS b (
    station_id, day, product, sales_ml, amount_fen, fuellings, test_return_ml, self_use_ml, transfer_ml,
    custody_ml, totalizer_ml
)
SELECT station_id, day, product, sales_ml, amount_fen, fuellings, test_return_ml, self_use_ml, transfer_ml,
    custody_ml, totalizer_ml
FROM counted
ON CONFLICT (station_id, day, product) DO UPDATE
SET sales_ml = excluded.sales_ml, amount_fen = excluded.amount_fen, fuellings = excluded.fuellings,
    test_return_ml = excluded.test_return_ml, self_use_ml = excluded.self_use_ml,
    transfer_ml = excluded.transfer_ml, custody_ml = excluded.custody_ml, totalizer_ml = excluded.totalizer_ml
"""
