"""What a run stands on: PostgreSQL as in production, a door, a broker, the register, a second database."""

import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import psycopg
import urllib3

from benchmarks.intake import cpu
from benchmarks.intake.broker import Mosquitto
from benchmarks.intake.fleet import KEY_ID, Collector
from benchmarks.soak.processes import Processes, free_ports, until
from benchmarks.soak.world import addresses, migrated
from youjian.ledger.server import EmbeddedServer

BARE = "bare"
PASSWORD = "123456"  # noqa: S105 - of every simulated monitor
_STATION = """
INSERT INTO ledger.stations (station_id, name, region_code, ownership, uscc, licence_no, opened_on,
    vapour_monitoring, longitude, latitude, status)
VALUES (%s, %s, left(%s, 6), 'private', '91350100M000100Y43', '许可1号', '2010-01-01', true,
    117.2, 29.3, 'operating')
"""
_COLLECTOR = """
INSERT INTO ledger.collectors (collector_id, station_id, epoch, state, enrolled_at)
VALUES (%s, %s, 1, 'accepted', %s)
"""
_KEY = """
INSERT INTO ledger.collector_keys (collector_id, key_id, algorithm, public_key, valid_from)
VALUES (%s, %s, 'ed25519', %s, %s)
"""
_MONITOR = (
    "INSERT INTO ledger.vapour_monitors (mn, station_id, password, family) VALUES (%s, %s, %s, 'hj212')"
)


class Ground:
    """Opened and closed as a context; everything it started ends with it.

    `place` is a folder for the database's data, by default its own; `settings` go to PostgreSQL.
    """

    def __init__(
        self,
        *,
        broker: bool,
        environment: Mapping[str, str] | None = None,
        settings: Mapping[str, str] | None = None,
        place: Path | None = None,
    ) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="youjian-load-", dir="/var/tmp"))
        self.home.chmod(0o755)
        self.server = EmbeddedServer((place or self.home) / "db", settings)
        self.http_port = free_ports(3)
        self.hj212_port, self.mqtt_port = self.http_port + 1, self.http_port + 2
        self.broker = Mosquitto(self.home, self.mqtt_port) if broker else None
        self._environment = dict(environment or {})
        self.processes: Processes | None = None

    def __enter__(self) -> "Ground":
        self.server.start()
        migrated(self.server)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.processes is not None:
            self.processes.close()
        if self.broker is not None:
            self.broker.kill()
        self.server.stop()
        shutil.rmtree(self.server.data, ignore_errors=True)
        shutil.rmtree(self.home, ignore_errors=True)

    def register(self, collectors: Sequence[Collector], monitors: Sequence[str]) -> None:
        """Put stations, enrolled collectors and vapour monitors (by station) into the register."""
        with self.owner() as conn:
            register(conn, collectors, monitors)

    def copy_database(self) -> None:
        """Make the second database, empty but for the register, in which a bare COPY is measured."""
        with psycopg.connect(self.server.url(None, "postgres"), autocommit=True) as conn:
            conn.execute(f"CREATE DATABASE {BARE} TEMPLATE youjian OWNER youjian_owner")

    def open_doors(self, *launcher: str, **environment: str) -> None:
        """Start the broker and the intake, and wait until it is well.

        `launcher` stands for `-m youjian.cli intake`; `environment` goes before that of the ground.
        """
        words = ["--port", str(self.http_port), "--hj212-port", str(self.hj212_port)]
        if self.broker is not None:
            self.broker.start()
            words += ["--mqtt", self.broker.url]
        known = {**addresses(self.server), **self._environment, **environment}
        self.processes = Processes(self.home, known)
        self.processes.start("intake", sys.executable, *(launcher or ("-m", "youjian.cli", "intake")), *words)
        until(self.healthy, "the door opens")

    def healthy(self) -> bool:
        """Whether the door says that it, its database and its broker are well."""
        if self.processes is not None and not self.processes.alive("intake"):
            raise RuntimeError(f"the door ended:\n{self.processes.log('intake')}")
        reply = urllib3.request("GET", f"http://127.0.0.1:{self.http_port}/healthz", retries=False, timeout=5)
        brokers = reply.json().get("brokers") or {}
        return reply.status == 200 and all(state == "ok" for state in brokers.values())

    def owner(self, database: str = "youjian") -> "psycopg.Connection[Any]":
        """A connection as the owner that sees everything."""
        conn = psycopg.connect(self.server.url("owner", database))
        conn.execute("SET youjian.scope = '*'")
        return conn

    def count(self, table: str, database: str = "youjian") -> int:
        """How many rows a table of the ledger holds."""
        with self.owner(database) as conn:
            row = conn.execute(f"SELECT count(*) FROM ledger.{table}").fetchone()  # type: ignore[arg-type]  # noqa: S608
        assert row
        return row[0]

    def cpu(self) -> dict[str, float]:
        """Processor seconds so far of PostgreSQL, intake and broker."""
        assert self.server.pid is not None
        used = {"postgres": cpu.seconds_of(self.server.pid), "intake": cpu.seconds_of(self.intake_pid)}
        if self.broker is not None:
            used["broker"] = cpu.seconds_of(self.broker.pid)
        return used

    @property
    def intake_pid(self) -> int:
        """The door's process."""
        assert self.processes is not None
        return self.processes.pid("intake")

    def log(self) -> str:
        """The end of what the door wrote."""
        assert self.processes is not None
        return self.processes.log("intake")

    def settle(self) -> None:
        """A checkpoint, so that one measurement does not pay for what another wrote."""
        with psycopg.connect(self.server.url(None, "postgres"), autocommit=True) as conn:
            conn.execute("CHECKPOINT")
        time.sleep(0.2)


def register(
    conn: "psycopg.Connection[Any]", collectors: Sequence[Collector], monitors: Sequence[str]
) -> None:
    """Put stations, enrolled collectors and vapour monitors (by station) into a register."""
    now = datetime.now(UTC)
    stations = sorted({c.station_id for c in collectors} | set(monitors))
    with conn.cursor() as cursor:
        cursor.executemany(_STATION, [(s, f"{s}站", s) for s in stations])
        cursor.executemany(_COLLECTOR, [(c.collector_id, c.station_id, now) for c in collectors])
        cursor.executemany(_KEY, [(c.collector_id, KEY_ID, c.public_key, now) for c in collectors])
        cursor.executemany(_MONITOR, [(s, s, PASSWORD) for s in monitors])
