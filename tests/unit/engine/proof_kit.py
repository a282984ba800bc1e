"""Records sealed day by day in a folder, and what a proof otherwise asks a database for."""

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from youjian.archive.days import seal_day
from youjian.archive.manifest import RuleSetSealed
from youjian.archive.storage import FolderStorage
from youjian.contract.columns import empty, struct_table, to_table
from youjian.contract.fields import business_day, day_bounds
from youjian.contract.findings import Finding
from youjian.contract.known import KnownTables, known_time
from youjian.contract.platform import PLATFORM_TABLES, READABLE_TABLES
from youjian.contract.records import Record
from youjian.detection.evidence import plain
from youjian.detection.rule_sets import CURRENT, DEFAULT, RuleSet, Schedule
from youjian.engine.proof.outcome import Step
from youjian.engine.proof.prove import Prover
from youjian.engine.proof.sealed_days import SealedStation

TABLE_OF = {spec.type: name for name, spec in READABLE_TABLES.items()}
REGISTRY = [name for name, spec in READABLE_TABLES.items() if spec.kind == "registry"]
NOW = datetime.fromisoformat("2027-03-01T00:00:00+00:00")


def tables_of(records: Iterable[Record]) -> dict[str, pa.Table]:
    """Records as columns, by table."""
    listed: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        listed[TABLE_OF[type(record)]].append(record)
    return {name: to_table(READABLE_TABLES[name], rows) for name, rows in listed.items()}


def of_station(tables: Mapping[str, pa.Table], station_id: str) -> dict[str, pa.Table]:
    """The rows of one station; those of a region come whole."""
    return {name: _mine(table, READABLE_TABLES[name].station, station_id) for name, table in tables.items()}


def _mine(table: pa.Table, column: str | None, station_id: str) -> pa.Table:
    return table if column is None else table.filter(pc.equal(table[column], station_id))


def by_day(tables: Mapping[str, pa.Table]) -> dict[date, dict[str, pa.Table]]:
    """Facts by the business day of their end."""
    days: dict[date, dict[str, pa.Table]] = defaultdict(dict)
    for name, table in tables.items():
        spec = READABLE_TABLES[name]
        if spec.kind == "registry" or name == "door_spans" or not table.num_rows:
            continue
        ends = table[spec.end]
        whole = pc.coalesce(ends, known_time(table, spec)) if pa.types.is_timestamp(ends.type) else ends
        found = [v if type(v) is date else business_day(v) for v in whole.to_pylist()]
        for day in set(found):
            days[day][name] = table.filter(pa.array([d == day for d in found]))
    return days


def sealed_sets(*sets: RuleSet) -> list[RuleSetSealed]:
    """Rule sets as a seal holds them."""
    return [
        RuleSetSealed(
            version=one.version,
            effective_from=one.effective_from,
            parameters={rule: plain(dataclasses.asdict(p)) for rule, p in one.parameters.items()},
        )
        for one in sets or (CURRENT,)
    ]


def register_of(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """Every table of the register, some without rows."""
    return {name: tables.get(name, empty(READABLE_TABLES[name])) for name in REGISTRY}


def seal(
    folder: Path,
    station_id: str,
    tables: Mapping[str, pa.Table],
    *,
    empty_days: Iterable[date] = (),
    rule_sets: Sequence[RuleSetSealed] | None = None,
    sealed_at: datetime | None = None,
) -> FolderStorage:
    """Seal the days of a station that hold a record, and some that need not."""
    storage, split = FolderStorage(folder), by_day(tables)
    for day in sorted({*split, *empty_days}):
        seal_day(
            storage,
            station_id,
            day,
            split.get(day, {}),
            registry=register_of(tables),
            rule_sets=sealed_sets() if rule_sets is None else rule_sets,
            sealed_at=sealed_at or day_bounds(day)[1] + timedelta(hours=48),
            reason="aged",
        )
    return storage


@dataclass
class MemoryBeside:
    """What a database would say beside sealed days."""

    tables: Mapping[str, pa.Table]
    findings: list[Finding] = field(default_factory=list)
    index: dict[date, tuple[int, str]] = field(default_factory=dict)
    marks: set[date] = field(default_factory=set)
    held: set[date] = field(default_factory=set)

    def said(self, rule: str, before: datetime) -> pa.Table:
        return KnownTables({}, struct_table(Finding, self.findings)).findings(rule, before)

    def platform(self, name: str, moment: datetime) -> pa.Table:
        del moment
        return self.tables.get(name, empty(PLATFORM_TABLES[name]))

    def register_at(self, moment: datetime) -> Mapping[str, pa.Table]:
        del moment
        return register_of(self.tables)

    def schedule(self, moment: datetime) -> Schedule:
        del moment
        return DEFAULT

    def present(self, names: Iterable[str], moment: datetime) -> frozenset[str]:
        del moment
        return frozenset(name for name in names if name in self.tables)

    def sealed(self) -> Mapping[date, tuple[int, str]]:
        return self.index

    def late(self) -> frozenset[date]:
        return frozenset(self.marks)

    def holds(self, day: date, moment: datetime) -> bool:
        del moment
        return day in self.held

    def document_days(self, moment: datetime) -> frozenset[date]:
        del moment
        return frozenset()


def prove(
    storage: FolderStorage,
    beside: MemoryBeside,
    finding: Finding,
    before: Finding | None = None,
    now: datetime = NOW,
) -> Step:
    """The proof of one revision."""
    station = SealedStation(storage, finding.station_id)
    return Prover(station, beside, now).prove(finding, before)
