"""How findings about a tank's books are told: the records they rest on, their episode, their words."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youjian.contract.columns import TIMESTAMP
from youjian.contract.fields import SHANGHAI
from youjian.contract.findings import Finding
from youjian.detection.balance.books import night_at
from youjian.detection.balance.levels import of_station
from youjian.detection.balance.rises import Rise
from youjian.detection.balance.standing import Standing
from youjian.detection.balance.today import Today
from youjian.detection.evidence import Row, rows
from youjian.detection.facts import Facts, latest_revisions
from youjian.detection.moments import moment_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_DOCUMENTS = 40


@dataclass(frozen=True)
class Episode:
    """The episode on a subject: its number, and the finding already open with it."""

    number: int
    open: Finding | None


@dataclass(frozen=True)
class Case:
    """A tank's account at a night, and the facts it was made from."""

    facts: Facts
    as_of: datetime
    station_id: str
    standing: Standing

    def records(self, since: datetime) -> dict[str, list[Row]]:
        """The records that a statement since a moment rests on."""
        return records_of(self.facts, self.station_id, self.standing, since, self.as_of)


def begin_of(onset: int) -> datetime:
    """The beginning of the day that ended at a night."""
    return moment_of(night_at(onset - 1))


def episode(facts: Facts, rule: str, station_id: str, subject: str, as_of: datetime) -> Episode:
    """The open episode, or the number that the next one gets."""
    said = facts.findings(rule, as_of)
    if said.num_rows == 0:
        return Episode(1, None)
    mine = pc.and_(pc.equal(said["station_id"], station_id), pc.equal(said["subject"], subject))
    latest = sorted(latest_revisions(said.filter(mine)).values(), key=_number)
    if latest and latest[-1].status == "open":
        return Episode(_number(latest[-1]), latest[-1])
    return Episode(len(latest) + 1, None)


def _number(finding: Finding) -> int:
    return int(json.loads(finding.evidence)["episode"])


def records_of(
    facts: Facts, station_id: str, standing: Standing, since: datetime, as_of: datetime
) -> dict[str, list[Row]]:
    """The records that a statement about a tank since a moment rests on.

    All readings and fuellings of weeks would be megabytes: the first and last stand for them.
    """
    readings = _since(of_station(facts.known("tank_readings", as_of), station_id), "at", since)
    readings = readings.filter(pc.equal(readings["tank_id"], standing.tank_id))
    fuellings = _since(of_station(facts.known("fuellings", as_of), station_id), "ended_at", since)
    fuellings = fuellings.filter(pc.is_in(fuellings["nozzle_id"], pa.array(standing.nozzles, pa.int64())))
    papers = [paper.row for arrival in standing.arrivals for paper in arrival.papers]
    return {
        "tank_readings": ends(readings),
        "fuellings": ends(fuellings.sort_by([("ended_at", "ascending"), ("nozzle_id", "ascending")])),
        "deliveries": papers[:_MOST_DOCUMENTS],
    }


def day_records(facts: Facts, station_id: str, day: Today, as_of: datetime) -> dict[str, list[Row]]:
    """The records that a statement about a tank's running day rests on: the first and last of each kind."""
    since, until = moment_of(day.start), pa.scalar(moment_of(day.until), TIMESTAMP)
    readings = _since(of_station(facts.known("tank_readings", as_of), station_id), "at", since)
    readings = readings.filter(
        pc.and_(pc.equal(readings["tank_id"], day.fit.tank_id), pc.less(readings["at"], until))
    )
    fuellings = _since(of_station(facts.known("fuellings", as_of), station_id), "ended_at", since)
    mine = pc.is_in(fuellings["nozzle_id"], pa.array(day.fit.nozzles, pa.int64()))
    fuellings = fuellings.filter(pc.and_(mine, pc.less(fuellings["ended_at"], until)))
    return {
        "tank_readings": ends(readings),
        "fuellings": ends(fuellings.sort_by([("ended_at", "ascending"), ("nozzle_id", "ascending")])),
    }


def ends(table: pa.Table) -> list[Row]:
    """The first and the last row."""
    places = sorted({0, table.num_rows - 1}) if table.num_rows else []
    return rows(table, np.array(places, dtype=np.int64))


def _since(table: pa.Table, column: str, since: datetime) -> pa.Table:
    return table.filter(pc.greater_equal(table[column], pa.scalar(since, TIMESTAMP)))


def figures_of(standing: Standing, onset: int) -> dict[str, Any]:
    """Litres sold and surprise night by night since an onset, and a digest of the account's numbers."""
    first = max(onset - standing.first, 0)
    numbers = np.concatenate([standing.mean, standing.sold.ravel(), standing.surprises])
    return {
        "nozzles": list(standing.nozzles),
        "nights": [begin_of(standing.first + n + 1) for n in range(first, len(standing.sold))],
        "sold_l": [round(float(v), 2) for v in standing.sold[first:].sum(axis=1)],
        "surprise_sd": [round(float(v), 2) for v in standing.surprises[first:]],
        "documents": standing.documents,
        "account_digest": hashlib.sha256(np.round(numbers, 3).tobytes()).hexdigest(),
    }


def errors_at_verification(facts: Facts, station_id: str, as_of: datetime) -> dict[int, float]:
    """The indication error of every nozzle at its last verification before a moment, percent."""
    found: dict[int, float] = {}
    day = as_of.astimezone(SHANGHAI).date()
    listed = of_station(facts.known("verifications", as_of), station_id).to_pylist()
    for row in sorted(listed, key=lambda r: r["verified_on"]):
        if row["verified_on"] < day and row["error_pct"] is not None:
            found[int(row["nozzle_id"])] = float(row["error_pct"])
    return found


def rise_records(
    facts: Facts, station_id: str, tank_id: int, rise: Rise, as_of: datetime
) -> dict[str, list[Row]]:
    """The readings around a rise, and the fuellings of the station between them (first and last)."""
    begin, end = (
        moment_of(rise.start) - timedelta(minutes=10),
        min(moment_of(rise.end) + timedelta(minutes=10), as_of),
    )
    readings = _since(of_station(facts.known("tank_readings", as_of), station_id), "at", begin)
    inside = pc.and_(
        pc.equal(readings["tank_id"], tank_id), pc.less_equal(readings["at"], pa.scalar(end, TIMESTAMP))
    )
    fuellings = _since(of_station(facts.known("fuellings", as_of), station_id), "ended_at", begin)
    fuellings = fuellings.filter(pc.less_equal(fuellings["ended_at"], pa.scalar(end, TIMESTAMP)))
    return {"tank_readings": ends(readings.filter(inside)), "fuellings": ends(fuellings)}
