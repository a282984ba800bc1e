"""Levels of a console: converted, and judged whether they can be levels at all."""

from msgspec import Struct

from youjian.collector.settings.tls350 import GaugeTank, TankGauge
from youjian.protocols import tls350

LITRES = {"L": 1.0, "gal": 3.785411784}
MILLIMETRES = {"mm": 1.0, "in": 25.4}
GAUGE_FAULTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "01": ("tank set-up data", ("SETUP DATA",)),
    "08": ("invalid fuel level", ("INVALID FUEL", "INVALID HEIGHT")),
    "09": ("probe out", ("PROBE OUT",)),
}
"""Tank alarms after which a level cannot be believed: number, meaning, words of display reports."""
_PROBE_RESET_C = 85.0
_LEAST_HEIGHT_MM = -50.0
_PROBE_C = (-50.0, 80.0)
_CHART_SLACK = 0.02


class Level(Struct, frozen=True, kw_only=True):
    """A tank's figures in mm, °C and L."""

    product_mm: float
    water_mm: float
    temp_c: float
    volume_l: float | None


def level_of(tank: tls350.TankInventory, settings: TankGauge) -> Level | None:
    """The figures in the contract's units; None when height or temperature is missing."""
    if tank.height is None or tank.temperature is None:
        return None
    mm, volume = MILLIMETRES[settings.height_unit], tank.volume
    celsius = tank.temperature if settings.temperature_unit == "C" else (tank.temperature - 32.0) / 1.8
    return Level(
        product_mm=round(tank.height * mm, 3),
        water_mm=round((tank.water or 0.0) * mm, 3),
        temp_c=round(celsius, 3),
        volume_l=None if volume is None else round(volume * LITRES[settings.volume_unit], 3),
    )


def fault_of(tank: tls350.TankInventory, level: Level | None, mapped: GaugeTank) -> str | None:
    """Why a reading cannot be a level, `kind: detail`, or None."""
    if tank.invalid_height:
        return "invalid height: the console marks the level as not to be trusted"
    if level is None:
        return "no level: the console has no height or no temperature for this tank"
    if not _LEAST_HEIGHT_MM <= level.product_mm <= mapped.height_max_mm:
        return f"height out of range: {level.product_mm} mm, the tank has 0 to {mapped.height_max_mm:.0f} mm"
    if level.temp_c == _PROBE_RESET_C or not _PROBE_C[0] <= level.temp_c <= _PROBE_C[1]:
        return f"temperature out of range: {level.temp_c} °C"
    return None


def fits_chart(tank: tls350.TankInventory, chart: tls350.TankChart) -> bool:
    """Whether a volume is what the console's own chart has at this height, water counted in or not."""
    if tank.volume is None or tank.height is None:
        return True
    wanted, slack = chart.volume_at(tank.height), _CHART_SLACK * chart.full_volume
    volumes = (tank.volume, tank.volume + (tank.water_volume or 0.0))
    return any(abs(volume - wanted) <= slack for volume in volumes)


def gauge_faults(reply: tls350.Reply) -> dict[int, set[str]] | None:
    """The alarms of each tank that stand for a broken gauge, in words; None where a reply tells no alarms."""
    found: dict[int, set[str]] = {}
    if isinstance(reply, tls350.Alarms):
        for alarm in reply.alarms:
            if alarm.category == tls350.TANK and alarm.code in GAUGE_FAULTS:
                found.setdefault(alarm.device, set()).add(GAUGE_FAULTS[alarm.code][0])
        return found
    if isinstance(reply, tls350.DisplayReport):
        for tank, text in tls350.display_alarms(reply):
            kinds = {kind for kind, words in GAUGE_FAULTS.values() if any(w in text.upper() for w in words)}
            if tank is not None and kinds:
                found.setdefault(tank, set()).update(kinds)
        return found
    return None
