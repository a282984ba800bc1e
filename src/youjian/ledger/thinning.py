"""A station-day of the archive thinned or ended: first the archive, then index, ledger and a note together.

Whoever is cut off in between is made up for by the next run: the archive gives the seal that is there.
"""

from datetime import datetime
from typing import Any

from psycopg import Connection

from youjian.archive.manifest import DaySeal
from youjian.archive.storage import Storage
from youjian.archive.thinning import thin_day
from youjian.ledger.columns import DAY_TABLES
from youjian.ledger.dropping import everywhere
from youjian.ledger.keeping import Thin
from youjian.ledger.sealing import index
from youjian.ledger.sealing.locks import only_writer


def thin(conn: Connection[Any], storage: Storage, due: Thin, moment: datetime) -> DaySeal | None:
    """Thin what is due of a station-day, as the station's only writer of seals; None when it is held by now.

    The connection (role bureau) is in autocommit. Raises ValueError and FileNotFoundError when what was
    sealed cannot be read: nothing is deleted then.
    """
    with only_writer(conn, due.station_id):
        with everywhere(conn):
            index.take_up(conn, storage, due.station_id)
            held = conn.execute(_HELD, [due.station_id, due.day]).fetchone()
        if held is not None:
            return None
        seal = thin_day(storage, due.station_id, due.day, due.tables, sealed_at=moment)
        with everywhere(conn):
            if seal is not None:
                index.keep(conn, seal)
            for table in _ended(due):
                conn.execute("SELECT ledger.end_records(%s, %s, %s)", [table, due.station_id, due.day])
            conn.cursor().executemany(
                _NOTE, [(due.station_id, due.day, table, seconds) for table, seconds in due.tables.items()]
            )
    return seal


def _ended(due: Thin) -> list[str]:
    """Tables past all their limits whose records are in the ledger still: those not divided into days."""
    return [table for table, seconds in due.tables.items() if seconds is None and table not in DAY_TABLES]


_HELD = """
SELECT FROM ledger.holds
WHERE station_id = %s AND %s BETWEEN first_day AND last_day AND released_at IS NULL LIMIT 1
"""
_NOTE = """
INSERT INTO ledger.thinned_days (station_id, day, table_name, thin_to_s) VALUES (%s, %s, %s, %s)
ON CONFLICT (station_id, day, table_name) DO UPDATE SET thin_to_s = excluded.thin_to_s, at = now()
"""
