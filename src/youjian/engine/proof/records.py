"""Whether the records that a finding's evidence names stand in the sealed days, as they are."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youjian.contract.findings import Finding
from youjian.contract.platform import READABLE_TABLES
from youjian.contract.tables import Table
from youjian.detection.evidence import canonical, plain, rows
from youjian.engine.proof.figures import evidence_of
from youjian.engine.proof.outcome import Reason


def not_sealed(finding: Finding, tables: Mapping[str, pa.Table]) -> list[Reason]:
    """The records of the evidence that no sealed row is equal to, each named by its key."""
    listed = evidence_of(finding).get("records")
    if not isinstance(listed, dict):
        return []
    return [
        Reason("record", name, canonical({column: row.get(column) for column in READABLE_TABLES[name].key}))
        for name, told in listed.items()
        if name in READABLE_TABLES and isinstance(told, list)
        for row in told
        if _whole(row, READABLE_TABLES[name]) and not _stands(row, tables.get(name), READABLE_TABLES[name])
    ]


def _whole(row: Any, spec: Table) -> bool:
    """Whether it is a record of the table, and not something that a rule made of records."""
    return isinstance(row, dict) and set(spec.columns) == row.keys()


def _stands(row: dict[str, Any], table: pa.Table | None, spec: Table) -> bool:
    if table is None:
        return False
    mask = np.ones(table.num_rows, dtype=bool)
    for column in spec.key:
        mask &= _equal(table[column], row[column])
    return canonical(row) in {canonical(plain(found)) for found in rows(table, mask)}


def _equal(column: pa.ChunkedArray, value: Any) -> np.ndarray:
    if value is None:
        return column.is_null().to_numpy()
    if pa.types.is_timestamp(column.type):
        value = datetime.fromisoformat(value)
    elif pa.types.is_date32(column.type):
        value = date.fromisoformat(value)
    return pc.fill_null(pc.equal(column, pa.scalar(value, column.type)), False).to_numpy()
