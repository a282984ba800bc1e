"""Pairwise rules over a whole past: what intake says at each arrival, judged in a handful of calls.

A pairwise finding is about one fuelling, two with consecutive `seq`, or some that share a moment
(`detection.rule.Rule.judge`). Records that came once and share no moment with another of their nozzle are
judged the same whenever the rest arrives, so one look at the final versions finds all that intake found at
each arrival. Only around a corrected record, and where fuellings of one nozzle share a moment, did intake see
something else before: those neighbourhoods are judged again as they stood after each of their arrivals, and
what an arrival took away of what was said is superseded there (`ledger.superseding` does the same).
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from youjian.contract.codes import OF_FUELLINGS
from youjian.contract.findings import Finding, anchor_of_key, closed, finding_id, next_revision
from youjian.detection.facts import Facts, latest_revisions
from youjian.detection.registry import not_run, rules
from youjian.detection.rule import Rule
from youjian.detection.rule_sets import DEFAULT, Schedule
from youjian.engine.neighbourhoods import View, views_after
from youjian.engine.said import Replaced
from youjian.engine.span import Span

Judge = Callable[[Rule, Facts, datetime], list[Finding]]
Report = Callable[[Rule, Exception], None]
_FUELLINGS = "fuellings"


def judge_arrivals(
    facts: Facts,
    span: Span,
    judge: Judge,
    report: Report,
    schedule: Schedule = DEFAULT,
    *,
    only: Collection[str] | None = None,
) -> list[Finding]:
    """Every revision that intake appends in a span of known time, in the order in which it does.

    A finding is judged by the rule set in force when its later record became known. A rule that fails is
    reported and left out. `only` names the rules to judge; None: all of the tick.
    """
    absent = not_run("pairwise", facts)
    wanted = [one for one in _in_force(schedule) if only is None or one.rule.code in only]
    running = [one for one in wanted if one.rule.code not in absent]
    if not running:
        return []
    arrivals = _Arrivals(facts, span, judge, report)
    for view in _views(facts, span):
        arrivals.look([one for one in running if one.rule.code in OF_FUELLINGS], view)
    arrivals.close(running)
    return arrivals.appended


def _views(facts: Facts, span: Span) -> list[View]:
    return views_after(facts.history(_FUELLINGS), span) if facts.has(_FUELLINGS) else []


@dataclass(frozen=True)
class _InForce:
    """A rule with parameters of a set, and how to tell whether they are in force at a moment."""

    rule: Rule
    holds: Callable[[datetime], bool]


def _in_force(schedule: Schedule) -> list[_InForce]:
    return [
        _InForce(rule, lambda moment, mine=rule_set: schedule.at(moment) is mine)
        for rule_set in schedule.sets
        for rule in rules("pairwise", rule_set)
    ]


class _Arrivals:
    """What was appended so far, and the last revision of each finding."""

    def __init__(self, facts: Facts, span: Span, judge: Judge, report: Report) -> None:
        self._facts, self._span, self._judge, self._report = facts, span, judge, report
        self._latest: dict[str, Finding] = {}
        self._failed: set[str] = set()
        self._asked: set[str] = set()
        self.appended: list[Finding] = []

    def look(self, running: list[_InForce], view: View) -> None:
        """Judge neighbourhoods as they stood after an arrival, and compare with what was said of them."""
        said = self._said(running, Replaced(self._facts, _FUELLINGS, view.rows))
        named = _named(view.moments)
        for finding in said.values():
            if finding.finding_id in named:
                self._append(finding, named[finding.finding_id])
        for name in named.keys() & self._latest.keys() - said.keys():
            last = self._latest[name]
            if last.status == "open" and last.rule not in self._failed:
                self._add(closed(last, "superseded", named[name]))

    def close(self, running: list[_InForce]) -> None:
        """Judge the final versions: what is not said yet was said when its records came."""
        for finding in self._said(running, self._facts).values():
            self._append(finding, None)

    def _said(self, running: list[_InForce], facts: Facts) -> dict[str, Finding]:
        self._remember({one.rule.code for one in running})
        said: dict[str, Finding] = {}
        for one in running:
            try:
                judged = self._judge(one.rule, facts, self._span.end)
                said |= {f.finding_id: f for f in judged if one.holds(f.detected_at)}
            except Exception as error:
                self._failed.add(one.rule.code)
                self._report(one.rule, error)
        return said

    def _append(self, finding: Finding, moment: datetime | None) -> None:
        before = self._latest.get(finding.finding_id)
        new = next_revision(before, finding, moment)
        if new is not None and new.detected_at >= self._span.start:
            self._add(new)

    def _add(self, finding: Finding) -> None:
        self._latest[finding.finding_id] = finding
        self.appended.append(finding)

    def _remember(self, codes: Iterable[str]) -> None:
        """Look up what was said of these rules before the span, each once."""
        fresh = sorted(set(codes) - self._asked)
        self._asked.update(fresh)
        if fresh:
            before = pa.concat_tables([self._facts.findings(code, self._span.start) for code in fresh])
            self._latest |= latest_revisions(before)


def _named(moments: Mapping[tuple[str, int, int], datetime]) -> dict[str, datetime]:
    """The findings that records may be named by, each with the moment since which they stand so."""
    return {
        finding_id(rule, station_id, f"nozzle:{nozzle_id}", anchor_of_key(seq=seq)): moment
        for (station_id, nozzle_id, seq), moment in moments.items()
        for rule in OF_FUELLINGS
    }
