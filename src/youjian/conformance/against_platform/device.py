"""The collector that the kit is towards a platform: identity, chain, bodies, signatures."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from youjian.conformance.against_platform.line import Line
from youjian.conformance.wire import Exchange
from youjian.protocols import station

FIRMWARE = "youjian conformance kit"
MARK = "conformance test"
_VOLUME_ML = 100
_PRICE_FEN = 750
_AMOUNT_FEN = 75


@dataclass
class Device:
    """One enrolled collector; `next_no` and `last_digest` are the head of its chain."""

    line: Line
    collector_id: str = "unknown"
    station_id: str = "0000000000"
    epoch: int = 1
    signer: station.Signer = field(
        default_factory=lambda: station.Ed25519Signer(station.generate_private_key(), "none")
    )
    next_no: int = 1
    last_digest: bytes = station.ZERO_DIGEST

    def post(
        self, path: str, body: bytes, headers: Mapping[str, str], content_type: str = station.JSON
    ) -> Exchange:
        """A request with whatever headers it is given."""
        return self.line.post(path, {"Content-Type": content_type, **headers}, body)

    def sign(
        self, body: bytes, *, number: int | None = None, previous: bytes | None = None
    ) -> dict[str, str]:
        """The headers of a batch, by default the next of the chain."""
        return station.sign_batch(
            self.signer,
            body,
            collector_id=self.collector_id,
            epoch=self.epoch,
            batch_no=self.next_no if number is None else number,
            previous_digest=self.last_digest if previous is None else previous,
        ).to_mapping()

    def send(
        self, body: bytes, *, content_type: str = station.JSON, encoding: str = "", **place: Any
    ) -> Exchange:
        """A batch; the chain moves on when the next one of it is acknowledged."""
        headers = self.sign(body, **place)
        more = {"Content-Encoding": encoding} if encoding else {}
        exchange = self.post(station.BATCHES, body, {**headers, **more}, content_type)
        if exchange.status == 200 and not place:
            self.moved(headers)
        return exchange

    def moved(self, headers: Mapping[str, str]) -> None:
        """A batch with these headers is now the head of the chain."""
        self.next_no = int(headers["Batch-No"]) + 1
        self.last_digest = bytes.fromhex(headers["Digest"])

    def say_headers(self, body: bytes, sent_at: datetime | None = None) -> dict[str, str]:
        """The headers of a boot, a heartbeat, results or a new key."""
        return station.sign_message(
            self.signer,
            body,
            collector_id=self.collector_id,
            epoch=self.epoch,
            sent_at=sent_at or datetime.now(UTC),
        ).to_mapping()

    def say(self, path: str, message: Struct | bytes, content_type: str = station.JSON) -> Exchange:
        """A signed message."""
        body = message if isinstance(message, bytes) else encoded(message, content_type)
        return self.post(path, body, self.say_headers(body), content_type)

    def batch(self, content_type: str = station.JSON, /, **tables: list[Any]) -> bytes:
        """A batch's body of records by table."""
        content = {"sent_at": _moment(datetime.now(UTC)), "records": tables}
        return encoded(content, content_type)


def encoded(message: Struct | dict[str, Any], content_type: str = station.JSON) -> bytes:
    """A message as bytes; times as RFC 3339 in either notation, keys binary in MessagePack."""
    if content_type == station.MSGPACK:
        return msgspec.msgpack.encode(msgspec.to_builtins(message, builtin_types=(bytes,)))
    return msgspec.json.encode(message)


def encoded_with(message: Struct, **more: Any) -> bytes:
    """A message in JSON with fields that it does not have."""
    return msgspec.json.encode({**msgspec.to_builtins(message), **more})


class Marks:
    """Small records of the test, told from a station's own by their nozzle and their detail."""

    def __init__(self, station_id: str, nozzle_id: int, seq: int, totalizer_ml: int) -> None:
        self.station_id = station_id
        self.nozzle_id = nozzle_id
        self.seq = seq
        self.totalizer_ml = totalizer_ml
        self._began = datetime.now(UTC) - timedelta(minutes=10)
        self._made = 0

    def event(self, **changes: Any) -> dict[str, Any]:
        """A device event that says nothing of fuel."""
        return {
            "station_id": self.station_id,
            "device": "collector",
            "at": _moment(self._tick()),
            "code": "link_restored",
            "detail": MARK,
            **changes,
        }

    def fuelling(self, **changes: Any) -> dict[str, Any]:
        """The next sale of the test nozzle: 0.10 L for 0.75 yuan."""
        self.seq += 1
        self.totalizer_ml += _VOLUME_ML
        at = self._tick()
        return {
            "station_id": self.station_id,
            "nozzle_id": self.nozzle_id,
            "seq": self.seq,
            "started_at": _moment(at - timedelta(milliseconds=900)),
            "ended_at": _moment(at),
            "volume_ml": _VOLUME_ML,
            "unit_price_fen": _PRICE_FEN,
            "amount_fen": _AMOUNT_FEN,
            "totalizer_ml": self.totalizer_ml,
            "kind": "sale",
            "source": "live",
            **changes,
        }

    def _tick(self) -> datetime:
        self._made += 1
        return self._began + timedelta(seconds=self._made)


def _moment(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def new_nozzle() -> int:
    """A nozzle that no station has, another one for each visit: a pending collector's are never continued."""
    return 20_000 + secrets.randbelow(12_768)


def new_key() -> tuple[bytes, bytes]:
    """A private key and its raw public key."""
    private = station.generate_private_key()
    return private, station.public_key_of(private)
