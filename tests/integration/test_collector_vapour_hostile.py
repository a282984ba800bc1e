"""Both vapour doors against anything a line may carry: bounded answers, good messages still count."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from tests.integration.vapour_kit import MN, PASSWORD, STATION, records
from youjian.collector.board import Board
from youjian.collector.desk import Desk
from youjian.collector.drivers.hj212 import VapourListener
from youjian.collector.drivers.vapour_soap import SoapListener
from youjian.collector.outbox import Outbox
from youjian.collector.settings.hj212 import VapourMonitor
from youjian.collector.settings.vapour_soap import SoapMonitor
from youjian.protocols import hj212, vapourxml

AT = datetime(2026, 9, 1, 2, 15, tzinfo=UTC)
FRAME = hj212.encode_pressure(
    hj212.Pressure(at=AT, pressure_pa=-120.0), mn=MN, qn=hj212.qn_of(AT), pw=PASSWORD
)
ROW = {"ID": "1", "DATE": "20260901101500", "YGYL": "-120"}
MESSAGE = vapourxml.encode_message(
    vapourxml.with_rows(
        vapourxml.Envelope(data_id="1", user_id=STATION, time="20260901101500", type="04", content=""), [ROW]
    )
)
POSTED = b"POST /upload HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(MESSAGE) + MESSAGE
CODES = st.sampled_from(
    [
        "DataTime",
        "EndTime",
        "i41019-Info",
        "i41020-Info",
        "i41034-Info",
        "i41038-Info",
        "i41028-Rtd",
        "RestartTime",
    ]
)
VALUES = st.one_of(
    st.text(max_size=14),
    st.integers(-9, 10**12).map(str),
    st.sampled_from(["20260901101500", "19700101000000", "99991231235959", "3602030017003", "1.08", "0"]),
)


def framed(cp: dict[str, str], cn: str, pnum: int | None, pno: int | None) -> bytes:
    """A frame that the monitor may send, or nothing when its items cannot be framed."""
    flag = 5 if pnum is None else 7
    frame = structs.replace(FRAME, cp=cp, cn=cn, flag=flag, pnum=pnum, pno=pno)
    try:
        return hj212.encode_frame(frame)
    except hj212.FrameError:
        return b""


FRAMES = st.builds(
    framed,
    st.dictionaries(CODES, VALUES, max_size=8),
    st.sampled_from(["2011", "2051", "2081", "3020", "1013", "9011", "9015"]),
    st.none() | st.integers(0, 3),
    st.none() | st.integers(0, 3),
)
PIECES = FRAMES | st.binary(max_size=40) | st.sampled_from([b"##", b"##9999", b"\r\n", POSTED[:60]])


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """A desk that all examples share."""
    with tempfile.TemporaryDirectory() as folder:
        outbox = Outbox(Path(folder) / "outbox.sqlite")
        yield Desk(STATION, outbox, Board(), lambda: AT)
        outbox.close()


def monitor(**fields: Any) -> VapourMonitor:
    given = {"driver": "hj212", "name": "m", "url": "tcp-listen://127.0.0.1:9", "mn": MN}
    return msgspec.convert({**given, "password": PASSWORD, **fields}, VapourMonitor)


QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUICK
@given(
    pieces=st.lists(PIECES, max_size=8),
    family=st.sampled_from(["hj212", "guangzhou", "chongqing", "hefei"]),
    handshake=st.sampled_from(["never", "after_first_frame", "at_connection"]),
)
def test_anything_on_the_line_is_answered_within_bounds_and_a_good_frame_still_counts(
    desk: Desk, pieces: list[bytes], family: str, handshake: str
) -> None:
    door = VapourListener(monitor(family=family, handshake=handshake), desk)
    talk = door._greet("peer")
    for piece in pieces:
        assert len(talk.received(piece)) <= 40 * 1100
    fresh = door._greet("peer")
    good = hj212.encode_frame(hj212.encode_heartbeat(mn=MN, qn="20260901101500999", pw=PASSWORD))
    assert b"CN=9013" in fresh.received(good)


@QUICK
@given(pieces=st.lists(st.binary(max_size=80) | st.just(POSTED) | st.just(POSTED[:200]), max_size=6))
def test_anything_posted_is_answered_and_a_good_message_still_counts(desk: Desk, pieces: list[bytes]) -> None:
    given = {"driver": "vapour-soap", "name": "s", "url": "http-listen://127.0.0.1:9/upload"}
    door = SoapListener(msgspec.convert({**given, "user_id": STATION}, SoapMonitor), desk)
    talk = door._greet("peer")
    for piece in pieces:
        talk.received(piece)
        if talk.ended:
            break
    answer = door._greet("peer").received(POSTED)
    assert answer.startswith(b"HTTP/1.1 200")
    assert vapourxml.read_answer(answer.split(b"\r\n\r\n", 1)[1]) == "01"
    assert [
        each["pressure_pa"]
        for each in records(desk, "pressure_readings")
        if each["at"] == "2026-09-01T02:15:00Z"
    ]
