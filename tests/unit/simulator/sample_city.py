"""A register of two small stations, made from tank geometry, for the tests of the simulator."""

import csv
from pathlib import Path
from typing import Any

import numpy as np

from youjian.fuel.geometry import HorizontalCylinder
from youjian.simulator.registry import StationPlan, read_registry

FIRST, SECOND = "3602030017", "3602030018"
_TANK = HorizontalCylinder(diameter_mm=2400, length_mm=6500, head_depth_mm=300)


def write_registry(folder: Path) -> Path:
    """The four CSV files; the first station has a manifold-free petrol and diesel pair of dispensers."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "stations.csv", [_station(FIRST, "true"), _station(SECOND, "false")])
    tanks = [(1, "92"), (2, "95"), (3, "0D")]
    _write(folder / "tanks.csv", [_tank(station, *tank) for station in (FIRST, SECOND) for tank in tanks])
    _write(folder / "tank_charts.csv", [row for station in (FIRST, SECOND) for row in _chart(station)])
    _write(folder / "nozzles.csv", [row for station in (FIRST, SECOND) for row in _nozzles(station)])
    return folder


def sample_plans(folder: Path) -> dict[str, StationPlan]:
    """The plans of the two stations."""
    return read_registry(write_registry(folder))


def _station(station_id: str, vapour: str) -> dict[str, Any]:
    return {
        "station_id": station_id, "name": f"示范{station_id[-2:]}号站", "region_code": "360203",
        "ownership": "private", "controlling_group": "", "operating_mode": "", "uscc": "91350100M000100Y43",
        "licence_no": "示1", "licence_valid_until": "", "licence_renewal_applied_on": "",
        "vapour_monitoring": vapour, "longitude": 117.2, "latitude": 29.3, "status": "operating",
        "opened_on": "2015-05-01",
    }  # fmt: skip


def _tank(station_id: str, tank_id: int, product: str) -> dict[str, Any]:
    return {
        "station_id": station_id, "tank_id": tank_id, "product": product, "capacity_l": 30000,
        "safe_fill_l": 27000, "diameter_mm": 2400, "manifold": "",
        "density20_kg_m3": {"92": 735.0, "95": 745.0, "0D": 835.0}[product],
    }  # fmt: skip


def _chart(station_id: str) -> list[dict[str, Any]]:
    heights = np.arange(0, 2401, 50)
    return [
        {"station_id": station_id, "tank_id": tank_id, "valid_from": "2024-01-01T00:00:00+08:00",
         "height_mm": height, "volume_l": round(volume, 1)}
        for tank_id in (1, 2, 3)
        for height, volume in zip(heights.tolist(), _TANK.volume_l(heights).tolist(), strict=True)
    ]  # fmt: skip


def _nozzles(station_id: str) -> list[dict[str, Any]]:
    layout = [(1, 1, 1, "92"), (2, 1, 2, "95"), (3, 2, 1, "92"), (4, 2, 3, "0D")]
    return [
        {"station_id": station_id, "nozzle_id": nozzle, "valid_from": "", "dispenser_id": dispenser,
         "tank_id": tank, "product": product}
        for nozzle, dispenser, tank, product in layout
    ]  # fmt: skip


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
