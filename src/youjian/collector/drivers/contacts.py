"""Seal and cover contacts: read several times a second, believed when stable, told when opened.

What a contact showed last is on disk with the event, so that a change while the box was without power is told
at start. A module that does not answer, or a file without 0 or 1, is a line that was lost.
"""

import logging
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from youjian.collector.contacts import Change, Debounced
from youjian.collector.desk import Desk
from youjian.collector.drivers.gpio import GpioLines
from youjian.collector.drivers.port import PortLoop, SilentError
from youjian.collector.outbox import OutboxFullError
from youjian.collector.settings.contacts import Contact, Contacts
from youjian.collector.transport import Transport, TransportError, open_transport
from youjian.contract.records import DeviceEvent
from youjian.protocols import modbus

log = logging.getLogger(__name__)
_LONGEST_VALUE = 16
_FUNCTIONS = {"discrete": modbus.DISCRETE_INPUTS, "coils": modbus.COILS}


class ContactsPort:
    """The loop of one module's thread."""

    def __init__(self, settings: Contacts, desk: Desk) -> None:
        self.name = settings.name
        self._numbers = [contact.input for contact in settings.contacts]
        driver = ContactsDriver(settings, desk)
        self._loop = _ContactLoop(settings.url, driver, desk, opener=self._opened)

    def run(self, stop: threading.Event) -> None:
        """Read until told to stop."""
        self._loop.run(stop)

    def _opened(self, url: str) -> Transport:
        if url.startswith("gpio:"):
            return GpioLines(url, self._numbers)
        return ValueFiles(url) if url.startswith("file:") else open_transport(url)


class ContactsDriver:
    """All contacts of one module."""

    def __init__(self, settings: Contacts, desk: Desk) -> None:
        self.name = settings.name
        self.poll_s = settings.read_s
        self.devices: Sequence[str] = sorted({contact.device for contact in settings.contacts})
        self._settings = settings
        self._desk = desk
        self._transaction = 0
        self._contacts = {
            contact.input: (contact, Debounced(self._stored(contact), settings.debounce_s))
            for contact in settings.contacts
        }

    def poll(self, line: Transport) -> None:
        """Read all inputs once; SilentError when the module does not say them."""
        try:
            levels = self._levels(line)
        except (SilentError, TransportError):
            for _, state in self._contacts.values():
                state.lost()
            raise
        now = time.monotonic()
        for number, (contact, state) in self._contacts.items():
            before = state.stored
            change = state.seen(contact.intact(levels[number]), now)
            if change is not None and not self._changed(contact, change):
                state.stored = before
        self._show()

    def _levels(self, line: Transport) -> dict[int, int]:
        if isinstance(line, ValueFiles):
            return {number: line.level(number) for number in self._contacts}
        if isinstance(line, GpioLines):
            return line.levels()
        first = min(self._contacts)
        self._transaction = self._transaction % 0xFFFF + 1
        count = max(self._contacts) - first + 1
        try:
            bits = read_bits(self._settings, line, first, count, self._transaction)
        except SilentError:
            self._desk.board.count("contacts_silences")
            raise
        return {number: int(bits[number - first]) for number in self._contacts}

    def _changed(self, contact: Contact, change: Change) -> bool:
        """Store the new state, with the event where it is an opening; False when it could not be stored."""
        records = [] if change.intact else [self._event(contact, change)]
        note = {self._note(contact): "1" if change.intact else "0"}
        try:
            self._desk.store(records, notes=note)
        except OutboxFullError:
            return False
        what = "closed" if change.intact else contact.event
        log.warning("%s: %s: %s: %s", self._desk.station_id, contact.device, contact.position, what)
        return True

    def _event(self, contact: Contact, change: Change) -> DeviceEvent:
        when = ""
        if change.first:
            when = ", found open at the first reading"
        elif change.unwatched:
            when = ", opened while nobody looked"
        return DeviceEvent(
            station_id=self._desk.station_id,
            device=contact.device,
            at=self._desk.now(),
            code=contact.event,
            detail=f"{contact.position}: input {contact.input} of {self.name}{when}",
        )

    def _show(self) -> None:
        opened = [f"{c.device} {c.position}" for c, state in self._contacts.values() if state.stored is False]
        self._desk.board.fact(f"{self.name}: open contacts", opened)

    def _note(self, contact: Contact) -> str:
        return f"{self.name}: contact {contact.device} {contact.position}"

    def _stored(self, contact: Contact) -> bool | None:
        text = self._desk.outbox.note(self._note(contact))
        return None if text is None else text == "1"


def read_bits(
    settings: Contacts, line: Transport, first: int, count: int, transaction: int = 1
) -> list[bool]:
    """The module's bits from `first`; SilentError for an answer that is late, short or a refusal."""
    function, framing, unit = _FUNCTIONS[settings.inputs], settings.on_wire, settings.unit
    reader = modbus.AnswerReader(framing, unit, function, transaction)
    line.discard()
    line.write(modbus.encode_read(framing, unit, function, first, count, transaction=transaction))
    deadline = time.monotonic() + settings.timeout_s
    data: bytes | None = None
    while data is None and (left := deadline - time.monotonic()) > 0:
        try:
            data = reader.feed(line.read(left))
        except modbus.ModbusError as error:
            raise SilentError(f"{settings.name}: unit {unit} refuses: {error}") from None
    if data is None or len(data) * 8 < count:
        raise SilentError(f"{settings.name}: unit {unit} does not say its {count} inputs")
    return modbus.bits_of(data, count)


class ValueFiles:
    """Files that hold 0 or 1, such as a GPIO's value; a line on which nothing is sent."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._template = unquote(urlsplit(url).path)

    def level(self, number: int) -> int:
        """0 or 1 of an input; TransportError when its file cannot be read or holds something else."""
        path = Path(self._template.replace("{input}", str(number)))
        try:
            with path.open("rb") as file:
                text = file.read(_LONGEST_VALUE).strip()
        except OSError as error:
            raise TransportError(f"{path}: {error.strerror}") from None
        if text not in (b"0", b"1"):
            raise TransportError(f"{path}: holds {text!r}, neither 0 nor 1")
        return int(text)

    def read(self, timeout_s: float) -> bytes:
        """Nothing comes by itself."""
        time.sleep(max(timeout_s, 0.0))
        return b""

    def write(self, data: bytes) -> None:
        """Nothing is ever written to an input."""
        raise TransportError(f"{self._url}: {len(data)} bytes to an input")

    def discard(self) -> None:
        """There is nothing to throw away."""

    def close(self) -> None:
        """There is nothing to close."""


class _ContactLoop(PortLoop):
    """The state of a module is its own: a dispenser's stands with the line that measures it."""

    def _show(self, state: str) -> None:
        self._desk.board.fact(f"{self._driver.name}: line", state)
