"""Honest oddities: what goes wrong or is done at a station that hides nothing."""

from youjian.simulator.twin import oddity_devices, oddity_fuel
from youjian.simulator.twin.spec import Spec
from youjian.simulator.twin.world import Act

ODDITIES: dict[str, tuple[type[Act], float]] = {
    "gauge-outage": (oddity_devices.GaugeOutages, 0.8),
    "link-outage": (oddity_devices.LinkOutages, 0.7),
    "duplicates": (oddity_devices.Duplicates, 0.8),
    "verification": (oddity_fuel.VerificationDay, 0.5),
    "self-use": (oddity_fuel.SelfUse, 0.5),
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
