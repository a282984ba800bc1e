"""TLS-350 commands: a collector is unable to write, an emulator recognises who does."""

import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.collector.drivers import tls350_line
from youjian.collector.drivers.tls350_line import Manner, ask
from youjian.protocols import tls350

SETTINGS = [f"{letter}{code:03X}" for letter in "Ss" for code in range(0x1000)]


@pytest.mark.parametrize("code", sorted(tls350.ALLOWED))
@pytest.mark.parametrize("letter", ["I", "i"])
def test_every_read_of_the_allow_list_can_be_sent_and_read_back(letter, code):
    data = tls350.encode_command(letter + code, 3)
    command = tls350.decode_command(data)
    assert (command.function, command.device, command.computer) == (letter + code, 3, letter == "i")


def test_no_set_up_command_can_be_sent():
    for function in SETTINGS:
        with pytest.raises(tls350.ForbiddenCommand):
            tls350.encode_command(function, 1)


@pytest.mark.parametrize("function", ["i051", "I905", "i20D", "", "i201 ", "i2011", "x201", "i201\x01S60201"])
def test_a_read_that_is_not_on_the_list_cannot_be_sent(function):
    with pytest.raises(tls350.ForbiddenCommand):
        tls350.encode_command(function)


@pytest.mark.parametrize(
    "code",
    ["S60201", "s60201", "IS0030", "is6020", "I00300", "12345", "1234567", "12 456", "\x01S6021", "\r\nS602"],
)
def test_a_security_code_cannot_smuggle_a_write(code):
    with pytest.raises(tls350.ForbiddenCommand):
        tls350.encode_command("i201", security_code=code)


@pytest.mark.parametrize("terminator", [b"\x01S602011REGULAR\r\n", b";", b"\x03"])
def test_a_terminator_cannot_smuggle_a_write(terminator):
    with pytest.raises(tls350.ForbiddenCommand):
        tls350.encode_command("i201", terminator=terminator)


@given(st.binary(max_size=30), st.binary(max_size=30))
def test_no_bytes_with_a_write_in_them_may_leave(before, after):
    with pytest.raises(tls350.ForbiddenCommand):
        tls350.check_outgoing(before + b"\x01S602011REGULAR" + after)


@given(st.binary(max_size=60))
def test_what_may_leave_is_understood_as_reads_alone(data):
    try:
        tls350.check_outgoing(data)
    except tls350.ForbiddenCommand:
        return
    reader = tls350.CommandReader()
    commands = [*reader.feed(data), reader.idle()]
    assert not any(tls350.decode_command(command).writes for command in commands if command)


@given(st.binary(max_size=60))
def test_an_emulator_survives_whatever_it_is_sent(data):
    reader = tls350.CommandReader()
    for command in [*reader.feed(data), reader.idle() or b""]:
        with suppress(tls350.CommandError):
            assert re.fullmatch(r"ESC|[A-Za-z][0-9A-F]{3}", tls350.decode_command(command).function)


def test_an_emulator_splits_stacked_commands_whatever_ends_them():
    reader = tls350.CommandReader()
    found = reader.feed(b"\x01i20100\r\n\x01I10100\r\x01i20200\x01S602011REGULAR\n\x1b\x01i2")
    assert found == [b"\x01i20100", b"\x01I10100", b"\x01i20200", b"\x01S602011REGULAR", b"\x1b"]
    assert reader.feed(b"0600") == []
    assert reader.idle() == b"\x01i20600"
    assert [tls350.decode_command(c).writes for c in found] == [False, False, False, True, False]


class Tape:
    """A line that keeps what is written to it and never answers."""

    def __init__(self) -> None:
        self.written = b""

    def read(self, timeout_s: float) -> bytes:
        return b""

    def write(self, data: bytes) -> None:
        self.written += data

    def discard(self) -> None:
        pass

    def close(self) -> None:
        pass


@given(
    st.text(max_size=8) | st.sampled_from(["i201", "S602", "s602", "I101", "iC01"]),
    st.integers(-5, 120),
    st.text(max_size=8) | st.sampled_from(["", "123456", "S60201", "s60201"]),
    st.binary(max_size=12) | st.sampled_from([b"", b"\r\n", b"\n", b"\x01S60201X\r\n"]),
)
def test_whatever_the_collector_is_told_to_ask_no_write_leaves(function, device, code, terminator):
    tape = Tape()
    manner = Manner(terminator=terminator, security_code=code)
    with suppress(tls350.ForbiddenCommand):
        ask(tape, function, device, manner=manner)
    reader = tls350.CommandReader()
    commands = [*reader.feed(tape.written), reader.idle()]
    assert not any(tls350.decode_command(command).writes for command in commands if command)
    assert not tape.written or tls350.check_outgoing(tape.written)


def test_bytes_leave_to_consoles_in_one_place_alone():
    folder = Path(tls350_line.__file__).parents[1]
    files = [*folder.glob("drivers/tls350*.py"), *folder.glob("probing/tls350*.py")]
    writing = [path.name for path in files if ".write(" in path.read_text(encoding="utf-8")]
    assert writing == ["tls350_line.py"]
    assert "line.write(tls350.check_outgoing(" in Path(tls350_line.__file__).read_text(encoding="utf-8")
