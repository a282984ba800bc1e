"""fuelling.sequence_gap: numbers are missing between two records of a nozzle."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec
import pyarrow as pa

from youjian.contract.findings import Finding, anchor_of_key
from youjian.detection import parameters as p
from youjian.detection.evidence import Row, Size, Where, Words, finding, known_of, litres
from youjian.detection.facts import Facts, latest_revisions
from youjian.detection.moments import between, micros
from youjian.detection.online import Online
from youjian.detection.pairs import Mask, Pairs, consecutive, integers, neighbours, weigh
from youjian.detection.rule import Rule
from youjian.detection.waiting import Arrivals, OnlineWaits


class SequenceGap(Rule):
    """加油记录序号连续.

    Basis: contract, `seq` rises by exactly 1 per nozzle. A hole is raised when it is not filled within 72
    hours of the station being online since it was seen; the litres across it, by totalizer, are its estimate
    (none when the total fell). Filled later, the finding is `ended`. Where the record with the higher number
    is older, a counter began anew, and no number between the two was ever given. A record made from totals
    that has all litres of the missing ones leaves it undecidable.

    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import LATER, facts, fuelling
    >>> [finding] = rule("fuelling.sequence_gap").judge(facts(fuelling(41), fuelling(43)), LATER)
    >>> finding.estimate, finding.message
    (30000.0, '第41号与第43号加油记录之间缺1条，按累计泵码其间出油30.00升。')
    """

    code = "fuelling.sequence_gap"
    tick = "watch"
    severities = ("alarm", "warning", "info")
    anchor = "key of the record after the hole: `seq`"
    tables = ("fuellings",)
    optional = ("heartbeats",)
    explained_by = "采集终端更换后序号接续有误、端口故障；补传后自动结束"
    parameters: p.SequenceGap

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """The holes that waited long enough, and the end of those that were filled."""
        fuellings = facts.known("fuellings", as_of)
        near = neighbours(fuellings)
        holes = near.chosen((near.sequence_step() > 1) & ~self._began_anew(near))
        said = [self._say(a, b, as_of) for a, b in self._waited(list(holes), facts, as_of)]
        return said + self._filled(facts, fuellings, as_of)

    def moments(self, facts: Facts, start: datetime, end: datetime) -> Iterable[datetime]:
        """When the wait for missing records may be over, and when records came that were waited for."""
        wait_s = self.parameters.wait_s
        arrivals, waits = Arrivals(facts.history("fuellings")), OnlineWaits(facts, end)
        late = arrivals.late(wait_s)
        named = set(late)
        for seen in (*late, micros(end) + 1):
            for station_id, since in arrivals.beside_holes(seen):
                named.update(waits.after(station_id, since, wait_s))
        return between(named, start, end)

    def _waited(self, holes: list[tuple[Row, Row]], facts: Facts, as_of: datetime) -> list[tuple[Row, Row]]:
        """The holes seen so long ago, and with the station online so long since."""
        wait = timedelta(seconds=self.parameters.wait_s)
        old = [(a, b) for a, b in holes if as_of - max(known_of(a), known_of(b)) >= wait]
        if not old:
            return []
        online = Online(facts, as_of)
        return [
            (a, b) for a, b in old if online.since(b["station_id"], max(known_of(a), known_of(b))) >= wait
        ]

    def _began_anew(self, near: Pairs) -> Mask:
        """Pairs whose higher number was long over when the lower one was given, whatever clocks did."""
        ahead = integers(near.earlier, "started_at") - integers(near.later, "ended_at")
        return ahead > self.parameters.restart_s * 1_000_000

    def _filled(self, facts: Facts, fuellings: pa.Table, as_of: datetime) -> list[Finding]:
        said = latest_revisions(facts.findings(self.code, as_of)).values()
        still = [finding for finding in said if finding.status == "open"]
        if not still:
            return []
        closed = _keys(consecutive(fuellings))
        return [
            msgspec.structs.replace(f, status="ended", detected_at=as_of)
            for f in still
            if (f.station_id, f.subject, _after_hole(f)) in closed
        ]

    def _say(self, earlier: Row, later: Row, as_of: datetime) -> Finding:
        missing = later["seq"] - earlier["seq"] - 1
        rise = later["totalizer_ml"] - earlier["totalizer_ml"]
        across = rise - later["volume_ml"] if rise >= 0 else None
        where = Where(
            station_id=later["station_id"],
            subject=f"nozzle:{later['nozzle_id']}",
            anchor=anchor_of_key(seq=later["seq"]),
            started_at=earlier["ended_at"],
            ended_at=later["started_at"],
            detected_at=as_of,
        )
        small = across is not None and abs(across) <= self.parameters.tolerance_ml
        words = _words(earlier["seq"], later["seq"], missing, across)
        severity, verdict, words = (
            weigh("warning", words, later) if small else ("alarm", "discrepancy", words)
        )
        return finding(
            self,
            where,
            Size.exact(across, "ml"),
            words,
            severity=severity,
            verdict=verdict,
            records={"fuellings": [earlier, later]},
            figures={"missing": missing, "across_ml": across, "after_hole_seq": later["seq"]},
        )


def _keys(pairs: Pairs) -> set[tuple[str, str, int]]:
    columns = (pairs.later[name].to_pylist() for name in ("station_id", "nozzle_id", "seq"))
    return {(station, f"nozzle:{nozzle}", seq) for station, nozzle, seq in zip(*columns, strict=True)}


def _after_hole(said: Finding) -> int:
    return msgspec.json.decode(said.evidence)["figures"]["after_hole_seq"]


def _words(before: int, after: int, missing: int, across: int | None) -> Words:
    if across is None:
        zh, en = (
            "其间累计泵码回落，油量不能由累计泵码得出",
            "the total fell, so it tells no litres",
        )
    else:
        zh, en = f"按累计泵码其间出油{litres(across)}升", f"{litres(across)} L in between by totalizer"
    return Words(
        f"第{before}号与第{after}号加油记录之间缺{missing}条，{zh}。",
        f"{missing} records are missing between number {before} and number {after}; {en}.",
    )
