"""Rows in the order of columns: whether they stand so, and the order in which they would."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def rises(table: pa.Table, columns: Sequence[str], *, strictly: bool = True) -> bool:
    """Whether every row comes after the one before it, or with it when not `strictly`.

    False where a null stands.
    """
    count = table.num_rows - 1
    if count < 1:
        return True
    after = np.full(count, not strictly)
    for name in reversed(columns):
        values = table[name]
        if values.null_count:
            return False
        low, high = values.slice(0, count), values.slice(1, count)
        less = pc.less(low, high).to_numpy()
        after = less | (pc.equal(low, high).to_numpy() & after)
    return bool(after.all())


def same_as_before(table: pa.Table, columns: Sequence[str]) -> np.ndarray:
    """For every row: whether the one before it has the same values; two nulls are the same."""
    same = np.ones(table.num_rows, dtype=bool)
    same[:1] = False
    before, here = table.slice(0, max(table.num_rows - 1, 0)), table.slice(1)
    for name in columns:
        same[1:] &= same_values(before[name], here[name])
    return same


def same_values(one: pa.ChunkedArray, other: pa.ChunkedArray) -> np.ndarray:
    """For every row: whether two columns agree; two nulls do."""
    same = pc.fill_null(pc.equal(one, other), False).to_numpy()
    if one.null_count and other.null_count:
        same = same | pc.and_(pc.is_null(one), pc.is_null(other)).to_numpy()
    return same


def order_of(columns: Sequence[Any]) -> np.ndarray:
    """The stable order of rows by Arrow columns or NumPy arrays, the first one first; nulls come last."""
    return np.lexsort([_rank(column) for column in reversed(columns)])


def _rank(column: Any) -> np.ndarray:
    """Numbers in the order of the values, as small as they come: NumPy sorts short integers fastest."""
    if not isinstance(column, pa.ChunkedArray):
        return column
    if column.null_count or not _is_whole(column.type):
        ranks = pc.rank(column, sort_keys="ascending", tiebreaker="dense")
        return _small(ranks.to_numpy().astype(np.int64))
    return _small(_whole(column))


def _is_whole(kind: pa.DataType) -> bool:
    return pa.types.is_integer(kind) or pa.types.is_timestamp(kind)


def _whole(column: Any) -> np.ndarray:
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.int64())
    return column.to_numpy()


def _small(values: np.ndarray) -> np.ndarray:
    if len(values) and values.min() >= -(2**15) and values.max() < 2**15:
        return values.astype(np.int16)
    return values
