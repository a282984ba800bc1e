"""When each version of a record stood: from its own known time until another version was known."""

import numpy as np
import pyarrow as pa

from youjian.contract.known import same_as_next
from youjian.detection.pairs import Integers, Mask, integers

NEVER = np.iinfo(np.int64).max


class Standing:
    """The rows of a history (`Facts.history`) and the moments, in microseconds, between which each stood."""

    def __init__(self, history: pa.Table, key: tuple[str, ...]) -> None:
        self.history = history
        self.known = integers(history, "known_at")
        self.until = np.full(history.num_rows, NEVER, dtype=np.int64)
        for row in np.flatnonzero(same_as_next(history, key))[::-1]:
            self.until[row] = min(self.known[row + 1], self.until[row + 1])

    def at(self, moment: int, rows: Integers | None = None) -> Mask:
        """Which rows (default all) were known and current at a moment."""
        known, until = (self.known, self.until) if rows is None else (self.known[rows], self.until[rows])
        return (known <= moment) & (until > moment)
