"""What a station's threads know of one another: device states, clocks, counts. Held in memory only."""

import threading
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any


class Board:
    """The collector's own state; every method may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._devices: dict[str, str] = {"collector": "ok"}
        self._counts: Counter[str] = Counter()
        self._facts: dict[str, Any] = {}
        self._heard_at: dict[str, datetime] = {}
        self._last_record_at: datetime | None = None
        self._clock_offset_s: float | None = None

    def device(self, device: str, state: str) -> bool:
        """Set a device's state; whether that is news."""
        with self._lock:
            news = self._devices.get(device) != state
            self._devices[device] = state[:64]
            return news

    def heard(self, name: str, at: datetime) -> None:
        """A device of the file, by its name there, has just answered or sent something."""
        with self._lock:
            self._heard_at[name] = at

    def forget(self, devices: Iterable[str]) -> None:
        """Devices that are no longer in the station's file."""
        with self._lock:
            for device in devices:
                self._devices.pop(device, None)

    def count(self, name: str, more: int = 1) -> None:
        """Count a deviation or a success."""
        with self._lock:
            self._counts[name] += more

    def fact(self, name: str, value: Any) -> None:
        """Note the latest value of something, such as a console's clock offset in s."""
        with self._lock:
            self._facts[name] = value

    def recorded(self, at: datetime) -> None:
        """A record was stored."""
        with self._lock:
            self._last_record_at = at

    def offset(self, seconds: float) -> None:
        """The collector's clock minus the platform's, as just measured."""
        with self._lock:
            self._clock_offset_s = seconds

    @property
    def devices(self) -> dict[str, str]:
        """State of every device."""
        with self._lock:
            return dict(self._devices)

    @property
    def heard_at(self) -> dict[str, datetime]:
        """When each device of the file last gave an answer."""
        with self._lock:
            return dict(self._heard_at)

    @property
    def clock_offset_s(self) -> float | None:
        """Collector minus platform, s."""
        return self._clock_offset_s

    @property
    def last_record_at(self) -> datetime | None:
        """When the last record was stored."""
        return self._last_record_at

    def as_dict(self) -> dict[str, Any]:
        """Everything, for the status file."""
        with self._lock:
            return {
                "devices": dict(self._devices),
                "counts": dict(self._counts),
                "facts": dict(self._facts),
                "last_record_at": self._last_record_at,
                "clock_offset_s": self._clock_offset_s,
            }
