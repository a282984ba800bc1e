"""A city whose stations fall silent: heartbeats, readings, fuellings and doors, by the minute."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.conftest import Database
from youjian.contract.fields import business_day

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MIDNIGHT = datetime(2026, 11, 19, 16, 0, tzinfo=UTC)
"""The first moment of 2026-11-20 in Shanghai."""
MOBILE, UNICOM = "89860012017300000001", "89860112017300000001"


class City:
    """Writes as intake does; stations that are not silent are heard every five minutes."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def sql(self, statement: str, *values: Any, role: Any = "intake") -> list[tuple[Any, ...]]:
        """One statement in a transaction of its own."""
        with self.database.connect(role) as conn:
            if role == "bureau":
                conn.execute("SELECT set_config('youjian.scope', '*', true)")
            cursor = conn.execute(statement.encode(), values or None)
            return cursor.fetchall() if cursor.description else []

    def many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """One statement for many rows."""
        with self.database.connect("intake") as conn:
            conn.cursor().executemany(statement.encode(), rows)

    def stations(self, *stations: tuple[str, str, str]) -> None:
        """Stations by id, SIM card and firmware, each with a nozzle 1 of dispenser 1 and a tank 1."""
        with self.database.connect("bureau") as conn:
            conn.execute("SELECT set_config('youjian.scope', '*', true)")
            for station_id, _, _ in stations:
                for statement in _STATION:
                    conn.execute(statement.encode(), {"s": station_id})
        self.many(_BOX, [(s, s, firmware, iccid) for s, iccid, firmware in stations])

    def open_door(self, start: datetime, end: datetime) -> None:
        """A door that was open, and stopped in order."""
        self.sql(_DOOR, start, end, end)

    def heard(
        self, station: str, spans: Iterable[tuple[datetime, datetime]], device: str = "collector"
    ) -> None:
        """Heartbeats every five minutes of some spans, both ends included."""
        moments = [at for start, end in spans for at in moments_of(start, end)]
        self._days("heartbeats", moments)
        self.many(_BEAT, [(station, device, at, at) for at in moments])
        self.sql(_STATE, station, device, max(moments))

    def read(
        self, station: str, spans: Iterable[tuple[datetime, datetime]], level_l: float = 10_000.0
    ) -> None:
        """Readings of tank 1 every five minutes of some spans."""
        moments = [at for start, end in spans for at in moments_of(start, end)]
        self._days("tank_readings", moments)
        self.many(_READING, [(station, at, level_l, at) for at in moments])
        self.sql(_STATE, station, "tank:1", max(moments))

    def fuel(
        self, station: str, seq: int, at: datetime, totalizer_ml: int, received: datetime | None = None
    ) -> None:
        """A fuelling of 30 L of nozzle 1 that ended at a moment."""
        self.sql(_FUELLING, station, seq, at - MINUTE, at, totalizer_ml, received or at)

    def event(
        self, station: str, at: datetime, code: str, detail: str = "", device: str = "collector"
    ) -> None:
        """Something that the box noted."""
        self.sql(_EVENT, station, device, at, code, detail, at)

    def announce(self, station: str, start: datetime, end: datetime, device: str = "collector") -> None:
        """Announced downtime as an approval writes it."""
        self.sql(_ANNOUNCED, station, device, start, end, role="bureau")

    def _days(self, table: str, moments: Sequence[datetime]) -> None:
        first, last = business_day(min(moments)), business_day(max(moments))
        self.sql("SELECT ledger.ensure_days(%s, %s, %s)", table, first, last)


def moments_of(start: datetime, end: datetime) -> list[datetime]:
    """Every five minutes of a span, and its end."""
    return [*(start + n * 5 * MINUTE for n in range(int((end - start) / (5 * MINUTE)))), end]


_STATION = (
    """
    INSERT INTO ledger.stations (station_id, name, region_code, ownership, uscc, licence_no,
        vapour_monitoring, longitude, latitude, status, opened_on)
    VALUES (%(s)s, '站' || %(s)s, left(%(s)s, 6), 'private', '91350100M000100Y43', %(s)s,
        false, 117.2, 29.3, 'operating', '2015-05-01')
    """,
    """
    INSERT INTO ledger.tanks
        (station_id, tank_id, product, capacity_l, safe_fill_l, diameter_mm, density20_kg_m3)
    VALUES (%(s)s, 1, '92', 30000, 27000, 2500, 735)
    """,
    """
    INSERT INTO ledger.nozzles (station_id, nozzle_id, dispenser_id, tank_id, product)
    VALUES (%(s)s, 1, 1, 1, '92')
    """,
)
_BOX = """
INSERT INTO ledger.collector_states (collector_id, station_id, epoch, sent_at, heard_at, firmware, link,
    iccid, outbox_depth, clock_offset_s)
VALUES (%s, %s, 1, now(), now(), %s, '4g', %s, 0, 0)
"""
_DOOR = """
INSERT INTO ledger.door_spans (door, started_at, last_alive_at, stopped_at) VALUES ('station', %s, %s, %s)
"""
_BEAT = """
INSERT INTO ledger.heartbeats (station_id, device, at, clock_offset_s, outbox_depth, firmware, received_at)
VALUES (%s, %s, %s, 0, 0, '1', %s) ON CONFLICT DO NOTHING
"""
_STATE = """
INSERT INTO ledger.device_states (station_id, device, status, last_seen) VALUES (%s, %s, 'up', %s)
ON CONFLICT (station_id, device) DO UPDATE SET last_seen = excluded.last_seen
"""
_READING = """
INSERT INTO ledger.tank_readings
    (station_id, tank_id, at, product_mm, water_mm, temp_c, volume_l, received_at)
VALUES (%s, 1, %s, 1000, 0, 20, %s, %s) ON CONFLICT DO NOTHING
"""
_FUELLING = """
INSERT INTO ledger.fuellings (station_id, nozzle_id, seq, started_at, ended_at, volume_ml, unit_price_fen,
    amount_fen, totalizer_ml, kind, source, received_at)
VALUES (%s, 1, %s, %s, %s, 30000, 750, 22500, %s, 'sale', 'live', %s)
"""
_EVENT = """
INSERT INTO ledger.device_events (station_id, device, at, code, detail, received_at)
VALUES (%s, %s, %s, %s, %s, %s)
"""
_ANNOUNCED = """
INSERT INTO ledger.maintenance (station_id, device, starts_at, ends_at, reason, approved_by)
VALUES (%s, %s, %s, %s, '检修', '市局')
"""
