"""The faults of a run on a ground of their own; small numbers for tests, large ones for endurance."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.faults import breaking, clocks, floods
from benchmarks.faults.breaking import Act, Load
from benchmarks.faults.counting import Counted, attacked, held
from benchmarks.faults.hostile import Attacker
from benchmarks.faults.proxy import SlowProxy
from benchmarks.intake.fleet import Fleet
from benchmarks.intake.ground import Ground

_DISK_MIB = 320
_TINY = {"max_wal_size": "64MB", "min_wal_size": "32MB", "shared_buffers": "32MB"}
_QUICK_CUTS = {
    "YOUJIAN_INTAKE_HTTP_HEADERS_S": "2",
    "YOUJIAN_INTAKE_HTTP_BODY_S": "3",
    "YOUJIAN_INTAKE_HJ212_IDLE_S": "3",
    "YOUJIAN_INTAKE_HJ212_FRAME_S": "2",
}
"""A flood is over sooner than by the settings of production, which wait up to a quarter of an hour."""


@dataclass(frozen=True)
class Size:
    """How much of each fault."""

    collectors: int
    kills: int
    restarts: int
    full_disks: int
    stalled_s: float
    locked_s: float
    flood: int
    flood_addresses: int


FAULTS = (
    "kill -9", "database restart", "slow database", "locked table", "disk full", "platform's clock",
    "devices' clocks", "connection flood",
)  # fmt: skip
SMALL = Size(4, 3, 1, 2, 0.5, 0.5, 60, 3)
FULL = Size(8, 120, 10, 10, 20.0, 40.0, 1000, 20)


@contextmanager
def stage(size: Size) -> Iterator["Stage"]:
    """A platform on a small disk of its own, behind a slow proxy, with clocks that can be set.

    PermissionError where no file system can be mounted.
    """
    place = Path(tempfile.mkdtemp(prefix="youjian-disk-", dir="/var/tmp"))
    place.chmod(0o755)
    try:
        with (
            breaking.small_disk(place, _DISK_MIB) as disk,
            Ground(broker=True, place=disk, settings=_TINY, environment=_QUICK_CUTS) as ground,
        ):
            fleet = Fleet(size.collectors, 4, datetime.now(UTC) - timedelta(days=60))
            ground.register(fleet.collectors, [])
            url = ground.server.url("intake")
            proxy = SlowProxy(_port(url))
            slowed = url.replace(f":{proxy.target}/", f":{proxy.port}/")
            ground.open_doors(*clocks.launcher(ground.home), YOUJIAN_INTAKE_DATABASE_URL=slowed)
            yield Stage(ground, Load(ground, fleet.collectors), proxy, disk)
            proxy.close()
    finally:
        place.rmdir()


@dataclass(frozen=True)
class Stage:
    """What the faults happen to."""

    ground: Ground
    load: Load
    proxy: SlowProxy
    disk: Path

    def run(self, fault: str, size: Size) -> Counted:
        """One of FAULTS under load, counted."""
        return self.load.meets(fault, self._acts(size)[fault])

    def _acts(self, size: Size) -> dict[str, Act]:
        ground, hour, day = self.ground, timedelta(hours=1), timedelta(days=1)
        return {
            "kill -9": breaking.kills(ground, ("intake", "postgres", "broker"), size.kills),
            "database restart": breaking.restarts(ground, size.restarts),
            "slow database": breaking.slow(self.proxy, 0.02, size.stalled_s),
            "locked table": breaking.locked(ground, size.locked_s),
            "disk full": breaking.fills_up(ground, self.disk, size.full_disks),
            "platform's clock": clocks.platform_steps(
                ground.home, (3 * hour, -2 * hour, 30 * day, -70 * day)
            ),
            "devices' clocks": clocks.device_steps((90 * day, -90 * day, -hour, 2 * hour)),
            "connection flood": floods.floods(ground, size.flood, size.flood_addresses),
        }

    def hostile(self, rounds: int) -> Counted:
        """Requests that no honest collector sends, and `rounds` with bytes changed on the line."""
        ground = self.ground
        fleet = Fleet(2, 4, datetime.now(UTC) - timedelta(days=60), first=9000)
        ground.register(fleet.collectors, [])
        known, aside = held(ground), ground.count("quarantine")
        attacker = Attacker(ground.http_port, fleet.collectors[0], fleet.collectors[1])
        attacker.honest()
        attacker.try_cases()
        attacker.cross_device()
        attacker.mutate(rounds)
        return attacked(ground, attacker.tally, known, aside)


def _port(url: str) -> int:
    return int(url.rsplit(":", 1)[1].split("/", 1)[0])
