"""What a door hands to the ledger, and what the ledger says of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import pyarrow as pa

from youjian.contract.findings import Finding
from youjian.contract.records import Record

Door = Literal["station", "hj212", "import"]
Reason = str
"""Why a record was set aside: `station`, `clock`, `conflict`, or what the door found wrong with it."""
Judge = Callable[[dict[str, pa.Table], datetime], list[Finding]]


@dataclass(frozen=True)
class Bad:
    """A record that is none: the door could not make a record of it. `raw` is what was sent."""

    table: str
    index: int
    reason: Reason
    detail: str
    raw: bytes


def _no_raw(_table: str, _index: int) -> bytes:
    return b""


@dataclass(frozen=True)
class Batch:
    """Records of one station from one door, in the order in which they came.

    `records` are (table name, index within the sender's list of that table, record). `raw_of` gives the bytes
    of a record as they were sent; it is asked only for records that go to quarantine. `station_id` is None
    only for an import, which may hold many stations. `test` marks what a not yet accepted collector sent.
    """

    door: Door
    station_id: str | None
    records: Sequence[tuple[str, int, Record]]
    bad: Sequence[Bad] = ()
    collector_id: str | None = None
    epoch: int | None = None
    batch_no: int | None = None
    digest: bytes = b""
    test: bool = False
    raw_of: Callable[[str, int], bytes] = field(default=_no_raw)


@dataclass(frozen=True)
class Outcome:
    """What became of one batch. `receipt_id` is reserved for its receipt (None without a collector).

    `quarantined` lists (table, index, reason), the door's own bad records among them.
    """

    stored: int
    duplicates: int
    quarantined: list[tuple[str, int, Reason]]
    receipt_id: int | None = None
