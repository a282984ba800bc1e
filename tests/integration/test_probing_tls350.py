"""`collect probe tls350` against consoles and emulators of foreign making, on sockets and serial lines."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace

import msgspec
import pytest

from tests.integration.foreign_consoles import (
    HEADING,
    METRIC,
    TANKS,
    Console,
    Fuel,
    floats,
    i201,
    local,
    on_pty,
    on_tcp,
    real_console,
    row,
    sealed,
)
from youjian.collector.probing import ProbeError, ProbeReport, probe, render
from youjian.protocols import tls350

QUICK = {"timeout_s": "0.8", "idle_s": "0.3"}
UNKNOWN = b"\x019999FF1B\x03"


def found(report: ProbeReport) -> dict[int, tuple[object, ...]]:
    return {t.tank_id: (t.product, t.volume_l, t.height_mm, t.water_mm, t.temp_c) for t in report.tanks}


def rounded(labels: bool = True) -> dict[int, tuple[object, ...]]:
    """The same tanks as a display report gives them: whole litres."""
    return {n: (name if labels else "?", round(v), h, w, t) for n, (name, v, h, w, t) in METRIC.items()}


def coded() -> dict[int, tuple[object, ...]]:
    """The same tanks from a console that tells only product codes."""
    return {tank.number: (tank.code, *METRIC[tank.number][1:]) for tank in TANKS}


def gaspot_row(t: Fuel) -> str:
    return (
        f"  {t.number}  {t.label:<22}{t.volume:.0f}      {t.tc_volume:.0f}     {t.ullage:.0f}    "
        f"{t.height:.2f}     {t.water:.2f}    {t.temp:.2f}"
    )


def gaspot_text(code: str, body: str) -> str:
    return f"\n{code}\n{local():%m/%d/%Y %H:%M}\n\n    DEMO STATION\n\n\n\n{body}\n"


def gaspot(command: str) -> bytes | None:
    """LF alone, numeric date, only codes for all tanks, display format only."""
    reports = {
        "I20100": "IN-TANK INVENTORY\n\n" + "\n".join([HEADING, *map(gaspot_row, TANKS)]),
        "I20500": "TANK   PRODUCT                 STATUS\n\n  1    GASOLINE 92               NORMAL\n\n"
        "  2    GASOLINE 95               HIGH WATER ALARM\n"
        "                                 HIGH WATER WARNING\n",
    }
    if command.startswith("S6020"):
        return b"\x01\x03"
    if command[:6] not in reports:
        return UNKNOWN
    return b"\x01" + gaspot_text(command[:6], reports[command[:6]]).encode() + b"\x03"


def conpot(command: str) -> bytes | None:
    """Neither SOH nor ETX."""
    answer = gaspot(command) or b""
    return b"9999FF1B\n" if b"9999" in answer else answer.strip(b"\x01\x03")


def old_console(command: str) -> bytes | None:
    """A real TLS-350: both formats, alarms, software, question marks for a tank that is switched off."""
    clock = f"{local():%y%m%d%H%M}"
    return {
        "i20100": sealed(i201() + "04???????"),
        "I20100": real_console("I20100", [HEADING, *map(row, TANKS)]),
        "i10100": sealed(f"i10100{clock}020302010100"),
        "i90200": sealed(f"i90200{clock}SOFTWARE# 346129-100-CCREATED - 05.03.30.20.32"),
    }.get(command, UNKNOWN)


def opw(command: str) -> bytes | None:
    """Another maker: display only, TC-VOLUME, units below the headings, commands of exactly seven bytes."""
    body = [
        "IN-TANK INVENTORY", "",
        "TANK PRODUCT               VOLUME TC-VOLUME   ULLAGE   HEIGHT    WATER    TEMP",
        "                          (LITERS)  (LITERS) (LITERS)    (MM)     (MM) (DEG C)",
        *[f"{row(t, label=22)[:-9]}{t.temp:8.2f}" for t in TANKS],
    ]  # fmt: skip
    return real_console(command, body, 2) if command == "I20100" else None


def american(command: str) -> bytes | None:
    """Gallons, inches and Fahrenheit, named in the report's title line."""
    tanks = [replace(t, volume=t.volume / 3.785411784, height=t.height / 25.4, water=t.water / 25.4,
                     temp=t.temp * 1.8 + 32) for t in TANKS]  # fmt: skip
    title = ["INVENTORY REPORT (GALLONS, INCHES, DEG F)", "", HEADING]
    answers = {"i20100": sealed(i201(tanks)), "I20100": real_console("I20100", [*title, *map(row, tanks)])}
    return answers.get(command, UNKNOWN)


def chinese(command: str) -> bytes | None:
    """A copy with Chinese headings in GB 2312, comma-free, LF, no echo of the command."""
    rows = "\n".join(
        f" {t.number:2d} {t.label:<14}{t.volume:9.1f} {t.height:8.2f} {t.water:7.2f} {t.temp:7.2f}"
        for t in TANKS
    )
    heading = "罐号 油品          油体积     油高    水高    温度"
    text = f"\n{local():%Y-%m-%d %H:%M}\n\n库存报表\n\n{heading}\n{rows}\n"
    return b"\x01" + text.encode("gb2312") + b"\x03" if command == "I20100" else None


def lists(command: str) -> bytes | None:
    """A console that prints tank by tank, without ETX."""
    blocks = [
        f"T {t.number}:{t.label}\r\nVOLUME    = {t.volume:8.1f} L\r\nULLAGE    = {t.ullage:8.0f} L\r\n"
        f"HEIGHT    = {t.height:8.2f} MM\r\nWATER     = {t.water:8.2f} MM\r\nTEMP      = {t.temp:8.2f} C\r\n"
        for t in TANKS
    ]
    text = f"\r\nI20100\r\n{local():%d.%m.%Y %H:%M}\r\n\r\n" + "\r\n".join(blocks)
    return b"\x01" + text.encode() if command.startswith("I201") else UNKNOWN[:-1]


def computer(count: int = 7) -> Callable[[str], bytes | None]:
    return lambda command: sealed(i201(count=count)) if command == "i20100" else UNKNOWN


def single(command: str) -> bytes | None:
    """An emulator that knows single tanks alone, and answers in capitals."""
    there = {f"i2010{t.number}": t for t in TANKS}
    tank = there.get(command)
    return sealed(f"{command.upper()}{i201([tank])[6:]}") if tank else UNKNOWN


def checked(command: str) -> bytes | None:
    """A table with a column of words at its end."""
    body = [f"{HEADING}  STATUS", *(f"{row(t)}  {'LOW FUEL' if t.number == 2 else 'NORMAL'}" for t in TANKS)]
    return real_console(command, body) if command == "I20100" else UNKNOWN


def telnet(command: str) -> bytes | None:
    """A terminal server that negotiates first."""
    return b"\xff\xfd\x01\xff\xfb\x03" + (old_console(command) or b"")


def infinities(command: str) -> bytes | None:
    """An emulator that sends minus infinity for what its tank does not measure."""
    if command != "i20100":
        return UNKNOWN
    nothing = "FF800000"
    body = "0110000" + "07" + floats(18250.5)[2:] + nothing * 2 + floats(1405.2)[2:] + nothing * 3
    return sealed(f"i20100{local():%y%m%d%H%M}{body}")


TENTHS = {n: (name, round(v, 1), h, w, t) for n, (name, v, h, w, t) in METRIC.items()}
READ = {
    "single tanks": (lambda: Console(single), coded()),
    "a column of words": (lambda: Console(checked), rounded()),
    "a terminal server": (lambda: Console(telnet), METRIC | {4: (None,) * 5}),
    "gaspot": (lambda: Console(gaspot, takes="lf"), rounded()),
    "conpot": (lambda: Console(conpot, takes="lf"), rounded()),
    "conpot that closes": (lambda: Console(conpot, takes="lf", closes=True), rounded()),
    "old console": (lambda: Console(old_console), METRIC | {4: (None, None, None, None, None)}),
    "old console in pieces": (lambda: Console(old_console, cut=7), METRIC | {4: (None,) * 5}),
    "old console that closes": (lambda: Console(old_console, closes=True), METRIC | {4: (None,) * 5}),
    "another maker": (lambda: Console(opw, takes="exact"), rounded()),
    "chinese": (lambda: Console(chinese), TENTHS),
    "lists without ETX": (lambda: Console(lists), TENTHS),
    "computer format only": (lambda: Console(computer()), coded()),
    "six floats": (lambda: Console(computer(6)), coded()),
    "nine floats": (lambda: Console(computer(9)), coded()),
    "commands end with CR": (lambda: Console(old_console, takes="cr"), METRIC | {4: (None,) * 5}),
}  # fmt: skip


def assert_found(report: ProbeReport, wanted: Mapping[int, tuple[object, ...]]) -> None:
    seen = found(report)
    assert seen.keys() == wanted.keys()
    for number, figures in wanted.items():
        for got, value in zip(seen[number], figures, strict=True):
            near = pytest.approx(value, abs=0.006) if isinstance(value, int | float) else value
            assert got == near, number


@pytest.mark.parametrize("name", READ)
def test_a_foreign_console_is_read(name):
    make, wanted = READ[name]
    console = make()
    with on_tcp(console) as url:
        report = probe("tls350", url, QUICK)
    assert_found(report, wanted)
    assert not console.wrote


def test_a_report_that_breaks_off_is_asked_for_again():
    answers = iter([(gaspot("I20100") or b"")[:-100]])

    def reply(command: str) -> bytes | None:
        return next(answers, gaspot(command)) if command == "I20100" else gaspot(command)

    with on_tcp(Console(reply, closes=True)) as url:
        assert_found(probe("tls350", url, QUICK), rounded())


@pytest.mark.parametrize("name", ["gaspot", "conpot", "old console"])
def test_a_foreign_console_is_read_on_a_serial_line(name):
    make, wanted = READ[name]
    with on_pty(make()) as url:
        assert_found(probe("tls350", url, QUICK), wanted)


def test_the_answer_has_exactly_the_published_keys_and_unknown_values_are_null():
    with on_tcp(Console(infinities)) as url:
        report = json.loads(msgspec.json.encode(probe("tls350", url, QUICK)))
    assert list(report) == ["model", "tanks", "nozzles", "alarms", "notes"]
    assert report["tanks"] == [
        {"tank_id": 1, "product": "1", "volume_l": 18250.5, "height_mm": pytest.approx(1405.2, abs=1e-3),
         "water_mm": None, "temp_c": None}
    ]  # fmt: skip


def test_alarms_software_and_what_is_odd_are_told():
    with on_tcp(Console(old_console)) as url:
        report = probe("tls350", url, QUICK)
    assert report.model == "TLS-350 family console, software 346129-100-C"
    assert report.alarms == ["tank 2: high water (02 03)", "system 0: alarm (01 01)"]
    told = "\n".join(report.notes)
    for words in (
        "computer format",
        "CR LF",
        "ASSUMED L, mm, °C",
        "clock",
        "tank 2: a delivery",
        "tank 4: no data",
    ):
        assert words in told
    assert "GASOLINE 92" in render(report)


def test_alarms_and_habits_of_an_emulator_are_told():
    with on_tcp(Console(conpot, takes="lf")) as url:
        report = probe("tls350", url, QUICK)
    assert report.alarms == ["tank 2: HIGH WATER ALARM", "tank 2: HIGH WATER WARNING"]
    told = "\n".join(report.notes)
    for words in ("display format", "without SOH", "without ETX", "LF alone"):
        assert words in told


def test_the_software_of_a_display_report_is_told_and_an_emulator_is_not_asked_for_it():
    def reply(command: str) -> bytes | None:
        lines = ["SOFTWARE REVISION LEVEL", "VERSION 129.02", "SOFTWARE# 346129-100-C", "CREATED - 05.03.30"]
        return (
            real_console(command, lines)
            if command == "I90200"
            else None
            if command[0] == "i"
            else opw(command)
        )

    with on_tcp(Console(reply)) as url:
        assert probe("tls350", url, QUICK).model == (
            "TLS-350 family console, software VERSION 129.02, SOFTWARE# 346129-100-C"
        )
    console = Console(gaspot, takes="lf")
    with on_tcp(console) as url:
        assert probe("tls350", url, QUICK).model == "TLS-350 family console"
    assert b"902" not in console.log


def test_units_named_by_the_console_are_converted():
    with on_tcp(Console(american)) as url:
        report = probe("tls350", url, QUICK)
    assert_found(report, METRIC)
    assert any("gallons, inches, °F; converted" in note for note in report.notes)


def test_units_of_which_one_is_named_belong_together():
    def reply(command: str) -> bytes | None:
        return (
            (american(command) or b"").replace(b"GALLONS, INCHES, DEG F", b"GALLONS")
            if command[0] == "I"
            else None
        )

    with on_tcp(Console(reply)) as url:
        report = probe("tls350", url, QUICK)
    assert report.tanks[0].height_mm == pytest.approx(1405.2, abs=0.2)
    assert any("names gallons; the rest is ASSUMED" in note for note in report.notes)


def test_units_that_nobody_named_are_not_converted_but_guessed_at_and_may_be_declared():
    tanks = [replace(TANKS[0], volume=5318, height=73.29, water=0.5, temp=69.5)]
    with on_tcp(Console(lambda command: sealed(i201(tanks)) if command == "i20100" else UNKNOWN)) as url:
        bare = probe("tls350", url, QUICK)
        declared = probe("tls350", url, {**QUICK, "units": "imperial"})
    assert found(bare)[1][1:] == (5318, pytest.approx(73.29, abs=1e-3), 0.5, 69.5)
    assert any(note.startswith("GUESS") for note in bare.notes)
    assert_found(declared, {1: ("1", 5318 * 3.785411784, 73.29 * 25.4, 12.7, 37.5 / 1.8)})


def test_a_console_with_a_security_code_is_silent_without_it_and_read_with_it():
    def reply(command: str) -> bytes | None:
        return None

    console = Console(reply)
    console.reply = lambda command: sealed(i201()) if b"123456i20100" in console.log[-20:] else None
    with on_tcp(console) as url:
        with pytest.raises(ProbeError, match="security"):
            probe("tls350", url, {"timeout_s": "0.2"})
        report = probe("tls350", url, {**QUICK, "security_code": "123456"})
    assert_found(report, coded())


@pytest.mark.parametrize("code", ["S60201", "s60201"])
def test_a_security_code_that_would_be_a_write_never_leaves(code):
    console = Console(old_console)
    with on_tcp(console) as url, pytest.raises(ProbeError, match="not sent"):
        probe("tls350", url, {**QUICK, "security_code": code})
    assert not console.wrote


def test_a_line_that_adds_parity_bits_is_read():
    def reply(command: str) -> bytes | None:
        answer = old_console(command) or b""
        return bytes(value | 0x80 if value.bit_count() % 2 else value for value in answer)

    with on_tcp(Console(reply)) as url:
        report = probe("tls350", url, QUICK)
    assert_found(report, METRIC | {4: (None,) * 5})
    assert any("parity bit" in note for note in report.notes)


def test_a_console_with_another_etx_is_read_at_once_with_it_and_after_silence_without():
    def reply(command: str) -> bytes | None:
        return sealed(i201(), etx=b"\x04") if command == "i20100" else UNKNOWN[:-1] + b"\x04"

    with on_tcp(Console(reply)) as url:
        assert_found(probe("tls350", url, {**QUICK, "etx": "04"}), coded())
        assert_found(probe("tls350", url, QUICK), coded())


def test_a_damaged_answer_is_never_believed_and_asked_for_again():
    answers = iter([sealed(i201()).replace(b"0704", b"0705", 1), sealed(i201())])
    with on_tcp(Console(lambda command: next(answers, UNKNOWN) if command == "i20100" else UNKNOWN)) as url:
        assert_found(probe("tls350", url, QUICK), coded())


def test_a_computer_answer_that_is_always_damaged_gives_way_to_the_display_format():
    def reply(command: str) -> bytes | None:
        bad = sealed(i201())[:-5] + b"0000\x03"
        return bad if command == "i20100" else gaspot(command)

    with on_tcp(Console(reply)) as url:
        assert_found(probe("tls350", url, QUICK), rounded())


@pytest.mark.parametrize(
    "reply",
    [
        lambda command: None,
        lambda command: UNKNOWN,
        lambda command: b"\x01" + command.encode() + b"\r\n",
        lambda command: b"HTTP/1.1 400 Bad Request\r\n\r\n",
        lambda command: b"\x01NAK\r",
        lambda command: bytes(range(256)) * 4,
        lambda command: sealed(i201())[:-5] + b"0000\x03" if command == "i20100" else UNKNOWN,
    ],
    ids=["silence", "unknown", "echo", "web server", "NAK", "noise", "wrong checksum"],
)
def test_what_is_no_gauge_is_an_error_that_says_what_was_tried(reply):
    with on_tcp(Console(reply)) as url, pytest.raises(ProbeError) as refused:
        probe("tls350", url, {"timeout_s": "0.2", "idle_s": "0.1"})
    assert "i20100 ended by CR LF" in str(refused.value)
    assert "I20100 ended by CR" in str(refused.value)


@pytest.mark.parametrize(
    ("address", "options", "words"),
    [
        ("tcp://127.0.0.1:9", {}, "cannot be opened"),
        ("127.0.0.1:9", {}, "cannot be opened"),
        ("serial:///dev/does-not-exist", {}, "cannot be opened"),
        ("http://127.0.0.1:9", {}, "no address"),
        ("nonsense", {}, "no address"),
        ("tcp://127.0.0.1:9", {"unit": "metric"}, "none of"),
        ("tcp://127.0.0.1:9", {"units": "furlongs"}, "units"),
        ("tcp://127.0.0.1:9", {"etx": "zz"}, "etx"),
        ("tcp://127.0.0.1:9", {"timeout_s": "-1"}, "seconds"),
        ("tcp://127.0.0.1:9", {"terminator": ";"}, "none of"),
        ("tcp://127.0.0.1:9", {"security_code": "12"}, "six"),
    ],
)
def test_a_wrong_address_or_option_is_an_error_that_names_it(address, options, words):
    with pytest.raises(ProbeError, match=words):
        probe("tls350", address, options)


def test_an_unknown_driver_is_an_error():
    with pytest.raises(ProbeError, match="none of"):
        probe("tls999", "tcp://127.0.0.1:9")


def test_the_products_own_emulated_console_is_read():
    at = local().replace(second=0, microsecond=0)
    tank = tls350.TankInventory(
        tank=7,
        volume=1000,
        tc_volume=990,
        ullage=9000,
        height=321.5,
        water=1.5,
        temperature=-3.25,
        water_volume=2,
    )
    reply = tls350.encode_inventory(tls350.Inventory(at=at, tanks=[tank]))
    with on_tcp(Console(lambda command: reply if command == "i20100" else UNKNOWN)) as url:
        assert found(probe("tls350", url, QUICK)) == {7: ("1", 1000, 321.5, 1.5, -3.25)}
