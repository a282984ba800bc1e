"""vapour.pressure_warning: the vapour space sat near zero for more than half a day."""

from datetime import datetime

from youjian.contract.findings import Finding, Severity, Verdict, finding_id
from youjian.detection import parameters as p
from youjian.detection.evidence import Size, Words, finding
from youjian.detection.facts import Facts
from youjian.detection.rule import Rule
from youjian.detection.vapour.books import day_name, last_day
from youjian.detection.vapour.nights import of_day
from youjian.detection.vapour.pressure_days import PressureDay, PressureView, pressure_days
from youjian.detection.vapour.said import Said, Standing


class PressureWarning(Rule):
    """油罐压力处于零压范围连续超过 12 小时.

    Basis: GB 20952-2020 annex E.3.3 (informative: a lead, not a breach), for stations obliged to monitor
    online. A sealed vapour space does not sit at zero: a warning when the gauge pressure stays within -50
    to +50 Pa (inclusive) for more than 12 h within one business day, from the first reading of the run to
    the last. A hole of more than 5 min between readings breaks the run. Where runs with nothing but holes
    between them make more than 12 h together the day is undecidable (info).

    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import LATER, facts, pressure, station
    >>> quiet = [pressure(minute, pressure_pa=10.0) for minute in range(0, 731, 5)]
    >>> held = facts(station(vapour_monitoring=True), *quiet)
    >>> [f.message for f in rule("vapour.pressure_warning").judge(held, LATER)]
    ['2026-11-22油罐压力在±50Pa以内连续12.2小时，超过12小时。']
    """

    code = "vapour.pressure_warning"
    tick = "nightly"
    severities = ("info", "warning")
    anchor = "business day: `day`"
    tables = ("stations", "pressure_readings")
    optional = ("maintenance",)
    explained_by = "maintenance 中针对 vapour 的停机申报时段内的读数不计；缺测超过5分钟即中断"
    parameters: p.VapourPressure

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """The days that have ended with a stay near zero, as far as they were not said before."""
        book = pressure_days(facts, as_of, self.parameters)
        view, night = book.at(as_of), last_day(as_of)
        noted = [
            (station.station_id, day)
            for station in view.stations
            for day in station.days
            if day.chained_s > self.parameters.longest_s and day.day <= night
        ]
        if not noted and not book.behind:
            return []
        standing = dict(self._standing(view, station, day, as_of) for station, day in noted)
        return Said(self, facts, as_of).changes(standing, view.since())

    def _standing(
        self, view: PressureView, station_id: str, day: PressureDay, as_of: datetime
    ) -> tuple[str, Standing]:
        where = of_day(station_id, "vapour", day.day, day.day, as_of)
        severity: Severity = "warning" if day.state == "warning" else "info"
        verdict: Verdict = "discrepancy" if day.state == "warning" else "undecidable"

        def write() -> Finding:
            return finding(
                self,
                where,
                Size.exact(day.longest_s, "seconds"),
                self._words(day),
                severity=severity,
                verdict=verdict,
                records={"pressure_readings": view.ends(day)},
                figures={
                    "longest_s": day.longest_s,
                    "with_holes_s": day.chained_s,
                    "observed_s": day.observed_s,
                    "holes": day.holes,
                },
            )

        key = finding_id(self.code, station_id, "vapour", where.anchor)
        return key, Standing((severity, verdict, "open"), write)

    def _words(self, day: PressureDay) -> Words:
        name, band = day_name(day.day), f"{self.parameters.band_pa:g}"
        hours, most = f"{day.longest_s / 3600:.1f}", f"{self.parameters.longest_s / 3600:g}"
        if day.state == "warning":
            return Words(
                f"{name}油罐压力在±{band}Pa以内连续{hours}小时，超过{most}小时。",
                f"{name}: tank pressure within ±{band} Pa for {hours} h on end, more than {most} h.",
            )
        together = f"{day.chained_s / 3600:.1f}"
        return Words(
            f"{name}油罐压力在±{band}Pa以内累计{together}小时，其间有缺测，数据不足以判定是否连续超过{most}小时。",
            f"{name}: tank pressure within ±{band} Pa for {together} h with holes in the data: "
            f"undecidable whether for more than {most} h on end.",
        )
