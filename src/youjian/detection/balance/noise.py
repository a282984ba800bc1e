"""What a gauge adds to a level: white, a slow wander, and a shift of a whole day."""

from dataclasses import dataclass

import numpy as np

from youjian.detection.balance.levels import Floats


@dataclass(frozen=True)
class Noise:
    """What the gauge adds to a level, in litres (rule-set parameters).

    `bin_l` of one bin at a typical count, `wander_l` of a slow wander that forgets itself in `wander_h`
    hours, `day_l` of a shift that lasts a day; `books_l_day` is what the books themselves miss in a day
    (litres per square root of a day).
    """

    bin_l: float = 2.0
    wander_l: float = 2.5
    wander_h: float = 2.5
    day_l: float = 1.5
    books_l_day: float = 4.0


def covariance(hours: Floats, count: Floats, noise: Noise) -> Floats:
    """Covariance (L²) of the rows of a piece: white, a slow wander, and a shift of the whole day."""
    apart = np.abs(hours[:, None] - hours[None, :])
    together = noise.wander_l**2 * np.exp(-apart / noise.wander_h) + noise.day_l**2
    together[np.diag_indices(len(hours))] += noise.bin_l**2 * (1.0 + 8.0 / count) / 2.0
    return together
