"""Repetitions of a station's readings by business day, as they can be told once the day is over."""

import numpy as np

from youjian.detection import parameters as p
from youjian.detection.facts import Facts
from youjian.detection.gauge.repeats import Repeat, repeats
from youjian.detection.gauge.series import MINUTE, Readings, Tank, tank_series
from youjian.detection.gauge.shapes import Alike, Grid, alike, grid_of
from youjian.detection.gauge.view import tank_register

_DAY = 24 * 60 * MINUTE
_SHANGHAI = 8 * 60 * MINUTE
_NIGHT = 2 * 60 * MINUTE
_COPIED_DAYS = 3
"""So many whole days before the running one the watch looks back for what is copied."""
_LATE = 10 * MINUTE
_AFTER = 60 * MINUTE


def day_of(at: int) -> int:
    """The business day of a moment, counted from 1970."""
    return (at + _SHANGHAI) // _DAY


def end_of(day: int) -> int:
    """When a business day ends, microseconds."""
    return (day + 1) * _DAY - _SHANGHAI


def told_repeats(facts: Facts, as_of: int, parameters: p.GaugeReplayed) -> list[Repeat]:
    """The repetitions in the days over at a moment, by what was known then.

    What a day shows follows from the readings until its end. So when those of a station were all known, the
    answer is cut from one made of everything; else it is made anew.
    """
    over = day_of(as_of) - 1
    found: list[Repeat] = []
    for station, tanks in _by_station(facts).items():
        if _all_known(facts, tanks, end_of(over), as_of):
            found += [one for one in _of_station(facts, station, tanks, parameters) if one.day <= over]
        else:
            readings = {tank: _until(tank_series(facts)[tank].known(as_of), end_of(over)) for tank in tanks}
            found += _repeats(facts, readings, parameters)
    return found


def replay_moments(facts: Facts, parameters: p.GaugeReplayed) -> list[int]:
    """When days that repeat something are over; nights that lacked readings, and when they had come."""
    stations: dict[str, list[Tank]] = {}
    moments: set[int] = set()
    for tank, series in tank_series(facts).items():
        stations.setdefault(tank[0], []).append(tank)
        at, known = series.all.at, series.all.known
        night = end_of_days(at) + _NIGHT
        late = known > night
        for lacking, come in np.unique(
            np.stack((night[late], known[late] // _DAY * _DAY)), axis=1
        ).T.tolist():
            moments.update(range(lacking, come + 3 * _DAY, _DAY))
    for station, tanks in stations.items():
        moments.update(end_of(one.day) for one in _of_station(facts, station, tanks, parameters))
    return sorted(moments)


def copied_today(facts: Facts, as_of: int, parameters: p.GaugeReplayed) -> list[Repeat]:
    """The copies that the running day holds so far of itself and the three days before, one a tank."""
    day = day_of(as_of)
    first = end_of(day - _COPIED_DAYS - 1)
    found: list[Repeat] = []
    for tanks in _by_station(facts).values():
        readings = {tank: _since(tank_series(facts)[tank].known(as_of), first) for tank in tanks}
        every = repeats(readings, tank_register(facts).manifolds, parameters)
        found += [one for one in every if one.day == day]
    return found


def copying_days(facts: Facts, parameters: p.GaugeReplayed) -> list[tuple[int, int]]:
    """Days that copy something, by all readings there are, and spans of readings out of order, µs."""
    spans: list[tuple[int, int]] = []
    for tanks in _by_station(facts).values():
        readings = {tank: tank_series(facts)[tank].all for tank in tanks}
        copies = repeats(readings, tank_register(facts).manifolds, parameters)
        spans += [(end_of(one.day - 1), end_of(one.day)) for one in copies]
        for tank in tanks:
            spans += [(a, b + _AFTER) for a, b in tank_series(facts)[tank].disordered(_LATE)]
    return spans


def end_of_days(at: np.ndarray) -> np.ndarray:
    """The end of each moment's business day, microseconds."""
    return ((at + _SHANGHAI) // _DAY + 1) * _DAY - _SHANGHAI


def _by_station(facts: Facts) -> dict[str, list[Tank]]:
    stations: dict[str, list[Tank]] = {}
    for tank in tank_series(facts):
        stations.setdefault(tank[0], []).append(tank)
    return stations


def _all_known(facts: Facts, tanks: list[Tank], end: int, as_of: int) -> bool:
    return all(
        series.settled(as_of) >= int(np.searchsorted(series.all.at, end))
        for series in (tank_series(facts)[tank] for tank in tanks)
    )


def _of_station(facts: Facts, station: str, tanks: list[Tank], parameters: p.GaugeReplayed) -> list[Repeat]:
    """From everything there is, made once."""
    readings = {tank: tank_series(facts)[tank].all for tank in tanks}
    return facts.derived(f"gauge.repeats.{station}", lambda: _repeats(facts, readings, parameters))


def _repeats(facts: Facts, readings: dict[Tank, Readings], parameters: p.GaugeReplayed) -> list[Repeat]:
    copies = {
        (one.tank, one.day): one for one in repeats(readings, tank_register(facts).manifolds, parameters)
    }
    for tank, some in readings.items():
        if len(some):
            grid = grid_of(some)
            for one in alike(grid, grid.days, parameters):
                told = _told(tank, some, grid, one)
                copies.setdefault((tank, told.day), told)
    return [copies[key] for key in sorted(copies)]


def _told(tank: Tank, readings: Readings, grid: Grid, one: Alike) -> Repeat:
    start, end = ((grid.start + minute) * MINUTE for minute in (one.start, one.end))
    lag = one.lag * MINUTE
    places = np.searchsorted(readings.at, (start, end, start - lag, end - lag))
    first, last, of_first, of_last = readings.row[np.minimum(places, len(readings) - 1)].tolist()
    rows, of_rows = (first, last), (of_first, of_last)
    return Repeat(tank, day_of(end), tank, start, end, lag, one.falls, True, rows, of_rows)


def _until(readings: Readings, end: int) -> Readings:
    return readings.chosen(slice(0, int(np.searchsorted(readings.at, end))))


def _since(readings: Readings, first: int) -> Readings:
    return readings.chosen(slice(int(np.searchsorted(readings.at, first)), None))
