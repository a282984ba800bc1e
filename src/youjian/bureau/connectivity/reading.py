"""What the measuring of connectivity reads of the ledger, for some stations and a span. Runs in a scope."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from youjian.bureau.connectivity.attribution import Box, carrier_of
from youjian.contract.fields import day_bounds
from youjian.detection.spans import Span

COLLECTOR = "collector"
FAR = timedelta(days=70)
"""Farther back no sign of life is looked for: days leave the database before."""
_DOOR_LIVES = timedelta(minutes=1)

Key = tuple[str, str]
"""A station and one of its devices."""


@dataclass(frozen=True)
class Window:
    """A span that is read, and the moment through which its last gap may reach."""

    since: datetime
    until: datetime
    now: datetime


@dataclass(frozen=True)
class Line:
    """Something that gives signs of life, and the device that it is a part of (a nozzle of a dispenser)."""

    station_id: str
    source: str
    device: str
    first_at: datetime
    until: datetime | None


def query(statement: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    """All rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def lines(stations: Sequence[str]) -> list[Line]:
    """What was ever heard of these stations, while it is in use."""
    rows = query(_LINES, {"stations": list(stations)})
    return [
        Line(station, source, device, first, _day(retired))
        for station, source, device, first, retired in rows
        if device is not None and first is not None
    ]


def _day(value: Any) -> datetime | None:
    return None if value is None else day_bounds(value)[0]


def gaps(
    found: Iterable[Line], window: Window, longest: timedelta, gauge: timedelta
) -> dict[Key, list[Span]]:
    """Spans of each device without a sign of life that are longer than allowed, and lie in a window.

    They end after its beginning and begin before its end; the sign that ends one is looked for through `now`.

    A collector's signs are its heartbeats by their arrival, a tank gauge's its readings by their own time, so
    that what an outbox sends afterwards fills the hole. One that is still silent ends at `now`.
    """
    since = window.since
    said: dict[Key, list[Span]] = defaultdict(list)
    listed = list(found)
    for tank in (False, True):
        part = [line for line in listed if line.source.startswith("tank:") == tank]
        rows = query(
            _READINGS if tank else _BEATS,
            {
                "stations": [line.station_id for line in part],
                "sources": [line.source for line in part],
                "devices": [line.device for line in part],
                "since": since,
                "floor": since - FAR,
                "until": window.until,
                "now": window.now,
                "longest": gauge if tank else longest,
            },
        )
        for station, device, start, end in rows:
            said[station, device].append((start, end or window.now))
    return said


def doors(until: datetime) -> list[Span]:
    """The spans in which no door was open, from the first opening ever to `until`."""
    rows = query(_DOORS, {"until": until, "lives": until - _DOOR_LIVES})
    shut, open_to = list[Span](), None
    for start, end in rows:
        if open_to is not None and start > open_to:
            shut.append((open_to, start))
        open_to = end if open_to is None else max(open_to, end)
    if open_to is not None and open_to < until:
        shut.append((open_to, until))
    return shut


def services(stations: Sequence[str], since: datetime, until: datetime) -> dict[str, list[Span]]:
    """The spans in which each station was to be online: opened, and neither suspended nor closed.

    A change of status counts from the day that was given with it, else from the moment it was noted.
    """
    rows = query(_SERVICE, {"stations": list(stations)})
    changes: dict[str, list[tuple[datetime, str, str]]] = defaultdict(list)
    for station, before, after, day, at in query(_STATUS, {"stations": list(stations)}):
        changes[station].append((day_bounds(day)[0] if day else at, before, after))
    said: dict[str, list[Span]] = {}
    for station, status, opened_on in rows:
        opened = day_bounds(opened_on)[0]
        spans = _operating(status, sorted(changes[station], reverse=True), until)
        said[station] = [(max(a, since, opened), b) for a, b in spans if max(a, since, opened) < b]
    return said


def _operating(status: str, changes: list[tuple[datetime, str, str]], until: datetime) -> list[Span]:
    """Backwards from the status of now: when it was `operating`."""
    spans, end = list[Span](), until
    for at, before, _ in changes:
        if status == "operating" and at < end:
            spans.append((at, end))
        status, end = before, min(at, end)
    if status == "operating":
        spans.append((datetime(2000, 1, 1, tzinfo=UTC), end))
    return spans


def maintenance(stations: Sequence[str], since: datetime, until: datetime) -> dict[Key, list[Span]]:
    """Announced downtime by device; what is announced for a nozzle holds for its dispenser."""
    said: dict[Key, list[Span]] = defaultdict(list)
    parameters = {"stations": list(stations), "since": since, "until": until}
    for station, device, start, end in query(_MAINTENANCE, parameters):
        said[station, device].append((start, end))
    return said


def boxes() -> list[Box]:
    """Every station in service with what it may have in common with others."""
    return [
        Box(station, county[:6], carrier_of(iccid, link), firmware or "")
        for station, county, iccid, link, firmware in query(_BOXES, {})
    ]


def events(stations: Sequence[str], since: datetime, until: datetime) -> dict[Key, list[Any]]:
    """Telling events by device, in their order: when, code, detail."""
    said: dict[Key, list[Any]] = defaultdict(list)
    parameters = {"stations": list(stations), "since": since, "until": until}
    for station, device, at, code, detail in query(_EVENTS, parameters):
        said[station, device].append((at, code, detail or ""))
    return said


# When it was heard first: the flip that says so, or else its first record; in use until it was retired.
_LINES = """
WITH mine AS (
    SELECT station_id, device, max(last_seen) AS last_seen FROM (
        SELECT station_id, device, last_seen FROM device_states
        WHERE station_id = ANY (%(stations)s) AND status <> 'new'
        UNION ALL
        SELECT station_id, 'tank:' || tank_id, received_at FROM tank_states
        WHERE station_id = ANY (%(stations)s)
    ) AS heard GROUP BY station_id, device
), applying AS (
    SELECT DISTINCT ON (station_id, nozzle_id) station_id, nozzle_id, dispenser_id, retired_on
    FROM nozzles WHERE station_id = ANY (%(stations)s) AND (valid_from IS NULL OR valid_from <= now())
    ORDER BY station_id, nozzle_id, valid_from DESC NULLS LAST
)
SELECT m.station_id, m.device,
    CASE WHEN n.nozzle_id IS NOT NULL THEN 'dispenser:' || n.dispenser_id
        WHEN m.device ~ '^(collector|vapour|(tank|dispenser):[0-9]+)$' THEN m.device END,
    coalesce(least(f.at, h.at, r.at), m.last_seen), coalesce(n.retired_on, t.retired_on, d.retired_on)
FROM mine AS m
LEFT JOIN applying AS n ON n.station_id = m.station_id AND m.device = 'nozzle:' || n.nozzle_id
LEFT JOIN tanks AS t ON t.station_id = m.station_id AND m.device = 'tank:' || t.tank_id
LEFT JOIN dispensers AS d ON d.station_id = m.station_id AND m.device = 'dispenser:' || d.dispenser_id
LEFT JOIN LATERAL (
    SELECT min(f.at) AS at FROM device_flips AS f
    WHERE f.station_id = m.station_id AND f.device = m.device AND f.old_status = 'new'
) AS f ON true
LEFT JOIN LATERAL (
    SELECT b.received_at AS at FROM heartbeats AS b
    WHERE b.station_id = m.station_id AND b.device = m.device AND NOT b.test AND f.at IS NULL
    ORDER BY b.at LIMIT 1
) AS h ON true
LEFT JOIN LATERAL (
    SELECT x.at FROM tank_readings AS x
    WHERE x.station_id = m.station_id AND x.tank_id = t.tank_id AND NOT x.test ORDER BY x.at LIMIT 1
) AS r ON true
ORDER BY m.station_id, m.device
"""
_GAPS = """
SELECT station_id, device, at, next FROM (
    SELECT l.station_id, l.device, m.at, lead(m.at) OVER (
        PARTITION BY l.station_id, l.source ORDER BY m.at
    ) AS next
    FROM unnest(%(stations)s::text[], %(sources)s::text[], %(devices)s::text[])
        AS l (station_id, source, device)
    CROSS JOIN LATERAL ({marks}) AS m
) AS pairs
WHERE coalesce(next, %(now)s) - at > %(longest)s AND coalesce(next, %(now)s) > %(since)s
    AND at < %(until)s
"""
# A heartbeat's own time lies within minutes of its arrival: the hour before `since` holds what came after it.
_BEATS = _GAPS.format(
    marks="""
    SELECT CASE l.source WHEN 'collector' THEN b.received_at ELSE b.at END AS at FROM heartbeats AS b
    WHERE b.station_id = l.station_id AND b.device = l.source AND NOT b.test
        AND b.at >= %(since)s AND b.at < %(until)s
        AND (l.source <> 'collector' OR b.received_at <= %(now)s)
    UNION ALL (
        SELECT CASE l.source WHEN 'collector' THEN b.received_at ELSE b.at END FROM heartbeats AS b
        WHERE b.station_id = l.station_id AND b.device = l.source AND NOT b.test
            AND b.at < %(since)s AND b.at >= %(floor)s ORDER BY b.at DESC LIMIT 1
    )
    UNION ALL (
        SELECT CASE l.source WHEN 'collector' THEN b.received_at ELSE b.at END FROM heartbeats AS b
        WHERE b.station_id = l.station_id AND b.device = l.source AND NOT b.test
            AND b.at >= %(until)s AND b.at < %(now)s
            AND (l.source <> 'collector' OR b.received_at <= %(now)s)
        ORDER BY b.at LIMIT 1
    )
"""
)
_READINGS = _GAPS.format(
    marks="""
    SELECT r.at FROM tank_readings AS r
    WHERE r.station_id = l.station_id AND r.tank_id = split_part(l.source, ':', 2)::smallint
        AND NOT r.test AND r.at >= %(since)s AND r.at < %(until)s
    UNION ALL (
        SELECT r.at FROM tank_readings AS r
        WHERE r.station_id = l.station_id AND r.tank_id = split_part(l.source, ':', 2)::smallint
            AND NOT r.test AND r.at < %(since)s AND r.at >= %(floor)s ORDER BY r.at DESC LIMIT 1
    )
    UNION ALL (
        SELECT r.at FROM tank_readings AS r
        WHERE r.station_id = l.station_id AND r.tank_id = split_part(l.source, ':', 2)::smallint
            AND NOT r.test AND r.at >= %(until)s AND r.at < %(now)s ORDER BY r.at LIMIT 1
    )
"""
)
_DOORS = """
SELECT started_at, CASE
    WHEN stopped_at IS NULL AND last_alive_at >= %(lives)s THEN %(until)s
    ELSE least(coalesce(stopped_at, last_alive_at), %(until)s) END
FROM door_spans WHERE started_at <= %(until)s ORDER BY started_at
"""
_SERVICE = """
SELECT station_id, status, opened_on FROM stations WHERE station_id = ANY (%(stations)s)
"""
_STATUS = """
SELECT station_id, before ->> 'status', after ->> 'status', effective_on, at FROM register_changes
WHERE station_id = ANY (%(stations)s) AND table_name = 'stations' AND kind = 'changed'
    AND before ->> 'status' <> after ->> 'status'
"""
_MAINTENANCE = """
SELECT m.station_id, coalesce('dispenser:' || n.dispenser_id, m.device), m.starts_at, m.ends_at
FROM maintenance AS m
LEFT JOIN (
    SELECT DISTINCT ON (station_id, nozzle_id) station_id, nozzle_id, dispenser_id
    FROM nozzles WHERE station_id = ANY (%(stations)s)
    ORDER BY station_id, nozzle_id, valid_from DESC NULLS LAST
) AS n ON n.station_id = m.station_id AND m.device = 'nozzle:' || n.nozzle_id
WHERE m.station_id = ANY (%(stations)s) AND m.starts_at < %(until)s AND m.ends_at > %(since)s
"""
_BOXES = """
SELECT s.station_id, s.region_code, c.iccid, coalesce(c.link, d.link), coalesce(c.firmware, d.firmware)
FROM stations AS s JOIN device_states AS d ON d.station_id = s.station_id AND d.device = 'collector'
LEFT JOIN LATERAL (
    SELECT iccid, link, firmware FROM collector_states AS x
    WHERE x.station_id = s.station_id ORDER BY heard_at DESC LIMIT 1
) AS c ON true
WHERE s.status = 'operating' AND d.status <> 'new'
"""
_EVENTS = """
SELECT station_id, device, at, code, detail FROM device_events
WHERE station_id = ANY (%(stations)s) AND at BETWEEN %(since)s AND %(until)s AND NOT test
    AND code IN ('power_lost', 'boot', 'link_lost', 'port_disconnected', 'gauge_fault')
ORDER BY at, code
"""
