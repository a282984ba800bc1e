"""Clocks that jump: the platform's, by a file that its process reads, and those of the devices.

    python -m benchmarks.faults.clocks FOLDER WORD …

starts `youjian intake WORD …` with a clock that is wrong by the seconds in the folder's step file.
"""

import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from benchmarks.faults.breaking import Act
from benchmarks.faults.traffic import Traffic
from benchmarks.soak import clock

_FILE = "platform-clock-error"


def platform_steps(folder: Path, steps: Sequence[timedelta]) -> Act:
    """Set the platform's clock wrong by each of these in turn, and right again."""

    def act(traffic: Traffic) -> str:
        for step in (*steps, timedelta(0)):
            (folder / _FILE).write_text(str(step.total_seconds()))
            traffic.moves_on()
        return "platform wrong by " + ", ".join(_words(step) for step in steps)

    return act


def device_steps(steps: Sequence[timedelta]) -> Act:
    """Step the devices' clocks by each of these, one after the other."""

    def act(traffic: Traffic) -> str:
        for step in steps:
            for sender in traffic.senders:
                sender.step_clock(step)
            traffic.moves_on()
        return "devices stepped by " + ", then ".join(_words(step) for step in steps)

    return act


def launcher(folder: Path) -> tuple[str, ...]:
    """How the intake is started with a clock that can be set."""
    return ("-m", "benchmarks.faults.clocks", str(folder))


def _words(step: timedelta) -> str:
    hours = step.total_seconds() / 3600
    return f"{hours / 24:+g} d" if abs(hours) >= 24 else f"{hours:+g} h"


def main() -> int:
    """The intake with its settable clock."""
    from youjian import cli  # noqa: PLC0415 - only in the process that becomes the intake
    from youjian.intake import committer  # noqa: PLC0415

    folder, *words = sys.argv[1:]
    path = Path(folder) / _FILE

    def now() -> float:
        return time.time() + (float(path.read_text() or 0) if path.exists() else 0.0)

    clock.install(committer, now)
    return cli.main(["intake", *words])


if __name__ == "__main__":
    sys.exit(main())
