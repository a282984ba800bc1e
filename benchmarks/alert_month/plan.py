"""Which stations there are: of every eight three clean, three messy and two with a fraud."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

COUNTIES = ("360202", "360203", "360222", "360281")
START = "2026-10-01"
DAYS = 30
FIRST_SEED = 20_100
"""Its stations are numbered from 101 on, apart from those of the city's profile."""
_CHUNK = 12
_PER_COUNTY = _CHUNK // len(COUNTIES)


@dataclass(frozen=True)
class Chunk:
    """One folder of the twin: what one process makes and audits at a time."""

    seed: int
    stations: int

    @property
    def request(self) -> dict[str, Any]:
        """What the folder depends on."""
        return {
            "suite": "mixed",
            "stations": self.stations,
            "days": DAYS,
            "seed": self.seed,
            "start": START,
            "counties": COUNTIES,
        }


def chunks(stations: int) -> Iterator[Chunk]:
    """Folders of so many stations together, no station in two of them.

    >>> [chunk.stations for chunk in chunks(25)]
    [12, 12, 1]
    """
    for number, first in enumerate(range(0, stations, _CHUNK)):
        yield Chunk(FIRST_SEED + number * _PER_COUNTY, min(_CHUNK, stations - first))
