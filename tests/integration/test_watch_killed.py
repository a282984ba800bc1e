"""The watch as the worker runs it: an unload without papers within the hour, a kill amid a tick."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from tests.conftest import Database
from tests.integration import watch_kit as kit
from tests.integration.bureau_office import LEPING, LEPING_2, STATIONS, ZHUSHAN, furnish
from tests.integration.sealing_kit import until_somebody_waits

DEADLINE = 120.0
MINUTE = timedelta(minutes=1)


@contextmanager
def worker() -> Iterator[subprocess.Popen[bytes]]:
    """A worker with its judging process, in a group of its own, killed at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "youjian.cli", "worker"], env=dict(os.environ), start_new_session=True
    )
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill -9 of the whole group: nothing is put in order."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < end, "not within the deadline"
        time.sleep(0.1)


def silent_city(database: Database) -> None:
    """Three stations whose collectors were last heard 45 minutes ago, while the door was open."""
    furnish(database)
    seen = datetime.now(UTC) - 45 * MINUTE
    with database.connect("owner") as conn:
        conn.execute("SET youjian.scope = '*'")
        conn.execute("UPDATE ledger.register_changes SET at = at - interval '9 days'")
        conn.execute(
            "INSERT INTO ledger.door_spans (door, started_at, last_alive_at) VALUES ('station', %s, %s)",
            [seen - timedelta(days=2), seen + timedelta(days=1)],
        )
        day = (seen + timedelta(hours=8)).date()
        conn.execute("SELECT ledger.ensure_days('heartbeats', %s, %s)", [day, day])
        conn.cursor().executemany(
            "INSERT INTO ledger.heartbeats (station_id, device, at, clock_offset_s, outbox_depth, firmware,"
            " received_at) VALUES (%s, 'collector', %s, 0, 0, 'test', %s)",
            [(station, seen, seen) for station in STATIONS],
        )
        conn.cursor().executemany(
            "INSERT INTO ledger.station_locks (station_id) VALUES (%s) ON CONFLICT DO NOTHING",
            [(station,) for station in STATIONS],
        )


def offline(database: Database) -> list[tuple[str, int, datetime]]:
    with database.connect("intake") as conn:
        return conn.execute(
            "SELECT station_id, revision, detected_at FROM ledger.findings WHERE rule = 'collector.offline'"
            " ORDER BY 1, 2"
        ).fetchall()


def test_a_worker_killed_in_the_middle_of_a_tick_goes_on_where_it_was(office_database: Database) -> None:
    silent_city(office_database)
    with office_database.connect("owner") as holder:
        holder.execute("SELECT FROM ledger.station_locks WHERE station_id = %s FOR UPDATE", [LEPING])
        with worker() as first:
            until(lambda: len(offline(office_database)) == 1)
            until_somebody_waits(office_database)
            kill(first)
        holder.rollback()
    [(told, _, tick)] = offline(office_database)
    assert told == ZHUSHAN, "the first was judged, the second was cut off"
    with office_database.connect("owner") as conn:
        conn.execute("UPDATE bureau.procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
    with worker():
        until(lambda: len(offline(office_database)) == 3)
        until(lambda: done(office_database, tick))
    assert offline(office_database) == [(station, 1, tick) for station in (ZHUSHAN, LEPING, LEPING_2)]


def done(database: Database, tick: datetime) -> bool:
    with database.connect("owner") as conn:
        row = conn.execute(
            "SELECT count(*) FROM bureau.watch_tick WHERE tick = %s AND finished_at IS NOT NULL", [tick]
        ).fetchone()
    return bool(row and row[0])


def test_an_unload_without_papers_is_told_within_the_hour(
    office_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YOUJIAN_HOME", str(tmp_path))
    folder = kit.twin_folder(tmp_path / "unload", "unrecorded-delivery", 2000.0, days=3, onset_day=2.0)
    [label] = [one for one in labels(folder) if one["fraud"] == "unrecorded-delivery"]
    began = datetime.fromisoformat(label["started_at"])
    tick = datetime.now(UTC).replace(second=0, microsecond=0)
    tick -= tick.minute % 10 * MINUTE
    shift = tick - 57 * MINUTE - began
    kit.fill(office_database, folder, shift)
    last_done(office_database, tick - 10 * MINUTE)
    with worker():
        until(lambda: bool(kit.said(office_database, {"stock.unrecorded_delivery"})))
    [told] = kit.said(office_database, {"stock.unrecorded_delivery"})
    assert told[2:6] == (label["subject"], 1, "warning", "open")
    assert timedelta(0) < told[-1] - (began + shift) <= timedelta(minutes=60)


def last_done(database: Database, tick: datetime) -> None:
    """The tick before: however late the worker comes, it judges the one after it, too."""
    with database.connect("owner") as conn:
        conn.execute(
            "INSERT INTO bureau.watch_tick (tick, started_at, finished_at, judged, skipped, failed,"
            " revisions, passed_over, caught_up) VALUES (%s, %s, %s, 0, 0, 0, 0, 0, false)",
            [tick, tick, tick],
        )


def labels(folder: Path) -> list[dict[str, str]]:
    return msgspec.json.decode((folder / "labels.json").read_bytes())
