"""Room among the records that wait: readings are thinned, the oldest first; nothing else ever goes."""

import sqlite3
from collections.abc import Sequence

import msgspec
from msgspec import structs

from youjian.collector.outbox import record_rows
from youjian.collector.outbox.record_rows import Row
from youjian.collector.outbox.thinning import TOLERANCES, spare

MOST_PASSES = 12


class Thinning(msgspec.Struct, frozen=True):
    """How far thinning has come: the pass, the row it goes on from, how many rows this pass has spared."""

    passed: int = 0
    next_id: int = 0
    spared: int = 0


def thin(db: sqlite3.Connection, after_id: int, state: Thinning, chunk: int) -> Thinning | None:
    """Thin one chunk of the rows behind `after_id`; None when nothing is left that could be thinned.

    A chunk is written anew as a whole, so that its pages become free and not only emptier.
    """
    last = record_rows.last_id(db)
    rows = record_rows.read(db, max(state.next_id, after_id + 1), last, chunk)
    if not rows:
        if state.passed >= MOST_PASSES and not state.spared:
            return None
        return Thinning(min(state.passed + 1, MOST_PASSES))
    gone = _spared(rows, state.passed)
    if gone:
        db.execute("DELETE FROM records WHERE id >= ? AND id <= ?", (rows[0].id, rows[-1].id))
        record_rows.write(db, (_thinned(row) if row.id in gone else row for row in rows))
    return structs.replace(state, next_id=rows[-1].id + 1, spared=state.spared + len(gone))


def _spared(rows: Sequence[Row], passed: int) -> set[int]:
    """Ids of the rows that the line between their neighbours tells as well."""
    by_source: dict[tuple[str, str | None], list[Row]] = {}
    for row in rows:
        if row.name in TOLERANCES and row.place is not None:
            by_source.setdefault((row.name, row.device), []).append(row)
    return {
        own[index].id
        for (name, _), own in by_source.items()
        for index in spare(name, [row.body for row in own], passed)
    }


def _thinned(row: Row) -> Row:
    return Row(row.id, "", row.content, row.device, row.chain_no, row.digest)
