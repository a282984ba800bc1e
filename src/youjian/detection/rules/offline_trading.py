"""collector.offline_trading: while a collector was silent, fuel left that no record tells of."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
import numpy as np
import pyarrow.compute as pc

from youjian.contract.findings import Finding, anchor_of_key, closed, finding_id
from youjian.detection import parameters as p
from youjian.detection.evidence import Row, Size, Where, Words, clock, finding, litres, rows
from youjian.detection.facts import Facts, latest_revisions
from youjian.detection.moments import EPOCH, between, micros, moment_of
from youjian.detection.online import Online
from youjian.detection.repairs import Repairs
from youjian.detection.rule import Rule
from youjian.detection.silence import Counted, Silence, silences
from youjian.detection.stock_fall import Allowed, Fall, stock_falls
from youjian.detection.uncovered import Uncovered, Uncoverings

_TICK = 60 * 1_000_000
_AFTER = 20 * _TICK
_RECENT = 6 * 3600 * 1_000_000
"""The tanks are looked at when replays are over, and not again and again."""
_SHOWN = 20
_DOUBT = (
    "，但不能确定是在离线期间流出，数据不足以判定",
    ", though it may have left before or after: undecidable",
)


@dataclass(frozen=True)
class Trade:
    """Pairs of records, with litres that neither tells of, that a silence lies between."""

    pairs: tuple[tuple[int, int], ...]
    litres_ml: int
    sure: bool


class OfflineTrading(Rule):
    """离线期间有出油的应有记录.

    Basis: the duty not to go offline by oneself; identity of totalizer and records. When a collector was
    not heard for more than ten unannounced minutes and is back, the litres by which a nozzle's totalizer
    rose from its last record before to its first record after, less all records received, were sold
    without record. What is replayed covers itself; numbers that are missing may still come within 72
    hours of the station being online. Fuel of which it is not known whether it left within the silence
    decides nothing. When later records cover what was said, it is superseded. Where all totalizers agree,
    72 hours after the silence the tanks are looked at: a fall of the whole station's stock beyond its sales
    and beyond measuring error is a suspicion.

    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import after, facts, fuelling, heartbeat
    >>> beats = [heartbeat(m) for m in (0, 5, 10, 15, 20, 25, 240, 245)]
    >>> times = {name: getattr(fuelling(25), name) for name in ("started_at", "ended_at", "received_at")}
    >>> jumped = fuelling(3, totalizer_ml=1_750_000, **times)
    >>> held = facts(fuelling(1), fuelling(2), jumped, *beats)
    >>> [finding] = rule("collector.offline_trading").judge(held, after(310))
    >>> finding.estimate, finding.message
    (660000.0, '采集终端自2026-11-22 08:25:00起215分钟没有心跳，其间累计泵码另有660.00升没有加油记录。')
    """

    code = "collector.offline_trading"
    tick = "watch"
    severities = ("alarm", "info")
    anchor = "when the silence began: `since`"
    tables = ("fuellings", "heartbeats")
    optional = (
        "maintenance",
        "nozzles",
        "door_spans",
        "tanks",
        "tank_charts",
        "tank_readings",
        "device_events",
    )
    explained_by = (
        "离线期间补传的加油记录；maintenance 中针对 collector 的停机申报、"
        "针对该枪或该机的授权维修；平台自身中断"
    )
    parameters: p.OfflineTrading

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """The silences that are over and during which fuel left without record."""
        settled = as_of - timedelta(seconds=self.parameters.settle_s)
        quiet = [s for s in self._silences(facts) if s.end is not None and s.end <= settled]
        if not quiet:
            return []
        trades = self._trades(facts, quiet, as_of)
        said: list[Finding] = []
        for silence in quiet:
            fall = None if silence in trades else self._fall(facts, silence, micros(as_of))
            if silence not in trades and fall is None:
                said += self._covered(facts, silence, as_of)
                continue
            if Counted(facts, as_of).seconds(silence) <= self.parameters.silent_s:
                continue
            if fall is None:
                said.append(self._of_totalizers(facts, silence, trades[silence], as_of))
            else:
                said.append(self._of_tanks(silence, fall, as_of))
        return said

    def moments(self, facts: Facts, start: datetime, end: datetime) -> Iterable[datetime]:
        """When a silence is over, records with litres between them are known or filled, and waiting ends."""
        quiet = [s for s in self._silences(facts) if s.end is not None]
        ends = [_end(s) for s in quiet]
        named = [moment + wait for moment in ends for wait in (self._settle(), self._wait())]
        named += [moment + wait for moment in ends for wait in (self._settle() + 1, self._wait() + 1)]
        gone = sum(_end(s) - micros(s.start) for s in quiet)
        found = self._uncovered(facts)
        for i in range(len(found.pairs.a)):
            a, b, known = int(found.pairs.a[i]), int(found.pairs.b[i]), int(found.pairs.known[i])
            named += [known, *found.standing.known[a : b + 1].tolist()]
            named += [int(until) for until in found.standing.until[[a, b]] if until <= micros(end)]
            if found.pairs.holes[i]:
                named += range(known + self._wait(), known + self._wait() + gone + _AFTER, _TICK)
        return between(named, start, end)

    def _settle(self) -> int:
        return self.parameters.settle_s * 1_000_000

    def _wait(self) -> int:
        return self.parameters.wait_s * 1_000_000

    def _silences(self, facts: Facts) -> list[Silence]:
        limit = self.parameters.silent_s
        beats = facts.history("heartbeats")
        return facts.derived(f"{self.code} silences", lambda: silences(beats, {}, EPOCH, limit))

    def _uncovered(self, facts: Facts) -> Uncoverings:
        tolerance = self.parameters.tolerance_ml
        return facts.derived(self.code, lambda: Uncoverings(facts, tolerance, self._wait()))

    def _trades(self, facts: Facts, quiet: list[Silence], as_of: datetime) -> dict[Silence, Trade]:
        """The pairs of records around each silence; a pair belongs to the silence that fills most of it."""
        found = self._uncovered(facts)
        pairs = found.at(micros(as_of))
        by_silence: dict[Silence, list[tuple[int, float]]] = defaultdict(list)
        if not len(pairs.a):
            return {}
        online, repairs = Online(facts, as_of), Repairs(facts, as_of)
        stations = found.history["station_id"]
        for i in range(len(pairs.a)):
            station = stations[int(pairs.b[i])].as_py()
            since = moment_of(int(pairs.known[i]))
            if pairs.holes[i] and online.since(station, since) < timedelta(seconds=self.parameters.wait_s):
                continue
            span = int(found.ended[pairs.a[i]]), int(found.started[pairs.b[i]])
            if repairs.between(station, found.nozzle(int(pairs.b[i])), *map(moment_of, span)):
                continue
            shares = [(_share(s, span), k) for k, s in enumerate(quiet) if s.station_id == station]
            share, k = max(shares, default=(0.0, 0))
            if share > 0:
                by_silence[quiet[k]].append((i, share))
        return {s: self._trade(found, pairs, listed) for s, listed in by_silence.items()}

    def _trade(self, found: Uncoverings, pairs: Uncovered, listed: list[tuple[int, float]]) -> Trade:
        """The surest of a silence's pairs; those in doubt only when there is nothing else."""
        detailed = pc.not_equal(found.history["source"], "total_diff")
        sure = [
            i
            for i, share in listed
            if share >= self.parameters.least_share and detailed[int(pairs.b[i])].as_py()
        ]
        chosen = sure or [i for i, _ in listed]
        ends = tuple((int(pairs.a[i]), int(pairs.b[i])) for i in chosen)
        return Trade(ends, int(pairs.litres_ml[chosen].sum()), bool(sure))

    def _fall(self, facts: Facts, silence: Silence, now: int) -> Fall | None:
        """What the tanks fell beyond the records, once replays are over."""
        if silence.end is None or not (facts.has("tank_readings") and facts.has("tank_charts")):
            return None
        start, end = micros(silence.start), micros(silence.end)
        due = end + self._wait()
        if not due <= now < due + _RECENT or end - start < self.parameters.least_fall_s * 1_000_000:
            return None
        q = self.parameters
        allowed = Allowed(q.fall_l, q.fall_l_per_hour, q.fall_share, q.step_l)
        return stock_falls(facts).of(silence.station_id, start, end, now, allowed)

    def _covered(self, facts: Facts, silence: Silence, as_of: datetime) -> list[Finding]:
        """What was said of a silence by totalizers whose records are held and no longer show it."""
        key = finding_id(self.code, silence.station_id, "collector", anchor_of_key(since=silence.start))
        last = latest_revisions(facts.findings(self.code, as_of)).get(key)
        if last is None or last.status == "superseded":
            return []
        told = msgspec.json.decode(last.evidence)
        if told["figures"]["by"] != "totalizer" or not self._held(
            facts, silence, told["records"]["fuellings"]
        ):
            return []
        return [closed(last, "superseded", as_of)]

    def _held(self, facts: Facts, silence: Silence, told: list[Row]) -> bool:
        history = self._uncovered(facts).history.select(["station_id", "nozzle_id", "seq"])
        mine = history.filter(pc.equal(history["station_id"], silence.station_id))
        held = set(zip(mine["nozzle_id"].to_pylist(), mine["seq"].to_pylist(), strict=True))
        return all((row["nozzle_id"], row["seq"]) in held for row in told)

    def _of_totalizers(self, facts: Facts, silence: Silence, trade: Trade, as_of: datetime) -> Finding:
        history = self._uncovered(facts).history.drop_columns(["known_at"])
        shown = sorted({place for pair in trade.pairs[:_SHOWN] for place in pair})
        zh = f"累计泵码另有{litres(trade.litres_ml)}升没有加油记录"
        en = f"the totalizers rose by {litres(trade.litres_ml)} L that no record tells of"
        return finding(
            self,
            _where(silence, as_of),
            Size.exact(trade.litres_ml, "ml"),
            _sentence(silence, zh, en, None if trade.sure else _DOUBT),
            severity="alarm" if trade.sure else "info",
            verdict="discrepancy" if trade.sure else "undecidable",
            records={"fuellings": rows(history, np.array(shown, dtype=np.int64))},
            figures={"pairs": len(trade.pairs), "uncovered_ml": trade.litres_ml, "by": "totalizer"},
        )

    def _of_tanks(self, silence: Silence, fall: Fall, as_of: datetime) -> Finding:
        ml, spread = fall.litres * 1000, 1.96 * fall.sd_l * 1000
        zh = f"油罐合计下降比加油记录多{fall.litres:.0f}升"
        en = f"the tanks fell by {fall.litres:.0f} L more than the records"
        return finding(
            self,
            _where(silence, as_of),
            Size(ml, ml - spread, ml + spread, "ml"),
            _sentence(silence, zh, en, None),
            severity="alarm",
            verdict="suspicion",
            records={},
            figures={"fall_l": fall.litres, "sold_l": fall.sold_l, "tanks": fall.tanks, "by": "tanks"},
        )


def _share(silence: Silence, span: tuple[int, int]) -> float:
    """How much of the time between two records a silence fills."""
    begin, end = max(micros(silence.start), span[0]), min(_end(silence), span[1])
    return max(end - begin, 0) / max(span[1] - span[0], 1)


def _end(silence: Silence) -> int:
    """Only silences that are over are judged."""
    return micros(silence.end or silence.start)


def _where(silence: Silence, as_of: datetime) -> Where:
    return Where(
        station_id=silence.station_id,
        subject="collector",
        anchor=anchor_of_key(since=silence.start),
        started_at=silence.start,
        ended_at=silence.end,
        detected_at=as_of,
    )


def _sentence(silence: Silence, zh: str, en: str, doubt: tuple[str, str] | None) -> Words:
    minutes = f"{(_end(silence) - micros(silence.start)) / 60_000_000:.0f}"
    since = clock(silence.start)
    end, end_en = doubt or ("", "")
    return Words(
        f"采集终端自{since}起{minutes}分钟没有心跳，其间{zh}{end}。",
        f"The collector was not heard for {minutes} minutes from {since} (Shanghai); {en}{end_en}.",
    )
