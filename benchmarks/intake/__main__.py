"""What intake takes a second, beside a bare COPY of the same rows into the same table.

    python -m benchmarks.intake [--quick] [--only http]

The last line speaks of fuellings over HTTP in batches of 1,000: `ratio` is acknowledged rows a second by
those of the COPY, `p50_ms` and `p99_ms` are from a batch's due time to its acknowledgement at half that load.
Exit 1 when the ledger does not hold exactly what was acknowledged.
"""

import argparse
import sys
from datetime import UTC, datetime, timedelta

from benchmarks.intake.fleet import Fleet, station_ids
from benchmarks.intake.ground import Ground
from benchmarks.intake.measuring import DishonestError, Measured
from benchmarks.intake.phases import HEADLINE, Phases
from benchmarks.intake.report import last_line, table

_SIZES = {20: 60_000, 250: 200_000, 1000: 400_000, 4000: 400_000}
"""Rows per batch, and rows of the measurement."""
_MONITORS = 2000
_MOST_IN_JSON = 3000
"""A door takes bodies of a mebibyte; more rows than that fit into it as MessagePack."""


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.intake",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quick", action="store_true", help="a tenth of the rows, 200 monitors")
    parser.add_argument("--scale", type=float, help="this part of the rows")
    parser.add_argument("--only", choices=("http", "headline"), help="fuellings over HTTP, or 1,000 a batch")
    parser.add_argument("--stations", type=int, default=400, help="stations, each with a collector")
    arguments = parser.parse_args()
    arguments.scale = arguments.scale or (0.1 if arguments.quick else 1.0)
    try:
        measured, half = measure(arguments)
    except DishonestError as error:
        print(f"intake: {error}", file=sys.stderr)
        return 1
    headline = next(one for one in measured if one.per_batch == HEADLINE and one.copied)
    print(f"Headline: fuellings over HTTP, {HEADLINE:,} rows a batch, latency at half its load.\n")
    print(table([*measured, half]))
    print(last_line(headline, half))
    return 0


def measure(arguments: argparse.Namespace) -> tuple[list[Measured], Measured]:
    """All phases, and last that of half load."""
    fleet = Fleet(arguments.stations, 8, datetime.now(UTC) - timedelta(days=12))
    monitors = station_ids(_MONITORS // (10 if arguments.quick else 1))
    everything = arguments.only is None
    with Ground(broker=everything) as ground:
        ground.register(fleet.collectors, monitors)
        ground.copy_database()
        ground.open_doors()
        phases = Phases(ground, fleet, arguments.scale, monitors)
        phases.warm_up()
        measured: list[Measured] = []
        for per_batch, rows in _SIZES.items():
            if arguments.only != "headline" or per_batch == HEADLINE:
                form = "msgpack" if per_batch > _MOST_IN_JSON else "json"
                measured.append(_said(phases.beside("http", rows, per_batch, form)))
        headline = next(one for one in measured if one.per_batch == HEADLINE)
        if everything:
            measured.append(_said(phases.beside("http", 200_000, HEADLINE, "boxed")))
            measured.append(_said(phases.beside("mqtt", 100_000, 250)))
            measured.append(_said(phases.beside("mqtt", 200_000, HEADLINE)))
            measured.append(_said(phases.monitors(max(2, round(10 * arguments.scale)))))
        half = phases.half_load(headline, 10.0)
        measured.append(_said(phases.again()))
    return measured, _said(half)


def _said(one: Measured) -> Measured:
    """Tell whoever waits what was just measured."""
    print(f"{one.name}, {one.per_batch} rows a batch: {one.per_s:,.0f} rows/s", file=sys.stderr, flush=True)
    return one


if __name__ == "__main__":
    sys.exit(main())
