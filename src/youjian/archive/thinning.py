"""Thinning (稀疏保存): a sealed day of which less is kept, and that says so.

A revision `thinned` keeps one record of a device in so many seconds, or none of a table, and holds the
digests of what it follows. Once it stands, the old files of those tables are deleted; all manifests stay.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime

import numpy as np
import pyarrow as pa

from youjian.archive import chain
from youjian.archive.days import last_of_day, read_file, read_table, seals_of_day, write_seal
from youjian.archive.digests import sha256, sm3
from youjian.archive.manifest import DaySeal, Manifest, SealedTable, Thinned
from youjian.archive.snapshots import snapshot_digest
from youjian.archive.storage import Storage
from youjian.archive.tables import parquet_bytes
from youjian.contract.order import order_of
from youjian.contract.platform import READABLE_TABLES


def thin_day(
    storage: Storage,
    station_id: str,
    day: date,
    tables: Mapping[str, int | None],
    *,
    sealed_at: datetime,
) -> DaySeal | None:
    """Write a revision that keeps one record in so many seconds of the named tables (None: no record).

    Then the old files of those tables are deleted; a run that was cut off before is made up for. None when
    the day has no seal. What is thinned as far already stays as it is. Raises FileNotFoundError and
    ValueError when what was sealed cannot be read, and then deletes nothing.
    """
    standing = chain.standing(storage, station_id)
    last = last_of_day(storage, station_id, day)
    if last is None:
        return None
    wanted = {name: s for name, s in tables.items() if _is_due(last.manifest, name, s)}
    if not wanted:
        delete_thinned(storage, last)
        return last
    was = last.manifest
    kept = {name: thin(name, read_table(storage, last, name), s) for name, s in wanted.items() if s}
    files = {name: parquet_bytes(name, rows) for name, rows in kept.items()}
    rest = {name: one for name, one in was.tables.items() if name not in wanted}
    manifest = Manifest(
        version=2,
        station_id=station_id,
        day=day,
        revision=was.revision + 1,
        number=standing.number + 1,
        previous=standing.seal,
        follows=standing.place,
        sealed_at=sealed_at.astimezone(UTC),
        reason="thinned",
        registry=was.registry if was.version > 1 else snapshot_digest({}, []),
        registry_tables=was.registry_tables,
        rule_sets=was.rule_sets,
        tables=dict(sorted((rest | {n: _sealed(kept[n], data) for n, data in files.items()}).items())),
        thinned=dict(sorted((was.thinned | _described(was, wanted)).items())),
    )
    copies = {n: read_file(storage, f"{last.path}/{n}.parquet", one) for n, one in rest.items()}
    seal = write_seal(storage, manifest, copies | files, {})
    delete_thinned(storage, seal)
    return seal


def thin(name: str, rows: pa.Table, seconds: int) -> pa.Table:
    """The first record of each device in every so many seconds, counted from the epoch.

    A device is what the key names beside the time. Raises ValueError for a table whose records have no time.
    """
    spec = READABLE_TABLES[name]
    if spec.end is None or not pa.types.is_timestamp(rows.schema.field(spec.end).type):
        raise ValueError(f"{name} cannot be thinned: its records have no time of their own")
    ordered = rows.take(pa.array(order_of([rows[c] for c in (*_device(name), spec.end)])))
    moment = ordered[spec.end].cast(pa.int64()).to_numpy() // (seconds * 10**6)
    first = np.ones(len(moment), dtype=bool)
    first[1:] = moment[1:] != moment[:-1]
    for column in _device(name):
        codes = ordered[column].combine_chunks().dictionary_encode().indices.to_numpy()
        first[1:] |= codes[1:] != codes[:-1]
    return ordered.filter(pa.array(first))


def delete_thinned(storage: Storage, seal: DaySeal) -> None:
    """Delete the files of thinned tables in the revisions up to the one that was thinned."""
    for sealed in seals_of_day(storage, seal.manifest.station_id, seal.manifest.day):
        for name, was in seal.manifest.thinned.items():
            if name in sealed.manifest.tables and sealed.manifest.revision <= was.revision:
                storage.delete(f"{sealed.path}/{name}.parquet")


def _device(name: str) -> list[str]:
    spec = READABLE_TABLES[name]
    return [column for column in spec.key if column != spec.end]


def _is_due(manifest: Manifest, name: str, seconds: int | None) -> bool:
    if name not in manifest.tables:
        return False
    was = manifest.thinned.get(name)
    return was is None or seconds is None or (was.seconds is not None and was.seconds < seconds)


def _described(manifest: Manifest, wanted: Mapping[str, int | None]) -> dict[str, Thinned]:
    return {
        name: Thinned(
            revision=manifest.revision,
            seconds=seconds,
            rows=manifest.tables[name].rows,
            sm3=manifest.tables[name].sm3,
            sha256=manifest.tables[name].sha256,
        )
        for name, seconds in wanted.items()
    }


def _sealed(rows: pa.Table, data: bytes) -> SealedTable:
    return SealedTable(rows=rows.num_rows, sm3=sm3(data), sha256=sha256(data))
