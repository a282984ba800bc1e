"""Taking whole batches in: the one way by which facts come into the ledger.

take turn -> store what is plain -> stage the rest (COPY) -> fates -> insert new -> quarantine -> live state
-> judge -> findings
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
from psycopg import Connection, sql

from youjian.ledger import judging, late_days, quarantine, state, superseding
from youjian.ledger.arrival import Arrival, Plain, Stored
from youjian.ledger.batch import Batch, Judge, Outcome
from youjian.ledger.conflicts import keep_conflicts
from youjian.ledger.corrections import number_corrections
from youjian.ledger.dedupe import (
    insert_new,
    refuse_known,
    refuse_repeated,
    refuse_strangers,
    refuse_wrong_clocks,
    span_of,
)
from youjian.ledger.fuellings import store_fuellings
from youjian.ledger.kept import refuse_dropped
from youjian.ledger.locks import take_turn
from youjian.ledger.plain import days_over, may_be_plain, none_of, store_rows
from youjian.ledger.planning import plan_for
from youjian.ledger.receipts import reserve_ids
from youjian.ledger.sent import Sent, by_table
from youjian.ledger.staging import Staged, fill_stage

_DETAILS = {
    "station": "the record names another station than the batch's",
    "clock": "the device's time is more than 10 min ahead of the platform's, or older than retention",
    "conflict": "another content of the same key is stored already",
}


def store(
    conn: Connection[Any],
    batches: Sequence[Batch],
    received_at: datetime,
    judge: Judge | None,
    *,
    retention: timedelta | None = None,
) -> list[Outcome]:
    """Store, deduplicate, quarantine, move the live state and judge, all in the caller's transaction.

    Call it once per transaction, after `collectors.lock_heads`. `judge` gets the tables of the pairwise rules
    (`fuellings` with the stored neighbours, `heartbeats`, `device_events`, `conflicts`; `maintenance` and
    `nozzles` beside them), those without a row left out, and its findings are appended; None skips judging.
    `retention` is how old a device's time may be, in place of what `ledger.retention` says of each table.
    Returns one outcome per batch, in order.
    """
    ids = _receipt_ids(conn, batches)
    take_turn(conn, batches)
    arrival = Arrival(received_at, batches, ids, retention)
    stored, rest = _store_plain(conn, arrival, by_table(batches))
    staged = _store_staged(conn, arrival, rest)
    outcomes = _outcomes(conn, arrival, stored, staged)
    conflicts = keep_conflicts(conn, staged) if _any_conflict(outcomes) else []
    _quarantine(conn, batches, outcomes, received_at)
    _note_late_days(conn, arrival, stored, staged)
    state.advance(conn, staged)
    for new in stored.new:
        state.advance_plain(conn, new, received_at)
    tables = judging.pairwise_tables(conn, arrival, stored, staged, conflicts) if judge else {}
    if judge and tables:
        superseding.append_judged(conn, judge, tables, received_at)
    return outcomes


def _store_plain(conn: Connection[Any], arrival: Arrival, sent: Sequence[Sent]) -> tuple[Stored, list[Sent]]:
    """Store what nothing speaks against; returns it and what is left for the stage."""
    found: list[Plain] = []
    beside: pa.Table | None = None
    for one in sent:
        if not may_be_plain(arrival, one):
            found.append(none_of(one))
        elif one.spec.name == "fuellings":
            plain, beside = store_fuellings(conn, arrival, one)
            found.append(plain)
        else:
            found.append(store_rows(conn, arrival, one))
    return Stored(found, beside), [plain.rest for plain in found if len(plain.rest)]


def _store_staged(conn: Connection[Any], arrival: Arrival, rest: Sequence[Sent]) -> list[Staged]:
    """Put records on the stage, give every one its fate and store those that are new."""
    if not rest:
        return []
    plan_for(conn, sum(len(sent) for sent in rest))
    staged = fill_stage(conn, arrival, rest)
    for stage in staged:
        _settle(conn, stage, arrival.retention)
    return staged


def _settle(conn: Connection[Any], stage: Staged, retention: timedelta | None) -> None:
    """Give every staged record of a table its fate and store those that are new."""
    refuse_strangers(conn, stage)
    refuse_wrong_clocks(conn, stage, retention)
    refuse_dropped(conn, stage)
    refuse_known(conn, stage, span_of(conn, stage))
    refuse_repeated(conn, stage)
    if stage.spec.version == "source":
        number_corrections(conn, stage)
    insert_new(conn, stage)


def _note_late_days(
    conn: Connection[Any], arrival: Arrival, stored: Stored, staged: Sequence[Staged]
) -> None:
    late_days.mark_all(conn, {day for new in stored.new for day in days_over(arrival, new)})
    if staged:
        late_days.note(conn, staged, arrival.at)


def _receipt_ids(conn: Connection[Any], batches: Sequence[Batch]) -> list[int | None]:
    """A receipt's number for every batch that will get one: those of collectors."""
    wanted = [batch.collector_id is not None for batch in batches]
    reserved = iter(reserve_ids(conn, sum(wanted)))
    return [next(reserved) if due else None for due in wanted]


def _outcomes(
    conn: Connection[Any], arrival: Arrival, stored: Stored, staged: Sequence[Staged]
) -> list[Outcome]:
    counts = [{"new": 0, "duplicate": 0} for _ in arrival.batches]
    for plain in stored.plain:
        for fate, sent in (("new", plain.new), ("duplicate", plain.duplicates)):
            for position, count in Counter(sent.batch).items():
                counts[position][fate] += count
    refused: list[list[tuple[str, int, str]]] = [
        [(b.table, b.index, b.reason) for b in batch.bad] for batch in arrival.batches
    ]
    for stage in staged:
        for batch, fate, count in conn.execute(sql.SQL(_COUNTS).format(stage.table)).fetchall():
            counts[batch][fate] += count
        for batch, index, fate in conn.execute(sql.SQL(_REFUSED).format(stage.table)).fetchall():
            refused[batch].append((stage.spec.name, index, fate))
    return [
        Outcome(count["new"], count["duplicate"], refusals, receipt_id)
        for count, refusals, receipt_id in zip(counts, refused, arrival.ids, strict=True)
    ]


def _any_conflict(outcomes: Sequence[Outcome]) -> bool:
    return any(reason == "conflict" for outcome in outcomes for _, _, reason in outcome.quarantined)


def _quarantine(
    conn: Connection[Any], batches: Sequence[Batch], outcomes: Sequence[Outcome], received_at: datetime
) -> None:
    rows: list[tuple[Any, ...]] = []
    for batch, outcome in zip(batches, outcomes, strict=True):
        head = (received_at, batch.station_id, batch.collector_id, batch.door)
        bad = [(b.table, b.index, outcome.receipt_id, b.reason, b.detail, b.raw) for b in batch.bad]
        refused = [
            (table, index, outcome.receipt_id, reason, _DETAILS[reason], batch.raw_of(table, index))
            for table, index, reason in outcome.quarantined[len(batch.bad) :]
        ]
        rows.extend((*head, *tail) for tail in (*bad, *refused))
    quarantine.put(conn, rows)


_COUNTS = """
SELECT batch, coalesce(fate, 'new'), count(*) FROM {} WHERE fate IS NULL OR fate = 'duplicate' GROUP BY 1, 2
"""
_REFUSED = "SELECT batch, idx, fate FROM {} WHERE fate <> 'duplicate' ORDER BY pos"
