"""Factors of vapour uploads: one canonical name and unit each, with what every family calls it.

Families: `b` Guangzhou, `c` Chongqing (which our own frames follow), `d` Hefei; codes as read in device code.
"""

from typing import Literal

from msgspec import Struct

Family = Literal["b", "c", "d"]


class Factor(Struct, frozen=True):
    """A quantity: its name here, its unit, and its code per family."""

    name: str
    unit: str
    c: str | None = None
    b: str | None = None
    d: str | None = None


FACTORS = (
    Factor("nozzle", "station id and three digits of the nozzle", c="i41019"),
    Factor("ratio", "A/L as the source says", c="i41020", b="AlvR", d="Wq4"),
    Factor("vapour_rate", "L/min", c="i41021", b="GasCur"),
    Factor("vapour_volume", "L", c="i41022", b="GasFlow"),
    Factor("fuel_rate", "L/min", c="i41023", b="FuelCur"),
    Factor("fuel_volume", "L", c="i41024", b="FuelFlow"),
    Factor("nozzle_concentration", "as the source says", c="i41025"),
    Factor("nozzle_temperature", "°C", c="i41026", d="Wq3"),
    Factor("back_pressure", "Pa", c="i41027", b="DynbPrs", d="Wq2"),
    Factor("tank_pressure", "Pa", c="i41028", b="TankPress", d="Wq1"),
    Factor("unloading_concentration", "as the source says", c="i41030", b="UnloadgasCon"),
    Factor("device_concentration", "g/m³", c="i41031", b="DevicegasCon"),
    Factor("station_back_pressure", "Pa", b="DynbPress"),
    Factor("gas_temperature", "°C", b="GasTemp"),
    Factor("gas_volume", "L", b="GasVolume"),
    Factor("nozzle_count", "count", c="i41002"),
    Factor("valve_positive", "Pa", c="i41003"),
    Factor("valve_negative", "Pa", c="i41004"),
    Factor("device_start", "Pa", c="i41005"),
    Factor("device_stop", "Pa", c="i41006"),
    Factor("ratio_alarm", "0 normal, 1 warning, 2 alarm, N no fuelling", c="i41008"),
    Factor("tightness_alarm", "0, 1, 2, N", c="i41009", b="TightAlm"),
    Factor("back_pressure_alarm", "0, 1, 2, N", c="i41010", b="DynbPAlm"),
    Factor("tank_pressure_alarm", "0, 1, 2, N", c="i41011", b="TankPAlm"),
    Factor("zero_pressure_alarm", "0, 1, 2, N", c="i41012"),
    Factor("vapour_ppm", "µmol/mol, ours alone", c="i41101"),
)
NAMES: dict[Family, dict[str, str]] = {
    "b": {factor.b: factor.name for factor in FACTORS if factor.b},
    "c": {factor.c: factor.name for factor in FACTORS if factor.c},
    "d": {factor.d: factor.name for factor in FACTORS if factor.d},
}
CODES: dict[str, str] = {factor.name: factor.c for factor in FACTORS if factor.c}
