"""What a run consists of: a database, the intake, simulated stations, a collector behind a bad link."""

import json
import os
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import urllib3

from benchmarks.soak.clock import FastClock, begin
from benchmarks.soak.link import BadLink, Trouble
from benchmarks.soak.processes import Processes, free_ports, until
from benchmarks.soak.verdict import Sale
from youjian.ledger import collectors
from youjian.ledger.connection import VARIABLES
from youjian.ledger.server import EmbeddedServer

REGISTRY = Path(__file__).parents[2] / "src/youjian/profiles/jingdezhen/registry"
_STATION = """
INSERT INTO ledger.stations (station_id, name, region_code, ownership, uscc, licence_no, opened_on,
    vapour_monitoring, longitude, latitude, status)
VALUES (%s, '加油站', left(%s, 6), 'private', '91350100M000100Y43', '许可1号', '2010-01-01',
    true, 117.2, 29.3, 'operating')
"""
_SALES = """
SELECT station_id, nozzle_id, totalizer_ml, volume_ml, amount_fen, unit_price_fen, seq, source
FROM ledger.fuellings
"""


def addresses(server: EmbeddedServer) -> dict[str, str]:
    """The environment in which the products find this database."""
    return {VARIABLES[role]: server.url(role) for role in VARIABLES}


def migrated(server: EmbeddedServer) -> None:
    """Make the ledger and the office's tables."""
    code = "from youjian.commands.migrate import migrate_all; migrate_all()"
    environment = {**os.environ, **addresses(server)}
    subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)


def codes(server: EmbeddedServer, stations: tuple[str, ...], now: datetime) -> dict[str, str]:
    """An enrolment code for each station, which is put into the register first."""
    with psycopg.connect(server.url("owner")) as conn:
        conn.execute("SET youjian.scope = '*'")
        for station_id in stations:
            conn.execute(_STATION, [station_id, station_id])
        return {
            station_id: collectors.create_code(
                conn,
                station_id=station_id,
                collector_id=f"C{station_id}",
                created_by="soak",
                now=now,
                expires_at=now + timedelta(days=1),
            )
            for station_id in stations
        }


def station_file(
    folder: Path,
    station_id: str,
    doors: dict[str, Any],
    platform: str,
    *,
    poll_s: float,
    gauge_s: float,
    head: str = "",
) -> Path:
    """The TOML file of a simulated station's collector."""
    lines = [f'station_id = "{station_id}"', f'platform = ["{platform}"]', head]
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
            f"poll_s = {poll_s}",
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
        f"poll_s = {gauge_s}",
    ]
    path = folder / f"{station_id}.toml"
    path.write_text("\n".join(lines))
    return path


class World:
    """Everything of a run, started by `open` and ended by `close`."""

    def __init__(
        self,
        folder: Path,
        server: EmbeddedServer,
        stations: tuple[str, ...],
        *,
        speed: float,
        fill_interval_s: float,
        trouble: Trouble,
        seed: int,
    ) -> None:
        self.server = server
        self.stations = stations
        self.box = folder / "box"
        self.state = folder / "simulator"
        self.clock: FastClock = begin(folder, speed)
        self.processes = Processes(folder, {**addresses(server), "YOUJIAN_INTAKE_HEARTBEAT_S": "1"})
        self._base = free_ports(20 * len(stations) + 40)
        self._intake_port = self._base + 20 * len(stations) + 30
        self.link = BadLink(f"http://127.0.0.1:{self._intake_port}", trouble, seed)
        self._folder = folder
        self._fill_interval_s = fill_interval_s
        self._seed = seed

    def open(self) -> None:
        """Start everything and wait until the collector's first batch is through."""
        migrated(self.server)
        given = codes(self.server, self.stations, datetime.fromtimestamp(self.clock.now(), UTC))
        self._launch("intake", "--port", str(self._intake_port), "--hj212-port", "0")
        self._launch(
            "simulator", "run", "--registry", str(REGISTRY), "--state", str(self.state),
            "--seed", str(self._seed), "--stations", ",".join(self.stations), "--base-port", str(self._base),
            "--speed", str(self.clock.speed), "--fill-interval", str(self._fill_interval_s),
        )  # fmt: skip
        doors = until(self._doors, "the simulated stations open their doors")
        until(self._healthy, "the door opens")
        self.box.mkdir(exist_ok=True)
        files = [
            station_file(self.box, s, doors["stations"][s], self.link.url, poll_s=0.1, gauge_s=1.0)
            for s in self.stations
        ]
        words = [word for s in self.stations for word in ("--code", f"{s}={given[s]}")]
        self._launch("collector", "run", *map(str, files), *words)
        until(self._accepted, "the collectors are enrolled")

    def _accepted(self) -> bool:
        """Take the enrolled collectors into the rollout, so that what they send is judged."""
        with psycopg.connect(self.server.url("owner")) as conn:
            conn.execute("SET youjian.scope = '*'")
            taken = conn.execute("UPDATE ledger.collectors SET state = 'accepted'").rowcount
        return taken == len(self.stations)

    def close(self) -> None:
        """End all processes."""
        self.processes.close()
        self.link.close()

    def kill(self, victim: str) -> None:
        """Kill -9; the database and the intake are started again at once, the collector by `revive`."""
        if victim == "postgres":
            pid = self.server.pid
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            self.server.start()
            return
        self.processes.kill(victim)
        if victim != "collector":
            self.processes.again(victim)

    def revive(self) -> None:
        """Power is back at the collector."""
        if not self.processes.alive("collector"):
            self.processes.again("collector")

    def truth(self) -> list[Sale]:
        """What the simulator says left its nozzles."""
        path = self.state / "fuellings.jsonl"
        lines = path.read_text().splitlines() if path.exists() else []
        return [_sale_of(json.loads(line)) for line in lines]

    def ledger(self) -> list[Sale]:
        """The ledger's fuellings."""
        return [Sale(*row) for row in self.query(_SALES)]

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows of the ledger as its owner sees them."""
        with psycopg.connect(self.server.url("owner")) as conn:
            conn.execute("SET youjian.scope = '*'")
            return conn.execute(statement).fetchall()  # type: ignore[call-overload]

    def remove(self) -> None:
        """Delete what the run left."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _launch(self, role: str, *words: str) -> None:
        self.processes.start(
            role, sys.executable, "-m", "benchmarks.soak.launch", role, str(self._folder), *words
        )

    def _doors(self) -> Any:
        assert self.processes.alive("simulator"), self.processes.log("simulator")
        path = self.state / "endpoints.json"
        return json.loads(path.read_text()) if path.exists() else None

    def _healthy(self) -> bool:
        address = f"http://127.0.0.1:{self._intake_port}/healthz"
        return urllib3.request("GET", address, retries=False, timeout=5).status == 200


def _sale_of(line: dict[str, Any]) -> Sale:
    names = ("nozzle", "totalizer_ml", "volume_ml", "amount_fen", "unit_price_fen", "seq")
    return Sale(line["station"], *(line[name] for name in names))
