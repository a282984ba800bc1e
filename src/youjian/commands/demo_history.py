"""The demo's past: the last days of every station go into the ledger, earlier ones straight into day seals.

The past is made from a seed between two moments that are fixed at the first start, so a part that was cut
off is made again just the same; what the ledger has already it drops as duplicates.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from psycopg import Connection

from youjian.archive.days import seal_day
from youjian.archive.sealed import sealed_facts
from youjian.archive.storage import Storage
from youjian.bureau.sealing.rules import rule_sets_on
from youjian.commands.demo_papers import fill_papers
from youjian.commands.demo_profile import DemoProfile
from youjian.commands.demo_sold import keep_sold
from youjian.contract.columns import TIMESTAMP
from youjian.contract.fields import business_day, day_bounds
from youjian.contract.records import Record
from youjian.contract.tables import TABLES
from youjian.detection.registry import tables_of
from youjian.engine import local as engine
from youjian.intake.rules import RulesInForce
from youjian.ledger.batch import Batch
from youjian.ledger.connection import connect
from youjian.ledger.findings import append
from youjian.ledger.register_at import register_at
from youjian.ledger.scope import set_scope
from youjian.ledger.sealing.index import take_up
from youjian.ledger.sealing.locks import only_writer
from youjian.ledger.store import store
from youjian.simulator.history import History, by_business_day, station_history
from youjian.simulator.past_scenarios import PastScenario
from youjian.simulator.registry import StationPlan, read_registry
from youjian.simulator.store import put_state

CHUNK = timedelta(days=1)
"""What one transaction takes in."""


@dataclass(frozen=True)
class Past:
    """Between which moments the past lies, and where it is kept on disk."""

    profile: DemoProfile
    folder: Path
    start: datetime
    end: datetime

    @property
    def ledger_from(self) -> datetime:
        """From this business day on, records are in the ledger."""
        return day_bounds(business_day(self.end) - timedelta(days=self.profile.simulation.ledger_days))[0]

    def done(self, station_id: str, part: str) -> Path:
        """The mark that a part (`ledger` or `archive`) of a station's past is finished."""
        return self.folder / "history" / f"{station_id}.{part}"


def fixed_past(profile: DemoProfile, folder: Path, days: int) -> Past:
    """The past of this demo: made up at the first start, read at every later one."""
    path = folder / "history" / "span.json"
    if not path.exists():
        end = datetime.now(UTC).replace(microsecond=0)
        start = day_bounds(business_day(end) - timedelta(days=days))[0]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"start": start.isoformat(), "end": end.isoformat()}), encoding="utf-8")
    span = json.loads(path.read_text(encoding="utf-8"))
    return Past(profile, folder, datetime.fromisoformat(span["start"]), datetime.fromisoformat(span["end"]))


def fill_ledger(past: Past, stations: Iterable[str], simulator_state: Path) -> Iterator[str]:
    """Load the last days of stations and place the state from which they go on; yields each that it did."""
    plans = read_registry(past.profile.registry)
    for station_id in stations:
        mark = past.done(station_id, "ledger")
        if not mark.exists():
            history = _history(past, plans, station_id)
            _load(past, station_id, history)
            if not (simulator_state / f"{station_id}.json").exists():
                put_state(simulator_state, history.end_state)
            mark.touch()
            yield station_id


def fill_archive(past: Past, stations: Iterable[str], archive: Storage) -> Iterator[str]:
    """Seal the earlier days of stations, each as its only writer; yields each that it did."""
    plans = read_registry(past.profile.registry)
    for station_id in stations:
        mark = past.done(station_id, "archive")
        if not mark.exists():
            history = _history(past, plans, station_id)
            with connect("bureau", autocommit=True) as conn, only_writer(conn, station_id):
                _seal(past, station_id, history, archive, conn)
                with connect("intake") as intake, intake.transaction():
                    set_scope(intake, "*")
                    keep_sold(intake, history.tables["fuellings"], past.ledger_from)
                with conn.transaction():
                    set_scope(conn, "*")
                    take_up(conn, archive, station_id)
                    fill_papers(
                        conn, plans[station_id], history.tables, past.end, past.profile.simulation.seed
                    )
            mark.touch()
            yield station_id


def _history(past: Past, plans: dict[str, StationPlan], station_id: str) -> History:
    scenarios = [
        PastScenario(s.scenario, (past.end - timedelta(hours=s.hours_ago)).timestamp())
        for s in past.profile.simulation.history_scenarios
        if s.station_id == station_id and past.end - timedelta(hours=s.hours_ago) > past.start
    ]
    return station_history(
        plans, station_id, past.start, past.end, past.profile.simulation.seed, scenarios=scenarios
    )


def _load(past: Past, station_id: str, history: History) -> None:
    """One transaction per span, judged like everything else that comes in."""
    begin, rules = max(past.start, past.ledger_from), RulesInForce()
    with connect("intake") as conn:
        while begin < past.end:
            until = min(begin + CHUNK, past.end)
            records = list(_records(history.tables, begin, until))
            with conn.transaction():
                set_scope(conn, "*")
                store(conn, [Batch("import", station_id, records)], until, rules.judge(conn))
            begin = until


def _records(
    tables: dict[str, pa.Table], begin: datetime, until: datetime
) -> Iterator[tuple[str, int, Record]]:
    for name, table in tables.items():
        spec = TABLES[name]
        end = table[str(spec.end)]
        within = pc.and_(
            pc.greater_equal(end, pa.scalar(begin, TIMESTAMP)), pc.less(end, pa.scalar(until, TIMESTAMP))
        )
        for index, row in enumerate(table.filter(within).to_pylist()):
            yield name, index, spec.type(**row)


def _seal(past: Past, station_id: str, history: History, archive: Storage, conn: Connection[Any]) -> None:
    """Seal the days before the ledger's with the register and the rule sets of the demo's beginning."""
    last: date = business_day(past.ledger_from)
    with conn.transaction():
        set_scope(conn, "*")
        registry = register_at(conn, station_id, datetime.now(UTC))
    for day, tables in by_business_day(history.tables).items():
        if day < last:
            seal_day(
                archive,
                station_id,
                day,
                tables,
                registry=registry,
                rule_sets=rule_sets_on(conn, day),
                sealed_at=day_bounds(day)[1] + timedelta(hours=48),
            )


def fill_rest(past: Past, reporter_state: Path, archive: Storage) -> int:
    """The background part: the ledger of the stations that only report, then every station's archive."""
    for station_id in fill_ledger(past, past.profile.reporting, reporter_state):
        print(f"history of {station_id} is in the ledger", flush=True)
    past.done("all", "ledger").touch()
    for station_id in fill_archive(past, sorted(past.profile.collectors), archive):
        print(f"earlier days of {station_id} are sealed", flush=True)
    if not past.done("all", "audit").exists():
        print(f"the earlier days are audited: {audit_archive(past, archive)} findings", flush=True)
        past.done("all", "audit").touch()
    return 0


def audit_archive(past: Past, archive: Storage) -> int:
    """Judge the sealed days by the pairwise rules, and append what they show; returns how many are new."""
    facts_of = partial(sealed_facts, archive, tables_of("pairwise"))
    with connect("intake") as conn:
        schedule = RulesInForce().schedule(conn)
    ticks: list[engine.TickAt] = [("pairwise", past.ledger_from)]
    audited = engine.run(facts_of, past.profile.collectors, ticks, schedule=schedule)
    for failure in audited.failed:
        print(f"{failure.station_id} could not be audited: {failure.reason}", file=sys.stderr, flush=True)
    with connect("intake") as conn:
        set_scope(conn, "*")
        return append(conn, audited.findings)
