"""A city for a year: stations one by one, most of them honest, a few with labelled frauds."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from benchmarks.stock_book.frauds import FRAUDS, Case, Label, amend, consolidate, shift_period
from benchmarks.stock_book.papers import Papers, papers_of
from benchmarks.stock_book.sales import Sold, sales_of
from benchmarks.stock_book.tanks import Contents, contents_of
from youjian.simulator.twin import names
from youjian.simulator.twin.clock import midnight
from youjian.simulator.twin.draw import draw_spec
from youjian.simulator.twin.knobs import Knobs
from youjian.simulator.twin.spec import Spec

COUNTIES = ("360202", "360203", "360222", "360281")
YEAR = 2025
_GROUP = 3
_EACH = 0.025
"""Share of the stations that each kind of fraud has."""


@dataclass(frozen=True)
class StationYear:
    """One station's year: what it is, what it recorded and wrote, and what is true of it.

    `kind` names its fraud, or what honest oddity it has (`honest` has none).
    """

    spec: Spec
    sold: list[Sold]
    contents: list[Contents]
    papers: Papers
    labels: list[Label]
    kind: str


def station_years(count: int, seed: int, fills_per_day: float | None = None) -> Iterator[StationYear]:
    """The stations of the city, the frauds first, then oddities, then honest ones."""
    kinds = _kinds(count)
    ids = names.station_ids(count, seed, COUNTIES)
    place = 0
    while place < count:
        kind = kinds[place]
        size = _GROUP if kind == "consolidated" else 1
        yield from _made(ids[place : place + size], kind, seed, fills_per_day)
        place += size


def _kinds(count: int) -> list[str]:
    each = max(round(_EACH * count), 1)
    made = [fraud.__name__ for fraud in FRAUDS for _ in range(each)]
    made += ["shift_period"] * each + ["amended"] * each + ["consolidated"] * (_GROUP * max(each // 2, 1))
    if len(made) > count:
        raise ValueError(f"{count} stations are too few: {len(made)} at least")
    return made + ["honest"] * (count - len(made))


def _made(ids: list[str], kind: str, seed: int, fills: float | None) -> Iterator[StationYear]:
    drawn = [_drawn(station_id, seed, fills) for station_id in ids]
    cases = [_case(spec, sold, tanks) for spec, sold, tanks in drawn]
    labels = _changed(cases, kind)
    for case, (_, sold, tanks) in zip(cases, drawn, strict=True):
        yield StationYear(case.spec, sold, tanks, case.papers, labels, kind)


def _drawn(station_id: str, seed: int, fills: float | None) -> tuple[Spec, list[Sold], list[Contents]]:
    rng = np.random.default_rng([seed, int(station_id), 50])
    span = midnight(date(YEAR, 1, 1)), midnight(date(YEAR + 1, 1, 1))
    knobs = Knobs(fills_per_day=fills or float(rng.uniform(35, 130)), counties=COUNTIES)
    drawn = draw_spec(station_id, seed, span, False, knobs)
    spec = replace(drawn, tanks=tuple(replace(tank, manifold=None) for tank in drawn.tanks))
    sold = sales_of(spec)
    return spec, sold, contents_of(spec, sold)


def _case(spec: Spec, sold: list[Sold], tanks: list[Contents]) -> Case:
    return Case(spec, tanks, papers_of(spec, sold, tanks), spec.rng(45))


def _changed(cases: list[Case], kind: str) -> list[Label]:
    for fraud in FRAUDS:
        if fraud.__name__ == kind:
            return fraud(cases[0])
    match kind:
        case "shift_period":
            shift_period(cases[0])
        case "amended":
            amend(cases[0])
        case "consolidated":
            consolidate(cases)
    return []
