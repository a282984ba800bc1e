"""Parts of record chains as a batch carries them, judged one by one."""

from typing import Any

import msgspec
import pytest

from youjian.conformance.against_collector.heard import Heard, Transcript
from youjian.conformance.against_collector.judges_record_chains import record_chains
from youjian.conformance.against_collector.judging import Case
from youjian.conformance.against_collector.orders import Orders
from youjian.conformance.against_collector.stage import Pace
from youjian.conformance.book import Book
from youjian.conformance.wire import Exchange
from youjian.protocols import station

STATION = "3602030017"


def sale(seq: int) -> bytes:
    return msgspec.json.encode(
        {
            "station_id": STATION, "nozzle_id": 1, "seq": seq, "started_at": "2026-11-22T03:00:00Z",
            "ended_at": "2026-11-22T03:01:00Z", "volume_ml": 10_000, "unit_price_fen": 756,
            "amount_fen": 7_560, "totalizer_ml": 10_000 * seq, "kind": "sale", "source": "live",
        }
    )  # fmt: skip


def part(first: int, previous: bytes, records: list[bytes], **changes: Any) -> dict[str, Any]:
    contents = [station.content_digest("fuellings", raw) for raw in records]
    found = station.digests(previous, contents)
    return {
        "device": "nozzle:1", "first_no": first, "previous_digest": previous.hex(), "digest": found[-1].hex(),
        "records": [["fuellings", index] for index in range(len(records))], **changes,
    }  # fmt: skip


def head_of(records: list[bytes]) -> bytes:
    contents = [station.content_digest("fuellings", raw) for raw in records]
    return station.digests(station.ZERO_DIGEST, contents)[-1]


def batch(number: int, records: list[bytes], chains: list[dict[str, Any]]) -> Heard:
    body = msgspec.json.encode(
        {
            "sent_at": "2026-11-22T03:02:00Z",
            "records": {"fuellings": [msgspec.Raw(one) for one in records]},
            "chains": chains,
        }
    )
    signer = station.Ed25519Signer(bytes(32), "k")
    headers = station.sign_batch(
        signer, body, collector_id="C", epoch=1, batch_no=number, previous_digest=station.ZERO_DIGEST
    ).to_mapping()
    exchange = Exchange(station.BATCHES, {**headers, "Content-Type": station.JSON}, body, 200, began=number)
    return Heard(exchange, committed=True, epoch=1)


def judged(*batches: Heard) -> Book:
    book = Book(record_chains.checks)
    record_chains.work(Case(Transcript(list(batches)), Orders(), Pace(), STATION, book))
    return book


FIRST, SECOND = [sale(1), sale(2)], [sale(3)]
GOOD = part(1, station.ZERO_DIGEST, FIRST)
NEXT = part(3, head_of(FIRST), SECOND)
BREACHES: dict[str, dict[str, Any]] = {
    "record_chains.digest": {**NEXT, "digest": "1" * 64},
    "record_chains.device": {**NEXT, "device": "nozzle:2"},
    "record_chains.part": {**NEXT, "records": [["fuellings", 7]]},
    "record_chains.thinned": {**NEXT, "records": ["2" * 64]},
    "record_chains.follows": part(4, head_of(FIRST), SECOND),
    "record_chains.again": {**NEXT, "again": True},
}


def test_parts_that_hold_are_met_and_one_that_is_sent_again_too() -> None:
    book = judged(
        batch(1, FIRST, [GOOD]), batch(2, SECOND, [NEXT]), batch(3, FIRST, [{**GOOD, "again": True}])
    )
    assert [check for check in record_chains.checks if book.verdict(check) == "not_met"] == []
    assert book.verdict("record_chains.again") == "met"


@pytest.mark.parametrize(("check", "wrong"), BREACHES.items())
def test_a_part_that_does_not_hold_is_found(check: str, wrong: dict[str, Any]) -> None:
    book = judged(batch(1, FIRST, [GOOD]), batch(2, SECOND, [wrong]))
    assert book.verdict(check) == "not_met"


def test_a_record_outside_its_devices_chain_is_found() -> None:
    book = judged(batch(1, FIRST, [GOOD]), batch(2, SECOND, []))
    assert book.verdict("record_chains.outside") == "not_met"


def test_without_chains_nothing_is_judged() -> None:
    book = judged(batch(1, FIRST, []))
    assert {book.verdict(check) for check in record_chains.checks} == {"not_observed"}
