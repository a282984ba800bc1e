"""A suite: stations of the twin that share a fraud, a size and their conditions."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

CHUNK = 15
"""Stations to a folder: what one process makes and audits at a time."""


@dataclass(frozen=True)
class Suite:
    """What the twin is asked for. `knobs` are passed on to it; `seed` is the first station group's.

    `clock` is where the time to detection starts: at the label's `start`, or at the first reading `after` it.
    `goal` names the horizon and the share that the issue asks for. Stations that only simple methods learn
    from need not be `audited`; of the first `estimated` folders the tanks' estimates are kept too.
    """

    name: str
    kind: str
    stations: int
    days: int
    seed: int
    fraud: str | None = None
    size: float | None = None
    onset_day: float | None = None
    knobs: tuple[tuple[str, Any], ...] = ()
    clock: str = "start"
    goal: tuple[str, float] | None = None
    audited: bool = True
    estimated: int = 0

    @property
    def honest(self) -> bool:
        """Whether nothing was done here."""
        return self.fraud is None

    def smaller(self, stations: int) -> "Suite":
        """The same with fewer stations."""
        return replace(self, stations=min(self.stations, stations))

    def chunks(self) -> Iterator["Chunk"]:
        """Folders of a few stations, each with a seed of its own."""
        for number, first in enumerate(range(0, self.stations, CHUNK)):
            stations = min(CHUNK, self.stations - first)
            yield Chunk(self, self.seed + number, stations, number < self.estimated)


@dataclass(frozen=True)
class Chunk:
    """One folder of a suite."""

    suite: Suite
    seed: int
    stations: int
    estimated: bool

    @property
    def request(self) -> dict[str, Any]:
        """What the folder depends on, without what only scoring looks at."""
        suite = self.suite
        asked = {"fraud": suite.fraud, "size": suite.size, "onset_day": suite.onset_day}
        given = {name: value for name, value in asked.items() if value is not None}
        return {
            "suite": suite.kind,
            "stations": self.stations,
            "days": suite.days,
            "seed": self.seed,
            **given,
            **dict(suite.knobs),
        }
