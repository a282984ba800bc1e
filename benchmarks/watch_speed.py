"""How long a tick of the watch takes, and what a station costs of which nothing is new.

    python -m benchmarks.watch_speed [--stations 20] [--jobs 1]

A station of the twin with five days of records (a reading a minute a tank), copied to so many stations in a
database of its own; night and ticks as the worker judges them. Every station has new records at the first
three ticks, which is the worst that a city can bring; none has any at the last three. What two thousand take
is worked out from the time of one, on the judging processes named. Last line:
`watch_speed: busy_ms=… quiet_ms=… city_s=…`
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
from psycopg import sql

from benchmarks.register import server
from benchmarks.twin_ledger import fill_ledger
from youjian.archive.folder import FolderFacts
from youjian.contract.tables import TABLES
from youjian.ledger.connection import VARIABLES
from youjian.simulator.twin.suites import make_folder

_CITY = 2000
_TICK, _DAY = timedelta(minutes=10), timedelta(days=1)


def main() -> None:
    """Make the city, judge, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--stations", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="youjian-watch-") as where:
        home = Path(where)
        home.chmod(0o755)
        with server(home):
            end = _city(home / "twin", asked.stations)
            _print(asked.stations, asked.jobs, *_measured(end, asked.jobs))


def _city(folder: Path, stations: int) -> datetime:
    """Fill the ledger; the last moment that is known of."""
    make_folder(folder, "null", stations=1, days=5, seed=91)
    facts = FolderFacts(folder)
    [base] = facts.stored("stations")["station_id"].to_pylist()
    with psycopg.connect(os.environ[VARIABLES["owner"]]) as conn:
        conn.execute("SET youjian.scope = '*'")
        fill_ledger(conn, folder)
        for number in range(1, stations):
            _copy(conn, base, f"{base[:6]}{1000 + number}")
        conn.execute("INSERT INTO ledger.station_locks SELECT station_id, 'infinity' FROM ledger.stations")
        conn.execute("UPDATE ledger.register_changes SET at = '2020-01-01'")
        conn.commit()
        conn.autocommit = True
        conn.execute("ANALYZE")
        row = conn.execute("SELECT max(received_at) FROM ledger.tank_readings").fetchone()
    assert row
    return row[0]


def _copy(conn: "psycopg.Connection[tuple[object, ...]]", base: str, station_id: str) -> None:
    for spec in TABLES.values():
        if spec.station != "station_id" or spec.name == "invoices":
            continue
        table = sql.Identifier("ledger", spec.name)
        listed = conn.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(table)).description or []
        columns = [column.name for column in listed if column.name != "station_id"]
        conn.execute(
            sql.SQL(
                "INSERT INTO {0} (station_id, {1}) SELECT {2}, {1} FROM {0} WHERE station_id = {3}"
            ).format(
                table,
                sql.SQL(", ").join(map(sql.Identifier, columns)),
                sql.Literal(station_id),
                sql.Literal(base),
            )
        )


def _measured(end: datetime, jobs: int) -> tuple[float, list[float], list[float]]:
    """Seconds of the night, of ticks with news everywhere, and of ticks with news nowhere."""
    os.environ.setdefault("YOUJIAN_SECRET_KEY", "a-key-of-the-benchmark-that-signs-nothing-else-01234")
    from youjian.bureau import setup  # noqa: PLC0415 - its settings read the database's address

    setup()
    from youjian.bureau.scope import scoped  # noqa: PLC0415
    from youjian.bureau.watch.nights import run_night  # noqa: PLC0415
    from youjian.bureau.watch.rounds import run_ticks  # noqa: PLC0415
    from youjian.bureau.watch.services import tick_of  # noqa: PLC0415
    from youjian.detection.ticks import nightly_tick  # noqa: PLC0415

    night = nightly_tick(end - 2 * _DAY)

    def tick(at: datetime) -> None:
        with scoped():
            run_ticks([at], jobs, lambda: False)

    in_night = _timed(lambda: run_night(night, max(jobs, 1)))
    noon = night + timedelta(hours=10)
    busy = [_timed(lambda at=noon + n * _TICK: tick(at)) for n in range(3)]
    after = tick_of(end) + timedelta(hours=8)
    _nothing_comes(after - _TICK)
    for at in (after, after + _TICK):
        tick(at)
    quiet = [_timed(lambda at=after + n * _TICK: tick(at)) for n in range(2, 5)]
    return in_night, busy, quiet


def _nothing_comes(judged: datetime) -> None:
    """Nobody stores anything any more, the stations were judged until a tick, the night long before.

    The night was judged now, by the clock, and the ticks lie in the twin's time.
    """
    with psycopg.connect(os.environ[VARIABLES["owner"]]) as conn:
        conn.execute("SET youjian.scope = '*'")
        conn.execute("UPDATE ledger.station_locks SET stored_at = '2020-01-01'")
        conn.execute("UPDATE ledger.watched SET tick = %s", [judged])
        conn.execute("UPDATE bureau.watch_night SET finished_at = '2020-01-01'")


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _print(stations: int, jobs: int, night: float, busy: list[float], quiet: list[float]) -> None:
    one, idle = sorted(busy)[1] / stations, sorted(quiet)[1] / stations
    rows = (("night", night / stations), ("tick, news everywhere", one), ("tick, news nowhere", idle))
    print(f"| judged by {jobs} process{'es' if jobs != 1 else ''} | ms a station | {_CITY:,} stations, s |")
    print("| --- | ---: | ---: |")
    for name, seconds in rows:
        print(f"| {name} | {1000 * seconds:,.1f} | {_CITY * seconds:,.0f} |")
    print(f"\n{stations} stations measured; the city's seconds are {_CITY} times those of one.\n")
    print(f"watch_speed: busy_ms={1000 * one:.0f} quiet_ms={1000 * idle:.1f} city_s={_CITY * one:.0f}")


if __name__ == "__main__":
    main()
