"""Pairwise rules over a whole past: what intake says at each arrival, judged in a handful of calls.

A pairwise finding is about one fuelling, two with consecutive `seq`, or some that share a moment
(`detection.rule.Rule.judge`). Records that came once and share no moment with another of their nozzle are
judged the same whenever the rest arrives, so one look at the final versions finds all that intake found at
each arrival. Only around a corrected record, and where fuellings of one nozzle share a moment, did intake see
something else before: those neighbourhoods are judged again as they stood before each of their arrivals.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from youjian.contract.findings import Finding
from youjian.detection.facts import Facts, latest_revisions
from youjian.detection.registry import not_run, rules
from youjian.detection.revisions import next_revision
from youjian.detection.rule import Rule
from youjian.detection.rule_sets import DEFAULT, Schedule
from youjian.engine.neighbourhoods import earlier_views
from youjian.engine.said import Replaced
from youjian.engine.span import Span

Judge = Callable[[Rule, Facts, datetime], list[Finding]]
Report = Callable[[Rule, Exception], None]
_FUELLINGS = "fuellings"


def judge_arrivals(
    facts: Facts, span: Span, judge: Judge, report: Report, schedule: Schedule = DEFAULT
) -> list[Finding]:
    """Every revision that intake appends in a span of known time, in the order in which it does.

    A finding is judged by the rule set in force when it was made. A rule that fails is reported and left out.
    """
    absent = not_run("pairwise", facts)
    running = [
        _InForce(rule, start, end)
        for rule_set, start, end in schedule.within(span.start, span.end)
        for rule in rules("pairwise", rule_set)
        if rule.code not in absent
    ]
    if not running:
        return []
    of_fuellings = [one for one in running if _FUELLINGS in one.rule.tables]
    views = [(of_fuellings, Replaced(facts, _FUELLINGS, part)) for part in _earlier(facts, span)]
    before = pa.concat_tables([facts.findings(code, span.start) for code in {r.rule.code for r in running}])
    latest = latest_revisions(before)
    appended: list[Finding] = []
    for judges, view in [*views, (running, facts)]:
        for said in _said(judges, view, span, judge, report):
            new = next_revision(latest.get(said.finding_id), said)
            if new is not None:
                latest[new.finding_id] = new
                appended.append(new)
    return appended


def _earlier(facts: Facts, span: Span) -> list[pa.Table]:
    return earlier_views(facts.history(_FUELLINGS), span.end) if facts.has(_FUELLINGS) else []


@dataclass(frozen=True)
class _InForce:
    """A rule with the parameters that were in force from a first to a last moment."""

    rule: Rule
    start: datetime
    end: datetime


def _said(
    judges: Sequence[_InForce], facts: Facts, span: Span, judge: Judge, report: Report
) -> Iterator[Finding]:
    for one in judges:
        try:
            yield from (f for f in judge(one.rule, facts, span.end) if one.start <= f.detected_at <= one.end)
        except Exception as error:
            report(one.rule, error)
