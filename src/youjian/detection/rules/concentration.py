"""vapour.concentration: vapour at the outlet of the treatment device is too strong."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from youjian.contract.findings import Finding, Severity, Status, anchor_of_episode, finding_id
from youjian.detection import parameters as p
from youjian.detection.evidence import Size, Where, Words, clock, finding
from youjian.detection.facts import Facts
from youjian.detection.rule import Rule
from youjian.detection.vapour.concentration import Peaks, Strong, peaks
from youjian.detection.vapour.said import Interval, Said, Standing


class Concentration(Rule):
    """油气浓度达到 4000 µmol/mol 预警，8000 或连续 7 日报警.

    Basis: GB 20952-2020 annex E.3.3 (informative: a lead, not a breach), for stations obliged to monitor
    online whose monitor has a VOC sensor. A reading of at least 4000 ppm is a warning at once; a reading of
    at least 8000 ppm or the seventh day in a row with one of 4000 an alarm at once. One spell of such days
    is one finding; it ends with the first whole day, observed for at least 12 h, without one.

    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import after, facts, pressure, station
    >>> held = facts(station(vapour_monitoring=True), pressure(0, vapour_ppm=4000.0))
    >>> [f.message for f in rule("vapour.concentration").judge(held, after(10))]
    ['自2026-11-22 08:00:00起油气浓度最高4000ppm，达到4000ppm共1日。']
    """

    code = "vapour.concentration"
    tick = "watch"
    severities = ("warning", "alarm")
    anchor = "number of the spell of days: `episode`"
    tables = ("stations", "pressure_readings")
    optional = ("maintenance",)
    explained_by = "maintenance 中针对 vapour 的停机申报时段内的读数不计"
    parameters: p.VapourConcentration

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """The spells known by now, as far as their state was not said before."""
        held = peaks(facts, as_of, self.parameters)
        if not held.any_by(as_of):
            return []
        said = Said(self, facts, as_of)
        standing = {
            key: stands
            for station_id, spells in held.spells(as_of)
            for key, stands in self._standing(said, held, station_id, spells, as_of)
        }
        return said.changes(standing, {})

    def moments(self, facts: Facts, start: datetime, end: datetime) -> Iterable[datetime]:
        """When a day's first strong reading came in, and the midnights and late readings after one."""
        return peaks(facts, end, self.parameters).moments(start, end)

    def _standing(
        self, said: Said, held: Peaks, station_id: str, spells: list[Strong], as_of: datetime
    ) -> Iterator[tuple[str, Standing]]:
        intervals = [Interval(spell.start, spell.end) for spell in spells]
        for number, spell in zip(said.numbers(station_id, "vapour", intervals), spells, strict=True):
            where = Where(
                station_id=station_id,
                subject="vapour",
                anchor=anchor_of_episode(number),
                started_at=spell.start,
                ended_at=spell.end,
                detected_at=as_of,
            )
            severity = self._severity(spell)
            status: Status = "open" if spell.end is None else "ended"

            def write(where: Where = where, spell: Strong = spell, number: int = number) -> Finding:
                return self._say(held, where, spell, number)

            key = finding_id(self.code, station_id, "vapour", where.anchor)
            yield key, Standing((severity, "discrepancy", status), write)

    def _severity(self, spell: Strong) -> Severity:
        strong = spell.most_ppm >= self.parameters.alarm_ppm or spell.days >= self.parameters.alarm_days
        return "alarm" if strong else "warning"

    def _say(self, held: Peaks, where: Where, spell: Strong, number: int) -> Finding:
        least, most = f"{self.parameters.warning_ppm:g}", f"{spell.most_ppm:g}"
        return finding(
            self,
            where,
            Size.exact(spell.days, "count"),
            Words(
                f"自{clock(spell.start)}起油气浓度最高{most}ppm，达到{least}ppm共{spell.days}日。",
                f"Vapour concentration up to {most} ppm since {clock(spell.start)} (Shanghai), "
                f"at least {least} ppm on {spell.days} days.",
            ),
            severity=self._severity(spell),
            status="open" if spell.end is None else "ended",
            records={"pressure_readings": held.rows(spell)},
            figures={"most_ppm": spell.most_ppm, "days": spell.days},
            episode=number,
        )
