"""What a tank's account says at a night, as rules ask it: claims with their size and sureness."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from youjian.detection.balance.levels import Floats
from youjian.detection.balance.papers import Paper
from youjian.detection.balance.pieces import FIRST_NOZZLE
from youjian.detection.balance.rises import Rise
from youjian.detection.pairs import Integers, Mask

_PRIOR_NIGHTS = 6.0
_CLIP = 9.0
_LEAST_SOLD_L = 1000.0


@dataclass(frozen=True)
class Arrival:
    """A rise with its documents: litres above what they say, in net litres, and its standard deviation.

    Without documents `excess_l` is the whole rise.
    """

    tank_id: int
    rise: Rise
    papers: tuple[Paper, ...]
    excess_l: float
    sd_l: float

    @property
    def told_l(self) -> float:
        """Net litres that the documents say."""
        return sum(paper.net_l for paper in self.papers)

    @property
    def plain_share(self) -> float:
        """What came in above the documents, by the level as it was read, as a share of them."""
        return (self.rise.litres - self.told_l) / max(self.told_l, 1.0)


@dataclass(frozen=True)
class Claim:
    """One hypothesis: since the beginning of the day that ended at night `onset`, so much per unit.

    `amplitude` is a share of the litres sold (SALE and the meters), litres a day (RATE) or litres (JUMP),
    positive when more left the tank than is recorded; `z` the amplitude over its standard deviation `sd`,
    which is scaled by how the tank's own earlier nights scattered.
    """

    shape: int
    onset: int
    amplitude: float
    sd: float

    @property
    def z(self) -> float:
        """How many standard deviations."""
        return self.amplitude / self.sd

    def interval(self, per: float = 1.0) -> tuple[float, float, float]:
        """Estimate and 95 % interval, times litres sold or days."""
        values = (self.amplitude, self.amplitude - 1.96 * self.sd, self.amplitude + 1.96 * self.sd)
        estimate, low, high = (value * per for value in values)
        return estimate, low, high


@dataclass(frozen=True)
class Standing:
    """One tank (or tanks that share their level) at a night.

    `mean` and `cov` are those of the meters' biases and, last, of the steady loss. `sold` are the net litres
    of each nozzle, a row a night from `first` to `night`; `surprises` how far each of those days alone was
    from what was expected, in standard deviations; `falls` the largest sudden fall of each, litres.
    """

    tank_id: int
    product: str
    nozzles: tuple[int, ...]
    first: int
    night: int
    mean: Floats
    cov: Floats
    shape: Integers
    onset: Integers
    amplitude: Floats
    sd: Floats
    sold: Floats
    surprises: Floats
    falls: Floats
    arrivals: tuple[Arrival, ...]
    excesses: Floats
    slope: Floats

    @property
    def documents(self) -> int:
        """How many drops with documents there were since the beginning."""
        return len(self.excesses)

    def chart_excess(self) -> float:
        """By what share more than there is the level shows wherever it moves: 0 unless sales and drops agree.

        Another tank's table shows every drop some percent too large and every sale too large by as much.
        Hidden sales or padded drops are seen on one side only.
        """
        down, sold = float(self.slope[0]), float(self.slope[1])
        if sold < _LEAST_SOLD_L or not len(self.excesses):
            return 0.0
        sales, drops = down / sold, float(np.median(self.excesses))
        alike = sales * drops > 0 and 0.5 < abs(sales) / abs(drops) < 2.0
        return drops if alike else 0.0

    def chart_fits(self, limit: float) -> bool:
        """Whether the chart is right within a share, so that what is missing is missing."""
        return abs(self.chart_excess()) <= limit

    @cached_property
    def scales(self) -> Floats:
        """For every onset from the first night to one after the last: how the nights before it scattered.

        Against what was expected of them, never below 1. A prior of a few nights keeps it steady, and each
        night's part is cut off, so that one odd night does not blind the account.
        """
        squares = np.minimum(self.surprises**2, _CLIP)
        squares[:1] = 0.0
        past = np.concatenate([[0.0], np.cumsum(squares)])
        count = np.maximum(np.arange(len(past)) - 1, 0)
        return np.sqrt(np.maximum((_PRIOR_NIGHTS + past) / (_PRIOR_NIGHTS + count), 1.0))

    @cached_property
    def scaled_sd(self) -> Floats:
        """Every hypothesis' standard deviation, scaled by the nights before its onset."""
        return self.sd * self.scales[np.clip(self.onset - self.first, 0, len(self.scales) - 1)]

    def scale(self) -> float:
        """How all nights scattered."""
        return float(self.scales[-1])

    def best(self, shape: int, sign: int, earliest: int) -> Claim | None:
        """The surest claim of a shape and sign that begins at night `earliest` or later."""
        return self._best((self.shape == shape) & (self.onset >= earliest), sign)

    def best_meter(self, sign: int, earliest: int) -> Claim | None:
        """The surest claim that one meter changed."""
        return self._best((self.shape >= FIRST_NOZZLE) & (self.onset >= earliest), sign)

    def _best(self, chosen: Mask, sign: int) -> Claim | None:
        z = np.where(chosen, sign * self.amplitude / self.scaled_sd, 0.0)
        place = int(np.argmax(z)) if len(z) else 0
        if not len(z) or z[place] <= 0:
            return None
        return Claim(
            int(self.shape[place]),
            int(self.onset[place]),
            float(self.amplitude[place]),
            float(self.scaled_sd[place]),
        )

    def litres_since(self, onset: int, nozzle: int | None = None) -> float:
        """Net litres sold since the day that ended at night `onset`."""
        rows = self.sold[max(onset - self.first, 0) :]
        return float(rows.sum() if nozzle is None else rows[:, nozzle].sum())

    def days_since(self, onset: int) -> int:
        """How many days a claim covers."""
        return self.night - onset + 1

    def meters(self) -> tuple[Floats, Floats]:
        """Every meter's bias (share, positive: more left than recorded), and their covariance."""
        return self.mean[:-1], self.cov[:-1, :-1]

    def common(self) -> tuple[float, float]:
        """Bias of all meters by litres sold (share, positive: more left than recorded), and its sd."""
        litres = self.sold.sum(axis=0)
        weight = litres / max(float(litres.sum()), 1.0)
        bias, cov = self.meters()
        sd = float(np.sqrt(weight @ cov @ weight)) * self.scale()
        return float(weight @ bias), sd

    def loss(self, honest_meters: float) -> tuple[float, float]:
        """Litres a day lost at all hours since the beginning, and its sd.

        Meters and loss are hard to tell apart: all meters together are taken to be within `honest_meters`
        (a share, one standard deviation).
        """
        litres = self.sold.sum(axis=0)
        weight = np.append(litres / max(float(litres.sum()), 1.0), 0.0)
        along = self.cov @ weight
        gain = along / (float(weight @ along) + honest_meters**2)
        rate = float(self.mean[-1] - gain[-1] * (weight @ self.mean))
        variance = float(self.cov[-1, -1] - gain[-1] * along[-1])
        return rate, float(np.sqrt(max(variance, 1e-6))) * self.scale()
