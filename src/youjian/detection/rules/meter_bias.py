"""meter.bias: one nozzle's meter is beyond the permissible error."""

from collections.abc import Iterator
from datetime import datetime

from youjian.contract.findings import Finding, Severity, anchor_of_episode
from youjian.detection import parameters as p
from youjian.detection.balance.books import standings
from youjian.detection.balance.meters import MeterClaim, one_meter
from youjian.detection.balance.telling import (
    Case,
    begin_of,
    episode,
    errors_at_verification,
    figures_of,
)
from youjian.detection.evidence import Size, Where, Words, clock, finding
from youjian.detection.facts import Facts
from youjian.detection.rule import Rule

_BASIS = {
    "absolute": ("按进油单据推算（该罐仅此一枪）", "by delivery documents, the only nozzle of its tank"),
    "past": ("与该枪此前相比", "against its own past"),
    "siblings": (
        "与同罐其他枪相比（已扣除检定示值误差）",
        "against the other nozzles of its tank, less the errors found at verification",
    ),
}


class MeterBias(Rule):
    """单枪示值误差不得超过最大允许误差.

    Basis: JJG 443, maximum permissible error ±0.30 %. By the account of its tank a nozzle differs by more
    than that from its siblings or from its own past. E > 0 (the customer gets less than shown) is an alarm,
    E < 0 told for information. The verification on site decides.

    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import LATER, facts
    >>> rule("meter.bias").judge(facts(present=("stations", "fuellings", "tank_readings")), LATER)
    []
    """

    code = "meter.bias"
    tick = "nightly"
    severities = ("alarm", "info")
    anchor = "number of the episode: `episode`"
    tables = ("stations", "tanks", "tank_charts", "nozzles", "fuellings", "tank_readings")
    optional = ("deliveries", "verifications", "device_events")
    explained_by = "检定时已知的示值误差；meter_adjusted 事件；全罐各枪同向偏离（meter.bias_common）"
    absent = "ended"
    parameters: p.MeterBias

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """The meters that stand out, as it stands at a night."""
        return list(self._judged(facts, as_of))

    def _judged(self, facts: Facts, as_of: datetime) -> Iterator[Finding]:
        errors: dict[str, dict[int, float]] = {}
        for station_id, standing in standings(facts, self.parameters.balance, as_of):
            if station_id not in errors:
                errors[station_id] = errors_at_verification(facts, station_id, as_of)
            for sign in (-1, 1):
                claim = one_meter(standing, errors[station_id], self.parameters.limits, sign)
                if claim is not None and claim.nozzle is not None:
                    severity: Severity = "alarm" if sign < 0 else "info"
                    yield self._say(Case(facts, as_of, station_id, standing), claim, severity)

    def _say(self, case: Case, claim: MeterClaim, severity: Severity) -> Finding:
        subject = f"nozzle:{claim.nozzle}"
        current = episode(case.facts, self.code, case.station_id, subject, case.as_of)
        if current.open is not None and current.open.severity == severity:
            return current.open
        number = current.number
        since = begin_of(claim.onset)
        error, low, high = claim.error_percent()
        where = Where(case.station_id, subject, anchor_of_episode(number), since, None, case.as_of)
        return finding(
            self,
            where,
            Size(error, low, high, "percent"),
            _words(claim, error, low, high),
            severity=severity,
            verdict="suspicion",
            records=case.records(since),
            figures=figures_of(case.standing, claim.onset)
            | {"basis": claim.basis, "z": claim.share / claim.sd},
            episode=number,
        )


def _words(claim: MeterClaim, error: float, low: float, high: float) -> Words:
    zh, en = _BASIS[claim.basis]
    since = clock(begin_of(claim.onset))
    return Words(
        f"{claim.nozzle}号枪自{since}起示值误差估计为{error:+.2f}%（95%区间{low:+.2f}%～{high:+.2f}%），"
        f"{zh}；以现场检定为准。",
        f"The indication error of nozzle {claim.nozzle} since {since} (Shanghai) is about {error:+.2f} % "
        f"(95 % interval {low:+.2f} to {high:+.2f} %) {en}; the verification on site decides.",
    )
