"""The index of day seals in the database: what the archive holds, known without reading it."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

import msgspec
from psycopg import Connection
from psycopg.types.json import Jsonb

from youjian.archive import chain
from youjian.archive.days import read_seal, seals_of
from youjian.archive.manifest import DaySeal
from youjian.archive.storage import Storage
from youjian.ledger.columns import DEVICE_TABLES


class Indexed(NamedTuple):
    """What the index says of a station-day: how many revisions, and when the first was sealed."""

    revision: int
    first_sealed_at: datetime


def keep(conn: Connection[Any], seal: DaySeal) -> bool:
    """Put a written seal into the index; False when it stands there.

    Raises ValueError when another seal stands in its place: archive and ledger tell different stories.
    """
    m = seal.manifest
    rows = Jsonb({name: sealed.rows for name, sealed in m.tables.items()})
    said = msgspec.structs.asdict(m) | {"rows": rows}
    if conn.execute(_KEEP, said).rowcount:
        _begin_earlier(conn, seal)
        return True
    row = conn.execute(_STANDS, [m.station_id, m.number]).fetchone()
    if row is None or row[0] != m.seal:
        raise ValueError(
            f"the archive's seal {m.number} of station {m.station_id} ({seal.path}) is not the one in the "
            "ledger's index: one of both was restored to an older state; run `youjian verify`"
        )
    return False


def take_up(conn: Connection[Any], storage: Storage, station_id: str) -> int:
    """Bring the index up to the archive: seals that it does not have yet are put into it; returns how many.

    They are those of a writer that was cut off, of the demo's past, of an archive that came from elsewhere.
    Raises ValueError when the station's chain is damaged or is not the index's.
    """
    stands, last = chain.standing(storage, station_id), _last(conn, station_id)
    if stands.number < last:
        raise ValueError(
            f"the archive of station {station_id} ends at seal {stands.number}, the ledger's index at "
            f"{last}: the archive was cut or restored to an older state; run `youjian verify`"
        )
    found: list[DaySeal] = []
    for seal in _back(storage, station_id, stands.place):
        found.append(seal)
        if seal.manifest.number <= last:
            break
    return sum(keep(conn, seal) for seal in reversed(found))


def indexed(conn: Connection[Any], station_id: str, day: date) -> Indexed | None:
    """What the index says of a station-day; None when it was never sealed."""
    row = conn.execute(_DAY, [station_id, day]).fetchone()
    return Indexed(*row) if row and row[0] is not None else None


def begin(conn: Connection[Any], station_id: str, first_day: date) -> None:
    """Note a station's first day with a device's record; an earlier one takes the place of a later."""
    conn.execute(_BEGIN, {"station": station_id, "day": first_day})


def advance(conn: Connection[Any], station_id: str, last_day: date) -> None:
    """Note through which day, at most `last_day`, every day of the station has a seal."""
    conn.execute(_ADVANCE, {"station": station_id, "last": last_day})


def _begin_earlier(conn: Connection[Any], seal: DaySeal) -> None:
    if not DEVICE_TABLES.isdisjoint(seal.manifest.tables):
        begin(conn, seal.manifest.station_id, seal.manifest.day)


def _last(conn: Connection[Any], station_id: str) -> int:
    row = conn.execute(_LAST, [station_id]).fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def _back(storage: Storage, station_id: str, place: str) -> Iterator[DaySeal]:
    """A station's seals from the newest to the first, by what each says it follows."""
    while place:
        seal = read_seal(storage, f"{station_id}/{place}")
        yield seal
        place = seal.manifest.follows
        if not place and seal.manifest.number > 1:
            yield from _before(storage, seal)


def _before(storage: Storage, seal: DaySeal) -> Iterator[DaySeal]:
    """What was written before a seal of version 1, which does not say where that stands."""
    m = seal.manifest
    yield from (one for one in reversed(seals_of(storage, m.station_id)) if one.manifest.number < m.number)


_KEEP = """
INSERT INTO ledger.day_seals
    (station_id, day, revision, number, reason, sealed_at, seal, previous, merkle_root, registry, rows)
VALUES
    (%(station_id)s, %(day)s, %(revision)s, %(number)s, %(reason)s, %(sealed_at)s, %(seal)s, %(previous)s,
    %(merkle_root)s, %(registry)s, %(rows)s)
ON CONFLICT DO NOTHING
"""
_STANDS = "SELECT seal FROM ledger.day_seals WHERE station_id = %s AND number = %s"
_LAST = "SELECT max(number) FROM ledger.day_seals WHERE station_id = %s"
_DAY = "SELECT max(revision), min(sealed_at) FROM ledger.day_seals WHERE station_id = %s AND day = %s"
# A day before the first is looked at from there on: what lies between may have no seal yet.
_BEGIN = """
INSERT INTO ledger.sealed_through AS t (station_id, first_day, through)
VALUES (%(station)s, %(day)s, %(day)s::date - 1)
ON CONFLICT (station_id) DO UPDATE SET first_day = excluded.first_day, through = excluded.through
WHERE excluded.first_day < t.first_day
"""
_ADVANCE = """
UPDATE ledger.sealed_through AS t SET through = coalesce((
    SELECT min(d)::date - 1 FROM generate_series(t.through + 1, %(last)s::date, interval '1 day') AS d
    WHERE NOT EXISTS (SELECT FROM ledger.day_seals AS s WHERE s.station_id = t.station_id AND s.day = d::date)
), greatest(t.through, %(last)s::date))
WHERE t.station_id = %(station)s
"""
