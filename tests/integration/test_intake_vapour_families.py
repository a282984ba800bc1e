"""Families at the direct HJ 212 door: the registered family decides, two routes are noticed."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from tests.integration.intake_kit import (
    RunningDoor,
    add_station,
    enrolled_box,
    eventually,
    free_port,
    running_door,
)
from youjian.contract.records import PressureReading
from youjian.detection.samples import STATION
from youjian.protocols import hj212

MN, PASSWORD = "3602030017", "123456"
NOW = datetime.now(UTC).replace(microsecond=0)
FILL = hj212.Fill(
    nozzle_id=3,
    started_at=NOW - timedelta(minutes=2),
    ended_at=NOW - timedelta(minutes=1),
    fuel_ml=30_000,
    vapour_ml=32_400,
    ratio=1.08,
    fuel_l_min=30.0,
    vapour_l_min=32.4,
)


@pytest.fixture
def owner(database: Any) -> Iterator[psycopg.Connection]:
    """The ledger seen by its owner, with a station."""
    with database.connect("owner") as conn:
        add_station(conn)
        yield conn


@pytest.fixture
def running(owner: psycopg.Connection) -> Iterator[RunningDoor]:
    """A door that remembers nothing about devices from one frame to the next."""
    with running_door(hj212_port=free_port(), key_ttl_s=0) as running:
        yield running


def register(conn: psycopg.Connection, family: str) -> None:
    conn.execute(
        "INSERT INTO ledger.vapour_monitors (mn, station_id, password, family) VALUES (%s, %s, %s, %s)",
        [MN, STATION, PASSWORD, family],
    )
    conn.commit()


def send(running: RunningDoor, *frames: bytes) -> None:
    """Send frames and wait until the last of them was dealt with."""
    with socket.create_connection(("127.0.0.1", running.settings.hj212_port), timeout=20) as line:
        line.sendall(b"".join(frames))
        line.sendall(hj212.encode_frame(hj212.encode_heartbeat(mn=MN, qn="20991231235959999", pw=PASSWORD)))
        data = b""
        while b"20991231235959999" not in data:
            data += line.recv(4096)


def rows(conn: psycopg.Connection, query: str) -> list[Any]:
    conn.rollback()
    return conn.execute(query).fetchall()


@pytest.mark.parametrize(
    ("registered", "family"), [("b", "guangzhou"), ("chongqing", "chongqing"), ("hj212", "hj212")]
)
def test_the_registered_family_decides(
    running: RunningDoor, owner: psycopg.Connection, registered: str, family: str
) -> None:
    register(owner, registered)
    fill = hj212.encode_fill(FILL, mn=MN, qn=hj212.qn_of(NOW), station_id=STATION, pw=PASSWORD, family=family)
    switch = hj212.encode_switch(
        5, enabled=False, at=NOW, mn=MN, qn=hj212.qn_of(NOW), station_id=STATION, pw=PASSWORD, family=family
    )
    send(running, hj212.spoken(fill, family), hj212.spoken(switch, family))
    assert rows(owner, "SELECT nozzle_id, fuel_ml, ratio FROM ledger.vapour_fills") == [(3, 30_000, 1.08)]
    assert rows(owner, "SELECT device, code, at FROM ledger.device_events") == [
        ("nozzle:5", "nozzle_disabled", NOW)
    ]


@pytest.mark.parametrize("ending", [b"\r\n", b"\n", b"\\r\\n", b""], ids=["crlf", "lf", "literal", "none"])
@pytest.mark.parametrize("family", ["hj212", "guangzhou", "chongqing", "hefei"])
def test_every_family_is_taken_whatever_ends_its_frames(
    running: RunningDoor, owner: psycopg.Connection, family: str, ending: bytes
) -> None:
    register(owner, family)
    frames: list[bytes] = []
    for number in (1, 2):
        reading = hj212.Pressure(at=NOW - timedelta(seconds=30 * number), pressure_pa=-120.0 - number)
        frame = hj212.encode_pressure(reading, mn=MN, qn=hj212.qn_of(NOW), pw=PASSWORD, family=family)
        spoken = hj212.spoken(frame, family)
        own = b"\\r\\n" if family == "chongqing" else b"\r\n"
        frames.append(spoken.removesuffix(own) + ending)
    send(running, *frames)
    found = rows(owner, "SELECT pressure_pa FROM ledger.pressure_readings ORDER BY at")
    assert found == [(-122.0,), (-121.0,)]


def test_a_lasting_fault_is_one_event_over_connections(
    running: RunningDoor, owner: psycopg.Connection
) -> None:
    register(owner, "c")
    for minutes in (3, 2, 1):
        at = NOW - timedelta(minutes=minutes)
        send(running, hj212.encode_frame(hj212.encode_fault("041000", at=at, mn=MN, qn=hj212.qn_of(at))))
    found = rows(owner, "SELECT device, code, detail FROM ledger.device_events")
    assert found == [("vapour", "gauge_fault", "concentration sensor (041000)")]


def test_vapour_by_two_routes_is_written_down_once(running: RunningDoor, owner: psycopg.Connection) -> None:
    box = enrolled_box(running, owner)

    def reading(number: int) -> PressureReading:
        at = NOW - timedelta(seconds=30 * number)
        return PressureReading(station_id=STATION, at=at, pressure_pa=-120.0)

    def told() -> list[Any]:
        return rows(owner, "SELECT kind, detail, station_id FROM ledger.door_journal WHERE door = 'station'")

    assert box.receipt(pressure_readings=[reading(1)])["stored"] == 1
    register(owner, "c")
    running.door.vapour_routes._looked.clear()
    for number in (2, 3):
        assert box.receipt(pressure_readings=[reading(number)])["stored"] == 1
    eventually(told, "the journal's entry")
    ((_, detail, station_id),) = [entry for entry in told() if entry[0] == "two_vapour_routes"]
    assert (station_id, MN in detail) == (STATION, True)
