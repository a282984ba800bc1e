"""Modbus reads: published frames, round trips, noise, refusals, and nothing that writes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.protocols import modbus

FRAMINGS = st.sampled_from(["rtu", "tcp"])


def test_a_request_is_the_one_of_the_specification():
    """Read discrete inputs 197 to 218 of unit 17: the specification's example with its published CRC."""
    assert modbus.encode_read("rtu", 17, modbus.DISCRETE_INPUTS, 196, 22).hex() == "110200c40016baa9"
    framed = modbus.encode_read("tcp", 17, modbus.DISCRETE_INPUTS, 196, 22, transaction=7)
    assert framed.hex() == "000700000006110200c40016"


@pytest.mark.parametrize("function", [0, 5, 6, 15, 16, 22, 23, 43])
def test_nothing_that_is_no_read_can_be_encoded(function):
    with pytest.raises(ValueError, match="none that reads"):
        modbus.encode_read("rtu", 1, function, 0, 1)


@given(FRAMINGS, st.integers(1, 247), st.binary(min_size=1, max_size=250), st.binary(max_size=20))
def test_an_answer_is_found_behind_noise_and_in_pieces(framing, unit, data, noise):
    answer = modbus.encode_answer(framing, unit, modbus.DISCRETE_INPUTS, data)
    noise = noise.replace(bytes([unit]), b"") if framing == "rtu" else b""
    reader = modbus.AnswerReader(framing, unit, modbus.DISCRETE_INPUTS)
    found = [each for byte in noise + answer if (each := reader.feed(bytes((byte,)))) is not None]
    assert found == [data]


@given(FRAMINGS, st.integers(1, 247), st.integers(1, 11))
def test_a_refusal_says_its_code(framing, unit, code):
    reader = modbus.AnswerReader(framing, unit, modbus.COILS)
    with pytest.raises(modbus.ModbusError, match=f"exception {code}"):
        reader.feed(modbus.exception_answer(framing, unit, modbus.COILS, code))


@given(FRAMINGS, st.lists(st.binary(max_size=400), max_size=8))
def test_arbitrary_bytes_never_crash_and_never_pile_up(framing, pieces):
    reader = modbus.AnswerReader(framing, 1, modbus.COILS)
    for piece in pieces:
        try:
            reader.feed(piece)
        except modbus.ModbusError:
            continue
    assert len(reader._buffer) <= 1024


@given(FRAMINGS, st.integers(1, 247), st.integers(0, 60_000), st.integers(1, 2000))
def test_an_emulated_device_reads_the_request(framing, unit, start, count):
    sent = modbus.encode_read(framing, unit, modbus.COILS, start, count, transaction=1)
    assert modbus.parse_read(framing, sent) == (unit, modbus.COILS, start, count, 1)


def test_an_answer_to_an_older_question_is_not_taken():
    reader = modbus.AnswerReader("tcp", 1, modbus.COILS, transaction=2)
    assert reader.feed(modbus.encode_answer("tcp", 1, modbus.COILS, b"\x01", transaction=1)) is None
    assert reader.feed(modbus.encode_answer("tcp", 1, modbus.COILS, b"\x00", transaction=2)) == b"\x00"


def test_bits_and_registers_come_in_their_order():
    assert modbus.bits_of(b"\x05\x01", 9) == [True, False, True, *[False] * 5, True]
    assert modbus.registers_of(b"\x01\x02\x03\x04") == [0x0102, 0x0304]
