"""Honest oddities: what goes wrong or is done at a station that hides nothing."""

from youjian.simulator.twin import oddity_devices, oddity_dispensers, oddity_fuel, oddity_gauges
from youjian.simulator.twin.spec import Spec
from youjian.simulator.twin.world import Act

ODDITIES: dict[str, tuple[type[Act], float]] = {
    "wrong-register": (oddity_fuel.WrongRegister, 1.0),
    "late-papers": (oddity_fuel.LatePapers, 1.0),
    "blend": (oddity_fuel.Blended, 0.01),
    "self-use": (oddity_fuel.SelfUse, 0.5),
    "verification": (oddity_fuel.VerificationDay, 0.4),
    "transfer": (oddity_fuel.Transfer, 0.4),
    "meter-adjusted": (oddity_dispensers.MeterAdjusted, 0.15),
    "board-replaced": (oddity_dispensers.BoardReplaced, 0.1),
    "water": (oddity_gauges.RainWater, 0.05),
    "chart-change": (oddity_gauges.ChartChange, 0.1),
    "gauge-service": (oddity_gauges.GaugeWork, 0.2),
    "gauge-replaced": (oddity_gauges.GaugeReplaced, 0.1),
    "gauge-outage": (oddity_devices.GaugeOutages, 0.8),
    "link-outage": (oddity_devices.LinkOutages, 0.7),
    "corrected": (oddity_fuel.Corrected, 0.3),
    "duplicates": (oddity_devices.Duplicates, 0.8),
}


def oddities(spec: Spec) -> list[Act]:
    """Those that befall a messy station, or the ones that the knob names."""
    rng = spec.rng(30)
    drawn = {name for name, (_, chance) in ODDITIES.items() if rng.random() < chance}
    wanted = drawn if spec.knobs.oddities is None else set(spec.knobs.oddities)
    unknown = wanted - set(ODDITIES)
    if unknown:
        raise ValueError(f"no oddity is called {sorted(unknown)}; there are {sorted(ODDITIES)}")
    return [make() for name, (make, _) in ODDITIES.items() if name in wanted]
