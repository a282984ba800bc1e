"""stock.water: water at the bottom of a tank rises, or stands too high."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from youjian.contract.findings import Finding, Severity, Status, anchor_of_episode
from youjian.detection import parameters as p
from youjian.detection.books.water_levels import WaterLevels, water_levels
from youjian.detection.evidence import Size, Where, Words, finding
from youjian.detection.facts import Facts, latest_revisions
from youjian.detection.moments import micros
from youjian.detection.rule import Rule

_NEW_BASE = ("gauge_replaced", "chart_changed")
_HOUR = 3600 * 1_000_000
Tank = tuple[str, int]


@dataclass(frozen=True)
class _State:
    """A tank's water on a night, mm: its height, the lowest since the base began, the night before's."""

    height_mm: float
    base_mm: float
    before_mm: float
    since: datetime


@dataclass(frozen=True)
class _Episode:
    """Which episode of a tank it is, since when, and when it was seen to be over."""

    tank: Tank
    number: int
    started: datetime
    ended: datetime | None


class Water(Rule):
    """罐底水位.

    Basis: oil quality. The level of a night is the median of the last six hours of readings; the base is the
    lowest such level of thirty nights, begun anew when the gauge or chart is replaced or announced work on
    the tank ends. A rise of more than 10 mm above the base is a warning, as rain and condensation make it; a
    level above 50 mm, or a rise of more than 30 mm in a day, is an alarm. The episode ends when the water is
    gone.

    >>> from datetime import timedelta
    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples_books import BOOKS_START, wet_tank
    >>> judge = rule("stock.water").judge
    >>> [f.message for f in judge(wet_tank(3.0, 4.0, 16.0), BOOKS_START + timedelta(days=2, hours=26))]
    ['1号罐水位16毫米，比此前最低的3毫米上升13毫米。']
    """

    code = "stock.water"
    tick = "nightly"
    severities = ("alarm", "warning")
    anchor = "number of the episode on the tank: `episode`"
    tables = ("tanks", "tank_readings")
    optional = ("device_events", "maintenance")
    explained_by = "更换液位仪或罐容表、油罐清洗检修申报（重新起算）"
    parameters: p.Water

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """The tanks whose water is high or has risen, and the episodes that are over."""
        said = _said(facts, self.code, as_of)
        found: list[Finding] = []
        for tank, levels in water_levels(facts).items():
            state = self._state(facts, levels, tank, as_of) if self._moved(levels) else None
            one = None if state is None else self._episode(tank, state, said.get(tank, []), as_of)
            found += [] if one is None else [one]
        return found

    def moments(self, facts: Facts, start: datetime, end: datetime) -> Iterable[datetime] | None:
        """Every night where some tank's water ever moved by so much; none elsewhere."""
        del start, end
        return None if any(self._moved(levels) for levels in water_levels(facts).values()) else []

    def _moved(self, levels: WaterLevels) -> bool:
        return levels.moved(self.parameters.rise_mm, self.parameters.high_mm)

    def _state(self, facts: Facts, levels: WaterLevels, tank: Tank, as_of: datetime) -> _State | None:
        earliest = as_of - timedelta(days=self.parameters.base_days)
        first = max([earliest, *_new_bases(facts, tank, as_of)])
        window = int(self.parameters.window_h * _HOUR)
        heights = levels.nights(micros(as_of), micros(first), window, self.parameters.least_readings)
        known = [height for height in heights if height is not None]
        if heights[0] is None:
            return None
        return _State(heights[0], min(known), known[1] if len(known) > 1 else heights[0], first)

    def _episode(self, tank: Tank, now: _State, said: list[Finding], as_of: datetime) -> Finding | None:
        """The tank's episode as it stands: a new one, the open one, or the open one ended."""
        open_one = next((f for f in said if f.status == "open"), None)
        if open_one is None:
            episode = _Episode(tank, len(said) + 1, as_of, None)
            return self._say(episode, now, now.base_mm, None, as_of) if self._wet(now) else None
        told = json.loads(open_one.evidence)
        begun_anew = now.since > open_one.started_at
        base = now.base_mm if begun_anew else float(told["figures"]["base_mm"])
        dry = now.height_mm <= self.parameters.high_mm - self.parameters.release_mm
        gone = now.height_mm - base < self.parameters.rise_mm - self.parameters.release_mm
        ended = as_of if dry and gone else None
        episode = _Episode(tank, told["episode"], open_one.started_at, ended)
        return self._say(episode, now, base, open_one.severity, as_of)

    def _wet(self, now: _State) -> bool:
        risen = now.height_mm - now.base_mm > self.parameters.rise_mm
        return risen or now.height_mm > self.parameters.high_mm

    def _severity(self, now: _State, before: Severity | None) -> Severity:
        rapid = now.height_mm - now.before_mm > self.parameters.rapid_mm
        high = now.height_mm > self.parameters.high_mm
        return "alarm" if rapid or high or before == "alarm" else "warning"

    def _say(
        self, episode: _Episode, now: _State, base: float, before: Severity | None, as_of: datetime
    ) -> Finding:
        status: Status = "open" if episode.ended is None else "ended"
        station_id, tank = episode.tank
        anchor = anchor_of_episode(episode.number)
        rise = now.height_mm - base
        return finding(
            self,
            Where(station_id, f"tank:{tank}", anchor, episode.started, episode.ended, as_of),
            Size(now.height_mm, now.height_mm - 1.0, now.height_mm + 1.0, "mm"),
            _words(tank, now.height_mm, base, rise),
            severity=self._severity(now, before),
            verdict="suspicion",
            status=status,
            records={},
            figures={
                "height_mm": now.height_mm,
                "base_mm": base,
                "rise_mm": rise,
                "night_before_mm": now.before_mm,
            },
            episode=episode.number,
        )


def _words(tank: int, height: float, base: float, rise: float) -> Words:
    if rise < 1.0:
        return Words(f"{tank}号罐水位{height:.0f}毫米。", f"Water in tank {tank} stands at {height:.0f} mm.")
    return Words(
        f"{tank}号罐水位{height:.0f}毫米，比此前最低的{base:.0f}毫米上升{rise:.0f}毫米。",
        f"Water in tank {tank} stands at {height:.0f} mm, {rise:.0f} mm above the {base:.0f} mm before.",
    )


def _said(facts: Facts, code: str, as_of: datetime) -> dict[Tank, list[Finding]]:
    made: dict[Tank, list[Finding]] = {}
    for one in latest_revisions(facts.findings(code, as_of)).values():
        made.setdefault((one.station_id, int(one.subject.removeprefix("tank:"))), []).append(one)
    return made


def _new_bases(facts: Facts, tank: Tank, as_of: datetime) -> list[datetime]:
    """When a tank's base began anew: a new gauge or chart, the end of announced work."""
    device = f"tank:{tank[1]}"
    events = facts.known("device_events", as_of).to_pylist()
    begun = [
        row["at"]
        for row in events
        if (row["station_id"], row["device"]) == (tank[0], device) and row["code"] in _NEW_BASE
    ]
    works = facts.known("maintenance", as_of).to_pylist()
    begun += [
        row["ends_at"]
        for row in works
        if (row["station_id"], row["device"]) == (tank[0], device) and row["ends_at"] <= as_of
    ]
    return begun
