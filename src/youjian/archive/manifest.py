"""What a day seal says: the manifest, its digest, and where its files stand.

    heads/<station_id>.json                        the station's newest seal, as its manifest says it
    heads/<station_id>.pending.json                the seal that is being written
    <station_id>/<YYYY-MM-DD>/r<revision>/NAME.parquet and manifest.json
    <station_id>/register/<digest>/NAME.parquet and rules-<n>.json

docs/archive.md describes every byte of it for those who check an archive with a program of their own.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

import msgspec
from msgspec import Struct

from youjian.archive.digests import sm3

MANIFEST = "manifest.json"
HEADS = "heads"
REGISTER = "register"
FIRST = "0" * 64
"""What a station's first seal is chained to."""
Reason = Literal["complete", "aged", "late", "thinned"]
AGED = timedelta(hours=48)
"""So long after its end a day is sealed as it is (`aged`), complete or not."""
_V1 = ("version", "station_id", "day", "revision", "number", "previous", "registry", "sealed_at", "tables")
"""What a manifest of version 1 held beside its seal, in its order."""


class SealedTable(Struct, frozen=True, kw_only=True):
    """One Parquet file of a sealed day or of a register snapshot."""

    rows: int
    sm3: str
    sha256: str


class SealedRuleSet(Struct, frozen=True, kw_only=True):
    """One rule set that applied, kept as a JSON file beside the register's tables."""

    version: str
    effective_from: date
    sm3: str
    sha256: str


class Thinned(Struct, frozen=True, kw_only=True):
    """What a table was before it was thinned: in which revision, and with which digests.

    `seconds` says that one record in so many seconds was kept; null that the table was dropped.
    """

    revision: int
    seconds: int | None
    rows: int
    sm3: str
    sha256: str


class RuleSetSealed(Struct, frozen=True, kw_only=True):
    """A rule set with all its parameters by rule, as JSON holds them."""

    version: str
    effective_from: date
    parameters: dict[str, dict[str, Any]]


class Manifest(Struct, frozen=True, kw_only=True):
    """What a day seal holds; `seal` is the SM3 of everything else.

    `previous` is the seal that the station had written before, and `follows` the folder where it stands
    (empty for the first). `registry` digests the register's tables and the rule sets that applied.
    """

    version: int
    station_id: str
    day: date
    revision: int
    number: int
    previous: str
    follows: str = ""
    sealed_at: datetime
    reason: Reason = "aged"
    registry: str
    registry_tables: dict[str, SealedTable] = {}
    rule_sets: list[SealedRuleSet] = []
    tables: dict[str, SealedTable]
    thinned: dict[str, Thinned] = {}
    merkle_root: str = ""
    seal: str = ""

    @property
    def place(self) -> str:
        """Where it stands below its station: `2026-11-22/r1`."""
        return f"{self.day.isoformat()}/r{self.revision}"


@dataclass(frozen=True)
class DaySeal:
    """A written seal and the folder where it stands in its storage."""

    path: str
    manifest: Manifest


def seal_of(manifest: Manifest) -> DaySeal:
    """A manifest with the folder that is its own."""
    return DaySeal(f"{manifest.station_id}/{manifest.place}", manifest)


def seal_digest(manifest: Manifest) -> str:
    """SM3 over the canonical JSON of everything but the seal itself."""
    bare = {name: value for name, value in _plain(manifest).items() if name != "seal"}
    if manifest.version == 1:
        return sm3(msgspec.json.encode(bare | {"seal": ""}, order=None))
    return sm3(canonical(bare))


def canonical(value: Any) -> bytes:
    """JSON in UTF-8 with sorted names and nothing between them: one value, one text."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def encode_manifest(manifest: Manifest) -> bytes:
    """The manifest's file."""
    if manifest.version == 1:
        return msgspec.json.format(msgspec.json.encode(_plain(manifest)))
    return pretty(_plain(manifest))


def pretty(value: Any) -> bytes:
    """JSON as people read it, the same bytes for the same value."""
    return (json.dumps(value, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def decode_manifest(data: bytes, name: str) -> Manifest:
    """A manifest as written. Raises ValueError when it is not one, to the byte."""
    try:
        manifest = msgspec.json.decode(data, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"{name} is not a manifest: {error}") from None
    if manifest.version not in (1, 2):
        raise ValueError(f"{name} is not a manifest: version {manifest.version} is none of 1 and 2")
    if not _names_files(manifest):
        raise ValueError(f"{name} is not a manifest: what it names can be no file of an archive")
    if encode_manifest(manifest) != data:
        raise ValueError(f"{name} is not a manifest: its text is not the one that is written")
    return manifest


def _names_files(manifest: Manifest) -> bool:
    """Whether station, register and tables have names that lead nowhere else."""
    tables = (*manifest.tables, *manifest.registry_tables)
    return (
        manifest.station_id.isalnum() and manifest.registry.isalnum() and all(map(str.isidentifier, tables))
    )


def head_name(station_id: str) -> str:
    """The file that names a station's newest seal."""
    return f"{HEADS}/{station_id}.json"


def pending_name(station_id: str) -> str:
    """The file that names the seal which is being written."""
    return f"{HEADS}/{station_id}.pending.json"


def day_files(manifest: Manifest) -> dict[str, SealedTable]:
    """The Parquet files of a seal by name in the storage."""
    folder = seal_of(manifest).path
    return {f"{folder}/{name}.parquet": sealed for name, sealed in manifest.tables.items()}


def register_files(manifest: Manifest) -> dict[str, SealedTable | SealedRuleSet]:
    """The files of a seal's register snapshot by name in the storage; none in version 1."""
    folder = f"{manifest.station_id}/{REGISTER}/{manifest.registry}"
    tables = {f"{folder}/{name}.parquet": sealed for name, sealed in manifest.registry_tables.items()}
    return tables | {f"{folder}/{rules_name(n)}": one for n, one in enumerate(manifest.rule_sets, start=1)}


def rules_name(number: int) -> str:
    """The file of the n-th rule set of a register snapshot."""
    return f"rules-{number}.json"


def register_leaves(
    tables: Mapping[str, SealedTable], rule_sets: list[SealedRuleSet]
) -> Iterator[tuple[str, str]]:
    """Name and line of every file of a register snapshot."""
    for name, sealed in sorted(tables.items()):
        yield f"register/{name}", f"register/{name} {sealed.rows} {sealed.sm3} {sealed.sha256}\n"
    for number, one in enumerate(rule_sets, start=1):
        name = f"rules/{number}"
        yield name, f"{name} {one.effective_from.isoformat()} {one.sm3} {one.sha256}\n"


def table_leaves(tables: Mapping[str, SealedTable]) -> Iterator[tuple[str, str]]:
    """Name and line of every table of a day."""
    for name, sealed in sorted(tables.items()):
        yield f"table/{name}", f"table/{name} {sealed.rows} {sealed.sm3} {sealed.sha256}\n"


def leaves(manifest: Manifest) -> dict[str, str]:
    """The leaves of a manifest's Merkle tree in their order: name, and the line that is digested."""
    return dict(
        [*table_leaves(manifest.tables), *register_leaves(manifest.registry_tables, manifest.rule_sets)]
    )


def _plain(manifest: Manifest) -> dict[str, Any]:
    """A manifest as JSON holds it; of version 1 only what that had."""
    plain: dict[str, Any] = msgspec.to_builtins(manifest)
    return {name: plain[name] for name in (*_V1, "seal")} if manifest.version == 1 else plain
