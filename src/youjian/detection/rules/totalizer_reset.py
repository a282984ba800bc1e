"""fuelling.totalizer_reset: the meter's running total fell."""

from datetime import datetime

from youjian.contract.findings import Finding, Severity, anchor_of_key
from youjian.detection.evidence import Row, Size, Where, Words, finding, known_of, litres
from youjian.detection.facts import Facts
from youjian.detection.pairs import consecutive
from youjian.detection.repairs import Repairs
from youjian.detection.rule import Rule


class TotalizerReset(Rule):
    """累计泵码不得回落.

    Basis: `totalizer_ml` never falls; when it does, a board or a chip was changed or a port mixed up two
    nozzles. With an authorised repair announced it is told as `info`, otherwise as `alarm`.

    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import LATER, facts, fuelling
    >>> before, after = fuelling(41), fuelling(42, totalizer_ml=30_000)
    >>> [finding] = rule("fuelling.totalizer_reset").judge(facts(before, after), LATER)
    >>> finding.severity, finding.estimate
    ('alarm', -2200000.0)
    """

    code = "fuelling.totalizer_reset"
    tick = "pairwise"
    severities = ("alarm", "info")
    anchor = "key of the later record: `seq`"
    tables = ("fuellings",)
    optional = ("maintenance", "nozzles")
    explained_by = "经批准的主板或税控芯片更换（maintenance 中该枪或该机的申报），此时仅作提示"
    absent = "superseded"

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """One finding per consecutive pair whose total falls."""
        pairs = consecutive(facts.known("fuellings", as_of))
        repairs = Repairs(facts, as_of)
        return [self._say(a, b, repairs) for a, b in pairs.chosen(pairs.totalizer_rise() < 0)]

    def _say(self, earlier: Row, later: Row, repairs: Repairs) -> Finding:
        fall = later["totalizer_ml"] - earlier["totalizer_ml"]
        subject = f"nozzle:{later['nozzle_id']}"
        repair = repairs.between(later["station_id"], subject, earlier["ended_at"], later["ended_at"])
        severity: Severity = "info" if repair else "alarm"
        where = Where(
            station_id=later["station_id"],
            subject=subject,
            anchor=anchor_of_key(seq=later["seq"]),
            started_at=earlier["ended_at"],
            ended_at=later["ended_at"],
            detected_at=max(known_of(earlier), known_of(later)),
        )
        return finding(
            self,
            where,
            Size.exact(fall, "ml"),
            _words(earlier["totalizer_ml"], later["totalizer_ml"], announced=bool(repair)),
            severity=severity,
            records={"fuellings": [earlier, later], "maintenance": repair},
            figures={"before_ml": earlier["totalizer_ml"], "after_ml": later["totalizer_ml"]},
        )


def _words(before: int, after: int, *, announced: bool) -> Words:
    why, why_en = ("，期间有经批准的维修", ", within an approved repair") if announced else ("", "")
    return Words(
        f"累计泵码由{litres(before)}升回落到{litres(after)}升{why}。",
        f"The totalizer fell from {litres(before)} L to {litres(after)} L{why_en}.",
    )
