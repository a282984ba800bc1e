"""Replies of a console: bytes to messages and back, by function code."""

import re
from collections.abc import Callable
from datetime import datetime

from youjian.protocols.tls350 import charts, drops, reports
from youjian.protocols.tls350.display import encode_display, encode_report, parse_display
from youjian.protocols.tls350.envelope import ETX, SOH, UNKNOWN_COMMAND, TlsError, content_of, envelope
from youjian.protocols.tls350.fields import Cursor, moment_text
from youjian.protocols.tls350.messages import (
    AdjustedDeliveries,
    AlarmHistory,
    Alarms,
    ByTank,
    ChartAudit,
    Charts,
    ChartSecurity,
    Computer,
    Deliveries,
    DisplayReport,
    Inventory,
    OtherReply,
    Reply,
    Shifts,
    Software,
    UnknownCommand,
)
from youjian.protocols.tls350.reader import Message

_SOFTWARE, _CREATED = "SOFTWARE#", "CREATED - "
_BLANK = b"\r\n\x00 \t"
_COMPUTER = re.compile(rb"[Ii][0-9A-Fa-f]{3}\d\d(?![\r\n\x00])")
"""A display report may echo its command in lower case; there a line ends behind it."""


def parse(message: Message | bytes, *, etx: int = ETX, near: datetime | None = None) -> Reply:
    """The reply in one message; raises TlsError (`checksum`, `layout`, `function`, `empty`).

    A computer-format reply is read only with a right checksum; SOH may be missing in display format only.
    `near` is the console's local time as the reader believes it, for display dates that can be read twice.
    """
    raw = message.raw if isinstance(message, Message) else message
    body = raw.lstrip(bytes((SOH,))).rstrip(bytes((etx,))).strip(_BLANK)
    if not body:
        raise TlsError("empty", "the console answered SOH ETX without content")
    if body == UNKNOWN_COMMAND:
        return UnknownCommand(bare=raw[:1] != bytes((SOH,)))
    if _COMPUTER.match(body):
        return _parse_computer(content_of(raw, etx))
    return parse_display(raw, etx, near)


def _parse_computer(content: str) -> Reply:
    cursor = Cursor(content)
    function = "i" + cursor.text(4, "function")[1:].upper()
    device, at = cursor.decimal(2, "device"), cursor.moment("time")
    read = _READERS.get(function)
    if read is None:
        return OtherReply(function=function, device=device, at=at, body=cursor.rest())
    return read(cursor, function, device, at)


def _inventory(cursor: Cursor, function: str, device: int, at: datetime | None) -> Reply:
    tanks, inactive = reports.read_tanks(cursor, reports.read_inventory)
    return Inventory(function=function, device=device, at=at, tanks=tanks, inactive=inactive)


def _active_alarms(cursor: Cursor, function: str, device: int, at: datetime | None) -> Reply:
    return Alarms(function=function, device=device, at=at, alarms=reports.read_active_alarms(cursor))


def _tank_alarms(cursor: Cursor, function: str, device: int, at: datetime | None) -> Reply:
    tanks: list[int] = []

    def read(cursor: Cursor, tank: int) -> list[reports.Alarm]:
        tanks.append(tank)
        return reports.read_tank_alarms(cursor, tank)

    listed, _ = reports.read_tanks(cursor, read)
    alarms = [alarm for each in listed for alarm in each]
    return Alarms(function=function, device=device, at=at, alarms=alarms, tanks=tanks)


def _history(cursor: Cursor, function: str, device: int, at: datetime | None) -> Reply:
    tanks, inactive = reports.read_tanks(cursor, reports.read_history)
    return AlarmHistory(function=function, device=device, at=at, tanks=tanks, inactive=inactive)


def _shifts(cursor: Cursor, function: str, device: int, at: datetime | None) -> Reply:
    tanks, inactive = reports.read_tanks(cursor, charts.read_shift)
    return Shifts(function=function, device=device, at=at, tanks=tanks, inactive=inactive)


def _charts(cursor: Cursor, function: str, device: int, at: datetime | None) -> Reply:
    """The charts; where their layout is another one, the body as it came: it can still be compared."""
    body = cursor.rest()
    try:
        tanks, inactive = reports.read_tanks(Cursor(body), charts.read_chart)
    except TlsError:
        return OtherReply(function=function, device=device, at=at, body=body)
    return Charts(function=function, device=device, at=at, tanks=tanks, inactive=inactive)


def _chart_audit(cursor: Cursor, function: str, device: int, at: datetime | None) -> Reply:
    tanks, inactive = reports.read_tanks(cursor, reports.read_chart_audit)
    return ChartAudit(function=function, device=device, at=at, tanks=tanks, inactive=inactive)


def _chart_security(cursor: Cursor, function: str, device: int, at: datetime | None) -> Reply:
    flag = cursor.rest()
    if flag not in ("0", "1"):
        raise TlsError("layout", f"chart security is {flag!r}, neither 0 nor 1")
    return ChartSecurity(function=function, device=device, at=at, enabled=flag == "1")


def _software(cursor: Cursor, function: str, device: int, at: datetime | None) -> Reply:
    version, marked, created = cursor.rest().removeprefix(_SOFTWARE).partition(_CREATED)
    if marked and not created:
        version = version + marked
    return Software(function=function, device=device, at=at, version=version.strip(), created=created.strip())


def _deliveries(cursor: Cursor, function: str, device: int, at: datetime | None) -> Reply:
    tanks, inactive = reports.read_tanks(cursor, drops.read_deliveries)
    return Deliveries(function=function, device=device, at=at, tanks=tanks, inactive=inactive)


def _adjusted(cursor: Cursor, function: str, device: int, at: datetime | None) -> Reply:
    tanks, inactive = reports.read_tanks(cursor, drops.read_adjusted)
    return AdjustedDeliveries(function=function, device=device, at=at, tanks=tanks, inactive=inactive)


_READERS: dict[str, Callable[[Cursor, str, int, datetime | None], Reply]] = {
    "i101": _active_alarms,
    "i201": _inventory,
    "i202": _deliveries,
    "i204": _shifts,
    "i205": _tank_alarms,
    "i206": _history,
    "i20C": _deliveries,
    "i216": _charts,
    "i218": _chart_audit,
    "i219": _chart_security,
    "i21A": _inventory,
    "i21B": _adjusted,
    "i902": _software,
}


def encode_inventory(inventory: Inventory, *, etx: int = ETX) -> bytes:
    """An inventory as the console would send it: in display format when `display` is set."""
    return encode_reply(inventory, etx=etx)


def encode_reply(reply: Reply, *, etx: int = ETX) -> bytes:
    """Any reply as the console would send it; raises TlsError (`layout`) when a value does not fit."""
    if isinstance(reply, UnknownCommand):
        return UNKNOWN_COMMAND + b"\n" if reply.bare else bytes((SOH,)) + UNKNOWN_COMMAND + bytes((etx,))
    if isinstance(reply, DisplayReport):
        return encode_report(reply, etx)
    if isinstance(reply, Inventory) and reply.display is not None:
        return encode_display(reply, etx)
    return envelope(f"{reply.function}{reply.device:02d}{moment_text(reply.at)}{_body(reply)}", etx)


def _body(reply: Computer) -> str:
    match reply:
        case OtherReply():
            return reply.body
        case Software():
            return f"{_SOFTWARE} {reply.version}" + (f"{_CREATED}{reply.created}" if reply.created else "")
        case ChartSecurity():
            return "1" if reply.enabled else "0"
        case Alarms():
            return _alarms_text(reply)
        case _:
            return reports.tanks_text(_tank_texts(reply), reply.inactive)


def _tank_texts(reply: ByTank) -> dict[int, str]:
    match reply:
        case Inventory():
            texts = {tank.tank: reports.inventory_text(tank) for tank in reply.tanks}
        case Shifts():
            texts = {row.tank: charts.shift_text(row) for row in reply.tanks}
        case Charts():
            texts = {chart.tank: charts.chart_text(chart) for chart in reply.tanks}
        case Deliveries():
            texts = {tank.tank: drops.deliveries_text(tank) for tank in reply.tanks}
        case AlarmHistory():
            texts = {tank.tank: reports.history_text(tank) for tank in reply.tanks}
        case ChartAudit():
            texts = {tank.tank: reports.chart_audit_text(tank) for tank in reply.tanks}
        case AdjustedDeliveries():
            texts = {tank.tank: drops.adjusted_text(tank) for tank in reply.tanks}
    return texts


def _alarms_text(reply: Alarms) -> str:
    if reply.function != "i205":
        return "".join(f"{alarm.category}{alarm.code}{alarm.device:02d}" for alarm in reply.alarms)
    return "".join(f"{tank:02d}{_codes_text(reply, tank)}" for tank in reply.tanks)


def _codes_text(reply: Alarms, tank: int) -> str:
    codes = [alarm.code for alarm in reply.alarms if alarm.device == tank]
    return f"{len(codes):02X}" + "".join(codes)
