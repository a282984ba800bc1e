"""vapour.ratio_alarm: a nozzle's A/L outside the limits for a week, or far outside for a whole day."""

from collections.abc import Iterator
from datetime import datetime

from youjian.contract.findings import Finding, finding_id
from youjian.detection import parameters as p
from youjian.detection.evidence import Size, Words, finding
from youjian.detection.facts import Facts
from youjian.detection.rule import Rule
from youjian.detection.vapour.books import day_name, last_day
from youjian.detection.vapour.nights import SpellAtNight, spells_at
from youjian.detection.vapour.ratio_days import JudgedNozzle, RatioView, ratio_days
from youjian.detection.vapour.said import Said, Standing


class RatioAlarm(Rule):
    """气液比连续 7 日预警，或全日有效气液比均严重超限.

    Basis: GB 20952-2020 annex E.3.3 (informative: a lead, not a breach), for stations obliged to monitor
    online and nozzles that draw petrol. An alarm when 7 judged days in a row are in warning, or every valid
    A/L of a judged day (at least 5, both sides together) is below 0.60 or above 1.50. A day that is not
    judged neither lengthens nor breaks the row. One spell of alarm days is one finding; it ends with the
    first judged day without an alarm.

    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import LATER, facts, nozzle, station, vapour_fill
    >>> fills = [vapour_fill(n, ratio=0.5) for n in range(5)]
    >>> held = facts(station(vapour_monitoring=True), nozzle(), *fills)
    >>> [f.message for f in rule("vapour.ratio_alarm").judge(held, LATER)]
    ['2026-11-22有效气液比5次全部低于0.60或高于1.50。']
    """

    code = "vapour.ratio_alarm"
    tick = "nightly"
    severities = ("alarm",)
    anchor = "number of the spell of alarm: `episode`"
    tables = ("stations", "nozzles", "vapour_fills")
    optional = ("maintenance",)
    explained_by = "maintenance 中针对 vapour 的停机申报时段内的记录不计；加注 ORVR 车辆会使气液比偏低"
    parameters: p.VapourRatio

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """The spells that began by now, as far as their state was not said before."""
        days = ratio_days(facts, as_of, self.parameters)
        view = days.at(as_of)
        found = [(nozzle, _spells(nozzle, as_of)) for nozzle in view.nozzles if nozzle.spells]
        if not any(spells for _, spells in found) and not days.book.behind:
            return []
        said = Said(self, facts, as_of)
        standing = {
            key: stands
            for nozzle, spells in found
            for key, stands in self._standing(said, view, nozzle, spells, as_of)
        }
        return said.changes(standing, view.fills.since())

    def _standing(
        self, said: Said, view: RatioView, nozzle: JudgedNozzle, spells: list[SpellAtNight], as_of: datetime
    ) -> Iterator[tuple[str, Standing]]:
        numbers = said.numbers(nozzle.station_id, nozzle.subject, [spell.interval for spell in spells])
        for number, spell in zip(numbers, spells, strict=True):
            where = spell.where(nozzle.station_id, nozzle.subject, number, as_of)
            key = finding_id(self.code, nozzle.station_id, nozzle.subject, where.anchor)

            def write(number: int = number, spell: SpellAtNight = spell) -> Finding:
                return self._say(view, nozzle, spell, number, as_of)

            yield key, Standing(("alarm", "discrepancy", spell.status), write)

    def _say(
        self, view: RatioView, nozzle: JudgedNozzle, spell: SpellAtNight, number: int, as_of: datetime
    ) -> Finding:
        days = nozzle.days[spell.first : spell.last + 1]
        last = days[-1]
        bad = view.worst(last)
        return finding(
            self,
            spell.where(nozzle.station_id, nozzle.subject, number, as_of),
            Size.exact(last.streak, "count"),
            self._words(nozzle, spell),
            severity="alarm",
            status=spell.status,
            records={"vapour_fills": view.fills.rows(bad[: self.parameters.listed_records])},
            figures={
                "streak_days": last.streak,
                "severe": last.severe,
                "days": [
                    {"day": day_name(d.count.day), "judged": d.count.counted, "bad": d.count.bad}
                    for d in days
                ],
            },
            episode=number,
        )

    def _words(self, nozzle: JudgedNozzle, spell: SpellAtNight) -> Words:
        limits, last = self.parameters, nozzle.days[spell.last]
        name = day_name(last.count.day)
        if last.severe and last.streak < limits.alarm_days:
            low, high, count = f"{limits.severe_low:.2f}", f"{limits.severe_high:.2f}", last.count.valid
            return Words(
                f"{name}有效气液比{count}次全部低于{low}或高于{high}。",
                f"{name}: all {count} valid A/L were below {low} or above {high}.",
            )
        return Words(
            f"至{name}气液比连续{last.streak}个判定日预警。",
            f"A/L in warning on {last.streak} judged days in a row up to {name}.",
        )


def _spells(nozzle: JudgedNozzle, as_of: datetime) -> list[SpellAtNight]:
    days = [day.count.day for day in nozzle.days]
    return spells_at(nozzle.spells, days, [day.since for day in nozzle.days], last_day(as_of))
