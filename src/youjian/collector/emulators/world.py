"""A station that lives a little: a sale now and then, levels that fall, a delivery when a tank runs low."""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from youjian.collector.clock import utc_now

_PRODUCTS = ("92", "95", "0D", "98")
_PRICES = {"92": 756, "95": 812, "98": 932, "0D": 718}
_LOW, _FULL = 0.12, 0.9
_HEIGHT_MM = 2400.0


@dataclass(frozen=True)
class Sale:
    """A fuelling; `totalizer_ml` is the nozzle's when it has ended."""

    nozzle_id: int
    started_at: datetime
    ended_at: datetime
    volume_ml: int
    unit_price_fen: int
    amount_fen: int
    totalizer_ml: int


@dataclass
class Tank:
    """A tank: litres in it, and what a probe would say of it."""

    tank_id: int
    product: str
    volume_l: float
    capacity_l: float = 30_000.0
    temp_c: float = 18.5
    water_mm: float = 4.0

    @property
    def height_mm(self) -> float:
        """The product's height, as if the tank were a box."""
        return _HEIGHT_MM * self.volume_l / self.capacity_l


@dataclass
class Nozzle:
    """A nozzle as its port shows it; `ends_at` is when the fuelling under way, or the pause, is over."""

    nozzle_id: int
    tank: Tank
    total_ml: int
    total_fen: int
    price_fen: int
    last: Sale | None = None
    fuelling: Sale | None = None
    ends_at: datetime | None = None


@dataclass
class World:
    """Nozzles and tanks under one clock; every method may be called from any thread.

    `sales_per_hour` is per nozzle; each sale is 5 to 60 L, its total moves when it ends.
    """

    nozzle_count: int = 2
    tank_count: int = 2
    sales_per_hour: float = 30.0
    flow_ml_s: float = 600.0
    seed: int = 1
    now: Callable[[], datetime] = utc_now
    sold: list[Sale] = field(default_factory=list["Sale"])

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)  # noqa: S311 - a pace, not a secret
        self._lock = threading.Lock()
        self.tanks = [self._tank(number) for number in range(1, self.tank_count + 1)]
        stand_in = Tank(0, "92", 20_000.0)
        tanks = self.tanks or [stand_in]
        self.nozzles = [
            self._nozzle(number, tanks[(number - 1) % len(tanks)])
            for number in range(1, self.nozzle_count + 1)
        ]

    def advance(self) -> None:
        """Let happen what happened since the last call."""
        with self._lock:
            now = self.now()
            for nozzle in self.nozzles:
                while self.sales_per_hour > 0 and self._step(nozzle, now):
                    pass

    def _tank(self, number: int) -> Tank:
        return Tank(number, _PRODUCTS[(number - 1) % len(_PRODUCTS)], self._dice.uniform(9_000, 24_000))

    def _nozzle(self, number: int, tank: Tank) -> Nozzle:
        total = self._dice.randrange(10_000_000, 900_000_000, 10)
        price = _PRICES[tank.product]
        return Nozzle(number, tank, total, total * price // 1000, price)

    def _step(self, nozzle: Nozzle, now: datetime) -> bool:
        """The nozzle's next step, if its time has come."""
        if nozzle.ends_at is None:
            nozzle.ends_at = now + self._pause()
        if nozzle.ends_at > now:
            return False
        if nozzle.fuelling is None:
            self._begin(nozzle, nozzle.ends_at)
        else:
            self._finish(nozzle, nozzle.fuelling)
        return True

    def _pause(self) -> timedelta:
        fuelling_s = 32_500 / self.flow_ml_s
        mean_s = max(0.05, 3600.0 / self.sales_per_hour - fuelling_s)
        return timedelta(seconds=self._dice.uniform(0.2, 1.8) * mean_s)

    def _begin(self, nozzle: Nozzle, at: datetime) -> None:
        volume = self._dice.randrange(5_000, 60_000, 10)
        amount = (volume * nozzle.price_fen + 500) // 1000
        end = at + timedelta(seconds=volume / self.flow_ml_s)
        total = nozzle.total_ml + volume
        nozzle.fuelling = Sale(nozzle.nozzle_id, at, end, volume, nozzle.price_fen, amount, total)
        nozzle.ends_at = end

    def _finish(self, nozzle: Nozzle, sale: Sale) -> None:
        nozzle.last, nozzle.fuelling = sale, None
        nozzle.total_ml += sale.volume_ml
        nozzle.total_fen += sale.amount_fen
        nozzle.ends_at = sale.ended_at + self._pause()
        tank = nozzle.tank
        tank.volume_l -= sale.volume_ml / 1000
        if tank.volume_l < _LOW * tank.capacity_l:
            tank.volume_l = _FULL * tank.capacity_l
        self.sold.append(sale)
