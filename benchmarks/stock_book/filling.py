"""Putting a simulated year into a ledger, as its owner: in bulk, station by station."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
from psycopg import Connection, sql

from benchmarks.stock_book.city import StationYear
from benchmarks.stock_book.papers import known_at
from benchmarks.twin_ledger import copy_rows
from youjian.contract.tables import TABLES, Table
from youjian.ledger.arrays import Array, array
from youjian.ledger.columns import column_types, names
from youjian.simulator.twin.clock import DAY, day_of, micros
from youjian.simulator.twin.registers import price_caps, registry

_RECEIVED_US = 30_000_000


def fill_city(conn: Connection[Any], start: float, end: float) -> None:
    """What belongs to no station: days of the readings, price notices."""
    conn.execute("SELECT ledger.ensure_days('tank_readings', %s, %s)", [day_of(start), day_of(end + DAY)])
    copy_rows(conn, TABLES["price_caps"], price_caps(start, end))


def fill_station(conn: Connection[Any], year: StationYear) -> int:
    """Register, records and papers of one station; returns how many fuellings there are."""
    for table, rows in registry(year.spec).items():
        copy_rows(conn, TABLES[table], rows)
    conn.execute(
        "INSERT INTO ledger.station_locks (station_id) VALUES (%s) ON CONFLICT DO NOTHING",
        [year.spec.station_id],
    )
    made = sum(_fuellings(conn, year, place) for place in range(len(year.sold)))
    for tank in year.contents:
        at, height, temp = tank.readings()
        count = len(at)
        _insert(
            conn,
            TABLES["tank_readings"],
            count,
            year.spec.station_id,
            tank_id=np.full(count, tank.tank.tank_id),
            at=micros(at),
            product_mm=height,
            water_mm=np.zeros(count),
            temp_c=temp,
            volume_l=[None] * count,
            received_at=micros(at) + _RECEIVED_US,
        )
    for table in ("deliveries", "trips", "invoices", "declarations"):
        _papers(conn, table, year.papers.rows(table))
    return made


def _fuellings(conn: Connection[Any], year: StationYear, place: int) -> int:
    sold = year.sold[place]
    count = len(sold.ended)
    _insert(
        conn,
        TABLES["fuellings"],
        count,
        year.spec.station_id,
        nozzle_id=np.full(count, sold.nozzle.nozzle_id),
        seq=sold.seq,
        started_at=sold.started,
        ended_at=sold.ended,
        volume_ml=sold.volume_ml,
        unit_price_fen=sold.price_fen,
        amount_fen=sold.amount_fen,
        totalizer_ml=sold.totalizer_ml,
        kind=sold.kind.tolist(),
        source=["live"] * count,
        received_at=sold.ended + _RECEIVED_US,
    )
    return count


def _papers(conn: Connection[Any], table: str, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    spec = TABLES[table]
    received: list[datetime] = [known_at(table, row) for row in rows]
    columns = {name: [row.get(name) for row in rows] for name in spec.columns if name != "received_at"}
    _write(conn, spec, {**columns, "received_at": received}, len(rows))


def _insert(conn: Connection[Any], spec: Table, count: int, station_id: str, **columns: Any) -> None:
    _write(conn, spec, {"station_id": [station_id] * count, **columns}, count)


def _write(conn: Connection[Any], spec: Table, columns: dict[str, Any], count: int) -> None:
    types = {**column_types(spec), "received_at": "timestamptz"}
    given: dict[str, Array] = {name: array(types[name], values) for name, values in columns.items()}
    statement = sql.SQL("INSERT INTO ledger.{table} ({columns}) SELECT * FROM unnest({given})").format(
        table=sql.Identifier(spec.name),
        columns=names(given),
        given=sql.SQL(", ").join(sql.Placeholder(name) for name in given),
    )
    if count:
        conn.execute(statement, given, binary=True)
