"""vapour.ratio_warning: too many fills of a nozzle's day with an A/L outside the limits."""

from datetime import datetime

from youjian.contract.findings import Finding, finding_id
from youjian.detection import parameters as p
from youjian.detection.evidence import Size, Words, finding
from youjian.detection.facts import Facts
from youjian.detection.rule import Rule
from youjian.detection.vapour.books import day_name, last_day
from youjian.detection.vapour.nights import of_day
from youjian.detection.vapour.ratio_days import JudgedDay, JudgedNozzle, RatioView, ratio_days
from youjian.detection.vapour.said import Said, Standing


class RatioWarning(Rule):
    """气液比当日超限次数超过 25%.

    Basis: GB 20952-2020 annex E.3.3 (informative: a lead, not a breach), for stations obliged to monitor
    online and nozzles that draw petrol. A valid A/L is one fuelling of at least 15 L by the monitor's own
    record; a warning when more than 25 % of a day's are below 0.90 or above 1.30 (the limits are inside).
    With fewer than 5 the day waits for the next: the pool is judged on the day on which it reaches 5 and is
    then emptied. The standard's text may also mean all fuellings as the base: parameter `count`. The A/L is
    the monitor's own, as the standard reads it; `vapour.volume_mismatch` tells when its volume is not the
    dispenser's. Records that arrive later may raise or withdraw what was said of their day.

    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import LATER, facts, nozzle, station, vapour_fill
    >>> fills = [vapour_fill(n, ratio=0.80 if n < 2 else 1.05) for n in range(5)]
    >>> held = facts(station(vapour_monitoring=True), nozzle(), *fills)
    >>> [f.message for f in rule("vapour.ratio_warning").judge(held, LATER)]
    ['2026-11-22有效气液比5次，其中2次低于0.90或高于1.30，占40.0%，超过25%。']
    """

    code = "vapour.ratio_warning"
    tick = "nightly"
    severities = ("warning",)
    anchor = "business day on which the pool was judged: `day`"
    tables = ("stations", "nozzles", "vapour_fills")
    optional = ("maintenance",)
    explained_by = "maintenance 中针对 vapour 的停机申报时段内的记录不计；加注 ORVR 车辆会使气液比偏低"
    parameters: p.VapourRatio

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """The warnings of all days that have ended, as far as they were not said before."""
        days = ratio_days(facts, as_of, self.parameters)
        view, night = days.at(as_of), last_day(as_of)
        warned = [(nozzle, day) for nozzle, day in view.warned if day.count.day <= night]
        if not warned and not days.book.behind:
            return []
        standing = dict(self._standing(view, nozzle, day, as_of) for nozzle, day in warned)
        return Said(self, facts, as_of).changes(standing, view.fills.since())

    def _standing(
        self, view: RatioView, nozzle: JudgedNozzle, day: JudgedDay, as_of: datetime
    ) -> tuple[str, Standing]:
        where = of_day(nozzle.station_id, nozzle.subject, day.count.day, day.since, as_of)
        key = finding_id(self.code, nozzle.station_id, nozzle.subject, where.anchor)

        def write() -> Finding:
            bad = view.worst(day)
            return finding(
                self,
                where,
                Size.exact(100 * day.count.bad / day.count.counted, "percent"),
                self._words(day),
                severity="warning",
                records={"vapour_fills": view.fills.rows(bad[: self.parameters.listed_records])},
                figures={
                    "judged": day.count.counted,
                    "bad": day.count.bad,
                    "streak_days": day.streak,
                    "pool_since": day_name(day.since),
                },
            )

        return key, Standing(("warning", "discrepancy", "open"), write)

    def _words(self, day: JudgedDay) -> Words:
        limits = self.parameters
        count, bad = day.count.counted, day.count.bad
        share = f"{100 * bad / count:.1f}"
        name, since = day_name(day.count.day), day_name(day.since)
        zh = name if since == name else f"{since}至{name}"
        en = name if since == name else f"{since} to {name}"
        low, high = f"{limits.low:.2f}", f"{limits.high:.2f}"
        return Words(
            f"{zh}有效气液比{count}次，其中{bad}次低于{low}或高于{high}，占{share}%，超过{limits.bad_percent}%。",
            f"{en}: {bad} of {count} valid A/L were below {low} or above {high}, {share} %, "
            f"more than {limits.bad_percent} %.",
        )
