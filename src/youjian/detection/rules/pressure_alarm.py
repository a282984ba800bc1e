"""vapour.pressure_alarm: the vapour space sat near zero on seven days in a row."""

from collections.abc import Iterator
from datetime import datetime

from youjian.contract.findings import Finding, finding_id
from youjian.detection import parameters as p
from youjian.detection.evidence import Size, Words, finding
from youjian.detection.facts import Facts
from youjian.detection.rule import Rule
from youjian.detection.vapour.books import day_name, last_day
from youjian.detection.vapour.nights import SpellAtNight, spells_at
from youjian.detection.vapour.pressure_days import PressureStation, PressureView, pressure_days
from youjian.detection.vapour.said import Said, Standing


class PressureAlarm(Rule):
    """油罐压力连续 7 日预警.

    Basis: GB 20952-2020 annex E.3.3 (informative: a lead, not a breach), for stations obliged to monitor
    online. Seven judged days in a row with `vapour.pressure_warning`. A day with less than 12 h of
    readings, or undecided by holes, neither lengthens nor breaks the row. One spell is one finding; it ends
    with the first judged day without a warning.

    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import LATER, facts, pressure, station
    >>> week = [pressure(minute, pressure_pa=0.0) for minute in range(-480, 7 * 1440 - 480, 5)]
    >>> held = facts(station(vapour_monitoring=True), *week)
    >>> [f.message for f in rule("vapour.pressure_alarm").judge(held, LATER)]
    ['至2026-11-28油罐压力连续7个判定日预警。']
    """

    code = "vapour.pressure_alarm"
    tick = "nightly"
    severities = ("alarm",)
    anchor = "number of the spell of alarm: `episode`"
    tables = ("stations", "pressure_readings")
    optional = ("maintenance",)
    explained_by = "maintenance 中针对 vapour 的停机申报时段内的读数不计；缺测超过5分钟即中断"
    parameters: p.VapourPressure

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """The spells that began by now, as far as their state was not said before."""
        book = pressure_days(facts, as_of, self.parameters)
        view = book.at(as_of)
        found = [(station, _spells(station, as_of)) for station in view.stations if station.spells]
        if not any(spells for _, spells in found) and not book.behind:
            return []
        said = Said(self, facts, as_of)
        standing = {
            key: stands
            for station, spells in found
            for key, stands in self._standing(said, view, station, spells, as_of)
        }
        return said.changes(standing, view.since())

    def _standing(
        self,
        said: Said,
        view: PressureView,
        station: PressureStation,
        spells: list[SpellAtNight],
        as_of: datetime,
    ) -> Iterator[tuple[str, Standing]]:
        numbers = said.numbers(station.station_id, "vapour", [spell.interval for spell in spells])
        for number, spell in zip(numbers, spells, strict=True):
            where = spell.where(station.station_id, "vapour", number, as_of)
            key = finding_id(self.code, station.station_id, "vapour", where.anchor)

            def write(number: int = number, spell: SpellAtNight = spell) -> Finding:
                return self._say(view, station, spell, number, as_of)

            yield key, Standing(("alarm", "discrepancy", spell.status), write)

    def _say(
        self, view: PressureView, station: PressureStation, spell: SpellAtNight, number: int, as_of: datetime
    ) -> Finding:
        days, streak = station.judged[spell.first : spell.last + 1], station.streaks[spell.last]
        name = day_name(days[-1].day)
        return finding(
            self,
            spell.where(station.station_id, "vapour", number, as_of),
            Size.exact(streak, "count"),
            Words(
                f"至{name}油罐压力连续{streak}个判定日预警。",
                f"Tank pressure in warning on {streak} judged days in a row up to {name}.",
            ),
            severity="alarm",
            status=spell.status,
            records={"pressure_readings": [row for day in days for row in view.ends(day)]},
            figures={
                "streak_days": streak,
                "days": [{"day": day_name(day.day), "longest_s": day.longest_s} for day in days],
            },
            episode=number,
        )


def _spells(station: PressureStation, as_of: datetime) -> list[SpellAtNight]:
    days = [day.day for day in station.judged]
    return spells_at(station.spells, days, days, last_day(as_of))
