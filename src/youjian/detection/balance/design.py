"""The unknowns of one tank's books, and how its levels depend on them: one linear model for everything.

Columns of the state, in order: `level` (true net litres at the piece's beginning), one meter `bias` a nozzle
(true over recorded, minus 1), chart `scale`, chart `shape` (cubic B-splines over the book volume), `loss`
(litres a day), four `day` terms (daily and half-daily swing of the gauge) and the documents' common `bias`.
"""

from dataclasses import dataclass

import numpy as np

from youjian.detection.balance.levels import Floats

DAY_US = 86_400 * 1_000_000
_SWINGS = 4


@dataclass(frozen=True)
class Priors:
    """Prior standard deviations of the unknowns (rule-set parameters, detection.md §3).

    The level is free; a meter's bias, the chart's scale and the documents' bias are shares; the others litres
    or litres a day.
    """

    level_l: float = 100_000.0
    meter: float = 0.02
    scale: float = 0.006
    shape_l: float = 25.0
    loss_l_day: float = 20.0
    swing_l: float = 5.0
    document: float = 0.002


@dataclass(frozen=True)
class Columns:
    """Where each unknown stands among the columns."""

    nozzles: int
    knots: int

    @property
    def scale(self) -> int:
        """The chart's scale."""
        return 1 + self.nozzles

    @property
    def loss(self) -> int:
        """The steady loss."""
        return 2 + self.nozzles + self.knots

    @property
    def document(self) -> int:
        """The documents' common bias."""
        return self.loss + 1 + _SWINGS

    @property
    def count(self) -> int:
        """How many there are."""
        return self.document + 1

    @property
    def meters(self) -> slice:
        """The meters' biases."""
        return slice(1, 1 + self.nozzles)

    @property
    def shape(self) -> slice:
        """The chart's shape."""
        return slice(self.scale + 1, self.loss)

    def prior_sd(self, priors: Priors) -> Floats:
        """Standard deviations before anything is seen."""
        sd = np.empty(self.count)
        sd[0], sd[self.meters], sd[self.scale] = priors.level_l, priors.meter, priors.scale
        sd[self.shape], sd[self.loss] = priors.shape_l, priors.loss_l_day
        sd[self.loss + 1 : self.document], sd[self.document] = priors.swing_l, priors.document
        return sd

    def rows(
        self, sold: Floats, book_l: Floats, since_days: Floats, day_phase: Floats, capacity_l: float
    ) -> Floats:
        """The design of observations `level + sold`: one row a bin.

        `sold` (rows by nozzles) and `since_days` count from the piece's beginning; `book_l` is the book
        volume; `day_phase` the time of day as a share of a day.
        """
        design = np.zeros((len(book_l), self.count))
        design[:, 0] = 1.0
        design[:, self.meters] = -sold
        design[:, self.scale] = book_l - 0.5 * capacity_l
        design[:, self.shape] = splines(book_l / capacity_l, self.knots)
        design[:, self.loss] = -since_days
        for harmonic in (1, 2):
            angle = 2.0 * np.pi * harmonic * day_phase
            at = self.loss + 2 * harmonic - 1
            design[:, at], design[:, at + 1] = np.sin(angle), np.cos(angle)
        return design


def splines(share: Floats, count: int) -> Floats:
    """Values of `count` uniform cubic B-splines over [0, 1]; constant beyond the ends.

    >>> bool(np.allclose(splines(np.array([0.3, 0.9]), 12).sum(axis=1), 1.0))
    True
    """
    spans = count - 3
    place = np.clip(share, 0.0, 1.0) * spans
    span = np.minimum(place.astype(np.int64), spans - 1)
    u = place - span
    values = np.zeros((len(share), count))
    rows = np.arange(len(share))
    pieces = ((1 - u) ** 3, 3 * u**3 - 6 * u**2 + 4, -3 * u**3 + 3 * u**2 + 3 * u + 1, u**3)
    for offset, piece in enumerate(pieces):
        values[rows, span + offset] = piece / 6.0
    return values
