"""When a silence, or a wait while a station is online, reaches a limit: the moments of an audit's walk."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa

from youjian.contract.known import same_as_next
from youjian.detection.facts import Facts
from youjian.detection.moments import micros, moment_of
from youjian.detection.pairs import integers
from youjian.detection.silence import Counted, Silence, silences

_SILENT_AFTER_S = 600
_SECOND = 1_000_000


def silence_reaches(counted: Counted, silence: Silence, limit_s: int, end: datetime) -> datetime | None:
    """The first moment at which more than a limit of a silence counts; None when that is never by `end`."""
    until = silence.end or end
    lasts = silence.start + timedelta(seconds=limit_s)
    if lasts >= until or counted.seconds(Silence(silence.station_id, silence.start, until)) <= limit_s:
        return None
    low, high = micros(lasts), micros(until)
    if counted.seconds(Silence(silence.station_id, silence.start, moment_of(low + 1))) > limit_s:
        return moment_of(low + 1)
    while high - low > 1:
        middle = (low + high) // 2
        counts = counted.seconds(Silence(silence.station_id, silence.start, moment_of(middle)))
        low, high = (low, middle) if counts > limit_s else (middle, high)
    return moment_of(high)


class OnlineWaits:
    """The moments at which a station may have been online long enough since another one (`online.Online`)."""

    def __init__(self, facts: Facts, end: datetime) -> None:
        self._quiet: dict[str, list[tuple[int, int]]] = {}
        for silence in silences(facts.history("heartbeats"), {}, end, _SILENT_AFTER_S):
            spans = self._quiet.setdefault(silence.station_id, [])
            spans.append((micros(silence.start), micros(silence.end or end)))

    def after(self, station_id: str, since: int, wait_s: int) -> Iterator[int]:
        """Those moments, in microseconds, for a wait since a moment.

        The first minutes of a silence count as online until it has lasted long enough to be one, so the wait
        may seem to be over there already.
        """
        at, left = since, wait_s * _SECOND
        for start, until in self._quiet.get(station_id, ()):
            if until <= at:
                continue
            if start - at >= left:
                break
            left -= max(start - at, 0)
            if left <= _SILENT_AFTER_S * _SECOND:
                yield max(start, since)
            at = until
        yield at + left


class Arrivals:
    """How the versions of fuellings came in, and where numbers were missing between them."""

    def __init__(self, history: pa.Table) -> None:
        self._history = history
        self._seq, self._known = integers(history, "seq"), integers(history, "known_at")
        nozzle = np.append(0, np.cumsum(~same_as_next(history, ("station_id", "nozzle_id"))))
        self._nozzle = nozzle[: history.num_rows]

    def late(self, wait_s: int) -> list[int]:
        """The moments at which a record came so long after one with a later number, in microseconds."""
        earliest_after = np.empty_like(self._known)
        for part in np.split(np.arange(len(self._known)), np.flatnonzero(np.diff(self._nozzle)) + 1):
            earliest_after[part] = np.minimum.accumulate(self._known[part][::-1])[::-1]
        return np.unique(self._known[self._known - earliest_after >= wait_s * _SECOND]).tolist()

    def beside_holes(self, seen: int) -> Iterator[tuple[str, int]]:
        """Station and known time of every version beside a hole, as it was just before a moment."""
        rows = np.flatnonzero(self._known < seen)
        seq, nozzle = self._seq[rows], self._nozzle[rows]
        for place in np.flatnonzero((np.diff(seq) > 1) & (np.diff(nozzle) == 0)).tolist():
            station: str = self._history["station_id"][int(rows[place])].as_py()
            beside = (nozzle == nozzle[place]) & ((seq == seq[place]) | (seq == seq[place + 1]))
            for row in rows[beside].tolist():
                yield station, int(self._known[row])
