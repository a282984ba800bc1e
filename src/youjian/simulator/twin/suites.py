"""Suites of stations: clean, messy, fraudulent, mixed, and a bulk for speed."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from youjian.simulator.twin import registers
from youjian.simulator.twin.clock import DAY, midnight, moment
from youjian.simulator.twin.draw import draw_spec
from youjian.simulator.twin.folder import Folder
from youjian.simulator.twin.frauds import FRAUDS, ImpossibleError, fraud_of
from youjian.simulator.twin.knobs import Knobs
from youjian.simulator.twin.labels import Label, Note, write_labels
from youjian.simulator.twin.mess import oddities
from youjian.simulator.twin.names import station_ids
from youjian.simulator.twin.spec import Spec
from youjian.simulator.twin.world import Act, World, live

SUITES = ("null", "messy", "fraud", "mixed", "bulk")


@dataclass(frozen=True)
class Cast:
    """What one station of a suite is to be."""

    messy: bool
    fraud: str | None


def make_folder(
    out: Path,
    suite: str,
    *,
    stations: int,
    days: int,
    seed: int,
    fraud: str | None = None,
    size: float | None = None,
    onset_day: float | None = None,
    **knobs: Any,
) -> list[Label]:
    """Write an audit folder, its `labels.json` and `notes.json`; the same arguments give the same bytes.

    Raises ValueError for an unknown suite or fraud, TypeError for an unknown knob.
    """
    if suite == "fraud" and fraud is None:
        raise ValueError("the suite `fraud` needs the name of a fraud")
    chosen = Knobs(**(_BULK | knobs if suite == "bulk" else knobs))
    start = midnight(date.fromisoformat(chosen.start)) if chosen.start else first_moment(seed)
    end, labels, notes = start + days * DAY, list[Label](), list[Note]()
    with Folder(out) as folder:
        folder.add({"price_caps": registers.price_caps(start, end)})
        for index, station_id in enumerate(station_ids(stations, seed, chosen.counties)):
            cast = cast_of(suite, index, seed, fraud)
            spec = draw_spec(station_id, seed, (start, end), cast.messy, chosen)
            world = one_station(spec, cast, size, onset_day)
            folder.add(world.tables)
            labels += world.labels
            notes += world.notes
        folder.complete_to(moment(end))
    write_labels(out / "labels.json", labels)
    write_labels(out / "notes.json", notes)
    return labels


_BULK: dict[str, Any] = {"tanks": 4, "fills_per_day": 250.0, "reading_s": 48.0, "pressure_s": 120.0}


def one_station(spec: Spec, cast: Cast, size: float | None, onset_day: float | None) -> World:
    """A station with its oddities and its fraud lived through.

    Where the fraud finds no occasion (no room in a tank, no tanker left), it begins a day earlier.
    """
    if cast.fraud is None:
        return live(spec, _honest(spec, cast))
    wished = spec.days / 2 if onset_day is None else onset_day
    try:
        return live(spec, [*_honest(spec, cast), fraud_of(spec, cast.fraud, size, wished)])
    except ImpossibleError:
        if wished <= 0:
            raise
        return one_station(spec, cast, size, max(0.0, wished - 1))


def _honest(spec: Spec, cast: Cast) -> list[Act]:
    return oddities(spec) if cast.messy else []


def cast_of(suite: str, index: int, seed: int, fraud: str | None) -> Cast:
    """Who plays what. `mixed` and `bulk`: 3 clean, 3 messy and 2 fraudulent of every 8."""
    if suite not in SUITES:
        raise ValueError(f"no suite is called {suite!r}; there are {', '.join(SUITES)}")
    if suite in ("null", "messy"):
        return Cast(suite == "messy", None)
    if suite == "fraud":
        return Cast(index % 2 == 1, fraud)
    place, names = (index + seed) % 8, sorted(set(FRAUDS) - {"undeclared"})
    wicked = names[(seed + index // 4) % len(names)] if place in (3, 7) else None
    return Cast(place in (1, 4, 6, 7), fraud or wicked if wicked else None)


def first_moment(seed: int) -> float:
    """The first of some month, so that whole months lie in long suites."""
    rng = np.random.default_rng([seed, 99])
    day = (date(2025, 1, 1) + timedelta(days=int(rng.integers(0, 365)))).replace(day=1)
    return midnight(day)
