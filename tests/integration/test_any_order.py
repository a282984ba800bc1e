"""Whatever the order, duplicates, corrections and restarts: the same ledger and the same findings."""

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import msgspec
import psycopg
import pytest
from hypothesis import given, settings
from msgspec import structs

from tests.conftest import Database
from tests.integration.any_order_kit import NAMES, Sent, outcome, sent_twice
from tests.integration.intake_kit import Box, RunningDoor, add_station, enrolled_box, running_door
from youjian.contract.records import Record
from youjian.detection.registry import judge_pairwise
from youjian.detection.samples import STATION, after, fuelling, heartbeat
from youjian.ledger.batch import Batch
from youjian.ledger.store import store
from youjian.protocols import station

EXAMPLES = int(os.environ.get("YOUJIAN_ORDERS", "15"))


class PowerCutError(Exception):
    """The process is gone before it could commit."""


@pytest.fixture(scope="module")
def intake(module_database: Database) -> Iterator[psycopg.Connection]:
    with module_database.connect("owner") as conn:
        add_station(conn)
    with module_database.connect("intake") as conn:
        yield conn


def batch(records: Sequence[Record]) -> Batch:
    listed = [(NAMES[type(record)], index, record) for index, record in enumerate(records)]
    named = {(table, index): record for table, index, record in listed}
    return Batch(
        door="station",
        station_id=STATION,
        records=listed,
        raw_of=lambda table, index: msgspec.json.encode(named[table, index]),
    )


def taken_in(conn: psycopg.Connection, sent: Sequence[Sent]) -> dict[str, list[tuple]]:
    """What the ledger holds after these transactions, some cut off first; all is undone at the end."""
    moments = (after(2000 + number) for number in range(10_000))
    conn.rollback()
    with conn.transaction(force_rollback=True):
        for one in sent:
            for commits in (False, True) if one.cut_off else (True,):
                with suppress(PowerCutError), conn.transaction():
                    store(conn, [batch(one.records)], next(moments), judge_pairwise)
                    if not commits:
                        raise PowerCutError
        return outcome(conn)


def fields(record: Record) -> dict[str, Any]:
    """A record as a box sends it."""
    return {name: value for name, value in structs.asdict(record).items() if value is not None}


def through_the_door(door: RunningDoor, box: Box, records: Sequence[Record], again: bool) -> None:
    """One batch; `again`: its receipt was lost, and so it is sent twice."""
    tables: dict[str, list[Any]] = defaultdict(list)
    for record in records:
        tables[NAMES[type(record)]].append(fields(record))
    box.url = door.url
    body = box.body(**tables)
    signed = box.signed(body)
    replies = [box.post(station.BATCHES, body, signed) for _ in range(1 + again)]
    assert {reply.status for reply in replies} == {200}, replies[0].data
    box.next_no, box.last_digest = box.next_no + 1, bytes.fromhex(signed["Digest"])


def sold_today(station_id: str, draw: Random) -> list[list[Record]]:
    """A line for each record: what it said first, and then its corrections in their order."""
    since = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(hours=3)
    lines: list[list[Record]] = []
    for seq in range(1, 13):
        begun = since + timedelta(minutes=draw.choice((0, 1, 4)) + 8 * seq)
        changes = {"station_id": station_id, "received_at": None, "started_at": begun}
        told = [
            fuelling(
                seq,
                ended_at=begun + timedelta(minutes=draw.choice((2, 3, 12))),
                totalizer_ml=1_000_000 + 30_000 * seq + draw.choice((0, 0, 4_000)),
                amount_fen=draw.choice((22_680, 22_680, 20_000)),
                source="corrected" if number else "live",
                **changes,
            )
            for number in range(draw.choice((1, 1, 2, 3)))
        ]
        lines.append(list(told))
    beats = [since + timedelta(minutes=10 * n) for n in range(6)]
    return lines + [[heartbeat(0, station_id=station_id, at=at, received_at=None)] for at in beats]


def bare(found: dict[str, list[tuple]], station_id: str) -> str:
    """What was found, without what names its station."""
    findings = [(rule, subject, *rest) for rule, subject, _, *rest in found.pop("findings")]
    return repr([found, sorted(findings, key=repr)]).replace(station_id, "")


@pytest.mark.parametrize("seed", [1, 2])
def test_through_the_door_with_restarts_and_lost_receipts(module_database: Database, seed: int) -> None:
    straight, mixed = f"36020300{2 * seed}1", f"36020300{2 * seed}2"
    lines = {station_id: sold_today(station_id, Random(seed)) for station_id in (straight, mixed)}  # noqa: S311
    draw = Random(100 + seed)  # noqa: S311 - orders, no secrets
    with module_database.connect("owner") as conn:
        boxes: dict[str, Box] = {}
        with running_door() as door:
            for station_id in lines:
                add_station(conn, station_id)
                boxes[station_id] = enrolled_box(
                    door, conn, collector_id=f"C-{station_id}", station_id=station_id
                )
            for line in lines[straight]:
                through_the_door(door, boxes[straight], line, again=False)
        turns = [n for n, line in enumerate(lines[mixed]) for _ in line]
        draw.shuffle(turns)
        records = [lines[mixed][turn].pop(0) for turn in turns]
        while records:
            with running_door() as door:
                for _ in range(4):
                    size = draw.randrange(1, 4)
                    part, records = records[:size], records[size:]
                    through_the_door(door, boxes[mixed], [*part, *part[:1]], again=draw.random() < 0.5)
        one, other = (bare(outcome(conn, station_id), station_id) for station_id in (straight, mixed))
        assert "fuelling.totalizer_gap" in one
        assert one == other


@given(both=sent_twice())
@settings(max_examples=EXAMPLES)
def test_the_order_of_arrival_changes_neither_the_ledger_nor_the_findings(
    intake: psycopg.Connection, both: tuple[list[Sent], list[Sent]]
) -> None:
    one, other = (taken_in(intake, sent) for sent in both)
    assert (
        one["quarantine"]
        or one["fuellings"]
        or one["heartbeats"]
        or one["device_events"]
        or one["tank_readings"]
    )
    for name, rows in one.items():
        assert rows == other[name], name
