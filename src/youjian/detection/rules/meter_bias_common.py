"""meter.bias_common: all meters of a tank are off together."""

from collections.abc import Iterator
from datetime import datetime

from youjian.contract.findings import Finding, Severity, Verdict, anchor_of_episode
from youjian.detection import parameters as p
from youjian.detection.balance.books import standings
from youjian.detection.balance.meters import MeterClaim, all_meters
from youjian.detection.balance.standing import Standing
from youjian.detection.balance.telling import Case, begin_of, episode, figures_of
from youjian.detection.evidence import Size, Where, Words, clock, finding
from youjian.detection.facts import Facts
from youjian.detection.rule import Rule


class MeterBiasCommon(Rule):
    """全罐各枪示值误差同向偏离.

    Basis: JJG 443, and software that changes all meters of a station at once. All meters of a tank together
    differ from their own past, or from what delivery documents say, by more than 0.30 %. Level and sales
    alone cannot tell a common error from the chart's scale: without documents the verdict is `undecidable`.
    E > 0 (customers get less than shown) is an alarm, E < 0 is left to stock.hidden_sales.

    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import LATER, facts
    >>> rule("meter.bias_common").judge(facts(present=("stations", "fuellings", "tank_readings")), LATER)
    []
    """

    code = "meter.bias_common"
    tick = "nightly"
    severities = ("alarm", "info")
    anchor = "number of the episode: `episode`"
    tables = ("stations", "tanks", "tank_charts", "nozzles", "fuellings", "tank_readings")
    optional = ("deliveries", "device_events")
    explained_by = "罐容表或液位仪更换；进油单据系统偏差（已计入区间）"
    absent = "ended"
    parameters: p.MeterBiasCommon

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """The tanks whose meters are off together, and those of which nothing can be said."""
        return list(self._judged(facts, as_of))

    def _judged(self, facts: Facts, as_of: datetime) -> Iterator[Finding]:
        told = list(standings(facts, self.parameters.balance, as_of))
        claims = [(s, t, all_meters(t, self.parameters.limits, -1)) for s, t in told]
        for station_id, standing, claim in claims:
            if claim is not None and self._together(standing, station_id, claims):
                undecided = standing.documents == 0
                severity: Severity = "info" if undecided else "alarm"
                yield self._say(Case(facts, as_of, station_id, standing), claim, severity)
            elif self._unknowable(standing):
                share, sd = standing.common()
                nothing = MeterClaim(None, standing.first, share, sd, "absolute")
                yield self._say(Case(facts, as_of, station_id, standing), nothing, "info")

    def _together(
        self, standing: Standing, station_id: str, claims: list[tuple[str, Standing, MeterClaim | None]]
    ) -> bool:
        """A tank with one nozzle is that nozzle's matter, unless other tanks of the station say the same."""
        others = [c for s, t, c in claims if s == station_id and t is not standing and c is not None]
        return len(standing.nozzles) > 1 or bool(others)

    def _unknowable(self, standing: Standing) -> bool:
        nights = standing.night - standing.first
        return (
            standing.documents == 0
            and nights >= self.parameters.undecided_nights
            and standing.litres_since(standing.first) >= self.parameters.undecided_litres
        )

    def _say(self, case: Case, claim: MeterClaim, severity: Severity) -> Finding:
        subject = f"tank:{case.standing.tank_id}"
        current = episode(case.facts, self.code, case.station_id, subject, case.as_of)
        if current.open is not None and current.open.severity == severity:
            return current.open
        number = current.number
        since = begin_of(claim.onset)
        error, low, high = claim.error_percent()
        verdict: Verdict = "undecidable" if severity == "info" else "suspicion"
        return finding(
            self,
            Where(case.station_id, subject, anchor_of_episode(number), since, None, case.as_of),
            Size(error, low, high, "percent"),
            _words(case.standing, claim, verdict),
            severity=severity,
            verdict=verdict,
            records=case.records(since),
            figures=figures_of(case.standing, claim.onset)
            | {"basis": claim.basis, "z": claim.share / claim.sd},
            episode=number,
        )


def _words(standing: Standing, claim: MeterClaim, verdict: Verdict) -> Words:
    error, low, high = claim.error_percent()
    since, tank = clock(begin_of(claim.onset)), standing.tank_id
    zh = f"{tank}号罐各枪自{since}起示值误差整体估计为{error:+.2f}%（95%区间{low:+.2f}%～{high:+.2f}%）"
    en = (
        f"All meters of tank {tank} together since {since} (Shanghai): indication error about {error:+.2f} % "
        f"(95 % interval {low:+.2f} to {high:+.2f} %)"
    )
    if verdict == "undecidable":
        return Words(
            f"{zh}；没有进油单据，无法与罐容表误差区分，数据不足以判定。",
            f"{en}; without delivery documents this cannot be told from an error of the chart: undecidable.",
        )
    return Words(f"{zh}；以现场检定为准。", f"{en}; the verification on site decides.")
