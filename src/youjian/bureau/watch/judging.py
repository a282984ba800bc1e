"""One station judged at a tick: its facts read once, every rule of the tick, what is new appended."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from psycopg import Connection

from youjian.archive.sealed import with_sealed_days
from youjian.contract.findings import Finding
from youjian.contract.known import KnownTables
from youjian.detection import registry
from youjian.detection.facts import Facts, latest_revisions
from youjian.detection.revisions import revise_latest
from youjian.detection.rule import Rule, Tick
from youjian.detection.rule_sets import CURRENT, RuleSet
from youjian.engine.said import Replaced
from youjian.engine.walk import told
from youjian.ledger import findings
from youjian.ledger.columns import DEVICE_TABLES
from youjian.ledger.connection import connect
from youjian.ledger.facts import LedgerFacts
from youjian.ledger.held import present_tables, station_tables
from youjian.ledger.scope import EVERYTHING, set_scope


@dataclass(frozen=True)
class Judged:
    """How many revisions of a station were new, and which rules failed and how."""

    appended: int
    failures: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class StationTick:
    """Judges a station at a tick, in a transaction of its own; may be sent to another process.

    Facts reach back `reach` from the tick. `archive` holds sealed days; without one the ledger is all there
    is; `rules` is the set in force at the tick. Judging the same tick again appends nothing: revisions are
    known by finding and number.
    """

    tick: Tick
    as_of: datetime
    reach: timedelta
    archive: Path | None = None
    rules: RuleSet = CURRENT

    def __call__(self, station_id: str) -> Judged:
        """Judge one station. A rule that raises is left out alone; what the database refuses is raised."""
        with connect("bureau") as conn:
            set_scope(conn, EVERYTHING)
            facts = self._facts(conn, station_id)
            new: list[Finding] = []
            failures: list[str] = []
            for rule in _running(self.tick, facts, self.rules):
                seen = self._wide(conn, facts, station_id) if rule.by_taxpayer else facts
                try:
                    new += self._judge(rule, seen)
                except Exception as error:
                    failures.append(f"{rule.code}: {told(error)}")
            return Judged(findings.append(conn, new), failures)

    @property
    def since(self) -> datetime:
        """From when on records of devices are looked at."""
        return self.as_of - self.reach

    def _facts(self, conn: Connection[Any], station_id: str) -> KnownTables:
        ledger = LedgerFacts(conn, [station_id], self.since)
        names = registry.tables_of(self.tick)
        tables = station_tables(ledger, names, present_tables(conn, names), self.as_of)
        if self.archive is not None:
            tables = with_sealed_days(self.archive, station_id, tables, names, self.since)
        codes = [rule.code for rule in registry.rules(self.tick)]
        return KnownTables(tables, ledger.findings_of(codes, self.as_of))

    def _wide(self, conn: Connection[Any], facts: Facts, station_id: str) -> Facts:
        """The facts with the register's rows of every station of the taxpayer."""
        query = (
            "SELECT b.station_id FROM ledger.stations AS a JOIN ledger.stations AS b USING (uscc)"
            " WHERE a.station_id = %s"
        )
        stations = [str(row[0]) for row in conn.execute(query, [station_id])]
        rows = LedgerFacts(conn, stations, self.since).known("stations", self.as_of)
        return Replaced(facts, "stations", rows)

    def _judge(self, rule: Rule, facts: Facts) -> list[Finding]:
        """What is new of what a rule says.

        What began before the records that are looked at stands as it was said: half of its records can
        neither prove it nor take it back.
        """
        judged = rule.judge(facts, self.as_of)
        latest = latest_revisions(facts.findings(rule.code, self.as_of))
        if _of_devices(rule):
            judged = [f for f in judged if f.started_at >= self.since or f.finding_id in latest]
            again = {f.finding_id for f in judged}
            latest = {key: f for key, f in latest.items() if f.started_at >= self.since or key in again}
        return revise_latest(latest, judged, self.as_of)


def _running(tick: Tick, facts: Facts, rule_set: RuleSet) -> list[Rule]:
    absent = registry.not_run(tick, facts)
    return [rule for rule in registry.rules(tick, rule_set) if rule.code not in absent]


def _of_devices(rule: Rule) -> bool:
    """Whether a nightly rule's answer hangs on records of which only the last days are looked at."""
    return rule.tick == "nightly" and not DEVICE_TABLES.isdisjoint((*rule.tables, *rule.optional))
