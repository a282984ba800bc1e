"""One station of an archive looked through: every manifest, every file, the chain, the head."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from youjian.archive import merkle
from youjian.archive.anchors import Head
from youjian.archive.digests import digests_of, sha256
from youjian.archive.links import check_links
from youjian.archive.manifest import (
    FIRST,
    MANIFEST,
    REGISTER,
    Manifest,
    SealedRuleSet,
    SealedTable,
    day_files,
    decode_manifest,
    encode_manifest,
    head_name,
    leaves,
    pending_name,
    register_files,
    seal_digest,
    seal_of,
)
from youjian.archive.problems import Kind, Problem
from youjian.archive.snapshots import snapshot_digest
from youjian.archive.storage import Storage, partial_of

_LARGEST_MANIFEST = 1 << 20


@dataclass
class Looked:
    """What was looked at, and what is wrong. `strangers` are files that hold something else, by SHA-256."""

    stations: int = 0
    seals: int = 0
    files: int = 0
    bytes: int = 0
    days: int = 0
    problems: list[Problem] = field(default_factory=list)
    strangers: dict[str, list[Problem]] = field(default_factory=dict)
    unfinished: list[str] = field(default_factory=list)

    def add(self, other: "Looked") -> None:
        """Take in what was found elsewhere."""
        for name in ("stations", "seals", "files", "bytes", "days"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.problems += other.problems
        self.unfinished += other.unfinished
        for digest, found in other.strangers.items():
            self.strangers.setdefault(digest, []).extend(found)


@dataclass(frozen=True)
class _Expected:
    """A file that some seal names, and of which day it is told."""

    sealed: SealedTable | SealedRuleSet
    day: date
    may_be_gone: bool = False


class StationCheck:
    """Looks through one station. `anchored` are its heads by number, as the anchors have them."""

    def __init__(self, storage: Storage, station_id: str, anchored: Mapping[int, Head]) -> None:
        self._storage = storage
        self._station = station_id
        self._anchored = anchored
        self._looked = Looked()
        self._known: dict[str, Manifest] = {}
        self._names: set[str] = set()
        self._told_of: set[str] = set()

    def run(self) -> Looked:
        """Everything wrong with the station. Raises OSError when the storage does not answer."""
        marks = [self._bytes(name(self._station)) for name in (head_name, pending_name)]
        self._names = set(self._storage.names(self._station))
        self._read_manifests()
        head = self._mark(head_name(self._station), marks[0])
        pending = self._mark(pending_name(self._station), marks[1])
        manifests = list(self._known.values())
        self._looked.stations = int(bool(manifests or head or self._anchored))
        self._looked.seals, self._looked.days = len(manifests), len({m.day for m in manifests})
        for problem in check_links(self._station, manifests, head, self._anchored):
            self._tell(problem)
        self._check_head(head, pending)
        pending = self._check_pending(pending)
        expected = self._expected()
        for name, one in sorted(expected.items()):
            self._check_file(name, one)
        self._check_added(set(expected), pending)
        return self._looked

    def _tell(self, problem: Problem) -> None:
        """Of one file the first thing found is told."""
        if problem.path not in self._told_of or problem.path == self._station:
            self._told_of.add(problem.path)
            self._looked.problems.append(problem)

    def _strange(self, problem: Problem, data: bytes) -> None:
        """Something else than a manifest where one should be: perhaps another file that a seal names."""
        self._tell(problem)
        self._looked.strangers.setdefault(sha256(data), []).append(problem)

    def _bytes(self, name: str) -> bytes | None:
        try:
            return self._storage.read(name)
        except FileNotFoundError:
            return None

    def _mark(self, name: str, data: bytes | None) -> Manifest | None:
        """A head or a pending seal. One that cannot be believed is told and then passed over."""
        if data is None:
            return None
        self._looked.files += 1
        self._looked.bytes += len(data)
        newest = self._newest()
        day = newest.day if newest else None
        try:
            manifest = decode_manifest(data, name)
        except ValueError as error:
            kind = "changed" if self._names or self._anchored else "added"
            self._strange(Problem(kind, name, str(error), self._station, day), data)
            return None
        if manifest.station_id != self._station:
            detail = f"holds what belongs to station {manifest.station_id}"
            self._tell(Problem("swapped", name, detail, self._station, day))
        elif seal_digest(manifest) != manifest.seal:
            detail = "its digest is not that of what it says"
            self._tell(Problem("changed", name, detail, self._station, manifest.day))
        else:
            return manifest
        return None

    def _newest(self) -> Manifest | None:
        return max(self._known.values(), key=lambda manifest: manifest.number, default=None)

    def _read_manifests(self) -> None:
        own: list[tuple[str, Manifest]] = []
        for name in sorted(self._names):
            if _is_manifest(name):
                manifest = self._manifest(name)
                if manifest is not None:
                    own.append((name, manifest))
        for name, manifest in own:
            if _place(manifest) == name:
                self._known[name] = manifest
        for name, manifest in own:
            if _place(manifest) != name:
                self._misplaced(name, manifest)

    def _manifest(self, name: str) -> Manifest | None:
        data = self._storage.read(name)
        self._looked.files += 1
        self._looked.bytes += len(data)
        try:
            manifest = decode_manifest(data, name)
        except ValueError as error:
            self._strange(Problem("changed", name, str(error), self._station, _day_of(name)), data)
            return None
        if wrong := _inner(manifest):
            self._tell(Problem("changed", name, wrong, self._station, _day_of(name)))
        return manifest

    def _misplaced(self, name: str, manifest: Manifest) -> None:
        """What a manifest says holds for the place that it names, wherever it stands."""
        detail = f"holds the manifest of {_place(manifest).removesuffix(f'/{MANIFEST}')}"
        self._tell(Problem("swapped", name, detail, self._station, _day_of(name)))
        if manifest.station_id == self._station and not _inner(manifest):
            self._known.setdefault(_place(manifest), manifest)

    def _check_head(self, head: Manifest | None, pending: Manifest | None) -> None:
        newest = self._newest()
        name = head_name(self._station)
        if newest is None or name in self._told_of:
            return
        if head is None:
            if newest.version > 1 and not (pending and pending.number == newest.number == 1):
                self._tell(_of_head("missing", newest, "the station's head is gone"))
            return
        behind = newest.number - head.number
        stands = self._known.get(_place(head))
        if stands is not None and encode_manifest(stands) != encode_manifest(head):
            self._tell(_of_head("changed", head, f"names another seal than stands in {head.place}"))
        elif behind > 0 and not (behind == 1 and pending is not None and pending.seal == newest.seal):
            detail = f"names seal number {head.number}, but number {newest.number} stands"
            self._tell(_of_head("changed", newest, detail))

    def _check_pending(self, pending: Manifest | None) -> Manifest | None:
        """The seal that is being written, when it is the next one or the newest; else it was put there."""
        newest = self._newest()
        if pending is None or (newest is not None and newest.seal == pending.seal):
            return pending
        follows = (newest.number, newest.seal) if newest is not None else (0, FIRST)
        if (pending.number - 1, pending.previous) == follows:
            self._looked.unfinished.append(seal_of(pending).path)
            return pending
        detail = "is not the seal that comes next"
        self._told("added", pending_name(self._station), detail, pending.day)
        return None

    def _expected(self) -> dict[str, _Expected]:
        found: dict[str, _Expected] = {}
        thinned = _thinned(self._known.values())
        for _, manifest in sorted(self._known.items()):
            for name, sealed in day_files(manifest).items():
                table = name.rsplit("/", 1)[1].removesuffix(".parquet")
                gone = manifest.revision <= thinned.get((manifest.day, table), 0)
                found[name] = _Expected(sealed, manifest.day, gone)
            for name, sealed in register_files(manifest).items():
                found.setdefault(name, _Expected(sealed, manifest.day))
        return found

    def _check_file(self, name: str, expected: _Expected) -> None:
        if name not in self._names:
            if not expected.may_be_gone:
                self._told("missing", name, "the manifest names it", expected.day)
            return
        try:
            one, other, length = digests_of(self._storage.blocks(name))
        except FileNotFoundError as error:
            self._told("missing", name, str(error), expected.day)
            return
        except OSError as error:
            self._told("unread", name, str(error), expected.day)
            return
        self._looked.files += 1
        self._looked.bytes += length
        if (one, other) != (expected.sealed.sm3, expected.sealed.sha256):
            held = self._manifest_in(name, length)
            if held:
                self._told("swapped", name, f"holds {held}", expected.day)
                return
            problem = self._told("changed", name, "the digests differ", expected.day)
            self._looked.strangers.setdefault(other, []).append(problem)

    def _manifest_in(self, name: str, length: int) -> str:
        """The manifest that stands in the place of another file; empty when it is none."""
        if length > _LARGEST_MANIFEST:
            return ""
        try:
            return _place(decode_manifest(self._storage.read(name), name))
        except (ValueError, FileNotFoundError):
            return ""

    def _told(self, kind: Kind, name: str, detail: str, day: date | None) -> Problem:
        problem = Problem(kind, name, detail, self._station, day)
        self._looked.problems.append(problem)
        return problem

    def _check_added(self, expected: set[str], pending: Manifest | None) -> None:
        left = self._left_behind(pending)
        lost = {p.path.rsplit("/", 1)[0] for p in self._looked.problems if p.path.endswith(f"/{MANIFEST}")}
        own = {seal_of(manifest).path for manifest in self._known.values()}
        for name in sorted(self._names - expected - left):
            folder = name.rsplit("/", 1)[0]
            if name in self._known or _is_manifest(name):
                continue
            if folder in lost - own:
                self._told("unread", name, "its manifest is not there to check it by", _day_of(name))
            else:
                self._told("added", name, "no seal names it", _day_of(name))

    def _left_behind(self, pending: Manifest | None) -> set[str]:
        """Files that a writer who was cut off may have left: the next one takes them away."""
        if pending is None:
            return set()
        files = [*day_files(pending), *register_files(pending), _place(pending)]
        return {*files, *map(partial_of, files)} & self._names


def _inner(manifest: Manifest) -> str:
    """What a manifest contradicts itself in; empty when it does not."""
    if manifest.number < 1 or manifest.revision < 1:
        return "seals and revisions are numbered from 1"
    if seal_digest(manifest) != manifest.seal:
        return "the manifest is not the sealed one: its digest is not that of what it says"
    if manifest.version == 1:
        return ""
    if merkle.root(list(leaves(manifest).values())) != manifest.merkle_root:
        return "the Merkle root is not that of the tables"
    if snapshot_digest(manifest.registry_tables, manifest.rule_sets) != manifest.registry:
        return "the register's digest is not that of its files"
    return ""


def _thinned(manifests: Iterable[Manifest]) -> dict[tuple[date, str], int]:
    """Up to which revision of a day the files of a table may be gone: what a later one kept less of says so.

    Only where the revision that was thinned is the one described.
    """
    stand = {(m.day, m.revision): m for m in manifests}
    found: dict[tuple[date, str], int] = {}
    for manifest in stand.values():
        for table, was in manifest.thinned.items():
            followed = stand.get((manifest.day, was.revision))
            described = SealedTable(rows=was.rows, sm3=was.sm3, sha256=was.sha256)
            if followed is None or was.revision >= manifest.revision:
                continue
            if followed.tables.get(table) == described:
                key = manifest.day, table
                found[key] = max(found.get(key, 0), was.revision)
    return found


def names_of(manifests: Iterable[Manifest]) -> Iterator[tuple[str, str]]:
    """Digest and name of every file that manifests name."""
    for manifest in manifests:
        for name, sealed in (day_files(manifest) | register_files(manifest)).items():
            yield sealed.sha256, name


def _of_head(kind: Kind, manifest: Manifest, detail: str) -> Problem:
    return Problem(kind, head_name(manifest.station_id), detail, manifest.station_id, manifest.day)


def _place(manifest: Manifest) -> str:
    return f"{seal_of(manifest).path}/{MANIFEST}"


def _is_manifest(name: str) -> bool:
    return name.endswith(f"/{MANIFEST}") and len(name.split("/")) == 4


def _day_of(name: str) -> date | None:
    """The day in whose folder a file stands; None for the register and for what lies elsewhere."""
    parts = name.split("/")
    return _day(parts[1]) if len(parts) > 2 and parts[1] != REGISTER else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
