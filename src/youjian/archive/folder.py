"""The audit folder: one file per table, read as records for an import or as columns for the rules."""

import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Self
from uuid import uuid4
from weakref import finalize

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youjian.archive.checks import check_keys, check_references
from youjian.archive.contested import contested_rows, is_across_stations, settle_contested
from youjian.archive.opened import Opened, as_of, missing
from youjian.archive.ranges import Range, over
from youjian.archive.register import check_register
from youjian.archive.repeats import Settled, settle
from youjian.archive.rows import BadRow, TableRead, file_of, read_table
from youjian.archive.screening import Checked, check, why
from youjian.archive.splits import Split
from youjian.contract.columns import empty, struct_table, to_table
from youjian.contract.known import KnownTables
from youjian.contract.platform import READABLE_TABLES, Conflict
from youjian.contract.records import Record
from youjian.contract.tables import REGISTRY_TABLES, TABLES, Table

_WHOLE = tuple(spec for spec in TABLES.values() if spec.name == "stations" or spec.station is None)
"""Tables that every station's audit needs whole; they are small."""
_OF_DEVICES = (
    "fuellings",
    "tank_readings",
    "vapour_fills",
    "heartbeats",
    "pressure_readings",
    "device_events",
    "tax_states",
)


class BadFolderError(Exception):
    """A folder that cannot be taken as it is; `bad` names every row and why."""

    def __init__(self, bad: list[BadRow]) -> None:
        shown = "\n".join(str(row) for row in bad[:20])
        more = f"\n… and {len(bad) - 20} more" if len(bad) > 20 else ""
        super().__init__(f"{len(bad)} bad rows:\n{shown}{more}")
        self.bad = bad


@dataclass(frozen=True)
class RegistryFolder:
    """The registry tables of a folder by name, and every bad row. An import takes all or nothing."""

    tables: dict[str, list[Record]]
    bad: list[BadRow]


def read_registry(path: Path) -> RegistryFolder:
    """The registry tables of an audit folder, cross-checked.

    An absent required table is itself a bad row (line 0). Raises FileNotFoundError when the folder is absent.
    """
    _must_be_folder(path)
    reads = _read(path, REGISTRY_TABLES, strict=True)
    check_references(reads)
    bad = [row for read in reads.values() for row in read.bad]
    return RegistryFolder({name: read.records for name, read in reads.items()}, bad)


@dataclass(frozen=True)
class StationRead:
    """What an audit folder holds of one station: its facts, every bad row, and how many rows only repeat."""

    facts: KnownTables
    bad: list[BadRow]
    duplicates: int = 0


class AuditFolder:
    """An audit folder read station by station; cheap to pickle, so that workers share one scratch folder.

    Call `prepare` once before workers start, and `close` (or leave the `with` block) when they are done: the
    scratch folder, made where it is needed, goes with the object that was not pickled. Raises
    FileNotFoundError when the folder is absent.
    """

    def __init__(self, path: Path, *, scratch: Path | None = None) -> None:
        _must_be_folder(path)
        self.path = path
        self.scratch = (scratch or Path(tempfile.gettempdir())) / f"youjian-audit-{uuid4().hex}"
        self._remove = finalize(self, _remove_scratch, self.scratch, os.getpid())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __getstate__(self) -> dict[str, object]:
        return {"path": self.path, "scratch": self.scratch}

    def prepare(self) -> None:
        """Do once what every worker would need first: large tables in no order of stations are set down."""
        for name in self._named():
            self._split(name)

    def close(self) -> None:
        """Let the files go and, where the scratch folder was made, remove it."""
        if "_opened" in self.__dict__:
            for source in self._opened.sources.values():
                source.close()
            del self.__dict__["_opened"]
        if "_remove" in self.__dict__:
            _remove_scratch(self.scratch, os.getpid())

    def tables(self) -> set[str]:
        """The contract tables that the folder holds in a readable form."""
        return set(self._opened.sources)

    def station_ids(self) -> list[str]:
        """The stations of the folder, in order."""
        return list(self._stations)

    def station(self, station_id: str) -> StationRead:
        """The facts of one station and its bad rows. Raises KeyError when the folder does not name it."""
        register = self._register(station_id)
        tables = {name: checked.table for name, checked in register.items()} | self._regions
        bad = [row for checked in register.values() for row in sorted(checked.bad, key=_line)]
        duplicates, conflicts = 0, list[Conflict]()
        for name in self._named("fact"):
            checked = self._checked(name, station_id)
            settled = self._settled(TABLES[name], checked, station_id)
            tables[name] = settled.table
            bad += checked.bad
            duplicates += settled.duplicates
            conflicts += settled.conflicts
        tables["conflicts"] = struct_table(Conflict, conflicts)
        return StationRead(KnownTables(tables, ordered=self._named("fact")), bad, duplicates)

    def taxpayer(self, station_id: str) -> pa.Table:
        """The register's rows of every station with the taxpayer (`uscc`) of one, itself among them."""
        uscc = self._stations[station_id].uscc
        return to_table(TABLES["stations"], [r for r in self._stations.values() if r.uscc == uscc])

    def bad_of_folder(self) -> list[BadRow]:
        """Everything bad that is no station's: files, headers, lines that are no rows, unknown stations."""
        bad = [*self._opened.bad, *_bad_as_of(self.path)]
        for read in self._whole.values():
            bad += read.bad
        for name in self._named() if self._stations else ():
            bad += sorted(self._bad_of_table(name), key=_line)
        return bad

    def notes(self) -> list[str]:
        """What was passed over without harm: columns that the contract does not know, second files."""
        return self._opened.notes

    def as_of(self) -> datetime | None:
        """The moment to which the folder says it is complete; None when it does not say, or unreadably."""
        return None if _bad_as_of(self.path) else as_of(self.path)

    def first_known(self) -> datetime | None:
        """The smallest known time that the records of devices can have."""
        return self._known[0] if self._known else None

    def last_known(self) -> datetime | None:
        """The largest known time that the records of devices can have."""
        return self._known[1] if self._known else None

    @cached_property
    def _known(self) -> Range | None:
        named = [name for name in _OF_DEVICES if name in self._opened.sources]
        for name in named:
            self._split(name)
        return over(self._opened.sources[name].known_range() for name in named)

    @cached_property
    def _opened(self) -> Opened:
        return Opened.of(self.path)

    @cached_property
    def _whole(self) -> dict[str, TableRead]:
        specs = [spec for spec in _WHOLE if spec.name in self._opened.sources]
        return _read(self.path, specs, strict=False)

    @cached_property
    def _stations(self) -> dict[str, Any]:
        """Every station's record, in order."""
        records: list[Any] = self._whole["stations"].records if "stations" in self._whole else []
        return {record.station_id: record for record in sorted(records, key=lambda record: record.station_id)}

    @cached_property
    def _regions(self) -> dict[str, pa.Table]:
        return {n: to_table(TABLES[n], read.records) for n, read in self._whole.items() if n != "stations"}

    def _named(self, kind: str | None = None) -> list[str]:
        """The tables that are read station by station."""
        specs = [TABLES[name] for name in self._opened.sources if TABLES[name] not in _WHOLE]
        return [spec.name for spec in specs if kind in (None, spec.kind)]

    def _register(self, station_id: str) -> dict[str, Checked]:
        of_one = to_table(TABLES["stations"], [self._stations[station_id]])
        register = {"stations": Checked("", of_one, np.zeros(1, dtype=np.int64), [])}
        register |= {name: self._checked(name, station_id) for name in self._named("registry")}
        return check_register(register)

    def _checked(self, name: str, station_id: str) -> Checked:
        source = self._opened.sources[name]
        raw = self._split(name).of(station_id)
        if raw is None:
            return Checked(source.path.name, empty(source.spec), np.zeros(0, dtype=np.int64), [])
        return check(source.spec, source.path.name, raw)

    def _settled(self, spec: Table, checked: Checked, station_id: str) -> Settled:
        contested = self._contested(spec) if is_across_stations(spec) and checked.table.num_rows else None
        if contested is None:
            return settle(spec, checked.table)
        return settle_contested(spec, checked, station_id, contested)

    def _contested(self, spec: Table) -> Checked | None:
        if spec.name not in self._contests:
            checked = partial(self._checked, spec.name)
            found = contested_rows(spec, self._split(spec.name), self._stations, checked)
            self._contests[spec.name] = found
        return self._contests[spec.name]

    @cached_property
    def _contests(self) -> dict[str, Checked | None]:
        """The rows with a key that several stations' rows have, of each table looked at."""
        return {}

    def _bad_of_table(self, name: str) -> list[BadRow]:
        source = self._opened.sources[name]
        split = self._split(name)
        unknown = [row for raw in split.strangers() for row in why(source.spec, source.path.name, raw)]
        return [*source.refused, *unknown]

    def _split(self, name: str) -> Split:
        return self._opened.sources[name].split(list(self._stations), self.scratch)


class FolderFacts(KnownTables):
    """The facts of a whole audit folder, checked against the contract.

    Raises BadFolderError when a row is bad; with `skip_bad` the good rows are kept, `bad` names the others.
    Raises ValueError when the file `as_of` cannot be read.
    """

    def __init__(self, path: Path, *, skip_bad: bool = False) -> None:
        with AuditFolder(path) as folder:
            self.as_of = as_of(path)
            reads = [folder.station(station_id) for station_id in folder.station_ids()]
            self.bad = [*folder.bad_of_folder(), *(row for read in reads for row in read.bad)]
            if self.bad and not skip_bad:
                raise BadFolderError(self.bad)
            self._ids = folder.station_ids()
            super().__init__(_together(folder.tables(), [read.facts for read in reads]))

    def station_ids(self) -> list[str]:
        """The stations of the folder, in order."""
        return self._ids

    def of_station(self, station_id: str) -> KnownTables:
        """The facts of one station; tables that are about a region come whole."""
        return KnownTables({name: _part(table, name, station_id) for name, table in self._tables.items()})


def _together(names: Iterable[str], parts: list[KnownTables]) -> dict[str, pa.Table]:
    """The tables of all stations as one; a region's table is the same in each."""
    named = {*names, "conflicts"}
    specs = [spec for spec in READABLE_TABLES.values() if spec.name in named]
    return {
        spec.name: pa.concat_tables(
            [empty(spec), *(part.stored(spec.name) for part in (parts if spec.station else parts[:1]))]
        )
        for spec in specs
    }


def _part(table: pa.Table, name: str, station_id: str) -> pa.Table:
    column = READABLE_TABLES[name].station
    return table if column is None else table.filter(pc.equal(table[column], station_id))


def _read(folder: Path, specs: Iterable[Table], *, strict: bool) -> dict[str, TableRead]:
    reads: dict[str, TableRead] = {}
    for spec in specs:
        path = file_of(folder, spec)
        if path is not None:
            reads[spec.name] = read_table(path, spec, strict=strict)
            check_keys(reads[spec.name], spec)
        elif spec.required:
            told = missing(spec)
            reads[spec.name] = TableRead(told.file, bad=[told])
    return reads


def _must_be_folder(path: Path) -> None:
    if not path.is_dir():
        raise FileNotFoundError(f"{path} is not a folder")


def _bad_as_of(path: Path) -> list[BadRow]:
    try:
        as_of(path)
    except ValueError as error:
        return [BadRow("as_of", 1, str(error))]
    return []


def _remove_scratch(path: Path, owner: int) -> None:
    """A process that was forked while the folder was open leaves it to the one that made it."""
    if os.getpid() == owner:
        shutil.rmtree(path, ignore_errors=True)


def _line(row: BadRow) -> int:
    return row.line
