"""HJ 212 frames and streams: round trips, resynchronising, bounds, hostile bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from youjian.protocols import hj212

WORD = st.from_regex(r"[0-9A-Za-z_]{1,12}", fullmatch=True)
CODE = st.from_regex(r"[aiwq][0-9]{5}", fullmatch=True)
ITEM = st.one_of(CODE, st.builds("{}-{}".format, CODE, st.sampled_from(["Rtd", "Avg", "Flag", "Info"])))
VALUE = st.one_of(
    st.from_regex(r"-?[0-9]{1,4}(\.[0-9]{1,3})?", fullmatch=True),
    st.just("//清零;重启,完成//"),
    st.text("加油站油罐ABC xyz=/#", max_size=8).filter(
        lambda text: "##" not in text and not text.startswith("//")
    ),
)
FRAMES = st.builds(
    hj212.Frame,
    cn=st.sampled_from(["2011", "3020", "1062", "9015"]),
    st=st.none() | st.just("31"),
    mn=st.none() | WORD,
    pw=st.none() | WORD,
    qn=st.none() | st.from_regex(r"[0-9]{17}", fullmatch=True),
    flag=st.none() | st.sampled_from([0, 1, 4, 5, 8, 9]),
    cp=st.dictionaries(ITEM, VALUE, max_size=8),
    extra=st.dictionaries(st.just("RF"), st.just("1"), max_size=1),
    plain_marker=st.booleans(),
)
PIECES = st.one_of(
    FRAMES.map(hj212.encode_frame),
    st.binary(max_size=40),
    st.sampled_from([b"##", b"##0010", b"##01O1QN=1;", b"\n", b"\\r\\n", b"&&1C80", b"##9999", b"#"]),
)


def read(stream: bytes, cuts: list[int]) -> tuple[list[object], int, dict[str, int], int]:
    reader, found = hj212.FrameReader(), []
    for cut in [*cuts, len(stream)]:
        found += reader.feed(stream[:cut])
        stream = stream[cut:]
    plain = [each if isinstance(each, hj212.Frame) else (each.reason, each.raw) for each in found]
    return plain, reader.discarded, dict(reader.deviations), reader.pending


@given(FRAMES)
def test_every_frame_survives_the_line(frame):
    assert hj212.decode_frame(hj212.encode_frame(frame)) == frame


@given(st.lists(FRAMES, max_size=3), st.sampled_from([b"\r\n", b"\n", b"\\r\\n", b""]))
def test_frames_are_found_whatever_ends_them(frames, terminator):
    stream = b"".join(hj212.encode_frame(frame)[:-2] + terminator for frame in frames)
    found, discarded, _, _ = read(stream, [])
    assert (found, discarded) == (frames, 0)


@given(st.lists(PIECES, max_size=6), st.lists(st.integers(1, 50), max_size=30))
def test_a_stream_is_judged_the_same_however_the_line_cuts_it(pieces, cuts):
    stream = b"".join(pieces)
    assert read(stream, cuts) == read(stream, [])


@given(st.binary(max_size=3000))
def test_arbitrary_bytes_never_crash_and_never_pile_up(noise):
    _, _, _, pending = read(noise, [])
    assert pending <= 1100


@given(st.lists(PIECES, max_size=3), FRAMES)
def test_a_good_frame_is_found_after_any_rubbish_once_the_line_has_ended(pieces, frame):
    rubbish = b"".join(pieces) + b"\r\n" * 2
    found, _, _, _ = read(rubbish + hj212.encode_frame(frame) + b"##0000", [])
    assert frame in found


@given(st.binary(max_size=80).map(lambda data: b"##" + data))
def test_a_damaged_frame_is_refused_and_nothing_else_is_raised(data):
    with pytest.raises(hj212.FrameError):
        hj212.decode_frame(data)


def test_a_sender_without_frames_is_refused_at_its_limit():
    reader = hj212.FrameReader()
    assert reader.feed(b"x" * 1100) == []
    (refused,) = reader.feed(b"x")
    assert isinstance(refused, hj212.FrameError)
    assert refused.reason == "too_long"


def test_a_frame_whose_length_is_too_large_does_not_swallow_the_next_one():
    good = hj212.encode_frame(hj212.Frame(cn="2011", mn="3602030017", cp={"i41028-Rtd": "45"}))
    longer = b"##0300" + good[6:]
    refused, frame = hj212.FrameReader().feed(longer + good)
    assert (refused.reason, refused.mn) == ("length", "3602030017")
    assert frame == hj212.decode_frame(good)


def test_a_refusal_names_whom_to_tell():
    frame = hj212.Frame(qn="20250901101500123", st="31", cn="2011", pw="123456", mn="3602030017", flag=5)
    damaged = hj212.encode_frame(frame).replace(b"CN=2011", b"CN=2012")
    with pytest.raises(hj212.FrameError) as refused:
        hj212.decode_frame(damaged)
    error = refused.value
    assert (error.reason, error.qn, error.mn, error.pw, error.flag) == (
        "crc", "20250901101500123", "3602030017", "123456", 5,
    )  # fmt: skip


@pytest.mark.parametrize(
    "cp",
    [{"a": "1;b=2"}, {"a": "1&&"}, {"a": "##"}, {"a,b": "1"}, {"": "1"}, {"a": "1\r\n"}],
)
def test_a_value_that_would_part_items_is_not_framed(cp):
    with pytest.raises(hj212.FrameError) as refused:
        hj212.encode_frame(hj212.Frame(cn="2011", cp=cp))
    assert refused.value.reason == "fields"


def test_a_message_too_long_for_one_frame_is_not_framed():
    with pytest.raises(hj212.FrameError) as refused:
        hj212.encode_frame(hj212.Frame(cn="2011", cp={f"i{n:05d}-Rtd": "1" for n in range(100)}))
    assert refused.value.reason == "too_long"


@pytest.mark.parametrize(
    "segment",
    [
        "CN=2011;CP=&&a=1;a=2&&",
        "ST=31;CP=&&&&",
        "CN=2011;Flag=x;CP=&&&&",
        "CN=2011CP=&&&&",
        "CN;CP=&&&&",
        "CN=1;CP=&&a&&",
        "CN=1;MN=36\x0002;CP=&&&&",
        "CN=1;CP=&&a=\x00&&",
    ],
)
def test_a_segment_not_made_of_fields_is_refused(segment):
    data = segment.encode()
    with pytest.raises(hj212.FrameError) as refused:
        hj212.decode_frame(b"##%04d%b%04X" % (len(data), data, hj212.crc(data)))
    assert refused.value.reason == "fields"
    assert "\x00" not in (refused.value.mn or "") + refused.value.detail


def packet(number: int, of: int, mn: str = "3602030017") -> hj212.Frame:
    cp = {"DataTime": "20250901101500", f"i4100{number}-Info": str(number)}
    return hj212.Frame(cn="3020", st="31", mn=mn, flag=7, pnum=of, pno=number, cp=cp)


@given(st.permutations([1, 2, 3, 4]))
def test_packets_of_a_message_are_joined_in_any_order(order):
    reassembler = hj212.Reassembler()
    results = [reassembler.add(packet(number, 4), now=0.0) for number in order]
    assert results[:-1] == [None, None, None]
    assert results[-1] == [packet(number, 4) for number in (1, 2, 3, 4)]
    (whole,) = hj212.merged(results[-1])
    assert next(iter(whole.cp.items())) == ("DataTime", "20250901101500")
    assert len(whole.cp) == 5


def test_packets_of_one_moment_become_one_frame_and_no_other_moment_is_lost():
    same = hj212.merged([packet(1, 2), packet(2, 2)])
    assert [list(frame.cp) for frame in same] == [["DataTime", "i41001-Info", "i41002-Info"]]
    later = hj212.Frame(cn="3020", pnum=2, pno=2, cp={"DataTime": "20250901101600", "i41001-Info": "9"})
    apart = hj212.merged([packet(1, 2), later])
    assert [frame.cp["DataTime"] for frame in apart] == ["20250901101500", "20250901101600"]


def test_a_changed_frame_gets_its_own_checksum_and_not_the_one_it_came_with():
    whole = hj212.encode_frame(packet(1, 2))
    lower = hj212.decode_frame(whole[:-6] + whole[-6:].lower())
    assert hj212.encode_frame(lower) == whole[:-6] + whole[-6:].lower()
    (both,) = hj212.merged([lower, packet(2, 2)])
    assert hj212.decode_frame(hj212.encode_frame(structs.replace(both, flag=5))).cp == both.cp


def test_packets_of_two_devices_are_not_mixed():
    reassembler = hj212.Reassembler()
    assert reassembler.add(packet(1, 2), now=0.0) is None
    assert reassembler.add(packet(2, 2, mn="3602030018"), now=0.0) is None
    assert reassembler.waiting == 2


def test_an_incomplete_message_is_given_up_after_its_time_out():
    reassembler = hj212.Reassembler(time_out_s=30)
    reassembler.add(packet(1, 2), now=0.0)
    assert reassembler.expire(now=30.0) == []
    assert reassembler.expire(now=30.5) == [packet(1, 2)]
    assert (reassembler.timed_out, reassembler.waiting) == (1, 0)


def test_an_unsplit_frame_is_complete_at_once():
    frame = hj212.Frame(cn="2011", flag=5)
    assert hj212.Reassembler().add(frame, now=0.0) == [frame]
