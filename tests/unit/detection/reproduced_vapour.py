"""How the figures of the vapour rules follow from their evidence."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from youjian.contract.records import Record
from youjian.detection.samples import fuelling, nozzle, pressure, station, vapour_fill
from youjian.detection.samples_vapour import bad_week, week_at_zero

Evidence = dict[str, Any]
OBLIGED = [station(vapour_monitoring=True), nozzle()]


def bad_share(evidence: Evidence) -> float:
    return 100 * len(evidence["records"]["vapour_fills"]) / evidence["figures"]["judged"]


def warned_days(evidence: Evidence) -> float:
    most = evidence["parameters"]["bad_percent"]
    return sum(100 * day["bad"] > most * day["judged"] for day in evidence["figures"]["days"])


def run_length(evidence: Evidence) -> float:
    first, last = (datetime.fromisoformat(row["at"]) for row in evidence["records"]["pressure_readings"])
    return (last - first).total_seconds()


def days_of_readings(evidence: Evidence) -> float:
    return len({row["at"][:10] for row in evidence["records"]["pressure_readings"]}) - 1


def volumes_apart(evidence: Evidence) -> float:
    monitor = sum(row["fuel_ml"] for row in evidence["records"]["vapour_fills"])
    dispenser = sum(row["volume_ml"] for row in evidence["records"]["fuellings"])
    return 100 * (monitor - dispenser) / dispenser


VAPOUR_CASES: dict[str, tuple[list[Record], Callable[[Evidence], float]]] = {
    "vapour.ratio_warning": (
        [*OBLIGED, *(vapour_fill(n, ratio=0.8 if n < 2 else 1.1) for n in range(5))],
        bad_share,
    ),
    "vapour.ratio_alarm": ([*OBLIGED, *bad_week(3)], warned_days),
    "vapour.pressure_warning": (
        [*OBLIGED, *(pressure(m, pressure_pa=50.0) for m in range(0, 760, 5))],
        run_length,
    ),
    "vapour.pressure_alarm": ([*OBLIGED, *week_at_zero()], days_of_readings),
    "vapour.concentration": (
        [*OBLIGED, pressure(0, vapour_ppm=4100.0), pressure(1440, vapour_ppm=4100.0)],
        lambda evidence: len(evidence["records"]["pressure_readings"]),
    ),
    "vapour.volume_mismatch": (
        [*OBLIGED, *(fuelling(n) for n in range(6)), *(vapour_fill(n, fuel_ml=29_600) for n in range(6))],
        volumes_apart,
    ),
}
