"""Inventories in display format (I201, I21A), as real consoles, other makers' and emulators lay them out.

The columns are read from their headings, whatever their language, order and number; values are in the units
that the console is set to, which a report rarely names.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from youjian.protocols.tls350.display_lists import listed
from youjian.protocols.tls350.display_rows import Decimal, Row, decimal_mark, row_of
from youjian.protocols.tls350.display_times import time_in
from youjian.protocols.tls350.display_words import Heading, headings_of, units_in
from youjian.protocols.tls350.envelope import ETX, SOH, TlsError
from youjian.protocols.tls350.messages import (
    DisplayForm,
    DisplayReport,
    Inventory,
    TankInventory,
    Units,
)

_ECHO = re.compile(r"[Ii](?P<function>[0-9A-Fa-f]{3})(?P<device>\d{2})")
_INVENTORIES = ("201", "21A")
_OTHERS = ("101", "205", "902")
_TITLES = re.compile(r"INVENT|BESTAND|GIAC|UNIT|库存|单位", re.IGNORECASE)
_HEADING = "TANK PRODUCT             VOLUME TC VOLUME   ULLAGE   HEIGHT    WATER     TEMP"
_REPORT_TITLE = "IN-TANK INVENTORY"
_CONSOLE_TIME, _EMULATOR_TIME = "%b %d, %Y %I:%M %p", "%m/%d/%Y %H:%M"
_CONSOLE_WIDTHS, _EMULATOR_WIDTHS = (6, 10, 9, 9, 9, 9), (8, 10, 10, 10, 10, 9)
_LABEL_WIDTH = 20
_LONGEST_LINE, _MOST_LINES = 200, 1000
_CONSOLE_LINE_END = "\r\n" + "\0" * 6


def parse_display(raw: bytes, etx: int = ETX, near: datetime | None = None) -> Inventory | DisplayReport:
    """The report in a display-format answer; raises TlsError (`function`, `layout`).

    `near` is the console's local time as the reader believes it, for dates that can be read in two ways.
    """
    text = _decoded(raw.lstrip(bytes((SOH,))).rstrip(bytes((etx,))))
    lines = _lines(text)
    if raw[-1:] != bytes((etx,)) and not text.endswith(("\n", "\r", "\0")):
        lines = _without_cut_row(lines)
    echo = next((match for line in lines if (match := _ECHO.fullmatch(line.strip()))), None)
    function = echo["function"].upper() if echo else None
    at = next((moment for line in lines if (moment := time_in(line, near))), None)
    device = int(echo["device"]) if echo else 0
    if function in _OTHERS:
        return DisplayReport(function=f"I{function}", device=device, at=at, lines=_body(lines, echo))
    if function not in (*_INVENTORIES, None):
        raise TlsError("function", f"display format of I{function} is not read; ask in computer format")
    rows, units, headed = _table(lines)
    if function is None and not (headed and rows):
        raise TlsError("function", f"no echo of the command in {text[:60]!r}")
    return Inventory(
        function=f"I{function or '201'}",
        device=device,
        at=at,
        tanks=[_tank(row) for row in rows],
        display=DisplayForm(_style(raw, text), _title_of(lines), Units(**units), not headed and bool(rows)),
    )


def _lines(text: str) -> list[str]:
    """The lines that are looked at: no console writes longer or more of them."""
    lines = re.split(r"\r?\n|\r", text, maxsplit=_MOST_LINES)[:_MOST_LINES]
    return [line.strip("\0\r\x01\x02").rstrip() for line in lines if len(line) <= _LONGEST_LINE]


def _without_cut_row(lines: list[str]) -> list[str]:
    """The lines of a report that broke off: its last row is left out where it is shorter than the others."""
    if not lines:
        return lines
    at, columns = _heading_of(lines)
    others = [len(line) for line in lines[at + 1 : -1] if row_of(line, columns)]
    whole = min(others, default=columns[-1].end - 1 if columns else 0)
    return lines[:-1] if len(lines[-1]) < whole else lines


def _body(lines: list[str], echo: re.Match[str] | None) -> list[str]:
    """The lines after echo and time, blank ones left out."""
    filled = [line for line in lines if line.strip()]
    start = filled.index(echo.string) + 1 if echo and echo.string in filled else 0
    return [line for line in filled[start:] if time_in(line) is None]


def _table(lines: list[str]) -> tuple[list[Row], dict[str, str], bool]:
    """The tanks, the units that the report names, and whether its columns had headings."""
    at, columns = _heading_of(lines)
    below = lines[at + 1 :] if columns else lines
    decimal = decimal_mark(below)
    rows = _rows(below, columns, decimal) if columns else []
    rows = rows or listed(lines, decimal) or _rows(below, (), decimal)
    units: dict[str, str] = {}
    for row in rows:
        units = row.units | units
    return rows, units | _named_units(lines, at, bool(columns)), bool(columns) or bool(units)


def _heading_of(lines: list[str]) -> tuple[int, list[Heading]]:
    best, columns = 0, list[Heading]()
    for number, line in enumerate(lines):
        found = headings_of(line)
        if len(found) > len(columns):
            best, columns = number, found
    return best, columns


def _named_units(lines: list[str], at: int, headed: bool) -> dict[str, str]:
    named: dict[str, str] = {}
    for line in lines:
        if _TITLES.search(line):
            named = units_in(line, plain=True) | named
    if headed:
        below = next((line for line in lines[at + 1 :] if line.strip()), "")
        if row_of(below, ()) is None:
            named |= units_in(below, plain=False)
        named |= units_in(lines[at], plain=False)
    return named


def _rows(lines: list[str], columns: Sequence[Heading], decimal: Decimal) -> list[Row]:
    rows: dict[int, Row] = {}
    for line in lines:
        if time_in(line) is None and (row := row_of(line, columns, decimal)):
            rows.setdefault(row.tank, row)
    return list(rows.values())


def _style(raw: bytes, text: str) -> Literal["console", "emulator", "bare"]:
    if _CONSOLE_LINE_END in text:
        return "console"
    return "emulator" if raw[:1] == bytes((SOH,)) else "bare"


def _title_of(lines: list[str]) -> str:
    """The station's header: the first line after echo and time that is neither title, heading nor tank."""
    for line in lines:
        plain = line.strip()
        if not plain or _ECHO.fullmatch(plain) or time_in(plain):
            continue
        known = plain == _REPORT_TITLE or headings_of(line) or row_of(line, ())
        return "" if known else plain
    return ""


def _tank(row: Row) -> TankInventory:
    values = row.values
    return TankInventory(
        tank=row.tank,
        product="",
        label=row.label,
        volume=values.get("volume"),
        tc_volume=values.get("tc_volume"),
        ullage=values.get("ullage"),
        height=values.get("height"),
        water=values.get("water"),
        temperature=values.get("temperature"),
        water_volume=values.get("water_volume"),
    )


def _decoded(raw: bytes) -> str:
    """Text in the encoding it was written in: UTF-8, the Chinese GB 2312, or Latin-1."""
    for encoding in ("utf-8", "gb2312"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def encode_display(inventory: Inventory, etx: int = ETX) -> bytes:
    """The display-format answer in the style that the inventory names."""
    form = inventory.display or DisplayForm("console")
    if form.style == "console":
        return _enveloped(_console_lines(inventory, form.title), _CONSOLE_LINE_END, etx)
    lines = _emulator_lines(inventory, form.title)
    return _enveloped(lines, "\n", etx) if form.style == "emulator" else _text(lines, "\n")


def encode_report(report: DisplayReport, etx: int = ETX) -> bytes:
    """A display report of text lines as a console sends it."""
    time = "" if report.at is None else report.at.strftime(_CONSOLE_TIME).upper()
    lines = ["", f"{report.function}{report.device:02d}", time, "", *report.lines, ""]
    return _enveloped(lines, _CONSOLE_LINE_END, etx)


def _console_lines(inventory: Inventory, title: str) -> list[str]:
    time = "" if inventory.at is None else inventory.at.strftime(_CONSOLE_TIME).upper()
    rows = [_row(tank, _CONSOLE_WIDTHS) for tank in inventory.tanks]
    return ["", f"I201{inventory.device:02d}", time, "", title, "", _HEADING, *rows, ""]


def _emulator_lines(inventory: Inventory, title: str) -> list[str]:
    time = "" if inventory.at is None else inventory.at.strftime(_EMULATOR_TIME)
    rows = [_row(tank, _EMULATOR_WIDTHS) for tank in inventory.tanks]
    return ["", f"I201{inventory.device:02d}", time, "", title, "", "", _REPORT_TITLE, "", _HEADING, *rows]


def _row(tank: TankInventory, widths: tuple[int, ...]) -> str:
    volumes = (_shown(value, 0) for value in (tank.volume, tank.tc_volume, tank.ullage))
    levels = (_shown(value, 2) for value in (tank.height, tank.water, tank.temperature))
    fields = zip((*volumes, *levels), widths, strict=True)
    label = (tank.label or tank.product).ljust(_LABEL_WIDTH)
    return f"{tank.tank:3d}  {label}" + "".join(text.rjust(width) for text, width in fields)


def _shown(value: float | None, decimals: int) -> str:
    return "-" if value is None else f"{value:.{decimals}f}"


def _enveloped(lines: list[str], line_end: str, etx: int) -> bytes:
    return bytes((SOH,)) + _text(lines, line_end) + bytes((etx,))


def _text(lines: list[str], line_end: str) -> bytes:
    return "".join(line + line_end for line in lines).encode("utf-8")
