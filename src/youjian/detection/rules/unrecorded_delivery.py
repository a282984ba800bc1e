"""stock.unrecorded_delivery: a level rises and no delivery document speaks of it."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from youjian.contract.findings import Finding, Severity, anchor_of_episode
from youjian.detection import parameters as p
from youjian.detection.balance.books import StationBook, book_of, last_night
from youjian.detection.balance.rises import Rise
from youjian.detection.balance.stretch import SECOND
from youjian.detection.balance.telling import rise_records
from youjian.detection.balance.watching import Candidate, Seen, all_promised, candidates, seen_between
from youjian.detection.evidence import Size, Where, Words, clock, finding
from youjian.detection.facts import Facts, latest_revisions
from youjian.detection.moments import micros, moment_of
from youjian.detection.repairs import Repairs
from youjian.detection.rule import Rule

_TICK = 60 * SECOND
"""The closest that two watches may be; who looks less often skips the moments in between."""
_LOOK_LAST = 7200 * SECOND
"""So long after the wait for a document one watch at least looks, whatever is between two of them."""
_AROUND = 4 * 3600 * SECOND
_TOUCHED = ("gauge_replaced", "chart_changed")


@dataclass(frozen=True)
class _Episode:
    """A rise with its number on its tank."""

    tank_id: int
    rise: Rise
    litres: float
    sd: float
    number: int


class UnrecordedDelivery(Rule):
    """液位上升须有进油单据.

    Basis: 以销控进; purchases without documents (无票购进). Level plus litres sold goes up by more than 110 L
    (and 9 standard deviations of the tank's own noise) within hours or across a hole in the readings, and no
    document of the product within 12 hours fits it. A warning at once, an alarm when none arrives within 72
    hours; withdrawn when one does. A tanker's trip that is known and fits promises a document: nothing is
    then said before the 72 hours are over. Returns and transfers of the station's own nozzles are subtracted.

    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import LATER, facts
    >>> rule("stock.unrecorded_delivery").judge(
    ...     facts(present=("stations", "fuellings", "tank_readings")), LATER)
    []
    """

    code = "stock.unrecorded_delivery"
    tick = "watch"
    severities = ("warning", "alarm")
    anchor = "number of the episode: `episode`"
    tables = ("stations", "tanks", "tank_charts", "nozzles", "fuellings", "tank_readings", "deliveries")
    optional = ("trips", "device_events", "maintenance")
    explained_by = "后到的进油单据（撤回）；同站倒库与回罐；液位仪或罐容表更换、针对油罐的授权维修"
    absent = "withdrawn"
    parameters: p.UnrecordedDelivery

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """The rises that no document explains at a moment: new ones, and those said before."""
        return list(self._judged(facts, as_of))

    def moments(self, facts: Facts, start: datetime, end: datetime) -> Iterable[datetime]:
        """While a rise without a document is fresh, when the wait for it is over, and when it arrives."""
        for station_id in facts.known("stations", end)["station_id"].to_pylist():
            wait = self.parameters.wait_s * SECOND
            for candidate in self._candidates(facts, station_id):
                rise = candidate.rise
                last = rise.end + 3 * 3600 * SECOND
                ticks = {*range(self._earliest(rise), last, _TICK), rise.start + wait}
                ticks |= set(range(rise.end + wait, rise.end + wait + _LOOK_LAST, 10 * _TICK))
                ticks |= set() if candidate.documented is None else {candidate.documented}
                yield from (at for micros in sorted(ticks) if start <= (at := moment_of(micros)) <= end)

    def _candidates(self, facts: Facts, station_id: str) -> list[Candidate]:
        """The rises whose document, if any, was not there in time."""
        book = book_of(facts, station_id, self.parameters.balance)
        every = facts.derived(
            f"rises of {station_id}", lambda: candidates(book, 0.5 * self.parameters.least_l)
        )
        return [c for c in every if c.documented is None or c.documented > self._earliest(c.rise)]

    def _earliest(self, rise: Rise) -> int:
        """A document may come some minutes after the fuel: before that nothing is said."""
        waited = self.parameters.patience_s * SECOND
        return max(rise.start + waited, rise.end + self.parameters.settled_s * SECOND)

    def _judged(self, facts: Facts, as_of: datetime) -> Iterator[Finding]:
        said = list(latest_revisions(facts.findings(self.code, as_of)).values())
        now = int(as_of.timestamp()) * SECOND
        for station_id in facts.known("stations", as_of)["station_id"].to_pylist():
            book = book_of(facts, station_id, self.parameters.balance)
            book.advance(last_night(now))
            mine = [finding for finding in said if finding.station_id == station_id]
            for before in mine:
                if before.status == "open" and not self._documented(book, before, now):
                    yield self._again(facts, as_of, station_id, before)
            fresh = self._fresh(book, self._candidates(facts, station_id), mine, now)
            for told in self._new_ones(book, mine, fresh, now):
                if not self._explained(facts, station_id, told, as_of):
                    yield self._say(facts, as_of, station_id, told)

    def _again(self, facts: Facts, as_of: datetime, station_id: str, before: Finding) -> Finding:
        """What was said stands, until the wait for a document is over."""
        ended = moment_of(_span_of(before)[1])
        if before.severity == "alarm" or not self._waited(ended, as_of):
            return before
        return self._say(facts, as_of, station_id, self._grown(facts, station_id, _stored(before)))

    def _grown(self, facts: Facts, station_id: str, told: _Episode) -> _Episode:
        """The same rise as it is known by now: fuel that came in drops was told of while it still came."""
        book = book_of(facts, station_id, self.parameters.balance)
        group = book.group_of(told.tank_id)
        now = told.rise.end + self.parameters.wait_s * SECOND
        if group is None:
            return told
        span = (told.rise.start - _AROUND, told.rise.end + _AROUND)
        for seen in seen_between(book, group.product, *span, now):
            if seen.group is group and _overlap(_span(seen.rise), _span(told.rise)):
                sd = _sd(seen)
                return _Episode(told.tank_id, seen.rise, seen.litres, sd, told.number)
        return told

    def _waited(self, ended: datetime, as_of: datetime) -> bool:
        return as_of - ended >= timedelta(seconds=self.parameters.wait_s)

    def _fresh(
        self, book: StationBook, every: list[Candidate], said: list[Finding], now: int
    ) -> list[Candidate]:
        """The candidates to look at now: where something near them was neither told of nor is promised."""
        fresh: list[Candidate] = []
        for candidate in every:
            if self._worth_a_look(candidate, now):
                near = [c for c in every if _near(candidate, c) and not _said_of(said, c.tank_id, c.rise)]
                if near and not self._promised(book, near, now):
                    fresh.append(candidate)
        return fresh

    def _promised(self, book: StationBook, near: list[Candidate], now: int) -> bool:
        """Whether trips promise documents of all these rises, and the wait for them is not over."""
        wait = self.parameters.wait_s * SECOND
        over = [c for c in near if c.rise.end <= now and (c.documented is None or c.documented > now)]
        if not over or any(now >= c.rise.end + wait for c in over):
            return False
        return all_promised(book, over[0].product, [(c.tank_id, c.rise) for c in over], now)

    def _worth_a_look(self, candidate: Candidate, now: int) -> bool:
        """While it is fresh, and when the wait for a document is over."""
        rise, wait = candidate.rise, self.parameters.wait_s * SECOND
        window = self.parameters.window_s * SECOND
        return self._earliest(rise) <= now <= rise.end + window or 0 <= now - rise.end - wait <= _LOOK_LAST

    def _new_ones(
        self, book: StationBook, said: list[Finding], fresh: list[Candidate], now: int
    ) -> Iterator[_Episode]:
        counts = {group.tank_id: _count(said, group.tank_id) for group in book.groups}
        found: list[tuple[int, Rise]] = []
        for candidate in fresh:
            since, until = candidate.rise.start - _AROUND, min(candidate.rise.end + _AROUND, now)
            for seen in seen_between(book, candidate.product, since, until, now):
                tank_id = seen.group.tank_id
                again = any(
                    tank == tank_id and _overlap(_span(rise), _span(seen.rise)) for tank, rise in found
                )
                if again or self._earliest(seen.rise) > now or not self._new(book, seen, said, now):
                    continue
                found.append((tank_id, seen.rise))
                counts[tank_id] += 1
                sd = _sd(seen)
                yield _Episode(tank_id, seen.rise, seen.litres, sd, counts[tank_id])

    def _new(self, book: StationBook, seen: Seen, said: list[Finding], now: int) -> bool:
        if seen.drop.papers or not seen.settled or seen.litres < self._least(seen):
            return False
        if seen.on_its_way and now < seen.rise.end + self.parameters.wait_s * SECOND:
            return False
        fast = seen.rise.level_rise >= self.parameters.fast_share * seen.rise.litres
        slow = not fast and not seen.rise.gap
        if slow and (book.done <= book.first or seen.litres < self.parameters.slow_l):
            return False
        return not _said_of(said, seen.group.tank_id, seen.rise)

    def _least(self, seen: Seen) -> float:
        least = max(self.parameters.least_l, self.parameters.least_sd * seen.noise_l)
        return (
            least
            if not seen.rise.gap
            else max(least, self.parameters.gap_l, seen.gap_sd * self.parameters.gap_sd)
        )

    def _documented(self, book: StationBook, before: Finding, now: int) -> bool:
        """Whether a document known since then fits a rise that was said without one."""
        reach, group = self.parameters.reach_s * SECOND, book.group_of(_tank_of(before))
        start, end = _span_of(before)
        since = int(before.detected_at.timestamp()) * SECOND
        if group is None or not any(
            paper.product == group.product
            and since < paper.known <= now
            and start - reach <= paper.at <= end + reach
            for paper in book.papers
        ):
            return False
        for seen in seen_between(book, group.product, start - reach, min(end + reach, now), now):
            if seen.group is group and _overlap(_span(seen.rise), (start, end)):
                return bool(seen.drop.papers)
        return False

    def _explained(self, facts: Facts, station_id: str, told: _Episode, as_of: datetime) -> bool:
        """Whether the gauge was touched at the time, by an event or an announced repair."""
        hour = timedelta(hours=1)
        begin, end = moment_of(told.rise.start) - hour, moment_of(told.rise.end) + hour
        device = f"tank:{told.tank_id}"
        if Repairs(facts, as_of).between(station_id, device, begin, end):
            return True
        return any(
            row["station_id"] == station_id
            and row["device"] == device
            and row["code"] in _TOUCHED
            and begin <= row["at"] <= end
            for row in facts.known("device_events", as_of).to_pylist()
        )

    def _say(self, facts: Facts, as_of: datetime, station_id: str, told: _Episode) -> Finding:
        waited = self._waited(moment_of(told.rise.end), as_of)
        severity: Severity = "alarm" if waited else "warning"
        low, high = told.litres - 1.96 * told.sd, told.litres + 1.96 * told.sd
        where = Where(
            station_id=station_id,
            subject=f"tank:{told.tank_id}",
            anchor=anchor_of_episode(told.number),
            started_at=moment_of(told.rise.start),
            ended_at=moment_of(told.rise.end),
            detected_at=as_of,
        )
        return finding(
            self,
            where,
            Size(1000 * told.litres, 1000 * low, 1000 * high, "ml"),
            _words(told, waited, self.parameters.wait_s // 3600),
            severity=severity,
            verdict="suspicion",
            records=rise_records(facts, station_id, told.tank_id, told.rise, as_of),
            figures=_figures(told),
            episode=told.number,
        )


def _sd(seen: Seen) -> float:
    """Standard deviation of a rise, L: noise of the bins, the float's rest before and after, the chart."""
    return float(np.hypot(np.hypot(2.0 * seen.rise.sd, 8.0), 0.01 * seen.litres))


def _figures(told: _Episode) -> dict[str, Any]:
    rise = told.rise
    return {
        "litres": told.litres,
        "sd": told.sd,
        "rise": [rise.start, rise.end, rise.litres, rise.sd, rise.level_rise, rise.level_change],
        "gap": rise.gap,
    }


def _stored(said: Finding) -> _Episode:
    """The episode that a finding was made from, by its evidence."""
    evidence = json.loads(said.evidence)
    figures = evidence["figures"]
    start, end, litres, sd, level_rise, level_change = figures["rise"]
    rise = Rise(int(start), int(end), litres, sd, level_rise, level_change, figures["gap"], open=False)
    return _Episode(_tank_of(said), rise, figures["litres"], figures["sd"], int(evidence["episode"]))


def _tank_of(said: Finding) -> int:
    return int(said.subject.partition(":")[2])


def _span(rise: Rise) -> tuple[int, int]:
    return rise.start, rise.end


def _span_of(said: Finding) -> tuple[int, int]:
    """When the rise that a finding tells of began and ended, without reading its evidence."""
    return micros(said.started_at), micros(said.ended_at or said.started_at)


def _said_of(said: list[Finding], tank_id: int, rise: Rise) -> bool:
    """Whether a rise of a tank was told of before."""
    subject = f"tank:{tank_id}"
    return any(f.subject == subject and _overlap(_span_of(f), _span(rise)) for f in said)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    margin = 1800 * SECOND
    return one[0] <= other[1] + margin and other[0] <= one[1] + margin


def _near(one: Candidate, other: Candidate) -> bool:
    """Whether a look at one may show the other: both are of one product and some hours apart at most."""
    first, last = one.rise.start - _AROUND, one.rise.end + _AROUND
    return one.product == other.product and first <= other.rise.end and other.rise.start <= last


def _count(said: list[Finding], tank_id: int) -> int:
    return sum(1 for finding in said if finding.subject == f"tank:{tank_id}")


def _words(told: _Episode, waited: bool, hours: int) -> Words:
    since = clock(moment_of(told.rise.start))
    late, late_en = (
        (f"，{hours}小时内未收到进油单据", f" and none arrived within {hours} hours") if waited else ("", "")
    )
    across, across_en = ("液位数据中断期间", "while no level was read ") if told.rise.gap else ("", "")
    return Words(
        f"{told.tank_id}号罐{since}起{across}进油{told.litres:,.0f}升（20℃，±{1.96 * told.sd:,.0f}升），"
        f"没有相应的进油单据{late}。",
        f"{told.litres:,.0f} L (20 °C, ±{1.96 * told.sd:,.0f} L) came into tank {told.tank_id} from {since} "
        f"(Shanghai) {across_en}without a delivery document{late_en}.",
    )
