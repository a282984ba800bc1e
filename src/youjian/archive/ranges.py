"""From when to when the rows of a file became known."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from youjian.archive.columns import Group, ParquetTable
from youjian.contract.columnar import moments
from youjian.contract.tables import Table

Range = tuple[datetime, datetime]


def over(ranges: Iterable[Range | None]) -> Range | None:
    """The range that holds all of them; None when there is none."""
    found = [one for one in ranges if one is not None]
    return (min(low for low, _ in found), max(high for _, high in found)) if found else None


def range_of(rows: pa.Table, spec: Table) -> Range | None:
    """The range of raw rows; what is no moment does not count."""
    known = moments(rows[spec.end or ""])
    if "received_at" in rows.column_names:
        known = pc.coalesce(moments(rows["received_at"]), known)
    ends = pc.min_max(known).as_py()
    return None if ends["min"] is None else (ends["min"], ends["max"])


def told_range(file: ParquetTable, spec: Table) -> Range | None:
    """What the statistics of a Parquet file say, and the rows where only some have `received_at`.

    None when a row group says nothing.
    """
    told = [_of_group(file, group, spec) for group in file.groups(spec.end or "")]
    return None if None in told else over(told)


def _of_group(file: ParquetTable, group: Group, spec: Table) -> Range | None:
    end = _ends(file.statistics(group.index, spec.end or ""))
    if "received_at" not in file.header:
        return end
    stats = file.statistics(group.index, "received_at")
    if stats is None or not stats.has_null_count:
        return None
    if stats.null_count in (0, group.rows):
        return end if stats.null_count else _ends(stats)
    return range_of(file.group(group, [spec.end or "", "received_at"]), spec)


def _ends(stats: Any) -> Range | None:
    if stats is None or not stats.has_min_max or not isinstance(stats.min, datetime):
        return None
    return None if stats.min.tzinfo is None else (stats.min, stats.max)
