"""Probe of an RS-485 line: which addresses answer, and what levels and temperatures they hold.

The register map is a template's or given as options; a probe has no name of its own to tell.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import structs

from youjian.collector.drivers.probe_line import figures_in, read_probe
from youjian.collector.probing.options import check_names, line_address, seconds
from youjian.collector.probing.report import FoundTank, ProbeError, ProbeReport
from youjian.collector.settings.probe import TankProbes
from youjian.collector.settings.templates import TemplateError, with_defaults
from youjian.collector.transport import Transport, TransportError, open_transport

OPTIONS = {
    "template": "the family whose register map is used; probe-one-point unless given",
    "addresses": "which addresses to ask, as in 1-16 or 1,2,7",
    "function": "3 or 4",
    "word_order": "high_first or low_first",
    "framing": "rtu or tcp",
    "timeout_s": "wait for one answer",
}
_DEFAULT = "probe-one-point"
_LAST = 247
_TALLEST_MM = 30_000.0
"""No tank is so high: a level beyond it is no level."""


class _NobodyError(ProbeError):
    """Nobody answered who could be read."""


def probe(address: str, options: Mapping[str, str]) -> ProbeReport:
    """What answers on the line; ProbeError when nothing does."""
    check_names(options, OPTIONS)
    url = line_address(address)
    settings = _settings(url, options)
    addresses = _addresses(options.get("addresses", "1-16"))
    ways = [settings, *_other_ways(settings, options)]
    tried: list[str] = []
    for way in ways:
        try:
            return _in_words(way, addresses, options)
        except _NobodyError as error:
            tried.append(f"function {way.function}, framing {way.framing}: {error}")
    raise ProbeError(
        f"{url}: no probe answers at addresses {addresses[0]} to {addresses[-1]} ({'; '.join(tried)}). Check "
        "baud rate, parity, the two wires, and the register map (options template, function, word_order, "
        "framing)"
    )


def _other_ways(settings: TankProbes, options: Mapping[str, str]) -> list[TankProbes]:
    """Function and framing that were not asked for and may be right, the likelier first."""
    ways: list[TankProbes] = []
    if "framing" not in options and settings.url.startswith("tcp:") and settings.framing == "rtu":
        ways.append(structs.replace(settings, framing="tcp"))
    if "function" not in options:
        other = 4 if settings.function == 3 else 3
        ways += [structs.replace(way, function=other) for way in (settings, *ways)]
    return ways


def _in_words(settings: TankProbes, addresses: list[int], options: Mapping[str, str]) -> ProbeReport:
    """What answers in one way; with its words the other way round where only that gives levels."""
    report = _asked(settings, addresses)
    report.notes += _unusual(settings)
    if _impossible(report) and "word_order" not in options:
        order = "low_first" if settings.word_order == "high_first" else "high_first"
        other = _asked(structs.replace(settings, word_order=order), [t.tank_id for t in report.tanks])
        if not _impossible(other):
            other.notes += [
                *_unusual(settings),
                f"only the other word order gives levels: set word_order = {order!r}",
            ]
            return other
    report.notes += [
        f"probe {number}: {mm:g} mm is no level of a tank: check template and word_order"
        for number, mm in _impossible(report)
    ]
    return report


def _unusual(settings: TankProbes) -> list[str]:
    """What a station's file must say because it is not the usual."""
    notes = [] if settings.framing == "rtu" else ["it answers as Modbus TCP: set framing = 'tcp'"]
    return notes + ([] if settings.function == 3 else [f"it answers function {settings.function}"])


def _impossible(report: ProbeReport) -> list[tuple[int, float]]:
    levels = [(tank.tank_id, mm) for tank in report.tanks for mm in (tank.height_mm, tank.water_mm)]
    return [(number, mm) for number, mm in levels if mm is not None and abs(mm) > _TALLEST_MM]


def _asked(settings: TankProbes, addresses: list[int]) -> ProbeReport:
    try:
        line = open_transport(settings.url)
    except TransportError as error:
        raise ProbeError(
            f"the line cannot be opened: {error}. Check cable and device, and who else holds it"
        ) from None
    try:
        return _scanned(line, settings, addresses)
    except TransportError as error:
        raise _NobodyError(f"the line broke: {error}") from None
    finally:
        line.close()


def _settings(url: str, options: Mapping[str, str]) -> TankProbes:
    given: dict[str, Any] = {
        "template": options.get("template", _DEFAULT),
        "driver": "probe",
        "name": "probe",
        "url": url,
        "tanks": [{"address": 1, "tank_id": 1}],
        "timeout_s": seconds(options, "timeout_s", 0.5),
        "tries": 1,
    }
    given |= {name: options[name] for name in ("word_order", "framing") if name in options}
    given |= {"function": int(options["function"])} if options.get("function", "").isdigit() else {}
    try:
        return msgspec.convert(with_defaults(given), TankProbes)
    except (TemplateError, msgspec.ValidationError) as error:
        raise ProbeError(f"options: {error}") from None


def _addresses(text: str) -> list[int]:
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        if not (first.strip().isdigit() and (last.strip() or first).strip().isdigit()):
            raise ProbeError(f"option addresses={text!r}: give 1-16 or 1,2,7")
        found += range(int(first), int(last or first) + 1)
    if not found or min(found) < 1 or max(found) > _LAST:
        raise ProbeError(f"option addresses={text!r}: addresses are 1 to {_LAST}")
    return found


def _scanned(line: Transport, settings: TankProbes, addresses: list[int]) -> ProbeReport:
    report = ProbeReport(model=f"Modbus tank probes, read as template {settings.template}")
    problems: list[str] = []
    odd: set[str] = set()
    for address in addresses:
        heard = read_probe(line, settings, address)
        odd |= set(+heard.deviations)
        if heard.problem is None:
            _add(report, address, heard.registers, settings)
        elif heard.raw:
            problems.append(f"address {address}: {heard.problem}")
    if not report.tanks:
        raise _NobodyError("; ".join(problems) or "silence")
    report.notes += ["tank_id is the probe's address; a probe tells neither product nor volume", *problems]
    report.notes += [f"on the line: {name}" for name in sorted(odd)]
    return report


def _add(report: ProbeReport, address: int, registers: dict[int, int], settings: TankProbes) -> None:
    figures = figures_in(registers, settings)
    good = [c for c in figures.points_c if c is not None and abs(c - settings.fault_c) > 0.03]
    for number, point in enumerate(figures.points_c, 1):
        if point is not None and abs(point - settings.fault_c) <= 0.03:
            report.alarms.append(
                f"probe {address}: thermometer {number} shows {point:g} °C, its power-on value"
            )
    report.tanks.append(
        FoundTank(
            tank_id=address,
            height_mm=None if figures.product_mm is None else round(figures.product_mm, 3),
            water_mm=None if figures.water_mm is None else round(figures.water_mm, 3),
            temp_c=round(sum(good) / len(good), 3) if good else None,
        )
    )
