"""The states of devices by the clock: who fell silent, whose data stays away, who is announced.

A device's status is only flipped, in the manner of healthchecks: one conditional UPDATE, one row that says
so, and the time of going down computed from what was last heard rather than noticed.
"""

from typing import Any

from django.db import connection

from youjian.bureau.connectivity.limits import Limits
from youjian.bureau.registry import selectors as register

_DOOR_LIVES_S = 60


def sweep_devices() -> int:
    """Flip devices that fell silent, whose data is overdue, or that entered or left announced downtime.

    Returns how many flips there were. Runs in the caller's transaction (scope `*`). Silence counts only while
    the door was open: when it is closed nothing goes down, and after it opened everybody has the full time to
    be heard. What is behind a collector that is down becomes `unknown`: nobody knows how it is.
    """
    now = Limits.of(register.city().limits)
    spans: dict[str, Any] = {
        "late": now.late,
        "down": now.down,
        "gauge_late": now.gauge_late,
        "gauge_down": now.gauge_down,
        "lives": _DOOR_LIVES_S,
    }
    with connection.cursor() as cursor:
        cursor.execute(_GAUGES)
        flipped = cursor.rowcount
        for due in (_TO_MAINTENANCE, _FROM_MAINTENANCE, _COLLECTORS, _DEVICES):
            cursor.execute(_FLIP.format(due=due), spans)
            row = cursor.fetchone()
            flipped += row[0] if row else 0
    return flipped


_FLIP = """
WITH door AS (
    SELECT min(started_at) AS open_since FROM door_spans
    WHERE stopped_at IS NULL AND last_alive_at > now() - make_interval(secs => %(lives)s)
), planned AS (
    SELECT DISTINCT station_id, device FROM maintenance WHERE now() >= starts_at AND now() < ends_at
), due AS (
    {due}
), locked AS (
    SELECT d.station_id, d.device, d.status AS old_status, due.new_status, due.overdue, due.cause,
        greatest(due.at, (
            SELECT max(f.at) FROM device_flips AS f
            WHERE f.station_id = d.station_id AND f.device = d.device AND f.old_status = 'maintenance'
        )) AS at
    FROM device_states AS d JOIN due USING (station_id, device)
    WHERE d.status = due.old_status AND d.last_seen IS NOT DISTINCT FROM due.last_seen
        AND (due.new_status, due.overdue) IS DISTINCT FROM (d.status, d.overdue)
    ORDER BY d.station_id, d.device FOR UPDATE OF d
), changed AS (
    UPDATE device_states AS d SET status = locked.new_status, overdue = locked.overdue
    FROM locked WHERE d.station_id = locked.station_id AND d.device = locked.device
    RETURNING d.station_id, d.device
), told AS (
    INSERT INTO device_flips (station_id, device, at, old_status, new_status, cause)
    SELECT station_id, device, locked.at, old_status, new_status, cause
    FROM locked JOIN changed USING (station_id, device) WHERE old_status <> new_status
    RETURNING 1
)
SELECT count(*) FROM told
"""
_TO_MAINTENANCE = """
    SELECT d.station_id, d.device, d.status AS old_status, d.last_seen, 'maintenance' AS new_status,
        false AS overdue, now() AS at, 'announced downtime' AS cause
    FROM device_states AS d JOIN planned AS p USING (station_id, device)
    WHERE d.status IN ('up', 'late', 'down', 'unknown')
"""
_FROM_MAINTENANCE = """
    SELECT d.station_id, d.device, d.status AS old_status, d.last_seen,
        CASE WHEN d.last_seen + %(late)s >= now() THEN 'up' ELSE 'late' END AS new_status,
        d.overdue, now() AS at, 'announced downtime over' AS cause
    FROM device_states AS d
    WHERE d.status = 'maintenance'
        AND NOT EXISTS (SELECT FROM planned AS p WHERE p.station_id = d.station_id AND p.device = d.device)
"""
_COLLECTORS = """
    SELECT d.station_id, d.device, d.status AS old_status, d.last_seen, d.overdue, 'silence' AS cause,
        CASE WHEN d.heard + %(down)s < now() THEN 'down' ELSE 'late' END AS new_status,
        d.heard + CASE WHEN d.heard + %(down)s < now() THEN %(down)s ELSE %(late)s END AS at
    FROM (
        SELECT s.*, greatest(s.last_seen, door.open_since) AS heard
        FROM device_states AS s CROSS JOIN door
        WHERE s.device = 'collector' AND s.status IN ('up', 'late') AND door.open_since IS NOT NULL
    ) AS d
    WHERE d.heard + %(late)s < now() AND (d.status = 'up' OR d.heard + %(down)s < now())
"""
# `box` is when the collector was last heard, `back` since when it is heard again. A gauge's signs of life are
# its readings: `data_at` is the last one, `told` the same with the time that readings have to come after an
# outage. What has no readings is judged by when it was `heard`.
_DEVICES = """
    SELECT station_id, device, status AS old_status, last_seen, new_status, cause, at,
        coalesce(new_status IN ('late', 'down') AND cause = 'data overdue', false) AS overdue
    FROM (
        SELECT d.*, CASE
            WHEN box + %(down)s < now() THEN 'unknown'
            WHEN box + %(late)s < now() THEN status
            WHEN heard + %(down)s < now() OR told + %(gauge_down)s < now() THEN 'down'
            WHEN status = 'down' AND NOT overdue THEN status
            WHEN heard + %(late)s < now() OR told + %(gauge_late)s < now() THEN
                CASE WHEN status = 'down' THEN status ELSE 'late' END
            WHEN data_at + %(gauge_late)s >= now() THEN 'up'
            ELSE status
        END AS new_status, CASE
            WHEN box + %(down)s < now() THEN 'collector silent'
            WHEN box + %(late)s < now() THEN CASE WHEN overdue THEN 'data overdue' ELSE 'silence' END
            WHEN told + %(gauge_late)s < now() THEN 'data overdue'
            WHEN heard + %(late)s < now() THEN 'silence'
            WHEN data_at + %(gauge_late)s >= now() THEN 'data'
            WHEN overdue THEN 'data overdue'
            ELSE 'silence'
        END AS cause, CASE
            WHEN box + %(down)s < now() THEN box + %(down)s
            WHEN heard + %(down)s < now() THEN greatest(heard + %(down)s, back)
            WHEN told + %(gauge_down)s < now() THEN told + %(gauge_down)s
            WHEN told + %(gauge_late)s < now() THEN told + %(gauge_late)s
            WHEN heard + %(late)s < now() THEN greatest(heard + %(late)s, back)
            ELSE coalesce(read_at, now())
        END AS at
        FROM (
            SELECT s.station_id, s.device, s.status, s.last_seen, s.overdue, back.at AS back,
                t.received_at AS read_at,
                CASE WHEN t.at IS NULL THEN greatest(s.last_seen, door.open_since) END AS heard,
                greatest(c.last_seen, door.open_since) AS box,
                least(t.at, t.received_at) AS data_at,
                CASE WHEN t.at IS NOT NULL
                    THEN greatest(least(t.at, t.received_at), door.open_since, back.at) END AS told
            FROM device_states AS s CROSS JOIN door
            LEFT JOIN device_states AS c
                ON c.station_id = s.station_id AND c.device = 'collector' AND c.last_seen IS NOT NULL
            LEFT JOIN tank_states AS t
                ON t.station_id = s.station_id AND s.device = 'tank:' || t.tank_id
            LEFT JOIN LATERAL (
                SELECT max(f.at) AS at FROM device_flips AS f
                WHERE f.station_id = s.station_id AND f.device = 'collector' AND f.new_status = 'up'
                    AND (s.status = 'unknown' OR t.at + %(gauge_late)s < now())
            ) AS back ON true
            WHERE s.device <> 'collector' AND s.status IN ('up', 'late', 'down', 'unknown')
                AND door.open_since IS NOT NULL
        ) AS d
    ) AS judged
"""
# A gauge that no heartbeat tells of is known by its readings.
_GAUGES = """
WITH added AS (
    INSERT INTO device_states (station_id, device, status, last_seen)
    SELECT t.station_id, 'tank:' || t.tank_id, 'up', t.received_at FROM tank_states AS t
    WHERE NOT EXISTS (
        SELECT FROM device_states AS d WHERE d.station_id = t.station_id AND d.device = 'tank:' || t.tank_id
    )
    ON CONFLICT DO NOTHING RETURNING station_id, device, last_seen
)
INSERT INTO device_flips (station_id, device, at, old_status, new_status, cause)
SELECT station_id, device, last_seen, 'new', 'up', 'data' FROM added
"""
