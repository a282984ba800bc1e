"""Day seals (日数据固化): a station's business day as Parquet, digested and chained, never edited.

    ROOT/<station_id>/<YYYY-MM-DD>/r<revision>/<table>.parquet and manifest.json

Records that come late make the next revision. Every manifest names the seal that the station had written
before it, whatever day that was, so that a seal cannot be changed or taken out unseen. What was written after
the last anchor elsewhere proves nothing: the end of a chain can be cut.
"""

import io
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from msgspec import Struct

from youjian.archive.digests import sha256, sm3, table_digest
from youjian.contract.tables import TABLES

MANIFEST = "manifest.json"
FIRST = "0" * 64
"""What a station's first seal is chained to."""


class SealedTable(Struct, frozen=True, kw_only=True):
    """One Parquet file of a sealed day."""

    rows: int
    sm3: str
    sha256: str


class Manifest(Struct, frozen=True, kw_only=True):
    """What a day seal holds; `seal` is the SM3 of everything else."""

    version: int
    station_id: str
    day: date
    revision: int
    number: int
    previous: str
    registry: str
    sealed_at: datetime
    tables: dict[str, SealedTable]
    seal: str = ""


@dataclass(frozen=True)
class DaySeal:
    """A written seal and where it stands."""

    path: Path
    manifest: Manifest


def seal_day(
    root: Path,
    station_id: str,
    day: date,
    tables: Mapping[str, pa.Table],
    *,
    registry: Mapping[str, pa.Table],
    sealed_at: datetime,
) -> DaySeal:
    """Write a station-day, chained to the seal the station had written last, and make it durable.

    The same content again gives the seal that is there. One writer per station at a time.
    """
    written = seals_of(root, station_id)
    last = max((s for s in written if s.manifest.day == day), key=_revision, default=None)
    revision = 1 if last is None else _revision(last) + 1
    path = root / station_id / day.isoformat() / f"r{revision}"
    partial = path.with_name(f".r{revision}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    manifest = Manifest(
        version=1,
        station_id=station_id,
        day=day,
        revision=revision,
        number=len(written) + 1,
        previous=written[-1].manifest.seal if written else FIRST,
        registry=registry_digest(registry),
        sealed_at=sealed_at.astimezone(UTC),
        tables={name: _write_table(partial, name, table) for name, table in sorted(tables.items())},
    )
    if last is not None and _content(last.manifest) == _content(manifest):
        shutil.rmtree(partial)
        return last
    return _finish(partial, path, msgspec.structs.replace(manifest, seal=seal_digest(manifest)))


def read_day(root: Path, station_id: str, day: date, revision: int | None = None) -> dict[str, pa.Table]:
    """The tables of a sealed day, of its last revision unless one is named.

    Raises FileNotFoundError when there is no such seal and ValueError when a file is not the sealed one.
    """
    found = [s for s in seals_of(root, station_id) if s.manifest.day == day]
    found = [s for s in found if revision in (None, s.manifest.revision)]
    if not found:
        raise FileNotFoundError(f"no seal of {station_id} on {day} in {root}")
    seal = max(found, key=_revision)
    return {name: read_table(seal, name) for name in seal.manifest.tables}


def seals_of(root: Path, station_id: str) -> list[DaySeal]:
    """A station's seals in the order in which they were written. Raises ValueError for a broken manifest."""
    found = [
        DaySeal(path.parent, read_manifest(path)) for path in (root / station_id).glob(f"*/r*/{MANIFEST}")
    ]
    return sorted(found, key=lambda seal: seal.manifest.number)


def read_manifest(path: Path) -> Manifest:
    """A manifest as written. Raises ValueError when it is not one."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Manifest)
    except msgspec.DecodeError as error:
        raise ValueError(f"{path} is not a manifest: {error}") from None


def seal_digest(manifest: Manifest) -> str:
    """SM3 over the canonical JSON of everything but the seal itself."""
    bare = msgspec.structs.replace(manifest, seal="")
    return sm3(msgspec.json.encode(bare, order="deterministic"))


def registry_digest(registry: Mapping[str, pa.Table]) -> str:
    """SHA-256 over the digests of the registry's tables, in the order of their names."""
    lines = (f"{name}:{table_digest(name, table)}\n" for name, table in sorted(registry.items()))
    return sha256("".join(lines).encode())


def _revision(seal: DaySeal) -> int:
    return seal.manifest.revision


def _content(manifest: Manifest) -> tuple[dict[str, SealedTable], str]:
    return manifest.tables, manifest.registry


def _finish(partial: Path, path: Path, manifest: Manifest) -> DaySeal:
    """Nothing stands under its final name before all of it is on the disk."""
    _write_durably(partial / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
    _sync_folder(partial)
    partial.rename(path)
    _sync_folder(path.parent)
    return DaySeal(path, manifest)


def _write_table(folder: Path, name: str, table: pa.Table) -> SealedTable:
    path = folder / f"{name}.parquet"
    pq.write_table(table.sort_by([(key, "ascending") for key in TABLES[name].key]), path, compression="zstd")
    data = path.read_bytes()
    _write_durably(path, data)
    return SealedTable(rows=table.num_rows, sm3=sm3(data), sha256=sha256(data))


def read_table(seal: DaySeal, name: str) -> pa.Table:
    """One table of a seal. Raises ValueError when the file is not the sealed one."""
    path = seal.path / f"{name}.parquet"
    data = path.read_bytes()
    if sha256(data) != seal.manifest.tables[name].sha256:
        raise ValueError(f"{path} is not the file that was sealed")
    return pq.read_table(io.BytesIO(data))


def _write_durably(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
