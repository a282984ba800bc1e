"""Which tank and product a nozzle stood for at a moment (`nozzles`, by `valid_from`)."""

from collections import defaultdict
from datetime import datetime

import numpy as np

from youjian.detection.evidence import Row, rows
from youjian.detection.facts import Facts
from youjian.detection.moments import micros
from youjian.detection.pairs import Integers

Nozzle = tuple[str, int]
_ALWAYS = -(2**62)


class NozzleMap:
    """The rows of the register by nozzle, in the order in which they came into force."""

    def __init__(self, facts: Facts, as_of: datetime) -> None:
        self.rows: dict[Nozzle, list[Row]] = defaultdict(list)
        self._begins: dict[Nozzle, Integers] = {}
        table = facts.known("nozzles", as_of)
        for row in rows(table, np.ones(table.num_rows, dtype=bool)):
            self.rows[row["station_id"], row["nozzle_id"]].append(row)
        for nozzle, listed in self.rows.items():
            listed.sort(key=_begin)
            self._begins[nozzle] = np.array([_begin(row) for row in listed], dtype=np.int64)

    def index(self, nozzle: Nozzle, times: Integers) -> Integers:
        """For every time, which of the nozzle's rows applied; -1 where none did."""
        if nozzle not in self._begins:
            return np.full(len(times), -1, dtype=np.int64)
        return np.searchsorted(self._begins[nozzle], times, side="right").astype(np.int64) - 1


def _begin(row: Row) -> int:
    return _ALWAYS if row["valid_from"] is None else micros(row["valid_from"])
