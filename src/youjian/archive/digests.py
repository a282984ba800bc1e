"""Digests of files and of columns: SM3 (GB/T 32905) beside SHA-256."""

import hashlib
import io

import pyarrow as pa
import pyarrow.parquet as pq
from cryptography.hazmat.primitives import hashes

from youjian.contract.tables import TABLES


def sha256(data: bytes) -> str:
    """SHA-256 in lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def sm3(data: bytes) -> str:
    """SM3 in lower-case hex.

    >>> sm3(b"abc")
    '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0'
    """
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize().hex()


def table_digest(name: str, table: pa.Table) -> str:
    """SHA-256 of a table's rows in the order of its key, as the archive would write them."""
    sink = io.BytesIO()
    pq.write_table(table.sort_by([(key, "ascending") for key in TABLES[name].key]), sink, compression="zstd")
    return sha256(sink.getvalue())
