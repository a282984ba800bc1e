"""Two equal tanks on one manifold: a siphon levels them with a time constant of its own."""

from collections.abc import Callable

import numpy as np

from youjian.simulator.twin.clock import FloatArray
from youjian.simulator.twin.memory import recursion
from youjian.simulator.twin.spec import Spec
from youjian.simulator.twin.tankworld import Course

_STEP_S = 30.0


def shared(spec: Spec, courses: dict[int, Course]) -> dict[int, Callable[[FloatArray], FloatArray]]:
    """Ambient litres by moment of every tank that shares its level."""
    groups: dict[str, list[int]] = {}
    for tank in spec.tanks:
        if tank.manifold is not None:
            groups.setdefault(tank.manifold, []).append(tank.tank_id)
    found: dict[int, Callable[[FloatArray], FloatArray]] = {}
    for first, second in groups.values():
        found.update(_levelled(spec, first, courses[first], second, courses[second]))
    return found


def _levelled(
    spec: Spec, first: int, one: Course, second: int, other: Course
) -> dict[int, Callable[[FloatArray], FloatArray]]:
    """What differs between both, as each would be alone, seeps away; the sum stays."""
    grid = np.arange(spec.start - 1, spec.end + _STEP_S, _STEP_S)
    a, b = one.ambient(grid), other.ambient(grid)
    tau = float(spec.rng(16).uniform(10, 60)) * 60
    seeped = np.exp(-_STEP_S / tau)
    rest = recursion(seeped, np.diff(a - b, prepend=(a - b)[0]))
    surplus = (a + b + rest) / 2
    return {
        first: lambda at: np.interp(at, grid, surplus),
        second: lambda at: np.interp(at, grid, a + b - surplus),
    }
