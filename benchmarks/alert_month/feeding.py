"""Findings of the month appended to the ledger in their order, while a publisher turns them into alerts."""

import itertools
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pyarrow.parquet as pq

from benchmarks.alert_month.city import City
from youjian.contract.findings import Finding
from youjian.ledger import findings

_LIVES = (0.6, 3.0)
"""Seconds between which a publisher is killed: from before its first round to a few after it."""
_PATIENCE_S = 300.0


def read_findings(folders: Sequence[Path]) -> list[Finding]:
    """Every revision of every folder, in the order in which they were detected."""
    rows = (row for folder in folders for row in pq.read_table(folder / "findings.parquet").to_pylist())
    told = [msgspec.convert(row, Finding) for row in rows]
    return sorted(told, key=lambda f: (f.detected_at, f.finding_id, f.revision))


def feed(city: City, told: Sequence[Finding], kills: int, seed: int = 1) -> int:
    """Append the findings tick by tick, wait until all are alerts; returns how many publishers were killed.

    With `kills` the appending is spread over their time, so that they fall anywhere in the month.
    """
    ticks = [list(group) for _, group in itertools.groupby(told, key=lambda f: f.detected_at)]
    rng, killed = random.Random(seed), 0  # noqa: S311 - moments, not secrets
    with city.connection("intake") as conn, _publisher(city) as child:
        due = _moments(len(ticks), kills, rng)
        for number, group in enumerate(ticks):
            findings.append_new(conn, group)
            conn.commit()
            for pause in due.get(number, ()):
                time.sleep(pause)
                child.again()
                killed += 1
        _wait(conn)
    return killed


def _moments(ticks: int, kills: int, rng: random.Random) -> dict[int, list[float]]:
    due: dict[int, list[float]] = {}
    for _ in range(kills):
        due.setdefault(rng.randrange(ticks), []).append(rng.uniform(*_LIVES))
    return due


class _Child:
    def __init__(self, city: City) -> None:
        self._city = city
        self._process = self._start()

    def _start(self) -> "subprocess.Popen[bytes]":
        words = [sys.executable, "-m", "benchmarks.alert_month.publishing"]
        with (self._city.home / "publisher.log").open("ab") as log:
            return subprocess.Popen(words, env=self._city.environment, stdout=log, stderr=log)

    def again(self) -> None:
        """Kill -9, and start another."""
        self.end(signal.SIGKILL)
        self._process = self._start()

    def end(self, by: signal.Signals) -> None:
        """End it."""
        self._process.send_signal(by)
        self._process.wait()


@contextmanager
def _publisher(city: City) -> Iterator[_Child]:
    child = _Child(city)
    try:
        yield child
    finally:
        child.end(signal.SIGTERM)


def _wait(conn: "psycopg.Connection[Any]") -> None:
    """Until nothing waits to be published; raises TimeoutError."""
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        row = conn.execute("SELECT count(*) FROM ledger.finding_queue").fetchone()
        conn.commit()
        if row == (0,):
            return
        time.sleep(0.2)
    raise TimeoutError(f"findings still wait after {_PATIENCE_S:.0f} s")
