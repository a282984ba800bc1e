"""Every fault for real and in full, each with an exact count; exit 1 when one count is not exact.

python -m benchmarks.faults [--small] [--only "disk full"] [--write docs/faults.md]
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.faults.counting import Counted
from benchmarks.faults.plans import FAULTS, FULL, SMALL, stage
from benchmarks.figures import replaced

_HEAD = (
    "| fault | done | sent | in the ledger once | set aside | lost, twice, invented | answers | peak MiB |",
    "|---|---|---|---|---|---|---|---|",
)
_HOSTILE = "hostile requests"


def main() -> int:
    """Run, print the table, last a line `faults: key=value …`."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    parser.add_argument("--small", action="store_true", help="as the tests run them")
    parser.add_argument("--only", choices=(*FAULTS, _HOSTILE), help="this one alone")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the table between this page's marks")
    arguments = parser.parse_args()
    found = list(run([arguments.only] if arguments.only else [*FAULTS, _HOSTILE], small=arguments.small))
    printed = "\n".join([table(found), last_line(found)])
    print(printed)
    if arguments.write:
        page = arguments.write.read_text(encoding="utf-8")
        arguments.write.write_text(
            replaced(page, "faults", printed, ["--small"] if arguments.small else []), encoding="utf-8"
        )
    return 0 if all(one.exact for one in found) else 1


def run(faults: Sequence[str], *, small: bool) -> Iterable[Counted]:
    """The faults one after the other on one platform."""
    size = SMALL if small else FULL
    with stage(size) as opened:
        for fault in faults:
            counted = opened.hostile(100 if small else 5000) if fault == _HOSTILE else opened.run(fault, size)
            print(f"{fault}: {'exact' if counted.exact else counted}", file=sys.stderr, flush=True)
            yield counted


def table(found: Sequence[Counted]) -> str:
    """A line per fault."""
    return "\n".join([*_HEAD, *(_line(one) for one in found)])


def _line(one: Counted) -> str:
    wrong = f"{one.missing}, {one.twice}, {one.invented}"
    return (
        f"| {one.fault} | {one.done} | {one.sent:,} | {one.held:,} | {one.quarantined:,} | {wrong} "
        f"| {one.answers} | {one.peak_mib:.0f} |"
    )


def last_line(found: Sequence[Counted]) -> str:
    """The figures for whoever reads by program."""
    exact = sum(one.exact for one in found)
    peak = max(one.peak_mib for one in found)
    return (
        f"faults: kinds={len(found)} exact={exact} sent={sum(one.sent for one in found)} peak_mb={peak:.0f}"
    )


if __name__ == "__main__":
    sys.exit(main())
