"""What a door offers to the committer, and what the committer decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from youjian.contract.fields import Device
from youjian.intake.records import Sorted
from youjian.ledger.batch import Batch, Outcome
from youjian.ledger.collector_states import SelfReport
from youjian.ledger.collectors import Collector
from youjian.protocols.station import BatchHeaders, ChainHead


@dataclass(frozen=True)
class Chained:
    """A signed batch whose signature is checked and whose place in the chain is not."""

    headers: BatchHeaders
    content: Sorted
    peer: str

    @property
    def collector_id(self) -> str:
        """Whose it is."""
        return self.headers.collector_id

    @property
    def rows(self) -> int:
        """How many records it holds."""
        return len(self.content.good) + len(self.content.bad)

    def batch(self, head: Collector) -> Batch:
        """The batch as the ledger takes it, once it is known whose chain it continues."""
        return Batch(
            door="station",
            station_id=head.station_id,
            records=self.content.good,
            bad=self.content.bad,
            collector_id=head.collector_id,
            epoch=self.headers.epoch,
            batch_no=self.headers.batch_no,
            digest=self.headers.digest,
            test=head.state == "pending",
            raw_of=self.content.raw_of,
        )


@dataclass(frozen=True)
class Offline:
    """A line of an offline file whose seal is checked: outside the collector's chain of batches."""

    collector_id: str
    epoch: int
    content: Sorted
    peer: str

    @property
    def rows(self) -> int:
        """How many records it holds."""
        return len(self.content.good) + len(self.content.bad)

    def batch(self, head: Collector) -> Batch:
        """The line as the ledger takes it."""
        return Batch(
            door="station",
            station_id=head.station_id,
            records=self.content.good,
            bad=self.content.bad,
            test=head.state == "pending",
            raw_of=self.content.raw_of,
        )


@dataclass(frozen=True)
class Heads:
    """The heads of a collector's record chains, as its heartbeat tells them."""

    collector_id: str
    epoch: int
    by_device: Mapping[Device, ChainHead]
    peer: str


@dataclass(frozen=True)
class Loose:
    """Records without a chain: heartbeats, and what a vapour monitor sends by itself.

    `heads`: where a heartbeat's collector says that the chains of its devices stand. `said`: what a collector
    says of itself; when it is not newer than what it said before, nothing of the offer is stored.
    """

    batch: Batch
    heads: Heads | None = None
    said: SelfReport | None = None

    @property
    def rows(self) -> int:
        """How many records it holds."""
        return len(self.batch.records) + len(self.batch.bad)


@dataclass(frozen=True)
class Accepted:
    """A batch that is durable and judged; `reply` is its receipt, new or the original one."""

    reply: dict[str, Any]


@dataclass(frozen=True)
class OutOfChain:
    """A gap or a fork: nothing was stored; the chain stands at `last_digest` and wants `expected_no`."""

    expected_no: int
    last_digest: bytes
    fork: bool


@dataclass(frozen=True)
class NotAdmitted:
    """A batch of a collector that is unknown, refused, or enrolled anew since."""

    detail: str


@dataclass(frozen=True)
class Stale:
    """A boot or heartbeat whose `Sent-At` is not newer than the last one taken."""

    last_sent_at: datetime


Offer = Chained | Loose | Offline
Decision = Accepted | OutOfChain | NotAdmitted | Stale | Outcome
