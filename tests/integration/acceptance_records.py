"""A day of records of a station whose box is under test: levels fall as its nozzle sells."""

from datetime import UTC, datetime, timedelta

from tests.conftest import Database
from youjian.contract.records import Fuelling, Heartbeat, Record, TankReading
from youjian.ledger.batch import Batch
from youjian.ledger.store import store

_SALE_ML = 40_000
_L_PER_MM = 12


def day_of(database: Database, station_id: str) -> tuple[datetime, datetime]:
    """Store the day that ended at the last full minute; returns its span."""
    until = datetime.now(UTC).replace(second=0, microsecond=0)
    since = until - timedelta(hours=24)
    records: list[tuple[str, Record]] = []
    total, height = 1_000_000, 2_000.0
    for number in range(1, 60):
        ended = since + timedelta(minutes=24 * number - number % 7 * 3)
        total += _SALE_ML
        records.append(
            (
                "fuellings",
                Fuelling(
                    station_id=station_id, nozzle_id=3, seq=number, started_at=ended - timedelta(minutes=2),
                    ended_at=ended, volume_ml=_SALE_ML, unit_price_fen=750, amount_fen=_SALE_ML * 750 // 1000,
                    totalizer_ml=total, kind="sale", source="live",
                ),
            )
        )  # fmt: skip
    ends = [record.ended_at for _, record in records if isinstance(record, Fuelling)]
    for minute in range(0, 24 * 60, 10):
        at = since + timedelta(minutes=minute)
        sold = sum(1 for one in ends if one <= at) * _SALE_ML / 1000
        level = TankReading(
            station_id=station_id, tank_id=1, at=at, product_mm=height - sold / _L_PER_MM, water_mm=0.0,
            temp_c=15.0,
        )  # fmt: skip
        records.append(("tank_readings", level))
    beat = Heartbeat(
        station_id=station_id, device="collector", at=until - timedelta(minutes=1), clock_offset_s=0.4,
        outbox_depth=0, firmware="1.0", link="4g",
    )  # fmt: skip
    records.append(("heartbeats", beat))
    for table, record in records:
        received = max(getattr(record, "ended_at", None) or record.at, since) + timedelta(seconds=5)  # type: ignore[attr-defined]
        with database.connect("intake") as conn:
            batch = Batch(door="import", station_id=station_id, records=[(table, 0, record)], test=True)
            store(conn, [batch], received, None)
    return since, until
