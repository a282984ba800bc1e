"""Batches that a platform must refuse: not authentic, out of the chain, too large, not to be read."""

import gzip
from collections.abc import Iterator
from functools import cache

from youjian.conformance.against_platform.device import Device
from youjian.conformance.against_platform.visit import Visit, step
from youjian.protocols import station

_LIMIT = 1024 * 1024
_MOST_RECORDS = 20_000


@step("refuse.missing_header", "refuse.unreadable_header", "chain.intact_after_refusal")
def headers(visit: Visit) -> None:
    """Each header of a batch left out, and each written as the page forbids."""
    body = visit.device.batch(device_events=[visit.marks.event()])
    good = visit.device.sign(body)
    for name in good:
        without = {key: value for key, value in good.items() if key != name}
        visit.refused(
            "refuse.missing_header", visit.device.post(station.BATCHES, body, without), 401, f"no {name}"
        )
    for name, value in _unreadable(good):
        exchange = visit.device.post(station.BATCHES, body, {**good, name: value})
        visit.refused("refuse.unreadable_header", exchange, 401, f"{name}: {value[:80]!r}")
    visit.good("chain.intact_after_refusal")


def _unreadable(good: dict[str, str]) -> Iterator[tuple[str, str]]:
    yield "Collector-Id", "-" + good["Collector-Id"][1:]
    yield "Key-Id", "a key"
    yield "Epoch", "0" + good["Epoch"]
    yield "Epoch", "0"
    yield "Batch-No", "0"
    yield "Batch-No", "+" + good["Batch-No"]
    yield "Previous-Digest", "z" * 64
    yield "Digest", good["Digest"].upper() if good["Digest"].upper() != good["Digest"] else "F" * 64
    yield "Signature", "no base64!"
    yield "Signature", good["Signature"][:-8]


@step("refuse.collector", "refuse.key", "refuse.signature", "refuse.digest", "refuse.epoch")
def strangers(visit: Visit) -> None:
    """An unknown collector, an unknown key, another's signature, another body, another epoch."""
    device = visit.device
    body = device.batch(device_events=[visit.marks.event()])
    good = device.sign(body)
    other = station.Ed25519Signer(station.generate_private_key(), device.signer.key_id)
    unknown_key = station.Ed25519Signer(station.generate_private_key(), "no-such-key")
    cases = {
        "refuse.collector": _as(device, collector_id="conformance-stranger").sign(body),
        "refuse.key": _as(device, signer=unknown_key).sign(body),
        "refuse.signature": _as(device, signer=other).sign(body),
        "refuse.digest": {**good, "Digest": "0" * 64},
        "refuse.epoch": _as(device, epoch=device.epoch + 1).sign(body),
    }
    for check, wrong in cases.items():
        exchange = device.post(station.BATCHES, body, wrong)
        visit.refused(check, exchange, 401, check.partition(".")[2])
    signed_over_more = {**good, "Batch-No": str(device.next_no + 1)}
    exchange = device.post(station.BATCHES, body, signed_over_more)
    visit.refused("refuse.signature", exchange, 401, "a Batch-No that was not signed")
    changed = body.replace(b"conformance test", b"conformance-test")
    visit.refused(
        "refuse.digest", device.post(station.BATCHES, changed, good), 401, "a body that was changed"
    )


def _as(device: Device, **changes: object) -> Device:
    """The device under another name, key or epoch."""
    values = {
        "collector_id": device.collector_id,
        "epoch": device.epoch,
        "signer": device.signer,
        "next_no": device.next_no,
        "last_digest": device.last_digest,
        **changes,
    }
    return Device(device.line, station_id=device.station_id, **values)  # type: ignore[arg-type]


@step("chain.gap", "chain.out_of_order", "chain.after_conflict")
def gap(visit: Visit) -> None:
    """Numbers ahead of the chain; then the batch that was missing, and the early one again."""
    device = visit.device
    first = device.batch(device_events=[visit.marks.event()])
    first_headers = device.sign(first)
    after = bytes.fromhex(first_headers["Digest"])
    early = device.batch(device_events=[visit.marks.event()])
    visit.chain_state(
        "chain.gap", device.send(early, number=device.next_no + 5, previous=b"\x02" * 32), "a gap of five"
    )
    exchange = device.send(early, number=device.next_no + 1, previous=after)
    visit.chain_state("chain.out_of_order", exchange, "the batch before is missing")
    visit.receipt("chain.after_conflict", device.send(first))
    visit.receipt("chain.out_of_order", device.send(early))


@step("chain.fork", "chain.predecessor", "chain.after_fork")
def fork(visit: Visit) -> None:
    """A used number with other content, and a next number that follows another digest."""
    device = visit.device
    other = device.batch(device_events=[visit.marks.event()])
    exchange = device.send(other, number=device.next_no - 1, previous=b"\x03" * 32)
    visit.chain_state("chain.fork", exchange, "the number is used, the digest another")
    exchange = device.send(other, number=1, previous=station.ZERO_DIGEST)
    visit.chain_state("chain.fork", exchange, "number 1 is used, the digest another")
    exchange = device.send(other, number=device.next_no, previous=b"\x04" * 32)
    visit.chain_state("chain.predecessor", exchange, "the batch before has another digest")
    visit.good("chain.after_fork")


@step("size.limit_taken", "size.plain", "size.bomb", "size.records", "size.intact")
def sizes(visit: Visit) -> None:
    """Exactly 1 MiB, one byte more, a small body that unpacks to 64 MiB, and a record too many."""
    device = visit.device
    body = device.batch(device_events=[visit.marks.event()])
    largest = gzip.compress(body + b" " * (_LIMIT - len(body)), mtime=0)
    exchange = device.send(largest, encoding="gzip")
    visit.expect("size.limit_taken", exchange, "200: exactly 1 MiB unpacked", exchange.status == 200)
    body = device.batch(device_events=[visit.marks.event()])
    plain = body + b" " * (_LIMIT + 1 - len(body))
    visit.refused("size.plain", device.send(plain), 413, "one byte more than 1 MiB")
    packed = gzip.compress(plain, mtime=0)
    visit.refused("size.plain", device.send(packed, encoding="gzip"), 413, "one byte more than 1 MiB, packed")
    visit.refused("size.bomb", device.send(_bomb(), encoding="gzip"), 413, "64 MiB unpacked")
    many = gzip.compress(_many(_MOST_RECORDS + 1), mtime=0)
    visit.refused("size.records", device.send(many, encoding="gzip"), 413, "20 001 records")
    visit.good("size.intact")


def _many(records: int) -> bytes:
    """A batch of so many records that are none."""
    listed = b",".join([b"0"] * records)
    return b'{"sent_at":"2026-11-22T00:00:00Z","records":{"device_events":[' + listed + b"]}}"


@cache
def _bomb() -> bytes:
    """A few kilobytes that unpack to 64 MiB."""
    return gzip.compress(b" " * (64 * _LIMIT), mtime=0)


@step("envelope.json", "envelope.shape", "envelope.unknown_field", "envelope.encoding", "envelope.one_stream",
      "envelope.content_type", "envelope.times", "envelope.kept")  # fmt: skip
def envelopes(visit: Visit) -> None:
    """Bodies whose envelope cannot be read; the same number is free afterwards."""
    device = visit.device
    event = visit.marks.event()
    good = device.batch(device_events=[event])
    for check, body, headers in _envelopes(good):
        exchange = device.post(station.BATCHES, body, {**device.sign(body), **headers})
        visit.refused(check, exchange, 422, check.partition(".")[2])
    visit.good("envelope.kept", device_events=[event])


def _envelopes(good: bytes) -> Iterator[tuple[str, bytes, dict[str, str]]]:
    sent_at = b'"sent_at":"2026-11-22T00:00:00Z"'
    packed = gzip.compress(good, mtime=0)
    gzipped = {"Content-Encoding": "gzip"}
    yield "envelope.json", b"not json", {}
    yield "envelope.json", good[:-1], {}
    yield "envelope.shape", b"{" + sent_at + b',"records":{"device_events":7}}', {}
    yield "envelope.shape", b"{" + sent_at + b"}", {}
    yield "envelope.unknown_field", good[:-1] + b',"colour":"red"}', {}
    yield "envelope.encoding", good, {"Content-Encoding": "br"}
    yield "envelope.encoding", good, gzipped
    yield "envelope.one_stream", packed[:-9], gzipped
    yield "envelope.one_stream", packed + packed, gzipped
    yield "envelope.one_stream", packed + b"more", gzipped
    yield "envelope.content_type", good, {"Content-Type": "text/plain"}
    yield "envelope.times", b'{"sent_at":"2026-11-22T00:00:00","records":{}}', {}
