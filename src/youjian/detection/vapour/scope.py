"""Which vapour records count: stations obliged to monitor, petrol nozzles, no announced downtime."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youjian.contract.known import same_as_next
from youjian.detection.facts import Facts
from youjian.detection.moments import micros
from youjian.detection.pairs import Integers, Mask
from youjian.detection.registers import register_rows

PETROL = frozenset({"92", "95", "98", "92E", "95E"})
NozzleKey = tuple[str, int]


@dataclass(frozen=True)
class Runs:
    """Neighbouring rows with the same key: where each run begins and ends."""

    first: Integers
    end: Integers

    def codes(self) -> Integers:
        """The number of its run for every row."""
        return np.repeat(np.arange(len(self.first)), self.end - self.first)


def runs(table: pa.Table, columns: tuple[str, ...]) -> Runs:
    """The runs of rows that agree in some columns."""
    if table.num_rows == 0:
        nothing = np.zeros(0, dtype=np.int64)
        return Runs(nothing, nothing)
    breaks = np.flatnonzero(~same_as_next(table, columns)) + 1
    return Runs(np.append(0, breaks), np.append(breaks, table.num_rows))


def obliged(facts: Facts, as_of: datetime) -> set[str]:
    """Stations that must monitor their vapour recovery online."""
    stations = facts.known("stations", as_of)
    return set(stations.filter(stations["vapour_monitoring"])["station_id"].to_pylist())


def of_stations(table: pa.Table, stations: set[str]) -> pa.Table:
    """The rows of some stations."""
    wanted = pc.is_in(table["station_id"], pa.array(sorted(stations), pa.string()))
    return table if pc.all(wanted).as_py() in (True, None) else table.filter(wanted)


class Nozzles:
    """What every nozzle draws, at any moment."""

    def __init__(self, facts: Facts, as_of: datetime) -> None:
        self._rows: dict[NozzleKey, list[tuple[int, bool]]] = {}
        for row in register_rows(facts, "nozzles", as_of):
            begins = -(2**62) if row["valid_from"] is None else micros(row["valid_from"])
            key = row["station_id"], row["nozzle_id"]
            self._rows.setdefault(key, []).append((begins, row["product"] in PETROL))

    def petrol(self, key: NozzleKey, at: Integers) -> Mask:
        """Whether a nozzle drew petrol at each moment; a nozzle that nobody registered draws none."""
        known = sorted(self._rows.get(key, []))
        begins = np.array([begin for begin, _ in known], dtype=np.int64)
        draws = np.array([False, *(petrol for _, petrol in known)])
        return draws[np.searchsorted(begins, at, side="right")]


class Downtime:
    """Announced downtime of the vapour monitors (停机申报)."""

    def __init__(self, facts: Facts, as_of: datetime) -> None:
        self._rows = [row for row in register_rows(facts, "maintenance", as_of) if row["device"] == "vapour"]

    def covers(self, station_id: str, at: Integers) -> Mask:
        """Whether a moment lies in announced downtime of a station's monitor."""
        covered = np.zeros(len(at), dtype=bool)
        for row in self._rows:
            if row["station_id"] == station_id:
                covered |= (at >= micros(row["starts_at"])) & (at <= micros(row["ends_at"]))
        return covered
