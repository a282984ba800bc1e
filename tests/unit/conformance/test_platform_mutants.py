"""The kit against a model platform that keeps to the page, and against ones that each break a sentence."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from tests.unit.conformance.model_platform import (
    ModelPlatform,
    Mutant,
    answering,
    receipt_for,
)
from youjian.conformance.against_platform.line import Line
from youjian.conformance.against_platform.run import visit_platform
from youjian.conformance.report import Report
from youjian.conformance.wire import Exchange
from youjian.protocols import station
from youjian.protocols.station.offline import OFFLINE

Change = Callable[[Mutant, Exchange], Exchange]
CODES = ["FIRST-CODE", "SECOND-CODE"]


def visited(line: Line) -> Report:
    return visit_platform("http://model", CODES, line=line, chains=True, wait=lambda _: None)


def not_met(report: Report) -> dict[str, list[str]]:
    return {
        item.id: [one.expected for one in item.evidence]
        for item in report.sentences
        if item.verdict == "not_met"
    }


def a_model() -> ModelPlatform:
    model = ModelPlatform(list(CODES))
    model.commands = [station.Command(command_id="c-1", name="run_probe", arguments={"device": "d1"})]
    return model


def test_a_platform_that_keeps_to_the_page_meets_every_sentence() -> None:
    report = visited(a_model())
    assert not_met(report) == {}
    over_http = [item for item in report.sentences if not item.id.startswith("mqtt.")]
    assert {item.id for item in over_http if item.verdict == "not_observed"} == {"line.https"}


def is_batch(exchange: Exchange, status: int = 200) -> bool:
    return exchange.path == station.BATCHES and exchange.status == status


def another_receipt_on_repetition(mutant: Mutant, exchange: Exchange) -> Exchange:
    repeated = any(one.body == exchange.body and is_batch(one) for one in mutant.seen)
    return answering(exchange, stored=0, duplicates=1) if is_batch(exchange) and repeated else exchange


def another_time_on_repetition(mutant: Mutant, exchange: Exchange) -> Exchange:
    repeated = any(one.body == exchange.body and is_batch(one) for one in mutant.seen)
    if not (is_batch(exchange) and repeated):
        return exchange
    return answering(exchange, server_time=datetime.now(UTC).isoformat())


def takes_a_fork(_: Mutant, exchange: Exchange) -> Exchange:
    old = is_batch(exchange, 409) and int(exchange.header("batch-no")) == 1
    return receipt_for(exchange) if old else exchange


def blocks_on_a_bad_record(_: Mutant, exchange: Exchange) -> Exchange:
    if is_batch(exchange) and exchange.plain_answer().get("quarantined"):
        return answering(exchange, 422, error="invalid", detail="a record is bad")
    return exchange


def forgets_reasons(_: Mutant, exchange: Exchange) -> Exchange:
    bad = exchange.plain_answer().get("quarantined") if is_batch(exchange) else None
    return answering(exchange, quarantined=[{**one, "reason": ""} for one in bad]) if bad else exchange


def counts_from_one(_: Mutant, exchange: Exchange) -> Exchange:
    bad = exchange.plain_answer().get("quarantined") if is_batch(exchange) else None
    if not bad:
        return exchange
    return answering(exchange, quarantined=[{**one, "index": one["index"] + 1} for one in bad])


def takes_unknown_fields(_: Mutant, exchange: Exchange) -> Exchange:
    unknown = is_batch(exchange, 422) and b"unknown field" in exchange.reply
    return receipt_for(exchange) if unknown else exchange


def drops_unknown_fields_of_records(_: Mutant, exchange: Exchange) -> Exchange:
    bad = exchange.plain_answer().get("quarantined") if is_batch(exchange) else None
    kept = [one for one in bad or [] if "unknown field" not in one["reason"]]
    return answering(exchange, quarantined=kept) if bad else exchange


def names_the_wrong_number(_: Mutant, exchange: Exchange) -> Exchange:
    if not is_batch(exchange, 409):
        return exchange
    return answering(exchange, expected_no=exchange.plain_answer()["expected_no"] + 1)


def names_no_digest(_: Mutant, exchange: Exchange) -> Exchange:
    return answering(exchange, last_digest="0" * 64) if is_batch(exchange, 409) else exchange


def ignores_the_epoch(mutant: Mutant, exchange: Exchange) -> Exchange:
    epoch = exchange.header("epoch")
    other = is_batch(exchange, 401) and epoch not in ("", "0", str(mutant.model.epoch))
    return receipt_for(exchange) if other else exchange


def ignores_signatures(_: Mutant, exchange: Exchange) -> Exchange:
    wrong = is_batch(exchange, 401) and b"signature" in exchange.reply
    return receipt_for(exchange) if wrong else exchange


def says_400(_: Mutant, exchange: Exchange) -> Exchange:
    return answering(exchange, 400) if exchange.status in (413, 422) else exchange


def unpacks_bombs(_: Mutant, exchange: Exchange) -> Exchange:
    return receipt_for(exchange) if is_batch(exchange, 413) else exchange


def refuses_a_whole_mebibyte(_: Mutant, exchange: Exchange) -> Exchange:
    large = is_batch(exchange) and exchange.header("content-encoding") == "gzip"
    too_large = large and len(exchange.unpacked) > 900_000
    return answering(exchange, 413, error="too_large", detail="split") if too_large else exchange


def answers_in_json_only(_: Mutant, exchange: Exchange) -> Exchange:
    return replace(exchange, reply_headers={"Content-Type": "application/json; x"}, reply=b"{}") if (
        exchange.reply_header("content-type") == station.MSGPACK
    ) else exchange  # fmt: skip


def counts_duplicates_as_new(_: Mutant, exchange: Exchange) -> Exchange:
    said = exchange.plain_answer() if is_batch(exchange) else {}
    if not said.get("duplicates"):
        return exchange
    return answering(exchange, stored=said["stored"] + said["duplicates"], duplicates=0)


def lives_in_another_year(_: Mutant, exchange: Exchange) -> Exchange:
    wrong = (datetime.now(UTC) - timedelta(days=365)).isoformat()
    return answering(exchange, server_time=wrong) if exchange.path == station.HEARTBEAT else exchange


def takes_a_code_twice(mutant: Mutant, exchange: Exchange) -> Exchange:
    if exchange.path == station.ENROL and exchange.status == 401 and b"FIRST-CODE" in exchange.body:
        first = next(one for one in mutant.seen if one.path == station.ENROL and one.status == 200)
        return replace(exchange, status=200, reply=first.reply)
    return exchange


def keeps_the_epoch(_: Mutant, exchange: Exchange) -> Exchange:
    enrolled = exchange.path == station.ENROL and exchange.status == 200
    return answering(exchange, epoch=1) if enrolled else exchange


def forgets_the_nozzles(_: Mutant, exchange: Exchange) -> Exchange:
    enrolled = exchange.path == station.ENROL and exchange.status == 200
    return answering(exchange, state={}) if enrolled else exchange


def forgets_results(_: Mutant, exchange: Exchange) -> Exchange:
    return answering(exchange, received=[]) if exchange.path == station.COMMAND_RESULTS else exchange


def commands_without_id(_: Mutant, exchange: Exchange) -> Exchange:
    if exchange.path != station.HEARTBEAT or exchange.status != 200:
        return exchange
    return answering(exchange, commands=[{"name": "reboot", "arguments": {}}])


def boots_without_intervals(_: Mutant, exchange: Exchange) -> Exchange:
    if exchange.path != station.BOOT or exchange.status != 200:
        return exchange
    kept = {key: value for key, value in exchange.plain_answer().items() if key != "heartbeat_s"}
    return replace(answering(exchange), reply=msgspec.json.encode(kept))


def takes_what_was_sent_before(_: Mutant, exchange: Exchange) -> Exchange:
    if exchange.path != station.HEARTBEAT or exchange.status != 409:
        return exchange
    return answering(exchange, 200, server_time=datetime.now(UTC).isoformat())


def forgets_when(_: Mutant, exchange: Exchange) -> Exchange:
    stale = exchange.path == station.HEARTBEAT and exchange.status == 409
    return answering(exchange, last_sent_at="2026-01-01T00:00:00Z") if stale else exchange


def names_a_key_anew(mutant: Mutant, exchange: Exchange) -> Exchange:
    named = exchange.path == station.KEYS and exchange.status == 200
    return answering(exchange, key_id=f"other-{len(mutant.seen)}") if named else exchange


def believes_the_old_key(_: Mutant, exchange: Exchange) -> Exchange:
    old = exchange.path == station.HEARTBEAT and exchange.header("key-id") == "key-1"
    if not (old and exchange.status == 401 and b"unknown collector, key" in exchange.reply):
        return exchange
    return answering(exchange, 200, server_time=datetime.now(UTC).isoformat())


def takes_sm2(_: Mutant, exchange: Exchange) -> Exchange:
    refused = exchange.path == station.KEYS and b"sm2" in exchange.body
    now = datetime.now(UTC).isoformat()
    return answering(exchange, 200, key_id="sm2", server_time=now) if refused else exchange


def gives_a_command_once(mutant: Mutant, exchange: Exchange) -> Exchange:
    given = any(one.plain_answer().get("commands") for one in mutant.seen)
    return answering(exchange, commands=[]) if given and exchange.plain_answer().get("commands") else exchange


def gives_a_command_for_ever(mutant: Mutant, exchange: Exchange) -> Exchange:
    given = [one.plain_answer()["commands"] for one in mutant.seen if one.plain_answer().get("commands")]
    beat = exchange.path == station.HEARTBEAT and exchange.status == 200
    return answering(exchange, commands=given[0]) if given and beat else exchange


def refuses_a_broken_chain(_: Mutant, exchange: Exchange) -> Exchange:
    broken = is_batch(exchange) and b"05050505" in exchange.body
    return answering(exchange, 422, error="chain", detail="broken") if broken else exchange


def believes_any_file(_: Mutant, exchange: Exchange) -> Exchange:
    if exchange.path != OFFLINE or exchange.status != 401:
        return exchange
    now = datetime.now(UTC).isoformat()
    counts = {"stored": 2, "duplicates": 0, "quarantined_count": 0, "quarantined": []}
    return answering(exchange, 200, server_time=now, **counts)


MUTANTS: dict[Change, str] = {
    refuses_a_broken_chain: "records-chain.no-refusal",
    believes_any_file: "offline.refused",
    gives_a_command_once: "commands.again",
    gives_a_command_for_ever: "commands.again",
    another_receipt_on_repetition: "batch.original-receipt",
    another_time_on_repetition: "batch.original-receipt",
    takes_a_fork: "reply.409",
    blocks_on_a_bad_record: "batch.always-acknowledged",
    forgets_reasons: "batch.quarantine",
    counts_from_one: "batch.quarantine",
    takes_unknown_fields: "body.unknown-fields",
    drops_unknown_fields_of_records: "body.unknown-fields",
    names_the_wrong_number: "reply.409",
    names_no_digest: "reply.409",
    ignores_the_epoch: "header.epoch",
    ignores_signatures: "header.signature",
    says_400: "reply.422",
    unpacks_bombs: "reply.413",
    refuses_a_whole_mebibyte: "body.limit",
    answers_in_json_only: "body.reply-notation",
    counts_duplicates_as_new: "batch.duplicates",
    lives_in_another_year: "boot.intervals",
    takes_a_code_twice: "enrol.bad-code",
    keeps_the_epoch: "enrol.again",
    forgets_the_nozzles: "enrol.next-seq",
    forgets_results: "commands.results",
    commands_without_id: "commands.form",
    takes_what_was_sent_before: "message.rises",
    forgets_when: "message.stale",
    names_a_key_anew: "keys.same-again",
    believes_the_old_key: "keys.both",
    takes_sm2: "keys.sm2",
    boots_without_intervals: "boot.intervals",
}


@pytest.mark.parametrize(
    ("change", "sentence"), MUTANTS.items(), ids=lambda one: getattr(one, "__name__", one)
)
def test_a_breach_is_found_under_its_sentence(change: Change, sentence: str) -> None:
    assert sentence in not_met(visited(Mutant(a_model(), change)))
