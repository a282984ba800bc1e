"""Noise that vanished: quiet half hours in which a gauge that always flickered says one value only."""

from collections.abc import Callable, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from youjian.detection import parameters as p
from youjian.detection.gauge.blocks import LENGTH, Blocks
from youjian.detection.gauge.draws import Draws
from youjian.detection.gauge.series import MINUTE, Integers
from youjian.detection.gauge.stillness import Run

_BEFORE, _AFTER = 5 * MINUTE, 20 * MINUTE
_LONGEST_HOLE = 48


def quiet_blocks(blocks: Blocks, draws: Iterable[Draws], least_compared: int) -> Integers:
    """Places of the whole half hours with enough readings in which, and just before, no nozzle ran.

    The newest half hour is still being filled and does not count.
    """
    busy = np.zeros(len(blocks) + 1, dtype=np.int64)
    for some in draws:
        begun = np.searchsorted(blocks.number, (some.started - _BEFORE) // LENGTH)
        ended = np.searchsorted(blocks.number, (some.ended + _AFTER) // LENGTH, side="right")
        np.add.at(busy, begun, 1)
        np.add.at(busy, ended, -1)
    quiet = (np.cumsum(busy)[: len(blocks)] == 0) & (blocks.compared >= least_compared)
    quiet[-1:] = False
    return np.flatnonzero(quiet)


def vanished(
    blocks: Blocks, quiet: Integers, restarts: Callable[[], Integers], parameters: p.GaugeFrozen
) -> Iterator[tuple[Run, bool]]:
    """Runs of quiet half hours without any flicker, beside whether the flicker came back.

    The tank's own past since the gauge was last worked on is the measure: enough quiet half hours at enough
    different levels, each of which flickered. A gauge of coarse steps never meets that and is never told.
    """
    flicker = blocks.moved[quiet] / np.maximum(blocks.compared[quiet], 1)
    for begun, ended in _runs(flicker == 0, blocks.number[quiet]):
        if ended - begun + 1 < parameters.quiet_blocks:
            continue
        run = Run(int(quiet[begun]), int(quiet[ended]))
        past = _past(blocks, quiet[:begun], run, restarts())
        if past is not None and _always_flickered(blocks, quiet[past], flicker[past], parameters):
            yield run, ended + 1 < len(quiet)


def _past(blocks: Blocks, before: Integers, run: Run, restarts: Integers) -> Integers | None:
    """Which quiet half hours before a run are its measure; None when the gauge was worked on within it."""
    begun = blocks.readings.at[blocks.first]
    since = restarts[restarts <= blocks.last_at()[run.last]]
    if not since.size:
        return np.arange(len(before))
    if since.max() >= begun[run.first]:
        return None
    return np.flatnonzero(begun[before] > since.max())


def _always_flickered(
    blocks: Blocks, quiet: Integers, flicker: NDArray[np.float64], parameters: p.GaugeFrozen
) -> bool:
    if len(quiet) < parameters.past_blocks or flicker.min() < parameters.least_flicker:
        return False
    levels = np.unique(np.rint((blocks.low[quiet] + blocks.high[quiet]) / 2))
    return len(levels) >= parameters.past_levels


def _runs(flat: NDArray[np.bool_], number: Integers) -> Iterator[tuple[int, int]]:
    joined = flat[1:] & flat[:-1] & (np.diff(number) <= _LONGEST_HOLE)
    starts = np.flatnonzero(flat & ~np.append(False, joined)[: len(flat)])
    ends = np.flatnonzero(flat & ~np.append(joined, False)[: len(flat)])
    yield from zip(starts.tolist(), ends.tolist(), strict=True)
