"""A station's chain of day seals: where it stands, and how a seal is written so that none is half there.

First `heads/<station>.pending.json` says what will be written, then the files come, then the manifest, which
makes the seal; then `heads/<station>.json` names it and the pending one goes. Whoever is cut off before the
manifest leaves files that the pending manifest names, and the next writer takes them away; whoever is cut off
after it leaves a seal that stands, and the next writer names it.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

from youjian.archive.manifest import (
    FIRST,
    MANIFEST,
    Manifest,
    day_files,
    decode_manifest,
    encode_manifest,
    head_name,
    pending_name,
    register_files,
    seal_digest,
    seal_of,
)
from youjian.archive.storage import Storage, partial_of

_WRITERS = 8


@dataclass(frozen=True)
class Standing:
    """The newest seal of a station: its number, its digest and its place; number 0 before the first."""

    number: int = 0
    seal: str = FIRST
    place: str = ""


def standing(storage: Storage, station_id: str) -> Standing:
    """Where a station's chain stands, after what a writer left in the middle is finished or taken away.

    Raises ValueError when the chain cannot be read: nothing is sealed onto one that is damaged.
    """
    _settle(storage, station_id)
    head = _read(storage, head_name(station_id))
    if head is not None:
        _refuse_cut(storage, head)
    else:
        head = _search(storage, station_id)
    return Standing() if head is None else Standing(head.number, head.seal, head.place)


def write(storage: Storage, manifest: Manifest, contents: Mapping[str, bytes]) -> None:
    """Write a seal: its files by name, its manifest last."""
    storage.write(pending_name(manifest.station_id), encode_manifest(manifest))
    there = set(storage.names(f"{manifest.station_id}/register/{manifest.registry}"))
    missing = {name: data for name, data in contents.items() if name not in there}
    with ThreadPoolExecutor(_WRITERS) as pool:
        list(pool.map(lambda item: storage.write(*item), missing.items()))
    storage.write(f"{seal_of(manifest).path}/{MANIFEST}", encode_manifest(manifest))
    _finish(storage, manifest)


def _settle(storage: Storage, station_id: str) -> None:
    pending = _read(storage, pending_name(station_id))
    if pending is None:
        return
    with suppress(FileNotFoundError):
        if storage.read(f"{seal_of(pending).path}/{MANIFEST}") == encode_manifest(pending):
            _finish(storage, pending)
            return
        raise ValueError(f"{seal_of(pending).path}/{MANIFEST} is not the seal that was being written there")
    _clear(storage, pending)


def _refuse_cut(storage: Storage, head: Manifest) -> None:
    name = f"{seal_of(head).path}/{MANIFEST}"
    try:
        stands = storage.read(name) == encode_manifest(head)
    except FileNotFoundError:
        stands = False
    if not stands:
        raise ValueError(
            f"{name} is not the seal that {head_name(head.station_id)} names: the archive was changed, cut, "
            "or copied while it was written; look with `youjian verify`, copy it again or bring the file back"
        )


def _finish(storage: Storage, manifest: Manifest) -> None:
    storage.write(head_name(manifest.station_id), encode_manifest(manifest))
    storage.delete(pending_name(manifest.station_id))


def _clear(storage: Storage, pending: Manifest) -> None:
    """Take away the files of a seal that never came to stand, but no register that another seal needs."""
    needed: set[str] = set()
    for name in storage.names(pending.station_id):
        if name.endswith(f"/{MANIFEST}"):
            needed.update(register_files(decode_manifest(storage.read(name), name)))
    for name in (*day_files(pending), *register_files(pending)):
        if name not in needed:
            storage.delete(name)
            storage.delete(partial_of(name))
    storage.delete(partial_of(f"{seal_of(pending).path}/{MANIFEST}"))
    storage.delete(pending_name(pending.station_id))


def _read(storage: Storage, name: str) -> Manifest | None:
    try:
        data = storage.read(name)
    except FileNotFoundError:
        return None
    manifest = decode_manifest(data, name)
    if seal_digest(manifest) != manifest.seal:
        raise ValueError(f"{name} does not hold a seal: its digest is another one")
    return manifest


def _search(storage: Storage, station_id: str) -> Manifest | None:
    """The newest seal of a station without a head: one of version 1, or none at all."""
    found = [
        decode_manifest(storage.read(name), name)
        for name in storage.names(station_id)
        if name.endswith(f"/{MANIFEST}")
    ]
    return max(found, key=lambda manifest: manifest.number, default=None)
