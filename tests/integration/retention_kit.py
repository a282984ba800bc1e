"""For tests of retention: records of a day long over, sealed, and what the ledger then holds of it."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from psycopg import Connection

from youjian.archive.days import last_of_day
from youjian.archive.manifest import DaySeal
from youjian.archive.storage import Storage
from youjian.contract.fields import business_day, day_bounds
from youjian.contract.records import Heartbeat, PressureReading, Record, TankReading, VapourFill
from youjian.ledger.batch import Batch, Outcome
from youjian.ledger.dropping import everywhere
from youjian.ledger.sealing import seal_due
from youjian.ledger.store import store

NAMES = {
    TankReading: "tank_readings",
    Heartbeat: "heartbeats",
    PressureReading: "pressure_readings",
    VapourFill: "vapour_fills",
}
NOW = datetime.now(UTC).replace(microsecond=0)
TODAY = business_day(NOW)


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def moment(day: date, minute: float) -> datetime:
    return day_bounds(day)[0] + timedelta(minutes=minute)


def reading(station_id: str, day: date, minute: float, **changes: Any) -> TankReading:
    fields = {
        "station_id": station_id,
        "tank_id": 1,
        "at": moment(day, minute),
        "product_mm": 1500.1 + minute / 7,
        "water_mm": -0.0,
        "temp_c": 11.3,
        "volume_l": None if minute % 2 else 12_345.678,
    }
    return TankReading(**(fields | changes))


def records_of(station_id: str, day: date, count: int = 12) -> list[Record]:
    """Records of all four tables of days, on a few minutes of a day and on its edges."""
    minutes = [0.0, *(30.5 + n for n in range(count - 2)), 1439.999]
    made: list[Record] = []
    for minute in minutes:
        at = moment(day, minute)
        made += [
            reading(station_id, day, minute),
            PressureReading(station_id=station_id, at=at, pressure_pa=minute / 3),
            Heartbeat(
                station_id=station_id,
                device="collector",
                at=at,
                clock_offset_s=0.1,
                outbox_depth=0,
                firmware='a "b",\\',
            ),
            VapourFill(
                station_id=station_id,
                nozzle_id=2,
                ended_at=at,
                started_at=at - timedelta(minutes=1),
                fuel_ml=20_000,
                vapour_ml=21_000,
                ratio=1.05,
                fuel_l_min=33.3,
                vapour_l_min=35.1,
            ),
        ]
    return made


def take_in(
    conn: Connection[Any], records: Sequence[Record], at: datetime | None = None, **more: Any
) -> Outcome:
    """Store records of one station as a door does, and commit."""
    listed = [(NAMES[type(record)], n, record) for n, record in enumerate(records)]
    with everywhere(conn):
        station_id = str(getattr(records[0], "station_id"))  # noqa: B009 - every record here has one
        (outcome,) = store(conn, [Batch("station", station_id, listed, **more)], at or NOW, None)
    return outcome


@dataclass
class Sealer:
    """Seals days as the platform does."""

    database: Any
    storage: Storage

    def seal(self, station_id: str, day: date) -> DaySeal:
        """The day's last seal, written now if something of it is not sealed yet."""
        with closing(self.database.connect("bureau", autocommit=True)) as conn:
            seal_due(conn, self.storage, NOW, rule_sets=lambda *_: (), station_id=station_id, day=day)
        seal = last_of_day(self.storage, station_id, day)
        assert seal is not None
        return seal
