"""Readings of each tank as plain columns, made once, and cut to what was known at a moment."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from youjian.contract.known import same_as_next
from youjian.detection.evidence import Row, rows
from youjian.detection.facts import Facts

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Tank = tuple[str, int]
MINUTE = 60_000_000
"""Microseconds."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Readings:
    """Readings of one tank in the order of their time; `row` is the place in `history("tank_readings")`."""

    at: Integers
    known: Integers
    level_mm: Floats
    temp_c: Floats
    row: Integers

    def __len__(self) -> int:
        return len(self.at)

    def chosen(self, places: slice | NDArray[np.bool_]) -> "Readings":
        """Some of them, in the same order."""
        return Readings(
            self.at[places], self.known[places], self.level_mm[places], self.temp_c[places], self.row[places]
        )


class Series:
    """All readings of one tank, whenever they became known."""

    def __init__(self, readings: Readings) -> None:
        self.all = readings
        self._latest = np.maximum.accumulate(readings.known)
        self._earliest_from = np.minimum.accumulate(readings.known[::-1])[::-1]

    def settled(self, as_of: int) -> int:
        """So many first readings were all known at a moment."""
        return int(np.searchsorted(self._latest, as_of, side="right"))

    def in_order(self, as_of: int) -> bool:
        """Whether the readings known at a moment are the first ones, without a hole."""
        return self.settled(as_of) == int(np.searchsorted(self._earliest_from, as_of, side="right"))

    def known(self, as_of: int) -> Readings:
        """The readings known at a moment."""
        if self.in_order(as_of):
            return self.all.chosen(slice(0, self.settled(as_of)))
        return self.all.chosen(self.all.known <= as_of)

    def disordered(self, tolerance: int) -> list[tuple[int, int]]:
        """Spans of known time in which a later reading was known and an earlier one was not, µs."""
        late = np.flatnonzero(self.all.known > self._earliest_from + tolerance)
        return merged([(int(self._earliest_from[i]), int(self.all.known[i])) for i in late])


def tank_series(facts: Facts) -> dict[Tank, Series]:
    """The readings of every tank; of readings sent twice for one moment the first known."""
    return facts.derived("gauge.series", lambda: dict(_series(facts.history("tank_readings"))))


def _series(table: pa.Table) -> Iterator[tuple[Tank, Series]]:
    count = table.num_rows
    if not count:
        return
    last = np.append(~same_as_next(table, ("station_id", "tank_id")), True)
    bounds = np.append(0, np.flatnonzero(last) + 1)
    at, known = (micros(table, name) for name in ("at", "known_at"))
    level, temp = (table[name].to_numpy() for name in ("product_mm", "temp_c"))
    again = np.append(False, (at[1:] == at[:-1]) & ~last[:-1])
    row = np.arange(count)
    stations, tanks = table["station_id"], table["tank_id"]
    for start, end in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        part = slice(start, end)
        readings = Readings(at[part], known[part], level[part], temp[part], row[part])
        if again[part].any():
            readings = readings.chosen(~again[part])
        yield (stations[start].as_py(), tanks[start].as_py()), Series(readings)


def history_rows(table: pa.Table, places: Sequence[int] | Integers) -> list[Row]:
    """Rows of a history as the contract knows them: without the time at which they were known."""
    chosen = table.take(pa.array(places, pa.int64())).drop_columns(["known_at"])
    return rows(chosen, np.ones(chosen.num_rows, dtype=np.bool_))


def merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Overlapping spans put together, in order.

    >>> merged([(5, 7), (1, 3), (2, 4)])
    [(1, 4), (5, 7)]
    """
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def micros(table: pa.Table, column: str) -> Integers:
    """A column of times as microseconds since 1970."""
    return table[column].cast(pa.int64()).to_numpy()


def to_micros(moment: datetime) -> int:
    """A moment as microseconds since 1970.

    >>> to_micros(_EPOCH + timedelta(seconds=1))
    1000000
    """
    return (moment - _EPOCH) // timedelta(microseconds=1)


def to_moment(microseconds: int) -> datetime:
    """Microseconds since 1970 as a moment in UTC."""
    return _EPOCH + timedelta(microseconds=int(microseconds))
