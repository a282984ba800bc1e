"""A probe at the platform's asking: `collect probe` with a device's own address, its report in one line."""

from collections.abc import Collection
from importlib import import_module
from typing import Any

import msgspec

from youjian.collector.orders.arguments import FailedError
from youjian.collector.orders.words import both
from youjian.collector.probing import PROBERS, ProbeError, probe
from youjian.collector.settings.base import DeviceSection

LONGEST = 3900
"""Bytes of a report: a command's result has room for 4096 characters."""
_ALIKE = (
    "security_code", "timeout_s", "idle_s", "format", "terminator", "total_mode", "ret_mode", "template",
    "function", "word_order", "framing",
)  # fmt: skip
_UNITS = ("volume_unit", "height_unit", "temperature_unit")


def report_of(section: DeviceSection) -> str:
    """What answers at the device's address, as compact JSON; FailedError when nothing does."""
    driver = str(type(section).__struct_config__.tag)
    try:
        known = getattr(import_module(PROBERS[driver]), "OPTIONS", {}) if driver in PROBERS else {}
        report = probe(driver, section.url, options_of(section, known))
    except (OSError, ValueError, LookupError, ImportError, ProbeError) as error:
        raise FailedError(both(f"{section.name}没有应答：{error}", f"{section.name}: {error}")) from None
    return shortened(msgspec.to_builtins(report))


def options_of(section: DeviceSection, known: Collection[str]) -> dict[str, str]:
    """What the file says of a device beside its address, as those options that its prober knows."""
    told = {name: getattr(section, name, None) for name in _ALIKE}
    parts = [getattr(section, name, None) for name in _UNITS]
    told["units"] = ",".join(map(str, parts)) if all(parts) else None
    etx = getattr(section, "etx", None)
    told["etx"] = f"{etx:02X}" if etx is not None else None
    numbers = [getattr(part, "address", None) for part in _parts_of(section)]
    told["addresses"] = ",".join(str(number) for number in numbers if number is not None)
    return {name: str(value) for name, value in told.items() if name in known and value not in (None, "")}


def _parts_of(section: DeviceSection) -> list[Any]:
    return [*getattr(section, "nozzles", ()), *getattr(section, "tanks", ())]


def shortened(report: dict[str, Any], longest: int = LONGEST) -> str:
    """A report as one line of JSON of at most `longest` bytes: notes go first, then what stands last."""
    report = {**report, "model": str(report.get("model") or "")[:200] or None}
    kept: dict[str, list[Any]] = {name: list(report.get(name, ())) for name in _DROPPED_FIRST}
    text = _line(report)
    for items in kept.values():
        while len(text.encode()) > longest and items:
            items.pop()
            text = _line({**report, **kept, "notes": kept["notes"] + _left_out(report, kept)})
    return text


_DROPPED_FIRST = ("notes", "alarms", "nozzles", "tanks")


def _left_out(report: dict[str, Any], kept: dict[str, list[Any]]) -> list[str]:
    gone = {name: len(report.get(name, ())) - len(items) for name, items in kept.items()}
    said = ", ".join(f"{count} {name}" for name, count in gone.items() if count)
    return [f"left out, as an answer has room for {LONGEST} bytes: {said}"]


def _line(report: dict[str, Any]) -> str:
    return msgspec.json.encode(report).decode()
