"""What happens at a living station, as records of the contract."""

from datetime import UTC, datetime

from youjian.contract.records import Delivery, Fuelling, PressureReading, TankReading, VapourFill
from youjian.simulator.model import GaugeReading, StationModel
from youjian.simulator.state import DeliveryDone, Fill


def moment(at: float) -> datetime:
    """Unix seconds as a moment in UTC, to the millisecond."""
    return datetime.fromtimestamp(round(at, 3), UTC)


def fuelling(station_id: str, fill: Fill) -> Fuelling:
    """The record of a fuelling; raises ValueError for one that left none."""
    if fill.seq is None:
        raise ValueError(f"the fuelling of nozzle {fill.nozzle_id} at {moment(fill.ended_at)} left no record")
    return Fuelling(
        station_id=station_id,
        nozzle_id=fill.nozzle_id,
        seq=fill.seq,
        started_at=moment(fill.started_at),
        ended_at=moment(fill.ended_at),
        volume_ml=fill.volume_ml,
        unit_price_fen=fill.unit_price_fen,
        amount_fen=fill.amount_fen,
        totalizer_ml=fill.totalizer_ml,
        kind="sale",
        source="live",
    )


def tank_reading(station_id: str, reading: GaugeReading) -> TankReading:
    """The record of what the gauge says of a tank."""
    return TankReading(
        station_id=station_id,
        tank_id=reading.tank_id,
        at=moment(reading.at),
        product_mm=reading.product_mm,
        water_mm=reading.water_mm,
        temp_c=reading.temp_c,
        volume_l=reading.volume_l,
    )


def vapour_fill(model: StationModel, fill: Fill) -> VapourFill | None:
    """The vapour monitor's own record of a fuelling, to the second; None where none is measured."""
    made = model.physics.nozzles[fill.nozzle_id]
    if not (model.physics.plan.station.vapour_monitoring and made.has_vapour):
        return None
    rng = model.physics.generator(2, fill.nozzle_id, fill.totalizer_ml)
    counted = fill.volume_ml * (1 + made.vapour_count_error + 0.0008 * float(rng.normal()))
    fuel_ml = max(1, round(counted / 10)) * 10
    ratio = max(0.0, made.vapour_ratio + 0.06 * float(rng.normal()))
    rate = fuel_ml / 1000 / (max(fill.ended_at - fill.started_at, 0.5) / 60)
    return VapourFill(
        station_id=model.physics.station_id,
        nozzle_id=fill.nozzle_id,
        ended_at=moment(int(fill.ended_at)),
        started_at=moment(int(fill.started_at)),
        fuel_ml=fuel_ml,
        vapour_ml=round(fuel_ml * ratio),
        ratio=round(ratio, 2),
        fuel_l_min=round(rate, 2),
        vapour_l_min=round(rate * ratio * (1 + 0.015 * float(rng.normal())), 2),
    )


def pressure_reading(model: StationModel) -> PressureReading:
    """Pressure and concentration of the vapour space now, to the second."""
    noise = model.physics.generator(6, int(model.at)).normal(size=2)
    return PressureReading(
        station_id=model.physics.station_id,
        at=moment(int(model.at)),
        pressure_pa=float(model.physics.pressure_pa(model.at, noise[0])),
        vapour_ppm=float(model.physics.vapour_ppm(noise[1])),
    )


def delivery(model: StationModel, done: DeliveryDone) -> Delivery | None:
    """The delivery document of an unloading; None when nobody wrote one."""
    if not done.unloading.documented:
        return None
    tank = model.physics.plan.tanks[done.tank_id]
    return Delivery(
        station_id=model.physics.station_id,
        delivery_id=done.unloading.delivery_id,
        tank_id=done.tank_id,
        product=tank.product,
        delivered_at=moment(done.unloading.ends_at),
        documented_volume_ml=done.documented20_ml,
        reference="20",
        density20_kg_m3=tank.density20_kg_m3,
        temp_c=round(done.temp_c, 1),
    )
