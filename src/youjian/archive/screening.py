"""Raw rows of a folder made into a table of the contract; every row that cannot be taken is named."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from youjian.archive.rows import BadRow, TableRead, judge, plain_rows
from youjian.archive.text import LINE
from youjian.contract.columnar import Mask, screen
from youjian.contract.columns import to_table
from youjian.contract.records import Record
from youjian.contract.tables import Table


@dataclass(frozen=True)
class Checked:
    """Good rows in the order of the file, the line of each, and the bad rows."""

    file: str
    table: pa.Table
    lines: np.ndarray
    bad: list[BadRow]


def check(spec: Table, file: str, raw: pa.Table) -> Checked:
    """Check rows of known stations against the contract, columns first and row by row what is in doubt."""
    screened = screen(spec, raw, trusted=(spec.station,) if spec.station else ())
    lines = raw[LINE].to_numpy()
    if screened.doubtful is None:
        return Checked(file, screened.table, lines, [])
    read = _look_again(spec, file, raw, screened.doubtful)
    sure = ~screened.doubtful
    table = screened.table.filter(pa.array(sure))
    if not read.records:
        return Checked(file, table, lines[sure], read.bad)
    return _joined(spec, table, lines[sure], read)


def why(spec: Table, file: str, raw: pa.Table) -> list[BadRow]:
    """What is wrong with rows that are no known station's."""
    bad: list[BadRow] = []
    for line, row in zip(raw[LINE].to_pylist(), _rows(spec, raw), strict=True):
        judged = judge(spec, row)
        reason = judged if isinstance(judged, str) else _stranger(spec, judged)
        bad.append(BadRow(file, line, reason))
    return bad


def _stranger(spec: Table, record: Record) -> str:
    return f"station {getattr(record, spec.station or '')} is not in stations"


def _look_again(spec: Table, file: str, raw: pa.Table, doubtful: Mask) -> TableRead:
    read = TableRead(file)
    rows = raw.filter(pa.array(doubtful))
    for line, row in zip(rows[LINE].to_pylist(), _rows(spec, rows), strict=True):
        read.take(spec, line, row)
    return read


def _rows(spec: Table, raw: pa.Table) -> list[dict[str, Any]]:
    return plain_rows(raw.select([name for name in raw.column_names if name in spec.columns]))


def _joined(spec: Table, table: pa.Table, lines: np.ndarray, read: TableRead) -> Checked:
    """Rows that were sure and those that turned out right, in the order of the file."""
    both = pa.concat_tables([table, to_table(spec, read.records)])
    numbered = np.concatenate([lines, read.lines])
    order = np.argsort(numbered, kind="stable")
    return Checked(read.file, both.take(pa.array(order)), numbered[order], read.bad)
