"""What rules read of the register: its rows as dictionaries, and which stations trade."""

from datetime import datetime

import numpy as np
import pyarrow.compute as pc

from youjian.detection.evidence import Row, rows
from youjian.detection.facts import Facts


def register_rows(facts: Facts, table: str, as_of: datetime) -> list[Row]:
    """Every row of a small table, with times in UTC."""
    known = facts.known(table, as_of)
    return rows(known, np.ones(known.num_rows, dtype=bool))


def operating_stations(facts: Facts, as_of: datetime) -> set[str]:
    """The stations that are in operation."""
    stations = facts.known("stations", as_of)
    return set(stations.filter(pc.equal(stations["status"], "operating"))["station_id"].to_pylist())
