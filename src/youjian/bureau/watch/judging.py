"""One station judged at a tick: its facts read once, every rule of the tick, what is new appended.

The rules are those of an audit's walk (`engine.walk`), found by the same registry and revised by the same
function; what differs is where the facts come from, and that they reach back only so far.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from psycopg import Connection

from youjian.bureau.watch.fits import row_of
from youjian.bureau.watch.reading import Span, StationRecords
from youjian.contract.findings import Finding
from youjian.detection import registry
from youjian.detection.balance.books import book_of, last_night
from youjian.detection.facts import Facts, latest_revisions
from youjian.detection.moments import micros
from youjian.detection.revisions import revise_latest
from youjian.detection.rule import Rule, Tick
from youjian.detection.rule_sets import CURRENT, RuleSet
from youjian.detection.rules.hidden_sales import HiddenSales
from youjian.detection.ticks import REACH
from youjian.engine.said import SaidUpTo
from youjian.engine.walk import told
from youjian.ledger import findings
from youjian.ledger.columns import DEVICE_TABLES
from youjian.ledger.connection import connect
from youjian.ledger.fitted import keep_fitted
from youjian.ledger.locks import wait_for_writers
from youjian.ledger.scope import EVERYTHING, set_scope

_JUDGE = "SELECT pg_advisory_xact_lock(7054, hashtext(%s))"


@dataclass(frozen=True)
class Judged:
    """The revisions of a station that were new, and which rules failed and how."""

    appended: list[Finding]
    failures: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class StationTick:
    """Judges a station at a tick, in a transaction of its own; may be sent to another process.

    Facts reach back `reach` from the tick, for the stations of `late`, whose records came days late, as far
    as a night's. Days up to `archived` the ledger has not whole: they are read from the archive, too. `rules`
    is the set in force at the tick. Judging the same tick again appends nothing: revisions are known by
    finding and number. The night judges the rules of the watch once more, after its own: over its longer time
    it sees what has waited for longer than the watch looks back, and it goes on from what the watch said.
    It leaves the fit of the tanks' books for the watch of the day that follows. What a tick says that is
    `caught_up` is marked so.
    """

    tick: Tick
    as_of: datetime
    reach: timedelta
    rules: RuleSet = CURRENT
    late: frozenset[str] = frozenset()
    archived: date | None = None
    caught_up: bool = False

    def __call__(self, station_id: str) -> Judged:
        """Judge one station. A rule that raises is left out alone; what the database refuses is raised."""
        with connect("bureau") as conn:
            wait_for_station(conn, station_id)
            judged = self.judge(conn, station_id)
            marked = [self.as_of] if self.caught_up else []
            return Judged(findings.append_new(conn, judged.appended, marked), judged.failures)

    def judge(self, conn: Connection[Any], station_id: str) -> Judged:
        """What is new of what every rule says; nothing is appended yet."""
        return _Station(conn, self, station_id).judge()

    @property
    def kinds(self) -> tuple[Tick, ...]:
        """Of which ticks the rules are judged, in this order, which is the audit's."""
        return ("nightly", "watch") if self.tick == "nightly" else (self.tick,)

    def since(self, station_id: str) -> datetime:
        """From when on records of a station's devices are looked at."""
        return self.as_of - (REACH["nightly"] if station_id in self.late else self.reach)


def wait_for_station(conn: Connection[Any], station_id: str) -> None:
    """Wait until writers that began before have committed, and until nobody else judges the station.

    The connection is left in the transaction in which the station is to be judged, with the scope set.
    """
    with conn.transaction():
        set_scope(conn, EVERYTHING)
        wait_for_writers(conn, station_id)
    set_scope(conn, EVERYTHING)
    conn.execute(_JUDGE, [station_id])


class _Station:
    """One station at a tick, its facts read from the ledger and the archive."""

    def __init__(self, conn: Connection[Any], task: StationTick, station_id: str) -> None:
        self._conn, self._task, self._station_id = conn, task, station_id
        self._since = task.since(station_id)
        span = Span(self._since, task.as_of, task.as_of, task.archived)
        self._records = StationRecords(conn, station_id, task.kinds, span)

    def judge(self) -> Judged:
        """What is new of what every rule says."""
        night = self._task.tick == "nightly"
        facts = self._records.facts if night else self._records.from_fits()
        judged = Judged([])
        for kind in self._task.kinds:
            again = SaidUpTo(facts) if kind != self._task.tick else facts
            for rule in registry.running(kind, facts, self._task.rules):
                try:
                    judged.appended.extend(self._judge(rule, self._records.seen_by(rule, again)))
                except Exception as error:
                    judged.failures.append(f"{rule.code}: {told(error)}")
                if night and isinstance(rule, HiddenSales):
                    self._keep_fit(rule, facts)
        return judged

    def _keep_fit(self, rule: HiddenSales, facts: Facts) -> None:
        """Leave the books as this night fitted them to the watch."""
        book = book_of(facts, self._station_id, rule.parameters.balance)
        row = row_of(book, last_night(micros(self._task.as_of)), rule.rule_set)
        if row is not None:
            keep_fitted(self._conn, self._station_id, row)

    def _judge(self, rule: Rule, facts: Facts) -> list[Finding]:
        """What is new of what a rule says.

        What began before the records that are looked at stands as it was said: half of its records can
        neither prove it nor take it back.
        """
        as_of = self._task.as_of
        judged = rule.judge(facts, as_of)
        latest = latest_revisions(facts.findings(rule.code, as_of))
        if _of_devices(rule):
            judged = [f for f in judged if f.started_at >= self._since or f.finding_id in latest]
            again = {f.finding_id for f in judged}
            latest = {key: f for key, f in latest.items() if f.started_at >= self._since or key in again}
        return revise_latest(latest, judged, as_of)


def _of_devices(rule: Rule) -> bool:
    """Whether a nightly rule's answer hangs on records of which only the last days are looked at."""
    return rule.tick == "nightly" and not DEVICE_TABLES.isdisjoint((*rule.tables, *rule.optional))
