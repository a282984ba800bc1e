"""Stretches over which a level stood still, and whether fuel left the tank meanwhile."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from youjian.detection import parameters as p
from youjian.detection.gauge.blocks import LENGTH, Blocks
from youjian.detection.gauge.draws import Draws
from youjian.detection.gauge.series import MINUTE, Floats, Integers, Tank
from youjian.detection.gauge.view import View, litres_per_mm, volume_l

_EPS = 1e-6
_A_DAY = 24 * 60 * MINUTE
_GROWTH, _CHECKPOINTS = 1.4, 28
_UNSURE_L, _UNSURE_SHARE = 15.0, 0.02
"""How far another tank's level and its own fuellings may be apart by meters, chart and clocks."""
_LONGEST_HOLE = 48
"""Half hours without readings over which a level that is the same afterwards counts as having stood."""


@dataclass(frozen=True)
class Run:
    """Half hours, first to last (places), through which the level went no further than the tolerance."""

    first: int
    last: int


@dataclass(frozen=True)
class Still:
    """A run with the fuel that left meanwhile: `proof` is the block at which the litres could not be
    explained any more."""

    tank: Tank
    run: Run
    proof: int
    litres: float
    needed: float
    litres_per_mm: float
    step_mm: float
    draws: Draws


@dataclass(frozen=True)
class Weighed:
    """Litres gone by the end of each half hour of a run, and the litres that a level could not hide.

    `draws` are those that count; `everything` are those and the ones near the run's ends, and outside.
    """

    gone: Floats
    needed: Floats
    litres_per_mm: float
    step_mm: float
    draws: Draws
    everything: Draws

    def checkpoints(self) -> list[int]:
        """The first half hours at which 1, 1.4, 2, … times the needed litres were gone."""
        multiples = _GROWTH ** np.arange(_CHECKPOINTS)
        reached = self.gone[None, :] >= multiples[:, None] * self.needed[None, :]
        return sorted({int(line.argmax()) for line in reached if line.any()})


def tolerance_mm(step_mm: Floats, least: float) -> Floats:
    """How far a level may go and still count as still: one step of the gauge, at least `least`."""
    return np.clip(_known_step(step_mm), least, 10.0)


def still_runs(blocks: Blocks, litres: Floats, least_l: float, least_mm: float) -> Iterator[Run]:
    """Runs of still half hours through which at least some litres left, from left to right.

    Within a chain of still half hours a run goes on until the level leaves the tolerance, and the next
    begins there; so a run depends on nothing after it.
    """
    allowed = tolerance_mm(blocks.step_mm, least_mm)
    still = blocks.high - blocks.low <= allowed + _EPS
    joined = still[1:] & still[:-1] & (np.diff(blocks.number) <= _LONGEST_HOLE)
    starts = np.flatnonzero(still & ~np.append(False, joined))
    ends = np.flatnonzero(still & ~np.append(joined, False))
    gone = np.append(0.0, np.cumsum(litres))
    enough = gone[ends + 1] - gone[starts] >= least_l
    for start, end in zip(starts[enough].tolist(), ends[enough].tolist(), strict=True):
        for run in _split(blocks, allowed, start, end):
            if gone[run.last + 1] - gone[run.first] >= least_l:
                yield run


def _split(blocks: Blocks, allowed: Floats, start: int, end: int) -> Iterator[Run]:
    while start <= end:
        part = slice(start, end + 1)
        reach = np.maximum.accumulate(blocks.high[part]) - np.minimum.accumulate(blocks.low[part])
        beyond = np.flatnonzero(reach > allowed[start] + _EPS)
        last = start + int(beyond[0]) - 1 if beyond.size else end
        yield Run(start, last)
        start = last + 1


def litres_by_block(blocks: Blocks, draws: Draws) -> Floats:
    """Litres of the draws that ended in each half hour with readings."""
    place, there = _place(blocks, draws)
    return np.bincount(place[there], draws.litres[there], minlength=len(blocks)).astype(np.float64)


def weigh_run(view: View, tank: Tank, run: Run, draws: Draws, parameters: p.GaugeFrozen) -> Weighed | None:
    """What left the tank through a run, and what could be hidden; None where the chart says nothing."""
    blocks = view.blocks(tank)
    part = slice(run.first, run.last + 1)
    begun = int(blocks.readings.at[blocks.first[run.first]])
    level = float(blocks.low[run.first])
    slopes = [litres_per_mm(view.facts, t, begun, level) for t in view.register.sharing(tank)]
    slope = slopes[0] * len(slopes) if np.isnan(slopes).any() else float(sum(slopes))
    if np.isnan(slope):
        return None
    guard = parameters.guard_min * MINUTE * (3 if len(slopes) > 1 else 1)
    place, there = _place(blocks, draws)
    inside = there & (place >= run.first) & (place <= run.last) & (draws.started >= begun + guard)
    mine = draws.chosen(inside)
    until = np.searchsorted(mine.ended, blocks.last_at()[part] - guard, side="right")
    step = float(_known_step(blocks.step_mm[run.first : run.first + 1])[0])
    reach = np.maximum.accumulate(blocks.high[part]) - np.minimum.accumulate(blocks.low[part])
    hidden = slope * (parameters.steps * step + parameters.stiction_mm + reach)
    swelling = parameters.expansion_per_c * volume_l(view.facts, tank, begun, level) * _warming(blocks, part)
    needed = np.maximum(parameters.least_l, hidden + np.nan_to_num(swelling))
    counted = mine.chosen(np.arange(len(mine.row)) < until[-1])
    return Weighed(np.append(0.0, np.cumsum(mine.litres))[until], needed, slope, step, counted, draws)


def proved(view: View, tank: Tank, run: Run, parameters: p.GaugeFrozen) -> Still | None:
    """The run as a finding would tell it, if at some checkpoint nothing else explained the litres."""
    weighed = weigh_run(view, tank, run, view.proving(tank), parameters)
    if weighed is None:
        return None
    for point in weighed.checkpoints():
        if not explained(view, tank, _reach(view, tank, run, point), weighed, parameters):
            return Still(
                tank,
                run,
                run.first + point,
                float(weighed.gone[-1]),
                float(weighed.needed[point]),
                weighed.litres_per_mm,
                weighed.step_mm,
                weighed.draws,
            )
    return None


def _reach(view: View, tank: Tank, run: Run, point: int) -> tuple[int, int]:
    blocks = view.blocks(tank)
    return int(blocks.readings.at[blocks.first[run.first]]), int(blocks.last_at()[run.first + point])


def explained(
    view: View, tank: Tank, span: tuple[int, int], weighed: Weighed, parameters: p.GaugeFrozen
) -> bool:
    """Whether another tank of the station lost those litres: the map of nozzles, or a switched manifold."""
    share = parameters.explained_share
    others = [_unrecorded_fall(view, other, span, weighed.everything) for other in view.others(tank)]
    if any(fall.seen < share * fall.whole or fall.litres >= share * fall.seen for fall in others if fall):
        return True
    partners = [t for t in view.register.sharing(tank) if t != tank and t in view.tanks]
    fell = [_fall(view, partner, span, weighed.everything) for partner in partners]
    known = [fall for fall in fell if fall]
    switched = (1 + len(partners) / (len(partners) + 1)) / 2
    return bool(known) and sum(fall.litres for fall in known) >= switched * min(f.seen for f in known)


@dataclass(frozen=True)
class Fall:
    """Litres by which another level fell; `seen` of the `whole` draws in question fell into that time."""

    litres: float
    seen: float
    whole: float


def _unrecorded_fall(view: View, other: Tank, span: tuple[int, int], draws: Draws) -> Fall | None:
    """How much more another tank lost than its own nozzles gave, rather too much than too little.

    A tank that was read the day before and not meanwhile might have lost anything.
    """
    steps = _steps(view, other, span)
    if steps is None:
        held = view.blocks(other).readings.at
        lately = np.searchsorted(held, span[1]) > np.searchsorted(held, span[0] - _A_DAY)
        return Fall(0.0, 0.0, _in_span(span, draws)) if lately else None
    own = _within(steps.at, view.draws(other))
    ours = _within(steps.at, draws)
    edges = float(own[steps.kept][[0, -1]].sum()) if steps.kept.any() else 0.0
    unsure = edges + steps.noise_l + _UNSURE_L + _UNSURE_SHARE * float(own[steps.kept].sum())
    more = float((steps.fell_l - own)[steps.kept].sum()) + unsure
    return Fall(more, float(ours[steps.kept].sum()), _in_span(span, draws))


def _fall(view: View, partner: Tank, span: tuple[int, int], draws: Draws) -> Fall | None:
    steps = _steps(view, partner, span)
    if steps is None:
        return None
    ours = _within(steps.at, draws)
    return Fall(float(steps.fell_l[steps.kept].sum()), float(ours[steps.kept].sum()), _in_span(span, draws))


@dataclass(frozen=True)
class Steps:
    """Falls of a level from half hour to half hour; not `kept` around a rise."""

    at: Integers
    fell_l: Floats
    kept: NDArray[np.bool_]
    noise_l: float


def _steps(view: View, tank: Tank, span: tuple[int, int]) -> Steps | None:
    blocks = view.blocks(tank)
    low, high = np.searchsorted(blocks.number, (span[0] // LENGTH, span[1] // LENGTH + 1)).tolist()
    last = blocks.last[low:high]
    if len(last) < 2:
        return None
    level = blocks.readings.level_mm[last]
    slope = litres_per_mm(view.facts, tank, span[0], float(level[0]))
    if np.isnan(slope):
        return None
    fell = -np.diff(level)
    rises = fell < -3.0
    near = rises | np.append(False, rises[:-1]) | np.append(rises[1:], False)
    step = float(_known_step(blocks.step_mm[high - 1 : high])[0])
    return Steps(blocks.readings.at[last], fell * slope, ~near, 2 * step * slope)


def _in_span(span: tuple[int, int], draws: Draws) -> float:
    return float(draws.litres[(draws.started >= span[0]) & (draws.ended <= span[1])].sum())


def _within(at: Integers, draws: Draws) -> Floats:
    """Litres of the draws that ended between each moment and the next."""
    gone = np.append(0.0, np.cumsum(draws.litres * draws.leaves))
    return np.diff(gone[np.searchsorted(draws.ended, at, side="right")])


def _place(blocks: Blocks, draws: Draws) -> tuple[Integers, NDArray[np.bool_]]:
    number = draws.ended // LENGTH
    if not len(blocks):
        return np.zeros(len(number), dtype=np.int64), np.zeros(len(number), dtype=np.bool_)
    place = np.minimum(np.searchsorted(blocks.number, number), len(blocks) - 1)
    return place, blocks.number[place] == number


def _warming(blocks: Blocks, part: slice) -> Floats:
    temp = blocks.readings.temp_c[blocks.last[part]]
    return np.maximum.accumulate(temp) - np.minimum.accumulate(temp)


def _known_step(step_mm: Floats) -> Floats:
    """The gauge's step; 1 mm while it never moved."""
    return np.where(np.isfinite(step_mm), step_mm, 1.0)
