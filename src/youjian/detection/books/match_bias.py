"""Carriers' and suppliers' bias: how much less or more came than the documents say, per litre, over time.

A station's gauge and chart show every drop a little wrong, whoever brought it. So each drop is a party's
bias plus its station's error plus noise; the stations' errors are taken to scatter around nothing (a normal
prior), and a party that serves one station only has an interval as wide as that station may be wrong.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_Z = 1.96


@dataclass(frozen=True)
class Drop:
    """A delivery with its gauge: who brought it, to which tank, litres told and come at 20 °C, and the sd."""

    party: str
    place: str
    told_l: float
    came_l: float
    sd_l: float

    @property
    def share(self) -> float:
        """What came above the document, a share of it; negative when less came."""
        return (self.came_l - self.told_l) / self.told_l


@dataclass(frozen=True)
class Limits:
    """From when on a party is worth a look, and how wrong a station's gauge may be (one sd, a share)."""

    least_drops: int = 8
    least_bias: float = 0.001
    station_sd: float = 0.003


@dataclass(frozen=True)
class Bias:
    """A party's bias with its 95 % interval, shares of the litres told; `marked` when it is beyond chance.

    `plain` is the mean as it was measured. `enough` is false where
    the deliveries are too few to judge by.
    """

    party: str
    drops: int
    told_l: float
    apart_l: float
    plain: float
    bias: float
    low: float
    high: float
    enough: bool
    marked: bool


def biases(drops: Sequence[Drop], limits: Limits) -> list[Bias]:
    """The bias of every party, the most remarkable first.

    A party is marked when its interval, widened for how many parties are looked at, leaves out nothing less
    than `least_bias`: so that among honest ones hardly ever one is.
    """
    sound = [drop for drop in drops if drop.told_l > 0]
    parties = sorted({drop.party for drop in sound})
    if not parties:
        return []
    mean, sd = _solved(sound, parties, limits)
    counts = {party: [d for d in sound if d.party == party] for party in parties}
    judged = sum(len(mine) >= limits.least_drops for mine in counts.values())
    wide = _widened(judged)
    found = [
        _bias(counts[party], (float(mean[i]), float(sd[i])), wide, limits) for i, party in enumerate(parties)
    ]
    return sorted(found, key=lambda one: (not one.marked, not one.enough, -abs(one.bias), one.party))


def by_month(drops: Mapping[str, Sequence[Drop]]) -> dict[str, tuple[int, float, float, float]]:
    """For every month (YYYY-MM) how many drops, their mean share, and its 95 % interval."""
    return {month: (len(mine), *_mean(mine)) for month, mine in sorted(drops.items()) if mine}


def _bias(mine: Sequence[Drop], solved: tuple[float, float], wide: float, limits: Limits) -> Bias:
    mean, sd = solved
    told = sum(drop.told_l for drop in mine)
    apart = sum(drop.came_l - drop.told_l for drop in mine)
    enough = len(mine) >= limits.least_drops
    beyond = abs(mean) - wide * sd > 0 and abs(mean) > limits.least_bias
    return Bias(
        mine[0].party,
        len(mine),
        told,
        apart,
        apart / told,
        mean,
        mean - _Z * sd,
        mean + _Z * sd,
        enough,
        enough and beyond,
    )


def _solved(drops: Sequence[Drop], parties: Sequence[str], limits: Limits) -> tuple[Floats, Floats]:
    """Biases and their standard deviations: weighted least squares with a prior on the places."""
    places = sorted({drop.place for drop in drops})
    column = {party: i for i, party in enumerate(parties)}
    row = {place: len(parties) + i for i, place in enumerate(places)}
    size = len(parties) + len(places)
    normal, right = np.zeros((size, size)), np.zeros(size)
    normal[len(parties) :, len(parties) :] = np.eye(len(places)) / limits.station_sd**2
    for drop in drops:
        weight = (drop.told_l / max(drop.sd_l, 1e-3)) ** 2
        at = [column[drop.party], row[drop.place]]
        normal[np.ix_(at, at)] += weight
        right[at] += weight * drop.share
    inverse = np.linalg.inv(normal)
    solved = inverse @ right
    sd = np.sqrt(np.diag(inverse))[: len(parties)] * _scatter(drops, solved, column, row)
    return solved[: len(parties)], sd


def _scatter(
    drops: Sequence[Drop], solved: Floats, column: Mapping[str, int], row: Mapping[str, int]
) -> float:
    """By how much the drops scatter more than their intervals say: at least 1."""
    squares = [
        ((d.share - solved[column[d.party]] - solved[row[d.place]]) * d.told_l / max(d.sd_l, 1e-3)) ** 2
        for d in drops
    ]
    freedom = max(len(drops) - len(column), 1)
    return max(1.0, sqrt(sum(squares) / freedom))


def _widened(judged: int) -> float:
    """How many standard deviations leave 5 % of chance over all parties together (Bonferroni)."""
    return NormalDist().inv_cdf(1 - 0.025 / max(judged, 1))


def _mean(drops: Sequence[Drop]) -> tuple[float, float, float]:
    told = sum(drop.told_l for drop in drops)
    mean = sum(drop.came_l - drop.told_l for drop in drops) / told
    sd = sqrt(sum(drop.sd_l**2 for drop in drops)) / told
    if len(drops) > 1:
        spread = sum((drop.told_l / told * (drop.share - mean)) ** 2 for drop in drops)
        sd = max(sd, sqrt(spread * len(drops) / (len(drops) - 1)))
    return mean, mean - _Z * sd, mean + _Z * sd
