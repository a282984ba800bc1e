"""Contents of computer-format replies after function, device and time, read and written."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from youjian.protocols.tls350.envelope import TlsError
from youjian.protocols.tls350.fields import Cursor, moment_text, number_text, numbers_text, padded
from youjian.protocols.tls350.messages import (
    TANK,
    Alarm,
    PastAlarm,
    TankAlarmHistory,
    TankChartAudit,
    TankInventory,
)

T = TypeVar("T")

_INACTIVE = "???????"
_LEAST_INVENTORY = 6


def read_tanks(cursor: Cursor, read: Callable[[Cursor, int], T]) -> tuple[list[T], list[int]]:
    """Tank after tank to the end, and the numbers of those that show question marks instead of data."""
    tanks: list[T] = []
    inactive: list[int] = []
    while cursor.more:
        tank = cursor.decimal(2, "tank")
        if cursor.skip_no_data():
            inactive.append(tank)
        else:
            tanks.append(read(cursor, tank))
    return tanks, inactive


def tanks_text(texts: dict[int, str], inactive: list[int]) -> str:
    """Tank after tank in ascending order, inactive ones as question marks."""
    every = texts | dict.fromkeys(inactive, _INACTIVE)
    return "".join(f"{tank:02d}{every[tank]}" for tank in sorted(every))


def required_moment(cursor: Cursor, name: str) -> datetime:
    """A time that must be there."""
    moment = cursor.moment(name)
    if moment is None:
        raise TlsError("layout", f"{name} is missing")
    return moment


def read_inventory(cursor: Cursor, tank: int) -> TankInventory:
    """i201: product, status, then as many floats as NN says (6, 7 or more)."""
    product, status = cursor.text(1, "product"), cursor.hexadecimal(4, "status")
    values = cursor.values("inventory")
    if len(values) < _LEAST_INVENTORY:
        raise TlsError(
            "layout", f"tank {tank} has {len(values)} values, at least {_LEAST_INVENTORY} are wanted"
        )
    volume, tc_volume, ullage, height, water, temperature = values[:_LEAST_INVENTORY]
    return TankInventory(
        tank=tank,
        product=product,
        status=status,
        volume=volume,
        tc_volume=tc_volume,
        ullage=ullage,
        height=height,
        water=water,
        temperature=temperature,
        water_volume=values[6] if len(values) > _LEAST_INVENTORY else None,
        extra=values[7:],
    )


def inventory_text(tank: TankInventory) -> str:
    """The fields after the tank's number."""
    values = (tank.volume, tank.tc_volume, tank.ullage, tank.height, tank.water, tank.temperature)
    if tank.water_volume is not None or tank.extra:
        values = (*values, tank.water_volume, *tank.extra)
    return f"{padded(tank.product, 1, 'product')}{tank.status:04X}{numbers_text(values)}"


def read_active_alarms(cursor: Cursor) -> list[Alarm]:
    """i101: category, type and device, three times two characters per alarm."""
    alarms: list[Alarm] = []
    while cursor.more:
        category, code = cursor.text(2, "category"), cursor.text(2, "alarm type")
        alarms.append(Alarm(category=category, code=code, device=cursor.decimal(2, "device")))
    return alarms


def read_tank_alarms(cursor: Cursor, tank: int) -> list[Alarm]:
    """i205: the count is hexadecimal, the alarm numbers decimal."""
    count = cursor.hexadecimal(2, "count of alarms")
    return [Alarm(category=TANK, code=cursor.text(2, "alarm type"), device=tank) for _ in range(count)]


def read_history(cursor: Cursor, tank: int) -> TankAlarmHistory:
    """i206: the count is decimal, the alarm codes are hexadecimal."""
    count = cursor.decimal(2, "count of alarms")
    return TankAlarmHistory(
        tank,
        [
            PastAlarm(required_moment(cursor, "alarm time"), cursor.hexadecimal(4, "code"))
            for _ in range(count)
        ],
    )


def history_text(history: TankAlarmHistory) -> str:
    """The fields after the tank's number."""
    alarms = "".join(f"{moment_text(alarm.at)}{alarm.code:04X}" for alarm in history.alarms)
    return f"{len(history.alarms):02d}{alarms}"


def read_chart_audit(cursor: Cursor, tank: int) -> TankChartAudit:
    """i218: capacity, serials, office, and the times of the last chart changes (count decimal)."""
    return TankChartAudit(
        tank=tank,
        capacity=cursor.number("capacity"),
        console_serial=cursor.text(20, "console serial").rstrip(),
        probe_serial=cursor.text(6, "probe serial").rstrip(),
        weights_and_measures=cursor.text(20, "weights and measures office").rstrip(),
        chart_changes=[required_moment(cursor, "chart change") for _ in range(cursor.decimal(2, "changes"))],
    )


def chart_audit_text(audit: TankChartAudit) -> str:
    """The fields after the tank's number."""
    serials = padded(audit.console_serial, 20, "console serial") + padded(
        audit.probe_serial, 6, "probe serial"
    )
    office = padded(audit.weights_and_measures, 20, "weights and measures office")
    changes = "".join(map(moment_text, audit.chart_changes))
    return f"{number_text(audit.capacity)}{serials}{office}{len(audit.chart_changes):02d}{changes}"
