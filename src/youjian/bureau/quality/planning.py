"""Whom a plan chooses: by lot with a seed that anybody can repeat, by risk with its reasons, or by name."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Place = tuple[str, str]
"""A station and a product."""
_WEIGHTS = {"failed_before": 4.0, "papers": 3.0, "no_papers": 2.0, "density": 2.0, "never": 1.0}


@dataclass
class Chosen:
    """A station's product with why it was chosen and what it was ordered by."""

    place: Place
    why: list[str] = field(default_factory=list)
    risk: float = 0.0


def by_lot(places: Sequence[Place], count: int, seed: int) -> list[Chosen]:
    """So many stations drawn by lot, with all their products; the same seed draws the same.

    >>> places = [("3602030001", "92"), ("3602030002", "92"), ("3602030002", "95"), ("3602030003", "0D")]
    >>> by_lot(places, 2, 7) == by_lot(list(reversed(places)), 2, 7)
    True
    """
    stations = sorted({station_id for station_id, _ in places})
    drawn = set(random.Random(seed).sample(stations, min(count, len(stations))))  # noqa: S311 - to be repeated
    return [Chosen(place, ["lot"]) for place in sorted(places) if place[0] in drawn]


def by_risk(places: Sequence[Place], count: int, signs: Mapping[Place, Sequence[str]]) -> list[Chosen]:
    """So many stations of the highest risk, with the products that bear it; a sign of a station is of each.

    A station's risk is the highest of its products; equal ones go by number.

    >>> [one.place for one in by_risk([("1", "92"), ("2", "92")], 1, {("2", "92"): ["failed_before"]})]
    [('2', '92')]
    """
    weighed = [
        Chosen(place, list(why), sum(_WEIGHTS[sign] for sign in why))
        for place in sorted(places)
        if (why := signs.get(place, ()))
    ]
    best: dict[str, float] = {}
    for one in weighed:
        best[one.place[0]] = max(best.get(one.place[0], 0.0), one.risk)
    first = sorted(best, key=lambda station_id: (-best[station_id], station_id))[:count]
    chosen = [one for one in weighed if one.place[0] in first]
    return sorted(chosen, key=lambda one: (first.index(one.place[0]), -one.risk, one.place[1]))


def by_name(places: Sequence[Place], stations: Sequence[str]) -> list[Chosen]:
    """The named stations with all their products."""
    return [Chosen(place, ["named"]) for place in sorted(places) if place[0] in set(stations)]
