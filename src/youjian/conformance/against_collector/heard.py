"""What a collector said to the played platform, in the order in which it was heard."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import msgspec

from youjian.conformance.wire import Exchange
from youjian.protocols import station


@dataclass(frozen=True)
class Wrapping:
    """How a question came over a broker."""

    topic: str
    qos: int
    correlation: bytes
    response_topic: str
    content_type: str
    expiry_s: int


@dataclass(frozen=True)
class Heard:
    """One exchange with what the platform made of it."""

    exchange: Exchange
    act: str = ""
    """What was done with a batch, by its name in the script; empty for other messages."""
    signed: str = ""
    """Why the signature does not hold; empty when it does, or when none is asked for."""
    committed: bool = False
    """Whether the platform holds this batch now (and did not before)."""
    epoch: int = 0
    """The epoch that the platform was in."""
    at: datetime | None = None
    """When it was heard, by the kit's clock."""
    wrapping: Wrapping | None = None

    @property
    def is_batch(self) -> bool:
        """Whether it was a batch."""
        return self.exchange.path == station.BATCHES

    @cached_property
    def headers(self) -> station.BatchHeaders | None:
        """A batch's headers, None when they cannot be read."""
        try:
            return station.BatchHeaders.from_mapping(self.exchange.headers)
        except station.HeaderError:
            return None

    @cached_property
    def records(self) -> list[tuple[str, int, Any]]:
        """Table, index and plain object of every record; empty when the body cannot be read."""
        try:
            body = self.exchange.message(station.BatchBody)
        except station.BodyError:
            return []
        kind = self.exchange.header("content-type") or None
        return [
            (table, index, station.record_object(raw, kind))
            for table, raws in body.records.items()
            for index, raw in enumerate(raws)
        ]

    @cached_property
    def record_texts(self) -> list[bytes]:
        """Every record as canonical bytes, to find it again in another batch."""
        return [
            msgspec.json.encode([table, record], order="deterministic") for table, _, record in self.records
        ]


@dataclass
class Transcript:
    """All that was heard; kept by many threads, read when the run is over."""

    entries: list[Heard] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, heard: Heard) -> None:
        """Add an exchange."""
        with self._lock:
            self.entries.append(heard)

    def batches(self) -> list[Heard]:
        """Batches whose headers can be read, in the order in which they began."""
        found = [one for one in self.entries if one.is_batch and one.headers is not None]
        return sorted(found, key=lambda one: one.exchange.began)

    def of(self, path: str) -> list[Heard]:
        """Exchanges of one path, in the order in which they began."""
        return sorted((one for one in self.entries if one.exchange.path == path), key=_began)

    def ordered(self) -> list[Heard]:
        """All exchanges in the order in which they began."""
        return sorted(self.entries, key=_began)

    def committed(self) -> Iterator[Heard]:
        """Batches that the platform took, once each, in their order."""
        return (one for one in self.batches() if one.committed)


def _began(heard: Heard) -> float:
    return heard.exchange.began
