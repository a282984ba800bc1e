"""The audit folder: one file per table, read as records for an import or as columns for the rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

import pyarrow as pa
import pyarrow.compute as pc

from youjian.archive.checks import check_keys, check_references
from youjian.archive.rows import BadRow, TableRead, file_of, read_table
from youjian.contract.columns import to_table
from youjian.contract.known import KnownTables
from youjian.contract.records import Record
from youjian.contract.tables import REGISTRY_TABLES, TABLES, Table


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
    reads = _read(path, REGISTRY_TABLES)
    bad = [row for read in reads.values() for row in read.bad]
    return RegistryFolder({name: read.records for name, read in reads.items()}, bad)


class FolderFacts(KnownTables):
    """The facts of an audit folder, checked against the contract row by row.

    Raises BadFolderError when a row is bad; with `skip_bad` the good rows are kept, `bad` names the others.
    """

    def __init__(self, path: Path, *, skip_bad: bool = False) -> None:
        reads = _read(path, TABLES.values())
        self.bad = [row for read in reads.values() for row in read.bad]
        if self.bad and not skip_bad:
            raise BadFolderError(self.bad)
        super().__init__({name: to_table(TABLES[name], r.records) for name, r in reads.items()})
        self.as_of = _as_of(path)

    def station_ids(self) -> list[str]:
        """The stations of the folder, in order."""
        return sorted(self._tables["stations"]["station_id"].to_pylist())

    def of_station(self, station_id: str) -> KnownTables:
        """The facts of one station; tables that are about a region come whole."""
        return KnownTables({name: _part(table, name, station_id) for name, table in self._tables.items()})


@dataclass(frozen=True)
class StationRead:
    """What an audit folder holds of one station: its facts, and every bad row of it."""

    facts: KnownTables
    bad: list[BadRow]
    duplicates: int = 0


class AuditFolder:
    """An audit folder read station by station; cheap to pickle, so that workers share one scratch folder.

    Call `prepare` once before workers start, and `close` (or leave the `with` block) when they are done.
    """

    def __init__(self, path: Path, *, scratch: Path | None = None) -> None:
        if not path.is_dir():
            raise FileNotFoundError(f"{path} is not a folder")
        self.path, self.scratch = path, scratch
        self._whole: FolderFacts | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __getstate__(self) -> dict[str, object]:
        return {"path": self.path, "scratch": self.scratch, "_whole": None}

    def prepare(self) -> None:
        """Do once what every worker would need first."""
        self._facts()

    def close(self) -> None:
        """Remove what `prepare` wrote down."""
        self._whole = None

    def tables(self) -> set[str]:
        """The contract tables that the folder holds."""
        return {name for name, spec in TABLES.items() if file_of(self.path, spec) is not None}

    def station_ids(self) -> list[str]:
        """The stations of the folder, in order."""
        return self._facts().station_ids() if "stations" in self.tables() else []

    def station(self, station_id: str) -> StationRead:
        """The facts of one station; tables that are about a region come whole."""
        return StationRead(self._facts().of_station(station_id), [])

    def bad_of_folder(self) -> list[BadRow]:
        """Every bad row that is no station's."""
        return self._facts().bad

    def notes(self) -> list[str]:
        """What was passed over without harm, as columns that the contract does not know."""
        return []

    def as_of(self) -> datetime | None:
        """The moment to which the folder says it is complete; None when it does not say, or unreadably."""
        return self._facts().as_of

    def first_known(self) -> datetime | None:
        """The smallest known time of any fact."""
        return min(self._moments(), default=None)

    def last_known(self) -> datetime | None:
        """The largest known time of any fact."""
        return max(self._moments(), default=None)

    def _moments(self) -> list[datetime]:
        named = [name for name in self.tables() if TABLES[name].end is not None]
        columns = [self._facts().history(name)["known_at"] for name in named]
        return [moment for c in columns if len(c) for moment in pc.min_max(c).as_py().values() if moment]

    def _facts(self) -> FolderFacts:
        if self._whole is None:
            self._whole = FolderFacts(self.path, skip_bad=True)
        return self._whole


def _part(table: pa.Table, name: str, station_id: str) -> pa.Table:
    column = TABLES[name].station
    return table if column is None else table.filter(pc.equal(table[column], station_id))


def _read(folder: Path, specs: Iterable[Table]) -> dict[str, TableRead]:
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder} is not a folder")
    reads: dict[str, TableRead] = {}
    for spec in specs:
        path = file_of(folder, spec)
        if path is not None:
            reads[spec.name] = read_table(path, spec)
            check_keys(reads[spec.name], spec)
        elif spec.required:
            reads[spec.name] = TableRead(f"{spec.name}.csv")
            reads[spec.name].refuse(0, f"the required table {spec.name} is missing (.csv or .parquet)")
    check_references(reads)
    return reads


def _as_of(folder: Path) -> datetime | None:
    """The moment to which the folder says it is complete."""
    path = folder / "as_of"
    if not path.is_file():
        return None
    text = path.read_text(encoding="utf-8").strip()
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{path} holds {text!r}: a moment needs its offset, as in 2026-11-22T02:00:00+08:00")
    return moment
