"""Collectors that go on sending whatever happens, and remember what they sent and what they were told."""

import http.client
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Protocol

import msgspec

from benchmarks.intake.fleet import Batch, Collector, Form
from youjian.collector.uplink.channels.base import Access, Answer, UnreachableError
from youjian.collector.uplink.channels.mqtt import MqttChannel
from youjian.contract.records import Fuelling
from youjian.protocols import station

Row = tuple[str, int, int, int, int]
"""Station, nozzle, seq, volume_ml, totalizer_ml."""
_ANSWER_S = 30.0


class Link(Protocol):
    """How one collector asks the platform."""

    def ask(self, batch: Batch) -> Answer | None:
        """The answer to a batch; None when there was none."""
        ...

    def close(self) -> None:
        """Hang up."""
        ...


class HttpLink:
    """A connection that is opened again when it broke."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._connection: http.client.HTTPConnection | None = None

    def ask(self, batch: Batch) -> Answer | None:
        """The answer, or None when the connection broke or was refused."""
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_ANSWER_S)
            headers = {**batch.headers, "Content-Type": batch.notation}
            self._connection.request("POST", station.BATCHES, batch.body, headers)
            reply = self._connection.getresponse()
            return Answer(reply.status, reply.read())
        except (OSError, http.client.HTTPException):
            self.close()
            return None

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class MqttLink:
    """The collector's own channel to a broker."""

    def __init__(self, url: str, station_id: str) -> None:
        self._channel = MqttChannel(url, Access(station_id=station_id, answer_s=_ANSWER_S / 6))

    def ask(self, batch: Batch) -> Answer | None:
        """The answer, or None when none came."""
        try:
            return self._channel.ask(station.BATCHES, batch.headers, batch.body)
        except UnreachableError:
            return None

    def close(self) -> None:
        """Leave the broker."""
        self._channel.close()


def row_of(sale: Fuelling) -> Row:
    """What identifies a fuelling and its figures."""
    return (sale.station_id, sale.nozzle_id, sale.seq, sale.volume_ml, sale.totalizer_ml)


class Sender(threading.Thread):
    """One collector: a batch after the other, each sent until it is acknowledged, and the last one too."""

    def __init__(self, collector: Collector, link: Link, per_batch: int, form: Form = "json") -> None:
        super().__init__(daemon=True)
        self._collector = collector
        self._link = link
        self._per_batch = per_batch
        self._form: Form = form
        self._dice = Random(collector.station_id)  # noqa: S311 - volumes, not secrets
        self._leaving = threading.Event()
        self.sent: set[Row] = set()
        self.acknowledged: set[Row] = set()
        self.aside: set[Row] = set()
        self._step = timedelta(0)
        self.statuses: Counter[int | str] = Counter()
        self.problem: BaseException | None = None

    def run(self) -> None:
        """Send until told to leave."""
        try:
            while not self._leaving.is_set():
                self._step_clocks()
                sales = self._collector.sales(self._per_batch, self._dice)
                self._deliver(self._collector.batch(sales, self._form), [row_of(sale) for sale in sales])
        except BaseException as error:
            self.problem = error
        finally:
            self._link.close()

    def leave(self) -> None:
        """Make no further batch; the one in hand is delivered."""
        self._leaving.set()

    def step_clock(self, step: timedelta) -> None:
        """Let the devices' clocks be wrong by so much more from the next batch on."""
        self._step += step

    def _step_clocks(self) -> None:
        step, self._step = self._step, timedelta(0)
        for nozzle in self._collector.nozzles:
            nozzle.at += step

    def _deliver(self, batch: Batch, rows: Sequence[Row]) -> None:
        self.sent |= set(rows)
        while True:
            answer = self._link.ask(batch)
            self.statuses[answer.status if answer else "none"] += 1
            if answer is not None and answer.status == 200:
                receipt = msgspec.json.decode(answer.body, type=station.BatchReceipt)
                self.aside |= {rows[one.index] for one in receipt.quarantined}
                self.acknowledged |= set(rows)
                return
            if answer is not None and answer.status not in (429, 503):
                raise AssertionError(f"{batch.collector_id}: {answer.problem}")
            time.sleep(self._dice.uniform(0.02, 0.1))


@dataclass
class Traffic:
    """Many senders at once."""

    senders: Sequence[Sender]
    began: float = field(default_factory=time.monotonic)

    def start(self) -> None:
        """Begin."""
        for sender in self.senders:
            sender.start()

    @property
    def acknowledged(self) -> int:
        """Rows acknowledged so far."""
        return sum(len(sender.acknowledged) for sender in self.senders)

    def moves_on(self, seconds: float = 60.0) -> None:
        """Wait until every sender has had an acknowledgement after this call."""
        before = {sender: len(sender.acknowledged) for sender in self.senders}
        self.wait_for(
            lambda: all(len(sender.acknowledged) > rows for sender, rows in before.items()),
            "every collector is acknowledged again",
            seconds,
        )

    def wait_for(self, condition: Callable[[], bool], what: str, seconds: float) -> None:
        """Wait for something while the senders are well."""
        deadline = time.monotonic() + seconds
        while not condition():
            for sender in self.senders:
                if sender.problem is not None:
                    raise sender.problem
            if time.monotonic() > deadline:
                raise AssertionError(f"not within {seconds:g} s: {what}; answers {dict(self.statuses)}")
            time.sleep(0.02)

    def finish(self, seconds: float = 120.0) -> None:
        """Let every sender deliver what it has in hand."""
        for sender in self.senders:
            sender.leave()
        self.wait_for(
            lambda: not any(sender.is_alive() for sender in self.senders), "all is delivered", seconds
        )
        for sender in self.senders:
            if sender.problem is not None:
                raise sender.problem

    @property
    def statuses(self) -> Counter[int | str]:
        """Answers by status; `none` where a connection broke."""
        return sum((sender.statuses for sender in self.senders), Counter[int | str]())
