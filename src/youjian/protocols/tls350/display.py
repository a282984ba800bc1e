"""Inventories in display format (I201), as real consoles and as emulators lay them out."""

import re
from datetime import datetime
from typing import Literal

from youjian.protocols.tls350.envelope import ETX, SOH, TlsError
from youjian.protocols.tls350.messages import DisplayForm, Inventory, TankInventory

_ECHO = re.compile(r"[Ii](?P<function>[0-9A-F]{3})(?P<device>\d{2})", re.IGNORECASE)
_NUMBER = r"(-?\d+(?:\.\d+)?)"
_ROW = re.compile(
    r"\s*(?P<tank>\d{1,2})\s+(?P<label>\S+(?: \S+)*)\s\s+" + r"\s+".join([_NUMBER] * 6) + r"\s*"
)
_HEADING = "TANK PRODUCT             VOLUME TC VOLUME   ULLAGE   HEIGHT    WATER     TEMP"
_REPORT_TITLE = "IN-TANK INVENTORY"
_CONSOLE_TIME, _EMULATOR_TIME = "%b %d, %Y %I:%M %p", "%m/%d/%Y %H:%M"
_CONSOLE_WIDTHS, _EMULATOR_WIDTHS = (6, 10, 9, 9, 9, 9), (8, 10, 10, 10, 10, 9)
_LABEL_WIDTH = 20
_LONGEST_LINE = 200
_HEADER_LINES = 10
_CONSOLE_LINE_END = "\r\n" + "\0" * 6


def parse_display(raw: bytes, etx: int = ETX) -> Inventory:
    """The inventory in a display-format answer; raises TlsError (`function`, `layout`)."""
    text = raw.lstrip(bytes((SOH,))).rstrip(bytes((etx,))).decode("latin-1")
    lines = [line.strip("\0\r") for line in text.split("\n")]
    echo = next((match for line in lines if (match := _ECHO.fullmatch(line.strip()))), None)
    if echo is None:
        raise TlsError("function", f"no echo of the command in {text[:60]!r}")
    if echo["function"].upper() != "201":
        raise TlsError(
            "function", f"display format of I{echo['function']} is not read; ask in computer format"
        )
    filled = [line.strip() for line in lines if line.strip()][:_HEADER_LINES]
    return Inventory(
        function="I201",
        device=int(echo["device"]),
        at=_time_of(filled),
        tanks=[_tank(match) for line in lines if (match := _row_match(line))],
        display=DisplayForm(_style(raw, text), _title_of(filled)),
    )


def _style(raw: bytes, text: str) -> Literal["console", "emulator", "bare"]:
    if _CONSOLE_LINE_END in text:
        return "console"
    return "emulator" if raw[:1] == bytes((SOH,)) else "bare"


def _time_of(lines: list[str]) -> datetime | None:
    for line in lines:
        for form in (_CONSOLE_TIME, _EMULATOR_TIME):
            try:
                return datetime.strptime(" ".join(line.split()), form)  # noqa: DTZ007  console-local
            except ValueError:
                continue
    return None


def _title_of(lines: list[str]) -> str:
    """The station's header: the first line after echo and time that is no heading."""
    known = (_REPORT_TITLE, _HEADING)
    rest = lines[2:]
    return rest[0] if rest and rest[0] not in known and not _row_match(rest[0]) else ""


def _row_match(line: str) -> re.Match[str] | None:
    return _ROW.fullmatch(line) if len(line) <= _LONGEST_LINE else None


def _tank(match: re.Match[str]) -> TankInventory:
    volume, tc_volume, ullage, height, water, temperature = (float(text) for text in match.groups()[2:])
    return TankInventory(
        tank=int(match["tank"]),
        product="",
        label=match["label"],
        volume=volume,
        tc_volume=tc_volume,
        ullage=ullage,
        height=height,
        water=water,
        temperature=temperature,
    )


def encode_display(inventory: Inventory, etx: int = ETX) -> bytes:
    """The display-format answer in the style that the inventory names."""
    form = inventory.display or DisplayForm("console")
    if form.style == "console":
        return _enveloped(_console_lines(inventory, form.title), _CONSOLE_LINE_END, etx)
    lines = _emulator_lines(inventory, form.title)
    return _enveloped(lines, "\n", etx) if form.style == "emulator" else _text(lines, "\n")


def _console_lines(inventory: Inventory, title: str) -> list[str]:
    time = "" if inventory.at is None else inventory.at.strftime(_CONSOLE_TIME).upper()
    rows = [_row(tank, _CONSOLE_WIDTHS) for tank in inventory.tanks]
    return ["", f"I201{inventory.device:02d}", time, "", title, "", _HEADING, *rows, ""]


def _emulator_lines(inventory: Inventory, title: str) -> list[str]:
    time = "" if inventory.at is None else inventory.at.strftime(_EMULATOR_TIME)
    rows = [_row(tank, _EMULATOR_WIDTHS) for tank in inventory.tanks]
    return ["", f"I201{inventory.device:02d}", time, "", title, "", "", _REPORT_TITLE, "", _HEADING, *rows]


def _row(tank: TankInventory, widths: tuple[int, ...]) -> str:
    volumes = (f"{value:.0f}" for value in (tank.volume, tank.tc_volume, tank.ullage))
    levels = (f"{value:.2f}" for value in (tank.height, tank.water, tank.temperature))
    fields = zip((*volumes, *levels), widths, strict=True)
    label = (tank.label or tank.product).ljust(_LABEL_WIDTH)
    return f"{tank.tank:3d}  {label}" + "".join(text.rjust(width) for text, width in fields)


def _enveloped(lines: list[str], line_end: str, etx: int) -> bytes:
    return bytes((SOH,)) + _text(lines, line_end) + bytes((etx,))


def _text(lines: list[str], line_end: str) -> bytes:
    return "".join(line + line_end for line in lines).encode("latin-1", "replace")
