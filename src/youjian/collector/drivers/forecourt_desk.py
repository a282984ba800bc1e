"""What a controller's lines become: records, device states and events, each stored once."""

import logging
import time
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import msgspec

from youjian.collector.desk import Desk
from youjian.collector.drivers.forecourt_signs import Sign, Signs
from youjian.collector.fuellings.state import NozzleState
from youjian.collector.fuellings.transactions import Book, Memory, Source, take
from youjian.collector.settings.forecourt import Forecourt
from youjian.contract.records import DeviceEvent, Record, TankReading
from youjian.protocols import forecourt

log = logging.getLogger(__name__)
_FAULTY_C = 85.0
_AHEAD_S = 60.0


class Entry:
    """What the lines of one transaction come to before it is stored: all of it or nothing."""

    def __init__(self, notes: Mapping[str, str] | None = None) -> None:
        self.records: list[Record] = []
        self.readings: list[Record] = []
        self.books: dict[int, Book] = {}
        self.notes: dict[str, str] = dict(notes or {})
        self.frames: list[tuple[str, bytes, str]] = []
        self._events: set[tuple[str, str, datetime]] = set()

    def event(self, event: DeviceEvent) -> None:
        """An event; two of a kind at one moment are a microsecond apart, so that both have a key."""
        at = event.at
        while (event.device, event.code, at) in self._events:
            at += timedelta(microseconds=1)
        self._events.add((event.device, event.code, at))
        self.records.append(msgspec.structs.replace(event, at=at))


class ForecourtDesk:
    """The one place where lines of a controller are understood, whatever they came over."""

    def __init__(self, settings: Forecourt, desk: Desk) -> None:
        self.settings = settings
        self.desk = desk
        self.layout = settings.layout
        self.devices = [f"nozzle:{n.nozzle_id}" for n in settings.nozzles]
        self.devices += [f"tank:{t.tank_id}" for t in settings.tanks]
        self._nozzles = {nozzle.source: nozzle.nozzle_id for nozzle in settings.nozzles}
        self._tanks = {tank.source: tank for tank in settings.tanks}
        self._source = Source(
            desk.station_id, settings.flow_l_min, tuple(word.lower() for word in settings.not_yet)
        )
        self._books: dict[int, Book] = {}
        self._signs = Signs(settings, desk)
        self._heard_at = time.monotonic()
        self._quiet = False

    def take(self, lines: Iterable[forecourt.Line], notes: Mapping[str, str] | None = None) -> None:
        """Store what lines say together with the notes of where they were read, fsynced on return."""
        entry = Entry(notes)
        for line in lines:
            self._heard_at = time.monotonic()
            if line.error is not None:
                self._unread(line.raw, line.error.reason, entry)
            for message in line.messages:
                self._message(message, line.raw, entry)
        self._store(entry)
        self.tell_silence()

    @property
    def silent(self) -> bool:
        """Whether nothing has come for longer than the file allows."""
        return time.monotonic() - self._heard_at > self.settings.silent_s

    def tell_silence(self) -> bool:
        """Show that nothing comes any more, or does again; whether that is news."""
        if self.silent == self._quiet:
            return False
        self._quiet = not self._quiet
        for device in self.devices:
            self.desk.board.device(device, "silent" if self._quiet else "ok")
        return True

    def _message(self, message: forecourt.Message, raw: bytes, entry: Entry) -> None:
        match message:
            case forecourt.Transaction():
                self._transaction(message, raw, entry)
            case forecourt.TankLevel():
                self._tank(message, raw, entry)
            case forecourt.PumpState() | forecourt.Identity() | forecourt.Fault():
                self._sign(message, raw, entry)

    def _store(self, entry: Entry) -> None:
        """Records, states and notes in one transaction; the memory follows the disk."""
        if entry.readings:
            self.desk.store(entry.readings)
        states: list[NozzleState] = []
        for nozzle_id, book in entry.books.items():
            entry.notes[self._note(nozzle_id)] = msgspec.json.encode(book.memory).decode()
            states += [book.state] if book.state else []
        if entry.records or states or entry.notes:
            self.desk.store(entry.records, states, entry.notes)
        self._books.update(entry.books)
        for device, raw, why in entry.frames:
            self.desk.frames.keep(device, self.desk.now(), "in", raw, why)

    def _unread(self, raw: bytes, reason: str, entry: Entry) -> None:
        """A line that means nothing is kept and counted; the next one is read all the same."""
        self.desk.board.count(f"forecourt_{reason}")
        entry.frames.append((self.settings.name, raw, f"not taken: {reason}"))

    def _transaction(self, told: forecourt.Transaction, raw: bytes, entry: Entry) -> None:
        nozzle_id = self._nozzles.get(told.nozzle)
        if nozzle_id is None:
            self.desk.board.fact(f"{self.settings.name}: nozzle not in the file", told.nozzle[:64])
            self._unread(raw, "unknown_nozzle", entry)
            return
        self._product(nozzle_id, told.product)
        self._see_clock(told.ended_at)
        before = entry.books.get(nozzle_id) or self._book(nozzle_id)
        taken = take(before, told, self.desk.now())
        self.desk.board.count(f"forecourt_{taken.outcome}")
        if taken.fuelling is None:
            return
        entry.books[nozzle_id] = taken.book
        entry.records.append(taken.fuelling)
        if taken.event is not None:
            entry.event(taken.event)
        made, stood = taken.fuelling, before.state.total_ml if before.state else None
        why = f"fuelling {made.seq}, {made.source}; totalizer {stood} to {made.totalizer_ml} mL"
        entry.frames.append((f"nozzle:{nozzle_id}", raw, why))

    def _book(self, nozzle_id: int) -> Book:
        """Where the nozzle stands: in memory, else on disk."""
        if nozzle_id not in self._books:
            state = self.desk.outbox.nozzle_states().get(nozzle_id)
            text = self.desk.outbox.note(self._note(nozzle_id))
            memory = msgspec.json.decode(text, type=Memory) if text else Memory()
            self._books[nozzle_id] = Book(self._source, nozzle_id, state, memory)
        return self._books[nozzle_id]

    def _see_clock(self, ended_at: datetime) -> None:
        """A fuelling that has not ended yet by our clock: the controller's is ahead."""
        ahead = (ended_at - self.desk.now()).total_seconds()
        if ahead > _AHEAD_S:
            self.desk.board.count("forecourt_clock_ahead")
            self.desk.board.fact(f"{self.settings.name}: clock ahead, s", round(ahead))

    def _product(self, nozzle_id: int, code: str) -> None:
        if not code or not self.settings.products:
            return
        product = self.settings.products.get(code)
        if product is None:
            self.desk.board.count("forecourt_unknown_product")
        self.desk.board.fact(f"product of nozzle {nozzle_id}", product or f"unknown code {code[:32]}")

    def _tank(self, told: forecourt.TankLevel, raw: bytes, entry: Entry) -> None:
        tank = self._tanks.get(told.tank)
        if tank is None:
            self._unread(raw, "unknown_tank", entry)
        elif told.temp_c is None or told.temp_c == _FAULTY_C or told.height_mm > tank.height_max_mm:
            self._unread(raw, "tank_fault", entry)
        else:
            entry.readings.append(
                TankReading(
                    station_id=self.desk.station_id,
                    tank_id=tank.tank_id,
                    at=told.at or self.desk.now(),
                    product_mm=told.height_mm,
                    water_mm=told.water_mm,
                    temp_c=told.temp_c,
                    volume_l=told.volume_l,
                )
            )

    def _sign(self, told: Sign, raw: bytes, entry: Entry) -> None:
        """A state, an identity or a fault: events for the nozzles it is about."""
        nozzle_id = self._nozzles.get(told.nozzle)
        if told.nozzle and nozzle_id is None:
            self._unread(raw, "unknown_nozzle", entry)
            return
        events = self._signs.read(told, nozzle_id, list(self._nozzles.values()), entry.notes)
        for event in events:
            entry.event(event)
            entry.frames.append((event.device, raw, event.code))

    def _note(self, nozzle_id: int) -> str:
        return f"{self.settings.name}: fuellings of nozzle {nozzle_id}"
