"""The book's months beside the labels: fuel that came without papers, and honest stations' variances."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.stock_book.frauds import Label

_MOVES_STOCK = frozenset({"unbilled", "another_product"})
_TO_LOOK_AT = frozenset({"gain", "loss"})


@dataclass(frozen=True)
class Booked:
    """Months of stations: with unbilled fuel, and whose interval holds it; honest ones, and to look at."""

    labels: int
    right: int
    honest: int
    to_look_at: int
    undecidable: int


def booked(labels: Iterable[Label], kinds: Mapping[str, str], months: Iterable[Any]) -> Booked:
    """The city's months (`stock.contracts.CityBook`) beside the labels."""
    truth: dict[tuple[str, str], int] = defaultdict(int)
    for label in labels:
        if label.kind == "unbilled":
            truth[label.station_id, label.period] += label.volume_ml
    lines = {(place.code, month.period): place.line for month in months for place in month.stations}
    right = sum(_holds(lines[key], truth[key]) for key in truth if key in lines)
    honest = [line for (station_id, _), line in lines.items() if kinds[station_id] not in _MOVES_STOCK]
    return Booked(
        len(truth),
        right,
        len(honest),
        sum(line.standing in _TO_LOOK_AT for line in honest),
        sum(line.standing == "undecidable" for line in honest),
    )


def _holds(line: Any, volume_ml: int) -> bool:
    return line.low_ml is not None and line.low_ml <= volume_ml <= line.high_ml
