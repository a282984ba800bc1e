"""A probe at the platform's asking: `collect probe` with a device's own address, its report in one line."""

from typing import Any

import msgspec

from youjian.collector.orders_arguments import FailedError
from youjian.collector.settings.base import DeviceSection

LONGEST = 3900
"""Bytes of a report: a command's result has room for 4096 characters."""
_APART = frozenset({"name", "url", "template", "role", "poll_s", "tanks", "nozzles"})


def report_of(section: DeviceSection) -> str:
    """What answers at the device's address, as compact JSON; FailedError when nothing does."""
    from youjian.collector.probing import probe  # noqa: PLC0415 - the probers load with it

    driver = str(type(section).__struct_config__.tag)
    try:
        report = probe(driver, section.url, options_of(section))
    except (OSError, ValueError, LookupError) as error:
        raise FailedError(f"{section.name}: {error}") from None
    return shortened(msgspec.to_builtins(report))


def options_of(section: DeviceSection) -> dict[str, str]:
    """What the file says of a device beside its address, as a probe's options: units, codes, waits."""
    fields: dict[str, Any] = msgspec.to_builtins(section)
    plain = {name: value for name, value in fields.items() if name not in _APART and name != "driver"}
    return {name: str(value) for name, value in plain.items() if isinstance(value, str | int | float)}


def shortened(report: dict[str, Any], longest: int = LONGEST) -> str:
    """A report as one line of JSON of at most `longest` bytes: notes go first, then what stands last."""
    text = _line(report)
    for name in ("notes", "alarms", "nozzles", "tanks"):
        items = list(report.get(name, ()))
        told = len(items)
        while len(text.encode()) > longest and items:
            items.pop()
            left_out = f"{told - len(items)} {name} left out: the answer has room for {longest} bytes"
            report = {**report, name: items, "notes": [*_others(report), left_out]}
            text = _line(report)
    return text if len(text.encode()) <= longest else _line({**report, "notes": [], "model": ""})


def _others(report: dict[str, Any]) -> list[str]:
    return [note for note in report.get("notes", ()) if "left out: the answer" not in note]


def _line(report: dict[str, Any]) -> str:
    return msgspec.json.encode(report).decode()
