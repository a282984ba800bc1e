"""A change of rules tried on the past: sealed days walked with the old parameters and with the new ones.

Both walks are those of an audit (`engine.walk`) over the same sealed records, the register sealed with each
day, and the same earlier findings, and call the rules concerned alone. So what differs comes from the
parameters.
"""

import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import FrameType

import pyarrow as pa
import pyarrow.compute as pc

from youjian.archive.days import last_seals_of, read_tables
from youjian.archive.storage import Storage
from youjian.contract.columns import empty, struct_table
from youjian.contract.fields import day_bounds
from youjian.contract.findings import Finding
from youjian.contract.known import KnownTables
from youjian.contract.platform import READABLE_TABLES
from youjian.detection.facts import latest_revisions
from youjian.detection.registry import all_rules, canonical_order
from youjian.detection.rule_sets import RuleSet, Schedule
from youjian.detection.ticks import REACH, WATCH_EVERY
from youjian.engine.compare import Change, Said, compare, same_names, standing
from youjian.engine.registers import Register, registers
from youjian.engine.span import Span
from youjian.engine.told import Told, told_of
from youjian.engine.walk import Trail, walk_past

DOCUMENTS = frozenset({"deliveries", "invoices", "declarations", "trips"})
"""What a tick reads whole, however old it is; of what devices say it reads the last days."""


class TooLongError(Exception):
    """A station that takes longer than it may."""


@dataclass(frozen=True)
class StationBacktest:
    """What a change does at one station.

    `sealed` counts the days of the span that have a seal; `missing` have none, of `thinned` some records that
    the rules read were thinned after their time. `old` and `new` count findings raised within the span by
    rule and severity, `said` names those the old parameters raise. `failures` tells rules that failed, and
    which walk it was. `trails` are the revisions of the old walk and of the new one; `names` says by which
    name a finding of the new one goes in the old one.
    """

    station_id: str
    sealed: int
    missing: list[date]
    thinned: list[date]
    old: Counter[tuple[str, str]]
    new: Counter[tuple[str, str]]
    said: list[str]
    changes: list[Change]
    failures: list[str] = field(default_factory=list)
    trails: tuple[list[Told], list[Told]] = field(default_factory=lambda: ([], []))
    names: dict[str, str] = field(default_factory=dict[str, str])
    seconds: float = 0.0


@dataclass(frozen=True)
class BacktestTask:
    """Tries a change at one station; sent to worker processes once, and called there for each station.

    `archive` opens the sealed days, `said` gives what the rules had said at a station before the span; both
    must be picklable. `present` names the tables of which the city has any row, `platform` holds the tables
    about the platform itself. The watch looks every `watch_every`. A station may take `most_s` seconds.
    """

    archive: Callable[[], Storage]
    said: Callable[[str], pa.Table]
    rules: frozenset[str]
    old: Schedule
    new: Schedule
    first: date
    last: date
    present: frozenset[str]
    platform: Mapping[str, pa.Table]
    most_s: float = 900.0
    watch_every: timedelta = WATCH_EVERY

    @property
    def span(self) -> Span:
        """From the first moment of the first day to the last of the last."""
        return Span(
            day_bounds(self.first)[0], day_bounds(self.last)[1] - datetime.resolution, self.watch_every
        )

    def __call__(self, station_id: str) -> StationBacktest:
        """Walk one station twice. Raises TooLongError, and ValueError when a file is not the sealed one."""
        started = time.monotonic()
        with _at_most(self.most_s):
            read = self._read(station_id)
            before = self.said(station_id)
            trails = [self._walk(read, before, schedule) for schedule in (self.old, self.new)]
        open_before = list(latest_revisions(before).values())
        old, new = (standing(open_before, trail.findings) for trail in trails)
        return StationBacktest(
            station_id=station_id,
            sealed=len(read.days),
            missing=[day for day in _days(self.first, self.last) if day not in read.days],
            thinned=read.thinned,
            old=_raised(old),
            new=_raised(new),
            said=sorted(one.finding_id for one in old.values() if not one.before),
            changes=compare(old, new, self.span.end),
            failures=[
                f"{which}: {failure}"
                for which, trail in zip(("old", "new"), trails, strict=True)
                for failure in trail.failures
            ],
            trails=(
                [told_of(one) for one in trails[0].findings],
                [told_of(one) for one in trails[1].findings],
            ),
            names=same_names(old, new, self.span.end),
            seconds=time.monotonic() - started,
        )

    def _walk(self, read: "_Read", before: pa.Table, schedule: Schedule) -> Trail:
        findings, failures = list[Finding](), list[str]()
        for part in read.registers:
            tables = {**read.tables, **part.tables}
            taxpayer = tables.get("stations")
            if taxpayer is not None:
                tables["stations"] = taxpayer.filter(pc.equal(taxpayer["station_id"], read.station_id))
            # What rules work out once is kept with the facts, so each walk gets facts of its own.
            facts = KnownTables(tables, pa.concat_tables([before, struct_table(Finding, findings)]))
            trail = walk_past(facts, part.span, taxpayer=taxpayer, schedule=schedule, only=self.rules)
            findings += trail.findings
            failures += trail.failures
        return Trail(sorted(findings, key=canonical_order), failures)

    def _read(self, station_id: str) -> "_Read":
        names = tables_of_rules(self.rules)
        storage = self.archive()
        since = self.first - REACH["nightly"]
        seals = last_seals_of(storage, station_id, until=self.last)
        wanted = [
            (seal, name)
            for seal in seals
            for name in sorted(names & seal.manifest.tables.keys() & READABLE_TABLES.keys())
            if name in DOCUMENTS or seal.manifest.day >= since
        ]
        parts: dict[str, list[pa.Table]] = {}
        for (_, name), rows in zip(wanted, read_tables(storage, wanted), strict=True):
            parts.setdefault(name, []).append(rows)
        tables = {name: pa.concat_tables(found) for name, found in parts.items()}
        tables |= {name: table for name, table in self.platform.items() if name in names}
        for name in names & self.present:
            tables.setdefault(name, empty(READABLE_TABLES[name]))
        within = [seal for seal in seals if seal.manifest.day >= self.first]
        return _Read(
            station_id,
            tables,
            registers(storage, seals, names, self.span),
            {seal.manifest.day for seal in within},
            [seal.manifest.day for seal in within if names & seal.manifest.thinned.keys()],
        )


@dataclass(frozen=True)
class _Read:
    """What was read of a station: tables, the register part by part, which days were there."""

    station_id: str
    tables: dict[str, pa.Table]
    registers: list[Register]
    days: set[date]
    thinned: list[date]


def constant(rule_set: RuleSet) -> Schedule:
    """A schedule in which one rule set always holds."""
    return Schedule((rule_set,))


def tables_of_rules(codes: frozenset[str]) -> frozenset[str]:
    """Every table that some of the rules need or use."""
    return frozenset(
        name for rule in all_rules() if rule.code in codes for name in (*rule.tables, *rule.optional)
    )


def rules_changed(old: RuleSet, new: RuleSet) -> frozenset[str]:
    """The rules whose parameters are not the same in two sets: rules read no parameters but their own."""
    return frozenset(code for code, mine in new.parameters.items() if old.parameters.get(code) != mine)


def _raised(said: Mapping[str, Said]) -> Counter[tuple[str, str]]:
    return Counter((one.rule, one.severity) for one in said.values() if not one.before)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """End with TooLongError after so many seconds, where the process can be told: in its main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    rang = False

    def ring(_signal: int, _frame: FrameType | None) -> None:
        nonlocal rang
        rang = True
        raise TooLongError(f"took longer than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except Exception as error:
        if rang and not isinstance(error, TooLongError):
            # What was cut off failed in its own way on the way out.
            raise TooLongError(f"took longer than {seconds:g} s") from error
        raise
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
