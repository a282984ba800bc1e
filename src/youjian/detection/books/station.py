"""One station's gauge, sales and register, worked out once and shared by the rules about its books."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from youjian.detection.balance.levels import Floats, Levels, net_factor, station_levels
from youjian.detection.balance.sales import Sales, station_sales
from youjian.detection.books.products import family
from youjian.detection.evidence import Row
from youjian.detection.facts import Facts
from youjian.detection.nozzle_map import NozzleMap
from youjian.detection.pairs import Integers

_ALWAYS = datetime.max.replace(tzinfo=UTC)
_NEAR = 86_400 * 1_000_000


@dataclass(frozen=True)
class StationBooks:
    """What the books of a station are made from. Its tanks are told by family of product.

    `products` names what each tank holds by the register; tanks of one value in `shared` share their level.
    """

    station_id: str
    region_code: str
    levels: Mapping[int, Levels]
    sales: Sales
    products: Mapping[int, str]
    shared: Mapping[int, str]

    def families(self) -> list[str]:
        """The families of product that the station has tanks for, in order."""
        return sorted({family(product) for product in self.products.values()})

    def tanks(self, name: str) -> list[int]:
        """The tanks of a family that ever had a reading."""
        held = [tank for tank, product in sorted(self.products.items()) if family(product) == name]
        return [tank for tank in held if tank in self.levels and self.levels[tank].at.size]

    def together(self, tank: int) -> list[int]:
        """The tank and those that share its level, as far as they ever had a reading."""
        mine = [other for other, name in sorted(self.shared.items()) if name == self.shared.get(tank)]
        return [other for other in mine if other in self.levels and self.levels[other].at.size]

    def first_reading(self, as_of: int) -> int | None:
        """The first reading known of any tank, µs."""
        firsts = [
            int(level.at[seen][0]) for level in self.levels.values() if (seen := level.known <= as_of).any()
        ]
        return min(firsts, default=None)

    def sold20(self, tank: int, start: int, end: int, as_of: int) -> float:
        """Litres at 20 °C that left a tank for good after `start` and up to `end`, as known at `as_of`."""
        low, high = np.searchsorted(self.sales.ended, [start, end], side="right")
        rows = self.sales.where(slice(int(low), int(high)))
        rows = rows.where((rows.tank == tank) & (rows.known <= as_of) & (as_of < rows.superseded))
        return float(np.sum(rows.litres * self.factor(tank, rows.ended, as_of)))

    def factor(self, tank: int, at: Integers, as_of: int) -> Floats:
        """From ambient litres to litres at 20 °C at moments, by what the probe had said until `as_of`."""
        level = self.levels[tank]
        if not len(at):
            return np.ones(0)
        low, high = np.searchsorted(level.at, [at.min() - _NEAR, at.max() + _NEAR])
        span = slice(int(low), int(high))
        seen = level.known[span] <= as_of
        if not seen.any():
            return np.ones(len(at))
        return net_factor(level.expansion, np.interp(at, level.at[span][seen], level.temp_c[span][seen]))


def station_books(facts: Facts) -> dict[str, StationBooks]:
    """The books of every station that the facts hold a register of, made once."""
    return facts.derived("books.stations", lambda: _all_books(facts))


def nozzle_map(facts: Facts) -> NozzleMap:
    """The register of nozzles, made once."""
    return facts.derived("books.nozzles", lambda: NozzleMap(facts, _ALWAYS))


def _all_books(facts: Facts) -> dict[str, StationBooks]:
    """Of stations with tanks: the register may name many more than the facts are about."""
    tanks: dict[str, list[Row]] = defaultdict(list)
    for row in facts.known("tanks", _ALWAYS).to_pylist():
        tanks[row["station_id"]].append(row)
    stations = facts.known("stations", _ALWAYS)
    mine = stations.filter(pc.is_in(stations["station_id"], pa.array(list(tanks), pa.string())))
    return {row["station_id"]: _books(facts, row, tanks[row["station_id"]]) for row in mine.to_pylist()}


def _books(facts: Facts, station: Row, tanks: list[Row]) -> StationBooks:
    station_id = station["station_id"]
    return StationBooks(
        station_id=station_id,
        region_code=station["region_code"],
        levels=facts.derived(f"balance.levels:{station_id}", lambda: station_levels(facts, station_id)),
        sales=facts.derived(f"balance.sales:{station_id}", lambda: station_sales(facts, station_id)),
        products={int(row["tank_id"]): row["product"] for row in tanks},
        shared={int(row["tank_id"]): row["manifold"] or f"tank:{row['tank_id']}" for row in tanks},
    )
