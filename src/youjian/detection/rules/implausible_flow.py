"""fuelling.implausible_flow: fuel faster than a dispenser can give it."""

from datetime import datetime

import numpy as np

from youjian.contract.findings import Finding, anchor_of_key
from youjian.detection import parameters as p
from youjian.detection.evidence import Row, Size, Where, Words, finding, known_of, litres, rows
from youjian.detection.facts import Facts
from youjian.detection.pairs import factor, integers, weigh
from youjian.detection.rule import Rule

_MICROSECONDS_PER_MINUTE = 60_000_000


class ImplausibleFlow(Rule):
    """平均流量不超过 200 L/min.

    Basis: scope of JJG 443. Mean flow above 200 L/min, or a volume without duration.

    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import LATER, facts, fuelling
    >>> quick = fuelling(7, started_at=fuelling(7).ended_at)
    >>> [finding] = rule("fuelling.implausible_flow").judge(facts(quick), LATER)
    >>> finding.message
    '加油30.00升，起止时间相同，没有时长。'
    """

    code = "fuelling.implausible_flow"
    tick = "pairwise"
    severities = ("warning", "info")
    anchor = "key of the record: `seq`"
    tables = ("fuellings",)
    explained_by = "设备时钟调整、起止时间只记到分钟；请核对采集终端的时钟事件"
    absent = "superseded"
    parameters: p.ImplausibleFlow

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """One finding per fuelling whose volume does not fit its duration."""
        fuellings = facts.known("fuellings", as_of)
        lasted = integers(fuellings, "ended_at") - integers(fuellings, "started_at")
        most_ml_per_minute = self.parameters.max_l_min * 1000
        volume = factor(integers(fuellings, "volume_ml"))
        broken = volume * _MICROSECONDS_PER_MINUTE > factor(lasted) * most_ml_per_minute
        return [self._say(row) for row in rows(fuellings, np.asarray(broken, dtype=bool))]

    def _say(self, row: Row) -> Finding:
        seconds = (row["ended_at"] - row["started_at"]).total_seconds()
        severity, verdict, words = weigh("warning", self._words(row["volume_ml"], seconds), row)
        where = Where(
            station_id=row["station_id"],
            subject=f"nozzle:{row['nozzle_id']}",
            anchor=anchor_of_key(seq=row["seq"]),
            started_at=row["started_at"],
            ended_at=row["ended_at"],
            detected_at=known_of(row),
        )
        return finding(
            self,
            where,
            Size.exact(row["volume_ml"], "ml"),
            words,
            severity=severity,
            verdict=verdict,
            records={"fuellings": [row]},
            figures={"volume_ml": row["volume_ml"], "seconds": seconds},
        )

    def _words(self, volume_ml: int, seconds: float) -> Words:
        volume = litres(volume_ml)
        if seconds == 0:
            return Words(
                f"加油{volume}升，起止时间相同，没有时长。",
                f"{volume} L with the same start and end: no duration.",
            )
        flow, most = f"{volume_ml / 1000 / seconds * 60:.0f}", self.parameters.max_l_min
        return Words(
            f"{seconds:g}秒内加油{volume}升，平均流量{flow}升/分钟，超过{most}升/分钟。",
            f"{volume} L in {seconds:g} s: a mean flow of {flow} L/min, above {most} L/min.",
        )
