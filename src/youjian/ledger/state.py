"""The live state: last totalizer, last level, last seen. It follows from the ledger, whatever came first.

Only forward in device time: a late record is stored but never overwrites what is newer.
"""

from datetime import datetime
from functools import cache
from typing import Any, LiteralString

import numpy as np
from psycopg import Connection, sql

from youjian.contract.tables import Table
from youjian.ledger.columns import names
from youjian.ledger.sent import Sent
from youjian.ledger.staging import Staged

_NOZZLES = 65_536
"""More than any station's numbers of nozzles."""


def advance(conn: Connection[Any], staged: list[Staged]) -> None:
    """Move the live state by the new records of this transaction; test records move nothing."""
    for stage in staged:
        for statement in _STATEMENTS.get(stage.spec.name, ()):
            conn.execute(sql.SQL(statement).format(view=stage.view))


def advance_plain(conn: Connection[Any], new: Sent, received_at: datetime) -> None:
    """The same for records that were stored without a stage."""
    newest = _newest_of_nozzles(new) if new.spec.name == "fuellings" else new
    for statement in _plain_statements(new.spec):
        columns = {name: newest.parameter(name) for name in _columns(new.spec)}
        conn.execute(statement, columns | {"received_at": received_at}, prepare=True)


def _newest_of_nozzles(new: Sent) -> Sent:
    """Of each nozzle the fuelling that ended last; of two at once the one with the higher number."""
    nozzle = new.station_codes * _NOZZLES + new.integers("nozzle_id")
    order = np.lexsort((new.integers("seq"), new.integers("ended_at"), nozzle))
    last = np.append(nozzle[order][1:] != nozzle[order][:-1], True)
    newest = np.zeros(len(new), np.bool_)
    newest[order[last]] = True
    return new.where(newest)


def _columns(spec: Table) -> tuple[str, ...]:
    return tuple(column for column in spec.columns if column != "received_at")


@cache
def _plain_statements(spec: Table) -> tuple[bytes, ...]:
    columns = _columns(spec)
    source = sql.SQL(
        "(SELECT s.*, %(received_at)s::timestamptz AS known_at, NULL::text AS fate, false AS test"
        " FROM unnest({arrays}) AS s ({columns}))"
    ).format(arrays=sql.SQL(", ").join(sql.Placeholder(c) for c in columns), columns=names(columns))
    statements = (_NEWEST_NOZZLES,) if spec.name == "fuellings" else _STATEMENTS.get(spec.name, ())
    return tuple(sql.SQL(statement).format(view=source).as_bytes(None) for statement in statements)


_FORWARD = """
ON CONFLICT (station_id, nozzle_id) DO UPDATE SET
    seq = excluded.seq, totalizer_ml = excluded.totalizer_ml, ended_at = excluded.ended_at,
    volume_ml = excluded.volume_ml, amount_fen = excluded.amount_fen,
    unit_price_fen = excluded.unit_price_fen, received_at = excluded.received_at
WHERE (excluded.ended_at, excluded.seq) > (n.ended_at, n.seq)
"""
_NOZZLE_STATES = (
    """
INSERT INTO ledger.nozzle_states AS n
    (station_id, nozzle_id, seq, totalizer_ml, ended_at, volume_ml, amount_fen, unit_price_fen, received_at)
SELECT DISTINCT ON (station_id, nozzle_id)
    station_id, nozzle_id, seq, totalizer_ml, ended_at, volume_ml, amount_fen, unit_price_fen, known_at
FROM {view} AS v
WHERE fate IS NULL AND NOT test AND source <> 'corrected' AND NOT EXISTS (
    SELECT FROM ledger.fuellings AS k
    WHERE k.station_id = v.station_id AND k.nozzle_id = v.nozzle_id AND k.seq = v.seq AND k.version > 1
)
ORDER BY station_id, nozzle_id, ended_at DESC, seq DESC
"""
    + _FORWARD
)

_NEWEST_NOZZLES = (
    """
INSERT INTO ledger.nozzle_states AS n
    (station_id, nozzle_id, seq, totalizer_ml, ended_at, volume_ml, amount_fen, unit_price_fen, received_at)
SELECT
    station_id, nozzle_id, seq, totalizer_ml, ended_at, volume_ml, amount_fen, unit_price_fen, known_at
FROM {view} AS v ORDER BY station_id, nozzle_id
"""
    + _FORWARD
)

# A correction may move the very record that the state shows: for its nozzle the last one is looked for again.
_CORRECTED_NOZZLES = """
INSERT INTO ledger.nozzle_states AS n
    (station_id, nozzle_id, seq, totalizer_ml, ended_at, volume_ml, amount_fen, unit_price_fen, received_at)
SELECT latest.*
FROM (
    SELECT DISTINCT station_id, nozzle_id FROM {view} AS v
    WHERE fate IS NULL AND NOT test AND source = 'corrected'
) AS moved
CROSS JOIN LATERAL (
    SELECT
        station_id, nozzle_id, seq, totalizer_ml, ended_at, volume_ml, amount_fen, unit_price_fen, received_at
    FROM ledger.fuellings_current AS f
    WHERE f.station_id = moved.station_id AND f.nozzle_id = moved.nozzle_id AND NOT f.test
    ORDER BY f.ended_at DESC, f.seq DESC LIMIT 1
) AS latest
ORDER BY station_id, nozzle_id
ON CONFLICT (station_id, nozzle_id) DO UPDATE SET
    seq = excluded.seq, totalizer_ml = excluded.totalizer_ml, ended_at = excluded.ended_at,
    volume_ml = excluded.volume_ml, amount_fen = excluded.amount_fen,
    unit_price_fen = excluded.unit_price_fen, received_at = excluded.received_at
"""

_TANKS = """
INSERT INTO ledger.tank_states AS t
    (station_id, tank_id, at, product_mm, water_mm, temp_c, volume_l, received_at)
SELECT DISTINCT ON (station_id, tank_id)
    station_id, tank_id, at, product_mm, water_mm, temp_c, volume_l, known_at
FROM {view} AS v WHERE fate IS NULL AND NOT test ORDER BY station_id, tank_id, at DESC
ON CONFLICT (station_id, tank_id) DO UPDATE SET
    at = excluded.at, product_mm = excluded.product_mm, water_mm = excluded.water_mm,
    temp_c = excluded.temp_c, volume_l = excluded.volume_l, received_at = excluded.received_at
WHERE excluded.at > t.at
"""

# The bureau flips devices to down at the same time: what was the status is read under the row's lock. A gauge
# whose readings are overdue stays what it is, however well its collector calls it: the sweep wakes it.
_LOCK_DEVICES = """
SELECT FROM ledger.device_states AS d
WHERE (d.station_id, d.device) IN (SELECT station_id, device FROM {view} AS v WHERE fate IS NULL AND NOT test)
ORDER BY d.station_id, d.device FOR UPDATE
"""

_FLIPS = """
INSERT INTO ledger.device_flips (station_id, device, at, old_status, new_status, cause)
SELECT beat.station_id, beat.device, beat.at, coalesce(d.status, 'new'), 'up', 'heartbeat'
FROM (
    SELECT station_id, device, max(known_at) AS at FROM {view} AS v
    WHERE fate IS NULL AND NOT test GROUP BY station_id, device
) AS beat
LEFT JOIN ledger.device_states AS d USING (station_id, device)
WHERE coalesce(d.status, 'new') NOT IN ('up', 'maintenance') AND NOT coalesce(d.overdue, false)
ORDER BY station_id, device
"""

_DEVICES = """
INSERT INTO ledger.device_states AS d
    (station_id, device, status, last_seen, last_at, alert_after, clock_offset_s, outbox_depth, firmware,
    link)
SELECT DISTINCT ON (station_id, device)
    station_id, device, 'up', max(known_at) OVER same_device, at,
    max(known_at) OVER same_device + interval '10 minutes', clock_offset_s, outbox_depth, firmware, link
FROM {view} AS v WHERE fate IS NULL AND NOT test
WINDOW same_device AS (PARTITION BY station_id, device)
ORDER BY station_id, device, at DESC
ON CONFLICT (station_id, device) DO UPDATE SET
    status = CASE WHEN d.status = 'maintenance' OR d.overdue THEN d.status ELSE 'up' END,
    last_seen = greatest(d.last_seen, excluded.last_seen),
    alert_after = greatest(d.alert_after, excluded.alert_after),
    (last_at, clock_offset_s, outbox_depth, firmware, link) = (
        SELECT
            CASE WHEN newer THEN excluded.last_at ELSE d.last_at END,
            CASE WHEN newer THEN excluded.clock_offset_s ELSE d.clock_offset_s END,
            CASE WHEN newer THEN excluded.outbox_depth ELSE d.outbox_depth END,
            CASE WHEN newer THEN excluded.firmware ELSE d.firmware END,
            CASE WHEN newer THEN excluded.link ELSE d.link END
        FROM (SELECT d.last_at IS NULL OR excluded.last_at > d.last_at AS newer) AS order_of_time
    )
"""

_STATEMENTS: dict[str, tuple[LiteralString, ...]] = {
    "fuellings": (_NOZZLE_STATES, _CORRECTED_NOZZLES),
    "tank_readings": (_TANKS,),
    "heartbeats": (_LOCK_DEVICES, _FLIPS, _DEVICES),
}
