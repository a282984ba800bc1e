"""One run from beginning to end, and what it found."""

import shutil
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.soak.link import Trouble
from benchmarks.soak.processes import until
from benchmarks.soak.troubles import Troubles
from benchmarks.soak.verdict import Verdict, judge
from benchmarks.soak.world import World
from youjian.ledger.server import EmbeddedServer

_STEP_S = 0.1
_DRAIN_S = 180.0
_SET_ASIDE = """
SELECT reason, table_name, left(convert_from(raw, 'UTF8'), 300), left(detail, 300) FROM ledger.quarantine
"""


@dataclass(frozen=True)
class Plan:
    """What to run: hours of the run's own time, how fast, how busy, and the seed of all dice.

    `often`: how many times as often as in the full run things go wrong.
    """

    hours: float = 24.0
    speed: float = 60.0
    stations: tuple[str, ...] = ("3602030009", "3602030010")
    fill_interval_s: float = 1200.0
    trouble: Trouble = field(default_factory=Trouble)
    seed: int = 1
    often: float = 1.0


@dataclass
class Report:
    """What happened and what the ledger holds."""

    verdict: Verdict
    met: Counter[str]
    tank_readings: int
    quarantined: list[str]
    findings: Counter[str]
    conflicts: list[str]
    real_s: float


def run(plan: Plan) -> Report:
    """Live the plan's hours with all troubles, then drain and compare."""
    began = time.monotonic()
    home = Path(tempfile.mkdtemp(prefix="youjian-soak-", dir="/var/tmp"))
    home.chmod(0o755)
    server = EmbeddedServer(home / "database")
    server.start()
    world = World(
        home,
        server,
        plan.stations,
        speed=plan.speed,
        fill_interval_s=plan.fill_interval_s,
        trouble=plan.trouble,
        seed=plan.seed,
    )
    troubles = Troubles(world, home, plan.seed, plan.often)
    try:
        world.open()
        until(world.ledger, "a first fuelling in the ledger", 60.0)
        live(world, troubles, plan.hours * 3600)
        drain(world)
        return _report(world, troubles, time.monotonic() - began)
    except AssertionError as error:
        for name in ("collector", "intake", "simulator"):
            error.add_note(f"{name}: {world.processes.log(name)}")
        raise
    finally:
        world.close()
        troubles.close()
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


def live(world: World, troubles: Troubles, seconds: float) -> None:
    """Let everything go wrong for so many seconds of the run; a process that ended by itself ends the run."""
    ends = world.clock.now() + seconds
    while (now := world.clock.now()) < ends:
        troubles.step(now)
        for name in ("simulator", "intake"):
            assert world.processes.alive(name), world.processes.log(name)
        time.sleep(_STEP_S)
    troubles.end()
    world.revive()


def drain(world: World) -> None:
    """Wait until what has left the nozzles by now is in the ledger; the stations go on meanwhile."""
    wanted = {(sale.nozzle, sale.totalizer_ml) for sale in world.truth()}
    last = {nozzle: max(total for which, total in wanted if which == nozzle) for nozzle, _ in wanted}

    def there() -> bool:
        reached: dict[tuple[str, int], int] = {}
        for sale in world.ledger():
            reached[sale.nozzle] = max(reached.get(sale.nozzle, 0), sale.totalizer_ml)
        return all(reached.get(nozzle, 0) >= total for nozzle, total in last.items())

    until(there, "every fuelling of the simulator's log in the ledger", _DRAIN_S)


def _report(world: World, troubles: Troubles, real_s: float) -> Report:
    ledger = world.ledger()
    last = {sale.nozzle: max(s.totalizer_ml for s in ledger if s.nozzle == sale.nozzle) for sale in ledger}
    truth = [sale for sale in world.truth() if sale.totalizer_ml <= last.get(sale.nozzle, sale.totalizer_ml)]
    readings = world.query("SELECT count(*) FROM ledger.tank_readings")[0][0]
    conflicts = [str(row[0]) for row in world.query("SELECT row_to_json(c) FROM ledger.conflicts AS c")]
    met = troubles.met + Counter(
        {f"request {name}": n for name, n in world.link.met.items() if name != "cut"}
    )
    return Report(
        verdict=judge(truth, ledger),
        met=met,
        tank_readings=readings,
        quarantined=[" ".join(map(str, row)) for row in world.query(_SET_ASIDE)],
        findings=Counter(dict(world.query("SELECT rule, count(*) FROM ledger.findings GROUP BY rule"))),
        conflicts=conflicts,
        real_s=real_s,
    )
