"""The limits of the doors over real sockets: connections, slow senders, bodies, strangers."""

import signal
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import msgspec
import psycopg
import pytest

from tests.integration.intake_kit import (
    Box,
    RunningDoor,
    add_station,
    enrolled_box,
    eventually,
    free_port,
    running_door,
)
from tests.integration.test_intake_hj212_door import FILL, MN, NOW, PASSWORD, Line, journal, register
from tests.integration.test_intake_trouble import sale
from youjian.detection.samples import STATION
from youjian.intake import hj212_connection, http_guard
from youjian.protocols import hj212, station
from youjian.protocols.hj212 import Frame, encode_fill, encode_frame

MIB = 1024 * 1024
MAKE = {"http_headers_s": 0.3, "http_body_s": 0.3, "proxies": ""}


@pytest.fixture(scope="module")
def ground(module_database: Any) -> Iterator[psycopg.Connection]:
    """The ledger seen by its owner, with a station and its vapour monitor."""
    with module_database.connect("owner") as conn:
        add_station(conn)
        register(conn, MN, PASSWORD)
        yield conn


@pytest.fixture
def box_at(ground: psycopg.Connection) -> Callable[[RunningDoor], Box]:
    """A box of its own for each test: the name of the collector is drawn from its number."""
    row = ground.execute("SELECT count(*) FROM ledger.collectors").fetchone()
    assert row
    ground.rollback()
    return lambda running: enrolled_box(running, ground, collector_id=f"C-{row[0]}")


def raw(running: RunningDoor, sent: bytes = b"") -> socket.socket:
    """A connection to the HTTP door on which these bytes were sent."""
    line = socket.create_connection(("127.0.0.1", running.settings.port), timeout=20)
    line.sendall(sent)
    return line


def answer(line: socket.socket) -> bytes:
    """Everything until the door closes; a reset counts as the end."""
    chunks = []
    try:
        while chunk := line.recv(65536):
            chunks.append(chunk)
    except ConnectionResetError:
        pass
    return b"".join(chunks)


def counted(running: RunningDoor, sample: str) -> float:
    """The value of a sample on the door's page of metrics."""
    for line in running.get("/metrics").data.decode().splitlines():
        if line.startswith(f"{sample} "):
            return float(line.split()[-1])
    return 0.0


def post(size: int, path: str = station.BATCHES) -> bytes:
    """The head of a post that announces so many bytes."""
    return f"POST {path} HTTP/1.1\r\nHost: door\r\nContent-Length: {size}\r\n\r\n".encode()


def test_headers_and_bodies_that_never_end_are_cut(ground: psycopg.Connection) -> None:
    with running_door(**MAKE) as running:
        silent, slow = raw(running), raw(running, b"POST / HTTP/1.1\r\nX-Slow: ")
        assert (answer(silent), answer(slow)) == (b"", b"")
        assert counted(running, 'youjian_intake_connections_cut_total{door="http",why="slow_headers"}') == 2
        told = answer(raw(running, post(100) + b"{"))
        assert told.startswith(b"HTTP/1.1 503")
        assert b"retry-after: 5" in told.lower()
        assert b"did not come within" in told
        assert running.door.budget.used == 0


def test_too_many_connections_are_told_so_and_leave_room_for_health(ground: psycopg.Connection) -> None:
    own = free_port()
    with running_door(http_connections=2, own_port=own, proxies="") as running, ExitStack() as held:
        for _ in range(2):
            held.enter_context(raw(running, b"POST"))
        eventually(lambda: running.door.http.open == 2, "both are taken")
        told = answer(raw(running, post(5)))
        assert told.startswith(b"HTTP/1.1 503")
        assert b"Retry-After: 5" in told
        with socket.create_connection(("127.0.0.1", own), timeout=20) as line:
            line.sendall(b"GET /readyz HTTP/1.1\r\nHost: door\r\nConnection: close\r\n\r\n")
            assert answer(line).startswith(b"HTTP/1.1 200")


def test_connections_that_say_nothing_give_way_to_those_that_speak(
    ground: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_guard, "_GRACE_S", 0.0)
    monkeypatch.setattr(hj212_connection, "_GRACE_S", 0.0)
    beat = encode_frame(Frame(qn="1", st="31", cn="9015", pw=PASSWORD, mn=MN, flag=9))
    most = {"http_connections": 2, "hj212_connections": 2, "hj212_port": free_port()}
    with running_door(**most) as running:
        silent = [raw(running, b"POST / HT"), raw(running)]
        assert running.get("/healthz").status == 200
        assert answer(silent[0]) == b""
        monitor, mute, other = Line(running), Line(running), Line(running)
        other.send(beat)
        assert other.reply().cn == "9013"
        assert [monitor.closed(), running.door.hj212.open] == [True, 2]
        third = Line(running)
        third.send(beat)
        assert (mute.closed(), third.reply().cn) == (True, "9013")
        assert Line(running).closed(), "both that are left are registered monitors"
        other.send(beat)
        assert other.reply().cn == "9013"


def test_one_address_has_not_all_connections_to_itself(ground: psycopg.Connection) -> None:
    with running_door(http_connections_per_peer=1, hj212_connections_per_peer=1, hj212_port=free_port(), proxies="") as running:  # fmt: skip # noqa: E501
        with raw(running, b"POST"), socket.create_connection(("127.0.0.1", running.settings.hj212_port)):
            eventually(lambda: running.door.http.open == running.door.hj212.open == 1, "both are taken")
            assert answer(raw(running)).startswith(b"HTTP/1.1 503")
            assert Line(running).closed()
        eventually(lambda: running.door.http.open == running.door.hj212.open == 0, "both are let go")
        refused = 'youjian_intake_connections_refused_total{door="hj212",why="peer"}'
        assert counted(running, refused) == 1


def test_bodies_in_hand_fill_no_more_than_the_memory_kept_for_them(
    ground: psycopg.Connection, box_at: Callable[[RunningDoor], Box]
) -> None:
    with running_door(body_bytes=3 * MIB) as running, ExitStack() as held:
        box = box_at(running)
        lines = [held.enter_context(raw(running, post(MIB) + b"x" * 1000)) for _ in range(3)]
        eventually(lambda: running.door.budget.used == 3 * MIB, "three bodies are in hand")
        refused = box.send(box.body(fuellings=[sale(1)]))
        assert (refused.status, refused.headers["Retry-After"]) == (429, "5")
        assert raw(running, post(MIB)).recv(4096).startswith(b"HTTP/1.1 429")
        for line in lines:
            line.close()
        eventually(lambda: running.door.budget.used == 0, "those that left hold nothing")
        assert box.send(box.body(fuellings=[sale(1)])).status == 200


def test_what_a_small_body_unpacks_to_counts_too(
    ground: psycopg.Connection, box_at: Callable[[RunningDoor], Box]
) -> None:
    import gzip

    with running_door(body_bytes=MIB // 2) as running:
        box = box_at(running)
        with raw(running, post(100)):
            eventually(lambda: running.door.budget.used == 100, "another body is in hand")
            bomb = gzip.compress(box.body(fuellings=[sale(1)]) + b" " * (MIB - 10_000))
            assert box.send(bomb, **{"Content-Encoding": "gzip"}).status == 429
        eventually(lambda: running.door.budget.used == 0, "it is given back")
        assert box.send(bomb, **{"Content-Encoding": "gzip"}).status == 200


def test_wrong_signatures_are_soon_not_looked_at_and_the_honest_box_beside_them_is(
    ground: psycopg.Connection, box_at: Callable[[RunningDoor], Box]
) -> None:
    with running_door(stranger_s=0.001, stranger_burst=3) as running:
        box = box_at(running)
        assert box.send(box.body(fuellings=[sale(1)])).status == 200
        body = box.body(fuellings=[sale(2)])
        wrong = {**box.signed(body), "Collector-Id": "C-none"}
        statuses = [box.post(station.BATCHES, body, wrong).status for _ in range(6)]
        assert statuses == [401, 401, 401, 401, 429, 429]
        refused = box.post(station.BATCHES, body, wrong)
        assert int(refused.headers["Retry-After"]) > 0
        assert msgspec.json.decode(refused.data)["error"] == "too_often"
        assert box.send(body).status == 200
        assert counted(running, 'youjian_intake_limited_total{door="http",limit="failures"}') == 3


def test_a_collector_above_its_limit_is_told_when_and_loses_nothing(
    ground: psycopg.Connection, box_at: Callable[[RunningDoor], Box]
) -> None:
    limits = {"collector_records_s": 10, "collector_records_burst": 1}
    with running_door(**limits) as running:
        box = box_at(running)
        assert box.send(box.body(fuellings=[sale(n) for n in range(9)])).status == 200
        body = box.body(fuellings=[sale(10)])
        refused = box.send(body)
        assert (refused.status, refused.headers["Retry-After"]) == (429, "1")
        eventually(lambda: box.send(body).status == 200, "it is taken after a while")
        assert counted(running, 'youjian_intake_limited_total{door="http",limit="records"}') >= 1


def test_a_frame_that_never_ends_is_cut_and_one_whose_terminator_is_odd_is_not(
    ground: psycopg.Connection,
) -> None:
    beat = encode_frame(Frame(qn="1", st="31", cn="9015", pw=PASSWORD, mn=MN, flag=9))
    with running_door(hj212_port=free_port(), hj212_frame_s=0.3) as running:
        odd, slow = Line(running), Line(running)
        odd.send(beat.replace(b"\r\n", b"\r"))
        assert odd.reply().cn == "9013"
        slow.send(beat[:40])
        assert slow.closed()
        odd.send(beat)
        assert odd.reply().cn == "9013"
        assert counted(running, 'youjian_intake_connections_cut_total{door="hj212",why="slow_frame"}') == 1


def test_bytes_that_are_no_frames_keep_no_connection_open(ground: psycopg.Connection) -> None:
    with running_door(hj212_port=free_port(), hj212_idle_s=0.5) as running:
        line = Line(running)
        line.socket.settimeout(0.05)

        def ended() -> bool:
            try:
                line.send(b"x")
                return line.closed()
            except TimeoutError:
                return False
            except ConnectionError:
                return True

        eventually(ended, "the connection is ended although bytes come all the time")


def test_a_flood_of_strangers_fills_no_journal_and_is_counted(ground: psycopg.Connection) -> None:
    stranger = encode_fill(FILL, mn="9999", qn=hj212.qn_of(NOW), station_id=STATION, pw=PASSWORD)
    before = len(journal(ground))
    limits = {"journal_burst": 2, "journal_s": 0.001, "stranger_burst": 9, "stranger_s": 0.001}
    with running_door(hj212_port=free_port(), **limits) as running:
        line = Line(running)
        line.send(*[stranger] * 30)
        replies = []
        try:
            while True:
                replies.append(line.reply().cp)
        except (AssertionError, ConnectionResetError):
            pass  # cut off
        assert {str(reply) for reply in replies} <= {"{'QnRtn': '4'}"}
        cut = 'youjian_intake_connections_cut_total{door="hj212",why="failures"}'
        eventually(lambda: counted(running, cut) == 1, "the stranger is cut off")
        assert counted(running, 'youjian_intake_journal_suppressed_total{door="hj212"}') == 7
    entries = journal(ground)[before:]
    assert [kind for kind, _, _ in entries] == ["unknown_mn"] * 3 + ["suppressed"]
    assert entries[-1][1].startswith("7 refusals since ")


def test_a_door_that_is_told_to_stop_answers_what_it_cannot_commit_and_another_takes_it(
    ground: psycopg.Connection, box_at: Callable[[RunningDoor], Box]
) -> None:
    with ThreadPoolExecutor(1) as pool:
        with running_door(drain_s=2.0) as running:
            box = box_at(running)
            lock = "SELECT FROM ledger.collectors WHERE collector_id = %s FOR UPDATE"
            ground.execute(lock, [box.collector_id])
            body = box.body(fuellings=[sale(20)])
            headers = box.signed(body)
            sent = pool.submit(box.post, station.BATCHES, body, headers)
            eventually(lambda: running.door.budget.used, "the batch is in hand")
            running.server.handle_exit(signal.SIGTERM, None)
            refused = sent.result(20)
        ground.rollback()
    assert (refused.status, refused.headers["Retry-After"]) == (503, "5")
    with running_door() as next_one:
        box.url = next_one.url
        assert box.post(station.BATCHES, body, headers).status == 200


def test_the_peer_of_every_door_is_watched_by_tcp(ground: psycopg.Connection) -> None:
    """A half-open connection is found by keepalive; every accepted socket of both doors asks for it."""
    import os

    with running_door(hj212_port=free_port()) as running, raw(running, b"POST"), Line(running).socket:
        eventually(lambda: running.door.http.open == running.door.hj212.open == 1, "both are taken")
        ports = {running.settings.port, running.settings.hj212_port}
        watched = {
            one.getsockname()[1]
            for one in _open_sockets(os.getpid())
            if one.getsockname()[1] in ports and _established(one)
        }
        assert watched == ports


def _open_sockets(pid: int) -> Iterator[socket.socket]:
    import os

    for number in os.listdir(f"/proc/{pid}/fd"):
        try:
            one = socket.socket(fileno=os.dup(int(number)))
        except OSError:
            continue
        with one:
            if one.family == socket.AF_INET and one.type == socket.SOCK_STREAM:
                yield one


def _established(one: socket.socket) -> bool:
    try:
        one.getpeername()
    except OSError:
        return False
    options = [(socket.SOL_SOCKET, socket.SO_KEEPALIVE), (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)]
    assert all(one.getsockopt(*option) for option in options)
    return True
