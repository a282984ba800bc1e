"""Rules at given ticks over many stations on this machine's cores; how many cores changes nothing.

For a past whose ticks the caller names, as the demo's; an audit of a folder walks them all (`engine.audit`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from youjian.contract.findings import Finding
from youjian.detection.facts import Facts
from youjian.detection.registry import canonical_order, running
from youjian.detection.rule import Tick
from youjian.detection.rule_sets import DEFAULT, Schedule
from youjian.engine.outcome import Failure
from youjian.engine.pool import attempt, each
from youjian.engine.said import Walked

FactsOf = Callable[[str], Facts]
"""Gives the facts of one station. It is sent to other processes, so it must be picklable."""

TickAt = tuple[Tick, datetime]


@dataclass(frozen=True)
class Run:
    """Every revision in canonical order, and the stations that failed."""

    findings: tuple[Finding, ...]
    failed: tuple[Failure, ...]


def run(
    facts_of: FactsOf,
    station_ids: Iterable[str],
    ticks: Iterable[TickAt],
    jobs: int = 1,
    schedule: Schedule = DEFAULT,
) -> Run:
    """Walk the ticks over every station with `jobs` processes; a failed station does not stop the others.

    Raises ValueError for less than one job.
    """
    stations, walked = sorted(set(station_ids)), sorted(ticks, key=lambda tick: (tick[1], tick[0]))
    task = partial(_walk_station, facts_of, walked, schedule)
    if jobs == 1:
        outcomes = [attempt(task, station) for station in stations]
    else:
        outcomes = [outcome for _, outcome in each(task, stations, jobs)]
    findings = [finding for outcome in outcomes if not isinstance(outcome, Failure) for finding in outcome]
    failed = sorted((o for o in outcomes if isinstance(o, Failure)), key=lambda failure: failure.station_id)
    return Run(tuple(sorted(findings, key=canonical_order)), tuple(failed))


def walk(facts: Facts, ticks: Sequence[TickAt], schedule: Schedule = DEFAULT) -> list[Finding]:
    """Every revision that judging at each tick in turn appends; what was said is known to the next tick."""
    walked = Walked(facts)
    appended: list[Finding] = []
    for tick, as_of in ticks:
        for rule in running(tick, facts, schedule.at(as_of)):
            appended += walked.append(rule.code, rule.judge(walked, as_of), as_of)
    return appended


def _walk_station(
    facts_of: FactsOf, ticks: Sequence[TickAt], schedule: Schedule, station_id: str
) -> list[Finding]:
    return walk(facts_of(station_id), ticks, schedule)
