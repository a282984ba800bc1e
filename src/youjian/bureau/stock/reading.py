"""What the gauge figures of station-days are made from, read within bounds; old days from the archive."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from psycopg import Connection, sql
from psycopg.rows import dict_row

from youjian.archive.sealed import with_sealed_days
from youjian.contract.fields import business_day, day_bounds
from youjian.contract.known import KnownTables
from youjian.contract.platform import READABLE_TABLES
from youjian.detection.balance.levels import LAST
from youjian.detection.evidence import Row
from youjian.detection.moments import micros
from youjian.detection.pairs import Integers
from youjian.ledger import arrow, places
from youjian.ledger.columns import names, relation
from youjian.ledger.facts import LedgerFacts

_REGISTER = ("tanks", "tank_charts", "nozzles")


@dataclass(frozen=True)
class Records:
    """The current fuellings of a station, in the order of their end (µs): mL, kind, product and tank.

    A nozzle that the register does not know has product "" and tank -1.
    """

    ended: Integers
    volume_ml: Integers
    kind: np.ndarray
    product: np.ndarray
    tank: Integers


@dataclass(frozen=True)
class StationSpan:
    """A station's facts, tanks, fuellings and documents between two moments, and days without a reading."""

    facts: KnownTables
    tanks: list[Row]
    records: Records
    documents: list[Row]
    unread: frozenset[date]


def read_span(
    conn: Connection[Any], station_id: str, days: Sequence[date], since: datetime, until: datetime
) -> StationSpan:
    """What is there of a station in [since, until); `days` are those whose readings are looked for."""
    register = LedgerFacts(conn, [station_id], since)
    tables = {name: register.known(name, LAST) for name in _REGISTER}
    tables["fuellings"] = _rows(conn, "fuellings", station_id, since, until)
    tables["tank_readings"] = _rows(conn, "tank_readings", station_id, since, until)
    unread = _unread(tables["tank_readings"], days)
    if unread:
        sealed = with_sealed_days(
            places.archive(), station_id, tables, ["tank_readings"], since, until=business_day(until)
        )
        tables["tank_readings"] = sealed["tank_readings"]
        unread = _unread(tables["tank_readings"], days)
    return StationSpan(
        KnownTables(tables),
        tables["tanks"].to_pylist(),
        _records(conn, station_id, since, until),
        _documents(conn, station_id, since, until),
        frozenset(unread),
    )


def _rows(conn: Connection[Any], name: str, station_id: str, since: datetime, until: datetime) -> pa.Table:
    spec = READABLE_TABLES[name]
    end = sql.Identifier("t", spec.end or "")
    query = sql.SQL(
        "SELECT {} FROM {} AS t WHERE NOT t.test AND t.station_id = {} AND {} >= {} AND {} < {}"
    ).format(
        names(spec.columns, "t"),
        relation(name),
        sql.Literal(station_id),
        end,
        sql.Literal(since),
        end,
        sql.Literal(until),
    )
    return arrow.fetch(conn, spec.type, query, spec.key)


def _unread(readings: pa.Table, days: Sequence[date]) -> set[date]:
    """The days of which there is no reading."""
    at = np.sort(pc.cast(readings["at"], pa.int64()).to_numpy())
    bounds = [[micros(moment) for moment in day_bounds(day)] for day in days]
    return {day for day, pair in zip(days, bounds, strict=True) if not np.diff(np.searchsorted(at, pair))[0]}


def _records(conn: Connection[Any], station_id: str, since: datetime, until: datetime) -> Records:
    rows = conn.execute(_CURRENT, {"station": station_id, "since": since, "until": until}).fetchall()
    ended, volume, kind, product, tank = zip(*rows, strict=True) if rows else ((),) * 5
    return Records(
        np.array(ended, dtype=np.int64),
        np.array(volume, dtype=np.int64),
        np.array(kind, dtype=object),
        np.array(product, dtype=object),
        np.array(tank, dtype=np.int64),
    )


def _documents(conn: Connection[Any], station_id: str, since: datetime, until: datetime) -> list[Row]:
    query = (
        "SELECT * FROM ledger.deliveries WHERE station_id = %s AND delivered_at >= %s AND delivered_at < %s"
        " AND NOT test ORDER BY delivered_at, delivery_id"
    )
    with conn.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query, [station_id, since, until]).fetchall()


_CURRENT = """
SELECT (extract(epoch FROM f.ended_at) * 1000000)::bigint, f.volume_ml, f.kind,
    coalesce(stood_for.product, ''), coalesce(stood_for.tank_id, -1)
FROM ledger.fuellings AS f
LEFT JOIN LATERAL (
    SELECT n.product, n.tank_id FROM ledger.nozzles AS n
    WHERE n.station_id = f.station_id AND n.nozzle_id = f.nozzle_id
        AND (n.valid_from IS NULL OR n.valid_from <= f.ended_at)
    ORDER BY n.valid_from DESC NULLS LAST LIMIT 1
) AS stood_for ON true
WHERE f.station_id = %(station)s AND f.ended_at >= %(since)s AND f.ended_at < %(until)s AND NOT f.test
    AND NOT EXISTS (
        SELECT FROM ledger.fuellings AS later
        WHERE later.station_id = f.station_id AND later.nozzle_id = f.nozzle_id AND later.seq = f.seq
            AND later.version > f.version AND later.version > 1 AND NOT later.test
    )
ORDER BY f.ended_at
"""
