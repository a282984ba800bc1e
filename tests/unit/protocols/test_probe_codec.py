"""RS-485 probes: frames as the Modbus documents have them, registers by their map, hostile bytes."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.protocols import probe

REQUESTS = st.builds(
    probe.Request,
    address=st.integers(0, 255),
    function=st.sampled_from(probe.READS),
    start=st.integers(0, 0xFF00),
    count=st.integers(1, probe.MOST_REGISTERS),
)
FRAMINGS = st.sampled_from(["rtu", "mbap"])


@st.composite
def exchanges(draw):
    request = draw(REQUESTS)
    if draw(st.booleans()):
        return request, probe.Refusal(request, draw(st.integers(1, 11)))
    words = st.lists(st.integers(0, 0xFFFF), min_size=request.count, max_size=request.count)
    return request, probe.Registers(request, tuple(draw(words)))


def test_the_published_check_value_of_the_crc():
    assert probe.crc16(b"123456789") == 0x4B37


def test_the_published_example_of_a_read():
    request = probe.Request(0x11, 3, 0x006B, 3)
    assert probe.encode_request(request) == bytes.fromhex("1103006B00037687")
    reader = probe.AnswerReader(request)
    answer = reader.feed(bytes.fromhex("110306AE415652434049AD"))
    assert answer == probe.Registers(request, (0xAE41, 0x5652, 0x4340))


@given(exchanges(), FRAMINGS, st.integers(0, 0xFFFF), st.lists(st.integers(1, 40), max_size=12))
def test_an_answer_is_read_however_the_line_cuts_it(exchange, framing, transaction, cuts):
    request, wanted = exchange
    assert probe.decode_request(probe.encode_request(request, framing, transaction), framing) == request
    stream, reader = (
        probe.encode_answer(wanted, framing, transaction),
        probe.AnswerReader(request, framing, transaction),
    )
    found = None
    for cut in [*cuts, len(stream)]:
        found = found or (reader.feed(stream[:cut]) if stream[:cut] else None)
        stream = stream[cut:]
    assert found == wanted
    assert not reader.deviations


@given(exchanges(), st.binary(max_size=30))
def test_an_echo_and_noise_before_an_answer_are_passed_over(exchange, noise):
    request, wanted = exchange
    reader = probe.AnswerReader(request)
    calm = bytes(value for value in noise if value != request.address)
    found = reader.feed(probe.encode_request(request) + calm + probe.encode_answer(wanted))
    assert found == wanted
    assert reader.deviations["echo"] == 1


@given(exchanges(), st.data())
def test_a_frame_with_a_changed_byte_is_never_believed(exchange, data):
    request, wanted = exchange
    frame = bytearray(probe.encode_answer(wanted))
    frame[data.draw(st.integers(0, len(frame) - 1))] ^= data.draw(st.integers(1, 255))
    assert probe.AnswerReader(request).feed(bytes(frame)) is None


@given(REQUESTS, FRAMINGS, st.lists(st.binary(max_size=200), max_size=20))
def test_arbitrary_bytes_neither_crash_nor_pile_up_and_the_next_answer_is_read(request, framing, chunks):
    reader = probe.AnswerReader(request, framing)
    for chunk in chunks:
        reader.feed(chunk)
    assert reader.pending <= 1024
    wanted = probe.Refusal(request, 2)
    fresh = probe.AnswerReader(request, framing)
    assert fresh.feed(probe.encode_answer(wanted, framing)) == wanted


@pytest.mark.parametrize("function", [0, 1, 2, 5, 6, 15, 16, 22, 43, 0x83])
def test_nothing_but_a_read_of_registers_can_be_sent(function):
    with pytest.raises(probe.FrameError):
        probe.encode_request(probe.Request(1, function, 0, 1))


@pytest.mark.parametrize("request_", [(256, 3, 0, 1), (1, 3, 0, 126), (1, 3, 0, 0), (1, 3, 65535, 2)])
def test_a_read_outside_the_registers_cannot_be_sent(request_):
    with pytest.raises(probe.FrameError):
        probe.encode_request(probe.Request(*request_))


@given(
    st.sampled_from(["int16", "uint16", "int32", "uint32", "float32"]),
    st.sampled_from(["high_first", "low_first"]),
    st.integers(0, 30_000),
)
def test_a_figure_survives_its_registers(kind, order, sixteenths):
    field = probe.Field(register=7, kind=kind, divide=16.0, add=-1.0)
    value = sixteenths / 16 - 1.0
    assert probe.value_in(probe.registers_of(value, field, order), field, order) == pytest.approx(
        value, rel=1e-6
    )


def test_levels_and_temperatures_as_probes_hold_them():
    level = probe.Field(register=0, kind="int32", divide=65536.0)
    assert probe.value_in({0: 1405, 1: 0x3333}, level) == pytest.approx(1405.2, abs=1e-4)
    assert probe.value_in({0: 0x3333, 1: 1405}, level, "low_first") == pytest.approx(1405.2, abs=1e-4)
    celsius = probe.Field(register=4, kind="int16", divide=16.0)
    assert [probe.value_in({4: raw}, celsius) for raw in (0x0550, 0xFFF8, 0x0191)] == [85.0, -0.5, 25.0625]
    words = struct.unpack(">2H", struct.pack(">f", 820.25))
    swapped = {8: words[1], 9: words[0]}
    assert probe.value_in(swapped, probe.Field(register=8, kind="float32"), "low_first") == 820.25


def test_a_missing_register_and_a_mark_for_no_value_are_none():
    field = probe.Field(register=2, kind="int32", divide=65536.0, none=(0x7FFFFFFF,))
    assert probe.value_in({2: 1}, field) is None
    assert probe.value_in({2: 0x7FFF, 3: 0xFFFF}, field) is None
    assert probe.value_in({2: 0x7FC0, 3: 0}, probe.Field(register=2, kind="float32")) is None
