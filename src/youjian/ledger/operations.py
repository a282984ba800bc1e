"""Who runs a station from which day on, and that a station's own row shows what applies."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from psycopg import Connection

OPERATING = ("uscc", "ownership", "controlling_group", "control", "operating_mode")
"""What an operation says of a station; the station's row says what applies today."""


def begin_operations(conn: Connection[Any], station_ids: Sequence[str]) -> None:
    """The first operation of stations that have none: what their rows say, from their opening on."""
    conn.execute(_FIRST, {"stations": list(station_ids)})


def note_operations(conn: Connection[Any], station_ids: Sequence[str], day: date) -> None:
    """Write as operations what the rows of these stations say: a station's first from its opening on, what
    differs from the operation in force from `day` on.
    """
    begin_operations(conn, station_ids)
    conn.execute(_DIFFERENT, {"stations": list(station_ids), "day": day})


def apply_operations(conn: Connection[Any], day: date, station_ids: Sequence[str] | None = None) -> int:
    """Bring stations' rows to the operation in force on `day`; returns how many changed.

    Doing it again changes nothing. Stations without an operation stay as they are.
    """
    stations = None if station_ids is None else list(station_ids)
    return conn.execute(_APPLY, {"stations": stations, "day": day}).rowcount


def add_dispensers(conn: Connection[Any], station_ids: Sequence[str]) -> None:
    """A row for every dispenser that the stations' nozzles name and that has none yet."""
    conn.execute(_DISPENSERS, {"stations": list(station_ids)})


_FIRST = """
INSERT INTO ledger.operations
    (station_id, valid_from, uscc, ownership, controlling_group, control, operating_mode)
SELECT station_id, opened_on, uscc, ownership, controlling_group, control, operating_mode
FROM ledger.stations AS s
WHERE station_id = ANY(%(stations)s)
    AND NOT EXISTS (SELECT FROM ledger.operations AS o WHERE o.station_id = s.station_id)
"""
_DIFFERENT = """
INSERT INTO ledger.operations
    (station_id, valid_from, uscc, ownership, controlling_group, control, operating_mode)
SELECT s.station_id, %(day)s, s.uscc, s.ownership, s.controlling_group, s.control, s.operating_mode
FROM ledger.stations AS s CROSS JOIN LATERAL (
    SELECT * FROM ledger.operations AS o WHERE o.station_id = s.station_id AND o.valid_from <= %(day)s
    ORDER BY o.valid_from DESC LIMIT 1
) AS o
WHERE s.station_id = ANY(%(stations)s)
    AND ROW(s.uscc, s.ownership, s.controlling_group, s.control, s.operating_mode)
        IS DISTINCT FROM ROW(o.uscc, o.ownership, o.controlling_group, o.control, o.operating_mode)
ON CONFLICT (station_id, valid_from) DO UPDATE SET
    uscc = excluded.uscc, ownership = excluded.ownership, controlling_group = excluded.controlling_group,
    control = excluded.control, operating_mode = excluded.operating_mode
"""
_APPLY = """
UPDATE ledger.stations AS s
SET uscc = o.uscc, ownership = o.ownership, controlling_group = o.controlling_group,
    control = o.control, operating_mode = o.operating_mode
FROM (
    SELECT DISTINCT ON (station_id) * FROM ledger.operations
    WHERE valid_from <= %(day)s ORDER BY station_id, valid_from DESC
) AS o
WHERE s.station_id = o.station_id AND (%(stations)s::text[] IS NULL OR s.station_id = ANY(%(stations)s))
    AND ROW(s.uscc, s.ownership, s.controlling_group, s.control, s.operating_mode)
        IS DISTINCT FROM ROW(o.uscc, o.ownership, o.controlling_group, o.control, o.operating_mode)
"""
_DISPENSERS = """
INSERT INTO ledger.dispensers (station_id, dispenser_id)
SELECT DISTINCT station_id, dispenser_id FROM ledger.nozzles WHERE station_id = ANY(%(stations)s)
ON CONFLICT DO NOTHING
"""
