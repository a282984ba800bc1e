"""A small station of the twin, quick enough for a test of its own."""

from datetime import date

from youjian.simulator.twin.clock import DAY, midnight
from youjian.simulator.twin.draw import draw_spec
from youjian.simulator.twin.frauds import fraud_of
from youjian.simulator.twin.knobs import Knobs
from youjian.simulator.twin.mess import ODDITIES, oddities
from youjian.simulator.twin.spec import Spec
from youjian.simulator.twin.world import World, live

QUICK = {"fills_per_day": 60.0, "reading_s": 60.0, "pressure_s": 600.0, "heartbeat_s": 300.0, "tanks": 4}


def small_spec(seed: int = 1, days: float = 6, messy: bool = False, **knobs: object) -> Spec:
    """A station of four tanks in May 2025."""
    start = midnight(date(2025, 5, 1))
    chosen = Knobs(**{**QUICK, **knobs})  # type: ignore[arg-type]
    return draw_spec("3602020001", seed, (start, start + days * DAY), messy, chosen)


def honest(seed: int = 1, days: float = 6) -> World:
    """A clean station lived through."""
    return live(small_spec(seed, days), [])


def messy(seed: int = 1, days: float = 6) -> World:
    """A station to which every oddity happens."""
    spec = small_spec(seed, days, messy=True, oddities=tuple(ODDITIES))
    return live(spec, oddities(spec))


def cheating(name: str, size: float | None = None, seed: int = 1, days: float = 6) -> World:
    """A clean station with one fraud from its third day on."""
    spec = small_spec(seed, days)
    return live(spec, [fraud_of(spec, name, size, 2.0)])
