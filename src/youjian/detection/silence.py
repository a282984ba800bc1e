"""Silences of the collectors: between two heartbeats, or since the last one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youjian.contract.columns import TIMESTAMP
from youjian.contract.findings import Finding
from youjian.contract.known import known_time, same_as_next
from youjian.contract.tables import TABLES
from youjian.detection.evidence import Row, rows
from youjian.detection.facts import Facts, latest_revisions
from youjian.detection.moments import micros, moment_of
from youjian.detection.pairs import integers
from youjian.detection.repairs import Repairs
from youjian.detection.spans import Span, within, without


@dataclass(frozen=True)
class Silence:
    """No heartbeat of a station's collector came in between `start` and `end` (None: still none)."""

    station_id: str
    start: datetime
    end: datetime | None


@dataclass(frozen=True)
class Episodes:
    """What was already said about the silences of one station."""

    findings: tuple[Finding, ...]

    def at(self, start: datetime) -> Finding | None:
        """The latest revision of the episode that began at a moment."""
        return next((f for f in self.findings if f.started_at == start), None)

    def number(self, start: datetime) -> int | None:
        """Its number."""
        found = self.at(start)
        return None if found is None else json.loads(found.evidence)["episode"]


def episodes_said(facts: Facts, rule: str, as_of: datetime) -> dict[str, Episodes]:
    """The episodes that a rule has raised before, by station, in the order of their beginning."""
    by_station: dict[str, list[Finding]] = {}
    for finding in latest_revisions(facts.findings(rule, as_of)).values():
        by_station.setdefault(finding.station_id, []).append(finding)
    return {
        station: Episodes(tuple(sorted(found, key=lambda f: f.started_at)))
        for station, found in by_station.items()
    }


def silences(
    beats: pa.Table, said: Mapping[str, Episodes], as_of: datetime, longer_than_s: int
) -> list[Silence]:
    """Every silence longer than a limit, by station and time; open ones have no end.

    An episode that has not ended counts as a heartbeat at its beginning, so that it goes on when the
    heartbeat before it is no longer held.
    """
    marks = pa.concat_tables([_heard(beats), _began(said)]).sort_by(
        [("station_id", "ascending"), ("at", "ascending")]
    )
    at = integers(marks, "at")
    goes_on = np.append(same_as_next(marks, ("station_id",)), False)[: len(at)]
    now = micros(as_of)
    until = np.where(goes_on, np.roll(at, -1), now)
    stations = marks["station_id"]
    return [
        Silence(stations[int(i)].as_py(), moment_of(at[i]), moment_of(until[i]) if goes_on[i] else None)
        for i in np.flatnonzero(until - at > longer_than_s * 1_000_000)
    ]


def number_episodes(found: list[Silence], said: Mapping[str, Episodes]) -> list[int]:
    """The episode number of every silence: its own when it was said before, else the next of its station."""
    last = {station: len(episodes.findings) for station, episodes in said.items()}
    numbers: list[int] = []
    for silence in found:
        number = said[silence.station_id].number(silence.start) if silence.station_id in said else None
        if number is None:
            number = last[silence.station_id] = last.get(silence.station_id, 0) + 1
        numbers.append(number)
    return numbers


def heartbeats_around(beats: pa.Table, silence: Silence) -> list[Row]:
    """The heartbeats that a silence began and ended with, as far as they are still held."""
    ends = pa.array([silence.start, silence.end], TIMESTAMP)
    at_ends = pc.and_(
        pc.and_(pc.equal(beats["station_id"], silence.station_id), pc.equal(beats["device"], "collector")),
        pc.is_in(known_time(beats, TABLES["heartbeats"]), ends),
    )
    return rows(beats, at_ends.to_numpy())


class Counted:
    """Counts the seconds of a silence: while the platform's door was open and no downtime was announced."""

    def __init__(self, facts: Facts, as_of: datetime) -> None:
        self._as_of = as_of
        self._repairs = Repairs(facts, as_of)
        self._door: list[Span] | None = None
        if facts.has("door_spans"):
            spans = facts.known("door_spans", as_of)
            self._door = list(
                zip(spans["started_at"].to_pylist(), spans["ended_at"].to_pylist(), strict=True)
            )

    def seconds(self, silence: Silence) -> float:
        """What is left of it, in seconds."""
        whole: Span = (silence.start, silence.end or self._as_of)
        heard = [whole] if self._door is None else within(whole, self._door)
        announced = [
            (row["starts_at"], row["ends_at"])
            for row in self._repairs.between(silence.station_id, "collector", *whole)
        ]
        return without(heard, announced).total_seconds()


def _heard(beats: pa.Table) -> pa.Table:
    of_collectors = beats.filter(pc.equal(beats["device"], "collector"))
    known = known_time(of_collectors, TABLES["heartbeats"])
    return pa.table({"station_id": of_collectors["station_id"], "at": known})


def _began(said: Mapping[str, Episodes]) -> pa.Table:
    still = [f for episodes in said.values() for f in episodes.findings if f.status != "ended"]
    return pa.table(
        {
            "station_id": pa.array([f.station_id for f in still], pa.string()),
            "at": pa.array([f.started_at for f in still], TIMESTAMP),
        }
    )
