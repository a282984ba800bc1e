"""The time that new fuellings cover: by station, to ask for what is stored then, and by nozzle, to choose."""

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property

import numpy as np

from youjian.ledger.arrays import micros_of
from youjian.ledger.sent import Integers, Sent

_APART_US = 3_600_000_000
"""Records of a station are of one stretch while no more than this lies between them."""
_NEVER: Integers = np.zeros(0, np.int64)


class Stretches:
    """What a transaction's new fuellings cover."""

    def __init__(self, new: Sent) -> None:
        self._new = new
        self._since, self._until = new.integers("started_at"), new.integers("ended_at")

    def of_stations(self) -> Iterator[tuple[str, int, int]]:
        """Station, first and last moment (microseconds since 1970) of every stretch."""
        order = np.lexsort((self._since, self._new.station_codes))
        for part in _parts(order, self._new.station_codes[order]):
            since, last = self._since[part], np.maximum.accumulate(self._until[part])
            begins = np.flatnonzero(np.append(True, since[1:] > last[:-1] + _APART_US))
            ends = np.append(begins[1:], len(part)) - 1
            station = self._new.stations[part[0]]
            for begin, end in zip(since[begins].tolist(), last[ends].tolist(), strict=True):
                yield station, begin, end

    def share_a_moment(
        self, station_id: str, nozzle_id: int, started_at: datetime, ended_at: datetime
    ) -> bool:
        """Whether a new fuelling of the nozzle began by that end and had not ended before that start."""
        since, last = self._of_nozzles.get((station_id, nozzle_id), (_NEVER, _NEVER))
        begun = int(np.searchsorted(since, micros_of(ended_at), side="right"))
        return begun > 0 and bool(last[begun - 1] >= micros_of(started_at))

    @cached_property
    def _of_nozzles(self) -> dict[tuple[str, int], tuple[Integers, Integers]]:
        """By nozzle, the starts in order, and for each the last end of those begun by then."""
        numbers = self._new.integers("nozzle_id")
        codes = self._new.station_codes * 65_536 + numbers
        order = np.lexsort((self._since, codes))
        return {
            (self._new.stations[part[0]], int(numbers[part[0]])): (
                self._since[part],
                np.maximum.accumulate(self._until[part]),
            )
            for part in _parts(order, codes[order])
        }


def _parts(order: Integers, codes: Integers) -> list[Integers]:
    """`order` cut where its codes change."""
    return np.split(order, np.flatnonzero(codes[1:] != codes[:-1]) + 1)
