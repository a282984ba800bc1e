"""RS-485 probes: frames as the Modbus documents have them, registers by their map, hostile bytes."""

import struct

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from youjian.protocols import modbus, probe

FRAMINGS = st.sampled_from(["rtu", "tcp"])
WORDS = st.lists(st.integers(0, 0xFFFF), min_size=1, max_size=30)


def answer_to(framing, words):
    data = b"".join(word.to_bytes(2, "big") for word in words)
    return (
        modbus.encode_answer(framing, 17, 3, data),
        modbus.AnswerReader(framing, 17, 3, size=len(data)),
        data,
    )


@given(FRAMINGS, WORDS, st.integers(0, 0xFFFF), st.binary(max_size=30))
def test_the_request_given_back_and_noise_before_an_answer_are_passed_over(framing, words, start, noise):
    answer, reader, data = answer_to(framing, words)
    assume(start >> 8 != len(data))
    calm = bytes(value for value in noise if value not in (0, 17))
    echo = modbus.encode_read(framing, 17, 3, start, len(words))
    assert reader.feed(echo + calm + answer) == data


@given(WORDS, st.data())
def test_a_frame_with_a_changed_byte_is_never_believed(words, data):
    answer, reader, _ = answer_to("rtu", words)
    frame = bytearray(answer)
    frame[data.draw(st.integers(0, len(frame) - 1))] ^= data.draw(st.integers(1, 255))
    assert reader.feed(bytes(frame)) is None


def test_a_damaged_frame_is_counted_and_an_answer_of_another_length_is_none():
    answer, reader, _ = answer_to("rtu", [1, 2])
    assert reader.feed(answer[:-1] + b"\x00") is None
    assert reader.damaged == 1
    assert answer_to("rtu", [1, 2, 3])[1].feed(answer) is None


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
