"""The table that simple methods work on: one row per tank and business day, book beside gauge."""

from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from msgspec import Struct

from youjian.contract.columns import arrow_schema
from youjian.contract.records import Delivery, Fuelling, TankReading
from youjian.contract.registry import Nozzle, Tank

_SQL = Path(__file__).with_name("daily.sql")
_TABLES = {
    "tank_readings": TankReading,
    "fuellings": Fuelling,
    "nozzles": Nozzle,
    "tanks": Tank,
    "deliveries": Delivery,
}


def daily(folder: Path) -> pa.Table:
    """Per station, tank and day: first and last litres by chart, sold, delivered, and what else a day shows.

    Every document of the folder is used, however late it came: more than a nightly run would know.
    """
    with duckdb.connect() as db:
        db.execute("set threads = 1; set timezone = 'UTC'")
        for name, struct in _TABLES.items():
            _view(db, folder / f"{name}.parquet", name, struct)
        together = db.sql(_SQL.read_text(encoding="utf-8")).to_arrow_table()
    return _in_litres(together, folder)


def _view(db: duckdb.DuckDBPyConnection, path: Path, name: str, struct: type[Struct]) -> None:
    """The file of a table, or no rows of it."""
    if path.exists():
        db.read_parquet(str(path)).create_view(name)
    else:
        db.from_arrow(arrow_schema(struct).empty_table()).create_view(name)


def _in_litres(together: pa.Table, folder: Path) -> pa.Table:
    """First and last heights read from each tank's newest chart."""
    charts = _charts(folder)
    keys = list(zip(together["station_id"].to_pylist(), together["tank_id"].to_pylist(), strict=True))
    for name in ("first", "last"):
        heights = together[f"{name}_mm"].to_numpy()
        litres = np.array([np.interp(h, *charts[key]) for key, h in zip(keys, heights, strict=True)])
        together = together.append_column(f"{name}_l", pa.array(litres, pa.float64()))
    return together


def _charts(folder: Path) -> dict[tuple[str, int], tuple[list[float], list[float]]]:
    found: dict[tuple[str, int], tuple[list[float], list[float]]] = {}
    rows = pq.read_table(folder / "tank_charts.parquet").sort_by("height_mm").to_pylist()
    newest: dict[tuple[str, int], object] = {}
    for row in sorted(rows, key=lambda r: (r["valid_from"], r["height_mm"])):
        key = (row["station_id"], row["tank_id"])
        if newest.get(key) != row["valid_from"]:
            newest[key], found[key] = row["valid_from"], ([], [])
        found[key][0].append(row["height_mm"])
        found[key][1].append(row["volume_l"])
    return found
