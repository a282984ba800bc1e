"""HJ 212 out: a centre that takes the standard by the letter accepts every frame, splits and retries."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec import structs

from youjian.conformance.ecology import Centre
from youjian.protocols import hj212
from youjian.protocols.hj212.sending import Sending, packets_of

AT = datetime(2026, 9, 1, 2, 15, tzinfo=UTC)
MN, PW = "410105000100000000000000", "123456"


def fill_frames(count: int) -> list[hj212.Frame]:
    made: list[hj212.Frame] = []
    for number in range(count):
        ended = AT + timedelta(minutes=number)
        fill = hj212.Fill(
            nozzle_id=1 + number % 12,
            started_at=ended - timedelta(seconds=50),
            ended_at=ended,
            fuel_ml=30_000 + number,
            vapour_ml=33_000,
            ratio=1.1,
            fuel_l_min=35.2,
            vapour_l_min=38.7,
        )
        made.append(hj212.encode_fill(fill, mn=MN, pw=PW, qn="", station_id="4101050001"))
    return made


def pressure_frame(ppm: float | None) -> hj212.Frame:
    reading = hj212.Pressure(at=AT, pressure_pa=-128.5, vapour_ppm=ppm)
    return hj212.encode_pressure(reading, mn=MN, pw=PW, qn="")


def run(sending: Sending, centre: Centre) -> None:
    """Send until it is over; the clock goes on a second at a time, answers come at once."""
    reader = hj212.FrameReader()
    for now in range(10_000):
        if sending.state != "going":
            return
        data = sending.due(float(now))
        for answer in reader.feed(centre.feed(data) if data else b""):
            assert isinstance(answer, hj212.Frame)
            sending.received(answer)
    raise AssertionError("it never ended")


@pytest.mark.parametrize("count", [1, 2, 400])
def test_every_packet_is_accepted_and_joined(count: int) -> None:
    centre, frames = Centre({MN: PW}), fill_frames(count)
    sending = Sending(packets_of(frames, AT))
    run(sending, centre)
    assert (sending.state, centre.faults, centre.again) == ("done", [], 0)
    (message,) = centre.messages
    assert len(message) == count
    assert message[-1].startswith("DataTime=20260901")


def test_pressure_with_and_without_a_sensor_is_accepted() -> None:
    for ppm in (None, 512.0):
        centre = Centre({MN: PW})
        run(Sending(packets_of([pressure_frame(ppm)], AT)), centre)
        assert (len(centre.messages), centre.faults) == (1, [])


def test_a_lost_answer_is_followed_by_the_same_packet_which_counts_once() -> None:
    centre = Centre({MN: PW}, silent=2)
    sending = Sending(packets_of(fill_frames(5), AT))
    run(sending, centre)
    assert (sending.state, sending.repeated, centre.again) == ("done", 2, 2)
    assert centre.faults == []
    assert [len(message) for message in centre.messages] == [5]


def test_a_new_connection_goes_on_behind_what_was_acknowledged() -> None:
    centre, packets = Centre({MN: PW}), packets_of(fill_frames(6), AT)
    first = Sending(packets)
    reader = hj212.FrameReader()
    for _ in range(3):
        (answer,) = reader.feed(centre.feed(first.due(0.0) or b""))
        assert isinstance(answer, hj212.Frame)
        first.received(answer)
    centre.feed((first.due(0.0) or b"")[:40])
    centre.broken_off()
    second = Sending(packets_of(fill_frames(6), AT), acked=first.acked)
    run(second, centre)
    assert (second.state, centre.again, centre.faults) == ("done", 0, [])
    assert [len(message) for message in centre.messages] == [6]


def test_silence_and_refusal_end_it_and_say_why() -> None:
    silent = Sending(packets_of(fill_frames(2), AT), over_time_s=5, retries=3)
    run(silent, Centre({MN: PW}, silent=99))
    assert (silent.state, silent.acked, silent.repeated) == ("failed", 0, 3)
    assert silent.trouble == "no answer to packet 1 of 2, 4 times"
    refused = Sending(packets_of(fill_frames(1), AT))
    run(refused, Centre({MN: "other"}))
    assert refused.trouble == "packet 1 refused: QnRtn=3"


def test_the_centre_says_what_is_wrong_with_a_frame() -> None:
    (frame,) = packets_of(fill_frames(1), AT)
    good = hj212.encode_frame(frame)
    wrong = {
        "annex A": good[:-6] + b"0000\r\n",
        "6.3.1": good[:-2] + b"\n\n",
        "6.3.2": hj212.encode_frame(structs.replace(frame, flag=7)),
        "6.5": hj212.encode_frame(structs.replace(frame, mn=MN[:-1] + "9")),
    }
    for sentence, data in wrong.items():
        centre = Centre({MN: PW})
        centre.feed(data)
        assert [fault.split(":")[0] for fault in centre.faults] == [sentence]
