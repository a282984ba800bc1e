"""The offline file and the chains of records: taken without a line, and not refused when they break."""

import gzip
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from youjian.conformance.against_platform.visit import Visit, step
from youjian.conformance.wire import Exchange
from youjian.protocols import station
from youjian.protocols.station.offline import OFFLINE, OfflineHeader, OfflineReceipt, OfflineWriter


@step("offline.post", "offline.receipt", "offline.duplicates", "offline.seal", "offline.unreadable",
      "offline.moves_no_head")  # fmt: skip
def offline_file(visit: Visit) -> None:
    """A sealed file with a good and a bad record, again, changed on its way, and not to be read."""
    good, bad = visit.marks.event(), visit.marks.event(colour="red")
    file = _file(visit, [good, bad])
    first = _carried(visit, file)
    reply = visit.answered("offline.post", first, OfflineReceipt)
    told = "stored 1, duplicates 0, one in quarantine with its table, index and reason"
    held = reply is not None and (reply.stored, reply.duplicates, reply.quarantined_count) == (1, 0, 1)
    held = (
        held
        and reply is not None
        and [(q.table, q.index) for q in reply.quarantined] == [("device_events", 1)]
    )
    visit.expect("offline.receipt", first, told, held)
    again = visit.answered("offline.duplicates", exchange := _carried(visit, file), OfflineReceipt)
    known = again is not None and (again.stored, again.duplicates) == (0, 1)
    visit.expect("offline.duplicates", exchange, "stored 0, duplicates 1", known)
    for changed, status, check in _damaged(file):
        visit.refused(check, _carried(visit, changed), status, "a file that was changed, or cannot be read")
    visit.good("offline.moves_no_head")


def _file(visit: Visit, events: list[dict[str, Any]]) -> bytes:
    device, now = visit.device, datetime.now(UTC)
    header = OfflineHeader(
        collector_id=device.collector_id, station_id=device.station_id, key_id=device.signer.key_id,
        epoch=device.epoch, since=now - timedelta(hours=1), until=now, made_at=now,
    )  # fmt: skip
    stream = io.BytesIO()
    writer = OfflineWriter(stream, device.signer, header)
    raws = [msgspec.Raw(msgspec.json.encode(event)) for event in events]
    writer.add(station.BatchBody(sent_at=now, records={"device_events": raws}))
    writer.close()
    return stream.getvalue()


def _damaged(file: bytes) -> list[tuple[bytes, int, str]]:
    plain = gzip.decompress(file)
    changed = gzip.compress(plain.replace(b"conformance test", b"conformance-test"), mtime=0)
    unsealed = gzip.compress(b"".join(plain.splitlines(keepends=True)[:-1]), mtime=0)
    return [(changed, 401, "offline.seal"), (b"no file", 422, "offline.unreadable"),
            (file[:-20], 422, "offline.unreadable"), (unsealed, 422, "offline.unreadable")]  # fmt: skip


def _carried(visit: Visit, file: bytes) -> Exchange:
    return visit.device.post(OFFLINE, file, {}, "application/gzip")


_CHAIN_CHECKS = (
    "record_chains.taken",
    "record_chains.broken_taken",
    "record_chains.goes_on",
    "record_chains.again",
)


@step(*_CHAIN_CHECKS)
def record_chains(visit: Visit) -> None:
    """With --chains: parts that hold, one that does not, the next one after it, and one sent again."""
    if not visit.chains:
        for check in _CHAIN_CHECKS:
            visit.book.pass_over(
                check, "give --chains: a chain that does not hold is a finding about the collector"
            )
        return
    previous, number = station.ZERO_DIGEST, 1
    for check in (
        "record_chains.taken",
        "record_chains.taken",
        "record_chains.broken_taken",
        "record_chains.goes_on",
    ):
        broken = check == "record_chains.broken_taken"
        part, raw, head = _part(visit, number, b"\x05" * 32 if broken else previous)
        exchange = _chained(visit, part, raw)
        receipt = visit.receipt(check, exchange)
        stored = receipt is not None and (receipt.stored, receipt.quarantined) == (1, [])
        visit.expect(check, exchange, "200 and the record stored", stored)
        previous, number = head, number + 1
    exchange = _chained(visit, msgspec.structs.replace(part, again=True), raw)
    receipt = visit.receipt("record_chains.again", exchange)
    known = receipt is not None and (receipt.stored, receipt.duplicates) == (0, 1)
    visit.expect("record_chains.again", exchange, "200 and a duplicate", known)


def _part(visit: Visit, number: int, previous: bytes) -> tuple[station.RecordChain, bytes, bytes]:
    """One record of the collector in its chain: the part, the record's bytes, the chain's new head."""
    raw = msgspec.json.encode(visit.marks.event(device="dispenser:32701"))
    head = station.following_digest(previous, station.content_digest("device_events", raw))
    part = station.RecordChain(
        device="dispenser:32701", first_no=number, previous_digest=previous.hex(), digest=head.hex(),
        records=[("device_events", 0)],
    )  # fmt: skip
    return part, raw, head


def _chained(visit: Visit, part: station.RecordChain, raw: bytes) -> Exchange:
    body = station.BatchBody(
        sent_at=datetime.now(UTC), records={"device_events": [msgspec.Raw(raw)]}, chains=[part]
    )
    return visit.device.send(msgspec.json.encode(body))
