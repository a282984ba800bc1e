"""The XML family against anything: only its own errors, bounded memory, and it recovers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.protocols import vapourxml

GOOD = vapourxml.encode_message(
    vapourxml.with_rows(
        vapourxml.Envelope(
            data_id="000001", user_id="3602030017", time="20260901101500", type="04", content=""
        ),
        [{"ID": "1", "DATE": "20260901101500", "YGYL": "-120"}],
    )
)
REQUEST = b"POST /upload HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(GOOD) + GOOD
PIECES = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [b"<ROOT>", b"</ROOT>", b"<![CDATA[", b"]]>", b"&lt;", b"&#0;", b"<!DOCTYPE a>", b"\xff\xfe"]
    ),
    st.just(GOOD),
)


def read(body: bytes) -> object:
    """What a body gives: an upload, a login, or the refusal's words."""
    try:
        message = vapourxml.decode_message(body)
        if isinstance(message, vapourxml.Login):
            return message
        return vapourxml.vapour_upload(message.type, vapourxml.rows_of(message))
    except (vapourxml.EnvelopeError, vapourxml.ContentError) as error:
        return str(error)


@given(st.lists(PIECES, max_size=6).map(b"".join))
def test_any_body_is_read_or_refused(body):
    assert read(body) is not None


@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_message_is_read_or_refused(at, noise):
    assert read(GOOD[:at] + noise + GOOD[at + 1 :]) is not None


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
        max_leaves=12,
    )
)
def test_any_json_content_is_read_or_refused(value):
    import msgspec

    body = msgspec.json.encode({"TYPE": "03", "BUSINESSCONTENT": value, "USERID": value})
    assert read(body) is not None


def requests_of(data: bytes, cuts: list[int]) -> tuple[list[vapourxml.Request], int | None, int]:
    """The requests, the status of a refusal, and the most bytes that were held."""
    reader, found, most = vapourxml.RequestReader(), [], 0
    for cut in [*cuts, len(data)]:
        try:
            found += reader.feed(data[:cut])
        except vapourxml.RequestError as error:
            return found, error.status, most
        data = data[cut:]
        most = max(most, reader.pending)
    return found, None, most


@given(st.lists(st.integers(1, 40), max_size=40), st.integers(1, 3))
def test_requests_are_the_same_however_the_line_cuts_them(cuts, count):
    found, refused, _ = requests_of(REQUEST * count, cuts)
    assert refused is None
    assert [(request.path, request.body) for request in found] == [("/upload", GOOD)] * count


@given(st.binary(max_size=400), st.lists(st.integers(1, 40), max_size=10))
def test_arbitrary_bytes_are_requests_or_a_refusal(noise, cuts):
    _, refused, most = requests_of(noise, cuts)
    assert refused in (None, 400, 413, 431)
    assert most <= 400


@pytest.mark.parametrize(
    "head",
    [
        b"POST / HTTP/1.1\r\nContent-Length: 300000\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n",
        b"POST / HTTP/1.1\r\nX: " + b"a" * 9000,
        b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
    ],
)
def test_what_would_be_too_much_is_refused_before_it_is_held(head):
    _, refused, most = requests_of(head, [])
    assert refused in (400, 413, 431)
    assert most == 0


def test_a_small_text_that_would_unfold_to_much_is_not_unfolded():
    laughs = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    body = b'<!DOCTYPE a [<!ENTITY l0 "ha">' + laughs + b"]><ROOT><TYPE>&l9;</TYPE></ROOT>"
    assert "DOCTYPE" in str(read(body))


def test_too_many_elements_and_levels_are_refused():
    for body in (b"<a>" * 40 + b"</a>" * 40, b"<a>" + b"<b/>" * 21_000 + b"</a>"):
        assert "more than" in str(read(body))


def test_chinese_encodings_are_read():
    text = GOOD.decode().replace('encoding="UTF-8"', 'encoding="GBK"').replace("post", "上传")
    assert isinstance(vapourxml.decode_message(text.encode("gbk")), vapourxml.Envelope)
    assert isinstance(vapourxml.decode_message(b"\xef\xbb\xbf" + GOOD), vapourxml.Envelope)
