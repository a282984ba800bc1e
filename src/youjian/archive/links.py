"""Whether a station's seals are one chain: none made anew, none taken out, none beside another."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from youjian.archive.anchors import Head
from youjian.archive.manifest import FIRST, MANIFEST, Manifest
from youjian.archive.problems import Problem, of_seal

_LONGEST_GAP = 20_000


@dataclass(frozen=True)
class _Named:
    """What somebody says of the seal with a number: its digest (None: nothing said of it), where, and who."""

    seal: str | None
    place: str
    by: str


def check_links(
    station_id: str, manifests: Iterable[Manifest], head: Manifest | None, anchored: Mapping[int, Head]
) -> Iterator[Problem]:
    """Everything wrong with the chain of a station, the newest seal first.

    A seal is what the one after it says it is, as long as that one is; and what an anchor says it is. The
    head is believed only in that its seal was there.
    """
    numbered: dict[int, list[Manifest]] = defaultdict(list)
    for manifest in manifests:
        numbered[manifest.number].append(manifest)
    named: _Named | None = None
    lost: dict[int, str] = {}
    for number in _downwards({*numbered, *anchored, head.number if head else 0}):
        known = _known(number, named, head, anchored)
        here, named = numbered.get(number, []), None
        stands = _standing(here, known)
        if not here:
            lost[number] = known.place if known else ""
        elif stands is None and known is not None:
            yield from _not_the_one(here, known)
        if stands is not None:
            named = _Named(stands.previous, stands.follows, f"seal number {number}")
            yield from _beside(here, stands, number)
            yield from _first(stands)
    yield from _lost(station_id, lost, {m.number: m for found in numbered.values() for m in found})


def _downwards(numbers: set[int]) -> Iterator[int]:
    """All numbers from the highest to 1, but of a gap no more than anybody could have written."""
    ordered = sorted((number for number in numbers if number > 0), reverse=True)
    for number, below in pairwise([*ordered, 0]):
        yield number
        yield from range(number - 1, max(below, number - 1 - _LONGEST_GAP), -1)


def _known(
    number: int, named: _Named | None, head: Manifest | None, anchored: Mapping[int, Head]
) -> _Named | None:
    anchor = anchored.get(number)
    if anchor is not None:
        return _Named(anchor.seal, f"{anchor.day.isoformat()}/r{anchor.revision}", "an anchor")
    if named is not None:
        return named
    if head is not None and head.number == number:
        return _Named(None, head.place, "the station's head")
    return None


def _standing(here: list[Manifest], known: _Named | None) -> Manifest | None:
    if known is None or known.seal is None:
        return next(iter(here), None)
    return next((manifest for manifest in here if manifest.seal == known.seal), None)


def _not_the_one(here: list[Manifest], known: _Named) -> Iterator[Problem]:
    for manifest in here:
        detail = f"seal number {manifest.number} is not the one that {known.by} names: made anew"
        yield of_seal("changed", manifest, MANIFEST, detail)
        if known.place and known.place != manifest.place:
            day = date.fromisoformat(known.place.partition("/")[0])
            path = f"{manifest.station_id}/{known.place}/{MANIFEST}"
            yield Problem("missing", path, f"{known.by} names it", manifest.station_id, day)


def _beside(here: list[Manifest], stands: Manifest, number: int) -> Iterator[Problem]:
    for manifest in here:
        if manifest is not stands:
            detail = f"a second seal number {number}, beside that of {stands.place}"
            yield of_seal("added", manifest, MANIFEST, detail)


def _first(manifest: Manifest) -> Iterator[Problem]:
    if manifest.number == 1 and (manifest.previous, manifest.follows) != (FIRST, ""):
        yield of_seal("changed", manifest, MANIFEST, "the first seal follows none")


def _lost(station_id: str, lost: Mapping[int, str], stand: Mapping[int, Manifest]) -> Iterator[Problem]:
    places = {**lost, **_guessed(lost, stand)}
    for number, place in sorted(places.items()):
        if place:
            path = f"{station_id}/{place}/{MANIFEST}" if "/" in place else f"{station_id}/{place}"
            day = date.fromisoformat(place.partition("/")[0])
            detail = f"seal number {number} of the station is gone"
            yield Problem("missing", path, detail, station_id, day)
    for run in _runs(number for number, place in places.items() if not place):
        told = f"number {run[0]}" if len(run) == 1 else f"numbers {run[0]} to {run[-1]}"
        detail = f"seal {told} of the station: gone, {_around(run, stand)}"
        yield Problem("missing", station_id, detail, station_id)


def _guessed(lost: Mapping[int, str], stand: Mapping[int, Manifest]) -> dict[int, str]:
    """The days of seals that nobody names: where as many days lie without a seal as seals are gone."""
    found: dict[int, str] = {}
    for run in _runs(lost):
        below, above = stand.get(run[0] - 1), stand.get(run[-1] + 1)
        unnamed = [number for number in run if not lost[number]]
        if below is None or not unnamed:
            continue
        named = {lost[number].partition("/")[0] for number in run if lost[number]}
        last = max([*named, above.day.isoformat() if above else ""])
        taken = named | {manifest.day.isoformat() for manifest in stand.values()}
        days = [day for day in _between(below.day, last) if day not in taken]
        if len(days) == len(unnamed):
            found.update(zip(unnamed, days, strict=True))
    return found


def _runs(numbers: Iterable[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for number in sorted(numbers):
        if run and number != run[-1] + 1:
            yield run
            run = []
        run.append(number)
    if run:
        yield run


def _between(first: date, last: str) -> Iterator[str]:
    day = first + timedelta(days=1)
    while day.isoformat() < last:
        yield day.isoformat()
        day += timedelta(days=1)


def _around(run: list[int], stand: Mapping[int, Manifest]) -> str:
    """What can be said of seals of which nobody names the day."""
    before = max((number for number in stand if number < run[0]), default=None)
    after = min((number for number in stand if number > run[-1]), default=None)
    ends = (("after", before), ("before", after))
    told = [f"{words} {stand[number].place}" for words, number in ends if number is not None]
    return f"written {' and '.join(told)}" if told else "and no other is left"
