"""Intake in trouble: the database away, many senders at once, a record that breaks a transaction, an end."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest
import urllib3

from tests.integration.intake_kit import (
    Box,
    add_station,
    enrolled_box,
    eventually,
    free_port,
    running_door,
)
from youjian.contract.records import Fuelling
from youjian.detection import registry
from youjian.detection.samples import STATION, fuelling
from youjian.intake import rules as rules_module
from youjian.intake import station_api
from youjian.intake.records import sort_body
from youjian.ledger.connection import VARIABLES, connect
from youjian.ledger.migrations import migrate
from youjian.ledger.server import EmbeddedServer
from youjian.protocols import station
from youjian.protocols.hj212 import Fill, encode_fill, encode_frame, qn_of

BEGINNING = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)


def sale(seq: int, station_id: str = STATION) -> Fuelling:
    """An honest sale of 30.00 L, one a second from two hours ago on."""
    started = BEGINNING + timedelta(seconds=20 * seq)
    times = {"started_at": started, "ended_at": started + timedelta(seconds=15), "received_at": None}
    return fuelling(seq, station_id=station_id, **times)


@pytest.fixture
def owner(database: Any) -> Iterator[psycopg.Connection]:
    """The ledger seen by its owner, with the station in the register."""
    with database.connect("owner") as conn:
        add_station(conn)
        yield conn


def count(conn: psycopg.Connection, query: str) -> int:
    """One number, seen after what is committed now."""
    conn.rollback()
    row = conn.execute(query).fetchone()
    assert row
    return row[0]


@pytest.fixture
def server_of_its_own(monkeypatch: pytest.MonkeyPatch) -> Iterator[EmbeddedServer]:
    """A database server that a test may stop, migrated, with the environment pointing to it."""
    home = Path(tempfile.mkdtemp(prefix="youjian-intake-", dir="/tmp"))
    home.chmod(0o755)
    server = EmbeddedServer(home, {"fsync": "off"})
    try:
        server.start()
        for role, name in VARIABLES.items():
            monkeypatch.setenv(name, server.url(role))
        migrate(progress=lambda _: None)
        yield server
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


def test_while_the_database_is_away_nothing_is_acknowledged_and_afterwards_all_goes_on(
    server_of_its_own: EmbeddedServer,
) -> None:
    with running_door(key_ttl_s=60, alive_s=0.2) as running:
        with connect("owner") as conn:
            add_station(conn)
            box = enrolled_box(running, conn)
        assert box.receipt(fuellings=[sale(1)])["stored"] == 1
        server_of_its_own.stop()
        refused = box.send(box.body(fuellings=[sale(2)]))
        assert refused.status == 503
        assert int(refused.headers["Retry-After"]) > 0
        eventually(lambda: running.get("/readyz").status == 503, "the door is unready")
        assert running.get("/healthz").status == 200
        report = station.HeartbeatReport(at=datetime.now(UTC), outbox_depth=1, firmware="1")
        assert box.say(station.HEARTBEAT, report).status == 503
        server_of_its_own.start()
        eventually(lambda: running.get("/readyz").status == 200, "the door finds the database again")
        assert box.receipt(fuellings=[sale(2)]) | {"server_time": ""} == {
            "batch_no": 2, "stored": 1, "duplicates": 0, "quarantined": [], "server_time": "", "commands": [],
        }  # fmt: skip
        with connect("owner") as conn:
            query = "SELECT count(*) FROM ledger.door_spans WHERE stopped_at IS NULL"
            eventually(lambda: count(conn, query) == 2, "a new span begins when the database is back")


def test_a_door_opens_while_the_database_is_away(server_of_its_own: EmbeddedServer) -> None:
    server_of_its_own.stop()
    with running_door() as running:
        assert running.get("/readyz").status == 503
        server_of_its_own.start()
        eventually(lambda: running.get("/readyz").status == 200, "the door finds the database")


def test_many_collectors_through_two_doors_lose_and_double_nothing(owner: psycopg.Connection) -> None:
    stations = [f"36020301{n:02d}" for n in range(8)]
    batches, per_batch = 6, 20
    with running_door() as one, running_door() as two:
        boxes = []
        for number, station_id in enumerate(stations):
            add_station(owner, station_id)
            names = {"collector_id": f"C-{number}", "station_id": station_id}
            boxes.append(enrolled_box(one, owner, **names))

        def run(box: Box, station_id: str) -> None:
            for batch in range(batches):
                sales = [sale(batch * per_batch + n, station_id) for n in range(per_batch)]
                body = box.body(fuellings=sales)
                headers = box.signed(body)
                answers = [
                    urllib3.request(
                        "POST", url + station.BATCHES, body=body, headers=headers, retries=False, timeout=60
                    )
                    for url in (one.url, two.url)
                ]
                receipts = [msgspec.json.decode(answer.data) for answer in answers]
                assert receipts[0] == receipts[1]
                assert receipts[0]["stored"] == per_batch
                box.next_no, box.last_digest = box.next_no + 1, bytes.fromhex(headers["Digest"])

        with ThreadPoolExecutor(len(boxes)) as pool:
            list(pool.map(run, boxes, stations))
    total = len(stations) * batches * per_batch
    assert count(owner, "SELECT count(*) FROM ledger.fuellings") == total
    assert count(owner, "SELECT count(*) FROM ledger.findings") == 0
    assert count(owner, "SELECT count(*) FROM ledger.receipts") == len(stations) * batches


def test_the_same_batch_at_the_same_moment_is_stored_once(owner: psycopg.Connection) -> None:
    with running_door(linger_s=0.2) as running:
        box = enrolled_box(running, owner)
        body = box.body(fuellings=[sale(1)])
        headers = box.signed(body)
        with ThreadPoolExecutor(6) as pool:
            replies = list(pool.map(lambda _: box.post(station.BATCHES, body, headers), range(6)))
    assert {reply.status for reply in replies} == {200}
    assert len({reply.data for reply in replies}) == 1
    assert count(owner, "SELECT count(*) FROM ledger.fuellings") == 1


def test_when_too_much_waits_the_door_says_so(owner: psycopg.Connection) -> None:
    with running_door(queue_rows=1, rows=1, workers=1) as running:
        box = enrolled_box(running, owner)
        owner.execute("SELECT FROM ledger.collectors WHERE collector_id = %s FOR UPDATE", [box.collector_id])
        body = box.body(fuellings=[sale(1)])
        headers = box.signed(body)
        with ThreadPoolExecutor(4) as pool:
            sent = [pool.submit(box.post, station.BATCHES, body, headers) for _ in range(4)]
            (refused, *_) = eventually(lambda: [s for s in sent if s.done()], "one is refused")
            owner.rollback()
            assert refused.result().status == 429
            assert int(refused.result().headers["Retry-After"]) > 0
            assert {s.result().status for s in sent} == {200, 429}


def test_a_batch_that_takes_long_to_sort_keeps_nobody_else_waiting(
    owner: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    sorting, may_end = threading.Event(), threading.Event()

    def slow(*args: Any) -> Any:
        sorting.set()
        assert may_end.wait(30)
        return sort_body(*args)

    monkeypatch.setattr(station_api, "sort_body", slow)
    with running_door() as running, ThreadPoolExecutor(1) as pool:
        receipt = pool.submit(enrolled_box(running, owner).receipt, fuellings=[sale(1)])
        try:
            assert sorting.wait(30)
            assert running.get("/healthz").status == 200
        finally:
            may_end.set()
        assert receipt.result()["stored"] == 1


def test_a_record_that_breaks_the_transaction_is_set_aside_alone(
    owner: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fragile(tables: Any, as_of: datetime, schedule: Any) -> Any:
        if "fuellings" in tables and 13 in tables["fuellings"]["seq"].to_pylist():
            raise ArithmeticError("thirteen")
        return registry.judge_pairwise(tables, as_of, schedule=schedule)

    monkeypatch.setattr(rules_module, "judge_pairwise", fragile)
    with running_door() as running:
        box = enrolled_box(running, owner)
        receipt = box.receipt(fuellings=[sale(n) for n in range(10, 17)])
    assert receipt["stored"] == 6
    assert [(q["index"], q["reason"]) for q in receipt["quarantined"]] == [
        (3, "unprocessable: ArithmeticError: thirteen")
    ]
    assert count(owner, "SELECT count(*) FROM ledger.quarantine WHERE reason = 'unprocessable'") == 1


def test_records_that_break_the_transaction_only_together_do_not_block_their_sender(
    owner: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fragile(tables: Any, as_of: datetime, schedule: Any) -> Any:
        if {11, 14} <= set(tables["fuellings"]["seq"].to_pylist()):
            raise ArithmeticError("too much for one sum")
        return registry.judge_pairwise(tables, as_of, schedule=schedule)

    monkeypatch.setattr(rules_module, "judge_pairwise", fragile)
    with running_door() as running:
        receipt = enrolled_box(running, owner).receipt(fuellings=[sale(n) for n in range(10, 17)])
    assert receipt["stored"] == 6
    assert [(q["index"], q["reason"]) for q in receipt["quarantined"]] == [
        (4, "unprocessable: ArithmeticError: too much for one sum")
    ]


def test_trouble_of_the_platform_itself_acknowledges_nothing(
    owner: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(tables: Any, as_of: datetime, schedule: Any) -> Any:
        raise RuntimeError("out of order")

    monkeypatch.setattr(rules_module, "judge_pairwise", broken)
    with running_door() as running:
        box = enrolled_box(running, owner)
        assert box.send(box.body(fuellings=[sale(1)])).status == 503
    assert count(owner, "SELECT count(*) FROM ledger.fuellings") == 0


def test_data_of_a_vapour_monitor_are_not_answered_before_they_are_durable(
    owner: psycopg.Connection,
) -> None:
    owner.execute("INSERT INTO ledger.vapour_monitors VALUES (%s, %s, 'pw', 'c')", [STATION, STATION])
    owner.execute("INSERT INTO ledger.station_locks VALUES (%s) ON CONFLICT DO NOTHING", [STATION])
    owner.commit()
    with running_door(hj212_port=free_port()) as running:
        owner.execute("SELECT FROM ledger.station_locks WHERE station_id = %s FOR UPDATE", [STATION])
        address = ("127.0.0.1", running.settings.hj212_port)
        with socket.create_connection(address, timeout=20) as line:
            line.sendall(fill_frame())
            waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            with connect("owner") as other:
                eventually(lambda: count(other, waiting), "the door's transaction waits")
                line.setblocking(False)
                with pytest.raises(BlockingIOError):
                    line.recv(1)
                line.settimeout(20)
            owner.rollback()
            assert b"CN=9014" in line.recv(4096)
    assert count(owner, "SELECT count(*) FROM ledger.vapour_fills") == 1


def fill_frame() -> bytes:
    """A vapour monitor's report of a fuelling a minute ago."""
    ended = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=1)
    fill = Fill(
        nozzle_id=3,
        started_at=ended - timedelta(minutes=1),
        ended_at=ended,
        fuel_ml=30_000,
        vapour_ml=30_000,
        ratio=1.0,
        fuel_l_min=30.0,
        vapour_l_min=30.0,
    )
    return encode_frame(encode_fill(fill, mn=STATION, qn=qn_of(ended), station_id=STATION, pw="pw"))


def test_the_command_serves_until_it_is_told_to_stop_and_ends_cleanly(owner: psycopg.Connection) -> None:
    port, hj212_port = free_port(), free_port()
    words = ["intake", "--port", str(port), "--hj212-port", str(hj212_port)]
    process = subprocess.Popen(
        [sys.executable, "-m", "youjian.cli", *words], stderr=subprocess.PIPE, env=dict(os.environ)
    )
    try:
        running = RunningCommand(f"http://127.0.0.1:{port}")
        eventually(lambda: running.healthy() or process.poll() is not None, "the command serves")
        box = enrolled_box(running, owner)
        assert box.receipt(fuellings=[sale(1)])["stored"] == 1
        line = socket.create_connection(("127.0.0.1", hj212_port), timeout=20)
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=30)
        assert process.returncode == 0
        assert line.recv(1) == b""
        line.close()
    finally:
        process.kill()
    lines = [msgspec.json.decode(line) for line in log.splitlines()]
    assert {"opening", "enrolled", "closed"} <= {line["event"] for line in lines}
    assert count(owner, "SELECT count(*) FROM ledger.door_spans WHERE stopped_at IS NOT NULL") == 1


class RunningCommand:
    """The door in a process of its own."""

    def __init__(self, url: str) -> None:
        self.url = url

    def healthy(self) -> bool:
        """Whether it says that it is well."""
        try:
            return urllib3.request("GET", self.url + "/healthz", retries=False, timeout=5).status == 200
        except urllib3.exceptions.HTTPError:
            return False
