"""Every published HJ 212 frame: read as stated, written again byte for byte, or refused with its reason."""

import json
from pathlib import Path

import pytest

from youjian.protocols import hj212
from youjian.protocols.vapour import family_named

DOCUMENT = json.loads((Path(__file__).parent / "vectors" / "hj212_frames.json").read_text(encoding="utf-8"))
FRAMES = DOCUMENT["frames"]
VALID = [f for f in FRAMES if f["valid"]]
BAD = [f for f in FRAMES if not f["valid"]]


def by_note(vector):
    return vector["note"][:60]


def sent(frame) -> bytes:
    return (frame["frame"] + frame["terminator"]).encode()


def segment(frame) -> bytes:
    start = 7 if frame.get("family") == "b" else 6
    return frame["frame"].encode()[start:-4]


def header_fields(frame: hj212.Frame) -> dict[str, str]:
    names = {
        "QN": "qn",
        "ST": "st",
        "CN": "cn",
        "PW": "pw",
        "MN": "mn",
        "Flag": "flag",
        "PNUM": "pnum",
        "PNO": "pno",
    }
    values = {name: getattr(frame, attribute) for name, attribute in names.items()}
    return {name: str(value) for name, value in values.items() if value is not None}


def test_the_checksum_is_that_of_annex_a_and_not_modbus():
    check = DOCUMENT["crc_check"]
    assert f"{hj212.crc(check['text'].encode()):04X}" == check["hj212"]
    assert f"{hj212.modbus_crc(check['text'].encode()):04X}" == check["modbus"]


@pytest.mark.parametrize("frame", FRAMES, ids=by_note)
def test_both_checksums_of_a_frame_are_as_published(frame):
    assert f"{hj212.crc(segment(frame)):04X}" == frame["crc_expected"]
    assert f"{hj212.modbus_crc(segment(frame)):04X}" == frame["crc_modbus"]


@pytest.mark.parametrize("vector", VALID, ids=by_note)
def test_a_valid_frame_is_read_as_stated(vector):
    wanted = dict(vector["parsed"])
    bits, cp = wanted.pop("flag_bits", None), wanted.pop("CP")
    frame = hj212.decode_frame(sent(vector))
    assert (header_fields(frame), frame.cp) == (wanted, cp)
    if bits:
        assert {"version": frame.version, "split": frame.split, "ack": frame.wants_answer} == bits


@pytest.mark.parametrize("vector", VALID, ids=by_note)
def test_a_valid_frame_is_written_again_byte_for_byte(vector):
    again = hj212.encode_frame(hj212.decode_frame(sent(vector)))
    assert again == vector["frame"].encode() + b"\r\n"


@pytest.mark.parametrize("vector", BAD, ids=by_note)
def test_a_bad_frame_is_refused_with_its_reason(vector):
    with pytest.raises(hj212.FrameError) as refused:
        hj212.decode_frame(sent(vector))
    assert refused.value.reason == vector["reject_reason"]


@pytest.mark.parametrize("vector", FRAMES, ids=by_note)
def test_a_reader_judges_a_frame_the_same_whether_it_comes_whole_or_byte_by_byte(vector):
    whole, slow = hj212.FrameReader(), hj212.FrameReader()
    (found,) = whole.feed(sent(vector))
    (trickled,) = [each for byte in sent(vector) for each in slow.feed(bytes((byte,)))]
    if vector["valid"]:
        assert found == trickled == hj212.decode_frame(sent(vector))
    else:
        assert found.reason == trickled.reason == vector["reject_reason"]


def test_a_literal_terminator_is_tolerated_and_counted():
    (vector,) = [f for f in FRAMES if f.get("tolerate")]
    reader = hj212.FrameReader()
    assert len(reader.feed(sent(vector))) == 1
    assert reader.deviations == {"literal": 1}


@pytest.mark.parametrize("stream", DOCUMENT["streams"], ids=by_note)
def test_a_stream_gives_its_frames_and_counts_what_it_discards(stream):
    reader = hj212.FrameReader()
    reads = stream.get("reads") or [stream["bytes"]]
    found = [each for read in reads for each in reader.feed(read.encode())]
    assert [type(each) for each in found] == [hj212.Frame] * stream["frames"]
    assert reader.discarded == stream["discarded"]


@pytest.mark.parametrize("vector", [f for f in VALID if f.get("family") in ("b", "c")], ids=by_note)
def test_a_fuelling_of_every_family_is_the_same_in_our_units(vector):
    family = family_named(vector["family"])
    (fill,) = hj212.vapour_upload(hj212.decode_frame(sent(vector)), family).fills
    assert (fill.nozzle_id, fill.fuel_ml, fill.vapour_ml, fill.ratio) == (3, 30_000, 32_400, 1.08)
    assert (fill.fuel_l_min, fill.vapour_l_min) == (31.0, 33.5)
    assert fill.ended_at.isoformat() == "2025-09-01T02:15:00+00:00"
    assert (fill.ended_at - fill.started_at).total_seconds() == pytest.approx(60 * 30 / 31, abs=1e-5)


def test_the_tank_pressure_of_the_hefei_family_is_read():
    (vector,) = [f for f in VALID if f.get("family") == "d"]
    upload = hj212.vapour_upload(hj212.decode_frame(sent(vector)))
    (pressure,) = upload.pressures
    assert (upload.family, pressure.pressure_pa, pressure.vapour_ppm) == ("hefei", -120.0, None)
    assert pressure.at.isoformat() == "2025-09-01T02:15:00.123000+00:00"
    assert upload.others == {"back_pressure": "45", "nozzle_temperature": "24.5", "ratio": "1.08"}


EXPECTED_REPLIES = {
    "the example of the standard": [("9011", "QnRtn", "1"), ("9012", "ExeRtn", "2")],
    "set time-out and retries": [("9011", "QnRtn", "1"), ("9012", "ExeRtn", "2")],
    "ask for hourly history": [("9011", "QnRtn", "1"), ("9012", "ExeRtn", "100")],
    "PW longer than 6": [("9014", None, None)],
    "second packet of two": [("9014", None, None)],
    "Chongqing family": [("9014", None, None)],
    "heartbeat 9015": [("9013", None, None)],
    "request acknowledged": [],
    "result of the command": [],
    "data acknowledged": [],
    "2005 style": [],
    "Hefei family": [],
    "one bit of the CRC changed": [("9011", "QnRtn", "9")],
    "length field one too small": [("9011", "QnRtn", "9")],
    "letter O in the length field": [("9011", "QnRtn", "9")],
    "CRC is CRC-16/MODBUS": [],
    "Flag says split": [("9011", "QnRtn", "6")],
}


@pytest.mark.parametrize("note", EXPECTED_REPLIES)
def test_a_conforming_centre_answers_with(note):
    vector = next(f for f in FRAMES if f["note"].startswith(note))
    (received,) = hj212.FrameReader().feed(sent(vector))
    replies = hj212.answers_for(received, known_mn=True, password_ok=True)
    wanted = EXPECTED_REPLIES[note]
    assert [(reply.cn, *next(iter(reply.cp.items()), (None, None))) for reply in replies] == wanted
    assert all((reply.qn, reply.st, reply.flag) == (received.qn, "91", 4) for reply in replies)


def test_the_published_replies_are_written_byte_for_byte():
    asked = hj212.decode_frame(
        next(f for f in FRAMES if f["note"].startswith("set time-out"))["frame"].encode()
    )
    ready, done = hj212.request_answer(asked, 1), hj212.result_answer(asked, 1)
    published = [
        f["frame"].encode() + b"\r\n" for f in FRAMES if f["note"].startswith(("request ack", "result of"))
    ]
    assert [hj212.encode_frame(ready), hj212.encode_frame(done)] == published
