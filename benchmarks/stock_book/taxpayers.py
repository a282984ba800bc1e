"""The tax comparison of every month beside the labels: who is short, and whether the honest are clear."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from benchmarks.stock_book.frauds import Label

KINDS = ("under_declared", "not_declared")
_CLEAR = frozenset({"within", "explained", "no_sales"})


@dataclass(frozen=True)
class Compared:
    """Months of taxpayers: labelled, found, with the right litres; honest ones, and which are not clear."""

    labels: int
    found: int
    right: int
    honest: int
    accused: tuple[str, ...]


def compared(labels: Iterable[Label], lines: Iterable[Any]) -> Compared:
    """The lines of comparisons (`tax.contracts.TaxLine`) of all months beside the labels."""
    truth: dict[tuple[str, str], int] = defaultdict(int)
    for label in labels:
        if label.kind in KINDS:
            truth[label.uscc, label.period] += label.volume_ml
    listed = {(line.taxpayer, line.period): line for line in lines}
    found = {key: listed[key] for key in truth if key in listed and listed[key].open_ml}
    right = sum(line.low_ml <= truth[key] <= line.high_ml for key, line in found.items())
    honest = [line for key, line in listed.items() if key not in truth]
    accused = tuple(f"{o.taxpayer} {o.period} {o.state}" for o in honest if o.state not in _CLEAR)
    return Compared(len(truth), len(found), right, len(honest), accused)
