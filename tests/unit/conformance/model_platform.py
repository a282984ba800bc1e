"""A platform in memory that keeps to the page, and the ways in which a platform may not."""

import io
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import msgspec

from youjian.conformance.wire import Exchange
from youjian.contract.tables import TABLES
from youjian.contract.validation import decode
from youjian.protocols import station
from youjian.protocols.station import offline
from youjian.protocols.station.offline import OFFLINE, OfflineReceipt

STATION = "3602030017"
_DEVICE_TABLES = ("fuellings", "tank_readings", "device_events")
_PATHS: dict[str, type[msgspec.Struct]] = {
    station.BOOT: station.Boot,
    station.HEARTBEAT: station.HeartbeatReport,
    station.COMMAND_RESULTS: station.CommandResults,
    station.KEYS: station.KeyRotation,
}


class RefusedError(Exception):
    """A request that is not taken."""

    def __init__(self, status: int, reply: msgspec.Struct) -> None:
        super().__init__(status)
        self.status = status
        self.reply = reply


def problem(status: int, detail: str) -> RefusedError:
    """A refusal with a Problem."""
    return RefusedError(status, station.Problem(error="refused", detail=detail))


@dataclass
class ModelPlatform:
    """One station, one collector. It is a `Line`: requests go in as they would over HTTP."""

    codes: list[str]
    epoch: int = 0
    head: tuple[int, bytes] = (0, station.ZERO_DIGEST)
    keys: dict[str, station.Verifier] = field(default_factory=dict)
    newest_key: str = ""
    used: list[bytes] = field(default_factory=list)
    coming: bytes = b""
    sent_at: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    receipts: dict[int, tuple[bytes, station.BatchReceipt]] = field(default_factory=dict)
    known: dict[bytes, bytes] = field(default_factory=dict)
    nozzles: dict[int, station.NozzleState] = field(default_factory=dict)
    commands: list[station.Command] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def post(self, path: str, headers: Mapping[str, str], body: bytes) -> Exchange:
        """Answer a request."""
        named = {name.lower(): value for name, value in headers.items()}
        with self.lock:
            try:
                status, reply = 200, self._answer(path, named, body)
            except RefusedError as refused:
                status, reply = refused.status, refused.reply
        return Exchange(path, headers, body, status, *self._encoded(named, reply))

    def _encoded(self, named: Mapping[str, str], reply: msgspec.Struct) -> tuple[dict[str, str], bytes]:
        kind = named.get("content-type", station.JSON).partition(";")[0]
        plain = msgspec.to_builtins(reply)
        if kind == station.MSGPACK:
            return {"Content-Type": kind}, msgspec.msgpack.encode(plain)
        return {"Content-Type": station.JSON}, msgspec.json.encode(plain)

    def _answer(self, path: str, named: Mapping[str, str], body: bytes) -> msgspec.Struct:
        if path == OFFLINE:
            return self._offline(body)
        if path == station.ENROL:
            return self._enrol(self._decoded(named, body, station.EnrolmentRequest))
        kind = station.BatchHeaders if path == station.BATCHES else station.MessageHeaders
        head = self._authentic(kind, named, body)
        if isinstance(head, station.BatchHeaders):
            content = self._decoded(named, body, station.BatchBody)
            if sum(map(len, content.records.values())) > 20_000:
                raise problem(413, "more than 20000 records")
            return self._batch(head, content, named.get("content-type"))
        return self._message(path, head, self._decoded(named, body, _PATHS[path]))

    def _decoded(self, named: Mapping[str, str], body: bytes, kind: type[Any]) -> Any:
        try:
            unpacked = station.unpack(body, named.get("content-encoding"))
            return station.decode_body(unpacked, kind, named.get("content-type"))
        except station.BodyError as error:
            raise problem(413 if error.reason == "too_large" else 422, str(error)) from None

    def _enrol(self, request: station.EnrolmentRequest) -> station.EnrolmentReply:
        if request.code not in self.codes:
            raise problem(401, "the code is wrong or used")
        self.codes.remove(request.code)
        self.epoch += 1
        self.newest_key = f"key-{self.epoch}"
        self.keys = {self.newest_key: station.Ed25519Verifier(request.public_key)}
        self.used.append(request.public_key)
        self.sent_at = datetime(2000, 1, 1, tzinfo=UTC)
        self.head = (0, station.ZERO_DIGEST)
        self.receipts.clear()
        return station.EnrolmentReply(
            collector_id="model-1", station_id=STATION, epoch=self.epoch, key_id=self.newest_key,
            state=dict(self.nozzles), server_time=datetime.now(UTC),
        )  # fmt: skip

    def _authentic(self, kind: type[Any], named: Mapping[str, str], body: bytes) -> Any:
        try:
            head = kind.from_mapping(named)
        except station.HeaderError as error:
            raise problem(401, str(error)) from None
        verifier = self.keys.get(head.key_id)
        if head.collector_id != "model-1" or verifier is None or head.epoch != self.epoch:
            raise problem(401, "unknown collector, key or epoch")
        try:
            station.check(head, body, verifier)
        except station.SignatureError as error:
            raise problem(401, str(error)) from None
        if head.key_id != self.newest_key:
            self.newest_key, self.keys = head.key_id, {head.key_id: verifier}
            self.used.append(self.coming)
        return head

    def _message(self, path: str, head: station.MessageHeaders, message: Any) -> msgspec.Struct:
        now = datetime.now(UTC)
        if path in (station.BOOT, station.HEARTBEAT):
            if head.sent_at <= self.sent_at:
                raise RefusedError(409, station.SentState(last_sent_at=self.sent_at, server_time=now))
            self.sent_at = head.sent_at
        if path == station.BOOT:
            return station.BootReply(status="accepted", heartbeat_s=60, batch_s=10, server_time=now)
        if path == station.HEARTBEAT:
            return station.HeartbeatReply(server_time=now, commands=self.commands)
        if path == station.KEYS:
            return station.KeyRotationReply(key_id=self._announced(message), server_time=now)
        received = [result.command_id for result in message.results]
        self.commands = [one for one in self.commands if one.command_id not in received]
        return station.CommandResultsReply(received=received, server_time=now)

    def _announced(self, message: station.KeyRotation) -> str:
        if message.algorithm == "sm2" or message.public_key in self.used:
            raise problem(422, "the algorithm is not taken, or the key signs already")
        name = f"key-{message.public_key.hex()[:8]}"
        self.keys = {self.newest_key: self.keys[self.newest_key]}
        self.keys[name] = station.Ed25519Verifier(message.public_key)
        self.coming = message.public_key
        return name

    def _offline(self, body: bytes) -> OfflineReceipt:
        stream = io.BytesIO(body)
        try:
            header = offline.header_of(stream)
            offline.check_seal(stream, header, self.keys[header.key_id])
            lines = list(offline.bodies(stream))
        except station.BodyError as error:
            raise problem(422, str(error)) from None
        except (station.SignatureError, KeyError) as error:
            raise problem(401, str(error)) from None
        parts = [self._stored(1, station.decode_body(line, station.BatchBody), None) for line in lines]
        bad = [one for part in parts for one in part.quarantined]
        return OfflineReceipt(
            stored=sum(part.stored for part in parts), duplicates=sum(part.duplicates for part in parts),
            quarantined_count=len(bad), quarantined=bad, server_time=datetime.now(UTC),
        )  # fmt: skip

    def _batch(
        self, head: station.BatchHeaders, content: station.BatchBody, kind: str | None
    ) -> station.BatchReceipt:
        kept = self.receipts.get(head.batch_no)
        if kept is not None and kept[0] == head.digest:
            return kept[1]
        if (head.batch_no - 1, head.previous_digest) != self.head:
            state = station.ChainState(expected_no=self.head[0] + 1, last_digest=self.head[1].hex())
            raise RefusedError(409, state)
        receipt = self._stored(head.batch_no, content, kind)
        self.head = (head.batch_no, head.digest)
        self.receipts[head.batch_no] = (head.digest, receipt)
        return receipt

    def _stored(self, number: int, content: station.BatchBody, kind: str | None) -> station.BatchReceipt:
        stored = duplicates = 0
        bad: list[station.Quarantined] = []
        for table, raws in content.records.items():
            for index, raw in enumerate(raws):
                plain = station.record_object(raw, kind)
                reason = self._wrong(table, plain)
                if reason:
                    bad.append(station.Quarantined(table=table, index=index, reason=reason))
                elif (text := msgspec.json.encode([table, plain], order="sorted")) in self.known:
                    duplicates += 1
                else:
                    stored += 1
                    self.known[text] = text
                    self._remember(table, plain)
        return station.BatchReceipt(
            batch_no=number, stored=stored, duplicates=duplicates, quarantined=bad,
            server_time=datetime.now(UTC),
        )  # fmt: skip

    def _wrong(self, table: str, plain: Any) -> str:
        if table not in _DEVICE_TABLES:
            return "table: none that a station sends"
        try:
            record = decode(TABLES[table], plain)
        except ValueError as error:
            return f"invalid: {error}"
        return "" if record.station_id == STATION else "station: another one"  # type: ignore[attr-defined]

    def _remember(self, table: str, plain: Any) -> None:
        if table == "fuellings":
            state = station.NozzleState(seq=plain["seq"], totalizer_ml=plain["totalizer_ml"])
            self.nozzles[plain["nozzle_id"]] = state


@dataclass
class Mutant:
    """A platform whose replies are changed: `change` sees an exchange and says what was answered instead."""

    model: ModelPlatform
    change: Callable[["Mutant", Exchange], Exchange]
    seen: list[Exchange] = field(default_factory=list)

    def post(self, path: str, headers: Mapping[str, str], body: bytes) -> Exchange:
        """The changed exchange."""
        exchange = self.model.post(path, headers, body)
        changed = self.change(self, exchange)
        self.seen.append(exchange)
        return changed


def answering(exchange: Exchange, status: int | None = None, **fields: Any) -> Exchange:
    """An exchange with another status or other fields in its reply."""
    plain = {**exchange.plain_answer(), **fields}
    msgpack = exchange.reply_header("content-type") == station.MSGPACK
    reply = (msgspec.msgpack if msgpack else msgspec.json).encode(plain)
    return replace(exchange, status=exchange.status if status is None else status, reply=reply)


def receipt_for(exchange: Exchange, **fields: Any) -> Exchange:
    """A receipt that says that all went well."""
    plain = {
        "batch_no": int(exchange.header("batch-no") or 0), "stored": 1, "duplicates": 0, "quarantined": [],
        "server_time": datetime.now(UTC), "commands": [], **fields,
    }  # fmt: skip
    return replace(exchange, status=200, reply=msgspec.json.encode(plain),
                   reply_headers={"Content-Type": station.JSON})  # fmt: skip
