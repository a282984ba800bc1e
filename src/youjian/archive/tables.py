"""Tables as the archive keeps them: the same rows give the same bytes, whoever brings them in which order."""

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from youjian.contract.columns import arrow_schema
from youjian.contract.order import rises
from youjian.contract.platform import READABLE_TABLES

_GROUP = 1 << 17


def parquet_bytes(name: str, table: pa.Table) -> bytes:
    """A table as a Parquet file: the contract's columns, rows in order, zstd. Raises ValueError.

    The file says which library wrote it, so one installation always writes the same.
    """
    sink = pa.BufferOutputStream()
    pq.write_table(in_order(name, table), sink, compression="zstd", row_group_size=_GROUP)
    return sink.getvalue().to_pybytes()


def read_parquet(data: bytes) -> pa.Table:
    """The rows of a Parquet file.

    Nothing is read ahead: a thread of Arrow's that still holds Python's bytes aborts a process that ends.
    """
    with pq.ParquetFile(pa.BufferReader(data), pre_buffer=False) as file:
        return file.read(use_threads=False)


def in_order(name: str, table: pa.Table) -> pa.Table:
    """Rows in the order of key, version (what was `corrected` after the first) and known time.

    What is still equal then stands in the order of its other columns. Raises ValueError when columns of the
    contract are missing.
    """
    plain = _plain(name, table).combine_chunks()
    key = READABLE_TABLES[name].key if name in READABLE_TABLES else ()
    if key and rises(plain, key):
        return plain
    return _sorted(plain, list(key), _version(name)).combine_chunks()


def _plain(name: str, table: pa.Table) -> pa.Table:
    """The columns of the contract in its order and types; of other tables those that are there."""
    spec = READABLE_TABLES.get(name)
    if spec is None:
        return table.cast(pa.schema(list(table.schema)))
    missing = [column for column in spec.columns if column not in table.column_names]
    if missing:
        raise ValueError(f"the table {name} cannot be sealed without its columns {', '.join(missing)}")
    return table.select(list(spec.columns)).cast(arrow_schema(spec.type))


def _version(name: str) -> str | None:
    return READABLE_TABLES[name].version if name in READABLE_TABLES else None


def _sorted(table: pa.Table, key: list[str], version: str | None) -> pa.Table:
    first = [*key, *([version] if version == "filed_at" else [])]
    known = ["received_at"] if "received_at" in table.column_names else []
    rest = [c for c in table.column_names if c not in {*first, *known}]
    order = [*first, *(["_corrected"] if version == "source" else []), *known, *rest]
    if version == "source":
        table = table.append_column("_corrected", pc.equal(table["source"], "corrected").cast(pa.int8()))
    ordered = table.take(pc.sort_indices(table, sort_keys=[(column, "ascending") for column in order]))
    return ordered.drop_columns(["_corrected"]) if version == "source" else ordered
