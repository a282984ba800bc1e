"""Stock in a tank at a moment of the books."""

import numpy as np

from youjian.detection.books.station import StationBooks

HOUR = 3600 * 1_000_000
_REACH = HOUR // 4


def stock20(books: StationBooks, tank: int, at: int, as_of: int) -> float:
    """Litres at 20 °C in a tank around a moment: the median of a half hour's readings."""
    level = books.levels[tank]
    low, high = (int(i) for i in np.searchsorted(level.at, [at - _REACH, at + _REACH]))
    seen = level.known[low:high] <= as_of
    return float(np.median(level.net_l[low:high][seen]))
