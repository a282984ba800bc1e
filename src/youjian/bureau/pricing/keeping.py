"""Keeping the prices seen equal to the ledger: with the sums of sales, for the same station-days."""

from datetime import date
from typing import Any


def keep(cursor: Any, taken: list[tuple[str, date]]) -> None:
    """Work the prices of station-days out again, in the transaction that sums their sales."""
    stations, days = zip(*taken, strict=True)
    cursor.execute(_KEEP, {"stations": list(stations), "days": list(days)})


_KEEP = """
WITH due AS (
    SELECT station_id, day, (day - interval '8 hours') AT TIME ZONE 'UTC' AS since
    FROM unnest(%(stations)s::text[], %(days)s::date[]) AS d (station_id, day)
), sold AS MATERIALIZED (
    SELECT d.station_id, d.day, coalesce(stood_for.product, '') AS product, f.unit_price_fen,
        f.volume_ml, f.ended_at, f.unit_price_fen <> lag(f.unit_price_fen) OVER nozzle AS changed
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
    WHERE NOT f.test AND f.kind = 'sale' AND f.unit_price_fen > 0 AND NOT EXISTS (
        SELECT FROM ledger.fuellings AS later
        WHERE later.station_id = f.station_id AND later.nozzle_id = f.nozzle_id AND later.seq = f.seq
            AND later.version > f.version AND later.version > 1 AND NOT later.test
    )
    WINDOW nozzle AS (PARTITION BY d.station_id, d.day, f.nozzle_id ORDER BY f.ended_at, f.seq)
), days AS (
    SELECT station_id, day, product, min(unit_price_fen) AS low_fen,
        percentile_disc(0.5) WITHIN GROUP (ORDER BY unit_price_fen) AS median_fen,
        max(unit_price_fen) AS high_fen,
        sum(volume_ml)::bigint AS volume_ml, count(*)::integer AS fuellings,
        (count(*) FILTER (WHERE changed))::integer AS changes,
        max(ended_at) FILTER (WHERE changed) AS changed_at
    FROM sold GROUP BY 1, 2, 3
), gone AS (
    DELETE FROM bureau.pricing_dayprice AS k USING due AS d
    WHERE k.station_id = d.station_id AND k.day = d.day AND NOT EXISTS (
        SELECT FROM days AS t WHERE (t.station_id, t.day, t.product) = (k.station_id, k.day, k.product)
    )
)
INSERT INTO bureau.pricing_dayprice AS k
    (station_id, day, product, low_fen, median_fen, high_fen, volume_ml, fuellings, changes, changed_at)
SELECT * FROM days
ON CONFLICT (station_id, day, product) DO UPDATE
SET low_fen = excluded.low_fen, median_fen = excluded.median_fen, high_fen = excluded.high_fen,
    volume_ml = excluded.volume_ml, fuellings = excluded.fuellings, changes = excluded.changes,
    changed_at = excluded.changed_at
"""
