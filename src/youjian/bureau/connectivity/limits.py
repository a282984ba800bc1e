"""The city's limits of connectivity: when something is late or down, what counts as together, the target."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any


@dataclass(frozen=True)
class Limits:
    """Numbers of the profile's `[limits]`; minutes, a share, per cent.

    `late` and `down` are minutes without a heartbeat, `gauge_late` and `gauge_down` minutes without a reading
    of a tank. Outages of at least `together_stations` stations that begin within `together_minutes` are
    looked at together; a group of stations explains them when at least `together_share` of it is dark.
    """

    online_target_pct: float = 99.6
    late_minutes: float = 3.0
    down_minutes: float = 10.0
    gauge_late_minutes: float = 10.0
    gauge_down_minutes: float = 30.0
    together_minutes: float = 5.0
    together_stations: int = 3
    together_share: float = 0.5

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Limits":
        """What the city's profile says, else the defaults."""
        return cls(**{one.name: said[one.name] for one in fields(cls) if one.name in said})

    @property
    def late(self) -> timedelta:
        """After so long without a heartbeat a device is late."""
        return timedelta(minutes=self.late_minutes)

    @property
    def down(self) -> timedelta:
        """After so long without a heartbeat it is down: the silence is an outage."""
        return timedelta(minutes=self.down_minutes)

    @property
    def gauge_late(self) -> timedelta:
        """After so long without a reading a tank's gauge is late."""
        return timedelta(minutes=self.gauge_late_minutes)

    @property
    def gauge_down(self) -> timedelta:
        """After so long without a reading it is down."""
        return timedelta(minutes=self.gauge_down_minutes)

    @property
    def together(self) -> timedelta:
        """Outages that begin so close to each other may have one cause."""
        return timedelta(minutes=self.together_minutes)
