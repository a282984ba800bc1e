"""Day seals (日数据固化): a station's business day as Parquet, digested and chained, never edited.

Records that come late make the next revision. Every manifest names the seal that the station had written
before it, whatever day that was, so that a seal cannot be changed or taken out unseen. What was written after
the last anchor elsewhere proves nothing: the end of a chain can be cut.
"""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import msgspec
import pyarrow as pa

from youjian.archive import chain, merkle
from youjian.archive.digests import sha256, sm3
from youjian.archive.manifest import (
    MANIFEST,
    REGISTER,
    DaySeal,
    Manifest,
    Reason,
    RuleSetSealed,
    SealedRuleSet,
    SealedTable,
    Thinned,
    decode_manifest,
    leaves,
    register_files,
    seal_digest,
    seal_of,
)
from youjian.archive.snapshots import Snapshot, snapshot_of
from youjian.archive.storage import Storage
from youjian.archive.tables import in_order, parquet_bytes, read_parquet

_READERS = 8
"""So many files are read at once: a bucket answers each after some milliseconds."""


def seal_day(
    storage: Storage,
    station_id: str,
    day: date,
    tables: Mapping[str, pa.Table],
    *,
    registry: Mapping[str, pa.Table],
    rule_sets: Sequence[RuleSetSealed] = (),
    sealed_at: datetime,
    reason: Reason = "aged",
) -> DaySeal:
    """Write a station-day, chained to the seal the station had written last, and make it durable.

    The same content again gives the seal that is there. Whoever is cut off in the middle leaves no seal, and
    calls again. One writer per station at a time. Raises ValueError when columns of the contract are missing
    or the station's chain cannot be read, OSError when the storage does not take it.
    """
    standing = chain.standing(storage, station_id)
    last = last_of_day(storage, station_id, day)
    files = {name: parquet_bytes(name, table) for name, table in sorted(tables.items())}
    taken = snapshot_of(registry, rule_sets)
    if last is not None and _same_register(last, taken) and _same_tables(storage, last, tables, files):
        return last
    manifest = Manifest(
        version=2,
        station_id=station_id,
        day=day,
        revision=1 if last is None else last.manifest.revision + 1,
        number=standing.number + 1,
        previous=standing.seal,
        follows=standing.place,
        sealed_at=sealed_at.astimezone(UTC),
        reason=reason,
        registry=taken.digest,
        registry_tables=taken.tables,
        rule_sets=taken.rule_sets,
        tables={name: _sealed(tables[name].num_rows, data) for name, data in files.items()},
        thinned=_still_thinned(last, tables),
    )
    return write_seal(storage, manifest, files, taken.files)


def write_seal(
    storage: Storage, manifest: Manifest, files: Mapping[str, bytes], register: Mapping[str, bytes]
) -> DaySeal:
    """Finish a manifest (root and seal) and write it with its tables and its register snapshot."""
    rooted = msgspec.structs.replace(manifest, merkle_root=merkle.root(list(leaves(manifest).values())))
    finished = msgspec.structs.replace(rooted, seal=seal_digest(rooted))
    seal = seal_of(finished)
    place = f"{manifest.station_id}/{REGISTER}/{manifest.registry}"
    contents = {f"{place}/{name}": data for name, data in register.items()}
    contents |= {f"{seal.path}/{name}.parquet": data for name, data in files.items()}
    chain.write(storage, finished, contents)
    return seal


def read_day(
    storage: Storage, station_id: str, day: date, revision: int | None = None
) -> dict[str, pa.Table]:
    """The tables of a sealed day, of its last revision unless one is named.

    Raises FileNotFoundError when there is no such seal and ValueError when a file is not the sealed one.
    """
    seal = seal_of_day(storage, station_id, day, revision)
    return {name: read_table(storage, seal, name) for name in seal.manifest.tables}


def seal_of_day(storage: Storage, station_id: str, day: date, revision: int | None = None) -> DaySeal:
    """The seal of a day, the last unless one is named. Raises FileNotFoundError and ValueError."""
    if revision is not None:
        return read_seal(storage, f"{station_id}/{day.isoformat()}/r{revision}")
    seal = last_of_day(storage, station_id, day)
    if seal is None:
        raise FileNotFoundError(f"no seal of {station_id} on {day}")
    return seal


def seals_of_day(storage: Storage, station_id: str, day: date) -> list[DaySeal]:
    """All revisions of a station-day in their order. Raises ValueError for a broken manifest."""
    places = seal_places(storage.names(f"{station_id}/{day.isoformat()}"))
    return [read_seal(storage, place) for place in sorted(places, key=_revision)]


def last_of_day(storage: Storage, station_id: str, day: date) -> DaySeal | None:
    """The last revision of a station-day, or None."""
    places = seal_places(storage.names(f"{station_id}/{day.isoformat()}"))
    return read_seal(storage, max(places, key=_revision)) if places else None


def seals_of(storage: Storage, station_id: str, first: date = date.min) -> list[DaySeal]:
    """A station's seals from a day on, in the order in which they were written.

    Raises ValueError for a broken manifest.
    """
    places = [p for p in seal_places(storage.names(station_id)) if p.split("/")[1] >= first.isoformat()]
    return sorted(_read_all(storage, places), key=lambda seal: seal.manifest.number)


def last_seals_of(
    storage: Storage, station_id: str, first: date = date.min, until: date = date.max
) -> list[DaySeal]:
    """The last revision of each of a station's days between two days, by day. Raises ValueError."""
    last: dict[str, str] = {}
    for place in sorted(seal_places(storage.names(station_id)), key=_revision):
        last[place.split("/")[1]] = place
    within = (p for day, p in sorted(last.items()) if first.isoformat() <= day <= until.isoformat())
    return _read_all(storage, list(within))


def seal_places(names: Iterable[str]) -> list[str]:
    """The folders of seals among the names of files: those with a manifest."""
    return [name.removesuffix(f"/{MANIFEST}") for name in names if name.endswith(f"/{MANIFEST}")]


def read_seal(storage: Storage, place: str) -> DaySeal:
    """The seal in a folder. Raises FileNotFoundError, and ValueError for a broken manifest."""
    return DaySeal(place, read_manifest(storage, f"{place}/{MANIFEST}"))


def read_manifest(storage: Storage, name: str) -> Manifest:
    """A manifest as written. Raises FileNotFoundError, and ValueError when it is not one."""
    return decode_manifest(storage.read(name), name)


def read_table(storage: Storage, seal: DaySeal, name: str) -> pa.Table:
    """One table of a seal. Raises ValueError for a file that is not the sealed one, KeyError for no table."""
    return read_parquet(read_file(storage, f"{seal.path}/{name}.parquet", seal.manifest.tables[name]))


def read_tables(storage: Storage, wanted: Sequence[tuple[DaySeal, str]]) -> list[pa.Table]:
    """Named tables of seals, several at a time. Raises ValueError when a file is not the sealed one."""
    with ThreadPoolExecutor(_READERS) as pool:
        return list(pool.map(lambda one: read_table(storage, *one), wanted))


def read_registry(storage: Storage, seal: DaySeal) -> dict[str, pa.Table]:
    """The register as it applied to a sealed day; empty for a seal of version 1, which kept its digest alone.

    Raises ValueError when a file is not the sealed one.
    """
    found = register_files(seal.manifest).items()
    return {
        name.rsplit("/", 1)[1].removesuffix(".parquet"): read_parquet(read_file(storage, name, sealed))
        for name, sealed in found
        if isinstance(sealed, SealedTable)
    }


def read_rule_sets(storage: Storage, seal: DaySeal) -> list[RuleSetSealed]:
    """The rule sets that applied to a sealed day. Raises ValueError when a file is not the sealed one."""
    return [
        msgspec.json.decode(read_file(storage, name, sealed), type=RuleSetSealed)
        for name, sealed in register_files(seal.manifest).items()
        if isinstance(sealed, SealedRuleSet)
    ]


def read_file(storage: Storage, name: str, sealed: SealedTable | SealedRuleSet) -> bytes:
    """A sealed file. Raises FileNotFoundError, and ValueError when it is not the one that was sealed."""
    data = storage.read(name)
    if (sm3(data), sha256(data)) != (sealed.sm3, sealed.sha256):
        raise ValueError(f"{name} is not the file that was sealed")
    return data


def _read_all(storage: Storage, places: Sequence[str]) -> list[DaySeal]:
    with ThreadPoolExecutor(_READERS) as pool:
        return list(pool.map(lambda place: read_seal(storage, place), places))


def _revision(place: str) -> int:
    number = place.rsplit("/r", 1)[-1]
    return int(number) if number.isdigit() else 0


def _sealed(rows: int, data: bytes) -> SealedTable:
    return SealedTable(rows=rows, sm3=sm3(data), sha256=sha256(data))


def _still_thinned(last: DaySeal | None, tables: Mapping[str, pa.Table]) -> dict[str, Thinned]:
    """Tables that go on holding fewer rows than before they were thinned."""
    was = {} if last is None else last.manifest.thinned
    rows = {name: table.num_rows for name, table in tables.items()}
    return {name: one for name, one in was.items() if rows.get(name, 0) < one.rows}


def _same_register(last: DaySeal, taken: Snapshot) -> bool:
    return last.manifest.registry == taken.digest


def _same_tables(
    storage: Storage, last: DaySeal, tables: Mapping[str, pa.Table], files: Mapping[str, bytes]
) -> bool:
    """Whether a seal holds these rows: by its digests, or, when another library wrote it, row by row."""
    sealed = last.manifest.tables
    if {name: one.rows for name, one in sealed.items()} != {n: t.num_rows for n, t in tables.items()}:
        return False
    return all(
        sha256(data) == sealed[name].sha256
        or read_table(storage, last, name).equals(in_order(name, tables[name]))
        for name, data in files.items()
    )
