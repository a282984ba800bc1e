"""The chain that a collector keeps over each device's records: how it is counted, for both sides.

Record number n of a device has the digest d(n) = SM3(d(n-1) + c(n)); d(0) is 32 zero bytes; c(n) is the SM3
of the table's name, a zero byte and the record's bytes as they stand in the body. Whoever changes, drops or
adds a record on its way breaks the chain behind it.
"""

import hashlib
from collections.abc import Callable, Iterable
from typing import Any

from youjian.contract.fields import Device
from youjian.contract.records import (
    Delivery,
    DeviceEvent,
    Fuelling,
    Heartbeat,
    PressureReading,
    Record,
    TankReading,
    TaxState,
    VapourFill,
)
from youjian.protocols.station.chain import sm3


def content_digest(table: str, record: bytes) -> bytes:
    """c(n): what a record contributes to its device's chain.

    >>> content_digest("fuellings", b"{}").hex()[:16]
    '9b86d682e5da89e4'
    """
    return _sm3(table.encode() + b"\x00" + record)


def following_digest(previous: bytes, content: bytes) -> bytes:
    """d(n) out of d(n-1) and c(n)."""
    return _sm3(previous + content)


def digests(previous: bytes, contents: Iterable[bytes]) -> list[bytes]:
    """d(n), d(n+1), … of consecutive records behind `previous`."""
    found: list[bytes] = []
    for content in contents:
        previous = _sm3(previous + content)
        found.append(previous)
    return found


def chained_device(record: Record) -> Device:
    """In whose chain a record stands: its own device, nozzle or tank, else `vapour` or `collector`.

    A delivery that names no tank stands in the collector's chain.
    """
    return _DEVICE_OF.get(type(record), _collector)(record)


def _collector(_: Any) -> Device:
    return "collector"


_DEVICE_OF: dict[type[Record], Callable[[Any], Device]] = {
    Fuelling: lambda record: f"nozzle:{record.nozzle_id}",
    TaxState: lambda record: f"nozzle:{record.nozzle_id}",
    VapourFill: lambda record: f"nozzle:{record.nozzle_id}",
    TankReading: lambda record: f"tank:{record.tank_id}",
    PressureReading: lambda _: "vapour",
    DeviceEvent: lambda record: record.device,
    Heartbeat: lambda record: record.device,
    Delivery: lambda record: "collector" if record.tank_id is None else f"tank:{record.tank_id}",
}


def _sm3(data: bytes) -> bytes:
    """SM3 without looking the algorithm up each time, which costs as much as a short digest."""
    if _FRESH is None:
        return sm3(data)
    digest = _FRESH.copy()
    digest.update(data)
    return digest.digest()


def _fresh() -> Any:
    try:
        return hashlib.new("sm3")
    except ValueError:  # a build of OpenSSL without it
        return None


_FRESH = _fresh()
