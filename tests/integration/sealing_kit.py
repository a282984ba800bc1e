"""A station with two nozzles whose days are sealed: its register, its records, and a round of sealing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, LiteralString

import psycopg

from tests.conftest import Database
from youjian.archive.manifest import DaySeal
from youjian.archive.storage import Storage
from youjian.contract.fields import day_bounds
from youjian.contract.records import Fuelling, Record, TankReading
from youjian.contract.registry import Nozzle, Station, Tank
from youjian.ledger.batch import Batch
from youjian.ledger.registry import replace_registry
from youjian.ledger.scope import set_scope
from youjian.ledger.sealing import seal_due
from youjian.ledger.store import store

STATION, OTHER = "3602030017", "3602810001"
DAY = date(2026, 11, 10)
START, END = day_bounds(DAY)
_TABLES = {Fuelling: "fuellings", TankReading: "tank_readings"}
_EMPTIED = """
TRUNCATE ledger.day_seals, ledger.late_days, ledger.sealed_through, ledger.sealing_failures, ledger.anchors,
    ledger.station_locks, ledger.fuellings, ledger.tank_readings, ledger.heartbeats, ledger.invoices,
    ledger.conflicts, ledger.quarantine, ledger.nozzle_states, ledger.tank_states, ledger.device_states
"""


def at(hours: float) -> datetime:
    """So many hours after the beginning of the day."""
    return START + timedelta(hours=hours)


def fuelling(nozzle: int, seq: int, ended_at: datetime, **changes: Any) -> Fuelling:
    """The honest fuelling of a number: ten litres each."""
    fields: dict[str, Any] = {
        "station_id": STATION,
        "nozzle_id": nozzle,
        "seq": seq,
        "started_at": ended_at - timedelta(minutes=1),
        "ended_at": ended_at,
        "volume_ml": 10_000,
        "unit_price_fen": 756,
        "amount_fen": 7560,
        "totalizer_ml": 10_000 * seq,
        "kind": "sale",
        "source": "live",
    }
    return Fuelling(**(fields | changes))


def reading(moment: datetime, **changes: Any) -> TankReading:
    """A gauge's reading of tank 1."""
    fields: dict[str, Any] = {
        "station_id": STATION,
        "tank_id": 1,
        "at": moment,
        "product_mm": 1500.25,
        "water_mm": 0.0,
        "temp_c": 11.0,
    }
    return TankReading(**(fields | changes))


def whole_day() -> list[Record]:
    """Both nozzles on the day, with the fuelling before it and the one after, and a reading."""
    hours = (-1.0, 1.0, 12.0, 23.5, 25.0)
    sold = [fuelling(n, seq, at(h)) for n in (1, 2) for seq, h in enumerate(hours, start=101)]
    return [*sold, reading(at(6))]


@dataclass
class Office:
    """The platform's database and archive, as doors and worker use them."""

    database: Database
    archive: Storage
    conn: psycopg.Connection = field(init=False)

    def __post_init__(self) -> None:
        self.conn = self.database.connect("bureau", autocommit=True)

    def lose(self) -> None:
        """Close the connection, as a killed process does: its locks are gone once the server has noticed."""
        if self.conn.closed:
            return
        gone = self.conn.info.backend_pid
        self.conn.close()
        with self.database.connect("owner", autocommit=True) as conn:
            until(conn, "SELECT WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = %s)", gone)

    def empty(self) -> None:
        """No record, no seal; a register with the two stations."""
        with self.database.connect("owner") as conn:
            conn.execute(_EMPTIED)
        with self.database.connect("bureau") as conn:
            set_scope(conn, "*")
            replace_registry(conn, register(), DAY)

    def take(self, *records: Record, received_at: datetime | None = None, **changes: Any) -> None:
        """Store records in a transaction of intake."""
        with self.database.connect("intake") as conn:
            self.take_in(conn, *records, received_at=received_at, **changes)

    def take_day(self, *records: Record) -> None:
        """Store a whole day, or the records given in its place, and seal the day before, which begins it."""
        self.take(*(records or whole_day()))
        assert [seal.manifest.day for seal in self.seal(END)] == [DAY - timedelta(days=1)]

    def take_in(
        self, conn: psycopg.Connection, *records: Record, received_at: datetime | None = None, **changes: Any
    ) -> None:
        """Store records in a transaction that is left open."""
        listed = [(_TABLES[type(record)], index, record) for index, record in enumerate(records)]
        fields = {"door": "station", "station_id": STATION, "records": listed} | changes
        store(conn, [Batch(**fields)], received_at or at(26), None)

    def seal(self, now: datetime, **changes: Any) -> list[DaySeal]:
        """A round of sealing at a moment."""
        return seal_due(self.conn, self.archive, now, rule_sets=lambda _conn, _day: [], **changes)

    def rows(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """What a statement answers that sees every station."""
        with self.conn.transaction():
            set_scope(self.conn, "*")
            return self.conn.execute(query.encode(), parameters).fetchall()

    def index(self, day: date = DAY) -> list[tuple[int, str]]:
        """Revision and reason of a day's seals in the index."""
        query = "SELECT revision, reason FROM ledger.day_seals WHERE station_id = %s AND day = %s ORDER BY 1"
        return [(row[0], row[1]) for row in self.rows(query, STATION, day)]

    def marks(self) -> int:
        """How many marks of late records the day has left."""
        return self.rows("SELECT count(*) FROM ledger.late_days WHERE day = %s", DAY)[0][0]


def register() -> dict[str, Sequence[Record]]:
    """Two stations, each with a tank and two nozzles."""
    stations = [_station(STATION), _station(OTHER)]
    tanks = [_tank(one.station_id) for one in stations]
    nozzles = [
        Nozzle(station_id=one.station_id, nozzle_id=n, dispenser_id=1, tank_id=1, product="92")
        for one in stations
        for n in (1, 2)
    ]
    return {"stations": stations, "tanks": tanks, "nozzles": nozzles}


def _station(station_id: str) -> Station:
    return Station(
        station_id=station_id,
        name=f"加油站{station_id}",
        region_code=station_id[:6],
        ownership="private",
        uscc="91360200MA35NQAB12",
        licence_no="1",
        vapour_monitoring=True,
        longitude=117.2,
        latitude=29.3,
        status="operating",
        opened_on=date(2020, 1, 1),
    )


def _tank(station_id: str) -> Tank:
    return Tank(
        station_id=station_id,
        tank_id=1,
        product="92",
        capacity_l=30000.0,
        safe_fill_l=28000.0,
        diameter_mm=2400.0,
        density20_kg_m3=745.0,
    )


def until_somebody_waits(database: Database) -> None:
    """Until somebody waits for a row's lock."""
    with database.connect("owner", autocommit=True) as conn:
        until(conn, "SELECT FROM pg_locks WHERE NOT granted")


def until(conn: psycopg.Connection, query: LiteralString, *parameters: Any) -> None:
    """Until a statement finds a row."""
    for _ in range(100_000):
        if conn.execute(query, parameters).fetchall():
            return
    raise AssertionError(f"never: {query} {parameters}")
