"""What became of one station of a run."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Failure:
    """A station that could not be judged, and why."""

    station_id: str
    reason: str


class EngineError(Exception):
    """An engine that cannot do the work, and what to do about it."""
