"""A TLS-350 tank gauge: all tanks every interval (i201), units as declared, the console's clock observed.

Reads only: every command passes `tls350.check_outgoing` where it leaves. A reading that cannot be right
(invalid height flag, height outside the tank, probe at 85.0 °C) is a fault, told once, and never stored.
"""

import logging
import time
from collections.abc import Sequence
from datetime import datetime

from youjian.collector.desk import Desk
from youjian.collector.drivers.port import SilentError
from youjian.collector.settings.tls350 import GaugeTank, TankGauge
from youjian.collector.transport import Transport
from youjian.contract.fields import SHANGHAI
from youjian.contract.records import TankReading
from youjian.protocols import tls350

log = logging.getLogger(__name__)
_LITRES = {"L": 1.0, "gal": 3.785411784}
_MILLIMETRES = {"mm": 1.0, "in": 25.4}
_PROBE_RESET_C = 85.0
_LEAST_HEIGHT_MM = -50.0
_PROBE_C = (-50.0, 80.0)


class GaugeDriver:
    """One console with its tanks."""

    def __init__(self, settings: TankGauge, desk: Desk) -> None:
        self.name = settings.name
        self.poll_s = settings.poll_s
        self.devices: Sequence[str] = [f"tank:{tank.tank_id}" for tank in settings.tanks]
        self._settings = settings
        self._desk = desk
        self._tanks = {tank.number: tank for tank in settings.tanks}
        self._faults: dict[int, str] = {}

    def poll(self, line: Transport) -> None:
        """Read all tanks once; SilentError when there is no usable inventory."""
        inventory = self._inventory(line)
        at = self._desk.now()
        if inventory.at is not None:
            offset = (inventory.at.replace(tzinfo=SHANGHAI) - at).total_seconds()
            self._desk.board.fact(f"{self.name} clock offset, s (console shows minutes only)", round(offset))
        readings = [reading for tank in inventory.tanks if (reading := self._reading(tank, at))]
        seen = {tank.tank for tank in inventory.tanks}
        for number, tank in self._tanks.items():
            if number not in seen:
                self._fault(tank, "no data from the console")
        self._desk.store(readings)

    def _inventory(self, line: Transport) -> tls350.Inventory:
        message = self._message(line)
        if message is None:
            raise SilentError("no answer to the inventory (i201)")
        try:
            reply = tls350.parse(message)
        except tls350.TlsError as error:
            self._desk.board.count(f"tls350_{error.reason}")
            raise SilentError(f"inventory (i201): {error}") from None
        if not isinstance(reply, tls350.Inventory):
            self._desk.board.count("tls350_other_reply")
            raise SilentError(f"the console answered i201 with {type(reply).__name__}")
        return reply

    def _message(self, line: Transport) -> tls350.Message | None:
        reader = tls350.MessageReader()
        line.discard()
        command = tls350.encode_command("i201", security_code=self._settings.security_code or None)
        line.write(tls350.check_outgoing(command))
        deadline = time.monotonic() + self._settings.timeout_s
        found: list[tls350.Message] = []
        while not found and (left := deadline - time.monotonic()) > 0:
            found = reader.feed(line.read(left))
        message = found[0] if found else reader.idle()
        for name, count in reader.deviations.items():
            self._desk.board.count(f"tls350_{name}", count)
        return message

    def _reading(self, tank: tls350.TankInventory, at: datetime) -> TankReading | None:
        mapped = self._tanks.get(tank.tank)
        if mapped is None:
            self._desk.board.count("tls350_unmapped_tank")
            return None
        if tank.height is None or tank.temperature is None:
            self._fault(mapped, "no level: the console has no value for this tank")
            return None
        reading = self._converted(tank, mapped, at)
        fault = _fault_of(tank, mapped, reading)
        if fault is not None:
            self._fault(mapped, fault)
            return None
        if self._faults.pop(mapped.tank_id, None) is not None:
            log.info("%s: tank %d measures again", self._desk.station_id, mapped.tank_id)
            self._desk.board.device(f"tank:{mapped.tank_id}", "ok")
        return reading

    def _converted(self, tank: tls350.TankInventory, mapped: GaugeTank, at: datetime) -> TankReading:
        height = _MILLIMETRES[self._settings.height_unit]
        shown = tank.temperature or 0.0
        celsius = shown if self._settings.temperature_unit == "C" else (shown - 32.0) / 1.8
        volume = tank.volume
        return TankReading(
            station_id=self._desk.station_id,
            tank_id=mapped.tank_id,
            at=at,
            product_mm=round((tank.height or 0.0) * height, 3),
            water_mm=round((tank.water or 0.0) * height, 3),
            temp_c=round(celsius, 3),
            volume_l=None if volume is None else round(volume * _LITRES[self._settings.volume_unit], 3),
        )

    def _fault(self, tank: GaugeTank, what: str) -> None:
        """Count a fault; tell it once, until the tank measures again or something else is wrong."""
        self._desk.board.count("gauge_faults")
        kind = what.split(":", maxsplit=1)[0]
        if self._faults.get(tank.tank_id) == kind:
            return
        self._faults[tank.tank_id] = kind
        self._desk.board.device(f"tank:{tank.tank_id}", kind)
        log.warning("%s: tank %d: %s", self._desk.station_id, tank.tank_id, what)
        self._desk.event([f"tank:{tank.tank_id}"], "gauge_fault", what)


def _fault_of(tank: tls350.TankInventory, mapped: GaugeTank, reading: TankReading) -> str | None:
    """Why a reading cannot be a level, or None."""
    if tank.invalid_height:
        return "invalid height: the console marks the level as not to be trusted"
    if not _LEAST_HEIGHT_MM <= reading.product_mm <= mapped.height_max_mm:
        return (
            f"height out of range: {reading.product_mm} mm, the tank has 0 to {mapped.height_max_mm:.0f} mm"
        )
    if reading.temp_c == _PROBE_RESET_C or not _PROBE_C[0] <= reading.temp_c <= _PROBE_C[1]:
        return f"temperature out of range: {reading.temp_c} °C"
    return None
