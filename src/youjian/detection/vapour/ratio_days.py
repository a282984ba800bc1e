"""A nozzle's judged days by GB 20952-2020 annex E.3.3: shares of bad A/L, streaks, spells of alarm."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import numpy as np

from youjian.detection import parameters as p
from youjian.detection.facts import Facts
from youjian.detection.pairs import Integers, Mask
from youjian.detection.vapour.books import Book
from youjian.detection.vapour.fills import Fills, fill_book
from youjian.detection.vapour.streaks import DayCount, Spell, pooled, spells, streaks

_STEP = 6
"""Decimals of an A/L that are looked at, so that 0.9 stays inside however it was written."""


@dataclass(frozen=True)
class JudgedDay:
    """A pool of fills that was judged on a day: how many count, how many are bad, which streak."""

    count: DayCount
    since: int
    warned: bool
    severe: bool
    streak: int
    alarm: bool


@dataclass(frozen=True)
class JudgedNozzle:
    """The judged days of one nozzle, in order, and its spells of alarm."""

    station_id: str
    subject: str
    days: tuple[JudgedDay, ...]
    spells: tuple[Spell, ...]


@dataclass(frozen=True)
class RatioView:
    """All nozzles, with the columns they were judged from."""

    fills: Fills
    bad: Mask
    nozzles: tuple[JudgedNozzle, ...]
    warned: tuple[tuple[JudgedNozzle, JudgedDay], ...]

    def worst(self, day: JudgedDay) -> Integers:
        """Where the bad fills of a judged day are."""
        return np.flatnonzero(self.bad[day.count.first : day.count.end]) + day.count.first


@dataclass
class RatioDays:
    """Judged days at any night, by one version of the parameters."""

    book: Book[Fills]
    limits: p.VapourRatio
    _held: tuple[Fills, RatioView] | None = None

    def at(self, as_of: datetime) -> RatioView:
        """The judged days as the records known then show them, days to come among them."""
        fills = self.book.at(as_of)
        if self._held is None or self._held[0] is not fills:
            self._held = fills, judged(fills, self.limits)
        return self._held[1]


def ratio_days(facts: Facts, as_of: datetime, limits: p.VapourRatio) -> RatioDays:
    """The judged days of every nozzle, shared by the rules that ask for the same limits."""
    name = f"vapour.ratio_days {limits!r}"
    return facts.derived(name, lambda: RatioDays(fill_book(facts, as_of), limits))


def judged(fills: Fills, limits: p.VapourRatio) -> RatioView:
    """Every nozzle's days."""
    ratio = np.round(fills.ratio, _STEP)
    valid = fills.fuel_ml >= limits.valid_ml
    bad = valid & ((ratio < limits.low) | (ratio > limits.high))
    severe = valid & ((ratio < limits.severe_low) | (ratio > limits.severe_high))
    counts = _day_counts(fills, valid, bad, severe, limits)
    nozzles = tuple(_judge_nozzle(fills.names[nozzle], days, limits) for nozzle, days in counts)
    warned = tuple((nozzle, day) for nozzle in nozzles for day in nozzle.days if day.warned)
    return RatioView(fills, bad, nozzles, warned)


def _day_counts(
    fills: Fills, valid: Mask, bad: Mask, severe: Mask, limits: p.VapourRatio
) -> Iterator[tuple[int, list[DayCount]]]:
    first = fills.day_starts()
    if not len(first):
        return
    end = np.append(first[1:], len(fills.day))
    sums = [np.add.reduceat(mask, first, dtype=np.int64) for mask in (valid, bad, severe)]
    counted = end - first if limits.count == "all" else sums[0]
    listed = [column.tolist() for column in (fills.day[first], counted, *sums, first, end)]
    days = [DayCount(*values) for values in zip(*listed, strict=True)]
    nozzle = fills.nozzle[first]
    cuts = np.append(np.flatnonzero(np.diff(nozzle, prepend=-1)), len(days))
    for begin, stop in pairwise(cuts.tolist()):
        yield int(nozzle[begin]), days[begin:stop]


def _judge_nozzle(name: tuple[str, int], days: list[DayCount], limits: p.VapourRatio) -> JudgedNozzle:
    pools = list(pooled(days, limits.least_fills))
    warned = [100 * pool.bad > limits.bad_percent * pool.counted for pool, _ in pools]
    severe = [0 < pool.valid == pool.severe for pool, _ in pools]
    lengths = streaks(warned)
    alarmed = [s or n >= limits.alarm_days for s, n in zip(severe, lengths, strict=True)]
    listed = tuple(
        JudgedDay(pool, since, warning, far, length, alarm)
        for (pool, since), warning, far, length, alarm in zip(
            pools, warned, severe, lengths, alarmed, strict=True
        )
    )
    return JudgedNozzle(name[0], f"nozzle:{name[1]}", listed, tuple(spells(alarmed, lengths)))
