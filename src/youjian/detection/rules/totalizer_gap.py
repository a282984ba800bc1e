"""fuelling.totalizer_gap: between two records, the meter ran further than the record says, or less far."""

from datetime import datetime

import numpy as np

from youjian.contract.findings import Finding, anchor_of_key
from youjian.detection import parameters as p
from youjian.detection.evidence import Row, Size, Where, Words, finding, known_of, litres
from youjian.detection.facts import Facts
from youjian.detection.pairs import consecutive, integers, weigh
from youjian.detection.repairs import Repairs
from youjian.detection.rule import Rule


class TotalizerGap(Rule):
    """累计泵码增加量 = 加油量.

    Basis: identity. Between records n and n + 1 of a nozzle the totalizer rises by the volume of n + 1.
    A falling totalizer is `fuelling.totalizer_reset` and not also a gap. With an authorised repair of the
    nozzle or its dispenser between the two it is told as `info`: a new board begins with a total of its own.

    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import LATER, facts, fuelling
    >>> honest, short = fuelling(41), fuelling(42, totalizer_ml=fuelling(42).totalizer_ml + 12_000)
    >>> [finding] = rule("fuelling.totalizer_gap").judge(facts(honest, short), LATER)
    >>> finding.estimate, finding.message
    (12000.0, '累计泵码增加42.00升，加油记录为30.00升，相差12.00升。')
    """

    code = "fuelling.totalizer_gap"
    tick = "pairwise"
    severities = ("alarm", "info")
    anchor = "key of the later record: `seq`"
    tables = ("fuellings",)
    optional = ("maintenance", "nozzles")
    explained_by = (
        "经批准的主板或税控芯片更换（maintenance 中该枪或该机的申报），此时仅作提示；"
        "同一端口两枪总累计串位后更正的，请核对更正记录"
    )
    absent = "superseded"
    parameters: p.TotalizerGap

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """One finding per consecutive pair whose totals and volume disagree."""
        pairs = consecutive(facts.known("fuellings", as_of))
        rise = pairs.totalizer_rise()
        excess = np.where(rise >= 0, rise - integers(pairs.later, "volume_ml"), 0)
        broken = np.abs(excess) > self.parameters.tolerance_ml
        repairs = Repairs(facts, as_of)
        return [self._say(earlier, later, repairs) for earlier, later in pairs.chosen(broken)]

    def _say(self, earlier: Row, later: Row, repairs: Repairs) -> Finding:
        rise = later["totalizer_ml"] - earlier["totalizer_ml"]
        excess = rise - later["volume_ml"]
        subject = f"nozzle:{later['nozzle_id']}"
        repair = repairs.between(later["station_id"], subject, earlier["ended_at"], later["ended_at"])
        told = _words(rise, later["volume_ml"], announced=bool(repair))
        severity, verdict, words = weigh("info" if repair else "alarm", told, later)
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
            Size.exact(excess, "ml"),
            words,
            severity=severity,
            verdict=verdict,
            records={"fuellings": [earlier, later], "maintenance": repair},
            figures={"rise_ml": rise, "volume_ml": later["volume_ml"], "difference_ml": excess},
        )


def _words(rise: int, volume: int, *, announced: bool) -> Words:
    apart = litres(abs(rise - volume))
    why, why_en = ("，期间有经批准的维修", ", with an approved repair in between") if announced else ("", "")
    return Words(
        f"累计泵码增加{litres(rise)}升，加油记录为{litres(volume)}升，相差{apart}升{why}。",
        f"The totalizer rose by {litres(rise)} L, the record says {litres(volume)} L: "
        f"{apart} L apart{why_en}.",
    )
