"""Fuellings beside the next one of their nozzle: what the identities are about, columnar."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from youjian.contract.findings import Severity, Verdict
from youjian.contract.known import same_as_next
from youjian.detection.evidence import Row, Words, rows

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]
_LARGEST_FACTOR = 10**10


@dataclass(frozen=True)
class Pairs:
    """Two tables of equal length: row i of `later` follows row i of `earlier` on one nozzle."""

    earlier: pa.Table
    later: pa.Table

    def chosen(self, mask: Mask) -> Iterator[tuple[Row, Row]]:
        """The pairs of a mask, as dictionaries."""
        return zip(rows(self.earlier, mask), rows(self.later, mask), strict=True)

    def totalizer_rise(self) -> Integers:
        """mL between the two totals; negative when the total fell."""
        return integers(self.later, "totalizer_ml") - integers(self.earlier, "totalizer_ml")

    def sequence_step(self) -> Integers:
        """1 when nothing is missing between the two."""
        return integers(self.later, "seq") - integers(self.earlier, "seq")


def neighbours(fuellings: pa.Table) -> Pairs:
    """Every fuelling with the next known one of its nozzle by `seq` (rows sorted by key)."""
    same = np.flatnonzero(same_as_next(fuellings, ("station_id", "nozzle_id")))
    return Pairs(fuellings.take(pa.array(same)), fuellings.take(pa.array(same + 1)))


def consecutive(fuellings: pa.Table) -> Pairs:
    """Every fuelling n with fuelling n + 1 of its nozzle."""
    near = neighbours(fuellings)
    follows = pa.array(near.sequence_step() == 1)
    return Pairs(near.earlier.filter(follows), near.later.filter(follows))


def integers(table: pa.Table, column: str) -> Integers:
    """A column of whole numbers, or of times as microseconds."""
    values = table[column]
    return (values.cast(pa.int64()) if pa.types.is_timestamp(values.type) else values).to_numpy()


def factor(values: Integers) -> Any:
    """Numbers about to be multiplied: Python's own integers where 64 bits might not hold the product."""
    return values.astype(object) if values.size and int(values.max()) > _LARGEST_FACTOR else values


def weigh(severity: Severity, words: Words, *judged: Row) -> tuple[Severity, Verdict, Words]:
    """What a broken identity means: beyond doubt, or undecidable when a record was made from totals."""
    if any(row["source"] == "total_diff" for row in judged):
        return "info", "undecidable", words.undecided()
    return severity, "discrepancy", words
