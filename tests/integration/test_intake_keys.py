"""A collector's key replaced without a new epoch, and an enrolment whose reply was lost."""

from collections.abc import Iterator
from typing import Any

import msgspec
import psycopg
import pytest

from tests.integration.intake_kit import (
    Box,
    RunningDoor,
    add_station,
    enrolled_box,
    enrolment_code,
    running_door,
)
from tests.integration.test_intake_station_api import count, problem, sale
from youjian.protocols import station
from youjian.protocols.station import Ed25519Signer


@pytest.fixture
def owner(database: Any) -> Iterator[psycopg.Connection]:
    with database.connect("owner") as conn:
        add_station(conn)
        yield conn


@pytest.fixture
def running(owner: psycopg.Connection) -> Iterator[RunningDoor]:
    with running_door() as running:
        yield running


@pytest.fixture
def box(running: RunningDoor, owner: psycopg.Connection) -> Box:
    return enrolled_box(running, owner)


def announced(box: Box, private: bytes) -> Ed25519Signer:
    """The signer of a key that the platform has just been told of."""
    reply = box.say(station.KEYS, station.KeyRotation(public_key=station.public_key_of(private)))
    assert reply.status == 200, reply.data
    return Ed25519Signer(private, msgspec.json.decode(reply.data)["key_id"])


def test_the_old_key_signs_until_the_new_one_has_and_never_again(box: Box, owner: psycopg.Connection) -> None:
    box.receipt(fuellings=[sale(1)])
    old, new = box.signer, announced(box, station.generate_private_key())
    box.receipt(fuellings=[sale(2)])
    box.signer = new
    box.receipt(fuellings=[sale(3)])
    box.signer = old
    assert box.send(box.body(fuellings=[sale(4)])).status == 401
    box.signer = new
    assert box.receipt(fuellings=[sale(4)])["batch_no"] == 4
    assert box.epoch == 1
    kinds = "SELECT count(*) FROM ledger.door_journal WHERE kind IN ('key_announced', 'key_in_use')"
    assert count(owner, kinds) == 2
    assert count(owner, "SELECT count(*) FROM ledger.collector_keys WHERE revoked_at IS NOT NULL") == 1


def test_a_batch_built_before_may_be_signed_anew_under_the_same_number(
    box: Box, owner: psycopg.Connection
) -> None:
    body = box.body(fuellings=[sale(1)])
    under_old = box.signed(body)
    first = box.post(station.BATCHES, body, under_old)
    box.signer = announced(box, station.generate_private_key())
    again = box.post(station.BATCHES, body, box.signed(body))
    assert (first.status, again.status) == (200, 200)
    assert msgspec.json.decode(first.data) == msgspec.json.decode(again.data)
    assert count(owner, "SELECT count(*) FROM ledger.receipts") == 1


def test_a_lost_reply_is_asked_for_again_and_a_second_thought_takes_the_first_ones_place(
    box: Box, owner: psycopg.Connection
) -> None:
    first, second = station.generate_private_key(), station.generate_private_key()
    one = announced(box, first)
    assert announced(box, first).key_id == one.key_id
    two = announced(box, second)
    assert two.key_id != one.key_id
    box.signer = two
    box.receipt(fuellings=[sale(1)])
    box.signer = one
    assert box.send(box.body(fuellings=[sale(2)])).status == 401
    assert count(owner, "SELECT count(*) FROM ledger.collector_keys WHERE revoked_at IS NULL") == 1


def test_keys_that_cannot_follow_are_refused_with_what_to_do(box: Box) -> None:
    private = station.generate_private_key()
    old = box.signer
    box.signer = announced(box, private)
    box.receipt(fuellings=[sale(1)])
    itself = station.KeyRotation(public_key=station.public_key_of(private))
    reply = box.say(station.KEYS, itself)
    assert (problem(reply), b"signs already" in reply.data) == ((422, "invalid"), True)
    sm2 = box.say(station.KEYS, station.KeyRotation(public_key=bytes(64), algorithm="sm2"))
    assert (problem(sm2), b"use ed25519" in sm2.data) == ((422, "invalid"), True)
    assert problem(box.say(station.KEYS, station.KeyRotation(public_key=bytes(40))))[0] == 422
    back = old._key.public_key().public_bytes_raw()
    revoked = box.say(station.KEYS, station.KeyRotation(public_key=back))
    assert (revoked.status, b"was revoked" in revoked.data) == (422, True)
    stranger = Box(box.url, box.collector_id, box.epoch)
    assert stranger.say(station.KEYS, station.KeyRotation(public_key=bytes(32))).status == 401


def test_the_same_code_with_the_same_key_gets_the_same_identity(
    running: RunningDoor, owner: psycopg.Connection
) -> None:
    code = enrolment_code(owner, "C-5")
    box, private = Box(running.url), station.generate_private_key()
    request = station.EnrolmentRequest(code=code, public_key=station.public_key_of(private))
    replies = [box.post(station.ENROL, msgspec.json.encode(request), {}) for _ in range(2)]
    said = [msgspec.json.decode(reply.data) for reply in replies]
    for one in said:
        del one["server_time"]
    assert [reply.status for reply in replies] == [200, 200]
    assert said[0] == said[1]
    assert said[0]["epoch"] == 1
    other = msgspec.structs.replace(request, public_key=station.public_key_of(station.generate_private_key()))
    assert problem(box.post(station.ENROL, msgspec.json.encode(other), {})) == (401, "unauthorised")
    assert count(owner, "SELECT count(*) FROM ledger.collector_keys") == 1
