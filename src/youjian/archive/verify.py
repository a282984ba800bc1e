"""Whether an archive is still as it was sealed."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from youjian.archive.days import FIRST, MANIFEST, DaySeal, read_manifest, seal_digest
from youjian.archive.digests import sha256, sm3

Kind = Literal["changed", "missing", "added"]


@dataclass(frozen=True)
class Problem:
    """One thing that is not as it was sealed."""

    kind: Kind
    path: str
    detail: str


def verify(root: Path) -> list[Problem]:
    """Everything changed, missing or added in an archive, in order; empty when nothing is."""
    problems = [problem for station in sorted(root.iterdir()) for problem in _check_station(root, station)]
    return sorted(problems, key=lambda problem: (problem.path, problem.kind))


def _check_station(root: Path, station: Path) -> Iterator[Problem]:
    if not station.is_dir():
        yield _problem("added", root, station, "no station's folder")
        return
    seals: list[DaySeal] = []
    for path in sorted(p for p in station.rglob("*") if p.is_file()):
        if len(path.relative_to(station).parts) != 3 or not (path.parent / MANIFEST).is_file():
            yield _problem("added", root, path, "no manifest names it")
        elif path.name == MANIFEST:
            try:
                seals.append(DaySeal(path.parent, read_manifest(path)))
            except ValueError:
                yield _problem("changed", root, path, "not a manifest")
    for seal in seals:
        yield from _check_seal(root, seal)
    yield from _check_chain(root, station, sorted(seals, key=lambda seal: seal.manifest.number))


def _check_seal(root: Path, seal: DaySeal) -> Iterator[Problem]:
    manifest = seal.manifest
    if seal_digest(manifest) != manifest.seal or not _stands_where_it_says(root, seal):
        yield _problem("changed", root, seal.path / MANIFEST, "the manifest is not the sealed one")
    named = {f"{name}.parquet": sealed for name, sealed in manifest.tables.items()}
    present = {path.name for path in seal.path.iterdir()} - {MANIFEST}
    for name in sorted(present - named.keys()):
        yield _problem("added", root, seal.path / name, "the manifest does not name it")
    for name, sealed in sorted(named.items()):
        path = seal.path / name
        if name not in present:
            yield _problem("missing", root, path, "the manifest names it")
        elif (sm3(data := path.read_bytes()), sha256(data)) != (sealed.sm3, sealed.sha256):
            yield _problem("changed", root, path, "the digests differ")


def _stands_where_it_says(root: Path, seal: DaySeal) -> bool:
    m = seal.manifest
    return seal.path == root / m.station_id / m.day.isoformat() / f"r{m.revision}"


def _check_chain(root: Path, station: Path, seals: list[DaySeal]) -> Iterator[Problem]:
    previous, expected = FIRST, 1
    for seal in seals:
        if seal.manifest.number != expected:
            yield _problem("missing", root, station, f"seal number {expected} of the station")
        elif seal.manifest.previous != previous:
            detail = f"not chained to seal number {expected - 1}"
            yield _problem("changed", root, seal.path / MANIFEST, detail)
        previous, expected = seal.manifest.seal, seal.manifest.number + 1


def _problem(kind: Kind, root: Path, path: Path, detail: str) -> Problem:
    return Problem(kind, path.relative_to(root).as_posix(), detail)
