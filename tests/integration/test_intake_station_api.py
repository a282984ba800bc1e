"""The station API over real HTTP and a real database: every reply of the published table."""

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import psycopg
import pytest
import zstandard
from msgspec import structs

from tests.integration.intake_kit import Box, RunningDoor, add_station, enrolled_box, running_door
from youjian.contract.records import Fuelling
from youjian.detection.samples import STATION, fuelling
from youjian.protocols import station

LITRES_30 = 30_000
BEGINNING = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)


def sale(seq: int, **changes: Any) -> Fuelling:
    """An honest sale of 30.00 L, one every two minutes from two hours ago on."""
    started = BEGINNING + timedelta(minutes=2 * seq)
    times = {"started_at": started, "ended_at": started + timedelta(minutes=1), "received_at": None}
    return fuelling(seq, **{**times, **changes})


@pytest.fixture
def owner(database: Any) -> Iterator[psycopg.Connection]:
    """The ledger seen by its owner, with the station in the register."""
    with database.connect("owner") as conn:
        add_station(conn)
        yield conn


@pytest.fixture
def running(owner: psycopg.Connection) -> Iterator[RunningDoor]:
    """A door on that database."""
    with running_door() as running:
        yield running


@pytest.fixture
def box(running: RunningDoor, owner: psycopg.Connection) -> Box:
    """An accepted collector of the station."""
    return enrolled_box(running, owner)


def count(conn: psycopg.Connection, query: str) -> int:
    """One number, seen after what is committed now."""
    conn.rollback()
    row = conn.execute(query).fetchone()
    assert row
    return row[0]


def problem(reply: Any) -> tuple[int, str]:
    """Status and short name of a refusal."""
    return reply.status, msgspec.json.decode(reply.data)["error"]


def test_an_acknowledged_batch_is_durable_and_counted(box: Box, owner: psycopg.Connection) -> None:
    receipt = box.receipt(fuellings=[sale(1), sale(2)])
    assert (receipt["batch_no"], receipt["stored"], receipt["duplicates"]) == (1, 2, 0)
    assert receipt["quarantined"] == []
    assert receipt["commands"] == []
    again = box.receipt(fuellings=[sale(2), sale(3)])
    assert (again["batch_no"], again["stored"], again["duplicates"]) == (2, 1, 1)
    assert count(owner, "SELECT count(*) FROM ledger.fuellings") == 3


def test_the_same_batch_again_gets_the_original_receipt(box: Box, owner: psycopg.Connection) -> None:
    body = box.body(fuellings=[sale(1)])
    headers = box.signed(body)
    first = box.post(station.BATCHES, body, headers)
    second = box.post(station.BATCHES, body, headers)
    assert first.status == second.status == 200
    assert msgspec.json.decode(first.data) == msgspec.json.decode(second.data)
    assert count(owner, "SELECT count(*) FROM ledger.receipts") == 1


def test_another_batch_under_a_used_number_is_a_fork(box: Box, owner: psycopg.Connection) -> None:
    box.receipt(fuellings=[sale(1)])
    body = box.body(fuellings=[sale(9)])
    headers = box.signed(body, number=1, previous=station.ZERO_DIGEST)
    assert box.post(station.BATCHES, body, headers).status == 409
    reply = box.post(station.BATCHES, body, headers)
    assert reply.status == 409
    state = msgspec.json.decode(reply.data)
    assert state == {"expected_no": 2, "last_digest": box.last_digest.hex()}
    assert count(owner, "SELECT count(*) FROM ledger.door_journal WHERE kind = 'fork'") == 2
    assert count(owner, "SELECT count(*) FROM ledger.conflicts") == 1
    conflicts = (
        "SELECT count(*) FROM ledger.findings WHERE rule = 'record.conflict' AND subject = 'collector'"
    )
    assert count(owner, conflicts) == 1
    assert count(owner, "SELECT count(*) FROM ledger.fuellings") == 1


def test_a_batch_that_names_another_predecessor_is_a_fork(box: Box, owner: psycopg.Connection) -> None:
    box.receipt(fuellings=[sale(1)])
    body = box.body(fuellings=[sale(2)])
    reply = box.post(station.BATCHES, body, box.signed(body, previous=b"\x01" * 32))
    assert reply.status == 409
    assert count(owner, "SELECT count(*) FROM ledger.door_journal WHERE kind = 'fork'") == 1


def test_a_gap_is_told_where_to_go_on_and_accuses_nobody(box: Box, owner: psycopg.Connection) -> None:
    box.receipt(fuellings=[sale(1)])
    body = box.body(fuellings=[sale(5)])
    reply = box.post(station.BATCHES, body, box.signed(body, number=5))
    assert reply.status == 409
    assert msgspec.json.decode(reply.data)["expected_no"] == 2
    assert count(owner, "SELECT count(*) FROM ledger.door_journal") == 0


def test_whoever_cannot_be_authenticated_is_refused(box: Box, running: RunningDoor) -> None:
    body = box.body(fuellings=[sale(1)])
    headers = box.signed(body)
    stranger = Box(running.url, collector_id="C-9999")
    for tried in (
        {k: v for k, v in headers.items() if k != "Signature"},
        {**headers, "Digest": "0" * 64},
        {**headers, "Batch-No": "7"},
        {**headers, "Key-Id": "other"},
        stranger.signed(body),
        Box(running.url, signer=stranger.signer, collector_id=box.collector_id).signed(body),
    ):
        assert problem(box.post(station.BATCHES, body, tried)) == (401, "unauthorised")
    changed = body.replace(b"fuellings", b"fuelling_")
    assert problem(box.post(station.BATCHES, changed, headers)) == (401, "unauthorised")
    assert box.post(station.BATCHES, body, headers).status == 200


def test_a_box_that_was_replaced_is_refused(
    box: Box, running: RunningDoor, owner: psycopg.Connection
) -> None:
    box.receipt(fuellings=[sale(41, totalizer_ml=5_000_000)])
    old = box
    new = enrolled_box(running, owner)
    assert (old.epoch, new.epoch) == (1, 2)
    assert old.send(old.body(fuellings=[sale(2)])).status == 401
    assert new.receipt(fuellings=[sale(42, totalizer_ml=5_030_000)])["stored"] == 1


def test_enrolment_hands_over_where_the_nozzles_stand_and_a_code_works_once(
    box: Box, running: RunningDoor, owner: psycopg.Connection
) -> None:
    box.receipt(fuellings=[sale(41, totalizer_ml=5_000_000)])
    from youjian.ledger import collectors

    now = datetime.now(UTC)
    code = collectors.create_code(
        owner, station_id=STATION, collector_id=box.collector_id, created_by="t", now=now,
        expires_at=now + timedelta(hours=1),
    )  # fmt: skip
    owner.commit()
    known = Box(running.url).enrol(code)
    assert known["state"] == {"3": {"seq": 41, "totalizer_ml": 5_000_000}}
    request = station.EnrolmentRequest(code=code, public_key=b"\x01" * 32)
    assert problem(box.post(station.ENROL, msgspec.json.encode(request), {})) == (401, "unauthorised")


def test_a_body_that_is_too_large_is_to_be_split(box: Box) -> None:
    bomb = gzip.compress(box.body(fuellings=[sale(1)]) + b" " * 2_000_000)
    assert problem(box.send(bomb, **{"Content-Encoding": "gzip"})) == (413, "too_large")
    plain = box.body(fuellings=[sale(1)]) + b" " * 1_100_000
    assert problem(box.send(plain)) == (413, "too_large")


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"not json", {}),
        (b'{"sent_at": "2026-11-22T00:00:00Z", "records": {"fuellings": 7}}', {}),
        (b'{"sent_at": "2026-11-22T00:00:00Z", "records": {}, "more": 1}', {}),
        (b'{"sent_at": "2026-11-22T00:00:00Z", "records": {"fuellings": [{}], "fuellings": []}}', {}),
        (b'{"sent_at": "2026-11-22T00:00:00Z", "records": {"fuellings": [{}]}, "records": {}}', {}),
        (b"{}", {"Content-Encoding": "gzip"}),
        (b"{}", {"Content-Encoding": "br"}),
        (b"{}", {"Content-Type": "text/plain"}),
    ],
)
def test_an_envelope_that_cannot_be_decoded_is_kept_by_the_box(
    box: Box, body: bytes, headers: dict[str, str]
) -> None:
    assert box.send(body, **headers).status == 422
    assert box.receipt(fuellings=[sale(1)])["batch_no"] == 1


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
@pytest.mark.parametrize("content_type", [station.JSON, station.MSGPACK])
def test_bodies_may_be_compressed_and_in_either_notation(
    box: Box, owner: psycopg.Connection, encoding: str, content_type: str
) -> None:
    box.content_type = content_type
    compress = gzip.compress if encoding == "gzip" else zstandard.compress
    reply = box.send(compress(box.body(fuellings=[sale(1)])), **{"Content-Encoding": encoding})
    assert reply.status == 200
    assert reply.headers["Content-Type"] == content_type
    assert station.decode_body(reply.data, station.BatchReceipt, content_type).stored == 1
    assert count(owner, "SELECT count(*) FROM ledger.fuellings") == 1


def test_bad_records_are_set_aside_and_never_block_the_good_ones(box: Box, owner: psycopg.Connection) -> None:
    good = msgspec.to_builtins(sale(1))
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    receipt = box.receipt(
        fuellings=[
            good,
            {**good, "seq": 2, "colour": "red"},
            {**good, "seq": "3"},
            {**good, "seq": 4, "station_id": "3602030018"},
            {**good, "seq": 5, "ended_at": later},
            {**good, "volume_ml": LITRES_30 + 1},
        ],
        deliveries=[
            {"station_id": STATION, "delivery_id": "D1", "product": "92", "delivered_at": good["ended_at"],
             "documented_volume_ml": 1, "reference": "20", "density20_kg_m3": 740.0, "temp_c": 20.0,
             "supplier_uscc": "91110000100003962X"},
        ],
        stations=[{"station_id": STATION}],
        rumours=[1, 2],
    )  # fmt: skip
    assert receipt["stored"] == 1
    reasons = {(q["table"], q["index"]): q["reason"].split(":")[0] for q in receipt["quarantined"]}
    assert reasons == {
        ("fuellings", 1): "invalid",
        ("fuellings", 2): "invalid",
        ("fuellings", 3): "station",
        ("fuellings", 4): "clock",
        ("fuellings", 5): "conflict",
        ("deliveries", 0): "invalid",
        ("stations", 0): "table",
        ("rumours", 0): "table",
        ("rumours", 1): "table",
    }
    named = {(q["table"], q["index"]): q["reason"] for q in receipt["quarantined"]}
    assert "colour" in named["fuellings", 1]
    assert "supplier_uscc" in named["deliveries", 0]
    owner.rollback()
    kept = owner.execute(
        "SELECT raw FROM ledger.quarantine WHERE table_name = 'fuellings' ORDER BY record_index"
    )
    assert [msgspec.json.decode(raw)["seq"] for (raw,) in kept] == [2, "3", 4, 5, 1]


def test_litres_that_left_without_a_record_are_a_finding_before_the_acknowledgement(
    box: Box, owner: psycopg.Connection
) -> None:
    box.receipt(fuellings=[sale(1)])
    hidden = 12_000
    box.receipt(fuellings=[sale(2, totalizer_ml=sale(2).totalizer_ml + hidden)])
    owner.rollback()
    found = owner.execute("SELECT rule, subject, estimate FROM ledger.findings").fetchall()
    assert found == [("fuelling.totalizer_gap", "nozzle:3", hidden)]


def test_the_platforms_clock_says_when_a_record_was_received(box: Box, owner: psycopg.Connection) -> None:
    claimed = BEGINNING - timedelta(days=30)
    receipt = box.receipt(fuellings=[sale(1, received_at=claimed)])
    owner.rollback()
    (received_at,) = owner.execute("SELECT received_at FROM ledger.fuellings").fetchone() or (claimed,)
    assert received_at.isoformat() == datetime.fromisoformat(receipt["server_time"]).isoformat()


def test_a_pending_collector_is_stored_as_a_test(running: RunningDoor, owner: psycopg.Connection) -> None:
    box = enrolled_box(running, owner, state="pending")
    assert box.receipt(fuellings=[sale(1)])["stored"] == 1
    assert count(owner, "SELECT count(*) FROM ledger.fuellings WHERE test") == 1


def test_a_refused_collector_is_told_so_and_nothing_is_stored(
    running: RunningDoor, owner: psycopg.Connection
) -> None:
    box = enrolled_box(running, owner, state="refused")
    assert box.send(box.body(fuellings=[sale(1)])).status == 401
    assert boot(box)["status"] == "refused"
    assert count(owner, "SELECT count(*) FROM ledger.fuellings") == 0


def boot(box: Box) -> dict[str, Any]:
    """The reply to a boot."""
    message = station.Boot(at=datetime.now(UTC), firmware="2.0", reason="power")
    reply = box.say(station.BOOT, message)
    assert reply.status == 200, reply.data
    return msgspec.json.decode(reply.data)


def test_a_boot_is_noted_and_answered_with_the_rollouts_word(box: Box, owner: psycopg.Connection) -> None:
    said = boot(box)
    assert said["status"] == "accepted"
    assert said["heartbeat_s"] == 60
    assert count(owner, "SELECT count(*) FROM ledger.collectors WHERE firmware = '2.0'") == 1
    assert count(owner, "SELECT count(*) FROM ledger.heartbeats WHERE device = 'collector'") == 1


def test_a_message_with_text_that_cannot_be_stored_is_told_so(box: Box) -> None:
    now = datetime.now(UTC)
    boot_with_nul = station.Boot(at=now, firmware="2\x000", reason="power")
    beat_with_nul = station.HeartbeatReport(at=now, outbox_depth=0, firmware="2.0", link="\x00")
    state_with_nul = structs.replace(beat_with_nul, link=None, devices={"tank:1": "o\x00k"})
    result_with_nul = station.CommandResults(
        results=[station.CommandResult(command_id="c-1", status="done", at=now, detail="\x00")]
    )
    for path, message in (
        (station.BOOT, boot_with_nul),
        (station.HEARTBEAT, beat_with_nul),
        (station.HEARTBEAT, state_with_nul),
        (station.COMMAND_RESULTS, result_with_nul),
    ):
        reply = box.say(path, message)
        assert (reply.status, "NUL character" in reply.json()["detail"]) == (422, True)


def test_names_that_no_database_can_hold_block_nothing(box: Box, owner: psycopg.Connection) -> None:
    table = "x" * 100_000
    sent = {"ta\x00nk": [1], table: [1] * 1000, "tank_readings": [{"zz\x00": 1}], "fuellings": [sale(1)]}
    receipt = box.receipt(**sent)
    assert (receipt["stored"], len(receipt["quarantined"])) == (1, 1002)
    assert max(len(bad["table"]) + len(bad["reason"]) for bad in receipt["quarantined"]) < 1000
    assert count(owner, "SELECT count(*) FROM ledger.quarantine") == 1002


def test_a_chain_whose_numbers_end_is_a_break_and_no_refusal(box: Box, owner: psycopg.Connection) -> None:
    chain = {
        "device": "tank:1", "first_no": 2**63 - 1, "previous_digest": "0" * 64, "digest": "0" * 64,
        "records": ["a" * 64, "b" * 64],
    }  # fmt: skip
    body = {"sent_at": datetime.now(UTC), "records": {"fuellings": [sale(1)]}, "chains": [chain]}
    assert box.send(msgspec.json.encode(body)).status == 200
    assert count(owner, "SELECT count(*) FROM ledger.door_journal WHERE kind = 'chain_broken'") >= 1


def test_a_heartbeat_is_stored_for_the_collector_and_every_device_that_answers(
    box: Box, owner: psycopg.Connection
) -> None:
    report = station.HeartbeatReport(
        at=datetime.now(UTC), outbox_depth=7, firmware="1.0", devices={"tank:1": "ok", "nozzle:3": "lost"}
    )
    assert box.say(station.HEARTBEAT, report).status == 200
    owner.rollback()
    query = """
        SELECT device, outbox_depth, status FROM ledger.device_states
        JOIN ledger.heartbeats USING (station_id, device, outbox_depth) ORDER BY device
    """
    beats = owner.execute(query).fetchall()
    assert beats == [("collector", 7, "up"), ("tank:1", 0, "up")]
    assert count(owner, "SELECT count(*) FROM ledger.findings") == 0


@pytest.mark.parametrize("hours", [-3, 0.05, 30])
def test_a_clock_that_is_off_is_a_finding_however_far(
    box: Box, owner: psycopg.Connection, hours: float
) -> None:
    at = datetime.now(UTC) + timedelta(hours=hours)
    assert (
        box.say(station.HEARTBEAT, station.HeartbeatReport(at=at, outbox_depth=0, firmware="1.0")).status
        == 200
    )
    assert count(owner, "SELECT count(*) FROM ledger.findings WHERE rule = 'collector.clock_drift'") == 1
    assert count(owner, "SELECT count(*) FROM ledger.quarantine") == 0


def test_what_a_collector_last_said_of_itself_is_one_row(box: Box, owner: psycopg.Connection) -> None:
    now = datetime.now(UTC)
    report = station.HeartbeatReport(
        at=now,
        outbox_depth=7,
        last_record_at=now - timedelta(minutes=1),
        firmware="1.0",
        devices={"tank:1": "ok"},
        link="5g",
        signal_dbm=-88.0,
        iccid="89860012017300000001",
    )
    assert box.say(station.HEARTBEAT, report).status == 200
    boot(box)
    owner.rollback()
    row = owner.execute(
        "SELECT firmware, link, signal_dbm, iccid, outbox_depth, last_record_at, devices, "
        "abs(clock_offset_s) < 60 FROM ledger.collector_states"
    ).fetchall()
    assert row == [("2.0", "5g", -88.0, "89860012017300000001", 0, report.last_record_at, {}, True)]


def test_a_heartbeat_signed_anew_because_its_answer_was_lost_is_no_conflict(
    box: Box, owner: psycopg.Connection
) -> None:
    said_at = datetime.now(UTC)
    body = msgspec.json.encode(station.HeartbeatReport(at=said_at, outbox_depth=3, firmware="1.0"))
    for later in range(3):
        signed = station.sign_message(
            box.signer,
            body,
            collector_id=box.collector_id,
            epoch=box.epoch,
            sent_at=said_at + timedelta(microseconds=later),
        )
        assert box.post(station.HEARTBEAT, body, signed.to_mapping()).status == 200
    assert count(owner, "SELECT count(*) FROM ledger.heartbeats WHERE outbox_depth = 3") == 1
    assert count(owner, "SELECT count(*) FROM ledger.quarantine") == 0


def test_a_captured_heartbeat_sent_again_revives_nobody(box: Box, owner: psycopg.Connection) -> None:
    def headers(sent_at: datetime, body: bytes) -> dict[str, str]:
        return station.sign_message(
            box.signer, body, collector_id=box.collector_id, epoch=box.epoch, sent_at=sent_at
        ).to_mapping()

    wrong_clock = datetime(2020, 1, 1, tzinfo=UTC)
    body = msgspec.json.encode(station.HeartbeatReport(at=wrong_clock, outbox_depth=0, firmware="1.0"))
    captured = headers(wrong_clock, body)
    assert box.post(station.HEARTBEAT, body, captured).status == 200
    before = owner.execute("SELECT heard_at FROM ledger.collector_states").fetchall()
    beats = "SELECT count(*) FROM ledger.heartbeats"
    heard = count(owner, beats)
    for path in (station.HEARTBEAT, station.BOOT):
        sent = (
            body
            if path == station.HEARTBEAT
            else msgspec.json.encode(station.Boot(at=wrong_clock, firmware="1.0", reason="start"))
        )
        reply = box.post(path, sent, headers(wrong_clock, sent))
        assert reply.status == 409
        assert station.decode_body(reply.data, station.SentState).last_sent_at == wrong_clock
    assert count(owner, beats) == heard
    assert owner.execute("SELECT heard_at FROM ledger.collector_states").fetchall() == before
    later = headers(wrong_clock + timedelta(microseconds=1), body)
    assert box.post(station.HEARTBEAT, body, later).status == 200
    assert count(owner, beats) == heard + 1


def test_a_new_epoch_begins_its_own_order_of_messages(
    box: Box, running: RunningDoor, owner: psycopg.Connection
) -> None:
    boot(box)
    new = enrolled_box(running, owner)
    old_clock = datetime(2020, 1, 1, tzinfo=UTC)
    body = msgspec.json.encode(station.Boot(at=old_clock, firmware="3.0", reason="start"))
    signed = station.sign_message(
        new.signer, body, collector_id=new.collector_id, epoch=new.epoch, sent_at=old_clock
    )
    assert new.post(station.BOOT, body, signed.to_mapping()).status == 200
    assert count(owner, "SELECT epoch FROM ledger.collector_states") == 2


def test_results_of_commands_are_kept(box: Box, owner: psycopg.Connection) -> None:
    result = station.CommandResult(command_id="c-1", status="done", at=datetime.now(UTC))
    reply = box.say(station.COMMAND_RESULTS, station.CommandResults(results=[result]))
    assert msgspec.json.decode(reply.data)["received"] == ["c-1"]
    assert count(owner, "SELECT count(*) FROM ledger.door_journal WHERE kind = 'command_result'") == 1


def test_the_door_describes_itself(box: Box, running: RunningDoor) -> None:
    box.receipt(fuellings=[sale(1)])
    health = running.get("/healthz")
    assert (health.status, health.json()["status"], health.json()["pending"]) == (200, "ok", 0)
    counted = 'youjian_intake_records_total{outcome="stored",table="fuellings"} 1.0'
    assert counted in running.get("/metrics").data.decode()
    schema = running.get("/station/v1/schema").json()
    assert {"Fuelling", "BatchReceipt", "HeartbeatReport"} <= set(schema["$defs"])
    assert running.get("/station/v1/openapi.json").json()["openapi"] == "3.1.0"
    assert running.get("/station/v1/asyncapi.json").json()["asyncapi"] == "3.0.0"


def test_the_time_in_which_the_door_was_open_is_known(owner: psycopg.Connection) -> None:
    with running_door(alive_s=0.05):
        query = (
            "SELECT count(*) FROM ledger.door_spans WHERE stopped_at IS NULL AND last_alive_at > started_at"
        )
        from tests.integration.intake_kit import eventually

        eventually(lambda: count(owner, query) == 1, "the span is kept alive")
    assert count(owner, "SELECT count(*) FROM ledger.door_spans WHERE stopped_at >= last_alive_at") == 1
