"""Stations that live in real time and answer on real device protocols, many in one process.

Ports are fixed: the control door is `base_port`; station number i (in the order given) has its gauge on
`base_port + 10 + i*stride` and its dispensers on the ports after it. `endpoints.json` in the state folder
says it all.
"""

import asyncio
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from youjian.simulator.doors.control import serve_control
from youjian.simulator.doors.dispenser import DispenserPort, SerialLine, serve_tcp
from youjian.simulator.doors.gauge import GaugeConsole, serve_gauge
from youjian.simulator.doors.vapour import VapourMonitor, VapourTarget
from youjian.simulator.host import StationHost
from youjian.simulator.model import StationModel, opening_state
from youjian.simulator.physics import make_physics
from youjian.simulator.registry import StationPlan
from youjian.simulator.store import Saved, TruthLog, hold, load_state, state_path

_FIRST_STATION_PORT = 10
_LEAST_STRIDE = 20
_STEP_S = 0.25
_SAVE_S = 5.0


@dataclass(frozen=True)
class LiveSettings:
    """How stations are run. `vapour` says where each station's vapour monitor connects to."""

    state_dir: Path
    base_port: int = 15000
    host: str = "127.0.0.1"
    speed: float = 1.0
    seed: int = 1
    fill_interval_s: float | None = None
    serial: bool = False
    vapour: dict[str, VapourTarget] = field(default_factory=dict[str, VapourTarget])


def clock_of(speed: float) -> Callable[[], float]:
    """Unix seconds that pass `speed` times as fast as real ones, beginning with the real ones."""
    wall, steady = time.time(), time.monotonic()
    return lambda: wall + (time.monotonic() - steady) * speed


def open_host(
    plan: StationPlan, settings: LiveSettings, log: TruthLog, clock: Callable[[], float]
) -> StationHost:
    """A station as it was left, or a new one."""
    path = state_path(settings.state_dir, plan.station_id)
    saved = load_state(path)
    physics = make_physics(plan, settings.seed if saved is None else saved.state.seed)
    if saved is None:
        saved = Saved(opening_state(physics, clock(), settings.fill_interval_s))
    model = StationModel(physics, saved.state, settings.fill_interval_s)
    model.resume(clock())
    host = StationHost(model, saved, path, log, clock)
    host.save()
    return host


class LiveStations:
    """All doors of some stations; `start`, then `run` until stopped, then `close`."""

    def __init__(self, plans: list[StationPlan], settings: LiveSettings) -> None:
        self._held = hold(settings.state_dir)
        self._settings = settings
        self._plans = plans
        self._log = TruthLog(settings.state_dir)
        clock = clock_of(settings.speed)
        self.hosts = {plan.station_id: open_host(plan, settings, self._log, clock) for plan in plans}
        self._servers: list[asyncio.Server] = []
        self._lines: list[SerialLine] = []
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> dict[str, Any]:
        """Open every door and return what `endpoints.json` says; raises OSError when a port is taken."""
        base = self._settings.base_port
        stride = max(_LEAST_STRIDE, *(len(plan.dispensers) + 1 for plan in self._plans))
        self._servers.append(await serve_control(self.hosts, base))
        stations = {
            plan.station_id: await self._open(plan, base + _FIRST_STATION_PORT + index * stride)
            for index, plan in enumerate(self._plans)
        }
        endpoints = {
            "pid": os.getpid(),
            "control": {"host": "127.0.0.1", "port": base},
            "stations": stations,
        }
        self._write_endpoints(endpoints)
        return endpoints

    async def run(self, stop: asyncio.Event) -> None:
        """Let the stations live until `stop` is set."""
        saved_at = time.monotonic()
        while not stop.is_set():
            for host in self.hosts.values():
                host.catch_up()
            if time.monotonic() - saved_at > _SAVE_S:
                saved_at = time.monotonic()
                for host in self.hosts.values():
                    host.save()
            failed = next((task for task in self._tasks if task.done() and task.exception()), None)
            if failed is not None:
                failed.result()
            await _wait(stop, _STEP_S)

    async def close(self) -> None:
        """Close every door and save every state."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for server in self._servers:
            server.close()
        for line in self._lines:
            line.close()
        for host in self.hosts.values():
            host.save()
        self._log.close()
        os.close(self._held)

    async def _open(self, plan: StationPlan, port: int) -> dict[str, Any]:
        host, where = self.hosts[plan.station_id], self._settings.host
        self._servers.append(await serve_gauge(GaugeConsole(host), where, port))
        opened: dict[str, Any] = {"gauge": {"host": where, "port": port, "tanks": sorted(plan.tanks)}}
        opened["dispensers"] = {}
        for offset, (dispenser_id, nozzles) in enumerate(plan.dispensers.items(), start=1):
            door = DispenserPort(host, dispenser_id)
            self._servers.append(await serve_tcp(door, where, port + offset))
            entry: dict[str, Any] = {"host": where, "port": port + offset, "nozzles": list(nozzles)}
            if self._settings.serial:
                self._lines.append(SerialLine(door))
                entry["serial"] = self._lines[-1].path
            opened["dispensers"][str(dispenser_id)] = entry
        target = self._settings.vapour.get(plan.station_id)
        if target is not None and plan.station.vapour_monitoring:
            self._tasks.append(asyncio.create_task(VapourMonitor(host, target).run()))
            opened["vapour"] = {"host": target.host, "port": target.port, "mn": target.mn}
        return opened

    def _write_endpoints(self, endpoints: dict[str, Any]) -> None:
        path = self._settings.state_dir / "endpoints.json"
        temporary = path.with_suffix(".new")
        temporary.write_bytes(msgspec.json.format(msgspec.json.encode(endpoints), indent=1))
        temporary.replace(path)


async def run_live(
    plans: list[StationPlan], settings: LiveSettings, started: Callable[[dict[str, Any]], None]
) -> None:
    """Run stations until SIGINT or SIGTERM; `started` gets the endpoints once all doors are open."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    stations = LiveStations(plans, settings)
    try:
        started(await stations.start())
        await stations.run(stop)
    finally:
        await stations.close()


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
