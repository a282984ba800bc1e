"""A register read from a folder of contract CSVs, as the simulator needs it: one plan per station."""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from youjian.contract.records import Record
from youjian.contract.registry import Nozzle, PriceCap, Station, Tank, TankChart
from youjian.fuel.charts import Chart, chart_histories

R = TypeVar("R", bound=Record)

USUAL_PRICES_FEN = {
    "92": 756, "95": 808, "98": 908, "92E": 748, "95E": 800,
    "0D": 722, "-10D": 765, "-20D": 801, "-35D": 836,
}  # fmt: skip


@dataclass(frozen=True)
class StationPlan:
    """What stands at a station: its tanks with the certified chart in force, its nozzles, its prices."""

    station: Station
    tanks: dict[int, Tank]
    charts: dict[int, Chart]
    nozzles: dict[int, Nozzle]
    prices_fen: dict[str, int]

    @property
    def station_id(self) -> str:
        """The station's identifier."""
        return self.station.station_id

    @property
    def dispensers(self) -> dict[int, tuple[int, ...]]:
        """Nozzle ids of every dispenser, in order."""
        grouped: dict[int, list[int]] = defaultdict(list)
        for nozzle in self.nozzles.values():
            grouped[nozzle.dispenser_id].append(nozzle.nozzle_id)
        return {dispenser: tuple(sorted(grouped[dispenser])) for dispenser in sorted(grouped)}

    def nozzles_of(self, tank_id: int) -> tuple[int, ...]:
        """The nozzles that draw from a tank."""
        return tuple(n.nozzle_id for n in self.nozzles.values() if n.tank_id == tank_id)


def read_registry(folder: Path) -> dict[str, StationPlan]:
    """Every station of a registry folder that has tanks and nozzles.

    Needs `stations.csv`, `tanks.csv`, `tank_charts.csv` and `nozzles.csv`; `price_caps.csv` is used when
    there. Raises FileNotFoundError or ValueError (file, line, reason) for what cannot be used.
    """
    tanks = _grouped(_rows(folder / "tanks.csv", Tank))
    nozzles = _grouped(_rows(folder / "nozzles.csv", Nozzle))
    charts = chart_histories(_rows(folder / "tank_charts.csv", TankChart))
    caps_file = folder / "price_caps.csv"
    caps = list(_rows(caps_file, PriceCap)) if caps_file.exists() else []
    plans: dict[str, StationPlan] = {}
    for station in _rows(folder / "stations.csv", Station):
        own_tanks = {tank.tank_id: tank for tank in tanks[station.station_id]}
        if own_tanks and nozzles[station.station_id]:
            plans[station.station_id] = StationPlan(
                station=station,
                tanks=own_tanks,
                charts={tank_id: charts[station.station_id, tank_id].charts[-1] for tank_id in own_tanks},
                nozzles=_current(nozzles[station.station_id]),
                prices_fen=_prices(station, caps),
            )
    return plans


def chosen(plans: dict[str, StationPlan], station_ids: str | None) -> list[StationPlan]:
    """The plans of a comma-separated list of stations, or of all; raises ValueError for an unknown one."""
    if not station_ids:
        return list(plans.values())
    wanted = [word.strip() for word in station_ids.split(",") if word.strip()]
    unknown = [station_id for station_id in wanted if station_id not in plans]
    if unknown:
        raise ValueError(f"the registry has no station {', '.join(unknown)} with tanks and nozzles")
    return [plans[station_id] for station_id in wanted]


def _rows(path: Path, record: type[R]) -> Iterable[R]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            filled = {name: value if value != "" else None for name, value in row.items()}
            try:
                yield msgspec.convert(filled, record, strict=False)
            except msgspec.ValidationError as error:
                raise ValueError(f"{path}:{line}: {error}") from None


def _grouped(rows: Iterable[R]) -> dict[str, list[R]]:
    grouped: dict[str, list[R]] = defaultdict(list)
    for row in rows:
        grouped[row.station_id].append(row)  # pyright: ignore[reportAttributeAccessIssue]
    return grouped


def _current(rows: list[Nozzle]) -> dict[int, Nozzle]:
    """The latest row of every nozzle."""
    start = datetime.min.replace(tzinfo=UTC)
    dated = sorted(rows, key=lambda row: (row.nozzle_id, row.valid_from or start))
    return {row.nozzle_id: row for row in dated}


def _prices(station: Station, caps: list[PriceCap]) -> dict[str, int]:
    """Pump prices: the usual ones, held a little under the region's latest cap where there is one."""
    prices = dict(USUAL_PRICES_FEN)
    for cap in sorted(caps, key=lambda cap: cap.effective_from):
        if station.region_code.startswith(cap.region_code):
            prices[cap.product] = cap.max_price_fen - 5 * (int(station.station_id[-1]) % 4)
    return prices
