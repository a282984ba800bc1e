"""Kill -9 of collector, intake and PostgreSQL under load: every fuelling is in the ledger exactly once.

Real processes throughout: simulated stations on protocol sockets, one collector process for all of them, the
door, a private PostgreSQL with fsync. The ledger is compared with the simulator's own log.
YOUJIAN_KILL_ROUNDS is the number of rounds (default 20).
"""

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
import urllib3

from tests.integration.intake_kit import add_station, free_port
from youjian.ledger import collectors
from youjian.ledger.connection import VARIABLES
from youjian.ledger.server import EmbeddedServer

ROUNDS = int(os.environ.get("YOUJIAN_KILL_ROUNDS", "20"))
REGISTRY = Path(__file__).parents[2] / "src/youjian/profiles/jingdezhen/registry"
STATIONS = ("3602030008", "3602030009", "3602030010", "3602030011")
FILL_INTERVAL_S = 15
Row = tuple[str, int, int]


class Processes:
    """The commands of this installation as processes; a killed one is started again with its words."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._folder = folder
        self._environment = {**os.environ, **environment, "YOUJIAN_HOME": str(folder)}
        self._words: dict[str, list[str]] = {}
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, *words: str) -> None:
        """Start `youjian WORDS`, its output in a file."""
        self._words[name] = list(words)
        with (self._folder / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                [sys.executable, "-m", "youjian.cli", *words],
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, name: str) -> None:
        """Kill -9, and start again at once."""
        process = self._running[name]
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.start(name, *self._words[name])

    def alive(self, name: str) -> bool:
        """Whether it runs."""
        return self._running[name].poll() is None

    def log(self, name: str) -> str:
        """The end of its output."""
        return (self._folder / f"{name}.log").read_text(errors="replace")[-3000:]

    def close(self) -> None:
        """End all."""
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def until(condition: Any, what: str, seconds: float = 60.0) -> Any:
    """The first true value of a condition; a database that is away counts as not yet."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            value = condition()
        except (psycopg.Error, urllib3.exceptions.HTTPError):
            value = None
        if value:
            return value
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds:.0f} s: {what}")


@pytest.fixture
def server() -> Iterator[EmbeddedServer]:
    """A PostgreSQL of this test alone, durable as in production, in a home that its own user may enter."""
    home = Path(tempfile.mkdtemp(prefix="youjian-kill-", dir="/tmp"))
    home.chmod(0o755)
    server = EmbeddedServer(home)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


def free_ports(count: int) -> int:
    """The first of so many ports in a row that nobody listens on, below those the system hands out."""
    for first in random.Random(os.getpid()).sample(range(20_000, 30_000, count), 20):  # noqa: S311
        with ExitStack() as held:
            try:
                for port in range(first, first + count):
                    held.enter_context(socket.create_server(("127.0.0.1", port)))
            except OSError:
                continue
            return first
    raise AssertionError(f"no {count} free ports in a row")


def addresses(server: EmbeddedServer) -> dict[str, str]:
    return {VARIABLES[role]: server.url(role) for role in VARIABLES}


def migrated(server: EmbeddedServer) -> None:
    code = "from youjian.commands.migrate import migrate_all; migrate_all()"
    environment = {**os.environ, **addresses(server)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def codes(server: EmbeddedServer) -> dict[str, str]:
    now = datetime.now(UTC)
    with psycopg.connect(server.url("owner")) as conn:
        conn.execute("SET youjian.scope = '*'")
        for station_id in STATIONS:
            add_station(conn, station_id)
        return {
            station_id: collectors.create_code(
                conn,
                station_id=station_id,
                collector_id=f"C{station_id}",
                created_by="test",
                now=now,
                expires_at=now + timedelta(hours=1),
            )
            for station_id in STATIONS
        }


def collector_file(folder: Path, station_id: str, doors: dict[str, Any], intake_port: int) -> Path:
    lines = [f'station_id = "{station_id}"', f'platform = ["http://127.0.0.1:{intake_port}"]']
    for name, door in doors["dispensers"].items():
        nozzles = ", ".join(
            f"{{nozzle_id = {n}, address = {place}}}" for place, n in enumerate(door["nozzles"], start=1)
        )
        lines += [
            "[[device]]",
            'driver = "taxport"',
            f'name = "dispenser {name}"',
            f"dispenser_id = {name}",
            f'url = "tcp://127.0.0.1:{door["port"]}"',
            f"nozzles = [{nozzles}]",
            "poll_s = 0.5",
        ]
    tanks = ", ".join(f"{{number = {n}, tank_id = {n}}}" for n in doors["gauge"]["tanks"])
    lines += [
        "[[device]]",
        'driver = "tls350"',
        'name = "gauge"',
        f'url = "tcp://127.0.0.1:{doors["gauge"]["port"]}"',
        f"tanks = [{tanks}]",
        'volume_unit = "L"',
        'height_unit = "mm"',
        'temperature_unit = "C"',
        "poll_s = 2",
    ]
    path = folder / f"{station_id}.toml"
    path.write_text("\n".join(lines))
    return path


class World:
    """Stations, collector, door and database, all started."""

    def __init__(self, folder: Path, server: EmbeddedServer) -> None:
        self.server = server
        self.state = folder / "simulator"
        self.processes = Processes(folder, addresses(server))
        self.intake_port = free_port()
        self.nozzles = 0
        self._folder = folder

    def open(self) -> None:
        """Start everything."""
        folder, server, base = self._folder, self.server, free_ports(20 * len(STATIONS) + 20)
        migrated(server)
        given = codes(server)
        self.processes.start("intake", "intake", "--port", str(self.intake_port), "--hj212-port", "0")
        self.processes.start(
            "simulate", "simulate", "run", "--registry", str(REGISTRY), "--state", str(self.state),
            "--stations", ",".join(STATIONS), "--base-port", str(base),
            "--fill-interval", str(FILL_INTERVAL_S),
        )  # fmt: skip
        doors = until(self._doors, "the simulated stations open their doors")
        files = [collector_file(folder, s, doors["stations"][s], self.intake_port) for s in STATIONS]
        given_words = [word for s in STATIONS for word in ("--code", f"{s}={given[s]}")]
        until(self.healthy, "the door opens")
        self.processes.start("collect", "collect", "run", *map(str, files), *given_words)
        self.nozzles = sum(
            len(door["nozzles"]) for s in STATIONS for door in doors["stations"][s]["dispensers"].values()
        )

    def _doors(self) -> Any:
        assert self.processes.alive("simulate"), self.processes.log("simulate")
        path = self.state / "endpoints.json"
        return json.loads(path.read_text()) if path.exists() else None

    def healthy(self) -> bool:
        """Whether the door says that it is well."""
        reply = urllib3.request(
            "GET", f"http://127.0.0.1:{self.intake_port}/healthz", retries=False, timeout=5
        )
        return reply.status == 200

    def close(self) -> None:
        """End all processes."""
        self.processes.close()

    def kill(self, victim: str) -> None:
        """Kill -9 one of the three and start it again at once."""
        if victim == "postgres":
            pid = self.server.pid
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            self.server.start()
        else:
            self.processes.kill(victim)

    def ledger(self) -> dict[Row, dict[str, Any]]:
        """The ledger's fuellings by station, nozzle and totalizer."""
        with psycopg.connect(self.server.url("owner")) as conn:
            conn.execute("SET youjian.scope = '*'")
            rows = conn.execute(
                """
                SELECT station_id, nozzle_id, totalizer_ml, seq, volume_ml, amount_fen, unit_price_fen, source
                FROM ledger.fuellings
                """
            ).fetchall()
        names = ("seq", "volume_ml", "amount_fen", "unit_price_fen", "source")
        found = {(row[0], row[1], row[2]): dict(zip(names, row[3:], strict=True)) for row in rows}
        assert len(found) == len(rows), "a fuelling is in the ledger twice"
        return found

    def truth(self) -> dict[Row, dict[str, Any]]:
        """What the simulator says left its nozzles."""
        lines = (self.state / "fuellings.jsonl").read_text().splitlines()
        fills = [json.loads(line) for line in lines]
        return {(f["station"], f["nozzle"], f["totalizer_ml"]): f for f in fills}

    def every_nozzle_recorded(self) -> bool:
        """Whether each nozzle's first fuelling is in the ledger."""
        return len({row[:2] for row in self.ledger()}) == self.nozzles

    def quarantined(self) -> int:
        """Records that the platform set aside."""
        with psycopg.connect(self.server.url("owner")) as conn:
            conn.execute("SET youjian.scope = '*'")
            row = conn.execute("SELECT count(*) FROM ledger.quarantine").fetchone()
        assert row
        return row[0]


def since_first_seen(truth: dict[Row, Any], ledger: dict[Row, Any]) -> dict[Row, Any]:
    """The fills from each nozzle's first recorded one on; before it the collector was not there."""
    first = {row[:2]: row[2] for row, fuelling in ledger.items() if fuelling["seq"] == 1}
    return {row: fill for row, fill in truth.items() if row[2] >= first[row[:2]]}


@pytest.mark.timeout(240 + 6 * ROUNDS)
def test_twenty_kills_under_load_leave_every_fuelling_exactly_once(
    tmp_path: Path, server: EmbeddedServer
) -> None:
    with closing(World(tmp_path, server)) as world:
        world.open()
        until(world.every_nozzle_recorded, "a first fuelling of every nozzle", 90.0)
        dice = random.Random(20)  # noqa: S311 - a pace, not a secret
        victims = ["collect", "intake", "postgres"] * ROUNDS
        for victim in victims[:ROUNDS]:
            world.kill(victim)
            time.sleep(dice.uniform(0.3, 2.0))
        wanted = world.truth()
        until(
            lambda: since_first_seen(wanted, ledger := world.ledger()).keys() <= ledger.keys(),
            "every fuelling of the simulator's log in the ledger",
        )
        ledger = world.ledger()
        truth = since_first_seen(world.truth(), ledger)
        assert all(world.processes.alive(name) for name in ("intake", "collect", "simulate"))
        assert world.quarantined() == 0
    assert set(ledger) <= set(truth), "the ledger holds a fuelling that never was"
    assert len(truth) > ROUNDS
    for row, fuelling in ledger.items():
        figures = {name: truth[row][name] for name in ("volume_ml", "amount_fen", "unit_price_fen")}
        assert {name: fuelling[name] for name in figures} == figures
        assert fuelling["source"] == "live"
    for nozzle in {row[:2] for row in ledger}:
        numbers = sorted(fuelling["seq"] for row, fuelling in ledger.items() if row[:2] == nozzle)
        assert numbers == list(range(1, len(numbers) + 1))
