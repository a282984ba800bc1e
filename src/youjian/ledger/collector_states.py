"""What each collector last said of itself, and the guard against a captured message that is sent again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row
from psycopg.types.json import Jsonb


@dataclass(frozen=True)
class SelfReport:
    """A boot or heartbeat as it came. `sent_at` is the collector's clock, `heard_at` the platform's.

    A boot (`whole` False) does not tell link, signal, card and last record: what was known of them stays.
    """

    collector_id: str
    station_id: str
    epoch: int
    sent_at: datetime
    heard_at: datetime
    firmware: str
    outbox_depth: int
    clock_offset_s: float
    devices: Mapping[str, str]
    whole: bool = True
    link: str | None = None
    signal_dbm: float | None = None
    iccid: str | None = None
    last_record_at: datetime | None = None


@dataclass(frozen=True)
class CollectorState:
    """A collector as it last described itself."""

    collector_id: str
    station_id: str
    epoch: int
    sent_at: datetime
    heard_at: datetime
    firmware: str
    link: str | None
    signal_dbm: float | None
    iccid: str | None
    outbox_depth: int
    clock_offset_s: float
    last_record_at: datetime | None
    devices: dict[str, str]

    @property
    def said_at(self) -> datetime:
        """The `at` of the body that was last taken."""
        return self.heard_at + timedelta(seconds=self.clock_offset_s)


_TAKE = """
INSERT INTO ledger.collector_states AS s (
    collector_id, station_id, epoch, sent_at, heard_at, firmware, link, signal_dbm, iccid, outbox_depth,
    clock_offset_s, last_record_at, devices)
VALUES (
    %(collector_id)s, %(station_id)s, %(epoch)s, %(sent_at)s, %(heard_at)s, %(firmware)s, %(link)s,
    %(signal_dbm)s, %(iccid)s, %(outbox_depth)s, %(clock_offset_s)s, %(last_record_at)s, %(devices)s)
ON CONFLICT (collector_id) DO UPDATE SET
    station_id = excluded.station_id, epoch = excluded.epoch, sent_at = excluded.sent_at,
    heard_at = excluded.heard_at, firmware = excluded.firmware, outbox_depth = excluded.outbox_depth,
    clock_offset_s = excluded.clock_offset_s, devices = excluded.devices,
    link = CASE WHEN %(whole)s THEN excluded.link ELSE s.link END,
    signal_dbm = CASE WHEN %(whole)s THEN excluded.signal_dbm ELSE s.signal_dbm END,
    iccid = CASE WHEN %(whole)s THEN excluded.iccid ELSE s.iccid END,
    last_record_at = CASE WHEN %(whole)s THEN excluded.last_record_at ELSE s.last_record_at END
WHERE (s.epoch, s.sent_at) < (excluded.epoch, excluded.sent_at)
RETURNING s.sent_at
"""


def take(conn: Connection[Any], report: SelfReport) -> datetime | None:
    """Note what a collector says of itself; None when it is new, else the `Sent-At` that it has to pass.

    Lock the collector first (`collectors.lock_heads`), as every transaction does that moves its chain.
    """
    values = {**vars(report), "devices": Jsonb(dict(report.devices))}
    if conn.execute(_TAKE, values).fetchone() is not None:
        return None
    found = state(conn, report.collector_id)
    return found.sent_at if found is not None else report.sent_at


def state(conn: Connection[Any], collector_id: str) -> CollectorState | None:
    """What a collector last said, None when it never said anything."""
    cursor = conn.cursor(row_factory=class_row(CollectorState))
    return cursor.execute(
        """
        SELECT collector_id, station_id, epoch, sent_at, heard_at, firmware, link, signal_dbm, iccid,
            outbox_depth, clock_offset_s, last_record_at, devices
        FROM ledger.collector_states WHERE collector_id = %s
        """,
        [collector_id],
    ).fetchone()
