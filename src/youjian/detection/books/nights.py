"""The nights at which a month's books may change, and what was said about months no longer held."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import numpy as np
import pyarrow as pa

from youjian.contract.columns import TIMESTAMP
from youjian.contract.findings import Finding
from youjian.detection.books.periods import Month, month_of
from youjian.detection.facts import Facts, latest_revisions
from youjian.detection.moments import micros, moment_of
from youjian.detection.pairs import Integers

_DAY = 86_400 * 1_000_000
_NIGHT = 18 * 3600 * 1_000_000


def nights(times: Integers) -> list[datetime]:
    """The nightly runs at or after moments (µs), each once.

    >>> [t.isoformat() for t in nights(np.array([0, 5, 18 * 3600 * 10**6 + 1]))]
    ['1970-01-01T18:00:00+00:00', '1970-01-02T18:00:00+00:00']
    """
    return [moment_of(at) for at in np.unique(night_numbers(times)) * _DAY + _NIGHT]


def night_numbers(times: Integers) -> Integers:
    """The number of the nightly run at or after each moment (µs)."""
    return -(-(times - _NIGHT) // _DAY)


def month_ends(start: datetime, end: datetime) -> Iterator[datetime]:
    """The ends of months up to a moment, from the one before [start, end] on."""
    month = month_of(start)
    yield month.start
    while month.end <= end:
        yield month.end
        month = month_of(month.end)


def late_arrivals(facts: Facts, columns: Mapping[str, str], ends: Iterable[datetime]) -> list[datetime]:
    """The nights after which something of a month that was over became known.

    `columns` names for each table the column of its records' own time.
    """
    edges = [micros(end) for end in ends]
    found: list[datetime] = []
    for table, column in columns.items():
        rows = facts.history(table)
        if not rows.num_rows:
            continue
        at, known = (_times(rows[name]) for name in (column, "known_at"))
        late = np.zeros(len(at), dtype=bool)
        for edge in edges:
            late |= (at < edge) & (known >= edge)
        found += nights(known[late])
    return found


def inside(found: Iterable[datetime], start: datetime, end: datetime) -> list[datetime]:
    """Those of some moments that lie in [start, end], each once, in order."""
    return sorted({at for at in found if start <= at <= end})


def carried(facts: Facts, rule: str, as_of: datetime, judged: Iterable[Month]) -> list[Finding]:
    """What was said and stands about months that are no longer put together: kept as it is."""
    again = {month.period for month in judged}
    return [
        said
        for said in latest_revisions(facts.findings(rule, as_of)).values()
        if said.status == "open" and json.loads(said.evidence)["figures"]["period"] not in again
    ]


def _times(column: pa.ChunkedArray) -> Integers:
    return column.cast(TIMESTAMP).cast(pa.int64()).to_numpy()
