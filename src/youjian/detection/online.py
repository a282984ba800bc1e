"""How long a station was online, by its collector's heartbeats."""

from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youjian.contract.known import known_time
from youjian.contract.tables import TABLES
from youjian.detection.facts import Facts
from youjian.detection.moments import micros
from youjian.detection.pairs import integers

_SILENT_AFTER = 600 * 1_000_000
"""Microseconds without a heartbeat after which a station was not online in between."""


class Online:
    """Time since a moment, less the silences. Time before the first heartbeat held counts as online."""

    def __init__(self, facts: Facts, as_of: datetime) -> None:
        self._as_of = as_of
        beats = facts.known("heartbeats", as_of)
        beats = beats.filter(pc.equal(beats["device"], "collector"))
        self._beats = pa.table(
            {"station_id": beats["station_id"], "at": known_time(beats, TABLES["heartbeats"])}
        )

    def since(self, station_id: str, moment: datetime) -> timedelta:
        """How long the station was online between a moment and now."""
        elapsed = self._as_of - moment
        mine = self._beats.filter(pc.equal(self._beats["station_id"], station_id))
        if mine.num_rows == 0:
            return elapsed
        heard = np.sort(np.append(integers(mine, "at"), micros(self._as_of)))
        begin, end = np.maximum(heard[:-1], micros(moment)), heard[1:]
        silent = (end - begin)[(np.diff(heard) > _SILENT_AFTER) & (end > begin)]
        return elapsed - timedelta(microseconds=int(silent.sum()))
