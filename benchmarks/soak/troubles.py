"""What goes wrong during a run, and when: dice thrown in the run's own time."""

import os
import random
import subprocess
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.soak.clock import STEP_FILE
from benchmarks.soak.world import World

HOUR = 3600.0
_ROOM_MIB = 48


@dataclass(frozen=True)
class Kind:
    """A trouble: how often on average, how long (both in the run's seconds), what begins and ends it."""

    name: str
    every_s: float
    lasts_s: tuple[float, float]
    begin: Callable[[], None]
    end: Callable[[], None]


@dataclass
class Troubles:
    """All troubles of a run; `step` does what is due at a moment of the run's clock."""

    world: World
    folder: Path
    seed: int
    often: float = 1.0
    met: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)
        self._bounded = bounded(self.world.box)
        self._due: dict[str, float] = {}
        self._until: dict[str, float] = {}
        self._kinds = self._all()

    def _all(self) -> list[Kind]:
        world = self.world
        kinds = [
            Kind(
                "link cut",
                1.5 * HOUR,
                (60, 1.5 * HOUR),
                lambda: world.link.cut(down=True),
                lambda: world.link.cut(down=False),
            ),
            Kind(
                "power cut at the collector",
                1.0 * HOUR,
                (0, 30),
                lambda: world.kill("collector"),
                world.revive,
            ),
            Kind("intake killed", 2.0 * HOUR, (0, 0), lambda: world.kill("intake"), _nothing),
            Kind("database killed", 4.0 * HOUR, (0, 0), lambda: world.kill("postgres"), _nothing),
            Kind("clock stepped", 2.0 * HOUR, (300, HOUR), self._step_clock, self._right_clock),
        ]
        if self._bounded:
            kinds.append(Kind("disk full", 3.0 * HOUR, (300, 0.5 * HOUR), self._fill_disk, self._free_disk))
        return kinds

    def step(self, now: float) -> None:
        """Begin and end what is due at `now`, unix seconds of the run."""
        for kind in self._kinds:
            ends = self._until.get(kind.name)
            if ends is not None and now >= ends:
                kind.end()
                del self._until[kind.name]
            due = self._due.setdefault(kind.name, now + self._next(kind))
            if now >= due and kind.name not in self._until:
                kind.begin()
                self.met[kind.name] += 1
                self._until[kind.name] = now + self._dice.uniform(*kind.lasts_s) / self.often
                self._due[kind.name] = self._until[kind.name] + self._next(kind)

    def _next(self, kind: Kind) -> float:
        return self._dice.expovariate(self.often / kind.every_s)

    def end(self) -> None:
        """End whatever is going on."""
        for kind in self._kinds:
            if self._until.pop(kind.name, None) is not None:
                kind.end()

    def close(self) -> None:
        """Give the bounded file system back."""
        if self._bounded:
            subprocess.run(["umount", "-l", str(self.world.box)], check=False)

    def _step_clock(self) -> None:
        step = self._dice.choice([-400, -90, -20, 20, 90, 400])
        (self.folder / STEP_FILE).write_text(str(step))

    def _right_clock(self) -> None:
        (self.folder / STEP_FILE).write_text("0")

    def _fill_disk(self) -> None:
        """Take block after block: the collector writes meanwhile, so nobody knows how many are left."""
        block = bytes(os.statvfs(self.world.box).f_bsize)
        with suppress(OSError), (self.world.box / "filler").open("wb", buffering=0) as file:
            while True:
                file.write(block)

    def _free_disk(self) -> None:
        (self.world.box / "filler").unlink(missing_ok=True)


def bounded(folder: Path) -> bool:
    """Put a small file system of its own under the collector's folder; False where that is not allowed."""
    folder.mkdir(parents=True, exist_ok=True)
    size = f"size={_ROOM_MIB}m"
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)], capture_output=True, check=False
    )
    return done.returncode == 0


def _nothing() -> None:
    """It is over as soon as it began."""
