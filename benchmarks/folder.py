"""Reading an audit folder station by station: processor time and memory, by the number of stations and order.

python -m benchmarks.folder [STATIONS …]

Every station has 30 days: 216,000 readings of five tanks and 30,000 fuellings. `stations`: its rows stand
together; `time`: all rows stand in the order of time, so that they are set down by station first.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from youjian.archive.folder import AuditFolder
from youjian.contract.columns import TIMESTAMP, arrow_schema
from youjian.contract.tables import TABLES

TANKS, NOZZLES, MINUTES, SOLD = 5, 12, 43_200, 2_500
START = round(datetime(2026, 11, 1, tzinfo=UTC).timestamp()) * 10**6
MINUTE = 60 * 10**6


def main() -> None:
    """Measure each number of stations in both orders, each in a process of its own."""
    if sys.argv[1:2] == ["--read"]:
        print(json.dumps(measured(Path(sys.argv[2]))))
        return
    if sys.argv[1:2] == ["--make"]:
        make(Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
        return
    counts = [int(text) for text in sys.argv[1:]] or [5, 20]
    print("| stations | order | ms a station | ms to prepare | MB |\n|--:|---|--:|--:|--:|")
    last = ""
    for order in ("stations", "time"):
        for count in counts:
            told = one(count, order)
            print(f"| {count} | {order} | {told['ms']:.0f} | {told['prepare_ms']:.0f} | {told['mb']:.0f} |")
            last += f" {order}_{count}_ms={told['ms']:.0f} {order}_{count}_mb={told['mb']:.0f}"
    print(f"folder:{last}")


def one(count: int, order: str) -> dict[str, float]:
    """A folder made by one process and read by another: a process starts with the peak of its parent."""
    with tempfile.TemporaryDirectory() as folder:
        apart("--make", folder, str(count), order)
        return json.loads(apart("--read", folder))


def apart(*arguments: str) -> str:
    """What this program prints with other arguments."""
    command = [sys.executable, "-m", "benchmarks.folder", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def measured(path: Path) -> dict[str, float]:
    """Processor milliseconds a station and the most memory held."""
    pa.set_cpu_count(1)
    with AuditFolder(path) as folder:
        begun = time.process_time()
        folder.prepare()
        prepared = time.process_time()
        for station_id in folder.station_ids():
            facts = folder.station(station_id).facts
            assert facts.history("tank_readings").num_rows == TANKS * MINUTES
        each = (time.process_time() - prepared) / len(folder.station_ids())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"ms": each * 1e3, "prepare_ms": (prepared - begun) * 1e3, "mb": peak}


def make(folder: Path, count: int, order: str) -> None:
    """An audit folder of honest nothing-in-particular."""
    ids = [f"360203{number:04}" for number in range(1, count + 1)]
    for name, rows in registers(ids):
        pq.write_table(filled(name, rows), folder / f"{name}.parquet")
    for name, of_station, by in (("tank_readings", readings, "at"), ("fuellings", fuellings, "ended_at")):
        with pq.ParquetWriter(folder / f"{name}.parquet", arrow_schema(TABLES[name].type)) as file:
            if order == "time":
                whole = pa.concat_tables([of_station(one_id) for one_id in ids])
                file.write_table(whole.sort_by([(by, "ascending")]))
            else:
                for one_id in ids:
                    file.write_table(of_station(one_id))


def filled(name: str, rows: dict[str, Any]) -> pa.Table:
    """Rows with null in the columns that are not named."""
    schema = arrow_schema(TABLES[name].type)
    count = max(len(values) for values in rows.values() if not np.isscalar(values))
    columns = {n: [v] * count if np.isscalar(v) or isinstance(v, date) else v for n, v in rows.items()}
    arrays = [
        pa.array(columns[f.name], f.type) if f.name in columns else pa.nulls(count, f.type) for f in schema
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def registers(ids: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The required registry tables."""
    tanks = [(one, tank) for one in ids for tank in range(1, TANKS + 1)]
    heights = [(*tank, 10.0 * step) for tank in tanks for step in range(251)]
    nozzles = [(one, nozzle) for one in ids for nozzle in range(1, NOZZLES + 1)]
    yield (
        "stations",
        {
            "station_id": ids,
            "name": ids,
            "region_code": "360203",
            "ownership": "private",
            "uscc": "91350100M000100Y43",
            "licence_no": "1",
            "vapour_monitoring": True,
            "longitude": 117.2,
            "latitude": 29.3,
            "status": "operating",
            "opened_on": [date(2010, 1, 1)] * len(ids),
        },
    )
    yield (
        "tanks",
        {
            "station_id": [one for one, _ in tanks],
            "tank_id": [tank for _, tank in tanks],
            "product": "92",
            "capacity_l": 30_000.0,
            "safe_fill_l": 28_500.0,
            "diameter_mm": 2_510.0,
            "density20_kg_m3": 740.0,
        },
    )
    yield (
        "tank_charts",
        {
            "station_id": [one for one, _, _ in heights],
            "tank_id": [tank for _, tank, _ in heights],
            "valid_from": [datetime(2020, 1, 1, tzinfo=UTC)] * len(heights),
            "height_mm": [mm for _, _, mm in heights],
            "volume_l": [11.9 * mm for _, _, mm in heights],
        },
    )
    yield (
        "nozzles",
        {
            "station_id": [one for one, _ in nozzles],
            "nozzle_id": [nozzle for _, nozzle in nozzles],
            "product": "92",
            "dispenser_id": [nozzle // 2 for _, nozzle in nozzles],
            "tank_id": [1 + nozzle % TANKS for _, nozzle in nozzles],
        },
    )


def readings(station_id: str) -> pa.Table:
    """A reading a minute of every tank."""
    at = np.tile(START + np.arange(MINUTES) * MINUTE, TANKS)
    noise = np.random.default_rng(int(station_id)).normal(0, 1, len(at))
    return filled(
        "tank_readings",
        {
            "station_id": station_id,
            "tank_id": np.repeat(np.arange(1, TANKS + 1), MINUTES),
            "at": moments(at),
            "product_mm": np.round(1200 + noise, 1),
            "water_mm": 0.0,
            "temp_c": np.round(20 + noise, 1),
            "received_at": moments(at + 2_000_000),
        },
    )


def fuellings(station_id: str) -> pa.Table:
    """The fuellings of every nozzle."""
    seq = np.tile(np.arange(SOLD), NOZZLES)
    begun = START + seq * 17 * MINUTE
    return filled(
        "fuellings",
        {
            "station_id": station_id,
            "nozzle_id": np.repeat(np.arange(1, NOZZLES + 1), SOLD),
            "seq": seq,
            "started_at": moments(begun),
            "ended_at": moments(begun + MINUTE),
            "volume_ml": 30_000,
            "unit_price_fen": 756,
            "amount_fen": 22_680,
            "totalizer_ml": 30_000 * seq,
            "kind": "sale",
            "source": "live",
            "received_at": moments(begun + MINUTE + 2_000_000),
        },
    )


def moments(microseconds: np.ndarray) -> pa.Array:
    """Moments in UTC."""
    return pa.array(microseconds).cast(TIMESTAMP)


if __name__ == "__main__":
    main()
