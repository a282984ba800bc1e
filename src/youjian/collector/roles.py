"""What a driver of each role may say, and what it must do: the written contract of docs/drivers.md as data.

A driver names its role in its settings (`role`); it makes records of that role's tables and events alone.
"""

from dataclasses import dataclass
from typing import Literal

from youjian.contract.fields import EventCode

RoleName = Literal["dispenser", "gauge", "vapour", "sensor"]
LINE_EVENTS: frozenset[EventCode] = frozenset({"port_disconnected", "port_connected"})
"""What every role tells of its line."""


@dataclass(frozen=True)
class Role:
    """One kind of device: who asks whom, which tables and events come of it, whose names they carry."""

    name: RoleName
    chinese: str
    exchange: Literal["polled", "pushed", "polled or pushed"]
    tables: frozenset[str]
    events: frozenset[EventCode]
    devices: tuple[str, ...]

    @property
    def all_events(self) -> frozenset[EventCode]:
        """The role's own events and those of every line."""
        return self.events | LINE_EVENTS


_ROLES = (
    Role(
        "dispenser",
        "加油机",
        "polled or pushed",
        frozenset({"fuellings", "tax_states", "heartbeats", "device_events"}),
        frozenset(
            {
                "totalizer_reset", "board_id_changed", "encoder_id_changed", "self_lock", "meter_adjusted",
                "nozzle_disabled", "nozzle_enabled", "clock_set", "boot", "power_lost",
            }
        ),
        ("dispenser:N", "nozzle:N"),
    ),
    Role(
        "gauge",
        "液位仪",
        "polled",
        frozenset({"tank_readings", "heartbeats", "device_events"}),
        frozenset({"gauge_fault", "gauge_replaced", "chart_changed", "clock_set", "boot", "power_lost"}),
        ("tank:N",),
    ),
    Role(
        "vapour",
        "油气回收在线监控",
        "pushed",
        frozenset({"vapour_fills", "pressure_readings", "heartbeats", "device_events"}),
        frozenset({"nozzle_disabled", "nozzle_enabled", "gauge_fault", "clock_set", "boot"}),
        ("vapour", "nozzle:N"),
    ),
    Role(
        "sensor",
        "铅封、机盖传感器",
        "polled",
        frozenset({"device_events"}),
        frozenset({"cover_opened", "seal_broken"}),
        ("dispenser:N", "tank:N", "collector"),
    ),
)  # fmt: skip
ROLES: dict[RoleName, Role] = {role.name: role for role in _ROLES}
ALSO: dict[str, tuple[RoleName, ...]] = {"forecourt": ("gauge",)}
"""Drivers that speak for devices of a second role: a forecourt controller knows its tanks too."""


def roles_of(driver: str, declared: RoleName) -> list[Role]:
    """The roles that a driver's records may belong to: its declared one first."""
    return [ROLES[name] for name in (declared, *ALSO.get(driver, ()))]
