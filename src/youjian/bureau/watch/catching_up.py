"""One station watched up to a tick: at that tick alone, or over all ticks that were missed, in order.

Missed ticks are walked as an audit walks a past (`engine.walk`): the facts are read once, each tick sees what
was known then, and rules are asked where something may have changed. Where the register changed meanwhile,
it is looked up anew for every tick instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from psycopg import Connection

from youjian.bureau.watch.judging import Judged, StationTick, wait_for_station
from youjian.bureau.watch.reading import Span, StationRecords
from youjian.contract.columns import TIMESTAMP
from youjian.contract.findings import Finding
from youjian.detection import registry
from youjian.detection.facts import Facts
from youjian.detection.rule import Rule
from youjian.detection.rule_sets import DEFAULT, Schedule
from youjian.detection.ticks import WATCH_EVERY, watch_ticks
from youjian.engine.door import DoorAt
from youjian.engine.span import Span as Walk
from youjian.engine.walk import walk_watch
from youjian.ledger import findings
from youjian.ledger.connection import connect
from youjian.ledger.register_at import changed_since
from youjian.ledger.watched import note_judged, stored_since

_HORIZON = timedelta(hours=24)
"""So far ahead it is looked for moments at which something changes by itself."""
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class StationWatch:
    """Judges a station at every tick that it was not judged at, up to one; may be sent to another process.

    `last` says at which tick each station was judged last, `since` stands for those that never were. `task`
    is the watch's tick up to which is judged, `schedule` which rule set is in force when. What is detected at
    a tick before the `present` one (None: the task's) is marked as caught up.
    """

    task: StationTick
    since: datetime
    last: dict[str, datetime] = field(default_factory=dict[str, datetime])
    every: timedelta = WATCH_EVERY
    schedule: Schedule = DEFAULT
    present: datetime | None = None

    def __call__(self, station_id: str) -> Judged:
        """Judge the station in one transaction: what is new, and up to which tick it was judged."""
        with connect("bureau") as conn:
            wait_for_station(conn, station_id)
            ticks = self.ticks(station_id)
            judged = self._judge(conn, station_id, ticks)
            appended = findings.append_new(conn, judged.appended, self._late(ticks))
            quiet = None if judged.appended or judged.failures else self._quiet_until(conn, station_id)
            note_judged(conn, station_id, self.task.as_of, quiet, self.task.rules.version)
            return Judged(appended, judged.failures)

    def ticks(self, station_id: str) -> list[datetime]:
        """The ticks that are due at a station, in order; the last is the present one."""
        start = self.last.get(station_id, self.since) + _MICROSECOND
        return [*watch_ticks(start, self.task.as_of, self.every), self.task.as_of]

    def _late(self, ticks: Sequence[datetime]) -> list[datetime]:
        """The ticks that are caught up: all but the present one."""
        return [tick for tick in ticks if tick < (self.present or self.task.as_of)]

    def _judge(self, conn: Connection[Any], station_id: str, ticks: Sequence[datetime]) -> Judged:
        if len(ticks) == 1:
            return self.task.judge(conn, station_id)
        if changed_since(conn, station_id, ticks[0]):
            return self._one_by_one(conn, station_id, ticks)
        records = self._records(conn, station_id, ticks[0])
        facts = DoorAt(records.from_fits(), records.door_at)
        trail = walk_watch(facts, Walk(ticks[0], ticks[-1], self.every), records.of_taxpayer, self.schedule)
        in_order = sorted(trail.findings, key=lambda one: (one.detected_at, one.revision))
        return Judged(in_order, trail.failures)

    def _one_by_one(self, conn: Connection[Any], station_id: str, ticks: Sequence[datetime]) -> Judged:
        appended, failures = list[Finding](), list[str]()
        for tick in ticks:
            judged = replace(self.task, as_of=tick, rules=self.schedule.at(tick)).judge(conn, station_id)
            appended += findings.append_new(conn, judged.appended, self._late(ticks))
            failures += judged.failures
        return Judged(appended, failures)

    def _records(self, conn: Connection[Any], station_id: str, first: datetime) -> StationRecords:
        since = self.task.since(station_id) - (self.task.as_of - first)
        span = Span(since, self.task.as_of, self.task.as_of, self.task.archived)
        return StationRecords(conn, station_id, ("watch",), span)

    def _quiet_until(self, conn: Connection[Any], station_id: str) -> datetime | None:
        """Until when nothing of the station changes by itself; None where records still come.

        Looked for only where nothing came since the tick before: who still sends is judged at the next one
        anyway.
        """
        tick = self.task.as_of
        if stored_since(conn, station_id, tick - self.every):
            return None
        records = self._records(conn, station_id, tick)
        facts = DoorAt(records.from_fits(), lambda moment: _still_open(records.door_at(tick), tick, moment))
        rules = registry.running("watch", facts, self.task.rules)
        moments = [_next(rule, records.seen_by(rule, facts), tick) for rule in rules]
        return None if None in moments else min(filter(None, moments), default=tick + _HORIZON)


def _next(rule: Rule, facts: Facts, tick: datetime) -> datetime | None:
    """The next moment at which a rule may say something else; None: it cannot tell."""
    named = rule.moments(facts, tick + _MICROSECOND, tick + _HORIZON)
    return None if named is None else min(named, default=tick + _HORIZON)


def _still_open(spans: pa.Table, tick: datetime, moment: datetime) -> pa.Table:
    """The doors' spans as they will be known at a later moment if those open at the tick stay so."""
    place = spans.schema.get_field_index("ended_at")
    goes_on = pc.equal(spans["ended_at"], pa.scalar(tick, TIMESTAMP))
    return spans.set_column(
        place, "ended_at", pc.if_else(goes_on, pa.scalar(moment, TIMESTAMP), spans["ended_at"])
    )
