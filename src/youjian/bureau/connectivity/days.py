"""Days of devices: summed from outages, announcements and the platform's own spans."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from youjian.bureau.connectivity import reading
from youjian.bureau.connectivity.models import OnlineDay, Outage
from youjian.bureau.connectivity.parts import Dark, common, day_parts
from youjian.bureau.connectivity.reading import COLLECTOR, Key, Line, query
from youjian.contract.fields import business_day, day_bounds
from youjian.detection.spans import Span

_PARTS = (
    "service_s", "up_s", "announced_s", "platform_s", "power_s", "carrier_s", "supplier_s", "area_s",
    "behind_s", "down_s",
)  # fmt: skip


def write_days(
    touched: Iterable[tuple[str, date]], lines: Iterable[Line], shut: list[Span], until: datetime
) -> int:
    """Sum the days of stations again; returns how many rows were written.

    Of the running day only the stations' own rows are kept, so that the table is not written anew all day. A
    device without any service on a day has no row for it.
    """
    by_day: dict[date, set[str]] = defaultdict(set)
    for station, day in touched:
        by_day[day].add(station)
    devices = _used(lines)
    return sum(
        _write_day(day, sorted(stations), devices, shut, until) for day, stations in sorted(by_day.items())
    )


def _used(lines: Iterable[Line]) -> dict[Key, Span]:
    """Since when each device was heard, and until when it was in use."""
    used: dict[Key, Span] = {}
    for line in lines:
        key = (line.station_id, line.device)
        end = line.until or datetime.max.replace(tzinfo=line.first_at.tzinfo)
        start, last = used.get(key, (line.first_at, end))
        used[key] = (min(start, line.first_at), max(last, end))
    return used


def _write_day(
    day: date, stations: list[str], devices: Mapping[Key, Span], shut: list[Span], until: datetime
) -> int:
    start, end = day_bounds(day)
    end = min(end, until)
    if end <= start:
        return 0
    running = day == business_day(until)
    services = reading.services(stations, start, end)
    announced = reading.maintenance(stations, start, end)
    dark = _dark(stations, start, end)
    fuellings = _fuellings(stations, start, end)
    companies = dict(query(_COMPANIES, {"stations": stations, "day": day}))
    rows: list[dict[str, Any]] = []
    for (station, device), used in devices.items():
        if station not in services or (running and device != COLLECTOR):
            continue
        silent = _silences((station, device), dark, announced)
        parts = day_parts(common(services[station], [used]), shut, silent)
        expected, received = fuellings.get(station, (None, None)) if device == COLLECTOR else (None, None)
        rows.append(
            {"station_id": station, "device": device, "day": day, "uscc": companies[station]}
            | {"expected": expected, "received": received}
            | asdict(parts)
        )
    _forget(day, stations, {(row["station_id"], row["device"]) for row in rows if row["service_s"]})
    return _upsert([row for row in rows if row["service_s"]])


def _silences(key: Key, dark: Mapping[Key, list[Outage]], announced: Mapping[Key, list[Span]]) -> list[Dark]:
    """The silences of a device as its days count them."""
    station, device = key
    box = [_span(row) for row in dark.get((station, COLLECTOR), [])] if device != COLLECTOR else []
    said = tuple(announced.get(key, ()))
    return [Dark(_span(row), row.corrected or row.cause, said, tuple(box)) for row in dark.get(key, [])]


def _span(row: Outage) -> Span:
    return row.starts_at, row.ends_at or datetime.max.replace(tzinfo=row.starts_at.tzinfo)


def _dark(stations: list[str], start: datetime, end: datetime) -> dict[Key, list[Outage]]:
    found: dict[Key, list[Outage]] = defaultdict(list)
    open_or_later = Q(ends_at__isnull=True) | Q(ends_at__gt=start)
    for row in Outage.objects.filter(open_or_later, station_id__in=stations, starts_at__lt=end):
        found[row.station_id, row.device].append(row)
    return found


def _fuellings(stations: list[str], start: datetime, end: datetime) -> dict[str, tuple[int, int]]:
    """Fuellings that a day's numbers say there were, and how many of them are held."""
    rows = query(_FUELLINGS, {"stations": stations, "start": start, "end": end})
    return {station: (int(expected), int(received)) for station, expected, received in rows}


def _forget(day: date, stations: list[str], kept: set[Key]) -> None:
    """Days of what was not in service after all."""
    for row in OnlineDay.objects.filter(day=day, station_id__in=stations).only("station_id", "device", "day"):
        if (row.station_id, row.device) not in kept:
            row.delete()


def _upsert(rows: list[dict[str, Any]]) -> int:
    if not rows:
        return 0
    columns = list(rows[0])
    arrays = {name: [row[name] for row in rows] for name in columns}
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, arrays)
        return cursor.rowcount


_SUMS = (*_PARTS, "expected", "received")
_UPSERT = f"""
INSERT INTO connectivity_onlineday AS d (station_id, device, day, uscc, {", ".join(_SUMS)})
SELECT * FROM unnest(%(station_id)s::text[], %(device)s::text[], %(day)s::date[], %(uscc)s::text[],
    {", ".join(f"%({name})s::integer[]" for name in _SUMS)})
ON CONFLICT (station_id, device, day) DO UPDATE SET
    uscc = excluded.uscc, {", ".join(f"{name} = excluded.{name}" for name in _SUMS)}
WHERE (d.uscc, {", ".join(f"d.{name}" for name in _SUMS)})
    IS DISTINCT FROM (excluded.uscc, {", ".join(f"excluded.{name}" for name in _SUMS)})
"""  # noqa: S608 - names of columns
_COMPANIES = """
SELECT s.station_id, coalesce((
    SELECT o.uscc FROM operations AS o
    WHERE o.station_id = s.station_id AND o.valid_from <= %(day)s ORDER BY o.valid_from DESC LIMIT 1
), s.uscc)
FROM stations AS s WHERE s.station_id = ANY (%(stations)s)
"""
# Counted from the number before the day's first one, so that what is lost at midnight is lost somewhere.
_FUELLINGS = """
SELECT n.station_id, sum(n.last - coalesce(before.seq, n.first - 1)), sum(n.held) FROM (
    SELECT station_id, nozzle_id, min(seq) AS first, max(seq) AS last, count(DISTINCT seq) AS held
    FROM fuellings
    WHERE station_id = ANY (%(stations)s) AND ended_at >= %(start)s AND ended_at < %(end)s AND NOT test
    GROUP BY station_id, nozzle_id
) AS n
LEFT JOIN LATERAL (
    SELECT max(f.seq) AS seq FROM fuellings AS f
    WHERE f.station_id = n.station_id AND f.nozzle_id = n.nozzle_id AND f.seq < n.first AND NOT f.test
) AS before ON true
GROUP BY n.station_id
"""
