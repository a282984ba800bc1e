"""Which readings may go when there is no room: those that the line between their neighbours tells as well.

Only readings of tanks and of pressure are ever thinned; what is evidence (fuellings, events, states of tax
chips, deliveries, vapour fills) never is. Each pass halves what stays, and is content with twice the distance
from the line; the beginning and end of a sale, a delivery or a leak stand.
"""

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct

TOLERANCES: Mapping[str, Mapping[str, float]] = {
    "tank_readings": {"product_mm": 1.0, "water_mm": 1.0, "temp_c": 0.3, "volume_l": 20.0},
    "pressure_readings": {"pressure_pa": 20.0, "vapour_ppm": 200.0},
}
"""Distance from the line within which a reading may go in the first pass, in the column's unit."""


class _Reading(Struct):
    product_mm: float | None = None
    water_mm: float | None = None
    temp_c: float | None = None
    volume_l: float | None = None
    pressure_pa: float | None = None
    vapour_ppm: float | None = None


_DECODE = msgspec.json.Decoder(_Reading).decode


def spare(table: str, bodies: Sequence[bytes], passed: int) -> list[int]:
    """Indexes of consecutive readings of one device that may go; never two neighbours, first or last.

    `passed` counts the passes before this one. What cannot be read stays.
    """
    scale = 2.0 ** min(passed, 60)
    readings = [_read(body) for body in bodies]
    found: list[int] = []
    for index in range(1, len(readings) - 1):
        if found and found[-1] == index - 1:
            continue
        before, here, after = readings[index - 1 : index + 2]
        if before and here and after and _on_the_line(table, before, here, after, scale):
            found.append(index)
    return found


def _on_the_line(table: str, before: _Reading, here: _Reading, after: _Reading, scale: float) -> bool:
    for column, tolerance in TOLERANCES[table].items():
        values = [getattr(reading, column) for reading in (before, here, after)]
        if values == [None, None, None]:
            continue
        if None in values or abs(values[1] - (values[0] + values[2]) / 2) > tolerance * scale:
            return False
    return True


def _read(body: bytes) -> _Reading | None:
    try:
        return _DECODE(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
