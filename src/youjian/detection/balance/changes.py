"""Honest changes that make something unknown again: another gauge, another chart, an adjusted meter."""

from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from youjian.detection.balance.levels import LAST, of_station
from youjian.detection.balance.stretch import SECOND
from youjian.detection.facts import Facts

GAUGE, CHART, METER = "gauge", "chart", "meter"
_MATTERS = {"gauge_replaced": GAUGE, "chart_changed": CHART, "meter_adjusted": METER}


@dataclass(frozen=True, order=True)
class Change:
    """At `at` (µs, known since `known`) a tank's gauge or chart, or a nozzle's meter, became another.

    `number` is the tank's (GAUGE, CHART) or the nozzle's (METER).
    """

    at: int
    known: int
    matter: str
    number: int

    def concerns(self, tanks: tuple[int, ...], nozzles: tuple[int, ...]) -> bool:
        """Whether it touches the book of some tanks and nozzles."""
        return self.number in (nozzles if self.matter == METER else tanks)


def station_changes(facts: Facts, station_id: str) -> list[Change]:
    """The changes of a station in the order of time: its events, new charts, announced work at tanks."""
    return sorted(
        {
            *_events(facts, station_id),
            *_charts(of_station(facts.known("tank_charts", LAST), station_id)),
            *_works(of_station(facts.known("maintenance", LAST), station_id)),
        }
    )


def _events(facts: Facts, station_id: str) -> list[Change]:
    events = facts.history("device_events")
    mine = pc.and_(
        pc.equal(events["station_id"], station_id), pc.is_in(events["code"], pa.array(list(_MATTERS)))
    )
    nozzles = of_station(facts.known("nozzles", LAST), station_id).to_pylist()
    made: list[Change] = []
    for row in events.filter(mine).to_pylist():
        matter, (device, _, number) = _MATTERS[row["code"]], row["device"].partition(":")
        numbers = [int(number)] if number.isdigit() else []
        if matter == METER and device == "dispenser":
            numbers = [n["nozzle_id"] for n in nozzles if n["dispenser_id"] in numbers]
        elif device != ("nozzle" if matter == METER else "tank"):
            numbers = []
        made += [Change(_micros(row["at"]), _micros(row["known_at"]), matter, n) for n in numbers]
    return made


def _charts(lines: pa.Table) -> list[Change]:
    """Every chart of a tank but its first."""
    dates = lines.select(["tank_id", "valid_from"]).group_by(["tank_id", "valid_from"]).aggregate([])
    first: dict[int, int] = {}
    made: list[Change] = []
    for row in sorted(dates.to_pylist(), key=lambda r: (r["tank_id"], r["valid_from"])):
        tank_id, at = int(row["tank_id"]), _micros(row["valid_from"])
        if first.setdefault(tank_id, at) != at:
            made.append(Change(at, at, CHART, tank_id))
    return made


def _works(announced: pa.Table) -> list[Change]:
    """A tank that is cleaned, or a probe that is serviced, may be another from the beginning and after it."""
    made: list[Change] = []
    for row in announced.to_pylist():
        device, _, number = row["device"].partition(":")
        if device == "tank" and number.isdigit():
            ends = (_micros(row["starts_at"]), _micros(row["ends_at"]))
            made += [Change(at, at, GAUGE, int(number)) for at in ends]
    return made


def _micros(moment: datetime) -> int:
    return int(moment.timestamp()) * SECOND
