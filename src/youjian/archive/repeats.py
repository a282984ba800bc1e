"""Rows of one station's fact table that have one key: versions, duplicates and conflicts."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youjian.contract.conflicts import conflict
from youjian.contract.known import known_time
from youjian.contract.order import order_of, rises, same_as_before, same_values
from youjian.contract.platform import Conflict
from youjian.contract.tables import Table


@dataclass(frozen=True)
class Settled:
    """What stands of a table, by key, version and known time; what repeats it and what contradicts it."""

    table: pa.Table
    duplicates: int = 0
    conflicts: list[Conflict] = field(default_factory=list)


def settle(spec: Table, table: pa.Table) -> Settled:
    """Keep of every key the first content and its versions.

    `table` is in the order of the file. Of one key the record known first stands, at equal known times the
    one that comes first. The same content again is a duplicate, another one a conflict. Corrections are
    measured against each other alone, filings against those of the same `filed_at`.
    """
    if rises(table, _within(spec, spec.key)):
        return Settled(table)
    known = known_time(table, spec)
    slot: list[Any] = [table[name] for name in _slot(spec)]
    if spec.version == "source":
        slot.append(_corrected(table).astype(np.int16))
    order = pa.array(order_of([*slot, known]))
    table, known = table.take(order), known.take(order)
    again = _same_slot(spec, table)
    if not again.any():
        return Settled(table)
    first = np.maximum.accumulate(np.where(again, 0, np.arange(table.num_rows)))
    return _settle(spec, table, known, again, first)


def _slot(spec: Table) -> tuple[str, ...]:
    """The columns that make the place of a record in its station: a later filing has one of its own."""
    return _within(spec, (*spec.key, "filed_at") if spec.version == "filed_at" else spec.key)


def _within(spec: Table, columns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in columns if name != spec.station)


def _corrected(table: pa.Table) -> np.ndarray:
    return pc.equal(table["source"], "corrected").to_numpy()


def _same_slot(spec: Table, table: pa.Table) -> np.ndarray:
    """For every row of a sorted table: whether the one before it has the same slot."""
    same = same_as_before(table, _slot(spec))
    if spec.version == "source":
        corrected = _corrected(table)
        same[1:] &= corrected[1:] == corrected[:-1]
    return same


def _settle(
    spec: Table, table: pa.Table, known: pa.ChunkedArray, again: np.ndarray, first: np.ndarray
) -> Settled:
    rows = np.flatnonzero(again)
    later, stands = table.take(pa.array(rows)), table.take(pa.array(first[rows]))
    same = _same_content(spec, later, stands)
    if spec.version == "source":
        same = _settle_corrected(spec, later, first[rows], same)
        refused = ~same & ~_corrected(later)
    else:
        refused = ~same
    picked = pa.array(np.flatnonzero(refused))
    times = known.take(pa.array(rows)).take(picked).to_pylist()
    told = _conflicts(spec, times, later.take(picked), stands.take(picked))
    out = np.zeros(table.num_rows, dtype=bool)
    out[rows[same | refused]] = True
    return Settled(table.filter(pa.array(~out)), int(same.sum()), told)


def _same_content(spec: Table, one: pa.Table, other: pa.Table) -> np.ndarray:
    same = np.ones(one.num_rows, dtype=bool)
    for name in spec.content:
        same &= same_values(one[name], other[name])
    return same


def _settle_corrected(spec: Table, later: pa.Table, slots: np.ndarray, same: np.ndarray) -> np.ndarray:
    """A correction repeats any earlier one of the same content, not only the first."""
    same = same.copy()
    told: dict[int, set[tuple[Any, ...]]] = {}
    listed = np.flatnonzero(_corrected(later) & ~same)
    contents = later.select(list(spec.content)).take(pa.array(listed)).to_pylist()
    for index, content in zip(listed.tolist(), contents, strict=True):
        earlier = told.setdefault(int(slots[index]), set())
        values = tuple(content.values())
        same[index] = values in earlier
        earlier.add(values)
    return same


def _conflicts(
    spec: Table, times: list[datetime | None], refused: pa.Table, kept: pa.Table
) -> list[Conflict]:
    ends = (
        known_time(refused.drop_columns(["received_at"]), spec).to_pylist() if _has_received(spec) else times
    )
    rows = zip(times, ends, refused.to_pylist(), kept.to_pylist(), strict=True)
    return [conflict(spec, t, end or t, later, stands) for t, end, later, stands in rows if t is not None]


def _has_received(spec: Table) -> bool:
    return "received_at" in spec.columns
