"""One measurement: batches made, sent through a door, counted, and compared with what the ledger holds."""

import pickle
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import msgspec

from benchmarks.intake import wires
from benchmarks.intake.copying import Copied, blocks, copy
from benchmarks.intake.cpu import spent
from benchmarks.intake.fleet import Batch, Collector, Form
from benchmarks.intake.ground import Ground
from benchmarks.intake.load import Lane, Plan, Seen
from youjian.contract.records import Fuelling
from youjian.protocols.station import mqtt

Sales = list[tuple[Collector, list[Fuelling]]]
_IN_FLIGHT_ROWS = 32_000


class DishonestError(AssertionError):
    """The ledger does not hold what was acknowledged."""


@dataclass(frozen=True)
class Measured:
    """What one phase saw; `copied` is absent where nothing new was stored."""

    name: str
    per_batch: int
    lanes: int
    seen: Seen
    cpu: dict[str, float]
    copied: Copied | None = None

    @property
    def rows(self) -> int:
        """Rows that were acknowledged."""
        return self.seen.stored + self.seen.duplicates

    @property
    def per_s(self) -> float:
        """Acknowledged rows a second."""
        return self.rows / self.seen.seconds

    @property
    def ratio(self) -> float | None:
        """Beside a bare COPY of the same rows in the same run."""
        return None if self.copied is None else self.per_s / (self.copied.rows / self.copied.seconds)

    def at(self, part: float) -> float:
        """The latency in ms below which this part of all answers came."""
        ordered = sorted(self.seen.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def lanes_for(per_batch: int, collectors: int) -> int:
    """Connections that keep the door busy without filling its queue."""
    return max(8, min(128, collectors, _IN_FLIGHT_ROWS // per_batch))


def signed(sales: Sales, form: Form = "json") -> list[Batch]:
    """The batches of some sales, in order."""
    return [collector.batch(mine, form) for collector, mine in sales]


def lanes_of(batches: Sequence[Batch], count: int, door: str) -> list[Lane]:
    """Batches on connections: those of one collector on one of them, in order."""
    owners = {name: number for number, name in enumerate(dict.fromkeys(b.collector_id for b in batches))}
    by_lane: dict[int, list[Batch]] = defaultdict(list)
    for batch in batches:
        by_lane[owners[batch.collector_id] % count].append(batch)
    return [_lane(number, mine, door) for number, mine in by_lane.items()]


def _lane(number: int, batches: Sequence[Batch], door: str) -> Lane:
    if door == "http":
        return Lane([], [(wires.http_request(batch), batch.rows) for batch in batches])
    places = dict.fromkeys(mqtt.Place(b.station_id, b.collector_id).down for b in batches)
    requests = [
        (wires.mqtt_request(batch, index % 65_535 + 1), batch.rows) for index, batch in enumerate(batches)
    ]
    return Lane(wires.mqtt_hello(f"load-{number}", list(places)), requests)


def through(
    ground: Ground, name: str, lanes: list[Lane], door: str, *, per_s: float | None = None
) -> Measured:
    """Let a client process send the lanes to a door; all requests hold equally many rows."""
    port = {"http": ground.http_port, "mqtt": ground.mqtt_port, "hj212": ground.hj212_port}[door]
    file = ground.home / "plan"
    file.write_bytes(pickle.dumps(Plan(door, "127.0.0.1", port, lanes, per_s)))
    ground.settle()  # first of all: a door waits only so long for the first words of a connection
    client = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.intake.load", str(file)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert client.stdin
    assert client.stdout
    try:
        if client.stdout.readline() != "ready\n":
            raise RuntimeError("the client could not connect")
        before = ground.cpu()
        client.stdin.write("go\n")
        client.stdin.flush()
        said = client.stdout.readline()
        used = spent(before, ground.cpu())
    finally:
        client.stdin.close()
        client.wait(30)
    if not said:
        raise RuntimeError("the client ended without a word; the door's log:\n" + ground.log())
    seen = msgspec.json.decode(said, type=Seen)
    return Measured(name, lanes[0].requests[0][1], len(lanes), seen, {**used, "client": seen.cpu_s})


def beside_copy(ground: Ground, sales: Sales, send: Callable[[], Measured]) -> Measured:
    """A measurement between two COPYs of the same rows, half of them before it and half after."""
    rows = [sale for _, mine in sales for sale in mine]
    half = len(rows) // 2
    parts = [(blocks(rows[:half]), half), (blocks(rows[half:]), len(rows) - half)]
    stored = ground.count("fuellings")
    ground.settle()
    first = copy(ground, *parts[0])
    measured = send()
    ground.settle()
    second = copy(ground, *parts[1])
    check(ground, measured, stored, len(rows))
    copied = Copied(len(rows), first.seconds + second.seconds, first.cpu_s + second.cpu_s)
    return replace(measured, copied=copied)


def check(ground: Ground, measured: Measured, before: int, sent: int, *, table: str = "fuellings") -> None:
    """Raise DishonestError unless the ledger holds exactly the rows that were acknowledged as stored."""
    compare(measured, ground.count(table) - before, sent)


def compare(measured: Measured, held: int, sent: int) -> None:
    """Raise DishonestError unless so many new rows are those acknowledged as stored, and all were."""
    seen, name = measured.seen, measured.name
    if seen.quarantined or set(seen.statuses) - {200, 429, 503}:
        raise DishonestError(f"{name}: answers {seen.statuses}, {seen.quarantined} batches with quarantine")
    if not (held == seen.stored and seen.stored + seen.duplicates == sent):
        raise DishonestError(
            f"{name}: sent {sent}, acknowledged {seen.stored} stored and {seen.duplicates} duplicates, "
            f"the ledger holds {held} more"
        )
