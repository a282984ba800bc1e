"""What the balance estimates at every tank of a folder, beside what is true: losses, and nozzles with bounds.

python -m benchmarks.detection.estimating FOLDER REQUEST OUT
"""

import json
import sys
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.detection.kept import data_ends
from benchmarks.detection.nozzle_bounds import Bounds, bounds_of, contrast
from benchmarks.detection.specs import specs_of
from youjian.archive.folder import AuditFolder
from youjian.detection.balance.books import Settings, standings
from youjian.detection.balance.standing import Standing
from youjian.detection.facts import Facts
from youjian.detection.ticks import nightly_ticks
from youjian.simulator.twin.spec import Spec

HONEST_METERS = 0.001
"""Spread of an honest nozzle's error, as the twin draws it."""


def estimate(folder: Path, request: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Tanks' losses and nozzles' errors as the last night sees them."""
    ends = data_ends(folder)
    last = max(nightly_ticks(ends - timedelta(days=2), ends + timedelta(seconds=1)))
    found: dict[str, list[dict[str, Any]]] = {"tanks": [], "nozzles": []}
    with AuditFolder(folder) as read:
        read.prepare()
        for spec in specs_of(request):
            facts = read.station(spec.station_id).facts
            _station(found, spec, facts, last, bounded=request["suite"] == "null")
    return found


def _station(
    found: dict[str, list[dict[str, Any]]], spec: Spec, facts: Facts, last: datetime, *, bounded: bool
) -> None:
    for _, standing in standings(facts, Settings(), last):
        found["tanks"].append(_tank(spec, standing))
        bounds = bounds_of(spec, facts, standing) if bounded else {}
        found["nozzles"] += [
            _nozzle(spec, standing, i, bounds.get(n)) for i, n in enumerate(standing.nozzles)
        ]


def _tank(spec: Spec, standing: Standing) -> dict[str, Any]:
    rate, sd = standing.loss(HONEST_METERS)
    return {
        "station_id": spec.station_id,
        "tank": standing.tank_id,
        "messy": spec.messy,
        "l_day": rate,
        "sd": sd,
    }


def _nozzle(spec: Spec, standing: Standing, place: int, bounds: Bounds | None) -> dict[str, Any]:
    bias, cov = standing.meters()
    errors = [-100 * float(b) / (1 + float(b)) for b in bias]
    own = {n.nozzle_id: 100 * n.error for n in spec.nozzles}
    true = [own[n] for n in standing.nozzles]
    against = contrast(len(errors), place)
    return {
        "station_id": spec.station_id,
        "nozzle": standing.nozzles[place],
        "step_mm": spec.tank(standing.tank_id).gauge.step_mm,
        "error_pct": errors[place],
        "sd_pct": 100 * float(cov[place, place]) ** 0.5,
        "true_pct": true[place],
        "siblings_off_pct": float(against @ np.subtract(errors, true)),
        "bounds": None if bounds is None else asdict(bounds),
    }


if __name__ == "__main__":
    told = estimate(Path(sys.argv[1]), json.loads(sys.argv[2]))
    Path(sys.argv[3]).write_text(json.dumps(told), encoding="utf-8")
