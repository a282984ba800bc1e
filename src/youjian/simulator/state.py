"""Everything about a station that changes, as plain values that can be written to a file and read back.

Times are Unix seconds; litres of stock are at 20 °C (`net20_l`), because only they are conserved.
"""

from datetime import date
from typing import Literal

from msgspec import Struct, field

Label = Literal["honest", "hidden-sale", "short-measure"]
ScenarioName = Literal[
    "hidden-sale",
    "short-measure",
    "unrecorded-delivery",
    "totalizer-reset",
    "board-swap",
    "gauge-frozen",
    "port-silent",
    "all-clear",
]


_KEPT_SUMS = 3


class Fill(Struct, frozen=True):
    """A fuelling as it happened; `seq` is None for one that left no record."""

    nozzle_id: int
    seq: int | None
    started_at: float
    ended_at: float
    volume_ml: int
    amount_fen: int
    unit_price_fen: int
    totalizer_ml: int
    label: Label
    meter_error: float


class Customer(Struct, frozen=True):
    """Somebody at the pump now."""

    started_at: float
    ends_at: float
    volume_ml: int
    amount_fen: int
    unit_price_fen: int


class NozzleState(Struct):
    """A nozzle's counters, its last recorded fill, who is at it and when the next customer comes.

    `sums` are mL and fen by day (YYYY-MM-DD) and month (YYYY-MM), as the dispenser's port tells them.
    """

    totalizer_ml: int
    totalizer_fen: int
    seq: int
    next_at: float
    last_fill: Fill | None = None
    customer: Customer | None = None
    next_amount_fen: int | None = None
    factory_no: str = "YJ00000001"
    sums: dict[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])

    def count(self, day: date, volume_ml: int, amount_fen: int) -> None:
        """Counters up by a fuelling of this day; sums of long ago are dropped."""
        self.totalizer_ml += volume_ml
        self.totalizer_fen += amount_fen
        for key in (f"{day}", f"{day:%Y-%m}"):
            volume, amount = self.sums.get(key, (0, 0))
            self.sums[key] = (volume + volume_ml, amount + amount_fen)
        for length in (10, 7):
            for key in sorted(key for key in self.sums if len(key) == length)[:-_KEPT_SUMS]:
                del self.sums[key]


class Unloading(Struct, frozen=True):
    """A truck's fuel going into a tank; `documented` says whether papers will tell of it."""

    delivery_id: str
    started_at: float
    ends_at: float
    net20_l: float
    documented: bool


class TankState(Struct):
    """A tank's stock without what is flowing now, the truck at it and the truck on its way."""

    net20_l: float
    unloading: Unloading | None = None
    truck_at: float | None = None


class Scenario(Struct, frozen=True):
    """Something dishonest or broken that was switched on, with what it needs to know."""

    scenario_id: str
    name: ScenarioName
    subject: str
    started_at: float
    ends_at: float | None = None
    figures: dict[str, float] = field(default_factory=dict[str, float])


class DeliveryDone(Struct, frozen=True):
    """A finished unloading, and what the papers say of it."""

    tank_id: int
    unloading: Unloading
    temp_c: float
    documented20_ml: int


class StationState(Struct):
    """One station at the moment `at`. `draws` counts random draws, so that a restart does not repeat them."""

    station_id: str
    seed: int
    at: float
    nozzles: dict[int, NozzleState]
    tanks: dict[int, TankState]
    draws: int = 0
    deliveries: int = 0
    scenarios: list[Scenario] = field(default_factory=list[Scenario])
