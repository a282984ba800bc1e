"""Records that a pairwise rule speaks of, sent one by one at their moments beside an honest load."""

import socket
import threading
import time
from collections.abc import Sequence
from datetime import datetime
from random import Random

from benchmarks.intake import wires
from benchmarks.intake.fleet import Batch, Collector, Fleet

HIDDEN_ML = 35_000
"""What passed each nozzle unrecorded before its last fuelling."""


class Injections:
    """One hidden sale at each of some stations: what came before, and the record that shows it."""

    def __init__(self, count: int, since: datetime, first: int) -> None:
        self.fleet = Fleet(stations=count, nozzles=1, since=since, seed=7, first=first)
        dice = Random(7)  # noqa: S311 - volumes, not secrets
        self._before = [self._batch(one, dice, 0) for one in self.fleet.collectors]
        self._telling = [self._batch(one, dice, HIDDEN_ML) for one in self.fleet.collectors]
        self.sent: dict[str, float] = {}
        """When a station's telling record was handed to the door, seconds since 1970."""

    @property
    def stations(self) -> list[str]:
        """The stations, in the order in which their records are sent."""
        return [batch.station_id for batch in self._telling]

    def prepare(self, port: int) -> None:
        """Send the fuellings before."""
        _send(port, self._before, 0.0, {})

    def sending(self, port: int, every_s: float) -> threading.Thread:
        """A thread that sends the telling records, one every so many seconds."""
        words = (port, self._telling, every_s, self.sent)
        return threading.Thread(target=_send, args=words, daemon=True)

    @staticmethod
    def _batch(collector: Collector, dice: Random, hidden_ml: int) -> Batch:
        collector.nozzles[0].totalizer_ml += hidden_ml
        return collector.batch(collector.sales(1, dice), "json")


def _send(port: int, batches: Sequence[Batch], every_s: float, sent: dict[str, float]) -> None:
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        for number, batch in enumerate(batches):
            time.sleep(max(0.0, began + number * every_s - time.monotonic()))
            request = wires.http_request(batch)
            sent[batch.station_id] = time.time()
            _ask(line, request)


def _ask(line: socket.socket, request: bytes) -> None:
    buffer, answer = bytearray(), None
    line.sendall(request)
    while answer is None:
        data = line.recv(65_536)
        if not data:
            raise ConnectionError("the door hung up")
        buffer += data
        answer, _ = wires.http_answer(buffer)
    if answer.stored != 1:
        raise RuntimeError(f"a record was not stored: {answer}")
