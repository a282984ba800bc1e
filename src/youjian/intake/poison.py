"""Records that no check refuses and that still cannot be stored or judged: found by trying, and set aside.

The last resort for a single batch whose transaction failed: halves of it are stored in transactions that are
rolled back, until the records that make them fail stand alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import psycopg

from youjian.contract.records import Record
from youjian.intake.batcher import DatabaseAwayError
from youjian.intake.database import Database
from youjian.intake.offers import Loose, Offer
from youjian.ledger import collectors
from youjian.ledger.batch import Bad, Batch, Judge
from youjian.ledger.store import store

CAUSES = (psycopg.DataError, psycopg.IntegrityError, ValueError, ArithmeticError)
"""What one record can cause; anything else is the platform's own trouble."""

Entry = tuple[str, int, Record]
Found = dict[tuple[str, int], str]


class _RolledBackError(Exception):
    """Ends a trial without keeping anything."""


def set_aside(database: Database, judge: Judge, offer: Offer, received_at: datetime) -> Offer:
    """The offer with its poisonous records among the bad ones (`unprocessable`)."""
    batch = _batch_of(database, offer)
    good: list[Entry] = []

    def trial(entries: Sequence[Entry]) -> None:
        _try(database, judge, replace(batch, records=entries, bad=()), received_at)

    found = _poison(trial, good, batch.records) if batch.records else {}
    bad = [
        *batch.bad,
        *(Bad(t, i, "unprocessable", why, batch.raw_of(t, i)) for (t, i), why in found.items()),
    ]
    if isinstance(offer, Loose):
        return replace(offer, batch=replace(offer.batch, records=good, bad=bad))
    return replace(offer, content=replace(offer.content, good=good, bad=bad))


def _batch_of(database: Database, offer: Offer) -> Batch:
    if isinstance(offer, Loose):
        return offer.batch
    with database.transaction() as conn:
        head = collectors.collector(conn, offer.collector_id)
    if head is None:
        raise DatabaseAwayError(f"collector {offer.collector_id} vanished during its own batch")
    return offer.batch(head)


def _poison(trial: Callable[[Sequence[Entry]], None], good: list[Entry], entries: Sequence[Entry]) -> Found:
    """(table, index) of the records that fail, each with the error; the others are added to `good`.

    Every trial holds the records found good before, so that one that fails only beside another is found too.
    """
    try:
        trial([*good, *entries])
    except CAUSES as error:
        if len(entries) == 1:
            return {entries[0][:2]: f"{type(error).__name__}: {error}"}
        half = len(entries) // 2
        return _poison(trial, good, entries[:half]) | _poison(trial, good, entries[half:])
    good.extend(entries)
    return {}


def _try(database: Database, judge: Judge, batch: Batch, received_at: datetime) -> None:
    try:
        with database.transaction() as conn:
            store(conn, [batch], received_at, judge)
            raise _RolledBackError
    except _RolledBackError:
        return
