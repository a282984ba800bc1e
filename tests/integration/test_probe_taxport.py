"""`collect probe taxport`: on TCP, on a pseudo-terminal, on ports that differ and on ports that are none."""

import os
import pty
import socket
import threading
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count

import pytest

from tests.integration.collector_fakes import LineServer, closing_all
from tests.unit.collector.fuelling_world import Nozzle
from tests.unit.collector.taxport_bench import Port
from youjian.collector.probing import FoundNozzle, ProbeError, probe
from youjian.protocols import taxport


def two_nozzles() -> Port:
    port = Port({1: Nozzle(total_ml=1_000_000), 2: Nozzle(total_ml=9_000_000, price_fen=810)})
    for nozzle in port.nozzles.values():
        nozzle.sell(30_000)
    port.identities[1] = taxport.TaxIdentity(
        1,
        "A123456789",
        b"01",
        "91360200MA35X1234T",
        "92",
        datetime.fromisoformat("2026-11-22T10:00"),
        b"\0\0",
    )
    port.spare = b"\0\0"
    return port


def answers(port: Port, data: bytes) -> bytes:
    frames = taxport.FrameReader().feed(data)
    known = [frame for frame in frames if taxport.decode_request(frame).nozzle in port.nozzles]
    return b"".join(b"".join(port.answer(frame)) for frame in known)


@contextmanager
def on_pty(port: Port) -> Iterator[str]:
    inside, outside = pty.openpty()
    tty.setraw(outside)

    def serve() -> None:
        try:
            while data := os.read(inside, 4096):
                os.write(inside, answers(port, data))
        except OSError:
            return

    threading.Thread(target=serve, daemon=True).start()
    yield os.ttyname(outside)
    os.close(outside)
    os.close(inside)


FIRST = FoundNozzle(nozzle_id=1, product="92", total_ml=1_030_000, total_fen=722_680, unit_price_fen=756)
SECOND = FoundNozzle(nozzle_id=2, product=None, total_ml=9_030_000, total_fen=724_300, unit_price_fen=810)


def test_each_nozzle_that_answers_is_told_with_its_totals_price_and_chip() -> None:
    port = two_nozzles()
    server = LineServer(lambda data: answers(port, data))
    with closing_all(server):
        report = probe("taxport", server.url)
    assert report.nozzles == [FIRST, SECOND]
    assert report.model == "tax port, tax device 1234567890 and A123456789"
    assert report.alarms == ["nozzle 2: its tax function is not initialised"]
    told = " | ".join(report.notes)
    assert "taxpayer 91360200MA35X1234T" in told
    assert "nozzle 2: last fill of 30 bytes, where its factory number lets expect 28" in told
    assert "chip's clock 2026-11-22 10:00" in told


@pytest.mark.parametrize(
    "form", ["{path}", "serial://{path}", "serial://{path}?baud=9600&parity=E&stopbits=2"]
)
def test_a_pseudo_terminal_answers_under_every_form_of_its_address(form: str) -> None:
    with on_pty(two_nozzles()) as path:
        report = probe("taxport", form.format(path=path), {"addresses": "1-2"})
    assert report.nozzles == [FIRST, SECOND]
    shape = "8E2" if "parity" in form else "8N1"
    assert any(note.startswith(f"answered with 9600 baud, {shape}: url = ") for note in report.notes)


def test_a_device_that_hangs_up_after_each_answer_is_told_with_the_address_that_helps() -> None:
    port = two_nozzles()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    line, _ = server.accept()
                except OSError:
                    return
                with line:
                    line.sendall(answers(port, line.recv(4096)))

        threading.Thread(target=serve, daemon=True).start()
        url = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        report = probe("taxport", url, {"addresses": "1,2", "timeout_s": "0.5"})
        server.shutdown(socket.SHUT_RDWR)
    assert report.nozzles == [FIRST, SECOND]
    assert report.notes[0] == f"answered on {url}?reopen=1"


def test_a_port_without_fills_or_identity_is_still_told() -> None:
    port = two_nozzles()
    port.silent = {taxport.LastFillRequest, taxport.TaxInfoRequest}
    server = LineServer(lambda data: answers(port, data))
    with closing_all(server):
        report = probe("taxport", server.url, {"addresses": "2", "timeout_s": "0.2"})
    assert [(n.nozzle_id, n.total_ml, n.unit_price_fen) for n in report.nozzles] == [(2, 9_030_000, None)]
    assert (
        "nozzle 2: no last fill (86); fuellings will be made from totals (last_fill = false)" in report.notes
    )


def test_a_nozzle_whose_answers_are_damaged_now_and_then_is_not_missed() -> None:
    port, number = two_nozzles(), count()

    def damaged(data: bytes) -> bytes:
        answer = answers(port, data)
        return answer if next(number) % 2 else answer[:-1] + bytes((answer[-1] ^ 0xFF,)) if answer else answer

    server = LineServer(damaged)
    with closing_all(server):
        report = probe("taxport", server.url, {"addresses": "1,2", "timeout_s": "0.2"})
    assert report.nozzles == [FIRST, SECOND]


def test_silence_and_noise_are_told_apart_and_what_was_tried_is_named() -> None:
    quiet, noisy = LineServer(lambda _: b""), LineServer(lambda _: b"HTTP/1.1 400 Bad Request\r\n\r\n")
    options = {"addresses": "1", "timeout_s": "0.05"}
    with closing_all(quiet, noisy):
        with pytest.raises(ProbeError, match="silence"):
            probe("taxport", quiet.url, options)
        with pytest.raises(ProbeError, match="answers that cannot be read"):
            probe("taxport", noisy.url, options)
    with on_pty(Port({})) as path, pytest.raises(ProbeError, match="parity=E&stopbits=2"):
        probe("taxport", path, options)


@pytest.mark.parametrize(
    ("address", "options", "said"),
    [
        ("tcp://127.0.0.1:1", {}, "cannot be opened"),
        ("udp://127.0.0.1:1", {}, "is no address of a line"),
        ("tcp://127.0.0.1:1", {"adresses": "1"}, "'adresses' is none of"),
        ("tcp://127.0.0.1:1", {"addresses": "1-999"}, "give 0-8 or 1,2"),
        ("tcp://127.0.0.1:1", {"ret_mode": "x"}, "ret_mode='x': give a number"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(address: str, options: dict[str, str], said: str) -> None:
    with pytest.raises(ProbeError, match=said):
        probe("taxport", address, options)
