"""One clock for all processes of a run: it passes `speed` times as fast as the real one.

The steady clock of the machine is common to its processes, so a file says all there is to know. A process may
have its own error: the collector's clock is stepped by writing seconds into a file.
"""

import time
from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path
from types import ModuleType, SimpleNamespace

import msgspec

CLOCK_FILE = "clock.json"
STEP_FILE = "collector-clock-error"


class FastClock(msgspec.Struct, frozen=True):
    """Unix seconds `wall` at the steady moment `steady`, passing `speed` times as fast from then on."""

    wall: float
    steady: float
    speed: float

    def now(self) -> float:
        """Unix seconds of the run."""
        return self.wall + (time.monotonic() - self.steady) * self.speed


def begin(folder: Path, speed: float) -> FastClock:
    """Start the run's clock with the real time."""
    clock = FastClock(time.time(), time.monotonic(), speed)
    (folder / CLOCK_FILE).write_bytes(msgspec.json.encode(clock))
    return clock


def of(folder: Path) -> FastClock:
    """The clock of a run."""
    return msgspec.json.decode((folder / CLOCK_FILE).read_bytes(), type=FastClock)


def with_error(folder: Path) -> Callable[[], float]:
    """The clock of a box whose clock is wrong by what the step file says."""
    clock, path = of(folder), folder / STEP_FILE
    return lambda: clock.now() + (float(path.read_text() or 0) if path.exists() else 0.0)


def install(module: ModuleType, seconds: Callable[[], float]) -> None:
    """Let `datetime.now` in one module be the run's clock."""

    class RunTime(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.fromtimestamp(seconds(), tz)

    module.datetime = RunTime  # type: ignore[attr-defined]


def install_steady(module: ModuleType, seconds: Callable[[], float]) -> None:
    """Let the clock that nobody can set, in one module, be the run's."""
    steady = SimpleNamespace(clock_gettime=lambda _clock: seconds(), CLOCK_BOOTTIME=time.CLOCK_BOOTTIME)
    module.time = steady  # type: ignore[attr-defined]
