"""What a conforming centre answers to whom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from youjian.protocols import hj212

UPLOAD = hj212.Frame(
    qn="20250901101500123",
    st="31",
    cn="2011",
    pw="123456",
    mn="3602030017",
    flag=5,
    cp={"DataTime": "20250901101500", "i41028-Rtd": "45"},
)


def codes(received, *, known_mn=True, password_ok=True):
    replies = hj212.answers_for(received, known_mn, password_ok)
    return [(reply.cn, *reply.cp.values()) for reply in replies]


def test_a_reply_keeps_request_number_device_and_password():
    (reply,) = hj212.answers_for(UPLOAD, known_mn=True, password_ok=True)
    text = hj212.encode_frame(reply)
    assert text[6:-6] == b"QN=20250901101500123;ST=91;CN=9014;PW=123456;MN=3602030017;Flag=4;CP=&&&&"


def test_an_unregistered_device_is_told_so_whatever_it_sends():
    assert codes(UPLOAD, known_mn=False, password_ok=False) == [("9011", "4")]


def test_a_wrong_password_is_told_so():
    assert codes(UPLOAD, password_ok=False) == [("9011", "3")]


def test_nothing_is_answered_when_no_answer_is_wanted_or_none_could_be_matched():
    assert codes(structs.replace(UPLOAD, flag=4)) == []
    assert codes(structs.replace(UPLOAD, flag=None)) == []
    assert codes(structs.replace(UPLOAD, qn=None)) == []


@pytest.mark.parametrize("cn", ["9011", "9012", "9013", "9014"])
@pytest.mark.parametrize("known", [True, False])
def test_a_reply_is_never_replied_to(cn, known):
    assert codes(structs.replace(UPLOAD, cn=cn), known_mn=known) == []


@pytest.mark.parametrize(
    ("cn", "cp", "wanted"),
    [
        ("2011", {"DataTime": "20250901101500", "i41028-Rtd": "45"}, [("9014",)]),
        ("2081", {"DataTime": "20250901101500", "RestartTime": "20250901101400"}, [("9014",)]),
        (
            "3020",
            {"DataTime": "20250901101500", "BeginTime": "20250901101400", "i41020-Info": "1.1"},
            [("9014",)],
        ),
        ("3019", {"i3019-Info": "123"}, [("9014",)]),
        ("1013", {"PolId": "a24088"}, [("9013",)]),
        ("9015", {}, [("9013",)]),
        ("2012", {}, [("9013",)]),
        ("2011", {}, [("9011", "1"), ("9012", "2")]),
        (
            "2061",
            {"BeginTime": "20250901080000", "EndTime": "20250901090000"},
            [("9011", "1"), ("9012", "100")],
        ),
        ("1072", {"NewPW": "654321"}, [("9011", "1"), ("9012", "2")]),
        ("3021", {"InfoId": "i41001"}, [("9011", "1"), ("9012", "2")]),
    ],
)
def test_each_kind_of_message_gets_its_kind_of_answer(cn, cp, wanted):
    assert codes(structs.replace(UPLOAD, cn=cn, cp=cp)) == wanted


@pytest.mark.parametrize("reason", ["crc", "crc_modbus", "length"])
def test_a_damaged_frame_is_told_only_to_whoever_can_be_named(reason):
    assert codes(hj212.FrameError(reason, "", "20250901101500123", "3602030017", flag=5)) == [("9011", "9")]
    assert codes(hj212.FrameError(reason, "", "20250901101500123", "3602030017", flag=4)) == []
    assert codes(hj212.FrameError(reason, "", None, "3602030017")) == []
    assert codes(hj212.FrameError(reason, "", "20250901101500123", None)) == []


@given(st.binary(max_size=300), st.sampled_from(["crc", "head"]))
def test_every_answer_to_anything_can_be_framed(noise, where):
    whole = hj212.encode_frame(UPLOAD)
    data = whole[:-6] + noise if where == "crc" else whole[:30] + noise + whole[30:]
    for received in hj212.FrameReader().feed(data + b"\r\n"):
        for reply in hj212.answers_for(received, known_mn=True, password_ok=True):
            assert hj212.decode_frame(hj212.encode_frame(reply)) == reply
