"""Which deliveries a litre came from: a tank's batches, its fuellings, and how fuel is taken to leave it.

Two models, both stated to the reader: `fifo`, the oldest batch leaves first, and `mixing`, everything in the
tank is one liquid. All litres are integer millilitres on one basis (20 °C in the books); shares add up to
each fuelling and each batch to the millilitre, and nothing is ever negative.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Model = Literal["fifo", "mixing"]
MODELS: tuple[Model, ...] = ("fifo", "mixing")
EARLIER = "earlier"
"""What stood in the tank before the records looked at."""
UNEXPLAINED = "unexplained"
"""What was sold beyond everything that is known to have come in."""


@dataclass(frozen=True)
class Inflow:
    """Fuel that came into the tank: of which batch, when (µs), millilitres."""

    at: int
    batch: str
    volume_ml: int


@dataclass(frozen=True)
class Outflow:
    """Fuel that left the tank: by what, when (µs), millilitres."""

    at: int
    key: str
    volume_ml: int


@dataclass(frozen=True)
class Traced:
    """What each outflow took of which batch, and what is left of the batches in the tank."""

    shares: Mapping[str, Mapping[str, int]]
    left: Mapping[str, int]

    def of_batch(self, batch: str) -> dict[str, int]:
        """What went out of one batch, by outflow, in the order of time."""
        return {key: shares[batch] for key, shares in self.shares.items() if batch in shares}


@dataclass
class _Tank:
    """What the tank holds, the oldest batch first."""

    model: Model
    held: dict[str, int] = field(default_factory=dict[str, int])

    def take_in(self, inflow: Inflow) -> None:
        """A batch that comes again (a second drop of it) lies where it lay first."""
        if inflow.volume_ml:
            self.held[inflow.batch] = self.held.get(inflow.batch, 0) + inflow.volume_ml

    def give(self, volume_ml: int) -> dict[str, int]:
        """Take millilitres out; what the tank does not hold is `UNEXPLAINED`."""
        there = min(volume_ml, sum(self.held.values()))
        shares = _oldest(self.held, there) if self.model == "fifo" else split(self.held, there)
        for batch, taken in shares.items():
            self.held[batch] -= taken
        self.held = {batch: left for batch, left in self.held.items() if left}
        return shares | ({UNEXPLAINED: volume_ml - there} if volume_ml > there else {})


def traced(opening_ml: int, inflows: Iterable[Inflow], outflows: Sequence[Outflow], model: Model) -> Traced:
    """Follow a tank (or tanks that share their level) from an opening stock through its book.

    At one moment what comes in is there before what goes out. Raises ValueError for a negative volume and
    for an outflow that is named twice.
    """
    coming = sorted(inflows, key=lambda one: (one.at, one.batch))
    _check(opening_ml, coming, outflows)
    tank = _Tank(model, {EARLIER: opening_ml} if opening_ml else {})
    shares: dict[str, dict[str, int]] = {}
    position = 0
    for out in sorted(outflows, key=lambda one: (one.at, one.key)):
        while position < len(coming) and coming[position].at <= out.at:
            tank.take_in(coming[position])
            position += 1
        shares[out.key] = tank.give(out.volume_ml)
    for inflow in coming[position:]:
        tank.take_in(inflow)
    return Traced(shares, tank.held)


def split(weights: Mapping[str, int], whole: int) -> dict[str, int]:
    """Share an integer out by weights so that the parts add up to it: the largest remainders get one more.

    No part is above its weight as long as `whole` is not above their sum; parts of nothing are left out.

    >>> split({"a": 1, "b": 1, "c": 1}, 2)
    {'a': 1, 'b': 1}
    """
    total = sum(weights.values())
    if not total or not whole:
        return {}
    parts = {name: divmod(whole * weight, total) for name, weight in weights.items()}
    over = whole - sum(part for part, _ in parts.values())
    favoured = sorted(parts, key=lambda name: -parts[name][1])[:over]
    shares = {name: part + (name in favoured) for name, (part, _) in parts.items()}
    return {name: share for name, share in shares.items() if share}


def _oldest(held: Mapping[str, int], whole: int) -> dict[str, int]:
    shares: dict[str, int] = {}
    for batch, volume in held.items():
        taken = min(volume, whole - sum(shares.values()))
        if taken:
            shares[batch] = taken
    return shares


def _check(opening_ml: int, inflows: Sequence[Inflow], outflows: Sequence[Outflow]) -> None:
    if opening_ml < 0 or any(one.volume_ml < 0 for one in (*inflows, *outflows)):
        raise ValueError("a tank's opening, inflows and outflows must not be negative")
    if len({one.key for one in outflows}) != len(outflows):
        raise ValueError("an outflow is named twice")
