"""What a record costs on disk: hot in tables and indexes, sealed in Parquet; how many partitions."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from benchmarks.intake.ground import Ground
from youjian.archive.days import seal_day
from youjian.archive.storage import FolderStorage
from youjian.ledger.sealing.content import read_content

_HOT = """
SELECT sum(pg_relation_size(c.oid)), sum(pg_indexes_size(c.oid))
FROM pg_partition_tree('ledger.{table}') AS t JOIN pg_class AS c ON c.oid = t.relid WHERE t.isleaf
"""
_PARTITIONS = "SELECT count(*) FROM pg_partition_tree('ledger.{table}') WHERE isleaf"


@dataclass(frozen=True)
class Hot:
    """Bytes for each record of a table, in its heap and in its indexes, and its partitions."""

    heap: float
    indexes: float
    partitions: int


def hot(ground: Ground, table: str, rows: int) -> Hot:
    """What a table takes now."""
    with ground.owner() as conn:
        sizes = conn.execute(_HOT.format(table=table)).fetchone()  # type: ignore[arg-type]
        count = conn.execute(_PARTITIONS.format(table=table)).fetchone()  # type: ignore[arg-type]
    assert sizes
    assert count
    return Hot(float(sizes[0]) / rows, float(sizes[1]) / rows, count[0])


def partitions(ground: Ground) -> int:
    """Partitions of all tables of the ledger."""
    with ground.owner() as conn:
        row = conn.execute(
            "SELECT count(*) FROM pg_class WHERE relispartition AND relkind = 'r' "
            "AND relnamespace = 'ledger'::regnamespace"
        ).fetchone()
    assert row
    return row[0]


def sealed(ground: Ground, stations: Sequence[str], day: date) -> float:
    """Bytes for each record of some stations' sealed day: Parquet, manifest, seal, not the register."""
    total = rows = 0
    with tempfile.TemporaryDirectory(prefix="youjian-growth-", dir="/var/tmp") as folder:
        storage = FolderStorage(Path(folder))
        with ground.owner() as conn:
            for station_id in stations:
                content = read_content(conn, station_id, day, None)
                seal_day(
                    storage, station_id, day, content.tables,
                    registry=content.registry, sealed_at=datetime.now(UTC),
                )  # fmt: skip
                rows += sum(table.num_rows for table in content.tables.values())
        files = [path for path in Path(folder).rglob("*") if path.is_file()]
        total = sum(path.stat().st_size for path in files if "register" not in path.parts)
    return total / rows
