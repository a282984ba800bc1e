"""Moments at which what gauge.frozen says may change: few in a month, whatever the readings."""

from collections.abc import Iterator

import numpy as np

from youjian.detection import parameters as p
from youjian.detection.facts import Facts
from youjian.detection.gauge.blocks import Blocks
from youjian.detection.gauge.draws import Draws, no_draws, tank_draws
from youjian.detection.gauge.series import MINUTE, Integers, Tank, merged, micros, tank_series
from youjian.detection.gauge.stillness import Run, litres_by_block, still_runs, weigh_run
from youjian.detection.gauge.stretches import noiseless
from youjian.detection.gauge.view import View, block_series

_TICK = MINUTE
"""The closest that two watches may be; who looks less often skips the moments in between."""
_AFTER = 20 * MINUTE
_LATE = 10 * MINUTE
_HOUR = 60 * MINUTE
_FOREVER = np.iinfo(np.int64).max - 1


def frozen_moments(facts: Facts, parameters: p.GaugeFrozen) -> list[int]:
    """All of them, in order; made once from everything there is, so they name some in vain."""
    return facts.derived("gauge.frozen_moments", lambda: _moments(facts, parameters))


def _moments(facts: Facts, parameters: p.GaugeFrozen) -> list[int]:
    view = View(facts, _FOREVER)
    told: set[int] = set()
    spans: dict[str, list[tuple[int, int]]] = {}
    for tank in view.tanks:
        blocks = view.blocks(tank)
        for start, end in tank_series(facts)[tank].disordered(_LATE):
            told.update(range(start, end + _AFTER, _TICK))
        for run in _runs(view, tank, parameters):
            told.update(_around(view, tank, run, parameters))
            span = (int(blocks.readings.at[blocks.first[run.first]]), int(blocks.last_at()[run.last]) + _HOUR)
            spans.setdefault(tank[0], []).append(span)
        told.update(_noise(view, tank, parameters))
    for station, joined in spans.items():
        told.update(_late(facts, station, merged(joined)))
    told.update(micros(facts.history("device_events"), "known_at").tolist() if spans else ())
    return sorted(told)


def _runs(view: View, tank: Tank, parameters: p.GaugeFrozen) -> Iterator[Run]:
    """Still runs through which enough fuel may have left, in any version of its records."""
    blocks = view.blocks(tank)
    if not len(blocks):
        return
    members = view.register.sharing(tank)
    litres = np.zeros(len(blocks))
    for member in members:
        litres = litres + litres_by_block(blocks, _leaving(view.facts, member))
    yield from still_runs(blocks, litres, parameters.least_l, parameters.still_mm)


def _leaving(facts: Facts, tank: Tank) -> Draws:
    draws = tank_draws(facts).get(tank, no_draws())
    return draws.chosen(draws.leaves)


def _around(view: View, tank: Tank, run: Run, parameters: p.GaugeFrozen) -> Iterator[int]:
    """Known times of the half hours at which a run is weighed, and of the one after it."""
    blocks = view.blocks(tank)
    weighed = weigh_run(view, tank, run, view.proving(tank), parameters)
    if weighed is None:
        return
    for point in weighed.checkpoints():
        yield from _while_filled(blocks, run.first + point)
    if run.last + 1 < len(blocks):
        yield from _while_filled(blocks, run.last + 1)
    yield from _irregular(view, tank, run)


def _irregular(view: View, tank: Tank, run: Run) -> Iterator[int]:
    """Every tick of a run until its late and corrected fuellings were as they are now."""
    blocks = view.blocks(tank)
    start, end = int(blocks.readings.at[blocks.first[run.first]]), int(blocks.last_at()[run.last])
    for member in view.register.sharing(tank):
        draws = tank_draws(view.facts).get(member, no_draws())
        inside = (draws.ended >= start) & (draws.ended <= end)
        late, until = draws.known[inside & (draws.known - draws.ended > _LATE)], draws.until[inside]
        changed = np.append(late, until[until < _FOREVER])
        if changed.size:
            known = blocks.readings.known[blocks.first[run.first] : blocks.last[run.last] + 1]
            last = min(int(known.max()), int(changed.max())) + _AFTER
            yield from range(int(known.min()), last, _TICK)
            yield from changed.tolist()


def _while_filled(blocks: Blocks, place: int) -> range:
    known = blocks.readings.known[blocks.first[place] : blocks.last[place] + 1]
    return range(int(known.min()), int(known.max()) + _AFTER, _TICK)


def _noise(view: View, tank: Tank, parameters: p.GaugeFrozen) -> Iterator[int]:
    blocks = view.blocks(tank)
    number = blocks.readings.at // (30 * MINUTE)
    for stretch in noiseless(view, tank, parameters):
        held = number[stretch.places]
        begun, after = np.searchsorted(blocks.number, (held[0], held[-1])).tolist()
        for place in range(begun, min(after + 4, len(blocks))):
            yield from _while_filled(blocks, place)


def _late(facts: Facts, station: str, spans: list[tuple[int, int]]) -> Iterator[int]:
    """When records of such a span came late, or were corrected: of any tank of the station."""
    for tank, series in block_series(facts).items():
        if tank[0] == station:
            yield from _within(series.series.all.at, series.series.all.known, spans)
    for tank, draws in tank_draws(facts).items():
        if tank[0] == station:
            yield from _within(draws.ended, draws.known, spans)
            yield from _within(draws.ended, draws.until, spans)


def _within(at: Integers, known: Integers, spans: list[tuple[int, int]]) -> list[int]:
    late = (known - at > _LATE) & (known < _FOREVER)
    inside = np.zeros(len(at), dtype=bool)
    for start, end in spans:
        inside |= (at >= start) & (at <= end)
    ticks = -(-known[late & inside] // _TICK) * _TICK
    return np.unique(ticks).tolist()
