"""Walking one station's past: every tick of the live platform at which a rule may say something new."""

import heapq
import traceback
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa

from youjian.contract.findings import Finding
from youjian.detection.facts import Facts
from youjian.detection.registry import canonical_order, running
from youjian.detection.rule import Rule, Tick
from youjian.detection.rule_sets import DEFAULT, Schedule
from youjian.engine.arrivals import Judge, judge_arrivals
from youjian.engine.said import Replaced, Walked
from youjian.engine.span import Span

_SOONEST = timedelta(microseconds=1)


@dataclass(frozen=True)
class Trail:
    """Every revision of a walk in canonical order, and what went wrong, rule by rule."""

    findings: list[Finding]
    failures: list[str]


def walk_past(
    facts: Facts,
    span: Span,
    judge: Judge | None = None,
    taxpayer: pa.Table | None = None,
    schedule: Schedule = DEFAULT,
    *,
    only: Collection[str] | None = None,
) -> Trail:
    """What the live platform would have said in a span, at the same ticks and with the same `detected_at`.

    A rule that raises is named in `failures` and left alone from there on; the others go on. `judge` may
    stand around the call of a rule, to measure it. `taxpayer` holds the register's rows of the stations of
    one taxpayer, for the rules that judge by it. `schedule` says which rule set is in force when. `only`
    names the rules to walk (None: every rule); a rule reads nothing of what others said.
    """
    walk = _Walk(facts, span, judge or _judge, taxpayer, schedule, only=only)
    walk.pairwise()
    walk.ticks("nightly", "watch")
    return Trail(sorted(walk.appended, key=canonical_order), walk.failures)


def walk_watch(facts: Facts, span: Span, taxpayer: pa.Table, schedule: Schedule) -> Trail:
    """The watch's ticks of a span alone: how ticks are caught up that nobody judged in their time."""
    walk = _Walk(facts, span, _judge, taxpayer, schedule)
    walk.ticks("watch")
    return Trail(sorted(walk.appended, key=canonical_order), walk.failures)


def _judge(rule: Rule, facts: Facts, as_of: datetime) -> list[Finding]:
    return rule.judge(facts, as_of)


class _Walk:
    """The state of one walk: what was said, what failed, and which rule is due when."""

    def __init__(
        self,
        facts: Facts,
        span: Span,
        judge: Judge,
        taxpayer: pa.Table | None,
        schedule: Schedule,
        *,
        only: Collection[str] | None = None,
    ) -> None:
        self._facts, self._span, self._judge, self._schedule = facts, span, judge, schedule
        self._only = only
        self._walked = Walked(facts)
        self._wide = self._walked if taxpayer is None else Replaced(self._walked, "stations", taxpayer)
        self._due: list[tuple[datetime, int]] = []
        self._chosen: set[tuple[datetime, int]] = set()
        self.appended: list[Finding] = []
        self.failures: list[str] = []

    def pairwise(self) -> None:
        """All arrivals, before any tick: what they say depends on no tick, and each has its own moment."""
        said = judge_arrivals(
            self._facts, self._span, self._judge, self._failed, self._schedule, only=self._only
        )
        self._walked.remember(said)
        self.appended += said

    def ticks(self, *kinds: Tick) -> None:
        """The ticks in the order of time; at one moment the rules in the order of the catalogue."""
        of_set = {
            one.version: [
                rule
                for kind in kinds
                for rule in running(kind, self._facts, one)
                if self._only is None or rule.code in self._only
            ]
            for one in self._schedule.sets
        }
        for rule_set, start, end in self._schedule.within(self._span.start, self._span.end):
            for number, rule in enumerate(of_set[rule_set.version]):
                self._plan(number, rule, Span(start, end, self._span.watch_every))
        dead: set[int] = set()
        while self._due:
            moment, number = heapq.heappop(self._due)
            rule = of_set[self._schedule.at(moment).version][number]
            if number not in dead and not self._call(number, rule, moment):
                dead.add(number)

    def _plan(self, number: int, rule: Rule, span: Span) -> None:
        """The ticks of a part of the walk in which one rule set is in force; its first is always one."""
        try:
            moments = rule.moments(self._seen(rule), span.start, span.end)
            if moments is None:
                due = span.ticks(rule.tick)
            else:
                found = {span.first(rule.tick, moment) for moment in (span.start, *moments)}
                due = [tick for tick in found if tick is not None]
        except Exception as error:
            self._failed(rule, error)
            return
        for tick in due:
            self._add(number, tick)

    def _call(self, number: int, rule: Rule, moment: datetime) -> bool:
        try:
            new = self._walked.append(rule.code, self._judge(rule, self._seen(rule), moment), moment)
        except Exception as error:
            self._failed(rule, error, moment)
            return False
        self.appended += new
        if new:
            # What was said is itself a fact, so the rule may see something else at its next tick.
            following = self._span.first(rule.tick, moment + _SOONEST)
            if following is not None:
                self._add(number, following)
        return True

    def _seen(self, rule: Rule) -> Facts:
        return self._wide if rule.by_taxpayer else self._walked

    def _add(self, number: int, tick: datetime) -> None:
        if (tick, number) not in self._chosen:
            self._chosen.add((tick, number))
            heapq.heappush(self._due, (tick, number))

    def _failed(self, rule: Rule, error: Exception, moment: datetime | None = None) -> None:
        at = "" if moment is None else f" at {moment.isoformat()}"
        self.failures.append(f"{rule.code} failed{at}: {told(error)}")


def told(error: BaseException) -> str:
    """An error in one line, with the place where it arose.

    >>> told(ValueError("too tall"))
    'ValueError: too tall'
    """
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}{where}"
