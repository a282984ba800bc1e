"""How long sealing a station-day takes, with a database as in production and an archive in a folder.

A large station: 8 tanks read every 5 s, 30 nozzles with 1,500 fuellings, a heartbeat a minute.

    python -m benchmarks.sealing [--days 4]
"""

import argparse
import resource
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pyarrow as pa

from benchmarks.intake.ground import Ground
from youjian.archive.storage import FolderStorage
from youjian.contract.fields import day_bounds
from youjian.ledger.scope import EVERYTHING, set_scope
from youjian.ledger.sealing import seal_due

STATION = "3602030017"
TANKS, NOZZLES, FUELLINGS = 8, 30, 1500
LAST = date(2026, 11, 1)
_REGISTER = """
INSERT INTO ledger.stations (station_id, name, region_code, ownership, uscc, licence_no, opened_on,
    vapour_monitoring, longitude, latitude, status)
VALUES (%(s)s, '站', left(%(s)s, 6), 'private', '91350100M000100Y43', '1', '2010-01-01', true, 117, 29,
    'operating');
INSERT INTO ledger.tanks (station_id, tank_id, product, capacity_l, safe_fill_l, diameter_mm, density20_kg_m3)
SELECT %(s)s, t, '92', 30000, 28000, 2500, 745 FROM generate_series(1, %(tanks)s) AS t;
INSERT INTO ledger.tank_charts
SELECT %(s)s, t, '2020-01-01Z', h, h * 12
FROM generate_series(1, %(tanks)s) AS t, generate_series(0, 2500, 10) AS h;
INSERT INTO ledger.nozzles (station_id, nozzle_id, dispenser_id, tank_id, product)
SELECT %(s)s, n, 1 + n / 4, 1 + n %% %(tanks)s, '92' FROM generate_series(1, %(nozzles)s) AS n;
INSERT INTO ledger.station_locks VALUES (%(s)s) ON CONFLICT DO NOTHING
"""
_RECORDS = """
INSERT INTO ledger.tank_readings (station_id, tank_id, at, product_mm, water_mm, temp_c, volume_l,
    received_at)
SELECT %(s)s, t, a, 1500 + 300 * sin(extract(epoch FROM a) / 9000), 3, 15 + random(),
    18000 + 900 * random(), a
FROM generate_series(1, %(tanks)s) AS t,
    generate_series(%(start)s::timestamptz, %(end)s::timestamptz - interval '1 s', interval '5 s') AS a;
INSERT INTO ledger.fuellings (station_id, nozzle_id, seq, started_at, ended_at, volume_ml, unit_price_fen,
    amount_fen, totalizer_ml, kind, source, received_at)
SELECT %(s)s, 1 + i %% %(nozzles)s, seq, e - interval '2 min', e, 30000, 756, 22680, 30000 * seq, 'sale',
    'live', e
FROM (
    SELECT i, %(before)s + i / %(nozzles)s AS seq,
        %(start)s::timestamptz + i * interval '1 day' / %(fuellings)s AS e
    FROM generate_series(0, %(fuellings)s - 1) AS i
) AS sold;
INSERT INTO ledger.heartbeats (station_id, device, at, clock_offset_s, outbox_depth, firmware, received_at)
SELECT %(s)s, 'collector', a, 0.1, 0, '1.0', a
FROM generate_series(%(start)s::timestamptz, %(end)s::timestamptz - interval '1 s', interval '1 min') AS a
"""


def fill(conn: psycopg.Connection[Any], days: Sequence[date]) -> None:
    """The station's register and records, straight into the tables."""
    known = {"s": STATION, "tanks": TANKS, "nozzles": NOZZLES, "fuellings": FUELLINGS}
    _run(conn, _REGISTER, known)
    for number, day in enumerate(days):
        for table in ("tank_readings", "heartbeats"):
            conn.execute("SELECT ledger.ensure_days(%s, %s, %s)", [table, day, day])
        start, end = day_bounds(day)
        _run(conn, _RECORDS, known | {"start": start, "end": end, "before": number * (FUELLINGS // NOZZLES)})
    conn.execute("ANALYZE")


def _run(conn: psycopg.Connection[Any], statements: str, known: dict[str, Any]) -> None:
    for statement in statements.split(";\n"):
        conn.execute(statement.encode(), known)


def main() -> None:
    """Fill, seal, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--days", type=int, default=4)
    days = [LAST - timedelta(days=back) for back in reversed(range(parser.parse_args().days))]
    with Ground(broker=False) as ground:
        with ground.owner() as conn:
            set_scope(conn, EVERYTHING)
            fill(conn, days)
        archive = FolderStorage(ground.home / "archive")
        before = _peak_mib()
        with psycopg.connect(ground.server.url("bureau"), autocommit=True) as conn:
            began, used = time.monotonic(), time.process_time()
            written = seal_due(conn, archive, datetime.now(UTC), len(days), rule_sets=lambda _conn, _day: [])
            seconds, ours = time.monotonic() - began, time.process_time() - used
        size = sum((archive.root / name).stat().st_size for name in archive.names())
        report(len(written), sum(_rows(seal.manifest.tables) for seal in written), seconds, ours)
        print(f"archive: {size / 1e6:.1f} MB, peak memory {_peak_mib():.0f} MiB ({before:.0f} before)")
        each, hourly = seconds / len(written), 3600 * len(written) / seconds
        print(f"sealing: seconds_per_day={each:.2f} days_per_hour={hourly:.0f}")


def report(days: int, rows: int, seconds: float, ours: float) -> None:
    """The table."""
    print("| station-days | records | s | s each | of it in this process | records/s |")
    print("|---|---|---|---|---|---|")
    each, own, speed = seconds / days, ours / days, rows / seconds
    print(f"| {days} | {rows:,} | {seconds:.1f} | {each:.2f} | {own:.2f} | {speed:,.0f} |")


def _rows(tables: Any) -> int:
    return sum(one.rows for one in tables.values())


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    pa.set_cpu_count(1)
    main()
