"""Run suites, print their tables, and renew docs/detection.md when the whole plan was run."""

import argparse
import shlex
import sys
import tempfile
from pathlib import Path

from benchmarks.detection import page, plan, report
from benchmarks.detection.kept import Outcome
from benchmarks.detection.precision import bound_table, leaks_table
from benchmarks.detection.rivals import rivals_table
from benchmarks.detection.runs import Workshop
from benchmarks.detection.suites import Suite

QUICK_STATIONS, QUICK_HONEST = 10, 20
Done = list[tuple[Suite, list[Outcome]]]


def main(words: list[str]) -> int:
    """The tables of the suites that were asked for."""
    asked = _parser().parse_args(words)
    chosen = [suite for suite in _plan(asked) if _wanted(suite.name, asked)]
    if asked.list:
        print(*(f"{s.name}: {s.stations} × {s.days} d, seed {s.seed}" for s in chosen), sep="\n")
        return 0
    shop = Workshop(asked.cache, asked.jobs, keep_folders=asked.keep)
    parts = tables(shop.run(chosen))
    command = shlex.join(["python", "-m", "benchmarks.detection", *words])
    parts["conditions"] = page.conditions(command, shop.twin, shop.audit)
    print(*(f"## {name}\n\n{part}\n" for name, part in parts.items()), sep="\n")
    if asked.write:
        page.rewrite(parts)
    return 0


def tables(done: Done) -> dict[str, str]:
    """Every table that these suites allow, by the name of its marks."""
    tuning = [(s, found) for s, found in done if not s.audited]
    audited = [(s, found) for s, found in done if s.audited]
    honest = [(s, found) for s, found in audited if s.honest]
    frauds = [(s, found) for s, found in audited if not s.honest]
    made = {
        "suites": report.suites_table(done),
        "honest": report.honest_table(honest),
        "detection": report.detection_table(frauds),
        "quality": report.quality_table(frauds),
        "confusion": report.confusion_table(frauds),
        "exact": report.exact_table(audited),
    }
    if any(s.estimated for s, _ in audited):
        made["leaks"], made["bound"] = leaks_table(audited), bound_table(audited)
    if tuning:
        made["rivals"] = rivals_table(tuning, honest, [(s, found) for s, found in frauds if plan.compared(s)])
    return made


def _wanted(name: str, asked: argparse.Namespace) -> bool:
    chosen = not asked.only or any(part in name for part in asked.only)
    return chosen and not any(part in name for part in asked.without)


def _plan(asked: argparse.Namespace) -> list[Suite]:
    if asked.quick:
        return plan.reduced(QUICK_STATIONS, QUICK_HONEST)
    return plan.whole(asked.stations, asked.honest)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.detection", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few suites of a few stations, in minutes")
    parser.add_argument("--only", nargs="+", metavar="PART", help="suites with one of these in their name")
    parser.add_argument("--without", nargs="+", default=[], metavar="PART", help="but none of these")
    parser.add_argument("--stations", type=int, metavar="N", help="at most so many stations to a fraud")
    parser.add_argument("--honest", type=int, metavar="N", help="at most so many stations to an honest suite")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="processes (default: 2)")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "youjian-detection")
    parser.add_argument("--keep", action="store_true", help="keep the folders too (7 MB a station-month)")
    parser.add_argument("--write", action="store_true", help="renew docs/detection.md")
    parser.add_argument("--list", action="store_true", help="name the suites and end")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
