"""Vapour records in which every vapour rule has something to see, for examples and tests."""

from youjian.contract.records import PressureReading, Record, VapourFill
from youjian.detection.samples import fuelling, nozzle, pressure, vapour_fill

_TENS_OF_MINUTES = 144
"""Fillings of `vapour_fill` in a day."""


def bad_week(nozzle_id: int) -> list[VapourFill]:
    """Five fills on each of seven days with an A/L of 0.50 and litres 2 % above the dispenser's."""
    numbers = [_TENS_OF_MINUTES * day + fill for day in range(7) for fill in range(5)]
    return [vapour_fill(n, nozzle_id=nozzle_id, ratio=0.5, fuel_ml=30_600) for n in numbers]


def drawn_fills(nozzle_id: int, count: int = 200) -> list[VapourFill]:
    """Fills with an A/L spread evenly from 1.00 to 1.19, and gas that is fuel times A/L exactly."""
    percents = [100 + 7 * n % 20 for n in range(count)]
    return [
        vapour_fill(
            n,
            nozzle_id=nozzle_id,
            fuel_ml=30_000 + 100 * n,
            fuel_l_min=30.0,
            ratio=percent / 100,
            vapour_ml=(300 + n) * percent,
            vapour_l_min=0.3 * percent,
        )
        for n, percent in enumerate(percents)
    ]


def week_at_zero(ppm: float = 9000.0) -> list[PressureReading]:
    """A reading of 0 Pa every five minutes from midnight on, for seven days."""
    minutes = range(-480, 7 * 1440 - 480, 5)
    return [pressure(minute, pressure_pa=0.0, vapour_ppm=ppm) for minute in minutes]


def vapour_wrong() -> list[Record]:
    """All of it, on nozzles 14 and 15."""
    numbers = [_TENS_OF_MINUTES * day + fill for day in range(7) for fill in range(5)]
    fuellings = [
        fuelling(seq, nozzle_id=15, started_at=f.started_at, ended_at=f.ended_at, received_at=f.received_at)
        for seq, f in enumerate(fuelling(n) for n in numbers)
    ]
    return [
        nozzle(nozzle_id=14),
        nozzle(nozzle_id=15),
        *drawn_fills(14),
        *bad_week(15),
        *fuellings,
        *week_at_zero(),
    ]
