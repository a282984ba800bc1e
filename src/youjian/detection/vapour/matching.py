"""Monitor records beside the fuellings they saw: same nozzle, ends close by, nearest volume."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from youjian.detection.pairs import Integers, Mask
from youjian.detection.vapour.books import SECOND

_WINDOW = 30 * SECOND
_NEARLY_ALL, _MOST = 0.9, 0.5
_SURE = 20 * SECOND
_PART = 60 * SECOND
_LEAST_TO_TELL = 5
_NEVER = np.iinfo(np.int64).max
_NEIGHBOURS = (-2, -1, 0, 1)


@dataclass(frozen=True)
class Timed:
    """Records of nozzles in the order of nozzle (numbered alike on both sides) and end; times in µs."""

    nozzle: Integers
    started: Integers
    ended: Integers
    volume_ml: Integers


@dataclass(frozen=True)
class Matches:
    """For every monitor record the place of its fuelling (-1: none), and its clock's offset in µs."""

    fuelling: Integers
    offset: Integers


def match(monitor: Timed, dispenser: Timed, clock: Integers, apart: int, reach: int) -> Matches:
    """Bring monitor records and fuellings together, each at most once.

    `clock` numbers the clock and day of each monitor record: its constant offset is estimated over the
    records of one number, up to `reach` µs. Ends may then be `apart` µs from each other; of several
    fuellings the one with the nearest volume is taken. A pair with unlike volumes stands only when its ends
    agree within 20 s and the monitor's record is not of a part of the fuelling.
    """
    if not len(monitor.ended) or not len(dispenser.ended):
        nothing = np.full(len(monitor.ended), -1, dtype=np.int64)
        return Matches(nothing, np.zeros_like(nothing))
    offset = _offsets(monitor, dispenser, clock, reach)
    cost, places = _candidates(monitor, dispenser, offset, apart)
    chosen = _assign(cost, places)
    return Matches(np.where(_alike(monitor, dispenser, chosen, offset), chosen, -1), offset)


def _keys(records: Timed, base: int, span: int) -> Integers:
    return records.nozzle * span + (records.ended - base)


def _scale(monitor: Timed, dispenser: Timed) -> tuple[int, int]:
    """A base and a span that put all records of one nozzle before those of the next, ends in order."""
    base = int(min(monitor.ended.min(), dispenser.ended.min()))
    end = int(max(monitor.ended.max(), dispenser.ended.max()))
    return base, 4 * (end - base + 7_200 * SECOND)


def _offsets(monitor: Timed, dispenser: Timed, clock: Integers, reach: int) -> Integers:
    base, span = _scale(monitor, dispenser)
    theirs = _keys(dispenser, base, span)
    place = np.searchsorted(theirs, _keys(monitor, base, span))
    near = [_delta(monitor, dispenser, place + step) for step in (-1, 0)]
    nearest = np.where(np.abs(near[0]) < np.abs(near[1]), near[0], near[1])
    nearest = np.where(np.abs(nearest) <= reach, nearest, _NEVER)
    offset = np.zeros(len(monitor.ended), dtype=np.int64)
    order = np.argsort(clock, kind="stable")
    cuts = np.flatnonzero(np.diff(clock[order], prepend=clock[order[0]] - 1))
    for mine in np.split(order, cuts[1:]):
        offset[mine] = _offset(monitor, dispenser, mine, nearest[mine], reach)
    return offset


def _offset(monitor: Timed, dispenser: Timed, mine: Integers, nearest: Integers, reach: int) -> int:
    """One clock's offset: what nearly all nearest ends share, else most pairs of like volumes, else most."""
    found = _densest(nearest, _NEARLY_ALL * len(mine))
    for alike in (True, False):
        if found is None:
            found = _densest(_all_deltas(monitor, dispenser, mine, reach, alike=alike), _MOST * len(mine))
    return found or 0


def _delta(monitor: Timed, dispenser: Timed, place: Integers) -> Integers:
    """Monitor's end less the end of the fuelling at a place; never for another nozzle."""
    inside = (place >= 0) & (place < len(dispenser.ended))
    at = np.clip(place, 0, len(dispenser.ended) - 1)
    same = inside & (dispenser.nozzle[at] == monitor.nozzle)
    return np.where(same, monitor.ended - dispenser.ended[at], -_NEVER)


def _densest(deltas: Integers, least: float) -> int | None:
    """The offset that at least so many records share within half a minute; None when there is none."""
    known = np.sort(deltas[np.abs(deltas) < _NEVER])
    if len(known) < _LEAST_TO_TELL:
        return None
    counts = np.searchsorted(known, known + _WINDOW, side="right") - np.arange(len(known))
    best = int(np.argmax(counts))
    if counts[best] < least:
        return None
    return int(np.median(known[best : best + counts[best]]))


def _all_deltas(monitor: Timed, dispenser: Timed, mine: Integers, reach: int, *, alike: bool) -> Integers:
    """Every monitor's end less every end of a fuelling within reach, of like volumes if asked."""
    parts: list[Integers] = []
    for nozzle in np.unique(monitor.nozzle[mine]):
        of_nozzle = mine[monitor.nozzle[mine] == nozzle]
        ends = monitor.ended[of_nozzle]
        first, end = np.searchsorted(dispenser.nozzle, [nozzle, nozzle + 1])
        near = [ends.min() - reach, ends.max() + reach]
        theirs = slice(*(np.searchsorted(dispenser.ended[first:end], near) + first))
        deltas = ends[:, None] - dispenser.ended[theirs][None, :]
        kept = np.abs(deltas) <= reach
        if alike:
            kept &= ~_unlike(monitor.volume_ml[of_nozzle][:, None], dispenser.volume_ml[theirs][None, :])
        parts.append(deltas[kept])
    return np.concatenate(parts)


def _unlike(volume: Integers, theirs: Integers) -> Mask:
    return np.abs(volume - theirs) > 200 + theirs // 10


def _candidates(
    monitor: Timed, dispenser: Timed, offset: Integers, apart: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For every monitor record the difference in volume of the fuellings around it, and their places."""
    base, span = _scale(monitor, dispenser)
    place = np.searchsorted(_keys(dispenser, base, span), _keys(monitor, base, span) - offset)
    places = np.stack([place + step for step in _NEIGHBOURS], axis=1)
    cost = np.full(places.shape, _NEVER)
    for column in range(len(_NEIGHBOURS)):
        delta = _delta(monitor, dispenser, places[:, column])
        near = (delta != -_NEVER) & (np.abs(delta - offset) <= apart)
        at = places[near, column]
        cost[near, column] = np.abs(dispenser.volume_ml[at] - monitor.volume_ml[near])
    return cost, places


def _assign(cost: NDArray[np.int64], places: NDArray[np.int64]) -> Integers:
    chosen, least = np.full(len(cost), -1, dtype=np.int64), np.full(len(cost), _NEVER)
    for column in range(cost.shape[1]):
        better = cost[:, column] < least
        least[better], chosen[better] = cost[better, column], places[better, column]
    taken, count = np.unique(chosen[chosen >= 0], return_counts=True)
    wanted_twice = np.isin(chosen, taken[count > 1])
    if wanted_twice.any():
        _settle(cost, places, chosen, wanted_twice)
    return chosen


def _settle(cost: NDArray[np.int64], places: NDArray[np.int64], chosen: Integers, contested: Mask) -> None:
    """Give contested fuellings to the records nearest in volume, the others their next choice."""
    used = set(chosen[(chosen >= 0) & ~contested].tolist())
    chosen[contested] = -1
    line, column = np.nonzero((cost < _NEVER) & contested[:, None])
    for pick in np.lexsort((line, cost[line, column])):
        record, place = int(line[pick]), int(places[line[pick], column[pick]])
        if chosen[record] < 0 and place not in used:
            chosen[record] = place
            used.add(place)


def _alike(monitor: Timed, dispenser: Timed, chosen: Integers, offset: Integers) -> Mask:
    volume, theirs = monitor.volume_ml, dispenser.volume_ml[chosen]
    loose = np.abs(monitor.ended - offset - dispenser.ended[chosen]) > _SURE
    part = monitor.started - offset - dispenser.started[chosen] > _PART
    return (chosen >= 0) & ~(_unlike(volume, theirs) & (loose | part))
