"""The signs of forged A/L, put together for every nozzle at any night."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from youjian.contract.findings import Severity
from youjian.detection import parameters as p
from youjian.detection.facts import Facts
from youjian.detection.pairs import Integers, Mask
from youjian.detection.vapour.books import Book, last_day
from youjian.detection.vapour.exactness import Measured
from youjian.detection.vapour.fills import Fills, columns, fill_book
from youjian.detection.vapour.repeats import Repeat, repeats
from youjian.detection.vapour.signs import (
    Exact,
    Marks,
    drawn_subset,
    drawn_whole,
    exact_matches,
    marks,
    written_alike,
)

_NOZZLE = 10**6


@dataclass(frozen=True)
class Suspect:
    """What speaks for drawn values on one nozzle, and the records that do."""

    station_id: str
    subject: str
    exact: Exact
    signs: tuple[str, ...]
    severity: Severity
    records: Integers


@dataclass(frozen=True)
class SignView:
    """Valid fills with their marks; windows of whole days are cut out of them."""

    fills: Fills
    marks: Marks
    repeated: tuple[Repeat, ...]
    keys: Integers

    def suspects(self, night: int, limits: p.VapourForged) -> Iterator[Suspect]:
        """The nozzles with a sign in the days up to a night."""
        nozzles = np.arange(len(self.fills.names)) * _NOZZLE
        first = np.searchsorted(self.keys, nozzles + night + 1 - limits.window_days)
        end = np.searchsorted(self.keys, nozzles + night + 1)
        enough = end - first >= limits.least_fills
        inside = enough & (self.marks.outside[end] == self.marks.outside[first])
        again = {nozzle: self._again(first[nozzle], end[nozzle], night) for nozzle in self._repeating()}
        worth = inside | np.isin(np.arange(len(first)), [n for n, places in again.items() if places])
        for nozzle, found in exact_matches(self.marks, first, end, limits, worth).items():
            window = int(first[nozzle]), int(end[nozzle])
            suspect = self._weigh(nozzle, window, found, again.get(nozzle, []), limits)
            if suspect is not None:
                yield suspect

    def _repeating(self) -> set[int]:
        return {int(self.fills.nozzle[repeat.place]) for repeat in self.repeated}

    def _again(self, first: int, end: int, night: int) -> list[int]:
        return [r.place for r in self.repeated if first <= r.place < end and r.day <= night]

    def _weigh(
        self,
        nozzle: int,
        window: tuple[int, int],
        found: list[Exact],
        again: list[int],
        limits: p.VapourForged,
    ) -> Suspect | None:
        part = slice(*window)
        ratio = self.marks.ratio[part]
        cut = window[1] > window[0] and bool((self.marks.edges[:, window[1] - 1] >= limits.edge_fills).any())
        exact, drawn = self._drawn(part, found, cut, limits)
        matched = self.marks.exact[exact.distance][part]
        whole = not exact.sign and cut and drawn_whole(ratio, limits)
        alike = whole and written_alike(ratio, exact, limits)
        told = {"exact": exact.sign or alike, "drawn": drawn or whole, "cut": cut, "repeated": bool(again)}
        severity = _severity(told)
        if severity is None:
            return None
        station_id, nozzle_id = self.fills.names[nozzle]
        signs = tuple(name for name, there in told.items() if there)
        records = self._records(part, matched, whole, again, limits)
        return Suspect(station_id, f"nozzle:{nozzle_id}", exact, signs, severity, records)

    def _drawn(
        self, part: slice, found: list[Exact], cut: bool, limits: p.VapourForged
    ) -> tuple[Exact, bool]:
        """The matches whose records look drawn, else the first ones."""
        for exact in found:
            matched = self.marks.exact[exact.distance][part]
            if exact.sign and drawn_subset(self.marks.ratio[part], matched, exact, cut, limits):
                return exact, True
        return found[0], False

    def _records(
        self, part: slice, matched: Mask, whole: bool, again: list[int], limits: p.VapourForged
    ) -> Integers:
        if again and not (matched.any() or whole):
            return np.arange(again[0] - limits.repeated_fills + 1, again[0] + 1)
        chosen = np.ones_like(matched) if whole else matched
        return (np.flatnonzero(chosen) + part.start)[: limits.listed_records]


def _severity(told: dict[str, bool]) -> Severity | None:
    """Two signs are an alarm; a match or a repetition alone is a warning, an even spread alone info."""
    if (told["exact"] or told["repeated"]) and told["drawn"]:
        return "alarm"
    if told["exact"] or told["repeated"]:
        return "warning"
    return "info" if told["drawn"] else None


@dataclass
class SignBook:
    """The signs at any night, by one version of the parameters."""

    book: Book[Fills]
    limits: p.VapourForged
    _held: tuple[Fills, SignView] | None = None

    def at(self, as_of: datetime) -> tuple[SignView, int]:
        """The signs in the records known then, and the last day to look at.

        Days with records on their way wait up to `late_days` for them; then what was known is judged alone.
        """
        night, missing = last_day(as_of), self.book.missing_days(as_of)
        waits = not len(missing) or int(missing[0]) > night - self.limits.late_days
        fills = self.book.whole() if waits else self.book.at(as_of)
        if self._held is None or self._held[0] is not fills:
            self._held = fills, _view(fills, self.limits)
        return self._held[1], int(missing[0]) - 1 if waits and len(missing) else night


def sign_book(facts: Facts, as_of: datetime, limits: p.VapourForged) -> SignBook:
    """The signs, worked out once."""
    return facts.derived(f"vapour.signs {limits!r}", lambda: SignBook(fill_book(facts, as_of), limits))


def _view(fills: Fills, limits: p.VapourForged) -> SignView:
    valid = fills.fuel_ml >= limits.valid_ml
    fills = columns(fills.table.filter(valid))
    told = Measured(
        nozzle=fills.nozzle,
        fuel_l=fills.fuel_ml / 1000,
        vapour_l=fills.vapour_ml / 1000,
        ratio=fills.ratio,
        fuel_l_min=fills.table["fuel_l_min"].to_numpy(),
        vapour_l_min=fills.table["vapour_l_min"].to_numpy(),
    )
    found = marks(told)
    said = [fills.fuel_ml, fills.vapour_ml, np.rint(found.ratio * 10**6).astype(np.int64)]
    again = repeats(fills.nozzle, fills.day, [fills.station(), *said], limits.repeated_fills)
    return SignView(fills, found, tuple(again), fills.nozzle * _NOZZLE + fills.day)
