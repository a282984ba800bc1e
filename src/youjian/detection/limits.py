"""What a rule's parameter may be set to: its type, its range, and the order of parameters among each other.

A city's overrides are checked when they are taken, not when a rule stumbles over them at night.
"""

import math
from dataclasses import is_dataclass
from typing import Any, get_type_hints

import msgspec

from youjian.detection.rule import Parameters

_SHARE, _PERCENT = 1.0, 100.0
_SIGNED = ("coldest_c", "warmest_c", "error_c")
_RISING: dict[str, tuple[tuple[str, ...], ...]] = {
    "collector.offline": (("warning_s", "alarm_s"),),
    "vapour.ratio_warning": (("severe_low", "low", "high", "severe_high"),),
    "vapour.ratio_alarm": (("severe_low", "low", "high", "severe_high"),),
    "vapour.concentration": (("warning_ppm", "alarm_ppm"),),
    "stock.month_variance": (("warning_z", "alarm_z"),),
    "tax.purchase_mismatch": (("warning_z", "alarm_z"),),
    "transport.unmatched": (("warning_z", "alarm_z"),),
    "fuelling.false_return": (("warning_z", "alarm_z"),),
    "gauge.fault": (("coldest_c", "warmest_c"),),
}
"""Parameters of a rule that must not fall in this order."""


def settable(parameters: Parameters) -> dict[str, Any]:
    """The parameters of a rule that a city may set, with their types; what is made of several is not among
    them.
    """
    kinds = get_type_hints(type(parameters))
    return {name: kind for name, kind in kinds.items() if not is_dataclass(kind)}


def checked_value(name: str, kind: Any, usual: Any, value: Any) -> Any:
    """A value of a parameter in its type; raises ValueError saying what is wrong with it."""
    try:
        taken = msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise ValueError(f"{name} = {value!r}: {error}") from None
    if isinstance(taken, int | float) and not isinstance(taken, bool):
        low, high = allowed_range(name, usual)
        if not (math.isfinite(taken) and low <= taken <= high):
            raise ValueError(f"{name} = {value!r}: must be between {low:g} and {high:g}")
    return taken


def check_order(rule: str, parameters: Parameters) -> None:
    """Raise ValueError when limits stand in the wrong order, such as an alarm before its warning."""
    for names in _RISING.get(rule, ()):
        values = [getattr(parameters, name) for name in names]
        if values != sorted(values):
            told = ", ".join(f"{name} = {value:g}" for name, value in zip(names, values, strict=True))
            raise ValueError(f"{told}: must not fall in this order")


def allowed_range(name: str, usual: float) -> tuple[float, float]:
    """Between which values a number of this name may be set, both included."""
    if name in _SIGNED:
        return -273.15, math.inf
    if name.endswith(("_pct", "_percent")):
        return 0.0, _PERCENT
    if name.endswith(("_share", "_p")) and usual <= _SHARE:
        return 0.0, _SHARE
    return 0.0, math.inf
