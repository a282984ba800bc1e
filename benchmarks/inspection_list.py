"""The priority list on a labelled city: how many of the first 20 nozzles visited truly give too little.

python -m benchmarks.inspection_list [--stations 60] [--days 21] [--seed 9]

The simulator makes the city; in two fifths of its stations one nozzle shows too much, by 0.5 to 2 %. A true
short-measure nozzle is one whose indication error by the simulator is above +0.30 %. The list is the
office's: estimate of the last night, litres sold in those days, certainty, by the same functions.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc

from benchmarks.detection.kept import data_ends
from benchmarks.detection.specs import specs_of
from youjian.archive.folder import AuditFolder
from youjian.bureau.metrology.weighing import weight_ml
from youjian.detection.balance.books import book_of, last_night
from youjian.detection.balance.estimates import MeterEstimate, meter_estimates
from youjian.detection.balance.levels import of_station
from youjian.detection.balance.settings import Settings
from youjian.detection.balance.telling import errors_at_verification
from youjian.detection.facts import Facts
from youjian.detection.ticks import nightly_ticks
from youjian.simulator.twin.suites import make_folder

MPE_PCT = 0.30
VISITS = 20
SIZES = (0.5, 0.8, 1.2, 2.0)
_SECOND = 1_000_000


@dataclass(frozen=True)
class Tested:
    """A nozzle of the city: what is true, what the list says, when it was last verified."""

    name: str
    short: bool
    true_pct: float
    error_pct: float
    weight: float
    verified_on: date


def requests(stations: int, days: int, seed: int) -> Iterator[dict[str, Any]]:
    """The folders of the city: honest and messy stations, and four groups of short measure."""
    common = {"days": days, "pressure_s": 300.0}
    wicked = max(1, stations // 10)
    honest = (stations - wicked * len(SIZES)) // 2
    for number, suite in enumerate(("null", "messy")):
        yield {"suite": suite, "stations": honest, "seed": seed + number, **common}
    for number, size in enumerate(SIZES):
        asked = {"suite": "fraud", "fraud": "short-nozzle", "size": size, "onset_day": 0.0}
        yield {**asked, "stations": wicked, "seed": seed + 10 + number, **common}


def tested(folder: Path, request: dict[str, Any]) -> Iterator[Tested]:
    """Make a folder and tell of each of its nozzles."""
    asked = dict(request)
    make_folder(folder, asked.pop("suite"), **asked)
    labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    wicked = [one for one in labels if one["rule"] == "meter.bias"]
    extra = {(one["station_id"], one["subject"]): one["size"] for one in wicked}
    ends = data_ends(folder)
    night = max(nightly_ticks(ends - timedelta(days=2), ends + timedelta(seconds=1)))
    with AuditFolder(folder) as read:
        read.prepare()
        for spec in specs_of(request):
            facts = read.station(spec.station_id).facts
            true = {
                nozzle.nozzle_id: 100 * nozzle.error
                + extra.get((spec.station_id, f"nozzle:{nozzle.nozzle_id}"), 0.0)
                for nozzle in spec.nozzles
            }
            for found in _estimates(facts, spec.station_id, night):
                yield _tested(f"{request['seed']}/{spec.station_id}", facts, found, true[found.nozzle])


def _estimates(facts: Facts, station_id: str, night: Any) -> Iterator[MeterEstimate]:
    number = last_night(int(night.timestamp()) * _SECOND)
    book = book_of(facts, station_id, Settings())
    book.advance(number)
    fit = book.fits.get(number)
    verified = errors_at_verification(facts, station_id, night)
    for tank in fit.tanks if fit else ():
        yield from meter_estimates(tank, verified)


def _tested(place: str, facts: Facts, found: MeterEstimate, true_pct: float) -> Tested:
    station_id = place.partition("/")[2]
    sales = of_station(facts.history("fuellings"), station_id)
    mine = sales.filter(pc.equal(sales["nozzle_id"], found.nozzle))
    sold = int(pc.sum(mine["volume_ml"]).as_py() or 0)
    papers = of_station(facts.history("verifications"), station_id).to_pylist()
    days = [row["verified_on"] for row in papers if row["nozzle_id"] == found.nozzle]
    return Tested(
        name=f"{place}/{found.nozzle}",
        short=true_pct > MPE_PCT,
        true_pct=true_pct,
        error_pct=found.error_pct,
        weight=weight_ml(found.error_pct, sold, found.chance_above(MPE_PCT)),
        verified_on=max(days, default=date.min),
    )


def share(ordered: Sequence[Tested]) -> float:
    """The share of short-measure nozzles among the first visits, percent."""
    first = ordered[:VISITS]
    return 100.0 * sum(one.short for one in first) / len(first)


def main(words: list[str]) -> int:
    """Make the city, put its nozzles in three orders, tell what the first visits find."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.inspection_list", description=__doc__)
    parser.add_argument("--stations", type=int, default=60)
    parser.add_argument("--days", type=int, default=21)
    parser.add_argument("--seed", type=int, default=9)
    asked = parser.parse_args(words)
    city: list[Tested] = []
    with tempfile.TemporaryDirectory(prefix="youjian-list-") as place:
        for number, request in enumerate(requests(asked.stations, asked.days, asked.seed)):
            city += tested(Path(place) / str(number), request)
            print(f"{len(city)} nozzles", file=sys.stderr, flush=True)
    _tell(city)
    return 0


def _tell(city: list[Tested]) -> None:
    short = sum(one.short for one in city)
    ours = share(sorted(city, key=lambda one: -one.weight))
    oldest = share(sorted(city, key=lambda one: (one.verified_on, one.name)))
    chance = 100.0 * short / len(city)
    off = np.array([one.error_pct - one.true_pct for one in city])
    print(f"{len(city)} nozzles, {short} truly beyond +{MPE_PCT} %; estimates off by {off.std():.2f} % (sd)")
    print("| order | short measure among the first 20 |")
    print("| --- | ---: |")
    for name, value in (("priority list", ours), ("random (expected)", chance), ("oldest", oldest)):
        print(f"| {name} | {value:.0f} % |")
    print(f"inspection_list: ours={ours:.0f}% random={chance:.0f}% oldest={oldest:.0f}%")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
