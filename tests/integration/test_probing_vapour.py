"""`collect probe` of vapour monitors and contacts, on real sockets."""

import socket
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.integration.collector_fakes import LineServer, closing_all
from tests.integration.test_collector_contacts import Module
from tests.integration.vapour_kit import MN, PASSWORD, STATION
from youjian.collector.probing import ProbeError, probe
from youjian.protocols import hj212, vapourxml

NOW = datetime.now(UTC).replace(microsecond=0)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def calling(port: int, *frames: bytes) -> threading.Thread:
    """A monitor that calls until somebody listens, and sends its frames."""

    def call() -> None:
        for _ in range(2000):
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
                    line.sendall(b"".join(frames))
                    line.recv(1)
                    return
            except OSError:
                threading.Event().wait(0.01)

    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    return thread


def frames_of(family: str) -> list[bytes]:
    fill = hj212.Fill(
        nozzle_id=3,
        started_at=NOW,
        ended_at=NOW,
        fuel_ml=30_000,
        vapour_ml=32_400,
        ratio=1.08,
        fuel_l_min=31.0,
        vapour_l_min=33.5,
    )
    qn = hj212.qn_of(datetime.now(UTC) + timedelta(seconds=30))
    frame = hj212.encode_fill(fill, mn=MN, qn=qn, station_id=STATION, pw=PASSWORD, family=family)
    return [hj212.spoken(frame, family)]


@pytest.mark.parametrize("family", ["chongqing", "guangzhou"])
def test_a_calling_monitor_says_who_it_is_and_how_it_speaks(family: str) -> None:
    port = free_port()
    good = frames_of(family)
    modbus = hj212.encode_frame(hj212.encode_pressure(hj212.Pressure(at=NOW, pressure_pa=1.0), mn=MN, qn="1"))
    modbus = modbus[:-6] + f"{hj212.modbus_crc(modbus[6:-6]):04X}\r\n".encode()
    thread = calling(port, *good, modbus)
    report = probe("hj212", f"tcp-listen://127.0.0.1:{port}", {"frames": "2", "wait_s": "20"})
    thread.join()
    assert report.model == f"HJ 212 monitor {MN}"
    assert [nozzle.nozzle_id for nozzle in report.nozzles] == [3]
    notes = "\n".join(report.notes)
    assert f"family: {family}" in notes
    assert "checksum: CRC-16/MODBUS, 1 frames" in notes
    assert "refused as crc_modbus: 1 frames" in notes
    assert "fuel_volume" in notes
    assert PASSWORD not in notes


def test_a_monitor_that_listens_is_asked_for_its_data() -> None:
    asked: list[bytes] = []

    def answer(data: bytes) -> bytes:
        asked.append(data)
        return b"".join(frames_of("hj212"))

    server = LineServer(answer)
    try:
        report = probe("hj212", server.url, {"frames": "1", "wait_s": "20", "mn": MN, "password": PASSWORD})
    finally:
        server.close()
    assert b"CN=2011" in asked[0]
    assert report.model == f"HJ 212 monitor {MN}"


@pytest.mark.parametrize("name", ["mn", "password"])
def test_nothing_but_a_frame_can_be_sent(name: str) -> None:
    heard: list[bytes] = []
    server = LineServer(lambda data: heard.append(data) or b"")
    with closing_all(server), pytest.raises(ProbeError, match=f"option {name}: printable"):
        probe("hj212", server.url, {"mn": MN, name: "\x01S602011X", "wait_s": "0.1"})
    assert heard == []


def test_nobody_calling_and_nonsense_are_said() -> None:
    port = free_port()
    with pytest.raises(ProbeError, match="is this address set in the monitor"):
        probe("hj212", f"tcp-listen://127.0.0.1:{port}", {"wait_s": "0.2"})
    thread = calling(port, b"hello, this is no frame\r\n")
    with pytest.raises(ProbeError, match="none of them an HJ 212 frame"):
        probe("hj212", f"tcp-listen://127.0.0.1:{port}", {"wait_s": "2"})
    thread.join()


def test_a_posting_monitor_says_its_form_and_types_and_is_not_acknowledged() -> None:
    port = free_port()
    message = vapourxml.Envelope(
        data_id="1", user_id=STATION, time=hj212.qn_of(NOW)[:14], type="07", content=""
    )
    rows = [{"ID": "1", "DATE": message.time, "STATUS": "1:1;2:0"}]
    body = vapourxml.encode_message(vapourxml.with_rows(message, rows, vapourxml.Secrecy("0123456789abcdef")))
    answered: list[bytes] = []

    def call() -> None:
        head = b"POST /upload HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(body)
        for _ in range(2000):
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
                    line.sendall(head + body)
                    answered.append(line.recv(4096))
                    return
            except OSError:
                threading.Event().wait(0.01)

    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    options = {"messages": "1", "wait_s": "20", "sm4_key": "0123456789abcdef"}
    report = probe("vapour-soap", f"http-listen://127.0.0.1:{port}/upload", options)
    thread.join()
    assert answered[0].startswith(b"HTTP/1.1 503")
    notes = "\n".join(report.notes)
    assert f"USERID {STATION}" in notes
    assert "form soap11, call post, SEC says encrypted" in notes
    assert "TYPE 07: 1 rows of ID, DATE, STATUS" in notes
    assert [nozzle.nozzle_id for nozzle in report.nozzles] == [1, 2]


def test_a_module_shows_its_inputs() -> None:
    module = Module()
    module.levels[2] = 0
    try:
        report = probe("contacts", module.server.url, {"count": "4"})
    finally:
        module.server.close()
    assert report.notes[:4] == ["input 0: 1", "input 1: 1", "input 2: 0", "input 3: 1"]


def test_a_value_file_shows_its_value(tmp_path: Path) -> None:
    (tmp_path / "value").write_text("0\n")
    assert probe("contacts", f"file://{tmp_path}/value").notes == ["value: 0"]
    with pytest.raises(ProbeError, match="No such file"):
        probe("contacts", f"file://{tmp_path}/nothing")
