"""One reporting station: its life, its outbox and its chain, saved together before anything is sent."""

import base64
import logging
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Struct, field

from youjian.contract.records import Record
from youjian.protocols import station
from youjian.simulator import records
from youjian.simulator.model import StationModel, opening_state
from youjian.simulator.physics import make_physics
from youjian.simulator.registry import StationPlan
from youjian.simulator.state import DeliveryDone, Fill, StationState
from youjian.simulator.store import load_state, state_path

log = logging.getLogger(__name__)

FIRMWARE = "youjian-simulator"
FORK_WAIT_S = 600.0
_MOST_RECORDS = 1500
_MOST_WAITING = 200_000
_DROPS_A_LINE = 1000


class Identity(Struct, frozen=True):
    """Who the platform says we are."""

    collector_id: str
    key_id: str
    epoch: int


class Chain(Struct, frozen=True):
    """The number and digest of the last batch that was acknowledged."""

    batch_no: int = 0
    digest: str = station.ZERO_DIGEST.hex()


class Waiting(Struct, frozen=True):
    """A record that is not acknowledged yet."""

    table: str
    record: msgspec.Raw


class Reported(Struct):
    """What a restart needs; `batch` is the one that may already be with the platform."""

    state: StationState
    private_key: str
    identity: Identity | None = None
    chain: Chain = Chain()
    batch: bytes | None = None
    waiting: list[Waiting] = field(default_factory=list[Waiting])


class StationLink:
    """A station's side of the station API, without the network."""

    def __init__(self, model: StationModel, saved: Reported, path: Path) -> None:
        self.booted = False
        self.heartbeat_at = 0.0
        self.heartbeat_s = 60.0
        self._model = model
        self._saved = saved
        self._path = path
        self._reading_at = 0.0
        self._pressure_at = 0.0
        self._last_record_at: datetime | None = None
        self._dropped = 0

    @property
    def station_id(self) -> str:
        """The station's identifier."""
        return self._saved.state.station_id

    @property
    def identity(self) -> Identity | None:
        """Who we are to the platform; None before the enrolment."""
        return self._saved.identity

    @property
    def depth(self) -> int:
        """Records that wait."""
        return len(self._saved.waiting)

    def live(self, now: float, reading_s: float, pressure_s: float) -> None:
        """Live on to now, and queue the records that came of it; a station without identity waits for it."""
        if self.identity is None:
            self._model.resume(now)
            return
        for event in self._model.advance(now):
            self._keep_event(event)
        if now >= self._reading_at:
            self._reading_at = now + reading_s
            for tank_id in self._model.physics.tanks:
                reading = records.tank_reading(self.station_id, self._model.gauge(tank_id))
                self._keep("tank_readings", reading)
        if now >= self._pressure_at and self._model.physics.plan.station.vapour_monitoring:
            self._pressure_at = now + pressure_s
            self._keep("pressure_readings", records.pressure_reading(self._model))

    def enrolment(self, code: str) -> station.EnrolmentRequest:
        """What is sent to enrol."""
        public = station.public_key_of(self._private_key())
        return station.EnrolmentRequest(code=code, public_key=public, firmware=FIRMWARE)

    def enrolled(self, reply: station.EnrolmentReply) -> None:
        """Take the identity, and go on from the platform's counters where it knows more than we do."""
        if reply.station_id != self.station_id:
            raise ValueError(f"the code of station {self.station_id} enrolled station {reply.station_id}")
        self._saved.identity = Identity(reply.collector_id, reply.key_id, reply.epoch)
        self._saved.chain, self._saved.batch = Chain(), None
        for nozzle_id, known in reply.state.items():
            nozzle = self._saved.state.nozzles.get(nozzle_id)
            if nozzle is not None and known.seq > nozzle.seq:
                nozzle.seq, nozzle.totalizer_ml = known.seq, known.totalizer_ml
        self.save()

    def boot_message(self) -> station.Boot:
        """The first message after a start."""
        return station.Boot(
            at=datetime.now(UTC),
            firmware=FIRMWARE,
            reason="start",
            last_batch_no=self._saved.chain.batch_no,
            last_digest=self._saved.chain.digest,
            outbox_depth=self.depth,
        )

    def booted_with(self, reply: station.BootReply) -> None:
        """Take the platform's interval."""
        self.booted = reply.status != "refused"
        self.heartbeat_s = float(reply.heartbeat_s)

    def heartbeat_message(self) -> station.HeartbeatReport:
        """A sign of life."""
        return station.HeartbeatReport(
            at=datetime.now(UTC),
            outbox_depth=self.depth,
            last_record_at=self._last_record_at,
            firmware=FIRMWARE,
            devices={"collector": "ok"},
            link="4g",
            clock_offset_s=0.0,
        )

    def next_batch(self) -> bytes | None:
        """The body to send now, saved before it is sent; None when nothing waits."""
        if self._saved.batch is None and self._saved.waiting:
            self._saved.batch = self._packed(self._saved.waiting[:_MOST_RECORDS])
            del self._saved.waiting[:_MOST_RECORDS]
            self.save()
        return self._saved.batch

    def sign_batch(self, batch: bytes) -> station.BatchHeaders:
        """The headers of the batch under way."""
        who = self._who()
        return station.sign_batch(
            self._signer(),
            batch,
            collector_id=who.collector_id,
            epoch=who.epoch,
            batch_no=self._saved.chain.batch_no + 1,
            previous_digest=bytes.fromhex(self._saved.chain.digest),
        )

    def sign_message(self, body: bytes) -> station.MessageHeaders:
        """The headers of any other body."""
        who = self._who()
        return station.sign_message(
            self._signer(), body, collector_id=who.collector_id, epoch=who.epoch, sent_at=datetime.now(UTC)
        )

    def acknowledged(self) -> None:
        """The batch under way is durable at the platform: forget it and move the chain on."""
        if self._saved.batch is None:
            return
        digest = self.sign_batch(self._saved.batch).digest.hex()
        self._saved.chain = Chain(self._saved.chain.batch_no + 1, digest)
        self._saved.batch = None
        self.save()

    def reconciled(self, theirs: station.ChainState) -> bool:
        """After a 409: True when the platform holds exactly our batch already, False for another chain."""
        if self._saved.batch is None:
            return False
        digest = self.sign_batch(self._saved.batch).digest.hex()
        if (theirs.expected_no, theirs.last_digest) == (self._saved.chain.batch_no + 2, digest):
            self.acknowledged()
            return True
        return False

    def save(self) -> None:
        """Write state, chain and outbox in one step."""
        temporary = self._path.with_suffix(".new")
        temporary.touch(mode=0o600)
        temporary.write_bytes(msgspec.json.encode(self._saved))
        temporary.replace(self._path)

    def _keep_event(self, event: Fill | DeliveryDone) -> None:
        if isinstance(event, DeliveryDone):
            document = records.delivery(self._model, event)
            if document is not None:
                self._keep("deliveries", document)
            return
        self._keep("fuellings", records.fuelling(self.station_id, event))
        vapour = records.vapour_fill(self._model, event)
        if vapour is not None:
            self._keep("vapour_fills", vapour)

    def _keep(self, table: str, record: Record) -> None:
        if self.depth >= _MOST_WAITING and table != "fuellings":
            self._dropped += 1
            if self._dropped % _DROPS_A_LINE == 1:
                log.warning("station %s: outbox full, %d readings dropped", self.station_id, self._dropped)
            return
        self._saved.waiting.append(Waiting(table, msgspec.Raw(msgspec.json.encode(record))))
        self._last_record_at = records.moment(self._model.at)

    def _packed(self, chosen: list[Waiting]) -> bytes:
        by_table: dict[str, list[msgspec.Raw]] = {}
        for waiting in chosen:
            by_table.setdefault(waiting.table, []).append(waiting.record)
        body = station.BatchBody(sent_at=datetime.now(UTC), records=by_table)
        return station.pack(station.encode_body(body))

    def _who(self) -> Identity:
        if self._saved.identity is None:
            raise ValueError(f"station {self.station_id} is not enrolled")
        return self._saved.identity

    def _private_key(self) -> bytes:
        return base64.b64decode(self._saved.private_key)

    def _signer(self) -> station.Signer:
        return station.Ed25519Signer(self._private_key(), self._who().key_id)


def open_link(
    plan: StationPlan, state_dir: Path, *, seed: int, fill_interval_s: float | None, now: float
) -> StationLink:
    """A station as it was left; else one that goes on from a history's end (`put_state`); else a new one."""
    path = state_dir / f"report-{plan.station_id}.json"
    if path.exists():
        saved = msgspec.json.decode(path.read_bytes(), type=Reported)
    else:
        placed = load_state(state_path(state_dir, plan.station_id))
        fresh = opening_state(make_physics(plan, seed), now, fill_interval_s)
        state = fresh if placed is None else placed.state
        saved = Reported(state, base64.b64encode(station.generate_private_key()).decode())
    model = StationModel(make_physics(plan, saved.state.seed), saved.state, fill_interval_s)
    model.resume(now)
    return StationLink(model, saved, path)
