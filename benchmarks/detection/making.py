"""One folder of the twin and what is kept of it: python -m benchmarks.detection.making PLACE REQUEST."""

import json
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from benchmarks.detection.daily import daily
from benchmarks.detection.kept import write_truth
from benchmarks.detection.specs import own_error_pct, specs_of
from youjian.simulator.twin.suites import make_folder


def make(place: Path, request: dict[str, Any]) -> None:
    """Write the folder, its daily table and what is true of it."""
    folder, asked = place / "folder", dict(request)
    make_folder(folder, asked.pop("suite"), **asked)
    pq.write_table(daily(folder), place / "days.parquet")
    specs = {spec.station_id: spec for spec in specs_of(request)}
    labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    for label in labels:
        if label["rule"].startswith("meter."):
            label["size"] += own_error_pct(specs[label["station_id"]], label["subject"])
    write_truth(folder, place, labels)


if __name__ == "__main__":
    make(Path(sys.argv[1]), json.loads(sys.argv[2]))
