"""Station API: headers, chain, signatures, bodies and their bounds."""

import gzip
from contextlib import suppress
from datetime import UTC, datetime

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from youjian.contract.records import Heartbeat
from youjian.contract.tables import TABLES
from youjian.contract.validation import decode as decode_record
from youjian.protocols import station
from youjian.protocols.station import chain

KEY = bytes(range(32))
SIGNER = station.Ed25519Signer(KEY, "key-1")
VERIFIER = station.Ed25519Verifier(station.public_key_of(KEY))
NOW = datetime(2026, 11, 22, 3, 4, 5, 678901, tzinfo=UTC)
NAMES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", fullmatch=True)
COUNTS = st.integers(1, 10**17)
DIGESTS = st.binary(min_size=32, max_size=32)
SIGNATURES = st.binary(min_size=1, max_size=80)
MOMENTS = st.datetimes(timezones=st.just(UTC)).filter(lambda moment: moment.year >= 1000)
BATCH_HEADERS = st.builds(
    station.BatchHeaders,
    collector_id=NAMES,
    key_id=NAMES,
    epoch=COUNTS,
    batch_no=COUNTS,
    previous_digest=DIGESTS,
    digest=DIGESTS,
    signature=SIGNATURES,
)
MESSAGE_HEADERS = st.builds(
    station.MessageHeaders,
    collector_id=NAMES,
    key_id=NAMES,
    epoch=COUNTS,
    sent_at=MOMENTS,
    digest=DIGESTS,
    signature=SIGNATURES,
)


def signed(body: bytes, batch_no: int = 1, previous: bytes = station.ZERO_DIGEST) -> station.BatchHeaders:
    return station.sign_batch(
        SIGNER, body, collector_id="box-17", epoch=1, batch_no=batch_no, previous_digest=previous
    )


@given(BATCH_HEADERS | MESSAGE_HEADERS, st.sampled_from([str.lower, str.upper, str]))
def test_headers_survive_the_line_in_any_case(headers, case):
    mapping = {case(name): value for name, value in headers.to_mapping().items()}
    assert type(headers).from_mapping(mapping) == headers


@pytest.mark.parametrize(
    "name", ["Collector-Id", "Key-Id", "Epoch", "Batch-No", "Previous-Digest", "Digest", "Signature"]
)
def test_a_missing_header_is_named(name):
    mapping = signed(b"body").to_mapping()
    del mapping[name]
    with pytest.raises(station.HeaderError) as refused:
        station.BatchHeaders.from_mapping(mapping)
    assert (refused.value.header, refused.value.detail) == (name, "is missing")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Epoch", "0"), ("Epoch", "+1"), ("Epoch", "01"), ("Epoch", "１"), ("Epoch", "9" * 30),
        ("Batch-No", "-1"), ("Batch-No", "1.0"), ("Digest", "ab"), ("Digest", "AB" * 32),
        ("Collector-Id", "box 17"), ("Collector-Id", "x" * 65),
        ("Key-Id", ""), ("Key-Id", "k\n1"), ("Signature", "!"), ("Signature", ""),
    ],
)  # fmt: skip
def test_a_header_that_cannot_be_read_is_named(name, text):
    with pytest.raises(station.HeaderError) as refused:
        station.BatchHeaders.from_mapping(signed(b"body").to_mapping() | {name: text})
    assert refused.value.header == name


@pytest.mark.parametrize(
    "text", ["2026-11-22T03:04:05Z", "2026-11-22T11:04:05.678901+08:00", "2026-13-22T03:04:05.678901Z"]
)
def test_the_time_of_a_message_has_exactly_one_form(text):
    headers = station.sign_message(SIGNER, b"body", collector_id="box-17", epoch=1, sent_at=NOW)
    with pytest.raises(station.HeaderError) as refused:
        station.MessageHeaders.from_mapping(headers.to_mapping() | {"Sent-At": text})
    assert refused.value.header == "Sent-At"


def test_headers_without_signature_cannot_be_sent():
    with pytest.raises(station.HeaderError) as refused:
        structs.replace(signed(b"body"), signature=b"").to_mapping()
    assert refused.value.header == "Signature"


def test_the_signed_text_is_the_values_in_order_on_lines():
    headers = signed(b"body")
    assert station.signing_input(headers).decode().split("\n") == [
        "box-17", "key-1", "1", "1", "0" * 64, station.chain_digest(bytes(32), b"body").hex(),
    ]  # fmt: skip


@given(BATCH_HEADERS, BATCH_HEADERS)
def test_different_headers_are_never_signed_as_the_same_text(one, other):
    same = structs.replace(one, signature=b"") == structs.replace(other, signature=b"")
    assert (station.signing_input(one) == station.signing_input(other)) == same


def test_an_honest_chain_of_batches_is_accepted():
    previous = station.ZERO_DIGEST
    for number, body in enumerate([b"one", b"two", b"three"], 1):
        headers = signed(body, number, previous)
        station.check(headers, body, VERIFIER)
        previous = headers.digest


@pytest.mark.parametrize(
    "forged",
    [
        {"batch_no": 2}, {"epoch": 2}, {"collector_id": "box-18"}, {"key_id": "key-2"},
        {"previous_digest": b"\1" * 32}, {"digest": b"\1" * 32}, {"signature": b"\1" * 64},
        {"signature": b"\1"},
    ],
)  # fmt: skip
def test_a_changed_header_is_refused(forged):
    with pytest.raises(station.SignatureError):
        station.check(structs.replace(signed(b"body"), **forged), b"body", VERIFIER)


def test_a_changed_body_and_a_strangers_key_are_refused():
    with pytest.raises(station.SignatureError):
        station.check(signed(b"body"), b"bodY", VERIFIER)
    stranger = station.Ed25519Verifier(station.public_key_of(station.generate_private_key()))
    with pytest.raises(station.SignatureError):
        station.check(signed(b"body"), b"body", stranger)


def test_a_message_is_signed_over_its_body_alone_and_checked():
    headers = station.sign_message(SIGNER, b"body", collector_id="box-17", epoch=1, sent_at=NOW)
    assert headers.digest == station.sm3(b"body")
    station.check(headers, b"body", VERIFIER)
    with pytest.raises(station.SignatureError):
        station.check(headers, b"other", VERIFIER)


def test_sm3_is_the_same_from_both_libraries():
    for data in (b"", b"abc", b"abcd" * 16):
        assert station.sm3(data) == chain._sm3_of_cryptography(data)
    assert (
        station.sm3(b"abcd" * 16).hex() == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
    )


def test_a_key_survives_its_file():
    assert station.load_private_key(station.save_private_key(KEY)) == KEY
    with pytest.raises(ValueError, match=r"load|deserialize|MalformedFraming|PEM"):
        station.load_private_key(b"no key")


@given(st.binary(max_size=5000))
def test_a_packed_body_unpacks_to_itself(body):
    assert station.unpack(station.pack(body), "gzip") == body
    assert station.unpack(zstandard.compress(body), "zstd") == body
    assert station.unpack(body, None) == body


@pytest.mark.parametrize(
    ("body", "encoding"),
    [(gzip.compress(bytes(30_000_000)), "gzip"), (bytes(1024 * 1024 + 1), "identity")],
    ids=["gzip", "identity"],
)
def test_no_body_unpacks_to_more_than_its_limit(body, encoding):
    with pytest.raises(station.BodyError) as refused:
        station.unpack(body, encoding)
    assert refused.value.reason == "too_large"


def test_a_zstd_bomb_is_refused():
    bombs = [
        zstandard.compress(bytes(30_000_000)),
        zstandard.ZstdCompressor(write_content_size=False).compress(bytes(4_000_000)),
    ]
    for bomb in bombs:
        with pytest.raises(station.BodyError) as refused:
            station.unpack(bomb, "zstd")
        assert refused.value.reason in ("too_large", "corrupt")


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
@pytest.mark.parametrize("damage", [lambda b: b[:-1], lambda b: b + b"x", lambda b: b"", lambda b: b[4:]])
def test_a_damaged_body_is_refused_as_such(encoding, damage):
    whole = station.pack(b"body" * 99) if encoding == "gzip" else zstandard.compress(b"body" * 99)
    with pytest.raises(station.BodyError) as refused:
        station.unpack(damage(whole), encoding)
    assert refused.value.reason == "corrupt"


@given(st.binary(max_size=200), st.sampled_from(["gzip", "zstd"]))
def test_arbitrary_bodies_are_refused_and_raise_nothing_else(body, encoding):
    with suppress(station.BodyError):
        station.unpack(body, encoding)


def test_an_unknown_encoding_is_named():
    with pytest.raises(station.BodyError) as refused:
        station.unpack(b"body", "br")
    assert refused.value.reason == "encoding"


HEARTBEAT = Heartbeat(
    station_id="3602030017", device="collector", at=NOW, clock_offset_s=0.0, outbox_depth=3, firmware="1.0"
)


@pytest.mark.parametrize("content_type", [station.JSON, station.MSGPACK])
def test_a_batch_carries_records_undecoded_in_either_encoding(content_type):
    records = {"heartbeats": station.raw_records([HEARTBEAT], content_type)}
    data = station.encode_body(station.BatchBody(sent_at=NOW, records=records), content_type)
    body = station.decode_body(data, station.BatchBody, f"{content_type}; charset=utf-8")
    (raw,) = body.records["heartbeats"]
    assert decode_record(TABLES["heartbeats"], station.record_object(raw, content_type)) == HEARTBEAT


def test_a_bad_record_does_not_make_its_batch_unreadable():
    data = (
        b'{"sent_at":"2026-11-22T03:04:05Z","records":{"fuellings":[{"seq":"x"},7,null],"no_such_table":[]}}'
    )
    body = station.decode_body(data, station.BatchBody)
    assert [station.record_object(raw) for raw in body.records["fuellings"]] == [{"seq": "x"}, 7, None]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"sent_at":"2026-11-22T03:04:05","records":{}}', "sent_at"),
        (b'{"sent_at":"2026-11-22T03:04:05Z"}', "records"),
        (b'{"sent_at":"2026-11-22T03:04:05Z","records":{},"more":1}', "more"),
        (b'{"sent_at"', "truncated"),
        (b"\xff", "malformed"),
        (b"[" * 100_000, ""),
    ],
)
def test_an_envelope_that_cannot_be_decoded_says_why(data, said):
    with pytest.raises(station.BodyError) as refused:
        station.decode_body(data, station.BatchBody)
    assert refused.value.reason == "invalid"
    assert said in refused.value.detail


def test_another_content_type_is_refused():
    with pytest.raises(station.BodyError) as refused:
        station.decode_body(b"{}", station.BatchBody, "text/csv")
    assert refused.value.reason == "content_type"


def test_a_reply_of_a_newer_platform_is_understood_and_a_request_of_a_newer_collector_is_not():
    reply = station.BootReply(status="accepted", heartbeat_s=60, batch_s=5, server_time=NOW)
    newer = station.encode_body(reply)[:-1] + b',"colour":"red"}'
    assert station.decode_body(newer, station.BootReply) == reply
    boot = station.encode_body(station.Boot(at=NOW, firmware="1", reason="power"))
    with pytest.raises(station.BodyError):
        station.decode_body(boot[:-1] + b',"colour":"red"}', station.Boot)


@pytest.mark.parametrize("content_type", [station.JSON, station.MSGPACK])
def test_enrolment_tells_from_where_each_nozzle_continues(content_type):
    reply = station.EnrolmentReply(
        collector_id="box-17",
        station_id="3602030017",
        epoch=2,
        key_id="key-2",
        state={3: station.NozzleState(seq=41, totalizer_ml=1_234_567_890)},
    )
    data = station.encode_body(reply, content_type)
    assert station.decode_body(data, station.EnrolmentReply, content_type) == reply


def test_every_message_has_a_json_schema():
    schema = station.json_schema()
    assert {"BatchBody", "BatchReceipt", "Boot", "HeartbeatReport", "CommandResults"} <= schema[
        "$defs"
    ].keys()
    assert schema["$defs"]["Boot"]["additionalProperties"] is False
    assert msgspec.json.encode(schema)


@given(st.binary(min_size=32, max_size=32))
def test_a_key_file_is_what_every_other_program_writes_and_reads(private_key: bytes) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ed25519

    theirs = ed25519.Ed25519PrivateKey.from_private_bytes(private_key).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    assert station.save_private_key(private_key) == theirs
    assert station.load_private_key(theirs) == private_key
    assert station.load_private_key(theirs.replace(b"\n", b"\r\n")) == private_key
