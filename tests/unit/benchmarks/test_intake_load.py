"""The load of the intake's benchmark is honest, and a run that would flatter itself stops."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.intake import wires
from benchmarks.intake.fleet import Fleet, Form
from benchmarks.intake.load import Seen
from benchmarks.intake.measuring import DishonestError, Measured, compare
from youjian.contract.validation import problems
from youjian.detection.registry import judge
from youjian.detection.samples import facts
from youjian.protocols import station

SINCE = datetime(2026, 11, 20, tzinfo=UTC)
RECEIPT = b'{"batch_no":1,"stored":3,"duplicates":2,"quarantined":[],"server_time":"2026-11-22T00:00:00Z"}'
RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nX: y\r\n\r\n%s" % (len(RECEIPT), RECEIPT)
SEEN = Seen(1.0, 0.1, 30, 0, 0, {200: 3}, [0.1, 0.2, 0.3])
MEASURED = Measured("HTTP", 10, 2, SEEN, {"postgres": 1.0})


@pytest.mark.parametrize("form", ["json", "boxed", "msgpack"])
def test_batches_follow_one_another_and_are_rightly_signed(form: Form) -> None:
    collector = Fleet(1, 2, SINCE).collectors[0]
    previous, verifier = station.ZERO_DIGEST, station.Ed25519Verifier(collector.public_key)
    for number in (1, 2):
        batch = collector.batch(collector.sales(10, Random(1)), form)  # noqa: S311 - volumes
        headers = station.BatchHeaders.from_mapping(batch.headers)
        station.check(headers, batch.body, verifier)
        assert (headers.batch_no, headers.previous_digest) == (number, previous)
        previous = headers.digest


def test_the_fleet_sells_honestly() -> None:
    sales = [sale for _, mine in Fleet(2, 3, SINCE).sales(60, 10) for sale in mine]
    assert [problem for sale in sales for problem in problems(sale)] == []
    known = [msgspec.structs.replace(sale, received_at=sale.ended_at) for sale in sales]
    assert judge("pairwise", facts(*known), SINCE + timedelta(days=9)) == []


@given(st.lists(st.integers(1, len(RESPONSE)), max_size=4))
def test_an_answer_is_read_however_it_arrives(cuts: list[int]) -> None:
    buffer, found = bytearray(), []
    places = [0, *sorted(cuts), len(RESPONSE)]
    for start, end in pairwise(places):
        buffer += RESPONSE[start:end]
        answer, _ = wires.http_answer(buffer)
        found += [answer] if answer else []
    assert found == [wires.Answer(200, 3, 2)]
    assert not buffer


@pytest.mark.parametrize("held", [0, 29, 31])
def test_a_ledger_that_holds_another_number_stops_the_run(held: int) -> None:
    with pytest.raises(DishonestError):
        compare(MEASURED, held, 30)


@pytest.mark.parametrize(
    "changes", [{"stored": 29}, {"quarantined": 1}, {"statuses": {200: 2, 409: 1}}, {"statuses": {500: 1}}]
)
def test_what_was_not_acknowledged_stops_the_run(changes: dict[str, object]) -> None:
    compare(MEASURED, 30, 30)
    seen = msgspec.structs.replace(SEEN, **changes)
    with pytest.raises(DishonestError):
        compare(replace(MEASURED, seen=seen), seen.stored, 30)
