"""What a station's outbox costs: `python -m benchmarks.outbox`.

A station of 24 nozzles and 8 tanks without a line to its platform, as the collector stores it at default
settings: a tank reading of each tank every 30 s, 150 fuellings a nozzle and day, each with the vapour
monitor's record of it, a pressure every minute. Days are made as fast as they can be stored until telemetry
would be thinned; then all is sent. Last line: `outbox: days=… mib_per_day=… commit_us=… cpu_pct=…
send_records_per_s=…`, `cpu_pct` being the processor's time for the records of a day as a share of the day.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import structs

from youjian.collector.config import StationConfig
from youjian.collector.outbox import Identity, Outbox, OutboxFullError
from youjian.contract.records import Fuelling, PressureReading, Record, TankReading, VapourFill
from youjian.protocols import station

STATION = "3602030017"
NOZZLES, TANKS = 24, 8
FUELLINGS = 150
"""A nozzle and day; a busy station's 3,600 a day."""
START = datetime(2026, 11, 22, tzinfo=UTC)


def day(number: int) -> Iterator[list[Record]]:
    """The commits of a day, in the order of their time."""
    between = 86_400 // (FUELLINGS * NOZZLES)
    for second in range(0, 86_400, 6):
        at = START + timedelta(days=number, seconds=second, microseconds=123_456)
        if second % 30 == 0:
            yield [_reading(at, tank, second) for tank in range(1, TANKS + 1)]
        if second % between == 0:
            serial = second // between
            nozzle, seq = serial % NOZZLES + 1, number * FUELLINGS + serial // NOZZLES + 1
            yield [_fuelling(at, nozzle, seq)]
            yield [_vapour(at, nozzle)]
        if second % 60 == 0:
            yield [
                PressureReading(station_id=STATION, at=at, pressure_pa=float(second % 500), vapour_ppm=1200.0)
            ]


def _reading(at: datetime, tank: int, second: int) -> Record:
    return TankReading(
        station_id=STATION, tank_id=tank, at=at, product_mm=1400.0 + (second % 7200) / 60,
        water_mm=4.0, temp_c=21.8, volume_l=18_250.5 + second / 10,
    )  # fmt: skip


def _fuelling(at: datetime, nozzle: int, seq: int) -> Record:
    return Fuelling(
        station_id=STATION, nozzle_id=nozzle, seq=seq, started_at=at - timedelta(seconds=45), ended_at=at,
        volume_ml=30_000, unit_price_fen=756, amount_fen=22_680, totalizer_ml=1_234_567_890 + 30_000 * seq,
        kind="sale", source="live",
    )  # fmt: skip


def _vapour(at: datetime, nozzle: int) -> Record:
    return VapourFill(
        station_id=STATION, nozzle_id=nozzle, started_at=at - timedelta(seconds=45), ended_at=at,
        fuel_ml=30_000, vapour_ml=31_500, ratio=1.05, fuel_l_min=38.2, vapour_l_min=40.1,
    )  # fmt: skip


def main() -> None:
    """Fill, measure, send."""
    default = next(f.default for f in structs.fields(StationConfig) if f.name == "outbox_mib")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mib", type=int, default=default, help="outbox_mib; default the collector's own")
    parser.add_argument("--days", type=int, default=400, help="stop after so many days")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="outbox-") as folder:
        _measure(Path(folder) / "outbox.sqlite", arguments.mib, arguments.days)


def _measure(path: Path, mib: int, most: int) -> None:
    outbox = Outbox(path, mib * 2**20)
    outbox.enrolled(Identity("C1", STATION, 1, "k1"), [])
    began, cpu, commits, days = time.perf_counter(), _cpu(), 0, 0
    while days < most and outbox.condition == "ok":
        for records in day(days):
            try:
                outbox.commit(records)
            except OutboxFullError:
                break
            commits += 1
        days += 1
        print(f"day {days}: {_size(path) / 2**20:.1f} MiB, depth {outbox.depth}", flush=True)
    whole = days - 1 if outbox.condition != "ok" else days
    used, took, spent = _size(path), time.perf_counter() - began, _cpu() - cpu
    depth = outbox.depth
    began, cpu_sent = time.perf_counter(), _cpu()
    signer = station.Ed25519Signer(bytes(range(32)), "k1")
    while (batch := outbox.next_batch(signer)) is not None:
        outbox.acknowledge(batch.batch_no)
    sent = time.perf_counter() - began
    sending = _cpu() - cpu_sent
    print(
        f"{depth} records sent in {sent:.1f} s, processor {sending:.1f} s; file {_size(path) / 2**20:.1f} MiB"
    )
    print(
        f"outbox: days={whole} mib_per_day={used / 2**20 / max(days, 1):.2f} "
        f"commit_us={took / commits * 1e6:.0f} cpu_pct={(spent + sending) / days / 864:.3f} "
        f"send_records_per_s={depth / sent:.0f}"
    )
    outbox.close()


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _size(path: Path) -> int:
    return sum(file.stat().st_size for file in path.parent.iterdir())


if __name__ == "__main__":
    main()
