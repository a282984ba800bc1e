"""Tax port: round trips, refusals, and a reader that always finds its way back."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.protocols import taxport

BYTE = st.integers(0, 255)
DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))
MONTHS = st.integers(1, 12)
YEARS = st.integers(1, 9999)


def volumes(digits: int) -> st.SearchStrategy[int]:
    return st.integers(0, 10**digits - 1).map(lambda steps: steps * 10)


def amounts(digits: int) -> st.SearchStrategy[int]:
    return st.integers(0, 10**digits - 1)


REQUESTS = st.one_of(
    st.builds(taxport.TaxInfoRequest, BYTE),
    st.builds(taxport.LastFillRequest, BYTE, BYTE),
    st.builds(taxport.GrandTotalRequest, BYTE, BYTE, BYTE),
    st.builds(taxport.DayTotalRequest, BYTE, DAYS, BYTE),
    st.builds(taxport.MonthTotalRequest, BYTE, YEARS, MONTHS, BYTE),
)
ANSWERS = st.one_of(
    st.builds(taxport.TaxInfo, BYTE, st.from_regex(r"[0-9A-Z]{10}", fullmatch=True)),
    st.builds(
        taxport.TaxInfo,
        BYTE,
        st.from_regex(r"[0-9A-Z]{10}", fullmatch=True),
        st.binary(min_size=21, max_size=21),
        BYTE,
    ),
    st.builds(
        taxport.TaxInfoPart,
        st.integers(0, 254),
        st.sampled_from([17, 19]).flatmap(lambda n: st.binary(min_size=n, max_size=n)),
    ),
    st.builds(
        taxport.LastFill,
        st.integers(0, 31),
        st.integers(0, 23),
        st.integers(0, 59),
        volumes(6),
        amounts(6),
        amounts(4),
        st.sampled_from([b"", b"\0\0", b"\xbb\xbb"]),
        BYTE,
    ),
    st.builds(taxport.GrandTotal, volumes(12), amounts(12), BYTE),
    st.builds(taxport.DayTotal, DAYS, volumes(8), amounts(8), amounts(4), BYTE),
    st.builds(taxport.MonthTotal, YEARS, MONTHS, volumes(10), amounts(10), BYTE),
)
FRAMES = ANSWERS.map(taxport.encode_answer)


@given(REQUESTS)
def test_every_request_survives_the_line(request_):
    assert taxport.decode_request(taxport.encode_request(request_)) == request_


@given(ANSWERS)
def test_every_answer_survives_the_line(answer):
    assert taxport.decode_answer(taxport.encode_answer(answer)) == answer


@given(st.lists(FRAMES, max_size=4), st.lists(st.integers(1, 40), max_size=20))
def test_frames_are_the_same_however_the_line_cuts_them(frames, cuts):
    stream, reader, found = b"".join(frames), taxport.FrameReader(), []
    for cut in [*cuts, len(stream)]:
        found += reader.feed(stream[:cut])
        stream = stream[cut:]
    assert (found, reader.pending, reader.discarded) == (frames, 0, 0)


@given(st.binary(max_size=400))
def test_arbitrary_bytes_never_crash_and_never_pile_up(noise):
    reader = taxport.FrameReader()
    for frame in reader.feed(noise):
        for decode in (taxport.decode_answer, taxport.decode_request):
            with suppress(taxport.TaxPortError):
                decode(frame)
    assert reader.pending <= 64


@given(st.binary(max_size=60).filter(lambda noise: 0xBB not in noise), FRAMES)
def test_a_frame_after_noise_is_found_and_the_noise_is_counted(noise, frame):
    reader = taxport.FrameReader()
    assert reader.feed(noise + frame) == [frame]
    assert reader.discarded == len(noise)


def test_a_frame_after_a_damaged_one_is_found():
    good = taxport.encode_answer(taxport.GrandTotal(1_234_567_890, 933_333_325))
    damaged = good[:-1] + bytes((good[-1] ^ 1,))
    reader = taxport.FrameReader()
    assert reader.feed(damaged + good) == [good]
    assert (reader.damaged, reader.discarded) == (1, len(damaged))


def test_a_half_frame_is_forgotten_after_a_time_out():
    good = taxport.encode_answer(taxport.GrandTotal(10, 20))
    reader = taxport.FrameReader()
    assert reader.feed(good[:9]) == []
    reader.reset()
    assert (reader.pending, reader.feed(good)) == (0, [good])


@given(FRAMES, st.data())
def test_any_single_changed_byte_is_refused(frame, data):
    at = data.draw(st.integers(0, len(frame) - 1))
    changed = bytearray(frame)
    changed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(taxport.TaxPortError):
        taxport.decode_answer(bytes(changed))


@pytest.mark.parametrize(
    "answer",
    [
        taxport.GrandTotal(1_234_567_895, 1),
        taxport.GrandTotal(10**13, 1),
        taxport.LastFill(1, 1, 1, 10, -1, 700),
        taxport.LastFill(1, 1, 1, 10, 1, 10_000),
        taxport.TaxInfo(0, "short"),
    ],
)
def test_what_does_not_fit_its_field_is_not_framed(answer):
    with pytest.raises(taxport.TaxPortError) as refused:
        taxport.encode_answer(answer)
    assert refused.value.reason == "range"


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        ("BB 04 FF 84 01 7A", "command"),
        ("BB 05 FF 83 01 01 7C", "length"),
        ("BB 0D FF 87 01 32 30 32 35 31 33 30 31 01 7E", "range"),
        ("BB 05 FF 86 01 01 79 00", "length"),
        ("", "preamble"),
    ],
)
def test_a_request_that_is_none_is_refused_with_its_reason(frame, reason):
    with pytest.raises(taxport.TaxPortError) as refused:
        taxport.decode_request(bytes.fromhex(frame))
    assert refused.value.reason == reason


def test_an_initialised_nozzle_is_told_in_two_frames_kept_raw():
    first = taxport.TaxInfo(1, "K123456789", b"019136020000000000000"[:21], rfn=0x21)
    frame = taxport.encode_answer(first)
    assert len(frame) == 37
    assert taxport.decode_answer(frame) == first
    second = taxport.TaxInfoPart(0x22, b"10092202509011015")
    assert taxport.decode_answer(taxport.encode_answer(second)) == second
