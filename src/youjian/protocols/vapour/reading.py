"""What the values of a message amount to: fuellings, pressures, switched nozzles, faults, alarms.

A fuelling is concluded only from a group that names a nozzle and holds all of A/L, both rates and both
volumes, with fuel that flowed; a snapshot of current rates is none.
"""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from youjian.protocols.vapour.model import Fault, Fill, Pressure, Said, Switch, Units, VapourUpload
from youjian.protocols.vapour.tables import factors
from youjian.protocols.vapour.values import decimal, device_number, parse_time

FILL_PARTS = ("ratio", "vapour_rate", "vapour_volume", "fuel_rate", "fuel_volume")
_PASCAL = {"Pa": Decimal(1), "hPa": Decimal(100), "kPa": Decimal(1000)}
_MILLILITRES = {"L": Decimal(1000), "mL": Decimal(1)}
_RATIO = {"ratio": Decimal(1), "percent": Decimal(100)}
_STATE = re.compile(r"\s*(\d{1,5})\s*:\s*([01])\s*", re.ASCII)
_ALARMS = re.compile(r"\s*(\d{1,5})\s*:\s*(\w+)\s*", re.ASCII)
_SNAPSHOTS = ("guangzhou", "beijing")
"""Families in which a nozzle at rest may be reported with all its values, none of them a fuelling."""


def conclude(upload: VapourUpload, said: Iterable[Said], units: Units) -> VapourUpload:
    """Read every group into the upload and return it."""
    for group in said:
        _Group(upload, group, units).read()
    return upload


class _Group:
    """One group of values and where its conclusions go; what was not used ends in `others`."""

    def __init__(self, upload: VapourUpload, said: Said, units: Units) -> None:
        self._upload = upload
        self._said = said
        self._units = units
        self._rest = dict(said.values)

    def read(self) -> None:
        """Take each kind of conclusion; a value that cannot be used is named in `problems`."""
        for step in (self._fill, self._pressure, self._switch, self._states, self._fault, self._alarms):
            try:
                step()
            except ValueError as error:
                self._upload.problems.append(str(error))
        prefix = f"{self._said.nozzle}." if self._said.nozzle else ""
        self._upload.others.update({f"{prefix}{name}": text for name, text in self._rest.items()})

    def _take(self, *names: str) -> list[str]:
        return [self._rest.pop(name) for name in names]

    def _number(self) -> int:
        return device_number("nozzle", self._said.nozzle or "")

    def _dispenser(self) -> int | None:
        text = self._said.dispenser
        return None if text is None else device_number("dispenser", text)

    def _fill(self) -> None:
        if self._said.nozzle is None or any(part not in self._rest for part in FILL_PARTS):
            return
        if self._upload.family in _SNAPSHOTS and _nothing(self._rest["fuel_volume"]):
            return
        texts = self._take(*FILL_PARTS)
        ratio, vapour_rate, vapour, fuel_rate, fuel = (
            decimal(name, text) for name, text in zip(FILL_PARTS, texts, strict=True)
        )
        ended_at = self._said.ended or self._said.at
        if ended_at is None:
            raise ValueError("neither EndTime nor DataTime is there: the fuelling has no time")
        to_ml = _MILLILITRES[self._units.volume]
        fuel_ml = int((fuel * to_ml).to_integral_value())
        self._upload.fills.append(
            Fill(
                nozzle_id=self._number(),
                dispenser=self._dispenser(),
                started_at=self._said.began or _start(ended_at, Decimal(fuel_ml) / 1000, fuel_rate),
                ended_at=ended_at,
                fuel_ml=fuel_ml,
                vapour_ml=int((vapour * to_ml).to_integral_value()),
                ratio=float(ratio / _RATIO[self._units.ratio]),
                fuel_l_min=float(fuel_rate),
                vapour_l_min=float(vapour_rate),
            )
        )

    def _pressure(self) -> None:
        at = self._said.at or self._said.ended
        if "tank_pressure" not in self._rest or at is None:
            return
        pressure = decimal("tank_pressure", self._rest.pop("tank_pressure"), signed=True)
        ppm = self._rest.pop("vapour_ppm", None)
        self._upload.pressures.append(
            Pressure(
                at=at,
                pressure_pa=float(pressure * _PASCAL[self._units.pressure]),
                vapour_ppm=None if ppm is None else float(decimal("vapour_ppm", ppm)),
            )
        )

    def _switch(self) -> None:
        operation = self._rest.get("operation")
        if operation is None or self._said.nozzle is None:
            return
        (operation,) = self._take("operation")
        cause, at = self._rest.pop("operation_cause", None), self._time("operation_at")
        if operation not in ("0", "1"):
            raise ValueError(f"operation is {operation!r}, neither 0 (stopped) nor 1 (enabled)")
        self._upload.switches.append(
            Switch(
                nozzle=self._number(),
                dispenser=self._dispenser(),
                enabled=operation == "1",
                at=at,
                cause=cause,
            )
        )

    def _states(self) -> None:
        text = self._rest.pop("nozzle_status", None)
        if text is None:
            return
        if self._said.nozzle is not None:
            text = f"{self._number()}:{text}"
        for part in filter(str.strip, text.split(";")):
            match = _STATE.fullmatch(part)
            if match is None:
                raise ValueError(f"nozzle_status has {part!r}, not number:0 or number:1")
            switch = Switch(nozzle=int(match[1]), enabled=match[2] == "1", at=self._said.at, told=False)
            self._upload.switches.append(switch)

    def _fault(self) -> None:
        code = self._rest.pop("fault", None)
        if code is None:
            return
        at = self._time("fault_at")
        if not (code.isascii() and code.isalnum() and len(code) <= 12):
            raise ValueError(f"fault is {code!r}, not a code of at most 12 letters and digits")
        self._upload.faults.append(Fault(code=code, at=at))

    def _alarms(self) -> None:
        for name in [name for name in self._rest if factors()[name].kind == "alarm"]:
            text = self._rest.pop(name)
            if self._said.nozzle is not None:
                text = f"{self._number()}:{text}"
            found = [_ALARMS.fullmatch(part) for part in text.split(";") if part.strip()]
            if found and all(found):
                self._upload.alarms.update({f"{name} {int(m[1])}": m[2] for m in found if m})
            else:
                self._upload.alarms[name] = text

    def _time(self, name: str) -> datetime | None:
        """A time of its own, else the message's."""
        text = self._rest.pop(name, None)
        own = None if text is None else parse_time(text)
        if text is not None and own is None:
            raise ValueError(f"{name} is {text!r}, not a time YYYYMMDDhhmmss")
        return own or self._said.at


def _nothing(text: str) -> bool:
    """Whether a volume says that nothing flowed."""
    try:
        return decimal("fuel_volume", text) == 0
    except ValueError:
        return False


def _start(ended_at: datetime, litres: Decimal, litres_per_minute: Decimal) -> datetime:
    """The start of a fuelling that is reported without one: its volume at its rate earlier, at most a day."""
    if litres_per_minute <= 0:
        return ended_at
    seconds = min(float(litres / litres_per_minute * 60), 86_400.0)
    return ended_at - timedelta(seconds=seconds)


def without_nothing(values: dict[str, str]) -> dict[str, str]:
    """Values that are there: `NULL` and empty say that a source has none."""
    return {name: text for name, text in values.items() if text.strip() not in ("", "NULL")}
