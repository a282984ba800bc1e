"""Tax port: round trips, refusals, and a reader that always finds its way back."""

from contextlib import suppress
from datetime import date, datetime

import msgspec
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
    st.builds(taxport.Nothing, st.sampled_from([0x86, 0x87, 0x88, 0x89]), BYTE),
    st.builds(
        taxport.TaxInfoPart,
        BYTE,
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


IDENTITIES = st.builds(
    taxport.TaxIdentity,
    st.integers(1, 255),
    st.from_regex(r"[0-9A-Z]{10}", fullmatch=True),
    st.binary(min_size=2, max_size=2),
    st.from_regex(r"[0-9A-Z]{0,20}", fullmatch=True),
    st.from_regex(r"[0-9A-Z-]{0,4}", fullmatch=True),
    st.none() | st.datetimes().map(lambda at: at.replace(year=max(at.year, 1000), second=0, microsecond=0)),
    st.sampled_from([b"", b"\0\0"]),
)


@given(IDENTITIES)
def test_the_identity_of_a_nozzle_survives_its_two_frames(identity):
    first, second = (
        taxport.decode_answer(taxport.encode_answer(part)) for part in taxport.split_tax_info(identity)
    )
    assert not taxport.is_whole(first)
    assert taxport.join_tax_info(first, second) == identity
    assert taxport.join_tax_info(first).taxpayer == ""


@given(st.binary(max_size=38), st.none() | st.binary(max_size=19))
def test_an_identity_is_read_out_of_any_bytes(raw, part):
    second = None if part is None else taxport.TaxInfoPart(0x22, part)
    joined = taxport.join_tax_info(taxport.TaxInfo(1, "1234567890", raw, 0x21), second)
    assert joined.factory_no == "1234567890"


def test_the_frame_lengths_of_an_identity_are_those_of_the_known_makers():
    known = taxport.TaxIdentity(
        1, "K123456789", b"01", "91360200MA35X1234T", "92", datetime.fromisoformat("2025-09-01T10:15")
    )
    lengths = [len(taxport.encode_answer(part)) for part in taxport.split_tax_info(known)]
    spare = msgspec.structs.replace(known, spare=b"\0\0")
    assert lengths == [37, 22]
    assert [len(taxport.encode_answer(part)) for part in taxport.split_tax_info(spare)] == [37, 24]
    short = taxport.split_tax_info(msgspec.structs.replace(known, status=0))
    assert [len(taxport.encode_answer(part)) for part in short] == [16]
    assert taxport.is_whole(short[0])
    assert [taxport.has_spare_bytes(number) for number in ("A123456789", "0123456789", "")] == [
        True,
        False,
        False,
    ]


def test_a_day_without_a_fill_is_told_by_its_status_however_long_the_answer():
    full = taxport.encode_answer(taxport.DayTotal(date(2025, 9, 1), 0, 0, 0, status=0))
    assert taxport.decode_answer(full).status == 0
    assert taxport.decode_answer(bytes.fromhex("BB 04 FF 87 00 78")) == taxport.Nothing(0x87, 0)
    blank = bytes((0xFF, 0x87, 0)) + b" " * 28
    check = 0
    for value in blank:
        check ^= value
    framed = bytes((0xBB, len(blank) + 1)) + blank + bytes((check,))
    assert taxport.decode_answer(framed) == taxport.Nothing(0x87, 0)


@given(st.binary(max_size=12), FRAMES)
def test_an_answer_hidden_behind_noise_is_found_when_the_time_is_over(noise, frame):
    reader = taxport.FrameReader()
    found = reader.feed(noise + b"\xbb\x3e" + frame) + reader.flush()
    assert found[-1:] == [frame]
    assert reader.pending == 0


@given(st.lists(st.binary(max_size=40), max_size=30), FRAMES)
def test_whatever_came_before_the_next_good_frame_after_a_pause_is_read(pieces, frame):
    reader = taxport.FrameReader()
    for piece in pieces:
        reader.feed(piece)
        assert reader.pending <= 64
    reader.flush()
    assert reader.feed(frame) == [frame]


def test_an_initialised_nozzle_is_told_in_two_frames_kept_raw():
    first = taxport.TaxInfo(1, "K123456789", b"019136020000000000000"[:21], rfn=0x21)
    frame = taxport.encode_answer(first)
    assert len(frame) == 37
    assert taxport.decode_answer(frame) == first
    second = taxport.TaxInfoPart(0x22, b"10092202509011015")
    assert taxport.decode_answer(taxport.encode_answer(second)) == second
