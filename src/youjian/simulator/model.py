"""One station that lives: customers, trucks, tanks, meters, stepped by whoever holds the clock.

Pure: no clock is read and nothing is opened. Between events nothing is stored; levels at any moment follow
from the stock, the customers at the pumps and the trucks that unload.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import numpy as np

from youjian.contract.fields import business_day
from youjian.simulator.demand import amounts_fen, arrival_after, durations_s, purchases
from youjian.simulator.physics import (
    PROBE_RESOLUTION_C,
    TRUCK_L_MIN,
    NozzlePhysics,
    StationPhysics,
    TankPhysics,
)
from youjian.simulator.state import (
    Customer,
    DeliveryDone,
    Fill,
    NozzleState,
    Scenario,
    StationState,
    TankState,
    Unloading,
)

Event = Fill | DeliveryDone

_GAP_S = 20.0
_TRUCK_LEAD_S = 2400.0
_DRY_L = 400.0
_DOCUMENT_SD = 0.001
_LAST_DIGIT_ML = 10
_UNHURRIED_S = 120.0
_FIRST_CUSTOMER_S = 60.0


@dataclass(frozen=True)
class GaugeReading:
    """What the gauge says of one tank: heights in mm, °C, and its own litres by the certified chart."""

    tank_id: int
    at: float
    product_mm: float
    water_mm: float
    temp_c: float
    volume_l: float
    volume20_l: float
    ullage_l: float
    water_l: float
    unloading: bool


class StationModel:
    """A station's physics and state; `advance` moves it and says what happened.

    `fill_interval_s` is the mean time between the customers of one nozzle, whatever the hour; None means
    by product and hour as at a real station.
    """

    def __init__(
        self, physics: StationPhysics, state: StationState, fill_interval_s: float | None = None
    ) -> None:
        self.physics = physics
        self.state = state
        self.fill_interval_s = fill_interval_s

    @property
    def at(self) -> float:
        """The moment to which the station has lived, Unix seconds."""
        return self.state.at

    def advance(self, until: float) -> list[Event]:
        """Live on to a moment; what ended on the way, in order of time."""
        events: list[Event] = []
        while True:
            at, happen = min(self._agenda(), key=lambda entry: entry[0])
            if at > until:
                break
            self.state.at = max(self.state.at, at)
            events.extend(happen())
        self.state.at = max(self.state.at, until)
        return events

    def resume(self, now: float) -> None:
        """Go on after the simulator stood still: everything under way is moved to now, nothing is lost."""
        shift = now - self.state.at
        for nozzle in self.state.nozzles.values():
            nozzle.next_at += shift
            if nozzle.customer is not None:
                nozzle.customer = _moved_customer(nozzle.customer, shift)
        for tank in self.state.tanks.values():
            tank.truck_at = None if tank.truck_at is None else tank.truck_at + shift
            if tank.unloading is not None:
                tank.unloading = _moved_unloading(tank.unloading, shift)
        self.state.at = now

    def net20_l(self, tank_id: int, at: float) -> float:
        """Stock of a tank at a moment not before `self.at`'s last event, litres at 20 °C."""
        tank = self.state.tanks[tank_id]
        stock = tank.net20_l
        for nozzle_id in self.physics.plan.nozzles_of(tank_id):
            customer = self.state.nozzles[nozzle_id].customer
            if customer is not None:
                gone = _share(customer.started_at, customer.ends_at, at)
                stock -= gone * self._drawn20_l(nozzle_id, customer.volume_ml, customer.ends_at)
        if tank.unloading is not None:
            stock += _share(tank.unloading.started_at, tank.unloading.ends_at, at) * tank.unloading.net20_l
        return stock

    def gauge(self, tank_id: int) -> GaugeReading:
        """The gauge's reading of a tank now; a frozen gauge says what it said when it froze."""
        tank = self.physics.tanks[tank_id]
        frozen = self.active("gauge-frozen", f"tank:{tank_id}")
        if frozen is not None:
            height, temp = frozen.figures["product_mm"], frozen.figures["temp_c"]
        else:
            noise = self.physics.generator(7, tank_id, int(self.at * 4)).normal()
            height = float(tank.gauge_mm(self.net20_l(tank_id, self.at), self.at, noise))
            temp = _probe(float(tank.temperature_c(self.at)))
        return self._reading(tank, height, temp)

    def active(self, name: str, subject: str) -> Scenario | None:
        """The scenario of a name that is on for a subject now, if any."""
        for scenario in self.state.scenarios:
            over = scenario.ends_at is not None and scenario.ends_at <= self.at
            if scenario.name == name and scenario.subject in (subject, "station") and not over:
                return scenario
        return None

    def meter_error(self, nozzle_id: int) -> float:
        """The error of a nozzle's meter now: what it was made with, or what somebody set."""
        scenario = self.active("short-measure", f"nozzle:{nozzle_id}")
        return (
            self.physics.nozzles[nozzle_id].meter_error
            if scenario is None
            else scenario.figures["meter_error"]
        )

    def hide_sale(self, nozzle_id: int, volume_ml: int, next_in_s: float) -> Fill:
        """Fuel leaves and the totalizer moves, but no record is made; an honest customer follows."""
        nozzle, made = self.state.nozzles[nozzle_id], self.physics.nozzles[nozzle_id]
        amount = int(amounts_fen(np.array([volume_ml]), made.price_fen)[0])
        self._count(nozzle_id, volume_ml, amount)
        if nozzle.customer is None:
            nozzle.next_at = self.at + next_in_s
            nozzle.next_amount_fen = 10_000
        began = self.at - volume_ml / 1000 / 35 * 60
        error = self.meter_error(nozzle_id)
        total = nozzle.totalizer_ml
        return Fill(
            nozzle_id, None, began, self.at, volume_ml, amount, made.price_fen, total, "hidden-sale", error
        )

    def unload(self, tank_id: int, volume_l: float, documented: bool) -> Unloading:
        """A truck begins to unload now; raises ValueError when the tank has no room for it."""
        tank, made = self.state.tanks[tank_id], self.physics.tanks[tank_id]
        room = made.tank.capacity_l * 0.98 - self.net20_l(tank_id, self.at)
        if tank.unloading is not None or volume_l > room:
            why = "a truck is at it" if tank.unloading is not None else f"it has room for {room:.0f} L"
            raise ValueError(f"tank {tank_id} cannot take {volume_l:.0f} L: {why}")
        self.state.deliveries += 1
        delivery_id = f"{self.state.station_id}-{self.state.deliveries:06d}"
        ends = self.at + volume_l / TRUCK_L_MIN * 60
        tank.unloading = Unloading(delivery_id, self.at, ends, volume_l, documented)
        tank.truck_at = None
        return tank.unloading

    def _agenda(self) -> Iterator[tuple[float, Callable[[], list[Event]]]]:
        for nozzle_id, nozzle in self.state.nozzles.items():
            if nozzle.customer is not None:
                yield nozzle.customer.ends_at, partial(self._finish, nozzle_id)
            else:
                yield nozzle.next_at, partial(self._begin, nozzle_id)
        for tank_id, tank in self.state.tanks.items():
            if tank.unloading is not None:
                yield tank.unloading.ends_at, partial(self._unloaded, tank_id)
            elif tank.truck_at is not None:
                yield tank.truck_at, partial(self._arrive, tank_id)

    def _begin(self, nozzle_id: int) -> list[Event]:
        nozzle, made = self.state.nozzles[nozzle_id], self.physics.nozzles[nozzle_id]
        if self.net20_l(made.tank_id, self.at) < _DRY_L:
            nozzle.next_at = self._next_at(made)
            return []
        nozzle.customer = self._customer(nozzle, made)
        nozzle.next_amount_fen = None
        return []

    def _customer(self, nozzle: NozzleState, made: NozzlePhysics) -> Customer:
        rng = self._rng()
        bought = purchases(rng, 1, made.product, made.price_fen, self._most_ml())
        volume, amount, lasts = (
            int(bought.volume_ml[0]),
            int(bought.amount_fen[0]),
            float(bought.duration_s[0]),
        )
        if nozzle.next_amount_fen is not None:
            amount = nozzle.next_amount_fen
            volume = round(amount * 100 / made.price_fen) * _LAST_DIGIT_ML
            lasts = float(durations_s(rng, np.array([volume]), made.product)[0])
        last = nozzle.last_fill
        if last is not None and last.volume_ml == volume and self.at + lasts - last.ended_at < 120:
            volume += _LAST_DIGIT_ML
            amount = int(amounts_fen(np.array([volume]), made.price_fen)[0])
        return Customer(self.at, round(self.at + lasts, 3), volume, amount, made.price_fen)

    def _finish(self, nozzle_id: int) -> list[Event]:
        nozzle, made = self.state.nozzles[nozzle_id], self.physics.nozzles[nozzle_id]
        customer = nozzle.customer
        if customer is None:
            return []
        nozzle.customer = None
        error = self.meter_error(nozzle_id)
        self._count(nozzle_id, customer.volume_ml, customer.amount_fen)
        nozzle.seq += 1
        nozzle.last_fill = Fill(
            nozzle_id=nozzle_id,
            seq=nozzle.seq,
            started_at=customer.started_at,
            ended_at=customer.ends_at,
            volume_ml=customer.volume_ml,
            amount_fen=customer.amount_fen,
            unit_price_fen=customer.unit_price_fen,
            totalizer_ml=nozzle.totalizer_ml,
            label="short-measure" if error != made.meter_error else "honest",
            meter_error=error,
        )
        nozzle.next_at = self._next_at(made)
        return [nozzle.last_fill]

    def _count(self, nozzle_id: int, volume_ml: int, amount_fen: int) -> None:
        """Counters up, stock down, and a truck called when the stock is low."""
        nozzle, tank_id = self.state.nozzles[nozzle_id], self.physics.nozzles[nozzle_id].tank_id
        tank = self.state.tanks[tank_id]
        tank.net20_l -= self._drawn20_l(nozzle_id, volume_ml, self.at)
        nozzle.count(business_day(datetime.fromtimestamp(self.at, UTC)), volume_ml, amount_fen)
        if (
            tank.net20_l < self.physics.tanks[tank_id].reorder_l
            and tank.truck_at is None
            and tank.unloading is None
        ):
            tank.truck_at = self.at + _TRUCK_LEAD_S * float(self._rng().uniform(0.5, 1.5))

    def _arrive(self, tank_id: int) -> list[Event]:
        self.state.tanks[tank_id].truck_at = None
        drop = self.physics.tanks[tank_id].drop_l(self.net20_l(tank_id, self.at))
        if drop > 0:
            self.unload(tank_id, drop, documented=True)
        return []

    def _unloaded(self, tank_id: int) -> list[Event]:
        tank, made = self.state.tanks[tank_id], self.physics.tanks[tank_id]
        unloading = tank.unloading
        if unloading is None:
            return []
        tank.unloading = None
        tank.net20_l += unloading.net20_l
        documented = round(unloading.net20_l * (1 + _DOCUMENT_SD * float(self._rng().normal()))) * 1000
        return [DeliveryDone(tank_id, unloading, _probe(float(made.temperature_c(self.at))), documented)]

    def _drawn20_l(self, nozzle_id: int, volume_ml: int, at: float) -> float:
        """Litres at 20 °C that really leave for what a meter indicates."""
        tank = self.physics.tanks[self.physics.nozzles[nozzle_id].tank_id]
        return volume_ml / 1000 / (1 + self.meter_error(nozzle_id)) * float(tank.vcf20(at))

    def _next_at(self, made: NozzlePhysics) -> float:
        mean = self.fill_interval_s
        if mean is None:
            patience = float(self._rng().exponential())
            return round(arrival_after(self.at + _GAP_S, patience, made.fills_a_day), 3)
        idle = mean * 0.5 if mean <= _UNHURRIED_S else mean - 0.5 * _UNHURRIED_S
        return round(self.at + idle * float(self._rng().uniform(0.4, 1.6)), 3)

    def _most_ml(self) -> int | None:
        """Driven faster than customers can fill, everybody takes less."""
        if self.fill_interval_s is None or self.fill_interval_s > _UNHURRIED_S:
            return None
        return max(10, int(self.fill_interval_s * 0.5 * 34 / 60 * 1000))

    def _rng(self) -> np.random.Generator:
        self.state.draws += 1
        return self.physics.generator(1, self.state.draws)

    def _reading(self, tank: TankPhysics, height: float, temp: float) -> GaugeReading:
        volume = round(float(tank.chart_l(height)), 3)
        full = float(tank.chart.volumes_l[-1])
        water = float(tank.chart.volume_l(tank.water_mm))
        return GaugeReading(
            tank_id=tank.tank.tank_id,
            at=self.at,
            product_mm=height,
            water_mm=tank.water_mm,
            temp_c=temp,
            volume_l=volume,
            volume20_l=volume * float(tank.vcf20(self.at)),
            ullage_l=max(full - volume - water, 0.0),
            water_l=water,
            unloading=self.state.tanks[tank.tank.tank_id].unloading is not None,
        )


def opening_state(physics: StationPhysics, at: float, fill_interval_s: float | None = None) -> StationState:
    """A station that opens its doors at a moment: used counters, stocked tanks, nobody at the pumps yet.

    The first customer of every nozzle comes within a minute, or within the interval when that is shorter.
    """
    within_s = min(fill_interval_s or _FIRST_CUSTOMER_S, _FIRST_CUSTOMER_S)
    rng = physics.generator(0)
    nozzles: dict[int, NozzleState] = {}
    for nozzle_id, made in physics.nozzles.items():
        total = int(rng.integers(20_000_000, 900_000_000)) * 10
        nozzles[nozzle_id] = NozzleState(
            totalizer_ml=total,
            totalizer_fen=total * made.price_fen // 1000,
            seq=0,
            next_at=at + within_s * float(rng.uniform(0.1, 1.0)),
            factory_no=f"YJ{int(physics.station_id[-4:]):04d}{nozzle_id:04d}",
        )
    tanks = {tank_id: TankState(net20_l=tank.opening_l()) for tank_id, tank in physics.tanks.items()}
    return StationState(physics.station_id, physics.seed, at, nozzles, tanks)


def _share(started: float, ends: float, at: float) -> float:
    return min(max((at - started) / (ends - started), 0.0), 1.0) if ends > started else 1.0


def _probe(temp_c: float) -> float:
    return round(round(temp_c / PROBE_RESOLUTION_C) * PROBE_RESOLUTION_C, 2)


def _moved_customer(customer: Customer, shift: float) -> Customer:
    started, ends = customer.started_at + shift, customer.ends_at + shift
    return Customer(started, ends, customer.volume_ml, customer.amount_fen, customer.unit_price_fen)


def _moved_unloading(unloading: Unloading, shift: float) -> Unloading:
    started, ends = unloading.started_at + shift, unloading.ends_at + shift
    return Unloading(unloading.delivery_id, started, ends, unloading.net20_l, unloading.documented)
