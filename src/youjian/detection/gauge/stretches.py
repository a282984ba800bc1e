"""Stretches of a tank's readings in which its gauge did not follow the tank."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youjian.detection import parameters as p
from youjian.detection.gauge.noise import quiet_blocks, vanished
from youjian.detection.gauge.series import Integers, Tank, micros
from youjian.detection.gauge.stillness import Run, Still, litres_by_block, proved, still_runs
from youjian.detection.gauge.view import View

_RESTARTS = ("gauge_replaced", "chart_changed")
_NEAR = 3_600_000_000
_NEARLY_ALL = 0.9


@dataclass(frozen=True)
class Stretch:
    """What a finding is about; `still` is None when only the noise tells. Times in microseconds."""

    tank: Tank
    start: int
    end: int
    over: bool
    places: slice
    still: Still | None

    def meets(self, start: int, end: int) -> bool:
        """Whether it shares a moment with a span."""
        return self.start <= end and start <= self.end


def stretches(
    view: View, tank: Tank, since: int, parameters: p.GaugeFrozen, said: Sequence[tuple[int, int]] = ()
) -> list[Stretch]:
    """The stretches that go on, or ended at `since` or later; those that sales prove come first.

    What was already `said` (spans) is taken back only when another tank lost nearly all of the litres.
    """
    firm = replace(parameters, explained_share=max(parameters.explained_share, _NEARLY_ALL))
    blocks = view.blocks(tank)
    if not len(blocks):
        return []
    litres = litres_by_block(blocks, view.proving(tank))
    told: list[Stretch] = []
    for run in still_runs(blocks, litres, parameters.least_l, parameters.still_mm):
        over = run.last + 1 < len(blocks)
        if over and blocks.last_at()[run.last] < since:
            continue
        seen = _stretch(view, tank, run, over, None)
        known = any(seen.meets(*span) for span in said)
        still = proved(view, tank, run, firm if known else parameters)
        if still is not None:
            told.append(replace(seen, still=still))
    silent = (s for s in noiseless(view, tank, parameters) if not s.over or s.end >= since)
    return told + [s for s in silent if not any(s.meets(other.start, other.end) for other in told)]


def noiseless(view: View, tank: Tank, parameters: p.GaugeFrozen) -> Iterator[Stretch]:
    """Stretches whose quiet half hours lost their flicker."""
    blocks = view.blocks(tank)
    if np.count_nonzero(blocks.moved == 0) < parameters.quiet_blocks:
        return
    draws = [view.draws(member) for member in view.register.sharing(tank)]
    quiet = quiet_blocks(blocks, draws, parameters.least_readings)
    for run, over in vanished(blocks, quiet, lambda: _restarts(view, tank), parameters):
        yield _stretch(view, tank, run, over, None)


def faults(view: View, stretch: Stretch) -> pa.Table:
    """The gauge's own word that it failed, as known, from an hour before the stretch to its end."""
    events = _events(view, stretch.tank)
    at = micros(events, "at")
    near = (at >= stretch.start - _NEAR) & (at <= stretch.end)
    return events.filter(pa.array(near & np.array(pc.equal(events["code"], "gauge_fault"), dtype=bool)))


def _stretch(view: View, tank: Tank, run: Run, over: bool, still: Still | None) -> Stretch:
    blocks = view.blocks(tank)
    places = slice(int(blocks.first[run.first]), int(blocks.last[run.last]) + 1)
    at = blocks.readings.at[places]
    return Stretch(tank, int(at[0]), int(at[-1]), over, places, still)


def _restarts(view: View, tank: Tank) -> Integers:
    """When the tank's gauge was worked on, as far as known: its past before that says nothing."""
    events = _events(view, tank)
    told = micros(events.filter(pc.is_in(events["code"], pa.array(_RESTARTS))), "at")
    works = [moment for span in view.register.announced.get(tank, []) for moment in span]
    return np.append(told, np.array(works, dtype=np.int64))


def _events(view: View, tank: Tank) -> pa.Table:
    events = view.facts.history("device_events")
    mine = pc.and_(pc.equal(events["station_id"], tank[0]), pc.equal(events["device"], f"tank:{tank[1]}"))
    mine = events.filter(mine)
    return mine.filter(pa.array(micros(mine, "known_at") <= view.as_of))
