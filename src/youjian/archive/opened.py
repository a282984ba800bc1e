"""The files of an audit folder, opened: which tables are there, and what is wrong with a whole file."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from youjian.archive.rows import BadRow, file_of
from youjian.archive.sources import Source, UnreadableError
from youjian.contract.tables import TABLES, Table


@dataclass
class Opened:
    """The tables that can be read, what stands in the way of the others, and what does no harm."""

    sources: dict[str, Source] = field(default_factory=dict)
    bad: list[BadRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, folder: Path) -> "Opened":
        """Open every table of a folder."""
        opened = cls()
        for spec in TABLES.values():
            path = file_of(folder, spec)
            if path is not None:
                opened._open(path, spec)
            elif spec.required:
                opened.bad.append(missing(spec))
        return opened

    def _open(self, path: Path, spec: Table) -> None:
        try:
            source = Source(path, spec)
        except UnreadableError as error:
            self.bad.append(BadRow(path.name, error.line, str(error)))
            return
        self.sources[spec.name] = source
        self.notes += [
            f"{path.name}: column {name} is not of the contract and is not read" for name in source.unknown
        ]
        if path.suffix == ".parquet" and path.with_suffix(".csv").is_file():
            self.notes.append(f"{spec.name}.csv: {path.name} is read in its place")


def missing(spec: Table) -> BadRow:
    """A required table is not there."""
    return BadRow(f"{spec.name}.csv", 0, f"the required table {spec.name} is missing (.csv or .parquet)")


def as_of(folder: Path) -> datetime | None:
    """The moment to which a folder says it is complete. Raises ValueError when it cannot be read."""
    path = folder / "as_of"
    if not path.is_file():
        return None
    text = path.read_text(encoding="utf-8").strip()
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{path} holds {text!r}: a moment needs its offset, as in 2026-11-22T02:00:00+08:00")
    return moment
