"""The past as Arrow tables of the contract. Times are Unix seconds until they become columns."""

from typing import Any

import numpy as np
import pyarrow as pa

from youjian.contract.columns import TIMESTAMP, arrow_schema
from youjian.contract.tables import TABLES
from youjian.simulator.demand import FloatArray
from youjian.simulator.past_sales import NozzleRun
from youjian.simulator.past_tanks import Readings, TankRun
from youjian.simulator.physics import StationPhysics

_DOCUMENT_SD = 0.001
_PAPERS_AFTER_S = 900.0
FIRMWARE = "sim-1"


def fuellings(physics: StationPhysics, runs: dict[int, NozzleRun]) -> pa.Table:
    """Every fuelling that left a record."""
    ended = _joined([run.ended for run in runs.values()])
    rng = physics.generator(9, len(ended))
    return _table(
        "fuellings",
        len(ended),
        station_id=physics.station_id,
        nozzle_id=_repeated([(run.nozzle.nozzle_id, run.count) for run in runs.values()]),
        seq=_joined([run.seq for run in runs.values()]),
        started_at=_moments(_joined([run.started for run in runs.values()])),
        ended_at=_moments(ended),
        volume_ml=_joined([run.volume_ml for run in runs.values()]),
        unit_price_fen=_repeated([(run.nozzle.price_fen, run.count) for run in runs.values()]),
        amount_fen=_joined([run.amount_fen for run in runs.values()]),
        totalizer_ml=_joined([run.totalizer_ml for run in runs.values()]),
        kind="sale",
        source="live",
        received_at=_moments(ended + rng.uniform(0.5, 4.0, len(ended))),
    )


def tank_readings(physics: StationPhysics, gauge: dict[int, Readings]) -> pa.Table:
    """What the gauge read in every tank."""
    at = _joined([seen.at for seen in gauge.values()])
    return _table(
        "tank_readings",
        len(at),
        station_id=physics.station_id,
        tank_id=_repeated([(tank_id, len(seen.at)) for tank_id, seen in gauge.items()]),
        at=_moments(at),
        product_mm=_joined([seen.product_mm for seen in gauge.values()]),
        water_mm=_repeated(
            [(physics.tanks[tank_id].water_mm, len(seen.at)) for tank_id, seen in gauge.items()]
        ),
        temp_c=_joined([seen.temp_c for seen in gauge.values()]),
        volume_l=_joined([seen.volume_l for seen in gauge.values()]),
        received_at=_moments(at + 1.5),
    )


def deliveries(physics: StationPhysics, tanks: dict[int, TankRun], first: float) -> pa.Table:
    """The papers of every documented unloading: litres at 20 °C, a little beside what really came."""
    told = [(tank_id, run, u) for tank_id, run in tanks.items() for u in run.unloadings if u.documented]
    told.sort(key=lambda entry: entry[2].delivery_id)
    ended = np.array([unloading.ends_at for _, _, unloading in told])
    noise = 1 + _DOCUMENT_SD * physics.generator(10, int(first)).standard_normal(len(told))
    litres = np.array([unloading.net20_l for _, _, unloading in told])
    return _table(
        "deliveries",
        len(told),
        station_id=physics.station_id,
        delivery_id=pa.array([unloading.delivery_id for _, _, unloading in told], pa.string()),
        tank_id=np.array([tank_id for tank_id, _, _ in told], dtype=np.int64),
        product=pa.array([run.physics.tank.product for _, run, _ in told], pa.string()),
        delivered_at=_moments(ended),
        documented_volume_ml=np.rint(litres * noise).astype(np.int64) * 1000,
        reference="20",
        density20_kg_m3=np.array([run.physics.tank.density20_kg_m3 for _, run, _ in told], dtype=np.float64),
        temp_c=np.array(
            [round(float(run.physics.temperature_c(u.ends_at)), 1) for _, run, u in told], np.float64
        ),
        received_at=_moments(ended + _PAPERS_AFTER_S),
    )


def vapour_fills(physics: StationPhysics, runs: dict[int, NozzleRun]) -> pa.Table:
    """The vapour monitor's records of petrol fuellings."""
    petrol = [run for run in runs.values() if run.nozzle.has_vapour]
    ended, started = _joined([run.ended for run in petrol]), _joined([run.started for run in petrol])
    volume = _joined([run.volume_ml for run in petrol])
    count = len(ended)
    rng = physics.generator(11, count)
    counted = _repeated([(run.nozzle.vapour_count_error, run.count) for run in petrol])
    fuel = (
        np.maximum(np.rint(volume * (1 + counted + rng.normal(0, 0.0008, count)) / 10), 1).astype(np.int64)
        * 10
    )
    ratio = np.clip(
        _repeated([(run.nozzle.vapour_ratio, run.count) for run in petrol]) + rng.normal(0, 0.06, count),
        0,
        None,
    )
    minutes = np.maximum(ended - started, 0.5) / 60
    return _table(
        "vapour_fills",
        count,
        station_id=physics.station_id,
        nozzle_id=_repeated([(run.nozzle.nozzle_id, run.count) for run in petrol]),
        ended_at=_moments(np.floor(ended)),
        started_at=_moments(np.floor(started)),
        fuel_ml=fuel,
        vapour_ml=np.rint(fuel * ratio).astype(np.int64),
        ratio=np.round(ratio, 2),
        fuel_l_min=np.round(fuel / 1000 / minutes, 2),
        vapour_l_min=np.round(fuel / 1000 / minutes * ratio * rng.normal(1, 0.015, count), 2),
        received_at=_moments(ended + rng.uniform(1.0, 5.0, count)),
    )


def pressure_readings(physics: StationPhysics, at: FloatArray) -> pa.Table:
    """Pressure and concentration of the vapour space."""
    noise = physics.generator(12, len(at)).standard_normal((2, len(at)))
    return _table(
        "pressure_readings",
        len(at),
        station_id=physics.station_id,
        at=_moments(at),
        pressure_pa=physics.pressure_pa(at, noise[0]),
        vapour_ppm=physics.vapour_ppm(noise[1]),
        received_at=_moments(at + 1.5),
    )


def heartbeats(physics: StationPhysics, at: FloatArray) -> pa.Table:
    """The collector's signs of life."""
    rng = physics.generator(13, len(at))
    return _table(
        "heartbeats",
        len(at),
        station_id=physics.station_id,
        device="collector",
        at=_moments(at),
        clock_offset_s=np.round(rng.normal(0.1, 0.2, len(at)), 3),
        outbox_depth=rng.poisson(0.3, len(at)),
        firmware=FIRMWARE,
        link="4g",
        signal_dbm=np.round(rng.normal(-79, 4, len(at)), 0),
        received_at=_moments(at + 0.4),
    )


def device_events(physics: StationPhysics, first: float, resets: list[tuple[int, float]]) -> pa.Table:
    """The collector's start, and totals that fell."""
    rows = [("collector", first, "boot"), *((f"nozzle:{n}", at, "totalizer_reset") for n, at in resets)]
    at = np.array([row[1] for row in rows])
    return _table(
        "device_events",
        len(rows),
        station_id=physics.station_id,
        device=pa.array([row[0] for row in rows], pa.string()),
        at=_moments(at),
        code=pa.array([row[2] for row in rows], pa.string()),
        received_at=_moments(at + 1.0),
    )


def _table(name: str, count: int, **columns: Any) -> pa.Table:
    """A contract table: arrays as they are, one value for all rows, null for what is not given."""
    schema = arrow_schema(TABLES[name].type)
    arrays = [_column(columns.get(field.name), field.type, count) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def _column(value: Any, kind: pa.DataType, count: int) -> pa.Array:
    if value is None:
        return pa.nulls(count, kind)
    if isinstance(value, pa.Array):
        return value
    if isinstance(value, np.ndarray):
        return pa.array(value).cast(kind)
    return pa.repeat(pa.scalar(value, kind), count)


def _moments(at: FloatArray) -> pa.Array:
    """Unix seconds as a timestamp column, to the millisecond."""
    microseconds = np.rint(np.asarray(at, dtype=np.float64) * 1000).astype(np.int64) * 1000
    return pa.array(microseconds).cast(TIMESTAMP)


def _joined(arrays: list[Any]) -> Any:
    return np.concatenate(arrays) if arrays else np.zeros(0)


def _repeated(values: list[tuple[float, int]]) -> Any:
    return np.repeat([value for value, _ in values], [count for _, count in values])
