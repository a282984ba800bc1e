"""Seal and cover contacts on a Modbus module and on value files, through the real outbox."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.integration.collector_fakes import LineServer, eventually
from youjian.collector.board import Board
from youjian.collector.desk import Desk
from youjian.collector.drivers import gpio
from youjian.collector.drivers.contacts import ContactsPort
from youjian.collector.outbox import Outbox
from youjian.collector.settings.contacts import Contacts
from youjian.protocols import modbus
from youjian.protocols.modbus import Framing

STATION = "3602030017"
CONTACTS = [
    {"input": 0, "dispenser_id": 1, "position": "mainboard", "event": "seal_broken"},
    {"input": 9, "dispenser_id": 2, "position": "door", "event": "cover_opened"},
]
FAST = {"read_s": 0.02, "debounce_s": 0.05, "timeout_s": 0.3}


class Module:
    """Digital inputs that answer on TCP; `mute` and `refuse` are what modules do at their worst."""

    def __init__(self, framing: Framing = "tcp") -> None:
        self.levels = dict.fromkeys(range(16), 1)
        self.framing: Framing = framing
        self.mute = False
        self.refuse = False
        self.noise = b""
        self.server = LineServer(self._answer)

    def _answer(self, data: bytes) -> bytes:
        asked = modbus.parse_read(self.framing, data)
        if asked is None or self.mute:
            return b""
        unit, function, start, count, transaction = asked
        if self.refuse:
            return modbus.exception_answer(self.framing, unit, function, 4, transaction)
        bits = [self.levels[start + number] for number in range(count)]
        packed = sum(bit << number for number, bit in enumerate(bits)).to_bytes((count + 7) // 8, "little")
        return self.noise + modbus.encode_answer(self.framing, unit, function, packed, transaction)


@pytest.fixture(params=["tcp", "rtu"])
def module(request: Any) -> Iterator[Module]:
    """A module in each framing."""
    made = Module(request.param)
    yield made
    made.server.close()


@contextmanager
def watching(folder: Path, **fields: Any) -> Iterator[Desk]:
    """The driver at work on an outbox in a folder."""
    given = {"driver": "contacts", "name": "seals", "contacts": CONTACTS, **FAST, **fields}
    settings = msgspec.convert(given, Contacts)
    assert settings.problems() == []
    outbox = Outbox(folder / "outbox.sqlite")
    desk = Desk(STATION, outbox, Board())
    stop = threading.Event()
    thread = threading.Thread(target=ContactsPort(settings, desk).run, args=(stop,))
    thread.start()
    try:
        yield desk
    finally:
        stop.set()
        thread.join()
        outbox.close()


def events(desk: Desk) -> list[tuple[str, str, str]]:
    """Device, code and detail of the events on disk."""
    rows = desk.outbox._db.execute("SELECT body FROM records WHERE name = 'device_events' ORDER BY id")
    found = [msgspec.json.decode(row[0]) for row in rows.fetchall()]
    return [(event["device"], event["code"], event.get("detail") or "") for event in found]


def open_contacts(desk: Desk) -> Any:
    """What the board shows."""
    return desk.board.as_dict()["facts"].get("seals: open contacts")


def test_an_opened_contact_is_told_with_dispenser_and_position(tmp_path: Path, module: Module) -> None:
    with watching(tmp_path, url=module.server.url, framing=module.framing) as desk:
        eventually(lambda: desk.outbox.note("seals: contact dispenser:2 door"), "both contacts read")
        assert events(desk) == []
        module.levels[0] = 0
        eventually(lambda: events(desk), "the broken seal")
        module.levels[9] = 0
        eventually(lambda: len(events(desk)) == 2, "the opened door")
        assert events(desk) == [
            ("dispenser:1", "seal_broken", "mainboard: input 0 of seals"),
            ("dispenser:2", "cover_opened", "door: input 9 of seals"),
        ]
        module.levels[0] = module.levels[9] = 1
        eventually(lambda: open_contacts(desk) == [], "both closed again")
        module.levels[9] = 0
        eventually(lambda: len(events(desk)) == 3, "the door again")


def test_a_change_without_power_is_told_at_start(tmp_path: Path, module: Module) -> None:
    with watching(tmp_path, url=module.server.url, framing=module.framing) as desk:
        eventually(lambda: desk.outbox.note("seals: contact dispenser:1 mainboard"), "the first reading")
    module.levels[0] = 0
    with watching(tmp_path, url=module.server.url, framing=module.framing) as desk:
        eventually(lambda: events(desk), "the event at start")
        assert events(desk)[0][2] == "mainboard: input 0 of seals, opened while nobody looked"
    with watching(tmp_path, url=module.server.url, framing=module.framing) as desk:
        eventually(lambda: open_contacts(desk) == ["dispenser:1 mainboard"], "still open")
        assert len(events(desk)) == 1


def test_a_silent_or_refusing_module_is_a_lost_line_told_once(tmp_path: Path, module: Module) -> None:
    with watching(tmp_path, url=module.server.url, framing=module.framing) as desk:
        eventually(lambda: open_contacts(desk) == [], "both contacts read")
        module.refuse = True
        eventually(lambda: len(events(desk)) == 2, "the line of both dispensers lost")
        assert {(device, code) for device, code, _ in events(desk)} == {
            ("dispenser:1", "port_disconnected"),
            ("dispenser:2", "port_disconnected"),
        }
        assert "exception 4" in events(desk)[0][2]
        module.refuse, module.mute = False, True
        eventually(lambda: desk.board.as_dict()["counts"].get("contacts_silences"), "a missing answer")
        module.mute = False
        eventually(lambda: len(events(desk)) == 4, "the line is back")
        assert [code for _, code, _ in events(desk)[2:]] == ["port_connected"] * 2


def test_noise_before_an_answer_changes_nothing(tmp_path: Path, module: Module) -> None:
    module.noise = b"\x00\xff\x81" if module.framing == "rtu" else b""
    with watching(tmp_path, url=module.server.url, framing=module.framing) as desk:
        eventually(lambda: open_contacts(desk) == [], "both contacts read")
        module.levels[0] = 0
        eventually(lambda: events(desk), "the broken seal")


def test_value_files_are_read_and_a_file_without_a_value_is_a_lost_line(tmp_path: Path) -> None:
    files = {number: tmp_path / f"gpio{number}" / "value" for number in (0, 9)}
    for file in files.values():
        file.parent.mkdir()
        file.write_text("1\n")

    def become(number: int, text: str) -> None:
        new = files[number].with_suffix(".new")
        new.write_text(text)
        os.replace(new, files[number])

    with watching(tmp_path, url=f"file://{tmp_path}/gpio{{input}}/value") as desk:
        eventually(lambda: open_contacts(desk) == [], "both files read")
        become(0, "0\n")
        eventually(lambda: events(desk), "the broken seal")
        become(9, "high\n")
        eventually(lambda: len(events(desk)) == 3, "the lost line")
        assert "neither 0 nor 1" in events(desk)[1][2]
        become(9, "0\n")
        eventually(lambda: len(events(desk)) == 6, "back, and the door open")
        assert events(desk)[-1][1:] == (
            "cover_opened",
            "door: input 9 of seals, opened while nobody looked",
        )


def test_a_file_that_names_an_input_twice_is_refused() -> None:
    doubled = [CONTACTS[0], {**CONTACTS[1], "input": 0}]
    given = {"driver": "contacts", "name": "seals", "url": "tcp://127.0.0.1:502", "contacts": doubled}
    assert msgspec.convert(given, Contacts).problems() == ["contacts: input 0 is used twice"]


def test_a_gpio_chip_is_asked_as_the_kernel_has_it_and_no_chip_is_a_lost_line(tmp_path: Path) -> None:
    """Sizes and offsets of linux/gpio.h: 592 bytes, consumer at 256, flags at 288, count at 560; 16 bytes."""
    assert (gpio.REQUEST.size, gpio.VALUES.size) == (592, 16)
    asked = gpio.REQUEST.pack(*range(64), b"c", 4, 0, 2, 0, -1)
    assert (asked[252:257], asked[288], asked[560]) == (b"\x3f\x00\x00\x00c", 4, 2)
    with watching(tmp_path, url="gpio:///dev/null?bias=pull-up") as desk:
        eventually(lambda: len(events(desk)) == 2, "the lost line")
        assert "lines [0, 9] cannot be had as inputs" in events(desk)[0][2]
