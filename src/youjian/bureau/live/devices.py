"""The table of devices: connection, clock, outbox."""

from typing import Any

from youjian.bureau.live.reading import changed, epoch, fetch

REGISTER = ("stations", "companies")
COLUMNS = (
    "station_id",
    "device",
    "status",
    "last_seen",
    "clock_offset_s",
    "outbox_depth",
    "firmware",
    "link",
)


def touched(xid: int) -> list[str]:
    """Stations where a device's state was written since a transaction."""
    return [station for (station,) in fetch(_TOUCHED, xid=xid)]


def rows(stations: list[str] | None) -> list[list[Any]]:
    """Devices of some stations, or of all in the scope."""
    chosen = "" if stations is None else "AND d.station_id = ANY(%(stations)s)"
    found = fetch(_ROWS.format(chosen=chosen), stations=stations)
    return [[station, device, status, epoch(seen), *more] for station, device, status, seen, *more in found]


_TOUCHED = f"SELECT DISTINCT station_id FROM device_states AS s WHERE {changed('s')}"  # noqa: S608
_ROWS = """
SELECT d.station_id, d.device, d.status, d.last_seen, round(d.clock_offset_s::numeric, 1)::float8,
    d.outbox_depth, d.firmware, d.link
FROM device_states AS d
JOIN stations AS o ON o.station_id = d.station_id AND o.status <> 'closed'
WHERE true {chosen}
ORDER BY d.station_id, d.device
"""
