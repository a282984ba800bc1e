"""Whether an archive is still as it was sealed: every byte, every chain, and what was anchored elsewhere."""

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from youjian.archive.anchor_check import AnchorCheck, Anchored
from youjian.archive.days import seal_places
from youjian.archive.manifest import HEADS, MANIFEST, decode_manifest, head_name, pending_name
from youjian.archive.problems import Problem, in_order
from youjian.archive.signing import PublicKey
from youjian.archive.station_check import Looked, StationCheck, names_of
from youjian.archive.storage import PARTIAL, Storage

__all__ = ["Problem", "Report", "examine", "verify"]
_AGAIN = 3
"""So often a station is looked at again that was sealed in the meantime."""


@dataclass
class Report:
    """What was looked through, and everything that is not as it was sealed."""

    looked: Looked = field(default_factory=Looked)
    anchored: Anchored | None = None

    @property
    def problems(self) -> list[Problem]:
        """All of them in the order of their paths."""
        anchors = self.anchored.problems if self.anchored else []
        return sorted([*self.looked.problems, *anchors], key=in_order)


def verify(
    storage: Storage, anchors: Storage | None = None, trusted_keys: Sequence[PublicKey] = ()
) -> list[Problem]:
    """Everything that is not as it was sealed, in order; empty when nothing is."""
    return examine(storage, anchors, trusted_keys).problems


def examine(
    storage: Storage,
    anchors: Storage | None = None,
    trusted_keys: Sequence[PublicKey] = (),
    *,
    station: str | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Report:
    """Look through an archive, or one station of it; `progress` hears how many stations of all are done.

    Several stations are read at once, each file in pieces, so that memory does not grow with the archive.
    Raises OSError when the storage does not answer.
    """
    report = Report(anchored=AnchorCheck(anchors, trusted_keys).run() if anchors is not None else None)
    stations = [station] if station else _stations(storage, report.anchored)
    _look(storage, stations, report, progress)
    if station is None:
        report.looked.problems += _elsewhere(storage, set(stations), report)
    _name_swapped(storage, report.looked, stations)
    return report


def _look(
    storage: Storage, stations: Sequence[str], report: Report, progress: Callable[[int, int], None]
) -> None:
    with ThreadPoolExecutor(_threads()) as pool:
        looked = pool.map(lambda one: _station(storage, one, report.anchored), stations)
        for done, found in enumerate(looked, start=1):
            report.looked.add(found)
            progress(done, len(stations))


def _threads() -> int:
    return min(2 * (os.cpu_count() or 1), 8)


def _stations(storage: Storage, anchored: Anchored | None) -> list[str]:
    """Every station with a folder, a head or an anchor."""
    _, folders = storage.children()
    heads, _ = storage.children(HEADS)
    named = {name.partition(".")[0] for name in heads if not name.startswith(".")}
    return sorted({*folders, *named, *(anchored.stations if anchored else [])} - {HEADS})


def _station(storage: Storage, station_id: str, anchored: Anchored | None) -> Looked:
    """One station; again when it was sealed while it was looked at."""
    heads = anchored.of(station_id) if anchored else {}
    before, looked = _marks(storage, station_id), StationCheck(storage, station_id, heads).run()
    for _ in range(_AGAIN):
        now = _marks(storage, station_id)
        if not looked.problems or now == before:
            break
        before, looked = now, StationCheck(storage, station_id, heads).run()
    return looked


def _marks(storage: Storage, station_id: str) -> list[bytes | None]:
    found: list[bytes | None] = []
    for name in (head_name(station_id), pending_name(station_id)):
        try:
            found.append(storage.read(name))
        except FileNotFoundError:
            found.append(None)
    return found


def _elsewhere(storage: Storage, stations: set[str], report: Report) -> Iterator[Problem]:
    """Files that lie where no station's can, after a look at stations that came meanwhile."""
    later = sorted(set(_stations(storage, None)) - stations)
    _look(storage, later, report, lambda _done, _all: None)
    stations |= set(later)
    files, _ = storage.children()
    for name in files:
        yield Problem("added", name, "no seal names it")
    own = {name for one in stations for name in (head_name(one), pending_name(one))}
    for name in storage.names(HEADS):
        stem = name.rsplit("/", 1)[1]
        plain = f"{HEADS}/{stem[1:].removesuffix(PARTIAL)}" if stem.startswith(".") else name
        if plain not in own and not (stem.endswith(PARTIAL) and plain.endswith(".pending.json")):
            yield Problem("added", name, "no station's head")


def _name_swapped(storage: Storage, looked: Looked, stations: Sequence[str]) -> None:
    """Say of every changed file that holds what another's seal names which one that is."""
    if not looked.strangers:
        return
    found: dict[str, str] = {}
    with ThreadPoolExecutor(_threads()) as pool:
        for named in pool.map(lambda one: _named_of(storage, one, looked.strangers), stations):
            found |= named
    for digest, problems in looked.strangers.items():
        for problem in problems:
            if digest in found:
                position = looked.problems.index(problem)
                detail = f"holds {found[digest]}"
                looked.problems[position] = replace(problem, kind="swapped", detail=detail)


def _named_of(storage: Storage, station_id: str, wanted: Collection[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for place in seal_places(storage.names(station_id)):
        found |= _named_in(storage, f"{place}/{MANIFEST}", wanted)
    return found


def _named_in(storage: Storage, name: str, wanted: Collection[str]) -> dict[str, str]:
    try:
        manifest = decode_manifest(storage.read(name), name)
    except (ValueError, FileNotFoundError):
        return {}
    return {digest: file for digest, file in names_of([manifest]) if digest in wanted}
