"""Probe of a TLS-350 console, another maker's console that speaks its language, or an emulator.

Asks for the inventory in computer format, then in display format, with one end of command after another until
something can be read; then for alarms, names and the software. It only reads: commands leave through the same
allow-list as the collector's.
"""

import re
from collections.abc import Mapping
from datetime import datetime

from msgspec.structs import replace

from youjian.collector.desk import utc_now
from youjian.collector.drivers.tls350_line import Manner
from youjian.collector.probing import tls350_alarms, tls350_units
from youjian.collector.probing.options import check_names, choice, line_address, seconds
from youjian.collector.probing.report import FoundTank, ProbeError, ProbeReport
from youjian.collector.probing.tls350_session import Session
from youjian.contract.fields import SHANGHAI
from youjian.protocols import tls350

OPTIONS = {
    "security_code": "six characters, where the console asks for one",
    "units": "metric, imperial or three of L/gal, mm/cm/in, C/F, as in L,mm,C",
    "format": "auto, computer or display",
    "terminator": "auto, crlf, lf, cr or none",
    "etx": "the byte that ends an answer, in hexadecimal; 03 unless the console was set otherwise",
    "timeout_s": "wait for the first byte of an answer",
    "idle_s": "silence that ends an answer without ETX",
}
_TERMINATORS = {"crlf": "\r\n", "none": "", "lf": "\n", "cr": "\r"}
_FORMATS = {"auto": "iI", "computer": "i", "display": "I"}
_FORMAT_NAMES = {"i": "computer format (i201)", "I": "display format (I201)"}
_SOFTWARE_TEXT, _TANKS = 80, 16
_SOFTWARE_LINE = re.compile(r"SOFTWARE\s*#|VERSION\s+\S*\d", re.IGNORECASE)


def probe(address: str, options: Mapping[str, str]) -> ProbeReport:
    """What the console at an address says of itself and its tanks; ProbeError when nothing can be read."""
    check_names(options, OPTIONS)
    declared = tls350_units.declared(options.get("units"))
    ends = {**_TERMINATORS, "auto": "\0"}
    terminator = choice(options, "terminator", ends, "auto")
    session = Session(line_address(address), _manner(options))
    try:
        terminators = list(_TERMINATORS.values()) if terminator == "\0" else [terminator]
        letters = choice(options, "format", _FORMATS, "auto")
        inventory = _inventory(session, letters, [end.encode() for end in terminators])
        return _report(session, inventory, letters, declared)
    except tls350.ForbiddenCommand as error:
        raise ProbeError(f"not sent: {error}") from None
    finally:
        session.close()


def _manner(options: Mapping[str, str]) -> Manner:
    code = options.get("security_code", "")
    if len(code) not in (0, 6):
        raise ProbeError(f"option security_code: {len(code)} characters, a console's code has six")
    try:
        etx = int(options.get("etx", "03"), 16)
    except ValueError:
        etx = 0
    if not 0 < etx < 0x80 or etx == tls350.SOH:
        raise ProbeError(f"option etx={options['etx']!r}: give a byte from 02 to 7F, as in 03")
    timeout = seconds(options, "timeout_s", 6.0)
    return Manner(
        security_code=code, etx=etx, timeout_s=timeout, idle_s=seconds(options, "idle_s", min(2.0, timeout))
    )


def _inventory(session: Session, letters: str, terminators: list[bytes]) -> tls350.Inventory:
    """The first inventory that can be read; an empty one only when no other way says more."""
    empty: tls350.Inventory | None = None
    for number, terminator in enumerate(terminators):
        session.use(terminator, hurried=number > 0)
        for letter in letters:
            found = _whole(session, f"{letter}201")
            if isinstance(found, tls350.Inventory) and (found.tanks or found.inactive):
                return found
            empty = empty or (found if isinstance(found, tls350.Inventory) else None)
        if empty is not None:
            return empty
    session.use(terminators[0], hurried=True)
    single = _tank_by_tank(session, letters) if session.refused else None
    if single is None:
        raise ProbeError(session.failure())
    return single


def _whole(session: Session, function: str) -> tls350.Reply | None:
    """The answer; one that silence or the line's end has ended is asked for again: the longer one counts."""
    answer = session.ask(function)
    first = answer.reply
    if not isinstance(first, tls350.Inventory) or answer.message is None or not answer.message.unterminated:
        return first
    second = session.ask(function).reply
    more = isinstance(second, tls350.Inventory) and len(second.tanks) > len(first.tanks)
    return second if more else first


def _tank_by_tank(session: Session, letters: str) -> tls350.Inventory | None:
    """The tanks one by one, for a console that does not know «all tanks»: until one is not there."""
    for letter in letters:
        found: list[tls350.Inventory] = []
        for number in range(1, _TANKS + 1):
            reply = session.ask(f"{letter}201", number).reply
            if not isinstance(reply, tls350.Inventory) or not reply.tanks:
                break
            found.append(reply)
        if found:
            return replace(found[0], tanks=[tank for one in found for tank in one.tanks])
    return None


def _report(
    session: Session, inventory: tls350.Inventory, letters: str, declared: tls350.Units | None
) -> ProbeReport:
    letter = "I" if inventory.display else "i"
    session.settle()
    shown = _shown(session, letters) if letter == "i" else inventory
    notes = [f"inventory in {_FORMAT_NAMES[letter]}, commands ended by {session.terminator_name}"]
    units, unit_notes = tls350_units.decide(inventory, shown, declared)
    labels = {tank.tank: tank.label for tank in shown.tanks} if shown else {}
    tanks = [_tank(tank, labels.get(tank.tank), units) for tank in inventory.tanks]
    tanks += [FoundTank(tank_id=number) for number in inventory.inactive]
    alarms, alarm_notes = tls350_alarms.active(session, letter)
    model = _model(session, letter)
    notes += [*unit_notes, *_told(inventory), *alarm_notes, *session.notes(), *_other_format(letter, shown)]
    return ProbeReport(model=model, tanks=sorted(tanks, key=lambda t: t.tank_id), alarms=alarms, notes=notes)


def _shown(session: Session, letters: str) -> tls350.Inventory | None:
    """The same inventory as people read it, for the products' names and the units."""
    if "I" not in letters:
        return None
    reply = session.ask("I201").reply
    return reply if isinstance(reply, tls350.Inventory) and reply.display else None


def _tank(tank: tls350.TankInventory, label: str | None, units: tls350.Units) -> FoundTank:
    return FoundTank(
        tank_id=tank.tank,
        product=(label or tank.label or tank.product).strip() or None,
        volume_l=tls350_units.litres(tank.volume, units),
        height_mm=tls350_units.millimetres(tank.height, units),
        water_mm=tls350_units.millimetres(tank.water, units),
        temp_c=tls350_units.celsius(tank.temperature, units),
    )


def _told(inventory: tls350.Inventory) -> list[str]:
    """What the inventory itself gives to know: clock, marks, columns, tanks without data."""
    notes = [_clock(inventory.at)]
    if inventory.display and inventory.display.title:
        notes.append(f"the report is headed {inventory.display.title!r}")
    if inventory.display and inventory.display.assumed:
        notes.append("the table has no headings: its columns are assumed to stand in the usual order")
    if not inventory.tanks and not inventory.inactive:
        notes.append("the console answers and has no tank")
    notes += [f"tank {number}: no data (question marks)" for number in inventory.inactive]
    for tank in inventory.tanks:
        marks = {
            "a delivery is in progress": tank.delivery_in_progress,
            "a leak test is in progress": tank.leak_test_in_progress,
            "the console marks its level as invalid": tank.invalid_height,
        }
        notes += [f"tank {tank.tank}: {mark}" for mark, there in marks.items() if there]
    return notes


def _clock(at: datetime | None) -> str:
    if at is None:
        return "the console tells no time"
    offset = round((at.replace(tzinfo=SHANGHAI) - utc_now()).total_seconds())
    return (
        f"the console's clock shows {at:%Y-%m-%d %H:%M}, {offset:+d} s from this machine's "
        "(read as Beijing time; it shows whole minutes)"
    )


def _model(session: Session, letter: str) -> str:
    """The family, and the software where the console tells it; emulators of display reports are not asked."""
    software = "" if session.like_an_emulator else _software(session.ask(f"{letter}902").reply)
    return f"TLS-350 family console{f', software {software[:_SOFTWARE_TEXT]}' if software else ''}"


def _software(reply: tls350.Reply | None) -> str:
    if isinstance(reply, tls350.Software):
        return reply.version
    lines = reply.lines if isinstance(reply, tls350.DisplayReport) else []
    return ", ".join(" ".join(line.split()) for line in lines if _SOFTWARE_LINE.search(line))


def _other_format(letter: str, shown: tls350.Inventory | None) -> list[str]:
    if letter == "I":
        return ['it gives no usable answer in computer format: set format = "display" for the collector']
    return [] if shown else ["it gives no usable answer in display format: products' names are not known"]
