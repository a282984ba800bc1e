"""Share a sum among companies by their stations, exact to the fen. Pure arithmetic: no clock, no database.

The weight of a company is its station-days: on each day of the period, every station it runs counts one.
While no station changes hands that is the number of stations; when one does, the period is split by
days. Each company first gets the whole fen of its exact share, then the fen left over go one each to the
largest remainders (Hamilton's method). Equal remainders: the company that comes first by its code in
code point order. What is given back (a negative sum) is shared as its opposite.

>>> from datetime import date
>>> began, moved = date(2026, 1, 1), date(2026, 1, 11)
>>> runs = [Runs("s1", "A", began), Runs("s2", "B", began), Runs("s3", "B", began), Runs("s3", "A", moved)]
>>> for share in split(100_00, runs, first=began, last=date(2026, 1, 30)):
...     print(share.company, share.stations, share.station_days, share.fen)
A 2 50 5556
B 2 40 4444
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby


@dataclass(frozen=True)
class Runs:
    """A company runs a station from a day on, until its next row; None: nobody who shares the sum."""

    station_id: str
    company: str | None
    valid_from: date


@dataclass(frozen=True)
class Share:
    """What a company pays, in fen, with how many stations it ran on how many station-days of the period."""

    company: str
    stations: int
    station_days: int
    fen: int


def largest_remainder(fen: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Share a sum of fen by weights; a weight of nought gets nothing.

    Raises ValueError for a negative weight, and when there is something to share but no weight.

    >>> largest_remainder(100, {"C": 1, "B": 1, "A": 1, "D": 0})
    {'A': 34, 'B': 33, 'C': 33, 'D': 0}
    """
    if any(weight < 0 for weight in weights.values()):
        raise ValueError("a weight is negative")
    total = sum(weights.values())
    if not total:
        if fen:
            raise ValueError("nobody to share the sum")
        return dict.fromkeys(sorted(weights), 0)
    if fen < 0:
        return {company: -part for company, part in largest_remainder(-fen, weights).items()}
    shares = {company: fen * weights[company] // total for company in sorted(weights)}
    by_remainder = sorted(shares, key=lambda company: (-(fen * weights[company] % total), company))
    for company in by_remainder[: fen - sum(shares.values())]:
        shares[company] += 1
    return shares


def days_run(runs: Iterable[Runs], first: date, last: date) -> dict[str, dict[str, int]]:
    """On how many days from `first` to `last`, both counted, each company ran each station it ran.

    Raises ValueError when the period ends before it begins, or two rows of a station begin on one day.
    """
    if last < first:
        raise ValueError("the period ends before it begins")
    held: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    ordered = sorted(runs, key=lambda row: (row.station_id, row.valid_from))
    for station_id, group in groupby(ordered, key=lambda row: row.station_id):
        rows = list(group)
        ends = [row.valid_from.toordinal() for row in rows[1:]] + [last.toordinal() + 1]
        for row, end in zip(rows, ends, strict=True):
            begin = row.valid_from.toordinal()
            if begin == end and row is not rows[-1]:
                raise ValueError(f"two rows of station {station_id} begin on {row.valid_from}")
            days = min(end, last.toordinal() + 1) - max(begin, first.toordinal())
            if row.company is not None and days > 0:
                held[row.company][station_id] += days
    return {company: dict(stations) for company, stations in sorted(held.items())}


def split(fen: int, runs: Iterable[Runs], *, first: date, last: date) -> list[Share]:
    """Share a sum of fen among the companies that ran a station from `first` to `last`, by station-days.

    Companies come in the order of their codes; one without a station in the period is not among them.
    Raises ValueError as `days_run` and `largest_remainder` do.
    """
    held = days_run(runs, first, last)
    days = {company: sum(stations.values()) for company, stations in held.items()}
    shares = largest_remainder(fen, days)
    return [Share(company, len(held[company]), days[company], shares[company]) for company in sorted(held)]
