"""Probes on an RS-485 line: readings, faults told once, damage, silence, echoes, other maps."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from msgspec import convert

from tests.integration.foreign_consoles import Console, on_pty, on_tcp
from youjian.collector.board import Board
from youjian.collector.desk import Desk
from youjian.collector.drivers.port import PortLoop, SilentError
from youjian.collector.drivers.probe import ProbeDriver
from youjian.collector.outbox import Outbox
from youjian.collector.probing import ProbeError, probe
from youjian.collector.settings.probe import TankProbes
from youjian.collector.settings.templates import templates, with_defaults
from youjian.collector.transport import open_transport
from youjian.protocols import modbus
from youjian.protocols import probe as codec

STATION = "3602030017"


@dataclass
class Line:
    """The registers of a line's probes by address; `broken` answer with a wrong CRC, `silent` not at all."""

    registers: dict[int, dict[int, int]]
    framing: modbus.Framing = "rtu"
    echoes: bool = False
    broken: set[int] = field(default_factory=set[int])
    silent: set[int] = field(default_factory=set[int])
    functions: set[int] = field(default_factory=set[int])

    def feed(self, data: bytes) -> list[bytes]:
        read = modbus.parse_read(self.framing, data)
        if read is None:  # words of the other framing: a device lets them pass
            return []
        unit, function, start, count, transaction = read
        self.functions.add(function)
        echo = [data] if self.echoes else []
        if unit in self.silent or unit not in self.registers:
            return echo
        words = b"".join(self.registers[unit].get(start + n, 0).to_bytes(2, "big") for n in range(count))
        answer = modbus.encode_answer(self.framing, unit, function, words, transaction)
        if unit in self.broken:
            answer = answer[:-1] + bytes((answer[-1] ^ 0xFF,))
        return [*echo, answer]


class Wire(Console):
    """The same on the sockets and serial lines of the foreign consoles."""

    def __init__(self, line: Line) -> None:
        super().__init__(lambda command: None)
        self.line = line

    def feed(self, data: bytes) -> list[bytes]:
        return self.line.feed(data)


def held(settings: TankProbes, product: float, water: float, points: list[float]) -> dict[int, int]:
    order = settings.word_order
    registers = codec.registers_of(product, settings.product, order)
    assert settings.water is not None
    registers |= codec.registers_of(water, settings.water, order)
    for point, value in zip(settings.temperatures, points, strict=True):
        registers |= codec.registers_of(value, point, order)
    return registers


def settings(url: str = "tcp://127.0.0.1:1", template: str = "probe-int32", **changes: Any) -> TankProbes:
    section = {
        "template": template, "name": "probes", "url": url, "timeout_s": 0.1, "poll_s": 0.05,
        "tanks": [{"address": n, "tank_id": n + 10, "height_max_mm": 2600.0} for n in (1, 2, 3)],
    }  # fmt: skip
    return convert(with_defaults(section | changes), TankProbes)


GOOD = (1405.2, 4.0, [21.5, 21.75, 22.0, 22.25, 22.5])


def three(**probes: Any) -> dict[int, dict[int, int]]:
    return {n: held(settings(), *probes.get(f"p{n}", GOOD)) for n in (1, 2, 3)}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    outbox = Outbox(tmp_path / "outbox.sqlite")
    yield Desk(STATION, outbox, Board())
    outbox.close()


@contextmanager
def polled(desk: Desk, line: Line, **changes: Any) -> Iterator[Any]:
    with on_tcp(Wire(line)) as url:
        driver = ProbeDriver(settings(url, **changes), desk)
        transport = open_transport(url)
        try:
            yield lambda: driver.poll(transport)
        finally:
            transport.close()


def stored(desk: Desk, table: str) -> list[dict[str, Any]]:
    rows = desk.outbox._db.execute("SELECT name, body FROM records ORDER BY id").fetchall()
    return [json.loads(body) for name, body in rows if name == table]


def test_every_probe_gives_a_reading_without_a_volume(desk):
    with polled(desk, Line(three())) as poll:
        poll()
    readings = stored(desk, "tank_readings")
    assert [r["tank_id"] for r in readings] == [11, 12, 13]
    assert readings[0]["product_mm"] == pytest.approx(1405.2, abs=1e-3)
    assert (readings[0]["water_mm"], readings[0]["temp_c"]) == (4.0, 22.0)
    assert readings[0].get("volume_l") is None
    assert stored(desk, "device_events") == []


def test_offsets_of_a_probes_foot_are_added(desk):
    tanks = [{"address": 1, "tank_id": 11, "offset_mm": 12.5, "water_offset_mm": -1.5}]
    with polled(desk, Line(three()), tanks=tanks) as poll:
        poll()
    (reading,) = stored(desk, "tank_readings")
    assert (reading["product_mm"], reading["water_mm"]) == (pytest.approx(1417.7, abs=1e-3), 2.5)


def test_a_silent_and_a_damaged_probe_are_told_once_and_stop_nothing(desk):
    line = Line(three(), silent={1}, broken={2})
    with polled(desk, line) as poll:
        poll()
        poll()
        line.silent.clear()
        poll()
        line.silent.add(1)
        poll()
    assert [r["tank_id"] for r in stored(desk, "tank_readings")] == [13, 13, 11, 13, 13]
    events = [(e["device"], e["code"]) for e in stored(desk, "device_events")]
    assert events == [("tank:11", "gauge_fault"), ("tank:12", "gauge_fault"), ("tank:11", "gauge_fault")]
    assert desk.board.as_dict()["counts"]["probe_damaged"] == 8


def test_the_power_on_temperature_is_a_fault_and_the_other_points_count(desk):
    line = Line(three(p1=(1405.2, 4.0, [85.0, 20.0, 20.0, 22.0, 22.0]), p2=(1405.2, 4.0, [85.0] * 5)))
    with polled(desk, line) as poll:
        poll()
        poll()
    readings = stored(desk, "tank_readings")
    assert [(r["tank_id"], r["temp_c"]) for r in readings[:2]] == [(11, 21.0), (13, 22.0)]
    events = stored(desk, "device_events")
    assert [e["device"] for e in events] == ["tank:11", "tank:12"]
    assert events[0]["detail"] == "thermometer fault: 1 shows 85 °C"


def test_a_level_that_the_tank_cannot_have_and_a_mark_for_none_are_no_readings(desk):
    registers = three(p1=(3999.0, 0.0, [20.0] * 5))
    registers[2] |= {0: 0x7FFF, 1: 0xFFFF}
    with polled(desk, Line(registers)) as poll:
        poll()
    assert [r["tank_id"] for r in stored(desk, "tank_readings")] == [13]
    details = [e["detail"] for e in stored(desk, "device_events")]
    assert details[0].startswith("height out of range: 3999.0 mm")
    assert details[1].startswith("no level")


def test_a_line_on_which_nothing_answers_is_a_silent_device(desk):
    with polled(desk, Line(three(), silent={1, 2, 3})) as poll, pytest.raises(SilentError, match="address 1"):
        poll()
    assert stored(desk, "device_events") == []


@pytest.mark.parametrize("framing", ["rtu", "tcp"])
def test_echoes_and_both_framings(desk, framing):
    with polled(desk, Line(three(), framing, echoes=True), framing=framing) as poll:
        poll()
    assert len(stored(desk, "tank_readings")) == 3


def test_a_map_of_floats_with_the_low_word_first(desk):
    floats = settings(template="probe-syw-a")
    line = Line({n: held(floats, 820.25, 1.5, [19.5, 19.75, 20.0, 20.25, 20.5]) for n in (1, 2, 3)})
    with polled(desk, line, template="probe-syw-a") as poll:
        poll()
    reading = stored(desk, "tank_readings")[0]
    assert (reading["product_mm"], reading["water_mm"], reading["temp_c"]) == (820.25, 1.5, 20.0)
    assert line.functions == {4}


def test_a_serial_line_that_goes_and_comes_is_told_once_each_time(desk):
    line = Line(three())
    with on_pty(Wire(line)) as url:
        loop = PortLoop(url, ProbeDriver(settings(url), desk), desk)
        loop.step()
        line.silent = {1, 2, 3}
        for _ in range(5):
            loop.step()
        line.silent = set()
        loop.step()
        loop.step()
        loop._close()
    codes = [(e["device"], e["code"]) for e in stored(desk, "device_events")]
    lost = [(f"tank:{n}", "port_disconnected") for n in (11, 12, 13)]
    assert codes == [*lost, *[(device, "port_connected") for device, _ in lost]]
    assert len(stored(desk, "tank_readings")) == 9


def test_a_scan_finds_who_answers():
    line = Line({2: three()[2], 7: held(settings(), 500.5, 0.0, [85.0, 10.0, 10.0, 10.0, 10.0])}, echoes=True)
    with on_pty(Wire(line)) as url:
        report = probe("probe", url, {"timeout_s": "0.15", "addresses": "1-3,7", "template": "probe-int32"})
    found = [(t.tank_id, t.height_mm, t.water_mm, t.temp_c) for t in report.tanks]
    assert found == [(2, pytest.approx(1405.2, abs=1e-3), 4.0, 22.0), (7, 500.5, 0.0, 10.0)]
    assert report.alarms == ["probe 7: thermometer 1 shows 85 °C, its power-on value"]


def test_a_scan_finds_a_gateway_that_speaks_modbus_tcp_and_says_so():
    line = Line({2: three()[2]}, framing="tcp")
    with on_tcp(Wire(line)) as url:
        report = probe("probe", url, {"timeout_s": "0.1", "addresses": "1-2", "template": "probe-int32"})
    assert [(t.tank_id, t.water_mm, t.temp_c) for t in report.tanks] == [(2, 4.0, 22.0)]
    assert "it answers as Modbus TCP: set framing = 'tcp'" in report.notes


def test_a_scan_tries_the_other_word_order_where_a_level_cannot_be():
    registers = held(settings(word_order="low_first"), 1450.75, 12.5, [15.25] * 5)
    with on_tcp(Wire(Line({1: registers}))) as url:
        options = {"timeout_s": "0.1", "addresses": "1", "template": "probe-int32"}
        report = probe("probe", url, options)
        told = probe("probe", url, options | {"word_order": "high_first"})
    assert [(t.height_mm, t.water_mm) for t in report.tanks] == [(1450.75, 12.5)]
    assert "only the other word order gives levels: set word_order = 'low_first'" in report.notes
    assert any("is no level of a tank: check template and word_order" in note for note in told.notes)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "no probe answers"),
        ({"addresses": "0-5"}, "1 to 247"),
        ({"addresses": "x"}, "1-16"),
        ({"template": "none-such"}, "none-such"),
        ({"template": "taxport-even"}, "taxport"),
        ({"framing": "ascii"}, "framing"),
        ({"speed": "1"}, "none of"),
    ],
)
def test_a_scan_that_finds_nothing_says_what_to_check(options, words):
    with on_tcp(Wire(Line({}))) as url, pytest.raises(ProbeError, match=words):
        probe("probe", url, {"timeout_s": "0.02", "addresses": "1-2"} | options)


@pytest.mark.parametrize("name", [n for n, t in templates().items() if t.driver == "probe"])
def test_every_family_is_a_sound_map(name):
    assert settings(template=name).problems() == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"tanks": [{"address": 1, "tank_id": 1}, {"address": 1, "tank_id": 2}]}, "used twice"),
        ({"product": {"register": 65535}}, "registers"),
        ({"product": {"register": 0, "divide": 0}}, "divide"),
    ],
)
def test_a_map_that_cannot_be_read_is_told_before_anything_runs(changes, words):
    assert any(words in problem for problem in settings(**changes).problems())
