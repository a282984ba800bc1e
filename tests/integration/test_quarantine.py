"""What was set aside is replayed after a fix or discarded with a reason; nothing is lost or comes twice."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import psycopg
import pytest

from tests.conftest import Database
from tests.integration.bureau_office import LEPING, ZHUSHAN, Person, furnish
from tests.integration.intake_kit import eventually, running_door
from youjian.cli import main
from youjian.intake.replays import replay
from youjian.intake.rules import RulesInForce
from youjian.ledger import quarantine
from youjian.ledger.scope import EVERYTHING, set_scope

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def reading(minute: int, **changes: Any) -> bytes:
    record = {
        "station_id": ZHUSHAN,
        "tank_id": 1,
        "at": (NOW + timedelta(minutes=minute)).isoformat(),
        "product_mm": 1500.0,
        "water_mm": 0.0,
        "temp_c": 11.0,
    }
    return msgspec.json.encode(record | changes)


def put(conn: psycopg.Connection[Any], raw: bytes, **changes: Any) -> int:
    row = {
        "received_at": NOW,
        "station_id": ZHUSHAN,
        "collector_id": None,
        "door": "station",
        "table_name": "tank_readings",
        "record_index": 0,
        "batch_id": None,
        "reason": "clock",
        "detail": "the device's time",
        "raw": raw,
    }
    quarantine.put(conn, [tuple((row | changes).values())])
    return quarantine.newest(conn, quarantine.HELD, 1)[0].id


def replayed(database: Database, at: datetime = NOW) -> dict[int, str | None]:
    with database.connect("intake") as conn:
        set_scope(conn, EVERYTHING)
        return replay(conn, RulesInForce().judge(conn), at)


def asked(database: Database, *raws: bytes, **changes: Any) -> list[int]:
    with database.connect("intake") as conn:
        set_scope(conn, EVERYTHING)
        ids = [put(conn, raw, **changes) for raw in raws]
    with database.connect("bureau") as conn:
        set_scope(conn, EVERYTHING)
        assert quarantine.ask_replay(conn, ids, "zhiban", "the clock was set", NOW) == ids
    return ids


def levels(database: Database) -> int:
    with database.connect("intake") as conn:
        return conn.execute("SELECT count(*) FROM ledger.tank_readings").fetchone()[0]


def status(database: Database, number: int) -> tuple[str, str | None]:
    with database.connect("intake") as conn:
        held = quarantine.get(conn, number)
    assert held is not None
    return held.status, held.tried


def test_a_record_is_stored_once_its_cause_is_mended(database):
    with database.connect("bureau") as conn:
        set_scope(conn, EVERYTHING)
    (number,) = asked(database, reading(60))
    assert replayed(database) == {number: "clock"}
    assert status(database, number) == ("held", "clock")
    (again,) = asked(database, reading(60))
    assert replayed(database, NOW + timedelta(hours=2)) == {again: None}
    assert (status(database, again), levels(database)) == (("replayed", None), 1)


def test_a_replay_that_is_refused_adds_nothing_to_quarantine(database):
    raws = (reading(60), reading(1), b'{"tank_id": 1}', b"", reading(2, station_id=LEPING))
    ids = asked(database, *raws)
    settled = replayed(database)
    assert [settled[number] is None for number in ids] == [False, True, False, False, False]
    with database.connect("intake") as conn:
        assert conn.execute("SELECT count(*) FROM ledger.quarantine").fetchone() == (5,)
    assert levels(database) == 1


def test_what_is_stored_already_counts_as_replayed(database):
    first, second = asked(database, reading(1), reading(1))
    assert replayed(database) == {first: None, second: None}
    assert levels(database) == 1


def test_a_contradiction_stays_held_and_the_first_record_stands(database):
    asked(database, reading(1))
    replayed(database)
    (number,) = asked(database, reading(1, product_mm=900.0))
    assert replayed(database) == {number: "conflict"}
    with database.connect("intake") as conn:
        assert conn.execute("SELECT product_mm FROM ledger.tank_readings").fetchall() == [(1500.0,)]
        assert conn.execute("SELECT count(*) FROM ledger.conflicts").fetchone() == (0,)


def test_messagepack_is_read_as_it_was_sent(database):
    (number,) = asked(database, msgspec.msgpack.encode(msgspec.json.decode(reading(1))))
    assert replayed(database) == {number: None}


def test_a_door_carries_out_what_was_asked_for(database):
    (number,) = asked(database, reading(1))
    with running_door():
        eventually(lambda: status(database, number) == ("replayed", None), "the record is stored")
    assert levels(database) == 1


@pytest.fixture
def office(office_database: Database) -> Database:
    furnish(office_database)
    return office_database


def test_what_became_of_records_is_not_told_while_a_door_has_them_in_hand(database):
    ids = asked(database, reading(1), reading(2))
    with database.connect("intake") as door, database.connect("intake") as other:
        for conn in (door, other):
            set_scope(conn, EVERYTHING)
            conn.commit()
        assert len(quarantine.asked(door, 10)) == len(ids)
        assert quarantine.asked(other, 10) == []
        other.execute("SET LOCAL lock_timeout = '1ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            quarantine.settled(other, ids)


def test_people_settle_within_their_scope_and_the_journal_says_why(office):
    from youjian.bureau.accounts import services
    from youjian.bureau.journal.models import JournalEntry
    from youjian.bureau.scope import scoped

    services.take_accounts(
        [
            {
                "username": name,
                "password": "Kiln-and-9-glazes",
                "display_name": name,
                "department": "commerce",
                "role": "admin",
                "scope": scope,
            }
            for name, scope in (("yunwei", ["3602"]), ("yunwei2", ["360281"]))
        ]
    )
    with office.connect("intake") as conn:
        ids = [put(conn, reading(minute)) for minute in (1, 2, 3)]
    there = Person("yunwei2").send("/quarantine/discard", {"ids": ids, "note": "not ours"})
    assert there.status_code == 409
    assert Person("zhiban").send("/quarantine/discard", {"ids": ids, "note": "x"}).status_code == 403
    settled = Person("yunwei").send("/quarantine/discard", {"ids": ids[:1], "note": "test message"})
    assert settled.json() == {"ids": ids[:1], "more": False}
    (group,) = Person("zhiban").see("/quarantine/groups").json()
    assert (group["table"], group["reason"], group["count"]) == ("tank_readings", "clock", 2)
    rest = {"table": "tank_readings", "reason": "clock", "note": "clock set"}
    assert Person("yunwei").send("/quarantine/replay", rest).json() == {"ids": ids[1:], "more": False}
    assert replayed(office) == {ids[1]: None, ids[2]: None}
    shown = Person("zhiban").see(f"/quarantine/{ids[1]}").json()
    assert (shown["status"], shown["may_settle"], json.loads(shown["raw"])["tank_id"]) == (
        "replayed",
        False,
        1,
    )
    with scoped():
        entries = list(JournalEntry.objects.filter(action__startswith="quarantine.").order_by("number"))
    assert [(e.action, e.username, e.after["count"]) for e in entries] == [
        ("quarantine.discard", "yunwei", 1),
        ("quarantine.replay", "yunwei", 2),
    ]


def test_the_command_lists_shows_replays_and_discards(office, capsys):
    with office.connect("intake") as conn:
        good, bad = put(conn, reading(1)), put(conn, b"{", reason="invalid")
    assert main(["quarantine", "list"]) == 0
    assert "clock" in (told := capsys.readouterr().out)
    assert "invalid" in told
    assert main(["quarantine", "show", str(bad)]) == 0
    assert "raw           {" in capsys.readouterr().out
    assert main(["quarantine", "replay", str(good), str(bad), "--why", "mended"]) == 1
    assert "1 stored, 1 refused again" in capsys.readouterr().out
    assert main(["quarantine", "discard", str(bad), "--why", "no record"]) == 0
    assert main(["quarantine", "discard", str(bad), "--why", "no record"]) == 2
    assert main(["quarantine", "show", "99"]) == 2
