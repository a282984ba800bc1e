"""Lines to devices: TCP and serial (a pseudo-terminal) behave alike, and say what is wrong with them."""

import os
import pty
import socket
import threading
import tty
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.integration.collector_fakes import FakeNozzle, FakeTaxPort, LineServer, closing_all
from youjian.collector.transport import Transport, TransportError, open_transport
from youjian.protocols import taxport


@contextmanager
def pty_device(port: FakeTaxPort) -> Iterator[str]:
    """A tax port on a pseudo-terminal; its path is the line's."""
    inside, outside = pty.openpty()
    tty.setraw(outside)

    def serve() -> None:
        try:
            while data := os.read(inside, 4096):
                os.write(inside, port._answer(data))
        except OSError:
            return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield os.ttyname(outside)
    os.close(outside)
    os.close(inside)


@pytest.fixture
def port() -> Iterator[FakeTaxPort]:
    fake = FakeTaxPort({1: FakeNozzle(1_234_560)})
    with closing_all(fake):
        yield fake


def asked(line: Transport) -> taxport.Answer:
    line.write(taxport.encode_request(taxport.GrandTotalRequest(1)))
    reader = taxport.FrameReader()
    frames: list[bytes] = []
    while not frames:
        data = line.read(5.0)
        assert data, "no answer within 5 s"
        frames = reader.feed(data)
    return taxport.decode_answer(frames[0])


def test_a_serial_line_carries_question_and_answer(port: FakeTaxPort) -> None:
    with pty_device(port) as path:
        line = open_transport(f"serial://{path}?baud=9600&parity=N&stopbits=1")
        assert asked(line) == taxport.GrandTotal(1_234_560, 700_000)
        assert line.read(0.05) == b""
        line.close()


def test_what_a_device_sent_late_is_thrown_away_before_the_next_question(port: FakeTaxPort) -> None:
    with pty_device(port) as path:
        for line in (open_transport(port.server.url), open_transport(f"serial://{path}")):
            line.write(taxport.encode_request(taxport.LastFillRequest(1)))
            assert line.read(5.0)
            line.write(taxport.encode_request(taxport.LastFillRequest(1)))
            threading.Event().wait(0.1)
            line.discard()
            assert isinstance(asked(line), taxport.GrandTotal)
            line.close()


def test_a_line_that_the_device_closed_is_an_error_and_not_silence() -> None:
    server = LineServer(lambda data: data)
    with closing_all(server):
        line = open_transport(server.url)
        line.write(b"x")
        assert line.read(5.0) == b"x"
        server.cut()
        with pytest.raises(TransportError, match=server.url):
            line.read(5.0)
        line.close()


def test_nobody_listening_is_named_with_the_address() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        number = server.getsockname()[1]
    with pytest.raises(TransportError, match=f"tcp://127.0.0.1:{number}"):
        open_transport(f"tcp://127.0.0.1:{number}")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("serial:///dev/no-such-port", "no-such-port"),
        ("serial:///dev/ttyS1?speed=9600", "'speed' is none of baud, bits, parity, stopbits"),
        ("udp://127.0.0.1:1", "a device's line is"),
    ],
)
def test_a_line_that_cannot_be_is_refused_by_name(url: str, said: str) -> None:
    with pytest.raises(TransportError, match=said):
        open_transport(url)
