"""Signs that A/L were drawn and not measured (`forged`): each is weak alone, two of them are not.

A hidden upload shield, found in devices, replaces an A/L outside the limits by a uniform draw from
[1.00, 1.20) and rewrites gas volume and gas rate as fuel times the draw; what is inside the limits passes
unchanged. So the stream is a mixture, and the tests look for a share, by counts over windows.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import bdtr, bdtrc  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]

from youjian.detection import parameters as p
from youjian.detection.pairs import Integers, Mask
from youjian.detection.vapour.exactness import Measured, distances
from youjian.detection.vapour.fills import Floats

DRAWN_FROM, DRAWN_TO = 1.00, 1.20
_LIMITS = ((0.90, 1.30), (DRAWN_FROM, DRAWN_TO))
_BANDS = ((3.0, 5.0), (20.0, 40.0))
"""What counts as near and as far, in roundings: chance is judged by how many records are nearly exact."""
_PEAK = 1.3
"""How much denser an honest spread may be at an exact match than beside it."""
_LOG_UNIFORM = float(-np.log(DRAWN_TO - DRAWN_FROM))
_LOG_NORMAL = float(-0.5 * np.log(2 * np.pi) - 0.5)


@dataclass(frozen=True)
class Marks:
    """Columns over the valid fills, running counts with a leading zero where they are summed.

    `exact` and `bands` hold one column for each distance of `exactness.distances`.
    """

    ratio: Floats
    exact: tuple[Mask, ...]
    bands: tuple[Integers, ...]
    outside: Integers
    edges: Integers


@dataclass(frozen=True)
class Exact:
    """Exact matches of a nozzle's window: how many, how many by chance, and whether too many for chance.

    `distance` says which one counts them, `whole` that every record matches by the first (to the ratio as
    written), `whole_between` by the second.
    """

    fills: int
    matches: int
    chance: float
    sign: bool
    distance: int
    whole: bool
    whole_between: bool

    @property
    def share(self) -> float:
        """Share of fills that match beyond chance."""
        return max(self.matches - self.chance, 0.0) / self.fills


def marks(told: Measured) -> Marks:
    """Everything that is worked out once per record; valid fills only."""
    found = distances(told)
    ratio = np.round(told.ratio, 6)
    return Marks(
        ratio=ratio,
        exact=tuple(distance <= 1 for distance in found),
        bands=tuple(_bands(distance) for distance in found),
        outside=_running((ratio < DRAWN_FROM) | (ratio > DRAWN_TO)),
        edges=_edges(ratio, told.nozzle),
    )


def _bands(distance: Floats) -> Integers:
    """Running counts of exact records, and of near and far ones for each pair of bands."""
    counts = [_running(distance <= 1)]
    for near, far in _BANDS:
        counts.append(_running((distance > 1) & (distance <= near)))
        counts.append(_running((distance > far) & np.isfinite(distance)))
    return np.stack(counts)


def _running(mask: Mask) -> Integers:
    return np.append(0, np.cumsum(mask, dtype=np.int64))


def _edges(ratio: Floats, nozzle: Integers) -> Integers:
    """For every record and pair of limits: values close inside a limit since the last one outside."""
    first = np.diff(nozzle, prepend=-1) != 0
    counts: list[Integers] = []
    for low, high in _LIMITS:
        outside = (ratio < low) | (ratio > high)
        near = ~outside & ((ratio < low + 0.015) | (ratio > high - 0.015))
        total = np.cumsum(near)
        restart = outside | first
        before = np.maximum.accumulate(np.where(restart, total - (near & ~outside), 0))
        counts.append(total - before)
    return np.stack(counts)


def exact_matches(
    found: Marks, first: Integers, end: Integers, limits: p.VapourForged, worth: Mask | None = None
) -> dict[int, list[Exact]]:
    """For windows of one nozzle each: where more records match exactly than chance and style explain.

    By place of the window, one for each distance that has a sign; where none has, those marked as `worth`
    knowing come with the first distance.
    """
    fills = np.maximum(end - first, 1)
    tests = [_test(bands, first, end, fills, limits) for bands in found.bands]
    whole, between = (test[0] >= limits.whole_share * fills for test in tests[:2])
    wanted = np.logical_or.reduce([sign for _, _, sign in tests]) | (False if worth is None else worth)
    listed: dict[int, list[Exact]] = {}
    for place in np.flatnonzero(wanted).tolist():
        listed[place] = [
            Exact(
                fills=int(fills[place]),
                matches=int(matches[place]),
                chance=float(chance[place]) if sign[place] or not between[place] else 0.0,
                sign=bool(sign[place]),
                distance=distance,
                whole=bool(whole[place]),
                whole_between=bool(between[place]),
            )
            for distance, (matches, chance, sign) in enumerate(tests)
            if sign[place] or (distance == 0 and not any(test[2][place] for test in tests))
        ]
    return listed


def _test(
    bands: Integers, first: Integers, end: Integers, fills: Integers, limits: p.VapourForged
) -> tuple[Integers, Floats, Mask]:
    exact, *others = bands[:, end] - bands[:, first]
    mixture = (exact >= limits.least_matches) & (exact < limits.whole_share * fills)
    mixture &= fills >= limits.least_fills
    sign, chance = np.zeros(len(fills), dtype=bool), np.zeros(len(fills))
    for (width, _), near, far in zip(_BANDS, others[::2], others[1::2], strict=True):
        honest = _PEAK / (width - 1 + _PEAK)
        unlikely = bdtrc(np.maximum(exact - 1, 0), np.maximum(exact + near, 1), honest) < limits.exact_p
        telling = far >= limits.far_share * (fills - exact)
        sign |= unlikely & telling & mixture
        chance = np.maximum(chance, np.where(telling, near * honest / (1 - honest), 0.0))
    return exact, np.where(sign, np.minimum(chance, exact), exact), sign


@dataclass(frozen=True)
class Drawn:
    """How the A/L of some records are spread on [1.00, 1.20]."""

    inside: int
    outside: int
    distance: float
    log_odds: float

    @property
    def even(self) -> bool:
        """Whether a uniform spread cannot be told from theirs (Kolmogorov–Smirnov, p = 0.001)."""
        return self.inside > 0 and self.distance <= 1.95 / np.sqrt(self.inside)


def spread(ratio: Floats) -> Drawn:
    """The spread of some A/L; `log_odds` are those of uniform against the best bell."""
    inside = ratio[(ratio >= DRAWN_FROM) & (ratio <= DRAWN_TO)]
    count = len(inside)
    if count < 2:
        return Drawn(count, len(ratio) - count, 1.0, -np.inf)
    width = max(float(inside.std()), 1e-6)
    log_odds = count * (_LOG_UNIFORM - _LOG_NORMAL + float(np.log(width)))
    return Drawn(count, len(ratio) - count, _from_uniform(inside), log_odds)


def _from_uniform(inside: Floats) -> float:
    """Largest distance of two distributions, when draws may have been cut or rounded to hundredths."""
    values, counts = np.unique(inside, return_counts=True)
    below = np.append(0, np.cumsum(counts)) / len(inside)
    distances: list[float] = []
    for shift in (0.0, 0.005, 0.01):
        upto = np.clip((values + shift - DRAWN_FROM) / (DRAWN_TO - DRAWN_FROM), 0, 1)
        before = np.append(0, upto[:-1]) if shift else upto
        distances.append(max(float(np.abs(below[1:] - upto).max()), float(np.abs(below[:-1] - before).max())))
    return min(distances)


def drawn_subset(ratio: Floats, exact: Mask, found: Exact, cut: bool, limits: p.VapourForged) -> bool:
    """Whether the exactly matching records lie evenly on [1.00, 1.20), as measured ones would not.

    They do when nearly none lies outside, of many different values, and either the other records often
    lie outside, or their spread is even beyond doubt, or no value at all passes the limits.
    """
    matched, others = spread(ratio[exact]), ratio[~exact]
    beyond = float(((others < DRAWN_FROM) | (others > DRAWN_TO)).mean()) if len(others) else 0.0
    by_chance = found.chance * beyond
    if not matched.even or matched.outside > by_chance + 2 * np.sqrt(by_chance) + 1:
        return False
    if np.unique(ratio[exact], return_counts=True)[1].max() > limits.one_value_share * exact.sum():
        return False
    total = matched.inside + matched.outside
    kept_in = beyond > 0 and float(bdtr(matched.outside, total, beyond)) < limits.inside_p
    return kept_in or cut or matched.log_odds >= limits.subset_log_odds


def drawn_whole(ratio: Floats, limits: p.VapourForged) -> bool:
    """Whether all values lie evenly on [1.00, 1.20]."""
    all_of_them = spread(ratio)
    return all_of_them.outside == 0 and all_of_them.even and all_of_them.log_odds >= limits.whole_log_odds


def written_alike(ratio: Floats, found: Exact, limits: p.VapourForged) -> bool:
    """Whether every record matches, as written or, where values are fine enough, to rounding.

    Coarse values cut off at 1.00 and 1.20 could look even; fine ones would pile up there.
    """
    fine = np.unique(ratio, return_counts=True)[1].max() <= limits.fine_value_share * len(ratio)
    return found.whole or (found.whole_between and bool(fine))
