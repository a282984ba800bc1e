"""What is broken while collectors send: processes killed, the database away, slow, locked, its disk full."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

import psycopg

from benchmarks.faults.counting import Counted, counted, held
from benchmarks.faults.proxy import SlowProxy
from benchmarks.faults.traffic import HttpLink, Link, MqttLink, Sender, Traffic
from benchmarks.intake.fleet import Collector
from benchmarks.intake.ground import Ground
from benchmarks.soak.processes import until
from youjian.ledger.server import ServerError

Act = Callable[[Traffic], str]
_LEFT = (0, 6 * 2**20)
"""Bytes that a full disk has left: none, and too few for a further segment of the write-ahead log."""


@dataclass(frozen=True)
class Load:
    """Who sends during a fault: every second collector over MQTT where there is a broker."""

    ground: Ground
    collectors: Sequence[Collector]
    per_batch: int = 20

    def meets(self, fault: str, act: Act) -> Counted:
        """Run the fault under load, let everything be delivered, count."""
        known, aside = held(self.ground), self.ground.count("quarantine")
        traffic = Traffic([Sender(c, self._link(c), self.per_batch) for c in self.collectors])
        traffic.start()
        traffic.moves_on()
        done = act(traffic)
        traffic.moves_on(120.0)
        traffic.finish()
        return counted(self.ground, (fault, done), traffic, known, aside)

    def _link(self, collector: Collector) -> Link:
        broker = self.ground.broker
        if broker is not None and self.collectors.index(collector) % 2:
            return MqttLink(broker.url, collector.station_id)
        return HttpLink(self.ground.http_port)


def kills(ground: Ground, victims: Sequence[str], rounds: int, seed: int = 6) -> Act:
    """Kill -9 of one victim after the other, each started again at once; every fifth at once again."""

    def act(traffic: Traffic) -> str:
        dice = Random(seed)  # noqa: S311 - a pace, not a secret
        for number in range(rounds):
            kill(ground, victims[number % len(victims)])
            if number % 5:
                traffic.moves_on(120.0)
            time.sleep(dice.uniform(0.0, 0.3))
        return f"{rounds} times, in turn: {', '.join(victims)}"

    return act


def kill(ground: Ground, victim: str) -> None:
    """Kill -9 and start again."""
    if victim == "postgres":
        pid = ground.server.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        ground.server.start()
    elif victim == "broker":
        assert ground.broker is not None
        ground.broker.kill()
        ground.broker.start()
    else:
        assert ground.processes is not None
        ground.processes.kill("intake")
        ground.processes.again("intake")


def restarts(ground: Ground, rounds: int) -> Act:
    """Stop PostgreSQL in order and start it again, under load."""

    def act(traffic: Traffic) -> str:
        for _ in range(rounds):
            ground.server.stop()
            time.sleep(0.5)
            ground.server.start()
            traffic.moves_on()
        return f"{rounds} orderly restarts of PostgreSQL"

    return act


def slow(proxy: SlowProxy, delay_s: float, stalled_s: float) -> Act:
    """Every answer of the database late, and then none for a while."""

    def act(traffic: Traffic) -> str:
        proxy.delay_s = delay_s
        traffic.moves_on(120.0)
        proxy.delay_s = 0.0
        proxy.stall(stalled=True)
        time.sleep(stalled_s)
        proxy.stall(stalled=False)
        return f"{1000 * delay_s:g} ms on every piece of data, then nothing for {stalled_s:g} s"

    return act


def locked(ground: Ground, seconds: float) -> Act:
    """Somebody holds the table of fuellings to himself."""

    def act(_: Traffic) -> str:
        with ground.owner() as conn:
            conn.execute("LOCK TABLE ledger.fuellings IN ACCESS EXCLUSIVE MODE")
            time.sleep(seconds)
        return f"ledger.fuellings locked for {seconds:g} s"

    return act


def fills_up(ground: Ground, disk: Path, rounds: int) -> Act:
    """Others fill the database's disk until nothing is acknowledged; then there is room again."""

    def act(traffic: Traffic) -> str:
        deaths = 0
        for number in range(rounds):
            leave = _LEFT[number % len(_LEFT)]
            fill(disk, leave)
            if leave:
                _use_up_wal(ground)
            stands_still(traffic)
            (disk / "filler").unlink()
            deaths += _started_again(ground)
            traffic.moves_on(120.0)
        return f"{rounds} times full; PostgreSQL gave up {deaths} times and was started again"

    return act


def stands_still(traffic: Traffic) -> None:
    """Wait until no collector is acknowledged for a second and a half."""
    before, since = traffic.acknowledged, time.monotonic()
    while time.monotonic() - since < 1.5:
        time.sleep(0.05)
        if traffic.acknowledged != before:
            before, since = traffic.acknowledged, time.monotonic()


def fill(disk: Path, leave: int) -> None:
    """Take every byte that is left, but for some."""
    with (disk / "filler").open("ab", buffering=0) as filler:
        for size in (1_048_576, 65_536, 4096, 512, 1):
            try:
                while True:
                    filler.write(b"x" * size)
            except OSError:
                continue
        filler.truncate(max(0, filler.tell() - leave))


def _use_up_wal(ground: Ground) -> None:
    """Begin segments of the write-ahead log until none can be made, which ends PostgreSQL for a while."""
    with suppress(psycopg.Error):
        while True:
            with psycopg.connect(ground.server.url(None, "postgres"), autocommit=True) as conn:
                conn.execute("SELECT pg_switch_wal()")
            time.sleep(0.1)


def _started_again(ground: Ground) -> int:
    """Start PostgreSQL if it ended, as whoever runs it does: 1 when it had."""
    try:
        ground.owner().close()
    except psycopg.Error:

        def started() -> bool:
            try:
                ground.server.start()
            except ServerError:
                return False
            return True

        until(started, "PostgreSQL starts again", 60.0)
        return 1
    return 0


@contextmanager
def small_disk(place: Path, mebibytes: int) -> Iterator[Path]:
    """A file system of its own; PermissionError where none can be mounted."""
    place.mkdir(parents=True, exist_ok=True)
    words = ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m,mode=0755", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(words, check=False, capture_output=True).returncode:
        raise PermissionError("a file system can only be mounted as root")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)  # noqa: S607
