"""The gauge driver against consoles on sockets and serial lines: formats, halves, evidence, alarms, clock."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import convert

from tests.integration.foreign_consoles import (
    HEADING,
    TANKS,
    Console,
    floats,
    i201,
    local,
    on_pty,
    on_tcp,
    real_console,
    row,
    sealed,
)
from youjian.collector.board import Board
from youjian.collector.desk import Desk
from youjian.collector.drivers.port import PortLoop, SilentError
from youjian.collector.drivers.tls350 import GaugeDriver
from youjian.collector.outbox import Outbox
from youjian.collector.settings.tls350 import TankGauge
from youjian.collector.transport import open_transport
from youjian.protocols import tls350

STATION = "3602030017"
UNKNOWN = b"\x019999FF1B\x03"


def settings(url: str, **changes: Any) -> TankGauge:
    section = {
        "driver": "tls350", "name": "gauge", "url": url, "poll_s": 0.05, "timeout_s": 0.8, "idle_s": 0.3,
        "volume_unit": "L", "height_unit": "mm", "temperature_unit": "C",
        "tanks": [{"number": n, "tank_id": n + 10} for n in (1, 2, 3)],
    }  # fmt: skip
    return convert(section | changes, TankGauge)


def outbox_of(tmp_path: Path) -> Outbox:
    return Outbox(tmp_path / "outbox.sqlite")


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    box = outbox_of(tmp_path)
    yield box
    box.close()


class Clock:
    """The collector's clock, moved by hand."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


@contextmanager
def driven(
    outbox: Outbox, console: Console, *, query: str = "", clock: Clock | None = None, **changes: Any
) -> Iterator[tuple[Callable[[], None], Desk]]:
    """A driver on an open line: `poll` once, and its desk."""
    desk = Desk(STATION, outbox, Board(), clock or Clock())
    with on_tcp(console) as url:
        driver = GaugeDriver(settings(url + query, **changes), desk)
        line = open_transport(url + query)
        try:
            yield lambda: driver.poll(line), desk
        finally:
            line.close()


def stored(outbox: Outbox, table: str) -> list[dict[str, Any]]:
    rows = outbox._db.execute("SELECT name, body FROM records ORDER BY id").fetchall()
    return [json.loads(body) for name, body in rows if name == table]


def events(outbox: Outbox) -> list[tuple[str, str, str]]:
    return [(e["device"], e["code"], e["detail"]) for e in stored(outbox, "device_events")]


class Works:
    """A console's inside: what it answers to each question of the driver."""

    def __init__(self) -> None:
        self.serial = "654321"
        self.security = "1"
        self.alarms = "01000200" + "0300"
        self.middle = 15_000.0
        self.status = 0
        self.minutes = 0.0
        self.drops = ""
        self.asked: list[str] = []

    def __call__(self, command: str) -> bytes | None:
        self.asked.append(command)
        clock = f"{local() + timedelta(minutes=self.minutes):%y%m%d%H%M}"
        code, tank = command[:4], command[4:6]
        body = {
            "i201": i201().removeprefix("i20100")[10:].replace("0000", f"{self.status:04X}", 1),
            "i205": self.alarms,
            "i20C": self.drops,
            "i218": f"01{floats(30000.0)[2:]}{'CONSOLE-1':<20}{self.serial}{'':<20}00",
            "i219": self.security,
            "i217": f"{tank}02",
            "i216": tank + floats(2500.0, 30000.0, 0.0, 1250.0, self.middle, 0.0),
            "i902": "SOFTWARE# 346129-100-C",
        }.get(code)
        return UNKNOWN if body is None else sealed(f"{code}{tank}{clock}{body}")


def polls(poll: Callable[[], None], count: int = 14) -> None:
    for _ in range(count):
        poll()


def test_one_question_more_is_asked_a_poll_until_all_is_known(outbox):
    works = Works()
    with driven(outbox, Console(works)) as (poll, desk):
        polls(poll)
    beside = [command for command in works.asked if not command.startswith("i201")]
    assert len(beside) == 12
    assert len(works.asked) == 14 + 12
    assert len(stored(outbox, "tank_readings")) == 42
    assert events(outbox) == []
    assert desk.board.as_dict()["counts"].get("tls350_chart_mismatch", 0) > 0


def test_a_changed_chart_and_an_exchanged_probe_are_told_once_and_not_again_after_a_restart(outbox):
    works = Works()
    with driven(outbox, Console(works)) as (poll, _):
        polls(poll)
    works.serial, works.middle, works.security = "654322", 15_500.0, "0"
    for _ in range(2):
        with driven(outbox, Console(works)) as (poll, _desk):
            polls(poll)
    told = events(outbox)
    assert sorted((device, code) for device, code, _ in told) == [
        ("tank:11", "chart_changed"), ("tank:11", "chart_changed"), ("tank:11", "gauge_replaced"),
        ("tank:12", "chart_changed"), ("tank:12", "chart_changed"),
        ("tank:13", "chart_changed"), ("tank:13", "chart_changed"),
    ]  # fmt: skip
    details = "\n".join(detail for _, _, detail in told)
    assert "probe serial 654321 -> 654322" in details
    assert "chart security on -> off" in details


def test_an_alarm_for_a_broken_gauge_is_told_once_until_it_has_cleared(outbox):
    works, clock = Works(), Clock()
    with driven(outbox, Console(works), clock=clock) as (poll, _):
        polls(poll)
        for alarms in ("010109020003010B", "010109020003010B", "0100020003010B", "010109020003010B"):
            works.alarms = alarms
            clock.now += timedelta(seconds=301)
            poll()
    assert [(d, c) for d, c, _ in events(outbox)] == [("tank:11", "gauge_fault")] * 2


def test_a_delivery_that_ended_is_shown_as_the_gauge_saw_it_and_makes_no_record(outbox):
    works = Works()
    works.drops = "0110125083122052508312231" + floats(7020, 6995, 3, 20, 17150, 17050, 3, 23, 612.5, 1322)
    with driven(outbox, Console(works)) as (poll, desk):
        polls(poll)
        facts = desk.board.as_dict()["facts"]
        kept = list(
            desk.frames.between("gauge", datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
        )
    assert facts["gauge last delivery of tank 1"] == "2025-08-31 22:31 +10130 L"
    assert any("deliveries" in frame.why for frame in kept)
    assert {name for (name,) in outbox._db.execute("SELECT DISTINCT name FROM records")} == {"tank_readings"}


def test_the_consoles_clock_is_shown_and_a_jump_of_it_is_an_event(outbox):
    works, clock = Works(), Clock()
    with driven(outbox, Console(works), clock=clock) as (poll, desk):
        desk.board.offset(0.5)
        polls(poll, 2)
        works.minutes = 45.0
        polls(poll, 2)
        (fact,) = [value for name, value in desk.board.as_dict()["facts"].items() if "clock offset" in name]
        assert 2600 < fact < 2760
        assert events(outbox) == []
        clock.now += timedelta(minutes=6)
        polls(poll, 2)
    assert [(d, c) for d, c, _ in events(outbox)] == [(f"tank:{n}", "clock_set") for n in (11, 12, 13)]


def test_a_jump_of_the_collectors_own_clock_is_none_of_the_consoles(outbox):
    works, clock = Works(), Clock()
    with driven(outbox, Console(works), clock=clock) as (poll, desk):
        poll()
        desk.board.offset(0.0)
        polls(poll, 2)
        clock.now += timedelta(hours=2)
        polls(poll, 2)
        desk.board.offset(7200.0)
        clock.now += timedelta(minutes=6)
        polls(poll, 2)
    assert [code for _, code, _ in events(outbox)] == []


def test_when_the_answer_for_all_is_damaged_the_tanks_are_asked_one_by_one(outbox):
    def reply(command: str) -> bytes | None:
        clock = f"{local():%y%m%d%H%M}"
        if command == "i20100":
            return sealed(i201())[:-60]
        if command in ("i20101", "i20103"):
            tank = next(t for t in TANKS if t.number == int(command[4:]))
            return sealed(f"{command}{clock}{i201([tank])[16:]}")
        return sealed(f"{command}{clock}")[:-3] if command == "i20102" else UNKNOWN

    with driven(outbox, Console(reply)) as (poll, desk):
        poll()
    assert [r["tank_id"] for r in stored(outbox, "tank_readings")] == [11, 13]
    assert [(d, c) for d, c, _ in events(outbox)] == [("tank:12", "gauge_fault")]
    assert desk.board.as_dict()["counts"]["tls350_one_by_one"] == 1


def display_only(command: str) -> bytes | None:
    status = [
        "TANK   PRODUCT          STATUS",
        "",
        "  1    GASOLINE 92      PROBE OUT ALARM",
        "  2    X      NORMAL",
    ]
    reports = {"I20100": [HEADING, *map(row, TANKS)], "I20500": status}
    return real_console(command, reports[command]) if command in reports else UNKNOWN


def test_a_console_with_display_format_only_is_read_and_asked_in_it_first_afterwards(outbox):
    console = Console(display_only)
    with driven(outbox, console) as (poll, _):
        polls(poll, 14)
    readings = stored(outbox, "tank_readings")
    assert [(r["tank_id"], r["product_mm"], r["temp_c"]) for r in readings[:3]] == [
        (11, 1405.2, 21.8),
        (12, 820.0, 19.5),
        (13, 1990.37, -7.25),
    ]
    assert console.log.count(b"i20") == 1
    assert console.log.count(b"I205") == 1
    assert [(d, c) for d, c, _ in events(outbox)] == [("tank:11", "gauge_fault")]


def test_a_report_that_breaks_off_loses_no_other_tank_and_is_no_fault_at_once(outbox):
    whole = display_only("I20100") or b""
    row_of_third = whole.index(b"  3  DIESEL")
    cut = [row_of_third + 70, row_of_third + 70, 0, row_of_third + 70, row_of_third + 70, row_of_third + 70]

    def reply(command: str) -> bytes | None:
        if command != "I20100":
            return display_only(command)
        end = cut.pop(0)
        return whole[:end] if end else whole

    with driven(outbox, Console(reply), format="display") as (poll, desk):
        polls(poll, 5)
        assert [r["tank_id"] for r in stored(outbox, "tank_readings")] == [
            11,
            12,
            11,
            12,
            11,
            12,
            13,
            *[11, 12] * 2,
        ]
        assert desk.board.as_dict()["counts"]["tls350_half_report"] == 4
        poll()
    assert ("tank:13", "gauge_fault") in [(d, c) for d, c, _ in events(outbox)]


def test_a_console_that_closes_after_each_answer_is_read_when_its_address_says_so(outbox):
    with driven(outbox, Console(Works(), closes=True), query="?reopen=1") as (poll, _):
        polls(poll, 3)
    assert len(stored(outbox, "tank_readings")) == 9


@pytest.mark.parametrize("cut", [1, 7])
def test_answers_in_pieces_and_another_end_of_command(outbox, cut):
    with driven(outbox, Console(Works(), cut=cut, takes="lf"), terminator="lf") as (poll, _):
        poll()
    assert len(stored(outbox, "tank_readings")) == 3


def test_another_etx_and_a_security_code(outbox):
    console = Console(lambda command: None)
    console.reply = lambda command: sealed(i201(), etx=b"\x04") if b"123456i20100" in console.log else None
    with driven(outbox, console, etx=4, security_code="123456") as (poll, _):
        poll()
    assert len(stored(outbox, "tank_readings")) == 3


def test_an_answer_that_comes_late_is_not_taken_for_another_questions(outbox):
    works = Works()
    late = [b""]

    def reply(command: str) -> bytes | None:
        before, late[0] = late[0], b""
        answer = works(command) or b""
        if command.startswith("i205"):
            late[0] = answer
            return None
        return before + answer

    with driven(outbox, Console(reply)) as (poll, desk):
        polls(poll, 4)
    assert len(stored(outbox, "tank_readings")) == 12
    assert desk.board.as_dict()["counts"]["tls350_late_answer"] == 1


def test_silence_names_both_formats_and_is_no_fault_of_a_tank(outbox):
    with driven(outbox, Console(lambda command: None)) as (poll, _), pytest.raises(SilentError) as silent:
        poll()
    assert "i201: silence; I201: silence" in str(silent.value)
    assert events(outbox) == []


def test_units_that_the_report_names_otherwise_are_counted(outbox):
    def reply(command: str) -> bytes | None:
        body = ["INVENTORY IN GALLONS, INCHES, DEG F", HEADING, *map(row, TANKS)]
        return real_console(command, body) if command == "I20100" else UNKNOWN

    with driven(outbox, Console(reply), format="display") as (poll, desk):
        poll()
    assert desk.board.as_dict()["counts"]["tls350_units_contradict"] == 1


def test_a_serial_line_that_goes_and_comes_is_told_once_each_time(outbox):
    works, silent = Works(), [False]
    console = Console(lambda command: None if silent[0] else works(command))
    desk = Desk(STATION, outbox, Board(), Clock())
    with on_pty(console) as url:
        loop = PortLoop(url, GaugeDriver(settings(url, timeout_s=0.3), desk), desk)
        loop.step()
        silent[0] = True
        for _ in range(4):
            loop.step()
        silent[0] = False
        loop.step()
        loop._close()
    codes = [(device, code) for device, code, _ in events_of_lines(outbox)]
    lost = [(f"tank:{n}", "port_disconnected") for n in (11, 12, 13)]
    assert codes == [*lost, *[(device, "port_connected") for device, _ in lost]]


def events_of_lines(outbox: Outbox) -> list[tuple[str, str, str | None]]:
    return [(e["device"], e["code"], e.get("detail")) for e in stored(outbox, "device_events")]


@pytest.mark.parametrize("reply", [Works(), display_only], ids=["computer", "display"])
def test_nothing_that_sets_ever_leaves_whatever_the_driver_does(outbox, reply):
    console = Console(reply)
    with driven(outbox, console) as (poll, _):
        polls(poll, 16)
    commands = bytes(console.log).split(b"\r\n")[:-1]
    assert len(commands) > 16
    assert all(tls350.check_outgoing(command + b"\r\n") for command in commands)
    assert b"S" not in console.log
    assert b"s" not in console.log


@pytest.mark.parametrize("code", ["S60201", "s12345", "12 456"])
def test_a_security_code_that_could_set_is_refused_with_the_file(code):
    assert any("security_code" in problem for problem in settings("tcp://h:1", security_code=code).problems())
