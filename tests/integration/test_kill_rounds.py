"""Kill -9 of collector, intake, PostgreSQL and broker under load: each fuelling is in the ledger once.

Real processes throughout: simulated stations on protocol sockets, one collector process for all of them that
sends half of them over HTTP and half over MQTT, the door, a private PostgreSQL with fsync. The ledger is
compared with the simulator's own log.
YOUJIAN_KILL_ROUNDS is the number of rounds (default 8: each of the four twice; `make soak` plays 200).
"""

import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
import urllib3

from benchmarks.intake.broker import Mosquitto
from benchmarks.soak.processes import Processes, free_ports, until
from benchmarks.soak.world import addresses, codes, migrated, station_file
from tests.integration.intake_kit import free_port
from youjian.ledger.server import EmbeddedServer

ROUNDS = int(os.environ.get("YOUJIAN_KILL_ROUNDS", "8"))
REGISTRY = Path(__file__).parents[2] / "src/youjian/profiles/jingdezhen/registry"
STATIONS = ("3602030008", "3602030009", "3602030010", "3602030011")
FILL_INTERVAL_S = 15
Row = tuple[str, int, int]


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


class World:
    """Stations, collector, door and database, all started."""

    def __init__(self, folder: Path, server: EmbeddedServer) -> None:
        self.server = server
        self.state = folder / "simulator"
        self.processes = Processes(folder, addresses(server))
        self.intake_port = free_port()
        self.broker = Mosquitto(folder, free_port())
        self.nozzles = 0
        self._folder = folder

    def open(self) -> None:
        """Start everything."""
        folder, server, base = self._folder, self.server, free_ports(20 * len(STATIONS) + 20)
        migrated(server)
        given = codes(server, STATIONS, datetime.now(UTC))
        self.broker.start()
        self._start("intake", "--port", str(self.intake_port), "--hj212-port", "0", "--mqtt", self.broker.url)
        self._start(
            "simulate", "run", "--registry", str(REGISTRY), "--state", str(self.state),
            "--stations", ",".join(STATIONS), "--base-port", str(base),
            "--fill-interval", str(FILL_INTERVAL_S),
        )  # fmt: skip
        doors = until(self._doors, "the simulated stations open their doors")
        platforms = [f"http://127.0.0.1:{self.intake_port}", self.broker.url] * len(STATIONS)
        files = [
            station_file(folder, s, doors["stations"][s], platform, poll_s=0.5, gauge_s=2.0)
            for s, platform in zip(STATIONS, platforms, strict=False)
        ]
        given_words = [word for s in STATIONS for word in ("--code", f"{s}={given[s]}")]
        until(self.healthy, "the door opens")
        self._start("collect", "run", *map(str, files), *given_words)
        self.nozzles = sum(
            len(door["nozzles"]) for s in STATIONS for door in doors["stations"][s]["dispensers"].values()
        )

    def _start(self, name: str, *words: str) -> None:
        self.processes.start(name, sys.executable, "-m", "youjian.cli", name, *words)

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
        self.broker.kill()

    def kill(self, victim: str) -> None:
        """Kill -9 one of the four and start it again at once."""
        if victim == "postgres":
            pid = self.server.pid
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            self.server.start()
        elif victim == "broker":
            self.broker.kill()
            self.broker.start()
        else:
            self.processes.kill(victim)
            self.processes.again(victim)

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
def test_kills_under_load_leave_every_fuelling_exactly_once(tmp_path: Path, server: EmbeddedServer) -> None:
    with closing(World(tmp_path, server)) as world:
        world.open()
        until(world.every_nozzle_recorded, "a first fuelling of every nozzle", 90.0)
        dice = random.Random(20)  # noqa: S311 - a pace, not a secret
        victims = ["collect", "intake", "postgres", "broker"] * ROUNDS
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
