"""The centre's side of HJ 212: greeting, retries, encrypted areas, wrong checksums, endless packets."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from youjian.protocols import hj212

AT = datetime(2026, 9, 1, 2, 15, tzinfo=UTC)
FRAME = hj212.Frame(
    qn="20250901101500123", st="31", cn="2011", pw="123456", mn="3602030017", flag=5,
    cp={"DataTime": "20250901101500", "i41028-Rtd": "45"},
)  # fmt: skip


def handshake(*commands: hj212.Command) -> hj212.Handshake:
    made = hj212.Handshake("M1", "123456", over_time_s=10, retries=3)
    made.ask(commands or hj212.greeting(10, 3, 30, 10))
    return made


def test_the_greeting_is_that_of_the_standard():
    commands = [(command.cn, dict(command.cp)) for command in hj212.greeting(10, 3, 30, 10)]
    assert commands == [
        ("1000", {"OverTime": "10", "ReCount": "3"}),
        ("1012", {}),
        ("1062", {"RtdInterval": "30"}),
        ("1064", {"MinInterval": "10"}),
        ("2011", {}),
    ]
    assert [command.cn for command in hj212.greeting(10, 3, None, None)] == ["1000", "1012", "2011"]


def test_one_command_at_a_time_and_the_time_is_that_of_the_moment():
    centre = handshake()
    first = centre.due(0.0, AT)
    assert centre.due(0.0, AT) is None
    assert centre.received(hj212.request_answer(first, 1), 1.0)
    assert centre.received(hj212.result_answer(first, 1), 2.0)
    second = centre.due(2.0, AT)
    assert (second.cn, second.cp, second.flag) == ("1012", {"SystemTime": "20260901101500"}, 5)
    assert second.qn > first.qn


def test_an_unanswered_command_is_repeated_and_then_given_up():
    centre = handshake(hj212.Command("1012"))
    sent = [centre.due(seconds, AT) for seconds in (0, 5, 10, 20, 30, 40)]
    qns = [frame.qn if frame else None for frame in sent]
    assert qns == [qns[0], None, qns[0], qns[0], qns[0], None]
    assert centre.outcomes == [hj212.Outcome("1012", "no answer")]
    assert not centre.busy


def test_a_refused_and_a_failed_command_do_not_stop_the_next():
    centre = handshake(hj212.Command("1062", {"RtdInterval": "30"}), hj212.Command("1064"))
    first = centre.due(0.0, AT)
    assert centre.received(hj212.request_answer(first, 2), 0.0)
    second = centre.due(0.0, AT)
    assert centre.received(hj212.result_answer(second, 2), 0.0)
    assert [(o.result, o.code) for o in centre.outcomes] == [("refused", "2"), ("failed", "2")]


def test_an_answer_to_another_request_is_none():
    centre = handshake(hj212.Command("1012"))
    frame = centre.due(0.0, AT)
    stranger = structs.replace(hj212.request_answer(frame, 1), qn="20200101000000000")
    assert not centre.received(stranger, 0.0)


@pytest.mark.parametrize(
    ("made", "name"),
    [
        (hj212.modbus_crc, "CRC-16/MODBUS"),
        (lambda data: int.from_bytes(hj212.modbus_crc(data).to_bytes(2, "little")), "low byte first"),
        (lambda data: int.from_bytes(hj212.crc(data).to_bytes(2, "little")), "low byte first"),
    ],
)
def test_a_wrong_checksum_is_named(made, name):
    good = hj212.encode_frame(FRAME)
    wrong = good[:-6] + f"{made(good[6:-6]):04X}".encode()
    with pytest.raises(hj212.FrameError) as refused:
        hj212.decode_frame(wrong)
    assert name in (refused.value.wrong_crc or "")
    assert name in refused.value.detail


@given(st.sampled_from(["base64", "hex"]), st.sampled_from(["", "0" * 16, "0f" * 16]))
def test_an_encrypted_area_survives_the_line_and_a_plain_one_passes(coding, iv):
    cipher = hj212.AreaCipher("0123456789abcdef", iv, coding)
    sealed = hj212.encode_frame(FRAME, cipher.seal)
    assert b"i41028" not in sealed
    assert hj212.decode_frame(sealed, cipher.open).cp == FRAME.cp
    assert hj212.decode_frame(hj212.encode_frame(FRAME), cipher.open).cp == FRAME.cp


def test_an_area_of_another_key_is_refused_as_fields():
    sealed = hj212.encode_frame(FRAME, hj212.AreaCipher("0123456789abcdef").seal)
    with pytest.raises(hj212.FrameError) as refused:
        hj212.decode_frame(sealed, hj212.AreaCipher("fedcba9876543210").open)
    assert refused.value.reason == "fields"
    assert refused.value.qn == FRAME.qn


def opened(cipher: hj212.AreaCipher, area: str) -> str:
    try:
        return cipher.open(area)
    except ValueError as error:
        return str(error)


@given(st.text(max_size=200), st.sampled_from(["base64", "hex"]))
def test_any_area_opens_or_is_refused(area, coding):
    assert isinstance(opened(hj212.AreaCipher("0123456789abcdef", "", coding), area), str)


@given(st.lists(st.tuples(st.integers(2, 9999), st.integers(1, 9999)), max_size=200))
def test_packets_without_end_are_bounded_and_none_is_lost(numbers):
    packets = hj212.Reassembler(time_out_s=1e9)
    given_up, whole = [], 0
    for pnum, pno in numbers:
        given_up += packets.expire(0.0)
        found = packets.add(structs.replace(FRAME, flag=7, pnum=pnum, pno=pno), 0.0)
        whole += len(found or [])
    given_up += packets.expire(1e10)
    distinct = {(frame.pnum, frame.pno) for frame in given_up}
    assert whole or not numbers or distinct
    assert packets.waiting == 0
