"""The findings file: Parquet, or CSV if the name says so; the same findings make the same bytes."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import csv

from youjian.contract.columns import arrow_schema
from youjian.contract.findings import Finding

ENDINGS = (".parquet", ".csv")
SCHEMA = arrow_schema(Finding)
_ROWS = 20_000
"""Rows of a row group: what is held in memory while writing."""


class _Writer(Protocol):
    def write_table(self, table: pa.Table) -> None: ...

    def close(self) -> None: ...


def check_name(path: Path) -> None:
    """Raises ValueError for a name that says no known format, OSError when its folder is not there."""
    if path.suffix not in ENDINGS:
        raise ValueError(f"{path} must end in {' or '.join(ENDINGS)}")
    if path.is_dir() or not path.resolve().parent.is_dir():
        raise NotADirectoryError(
            f"{path} cannot be written: {path.resolve().parent} is not a folder, or it is one"
        )


def write_findings(path: Path, parts: Iterable[pa.Table]) -> int:
    """Write tables of findings one after the other, all or nothing; returns how many rows there were."""
    count = 0
    with _whole(path) as unfinished:
        writer = _writer(path, unfinished)
        try:
            for part in _groups(parts):
                count += part.num_rows
                writer.write_table(part if path.suffix == ".parquet" else _as_text(part))
        finally:
            writer.close()
    return count


def read_findings(path: Path) -> pa.Table:
    """The findings of a Parquet file that `write_findings` wrote."""
    return pq.read_table(path)


def _writer(path: Path, unfinished: Path) -> _Writer:
    if path.suffix == ".parquet":
        return pq.ParquetWriter(unfinished, SCHEMA, compression="zstd")
    return csv.CSVWriter(unfinished, _as_text(SCHEMA.empty_table()).schema)


def _groups(parts: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The same rows in groups of one size, however they came."""
    held: list[pa.Table] = [SCHEMA.empty_table()]
    count = 0
    for part in parts:
        held.append(part)
        count += part.num_rows
        while count >= _ROWS:
            whole = pa.concat_tables(held)
            yield whole.slice(0, _ROWS)
            held, count = [whole.slice(_ROWS)], count - _ROWS
    rest = pa.concat_tables(held)
    if rest.num_rows:
        yield rest.combine_chunks()


def _as_text(table: pa.Table) -> pa.Table:
    """Times as RFC 3339 in UTC."""
    for index, field in enumerate(table.schema):
        if pa.types.is_timestamp(field.type):
            text = pc.strftime(table[field.name], format="%Y-%m-%dT%H:%M:%SZ")
            table = table.set_column(index, field.name, text)
    return table


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """A file beside the wanted one that takes its place when everything is written."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.resolve().parent)
    os.close(handle)
    unfinished = Path(name)
    try:
        yield unfinished
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        unfinished.chmod(0o666 & ~_umask())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
