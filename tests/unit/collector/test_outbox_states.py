"""Whatever happens in whatever order: no evidence is lost, nothing is new twice, every chain is gapless."""

import json
import shutil
import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from youjian.collector.outbox import Batch, Identity, Outbox, OutboxFullError
from youjian.contract.records import DeviceEvent, PressureReading, Record, TankReading
from youjian.intake.record_chains import Contents, Part, follow
from youjian.ledger.record_chains import Head
from youjian.protocols import station

STATION = "3602030017"
START = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
KEY = bytes(range(32))
SIGNER = station.Ed25519Signer(KEY, "k1")
LIMIT = 512 * 1024


class Receiver:
    """The platform's part: one chain of batches per epoch, the heads of all chains, everything that came."""

    def __init__(self) -> None:
        self.epoch = 0
        self.last = (0, station.ZERO_DIGEST)
        self.heads: dict[str, Head] = {}
        self.came: Counter[tuple[str, str]] = Counter()

    def enrol(self) -> Identity:
        """A new epoch."""
        self.epoch += 1
        self.last, self.heads = (0, station.ZERO_DIGEST), {}
        return Identity("C1", STATION, self.epoch, "k1")

    def take(self, batch: Batch) -> None:
        """Take a batch in: it must be the next one, or the last one again."""
        station.check(batch.headers, batch.body, station.Ed25519Verifier(station.public_key_of(KEY)))
        if (batch.batch_no, batch.headers.digest) == self.last:
            return
        assert (batch.batch_no - 1, batch.headers.previous_digest) == self.last
        self.last = (batch.batch_no, batch.headers.digest)
        body = station.decode_body(station.unpack(batch.body, "gzip"), station.BatchBody)
        parts = Contents(lambda table: body.records.get(table, []), []).parts(body.chains)
        judged = follow(parts, self.heads, START)
        assert not judged.breaks
        self.heads |= judged.heads
        again = {part.device for part in parts.parts if isinstance(part, Part) and part.again}
        for table, raws in body.records.items():
            for raw in raws:
                key = (table, json.loads(bytes(raw))["at"])
                assert again or not self.came[key] or self.epoch > 1
                self.came[key] += 1


class Life(RuleBasedStateMachine):
    """An outbox between a station and a platform."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="outbox-states-"))
        self.path = self.folder / "outbox.sqlite"
        self.outbox = Outbox(self.path, LIMIT)
        self.receiver = Receiver()
        self.outbox.enrolled(self.receiver.enrol(), [])
        self.evidence: set[str] = set()
        self.number = 0
        self.on_the_way: list[Batch] = []

    def teardown(self) -> None:
        """Send what is left; everything must have come."""
        self.send_everything()
        came = {at for table, at in self.receiver.came if table == "device_events"}
        assert came == self.evidence
        assert self.outbox.depth == 0
        self.outbox.close()
        shutil.rmtree(self.folder)

    def moment(self) -> datetime:
        self.number += 1
        return START + timedelta(seconds=self.number)

    @rule(device=st.sampled_from(["collector", "tank:1", "nozzle:3"]), count=st.integers(1, 40))
    def something_happens(self, device: str, count: int) -> None:
        """Evidence is stored, or refused as a whole."""
        events = [
            DeviceEvent(station_id=STATION, device=device, at=self.moment(), code="boot")
            for _ in range(count)
        ]
        try:
            self.outbox.commit(events)
        except OutboxFullError:
            return
        self.evidence |= {msgspec.to_builtins(event)["at"] for event in events}

    @rule(count=st.integers(1, 400), step=st.floats(0, 50))
    def readings_come(self, count: int, step: float) -> None:
        """Telemetry fills the file."""
        for _ in range(count // 10 + 1):
            readings: list[Record] = [
                TankReading(
                    station_id=STATION, tank_id=1, at=self.moment(), product_mm=step * (self.number % 3),
                    water_mm=0.0, temp_c=20.0,
                )
                for _ in range(9)
            ]  # fmt: skip
            readings.append(PressureReading(station_id=STATION, at=self.moment(), pressure_pa=1.0))
            try:
                self.outbox.commit(readings)
            except OutboxFullError:
                return

    @rule(most=st.integers(1, 300))
    def a_batch_is_built(self, most: int) -> None:
        """One batch goes on its way, or once more."""
        batch = self.outbox.next_batch(SIGNER, most)
        if batch is not None:
            self.on_the_way.append(batch)

    @precondition(lambda self: self.on_the_way)
    @rule(acknowledged=st.booleans(), again=st.booleans())
    def it_arrives(self, acknowledged: bool, again: bool) -> None:
        """The newest arrives, its receipt perhaps not; older ones of the network come late, and are known."""
        batch = self.on_the_way[-1]
        if batch.headers.epoch != self.receiver.epoch or batch.batch_no < self.receiver.last[0]:
            return
        self.receiver.take(batch)
        if again:
            self.receiver.take(batch)
        if acknowledged:
            self.outbox.acknowledge(batch.batch_no)

    @rule()
    def an_old_receipt_comes(self) -> None:
        """A receipt that was delayed changes nothing."""
        before = self.outbox.depth
        assert self.outbox.acknowledge(self.outbox.head.batch_no) == 0
        assert self.outbox.depth == before

    @rule()
    def it_is_too_large(self) -> None:
        """The platform never took it: a smaller one takes its number."""
        batch = self.outbox.next_batch(SIGNER)
        if batch is not None and batch.batch_no == self.receiver.last[0] + 1:
            self.outbox.take_apart(batch.batch_no)
            self.on_the_way.clear()

    @rule(back=st.integers(0, 2000), table=st.sampled_from([None, ["device_events"]]))
    def the_platform_asks_again(self, back: int, table: list[str] | None) -> None:
        """A range is queued once more."""
        end = START + timedelta(seconds=self.number + 1)
        self.outbox.resend(end - timedelta(seconds=back), end, table)

    @rule()
    def it_is_killed(self) -> None:
        """The process ends and begins again."""
        self.outbox.close()
        self.outbox = Outbox(self.path, LIMIT)

    @rule()
    def it_is_enrolled_anew(self) -> None:
        """A new epoch."""
        self.outbox.enrolled(self.receiver.enrol(), [])
        self.on_the_way.clear()

    @rule()
    def send_everything(self) -> None:
        """The line holds for a while."""
        while (batch := self.outbox.next_batch(SIGNER)) is not None:
            self.receiver.take(batch)
            self.outbox.acknowledge(batch.batch_no)
        self.on_the_way.clear()

    @invariant()
    def the_size_holds(self) -> None:
        """On the disk, log and index counted."""
        assert sum(path.stat().st_size for path in self.folder.iterdir()) <= LIMIT

    @invariant()
    def heads_only_rise(self) -> None:
        """The heads that heartbeats would name fit what came."""
        for device, told in self.outbox.chain_heads().items():
            head = self.receiver.heads.get(device)
            if head is not None and head.no == told.no:
                assert head.digest is not None
                assert head.digest.hex() == told.digest


Life.TestCase.settings = settings(
    max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestLife = Life.TestCase
