"""fuelling.overlap: one nozzle in two fuellings at once."""

from datetime import datetime

import numpy as np
import pyarrow as pa

from youjian.contract.findings import Finding, anchor_of_key
from youjian.contract.known import same_as_next
from youjian.detection.evidence import Row, Size, Where, Words, clock, finding, known_of
from youjian.detection.facts import Facts
from youjian.detection.pairs import Integers, Pairs, integers, weigh
from youjian.detection.rule import Rule


class Overlap(Rule):
    """同一把枪的两次加油时间不得重叠.

    Basis: contract. A fuelling is compared with the one of its nozzle that ended last among those begun
    before, so every fuelling begun inside another is found, whatever their `seq`. Touching is no overlap.

    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import LATER, after, facts, fuelling
    >>> [finding] = rule("fuelling.overlap").judge(facts(fuelling(7, ended_at=after(81)), fuelling(8)), LATER)
    >>> finding.estimate, finding.unit
    (60.0, 'seconds')
    """

    code = "fuelling.overlap"
    tick = "pairwise"
    severities = ("warning", "info")
    anchor = "key of the record that began later: `seq`"
    tables = ("fuellings",)
    explained_by = "设备时钟调整、同一端口两枪串位后更正；请核对采集终端的时钟事件与更正记录"
    absent = "superseded"

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """One finding per fuelling that began before another of its nozzle had ended."""
        fuellings = facts.known("fuellings", as_of)
        by_start = fuellings.sort_by(
            [(name, "ascending") for name in ("station_id", "nozzle_id", "started_at", "seq")]
        )
        longest = _ended_last_before(by_start)
        inside = np.flatnonzero(longest >= 0)
        pairs = Pairs(by_start.take(pa.array(longest[inside])), by_start.take(pa.array(inside)))
        overlapping = integers(pairs.later, "started_at") < integers(pairs.earlier, "ended_at")
        return [self._say(earlier, later) for earlier, later in pairs.chosen(overlapping)]

    def _say(self, earlier: Row, later: Row) -> Finding:
        end = min(earlier["ended_at"], later["ended_at"])
        seconds = (end - later["started_at"]).total_seconds()
        severity, verdict, words = weigh("warning", _words(earlier, later, seconds), earlier, later)
        where = Where(
            station_id=later["station_id"],
            subject=f"nozzle:{later['nozzle_id']}",
            anchor=anchor_of_key(seq=later["seq"]),
            started_at=later["started_at"],
            ended_at=end,
            detected_at=max(known_of(earlier), known_of(later)),
        )
        return finding(
            self,
            where,
            Size.exact(seconds, "seconds"),
            words,
            severity=severity,
            verdict=verdict,
            records={"fuellings": [earlier, later]},
            figures={"overlap_s": seconds, "earlier_seq": earlier["seq"], "later_seq": later["seq"]},
        )


def _ended_last_before(by_start: pa.Table) -> Integers:
    """For every row the position of the row of its nozzle above it that ended last; -1 for the first."""
    count = by_start.num_rows
    first = np.append(True, ~same_as_next(by_start, ("station_id", "nozzle_id")))[:count]
    rank = np.empty(count, dtype=np.int64)
    rank[np.argsort(integers(by_start, "ended_at"), kind="stable")] = np.arange(count)
    group = np.cumsum(first) * count
    highest = np.maximum.accumulate(rank + group)
    place = np.empty(count, dtype=np.int64)
    place[rank] = np.arange(count)
    before = np.roll(place[(highest - group)], 1)
    return np.where(first, -1, before)


def _words(earlier: Row, later: Row, seconds: float) -> Words:
    begun, ended = clock(later["started_at"]), clock(earlier["ended_at"])
    one, other = later["seq"], earlier["seq"]
    return Words(
        f"第{one}号记录{begun}开始时，第{other}号记录尚未结束（{ended}），重叠{seconds:g}秒。",
        f"Record {one} began at {begun}, before record {other} ended at {ended}: {seconds:g} s overlap.",
    )
