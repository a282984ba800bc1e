"""Which rise of a gauge belongs to which delivery document: by product, time and litres at 20 °C.

One document may have gone into several tanks, and several documents may stand behind one rise.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import hypot
from typing import TypeVar

HOUR = 3600 * 1_000_000
_TOGETHER = 3 * HOUR
"""Drops of one tanker into several tanks, or of several documents, lie within this of each other."""
_MOST_PARTS = 3
_LEAST_PART = 0.15
"""A part of a document is at least so much of it."""
_MOST_SHARE = 2.5
_LEAST_L = 100.0
_LEAST_SHARE = 0.2
"""As in `stock.document_without_rise`: less than both is no rise of the document's."""
_LIKE = 0.012
"""Documents and gauges differ by such a share without a reason (`stock.delivery_variance`)."""
_PER_PART, _PER_HOUR, _PER_TANK, _MOST_Z = 2.0, 1 / 6, 4.0, 12.0


@dataclass(frozen=True)
class Claim:
    """A document: its number, the tank and family it names, when (µs), litres at 20 °C and their sd."""

    delivery_id: str
    tank_id: int | None
    family: str
    at: int
    litres20: float
    sd_l: float


@dataclass(frozen=True)
class Rose:
    """A rise of one tank's stock between two moments (µs), litres at 20 °C with their standard deviation.

    `delivery_id` is the document that the stock's account found for it already.
    """

    key: str
    tank_id: int
    family: str
    start: int
    end: int
    litres20: float
    sd_l: float
    delivery_id: str | None = None


_T = TypeVar("_T", Claim, Rose)
Join = tuple[tuple[Claim, ...], tuple[Rose, ...]]


def joined(claims: Sequence[Claim], rises: Sequence[Rose], reach: int = 12 * HOUR) -> list[Join]:
    """Documents and rises that belong together, the likeliest join first served; what is left stays out.

    A join serves each document and each rise once. What lies further than `reach` (µs) apart never joins.
    """
    found: list[Join] = []
    taken: set[str] = set()
    ranked = sorted((cost(*join), _name(join), join) for join in _possible(claims, rises, reach))
    for _, name, join in ranked:
        if not taken.intersection(name):
            found.append(join)
            taken.update(name)
    return found


def cost(claims: tuple[Claim, ...], rises: tuple[Rose, ...]) -> float:
    """How unlikely it is that these belong together; 0 is perfect."""
    told, came = sum(c.litres20 for c in claims), sum(r.litres20 for r in rises)
    spread = hypot(*(c.sd_l for c in claims), *(r.sd_l for r in rises), _LIKE * told / 2)
    z = min(abs(came - told) / spread, _MOST_Z)
    hours = max(_apart(c, r) for c in claims for r in rises) / HOUR
    named = {c.tank_id for c in claims} - {None}
    astray = bool(named) and not named & {r.tank_id for r in rises}
    linked = any(r.delivery_id == c.delivery_id for c in claims for r in rises)
    parts = len(claims) + len(rises) - 2
    return z * z / 2 + _PER_PART * parts + _PER_HOUR * hours + _PER_TANK * (astray - linked)


def _possible(claims: Sequence[Claim], rises: Sequence[Rose], reach: int) -> Iterator[Join]:
    """Every join of one document and up to three rises, or of one rise and up to three documents."""
    for claim in claims:
        near = [r for r in rises if r.family == claim.family and _apart(claim, r) <= reach]
        parts = [r for r in near if r.litres20 >= _LEAST_PART * claim.litres20]
        wanted = [*((r,) for r in near), *_several(parts, lambda r: r.start, lambda r: r.end)]
        yield from (join for some in wanted if _fits(join := ((claim,), some)))
    for rose in rises:
        papers = [c for c in claims if c.family == rose.family and _apart(c, rose) <= reach]
        several = _several(papers, lambda c: c.at, lambda c: c.at)
        yield from (join for some in several if _fits(join := (some, (rose,))))


def _several(
    items: Sequence[_T], start: Callable[[_T], int], end: Callable[[_T], int]
) -> list[tuple[_T, ...]]:
    """Two or three of them that lie close together."""
    return [
        some
        for count in range(2, _MOST_PARTS + 1)
        for some in combinations(items, count)
        if max(map(start, some)) - min(map(end, some)) <= _TOGETHER
    ]


def _fits(join: Join) -> bool:
    told, came = sum(c.litres20 for c in join[0]), sum(r.litres20 for r in join[1])
    return max(_LEAST_L, _LEAST_SHARE * told) <= came <= _MOST_SHARE * told


def _apart(claim: Claim, rose: Rose) -> int:
    """How far (µs) a document's time lies outside of a rise."""
    return max(rose.start - claim.at, claim.at - rose.end, 0)


def _name(join: Join) -> tuple[str, ...]:
    return (*(f"d{c.delivery_id}" for c in join[0]), *(f"r{r.key}" for r in join[1]))
