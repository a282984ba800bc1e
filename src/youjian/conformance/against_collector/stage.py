"""The played platform without its wires: requests in, answers out; the chain and the script inside."""

import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from youjian.conformance.against_collector.orders import Orders
from youjian.conformance.against_collector.script import Act
from youjian.protocols import station
from youjian.protocols.station import mqtt

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_BEAT_TOLD_BEHIND = 3
_BEHIND = timedelta(seconds=1.5)
"""The third heartbeat is told that a later one was taken already, as after a clock that was set back."""
_UNKNOWN_FIELDS = {"colour": "red", "shade": {"of": ["red"]}}


@dataclass(frozen=True)
class Pace:
    """Seconds: what the collector is told, and how long the platform dawdles or is gone."""

    heartbeat_s: int = 10
    batch_s: int = 5
    retry_after_s: int = 5
    slow_s: float = 5.0
    gone_s: float = 5.0
    calm_s: float = 5.0
    """After 401 a collector «tries again slowly»: not before this."""


@dataclass(frozen=True)
class Said:
    """What is answered: status and message, or the end of the connection."""

    status: int = 200
    message: Struct | dict[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    act: str = ""
    signed: str = ""
    committed: bool = False
    epoch: int = 0
    ends_platform: bool = False

    @property
    def cut(self) -> bool:
        """Whether the connection ends without a reply."""
        return self.message is None


class _NozzleSeen(Struct):
    nozzle_id: int
    seq: int
    totalizer_ml: int


class Stage:
    """One station's platform. `show` tells the tester what to do."""

    def __init__(
        self,
        station_id: str,
        codes: Sequence[str],
        acts: Sequence[Act],
        pace: Pace | None = None,
        show: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.station_id = station_id
        self.codes = list(codes)
        self.pace = pace or Pace()
        self.orders = Orders(self.pace.heartbeat_s)
        self.epoch = 0
        self.collector_id = "conformance-1"
        self.state: dict[int, station.NozzleState] = {}
        self.boots = 0
        self._acts = list(acts)
        self._left = acts[0].times if acts else 0
        self._show = show
        self._lock = threading.Lock()
        self._verifiers: dict[str, station.Verifier] = {}
        self._key_id = ""
        self._head = (0, station.ZERO_DIGEST)
        self._receipts: dict[int, tuple[bytes, station.BatchReceipt]] = {}
        self._forked = False
        self._asked = False
        self._sent_at = _LONG_AGO
        self._beats = 0
        self._told_behind = False

    @property
    def _own(self) -> tuple[str, str]:
        return self.station_id, self.collector_id

    @property
    def act(self) -> Act | None:
        """The act whose turn it is."""
        return self._acts[0] if self._acts else None

    @property
    def done(self) -> bool:
        """Whether the script and the commands are through."""
        return not self._acts and self.orders.done

    @property
    def left(self) -> list[str]:
        """Acts that were not reached."""
        return [act.name for act in self._acts]

    def hear(
        self, path: str, headers: Mapping[str, str], body: bytes, place: mqtt.Place | None = None
    ) -> Said:
        """Answer one request; `place` is whose topic it came on."""
        with self._lock:
            if place is not None and (place.station_id, place.collector_id) != self._own:
                return self._problem(401, f"{place.up} is not this collector's topic")
            if path == station.ENROL:
                return self._enrol(headers, body)
            if path == station.BATCHES:
                return self._batch(headers, body)
            return self._message(path, headers, body)

    # enrolment, boot, heartbeat, results, keys

    def _enrol(self, headers: Mapping[str, str], body: bytes) -> Said:
        try:
            request = _decoded(headers, body, station.EnrolmentRequest)
            verifier = station.Ed25519Verifier(request.public_key)
        except ValueError as error:
            return self._problem(422, str(error))
        if request.code not in self.codes:
            return self._problem(401, "the code is wrong or used")
        self.codes.remove(request.code)
        self.epoch += 1
        self._key_id = f"conformance-key-{self.epoch}"
        self._verifiers = {self._key_id: verifier}
        self._head, self._forked = (0, station.ZERO_DIGEST), False
        self._receipts.clear()
        self._sent_at = _LONG_AGO
        self._passed("enrol")
        reply = station.EnrolmentReply(
            collector_id=self.collector_id,
            station_id=self.station_id,
            epoch=self.epoch,
            key_id=self._key_id,
            state=dict(self.state),
            server_time=datetime.now(UTC),
        )
        return self._said(reply)

    def _message(self, path: str, headers: Mapping[str, str], body: bytes) -> Said:
        signed = self._unsigned(headers, body, station.MessageHeaders)
        if signed:
            return self._problem(401, signed, signed=signed)
        stale = self._stale(path, station.MessageHeaders.from_mapping(headers).sent_at)
        if stale is not None:
            return Said(409, stale, act="stale", epoch=self.epoch)
        try:
            reply = self._reply(path, headers, body)
        except ValueError as error:
            return self._problem(422, str(error))
        return (
            self._said(reply) if reply is not None else self._problem(404, f"{path} is no path of the page")
        )

    def _reply(self, path: str, headers: Mapping[str, str], body: bytes) -> Struct | None:
        now = datetime.now(UTC)
        match path:
            case station.BOOT:
                _decoded(headers, body, station.Boot)
                self.boots += 1
                self._passed("reboot")
                return station.BootReply(
                    status="pending",
                    heartbeat_s=self.pace.heartbeat_s,
                    batch_s=self.pace.batch_s,
                    server_time=now,
                )
            case station.HEARTBEAT:
                _decoded(headers, body, station.HeartbeatReport)
                return station.HeartbeatReply(server_time=now, commands=self.orders.give())
            case station.COMMAND_RESULTS:
                results = _decoded(headers, body, station.CommandResults).results
                return station.CommandResultsReply(received=self.orders.take(results), server_time=now)
            case station.KEYS:
                return self._rotate(_decoded(headers, body, station.KeyRotation), now)
            case _:
                return None

    def _stale(self, path: str, sent_at: datetime) -> station.SentState | None:
        """A boot or heartbeat that is not newer than the last; once it is said to be older than it is."""
        if path not in (station.BOOT, station.HEARTBEAT):
            return None
        self._beats += path == station.HEARTBEAT
        behind = self._beats == _BEAT_TOLD_BEHIND and not self._told_behind
        if sent_at > self._sent_at and not behind:
            self._sent_at = sent_at
            return None
        if behind:
            self._told_behind, self._sent_at = True, sent_at + _BEHIND
        return station.SentState(last_sent_at=self._sent_at, server_time=datetime.now(UTC))

    def _rotate(self, request: station.KeyRotation, now: datetime) -> station.KeyRotationReply:
        key_id = f"conformance-key-{self.epoch}-{secrets.token_hex(2)}"
        self._verifiers[key_id] = station.Ed25519Verifier(request.public_key)
        return station.KeyRotationReply(key_id=key_id, server_time=now)

    def _unsigned(self, headers: Mapping[str, str], body: bytes, kind: type[Any]) -> str:
        """Why a request is not this collector's; a new key that signs takes the old one's place."""
        try:
            read = kind.from_mapping(headers)
        except station.HeaderError as error:
            return str(error)
        verifier = self._verifiers.get(read.key_id)
        if read.collector_id != self.collector_id or verifier is None:
            return f"collector {read.collector_id} with key {read.key_id} is not known here"
        if read.epoch != self.epoch:
            return f"epoch {read.epoch}, the platform is in {self.epoch}"
        try:
            station.check(read, body, verifier)
        except station.SignatureError as error:
            return str(error)
        if read.key_id != self._key_id:
            self._key_id = read.key_id
            self._verifiers = {read.key_id: verifier}
        return ""

    # batches

    def _batch(self, headers: Mapping[str, str], body: bytes) -> Said:
        signed = self._unsigned(headers, body, station.BatchHeaders)
        if signed:
            return self._problem(401, signed, signed=signed)
        head = station.BatchHeaders.from_mapping(headers)
        try:
            content = _decoded(headers, body, station.BatchBody)
        except station.BodyError as error:
            return self._problem(413 if error.reason == "too_large" else 422, str(error))
        known = self._receipts.get(head.batch_no)
        if known is not None and known[0] == head.digest and not self._forked:
            return self._said(known[1], act="again")
        if (head.batch_no - 1, head.previous_digest) != self._head or self._forked:
            return self._conflict("forked" if self._forked else "out of chain")
        count = sum(map(len, content.records.values()))
        return self._play(head, content, count)

    def _play(self, head: station.BatchHeaders, content: station.BatchBody, count: int) -> Said:
        act = self.act
        if act is None or count < act.least_records or self._left == 0 or act.name == "reboot":
            return self._ordinary(head, content, act)
        self._left -= 1
        if act.name == "enrol":
            self._forked = True
            self._ask(act)
            return self._conflict("enrol")
        receipt = self._commit(head, content, act.name) if act.commits else None
        return self._acted(act, receipt)

    def _ordinary(self, head: station.BatchHeaders, content: station.BatchBody, act: Act | None) -> Said:
        """A receipt; an act whose batch is now through has been seen."""
        receipt = self._commit(head, content, "ok")
        if act is not None and act.name == "reboot":
            self._ask(act)
        elif act is not None and self._left == 0:
            self._next()
        return self._said(receipt, act="ok", committed=True)

    def _acted(self, act: Act, receipt: station.BatchReceipt | None) -> Said:
        committed = receipt is not None
        if act.kind == "receipt" and receipt is not None:
            self._next()
            extra = _UNKNOWN_FIELDS if act.name == "more_fields" else {}
            delay = self.pace.slow_s if act.name == "slow" else 0.0
            return self._said(receipt, act=act.name, committed=True, delay_s=delay, extra=extra)
        if act.name in ("lost_reply", "ahead"):
            self._next()
        if act.kind == "cut":
            ends = act.name == "restart_platform"
            return Said(act=act.name, committed=committed, epoch=self.epoch, ends_platform=ends)
        if act.status == 409:
            return self._conflict(act.name, committed=committed)
        after = {"Retry-After": str(self.pace.retry_after_s)} if act.status in (429, 503) else {}
        return self._problem(act.status, f"the script's {act.name}", act=act.name, headers=after)

    def _commit(
        self, head: station.BatchHeaders, content: station.BatchBody, act: str
    ) -> station.BatchReceipt:
        count = sum(map(len, content.records.values()))
        table = next((name for name, raws in content.records.items() if raws), "fuellings")
        aside = [station.Quarantined(table=table, index=0, reason="the script sets it aside")]
        receipt = station.BatchReceipt(
            batch_no=head.batch_no,
            stored={"duplicates": 0, "quarantine": max(count - 1, 0)}.get(act, count),
            duplicates=count if act == "duplicates" else 0,
            quarantined=aside if act == "quarantine" and count else [],
            server_time=datetime.now(UTC),
        )
        self._remember_nozzles(content)
        self._head = (head.batch_no, head.digest)
        self._receipts[head.batch_no] = (head.digest, receipt)
        return receipt

    def _remember_nozzles(self, content: station.BatchBody) -> None:
        """Where each nozzle stands, for an enrolment to come."""
        for raw in content.records.get("fuellings", []):
            for decode in (msgspec.json.decode, msgspec.msgpack.decode):
                try:
                    seen = decode(raw, type=_NozzleSeen)
                except (msgspec.DecodeError, UnicodeDecodeError):
                    continue
                known = self.state.get(seen.nozzle_id)
                if known is None or known.seq < seen.seq:
                    state = station.NozzleState(seq=seen.seq, totalizer_ml=seen.totalizer_ml)
                    self.state[seen.nozzle_id] = state
                break

    def _conflict(self, act: str, *, committed: bool = False) -> Said:
        number, digest = self._head
        if self._forked:
            digest = bytes(byte ^ 0xFF for byte in digest)
        state = station.ChainState(expected_no=number + 1, last_digest=digest.hex())
        return Said(409, state, act=act, committed=committed, epoch=self.epoch)

    def _said(
        self, reply: Struct, *, act: str = "", committed: bool = False, delay_s: float = 0.0,
        extra: Mapping[str, Any] | None = None,
    ) -> Said:  # fmt: skip
        message = {**msgspec.to_builtins(reply), **extra} if extra else reply
        return Said(200, message, act=act, committed=committed, delay_s=delay_s, epoch=self.epoch)

    def _problem(
        self, status: int, detail: str, *, act: str = "", signed: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Said:  # fmt: skip
        problem = station.Problem(error="conformance", detail=detail)
        return Said(status, problem, headers or {}, act=act, signed=signed, epoch=self.epoch)

    # the script

    def _next(self) -> None:
        self._acts.pop(0)
        self._left = self._acts[0].times if self._acts else 0
        self._asked = False

    def _passed(self, name: str) -> None:
        """What the tester was asked for has happened."""
        if self.act is not None and self.act.name == name and self._asked:
            self._next()

    def _ask(self, act: Act) -> None:
        if not self._asked:
            self._asked = True
            if act.name == "enrol" and not self.codes:
                self.codes.append(secrets.token_hex(4).upper())
            self._show(act.ask.format(code=self.codes[0] if self.codes else ""))


def _decoded(headers: Mapping[str, str], body: bytes, kind: type[Any]) -> Any:
    named = {name.lower(): value for name, value in headers.items()}
    unpacked = station.unpack(body, named.get("content-encoding"))
    return station.decode_body(unpacked, kind, named.get("content-type"))
