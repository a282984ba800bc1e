"""Replays: records from quarantine read again with today's code and register, and stored like any other.

A record becomes known when it is replayed, not when it first came: until then nothing was judged with it.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

import psycopg
from psycopg import Connection

from youjian.contract.records import Record
from youjian.contract.tables import TABLES
from youjian.contract.validation import problems
from youjian.intake.database import is_away
from youjian.intake.devices import VapourMonitor, monitor_of
from youjian.intake.records import DEVICE_TABLES
from youjian.intake.vapour_records import offer_of, read_upload
from youjian.ledger import collectors, quarantine
from youjian.ledger.batch import Batch, Judge
from youjian.ledger.quarantine import Held
from youjian.ledger.store import store
from youjian.protocols.hj212 import Frame, FrameReader, merged
from youjian.protocols.station import JSON, MSGPACK, BodyError, decode_body
from youjian.protocols.vapour import MonitorWatch

AT_ONCE = 500
Entry = tuple[str, Record]


class _RefusedError(Exception):
    """Undoes a replay; `refused` says which records would go to quarantine again, and why."""

    def __init__(self, refused: dict[int, str]) -> None:
        super().__init__(f"{len(refused)} records refused")
        self.refused = refused


def replay(
    conn: Connection[Any], judge: Judge, now: datetime, only: Sequence[int] | None = None
) -> dict[int, str | None]:
    """Carry out replays that wait, at most `AT_ONCE`, in the caller's transaction.

    `only` names records. Returns what became of each by its id: None when it is stored (or was stored
    already), else why it is held as before.
    """
    settled: dict[int, str | None] = {}
    waiting = quarantine.asked(conn, AT_ONCE, only)
    for (station_id, test), group in groupby(waiting, lambda held: (held.station_id, _is_test(conn, held))):
        settled |= _of_station(conn, judge, now, (station_id, test), list(group))
    if settled:
        quarantine.settle_replays(conn, settled, now)
    return settled


def _is_test(conn: Connection[Any], held: Held) -> bool:
    """Whether the sender is still not accepted by the rollout, so that its records stay apart."""
    owner = collectors.collector(conn, held.collector_id) if held.collector_id else None
    return owner is not None and owner.state == "pending"


def _of_station(
    conn: Connection[Any], judge: Judge, now: datetime, of: tuple[str | None, bool], held: Sequence[Held]
) -> dict[int, str | None]:
    settled: dict[int, str | None] = {}
    good: dict[int, list[Entry]] = {}
    for one in held:
        try:
            good[one.id] = _entries(conn, one)
        except ValueError as error:
            settled[one.id] = str(error)
    return settled | _stored(lambda entries: _store(conn, judge, now, of, entries), good)


def _stored(
    store_all: Callable[[dict[int, list[Entry]]], None], good: dict[int, list[Entry]]
) -> dict[int, str | None]:
    """Store all at once; without those that are refused; and one by one when they fail together.

    Whatever is wrong with one record, it holds up no other: it is held as before, with the error.
    """
    if not good:
        return {}
    try:
        store_all(good)
    except _RefusedError as error:
        rest = {number: entries for number, entries in good.items() if number not in error.refused}
        return {**error.refused, **_stored(store_all, rest)}
    except Exception as error:
        if isinstance(error, psycopg.Error) and is_away(error):
            raise
        if len(good) == 1:
            return dict.fromkeys(good, f"{type(error).__name__}: {error}")
        parts = (_stored(store_all, {number: entries}) for number, entries in good.items())
        return {number: why for part in parts for number, why in part.items()}
    return dict.fromkeys(good)


def _store(
    conn: Connection[Any],
    judge: Judge,
    now: datetime,
    of: tuple[str | None, bool],
    good: dict[int, list[Entry]],
) -> None:
    """Store the records of a station in a savepoint; raises _RefusedError when any would be set aside."""
    numbered = [(number, entry) for number, entries in good.items() for entry in entries]
    records = [(table, index, record) for index, (_, (table, record)) in enumerate(numbered)]
    batch = Batch("station", of[0], records, test=of[1])
    with conn.transaction():
        (outcome,) = store(conn, [batch], now, judge)
        if outcome.quarantined:
            raise _RefusedError({numbered[index][0]: reason for _, index, reason in outcome.quarantined})


def _entries(conn: Connection[Any], held: Held) -> list[Entry]:
    """The records in the bytes of one that was set aside. Raises ValueError saying why there are none."""
    if held.station_id is None:
        raise ValueError("it is not known whose station it was")
    if not held.raw:
        raise ValueError("its bytes were not kept: import it again")
    if held.door == "hj212":
        return list(_of_frames(conn, held))
    if held.table_name not in DEVICE_TABLES:
        raise ValueError(f"{held.table_name!r} is no table that a station sends")
    return [(held.table_name, _record(held))]


def _record(held: Held) -> Record:
    notation = JSON if held.raw.lstrip()[:1] == b"{" else MSGPACK
    try:
        record: Record = decode_body(held.raw, TABLES[held.table_name].type, notation)
    except BodyError as error:
        raise ValueError(error.detail) from None
    if found := problems(record):
        raise ValueError("; ".join(found))
    return record


def _of_frames(conn: Connection[Any], held: Held) -> Iterator[Entry]:
    """Every record of a vapour monitor's message; what was stored of it before is there already."""
    frames = [one for one in FrameReader().feed(held.raw) if isinstance(one, Frame)]
    if not frames:
        raise ValueError("no HJ 212 frame can be read in it")
    for whole in merged(frames):
        monitor = _monitor(conn, whole)
        upload = read_upload(whole, monitor)
        batch = offer_of(upload, held.raw, monitor, MonitorWatch(None), held.received_at).batch
        if batch.bad:
            raise ValueError("; ".join(bad.detail for bad in batch.bad))
        yield from ((table, record) for table, _, record in batch.records)


def _monitor(conn: Connection[Any], frame: Frame) -> VapourMonitor:
    monitor = monitor_of(conn, frame.mn) if frame.mn else None
    if monitor is None:
        raise ValueError(f"monitor {frame.mn} is not registered")
    return monitor
