"""Where fuellings of a nozzle stood otherwise before, and how: what intake saw at earlier arrivals."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from youjian.contract.columns import TIMESTAMP
from youjian.contract.known import same_as_next
from youjian.detection.moments import micros, moment_of
from youjian.engine.span import Span

Integers = NDArray[np.int64]
_NEAR = 2
"""Changes so many records apart share a neighbour, so they are looked at together."""


@dataclass(frozen=True)
class View:
    """Neighbourhoods that do not touch, each as it stood after one of its arrivals.

    `moments` names the records (station, nozzle, `seq`) about which an arrival may have changed what is said,
    with the moment of that arrival.
    """

    rows: pa.Table
    moments: dict[tuple[str, int, int], datetime]


def views_after(history: pa.Table, span: Span) -> list[View]:
    """Neighbourhoods as they stood after each arrival of a span that changed them.

    `history` holds every version of the fuellings with `known_at`, sorted by key. The first view holds what
    stood after the first arrivals of many neighbourhoods, the second after their second ones, and so on.
    """
    known = history.filter(pc.less_equal(history["known_at"], pa.scalar(span.end, TIMESTAMP)))
    rows = _Rows.of(known)
    rounds: list[list[tuple[Integers, Integers, int]]] = []
    for changing in _neighbourhoods(rows):
        about = rows.concerned(changing)
        for number, (moment, view) in enumerate(_views(rows, changing, micros(span.start))):
            if number == len(rounds):
                rounds.append([])
            rounds[number].append((view, about, moment))
    bare = known.drop_columns(["known_at"])
    return [_view(bare, parts) for parts in rounds]


def _view(bare: pa.Table, parts: list[tuple[Integers, Integers, int]]) -> View:
    moments: dict[tuple[str, int, int], datetime] = {}
    for _, about, moment in parts:
        mine = bare.take(pa.array(about))
        columns = (mine[name].to_pylist() for name in ("station_id", "nozzle_id", "seq"))
        moments |= dict.fromkeys(zip(*columns, strict=True), moment_of(moment))
    shown = np.sort(np.concatenate([view for view, _, _ in parts]))
    return View(bare.take(pa.array(shown)), moments)


@dataclass(frozen=True)
class _Rows:
    """Versions in the order of nozzle, `seq` and arrival, in numbers.

    `place` numbers the records (versions of one share it), `block` the stretches of a nozzle's time: what
    shares a moment has the same. Times are microseconds.
    """

    nozzle: Integers
    place: Integers
    block: Integers
    known: Integers

    @classmethod
    def of(cls, table: pa.Table) -> "_Rows":
        nozzle = _numbered(table, ("station_id", "nozzle_id"))
        place = _numbered(table, ("station_id", "nozzle_id", "seq"))
        return cls(nozzle, place, _blocks(table, nozzle), _micros(table, "known_at"))

    def at(self, places: Integers) -> Integers:
        """The positions of the rows of some records."""
        first, last = np.searchsorted(self.place, places), np.searchsorted(self.place, places, "right")
        return np.concatenate([np.arange(a, b) for a, b in zip(first, last, strict=True)])

    def concerned(self, changing: Integers) -> Integers:
        """Positions of the records of some rows, and of the record after each on its nozzle."""
        found = self.at(np.unique(np.concatenate([self.place[changing], self.place[changing] + 1])))
        return found[self.nozzle[found] == self.nozzle[changing[0]]]


def _numbered(table: pa.Table, columns: tuple[str, ...]) -> Integers:
    return np.append(0, np.cumsum(~same_as_next(table, columns)))[: table.num_rows]


def _micros(table: pa.Table, column: str) -> Integers:
    return table[column].cast(pa.int64()).to_numpy()


def _blocks(table: pa.Table, nozzle: Integers) -> Integers:
    """Numbers such that rows of a nozzle that overlap in time, also by way of others, have the same."""
    started, ended = _micros(table, "started_at"), _micros(table, "ended_at")
    order = np.lexsort((_micros(table, "seq"), started, nozzle))
    opens = np.ones(len(order), dtype=bool)
    for part in np.split(np.arange(len(order)), np.flatnonzero(np.diff(nozzle)) + 1):
        rows = order[part]
        opens[part[1:]] = started[rows[1:]] >= np.maximum.accumulate(ended[rows])[:-1]
    block = np.empty(len(order), dtype=np.int64)
    block[order] = np.cumsum(opens)
    return block


def _neighbourhoods(rows: _Rows) -> Iterator[Integers]:
    """Positions of rows that changed what was to be seen, those together that touch."""
    changing = np.flatnonzero(_changing(rows))
    if not len(changing):
        return
    links = [_links(rows.block[changing], 0), _links(rows.place[changing], _NEAR, rows.nozzle[changing])]
    a, b = (np.concatenate(ends) for ends in zip(*links, strict=True))
    graph = coo_array((np.ones(len(a), dtype=bool), (a, b)), shape=(len(changing), len(changing)))
    count, label = connected_components(graph, directed=False)
    order = np.argsort(label, kind="stable")
    yield from np.split(changing[order], np.searchsorted(label[order], np.arange(1, count)))


def _changing(rows: _Rows) -> NDArray[np.bool_]:
    """All versions of the records that came in several, or that share a moment with another of the nozzle."""
    if not len(rows.place):
        return np.zeros(0, dtype=bool)
    several = (np.bincount(rows.place)[rows.place] > 1) | (np.bincount(rows.block)[rows.block] > 1)
    return np.isin(rows.place, rows.place[several])


def _links(values: Integers, apart: int, within: Integers | None = None) -> tuple[Integers, Integers]:
    """Pairs of neighbours in the order of `values` that are at most so far apart, within one group."""
    order = np.argsort(values, kind="stable")
    a, b = order[:-1], order[1:]
    near = values[b] - values[a] <= apart
    if within is not None:
        near &= within[a] == within[b]
    return a[near], b[near]


def _views(rows: _Rows, changing: Integers, start: int) -> Iterator[tuple[int, Integers]]:
    """The current rows of a neighbourhood after each arrival from `start` on, and when.

    The first and the last are those of rows that change; what only comes beside them counts in between.
    """
    places = np.unique(np.concatenate([rows.place[changing] + step for step in (-1, 0, 1)]))
    near = rows.at(places)
    near = near[rows.nozzle[near] == rows.nozzle[changing[0]]]
    first, last = rows.known[changing].min(), rows.known[changing].max()
    for moment in np.unique(rows.known[near]).tolist():
        if max(first, start) <= moment <= last:
            seen = near[rows.known[near] <= moment]
            yield moment, seen[np.append(np.diff(rows.place[seen]) != 0, True)[: len(seen)]]
