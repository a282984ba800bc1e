"""Intake, partitions and bytes on disk with millions of fuellings already stored.

    python -m benchmarks.growth [--rows 10,100] [--stations 400]

Sizes are millions of stored fuellings; tank readings lie beside them. A hundred million take some 30 GB under
/var/tmp, which are deleted at the end, and the better part of an hour. Exit 1 when the ledger does not hold
exactly what was acknowledged.
"""

import argparse
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from benchmarks.figures import replaced
from benchmarks.growth.disk import Hot, hot, partitions, sealed
from benchmarks.growth.history import READINGS, SALES, History, first_day
from benchmarks.intake.copying import blocks, copy
from benchmarks.intake.fleet import Fleet, station_ids
from benchmarks.intake.ground import Ground
from benchmarks.intake.measuring import (
    DishonestError,
    Measured,
    Sales,
    compare,
    lanes_for,
    lanes_of,
    signed,
    through,
)

_NOZZLES = 8
_PER_BATCH = 1000
_BYTES_A_ROW = 320
"""Of a stored fuelling with its indexes and the log of its writing: whether there is room."""


@dataclass(frozen=True)
class Size:
    """What was measured with so many fuellings stored."""

    stored: int
    full: Measured
    half: Measured
    fuellings: Hot
    readings: Hot
    partitions: int


class Growing:
    """One city that grows, and the collectors that send on nozzles of their own beside its history."""

    def __init__(self, ground: Ground, stations: int, days: int) -> None:
        self._ground = ground
        self.history = History(ground, station_ids(stations), _NOZZLES, first_day(days))
        since = self.history.first_day + timedelta(days=days)
        self._since = since
        self._fleet = Fleet(stations, _NOZZLES, since, first_nozzle=11)
        self._copied = Fleet(stations, _NOZZLES, since, first_nozzle=21)
        ground.register(self._fleet.collectors, [])
        ground.open_doors()
        self._new()  # the door meets every collector

    def measure(self, rows: int) -> Size:
        """Intake at full and at half load, and a COPY into the same table, as things stand now."""
        full = self._new(self._fleet.sales(rows, _PER_BATCH))
        beside = [sale for _, mine in self._copied.sales(rows, _PER_BATCH) for sale in mine]
        full = replace(full, copied=copy(self._ground, blocks(beside), len(beside), "youjian"))
        per_s = full.per_s / 2 / _PER_BATCH
        half = self._new(self._fleet.sales(max(20, round(10 * per_s)) * _PER_BATCH, _PER_BATCH), per_s)
        stored = self.history.fuellings
        fuellings = hot(self._ground, "fuellings", self._count()[1])
        readings = hot(self._ground, "tank_readings", max(1, stored // SALES * READINGS))
        return Size(stored, full, half, fuellings, readings, partitions(self._ground))

    def _new(self, sales: Sales | None = None, per_s: float | None = None) -> Measured:
        sales = sales or self._fleet.sales(20 * len(self._fleet.collectors), 20)
        count = lanes_for(len(sales[0][1]), len(self._fleet.collectors))
        before, _ = self._count()
        measured = through(self._ground, "HTTP", lanes_of(signed(sales), count, "http"), "http", per_s=per_s)
        compare(measured, self._count()[0] - before, sum(len(mine) for _, mine in sales))
        return measured

    def _count(self) -> tuple[int, int]:
        """Fuellings that came since the history's end, and all."""
        with self._ground.owner() as conn:
            row = conn.execute(
                "SELECT count(*) FROM ledger.fuellings WHERE ended_at > %s", [self._since]
            ).fetchone()
        assert row
        return row[0], row[0] + self.history.fuellings


def main() -> int:
    """Grow, measure, print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.growth",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--rows", default="10", help="millions of stored fuellings, as 1,10 (default %(default)s)"
    )
    parser.add_argument("--stations", type=int, default=400, help="stations (default %(default)s)")
    parser.add_argument(
        "--sent", type=int, default=200_000, help="rows of a measurement (default %(default)s)"
    )
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the table between this page's marks")
    arguments = parser.parse_args()
    millions = sorted(float(part) for part in arguments.rows.split(","))
    if (room := shutil.disk_usage("/var/tmp").free) < millions[-1] * 1e6 * _BYTES_A_ROW:
        print(
            f"growth: {room / 1e9:.0f} GB are free under /var/tmp, too few for {millions[-1]:g} M",
            file=sys.stderr,
        )
        return 2
    try:
        sizes, bytes_sealed = grown(millions, arguments.stations, arguments.sent)
    except DishonestError as error:
        print(f"growth: {error}", file=sys.stderr)
        return 1
    printed = "\n".join([table(sizes, bytes_sealed), last_line(sizes[-1], bytes_sealed)])
    print(printed)
    if arguments.write:
        page = arguments.write.read_text(encoding="utf-8")
        words = ["--rows", arguments.rows]
        arguments.write.write_text(replaced(page, "growth", printed, words), encoding="utf-8")
    return 0


def grown(millions: Sequence[float], stations: int, sent: int) -> tuple[list[Size], float]:
    """Every size in turn, the empty ledger first; and bytes of a sealed record."""
    days = -(-int(millions[-1] * 1e6) // (stations * _NOZZLES * SALES))
    with Ground(broker=False) as ground:
        city = Growing(ground, stations, days)
        sizes = [city.measure(sent)]
        for size in millions:
            city.history.grow(int(size * 1e6), _tell)
            sizes.append(city.measure(sent))
            _tell(f"{sizes[-1].stored:,} stored: {sizes[-1].full.per_s:,.0f} rows/s")
        last = city.history.until.date() - timedelta(days=1)
        return sizes, sealed(ground, station_ids(stations)[:20], last)


def table(sizes: Sequence[Size], bytes_sealed: float) -> str:
    """A line per size."""
    columns = (
        "fuellings stored", "rows/s", "bare COPY into the same table", "ratio",
        "CPU µs a row: PostgreSQL, intake", "p50 / p99 ms at half load", "partitions",
        "bytes a fuelling: table + indexes", "bytes a tank reading",
    )  # fmt: skip
    lines = [f"| {' | '.join(columns)} |", "|---" * len(columns) + "|"]
    lines += [_line(size) for size in sizes]
    lines += [
        "",
        f"A record of a sealed day takes {bytes_sealed:.1f} bytes (20 stations), manifest and seal included.",
    ]
    return "\n".join(lines)


def _line(size: Size) -> str:
    copied = size.full.copied
    assert copied is not None
    cpu = {name: 1e6 * seconds / size.full.rows for name, seconds in size.full.cpu.items()}
    readings = "–" if not size.stored else f"{size.readings.heap:.0f} + {size.readings.indexes:.0f}"
    cells = (
        f"{size.stored:,}",
        f"{size.full.per_s:,.0f}",
        f"{copied.rows / copied.seconds:,.0f}",
        f"{size.full.ratio:.3f}",
        f"{cpu['postgres']:.0f}, {cpu['intake']:.0f}",
        f"{size.half.at(0.5):.0f} / {size.half.at(0.99):.0f}",
        f"{size.partitions:,}",
        f"{size.fuellings.heap:.0f} + {size.fuellings.indexes:.0f}",
        readings,
    )
    return f"| {' | '.join(cells)} |"


def last_line(size: Size, bytes_sealed: float) -> str:
    """The figures of the largest size."""
    hot_bytes = size.fuellings.heap + size.fuellings.indexes
    return (
        f"growth: rows={size.stored} rows_per_s={size.full.per_s:.0f} p99_ms={size.half.at(0.99):.0f} "
        f"partitions={size.partitions} hot_bytes={hot_bytes:.0f} sealed_bytes={bytes_sealed:.1f}"
    )


def _tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
