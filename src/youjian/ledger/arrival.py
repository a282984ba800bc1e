"""What a transaction of intake brings, and what became of its plain records."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa

from youjian.ledger.arrays import array
from youjian.ledger.batch import Batch
from youjian.ledger.sent import Sent


@dataclass(frozen=True)
class Arrival:
    """What all records of a transaction share: when they came, in which batches, under which receipts."""

    at: datetime
    batches: Sequence[Batch]
    ids: Sequence[int | None]
    retention: timedelta | None = None

    def parameters(self, sent: Sent) -> dict[str, Any]:
        """The columns that the ledger adds."""
        return {
            "received_at": self.at,
            "batch_id": array("bigint", [self.ids[position] for position in sent.batch]),
        }


@dataclass(frozen=True)
class Plain:
    """Of one table: records that were stored, those that were there already, and those for the stage."""

    new: Sent
    duplicates: Sent
    rest: Sent


@dataclass(frozen=True)
class Stored:
    """Of all tables; `beside` are the stored fuellings that the rules need to see with the new ones."""

    plain: Sequence[Plain]
    beside: pa.Table | None = None

    @property
    def new(self) -> list[Sent]:
        """The records that were stored, by table."""
        return [plain.new for plain in self.plain if len(plain.new)]
