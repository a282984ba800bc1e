"""`python -m youjian.simulator.twin OUT --suite null --stations 4 --days 30 --seed 1`."""

import argparse
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

from youjian.simulator.twin.frauds import FRAUDS
from youjian.simulator.twin.knobs import Knobs
from youjian.simulator.twin.suites import SUITES, make_folder

_NUMBERS = {"reading_s", "fills_per_day", "turnover_m3", "gauge_step_mm", "heartbeat_s", "pressure_s"}
_NUMBERS |= {"hours"}
_COUNTS = {"nozzles_per_tank", "tanks", "tank"}
_SWITCHES = {"documents", "night"}


def main(arguments: list[str]) -> int:
    """Make a folder and say how many labels it has."""
    told = vars(_parser().parse_args(arguments))
    out: Path = told.pop("out")
    labels = make_folder(out, told.pop("suite"), **{k: v for k, v in told.items() if v is not None})
    sys.stdout.write(f"{out}: {len(labels)} labels\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="youjian.simulator.twin", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--suite", choices=SUITES, required=True)
    parser.add_argument("--stations", type=int, required=True)
    parser.add_argument("--days", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--fraud", choices=sorted(FRAUDS))
    parser.add_argument("--size", type=float)
    parser.add_argument("--onset-day", type=float)
    for knob in fields(Knobs):
        parser.add_argument("--" + knob.name.replace("_", "-"), **_kind(knob.name))
    return parser


def _kind(name: str) -> dict[str, Any]:
    if name in _SWITCHES:
        return {"action": argparse.BooleanOptionalAction}
    if name == "oddities":
        return {"type": lambda text: tuple(filter(None, text.split(",")))}
    return {"type": float if name in _NUMBERS else int if name in _COUNTS else str}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
