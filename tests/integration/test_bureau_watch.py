"""Silence: the watch judges it once at its ticks, and the device's status flips by the clock."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from tests.conftest import Database
from tests.integration.bureau_office import ZHUSHAN, Person, furnish, publish
from tests.integration.sealing_kit import until_somebody_waits
from youjian.bureau.connectivity.sweep import sweep_devices
from youjian.bureau.scope import scoped
from youjian.bureau.watch.services import run_watch
from youjian.contract.records import Heartbeat
from youjian.ledger.batch import Batch
from youjian.ledger.store import store

MINUTE = timedelta(minutes=1)


@pytest.fixture
def office(office_database: Database) -> Database:
    furnish(office_database)
    return office_database


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def sql(database: Database, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with database.connect("intake") as conn:
        cursor = conn.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def door_open(database: Database, since: datetime, alive: datetime) -> None:
    sql(
        database,
        "INSERT INTO ledger.door_spans (door, started_at, last_alive_at) VALUES ('station', %s, %s)",
        since,
        alive,
    )


def heard(database: Database, *moments: datetime) -> None:
    """Heartbeats of the collector in the ledger."""
    for moment in moments:
        day = (moment + timedelta(hours=8)).date()
        sql(database, "SELECT ledger.ensure_days('heartbeats', %s, %s)", day, day)
        sql(
            database,
            """
            INSERT INTO ledger.heartbeats
                (station_id, device, at, clock_offset_s, outbox_depth, firmware, received_at)
            VALUES (%s, 'collector', %s, 0, 0, 'test', %s)
            """,
            ZHUSHAN,
            moment,
            moment,
        )


def take_in(conn: psycopg.Connection, moment: datetime) -> None:
    """A heartbeat of the collector by the door's own way, in the caller's transaction."""
    beat = Heartbeat(
        station_id=ZHUSHAN,
        device="collector",
        at=moment,
        clock_offset_s=0.0,
        outbox_depth=0,
        firmware="test",
    )
    store(conn, [Batch("station", ZHUSHAN, [("heartbeats", 0, beat)])], moment, None)


def device(database: Database, status: str, last_seen: datetime) -> None:
    sql(
        database,
        """
        INSERT INTO ledger.device_states (station_id, device, status, last_seen, alert_after)
        VALUES (%s, 'collector', %s, %s, %s)
        """,
        ZHUSHAN,
        status,
        last_seen,
        last_seen + 10 * MINUTE,
    )


def sweep() -> int:
    with scoped():
        return sweep_devices()


def flips(database: Database) -> list[tuple[str, str, datetime]]:
    with database.connect("owner") as conn:
        rows = conn.execute(
            "SELECT old_status, new_status, at FROM ledger.device_flips ORDER BY id"
        ).fetchall()
    return [(old, new, at) for old, new, at in rows]


def test_an_offline_collector_is_raised_once_and_ended_when_it_is_heard_again(office: Database) -> None:
    tick = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
    door_open(office, tick - timedelta(days=2), tick + timedelta(hours=5))
    heard(office, tick - 31 * MINUTE)
    assert run_watch(tick) == 1
    assert run_watch(tick) == 0, "the same tick again says nothing new"
    assert run_watch(tick + 10 * MINUTE) == 0, "nor does the next one while nothing changes"
    publish()
    person = Person("zhiban")
    [alert] = person.see("/alerts?rule=collector.offline").json()["items"]
    assert (alert["finding_status"], alert["colour"]) == ("open", "yellow")
    assert alert["detected_at"].startswith("2026-11-22T04:00:00")

    assert run_watch(tick + 120 * MINUTE) == 1, "more than two hours: the alarm"
    heard(office, tick + 121 * MINUTE, tick + 124 * MINUTE, tick + 127 * MINUTE)
    assert run_watch(tick + 130 * MINUTE) == 1
    publish()
    [alert] = person.see("/alerts?rule=collector.offline").json()["items"]
    assert alert["finding_status"] == "ended"
    revisions = person.see(f"/alerts/{alert['id']}").json()["revisions"]
    assert [(r["severity"], r["status"]) for r in revisions] == [
        ("warning", "open"),
        ("alarm", "open"),
        ("alarm", "ended"),
    ]


def test_a_silent_device_is_late_then_down_at_the_computed_time(office: Database) -> None:
    door_open(office, now() - timedelta(days=1), now())
    seen = now() - 5 * MINUTE
    device(office, "up", seen)
    assert sweep() == 1
    assert sweep() == 0
    sql(
        office,
        "UPDATE ledger.device_states SET last_seen = %s, alert_after = %s",
        seen - 20 * MINUTE,
        seen - 10 * MINUTE,
    )
    assert sweep() == 1
    assert flips(office) == [("up", "late", seen + 3 * MINUTE), ("late", "down", seen - 10 * MINUTE)]
    publish()
    with scoped():
        from youjian.bureau.events.selectors import after

        told = after(0, ("*",))
    assert [(event.number, event.kind, event.payload["to"]) for event in told] == [
        (1, "device.flip", "late"),
        (2, "device.flip", "down"),
    ]


def test_while_the_door_is_shut_nobody_goes_down(office: Database) -> None:
    device(office, "up", now() - timedelta(hours=3))
    assert sweep() == 0
    door_open(office, now() - timedelta(hours=9), now() - 5 * MINUTE)
    assert sweep() == 0, "a door that says nothing is shut"
    door_open(office, now() - MINUTE, now())
    assert sweep() == 0, "after it opened everybody has time to be heard"


def test_announced_downtime_is_shown_as_such_and_ends_by_itself(office: Database) -> None:
    door_open(office, now() - timedelta(days=1), now())
    device(office, "up", now() - MINUTE)
    with office.connect("owner") as conn:
        conn.execute(
            "INSERT INTO ledger.maintenance VALUES (%s, 'collector', %s, %s, '换箱', '市局')",
            [ZHUSHAN, now() - 2 * MINUTE, now() + timedelta(hours=1)],
        )
    assert sweep() == 1
    assert sweep() == 0
    assert Person("zhiban").see(f"/stations/{ZHUSHAN}").json()["link"] == "maintenance"
    with office.connect("owner") as conn:
        conn.execute("UPDATE ledger.maintenance SET ends_at = %s", [now() - MINUTE])
    assert sweep() == 1
    assert [new for _, new, _ in flips(office)] == ["maintenance", "up"]


def test_what_a_writer_stores_who_began_before_the_tick_is_seen_by_it(office: Database) -> None:
    tick = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
    door_open(office, tick - timedelta(days=2), tick + timedelta(hours=5))
    with office.connect("intake") as writer:
        take_in(writer, tick - 11 * MINUTE)
    with office.connect("intake") as writer:
        take_in(writer, tick - 2 * MINUTE)
        said: list[int] = []
        judging = threading.Thread(target=lambda: said.append(run_watch(tick)))
        judging.start()
        until_somebody_waits(office)
        writer.commit()
        judging.join()
    assert said == [0]


def test_a_tick_that_is_caught_up_is_judged_with_the_register_of_its_time(office: Database) -> None:
    tick = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
    door_open(office, tick - timedelta(days=2), tick + timedelta(hours=5))
    heard(office, tick - 40 * MINUTE)
    with office.connect("owner") as conn:
        conn.execute("UPDATE ledger.register_changes SET at = %s", [tick - timedelta(days=9)])
        conn.execute(
            "INSERT INTO ledger.maintenance (station_id, device, starts_at, ends_at, reason, approved_by)"
            " VALUES (%s, 'collector', %s, %s, 'works', 'he')",
            [ZHUSHAN, tick - timedelta(hours=3), tick + timedelta(hours=3)],
        )
        noted = "UPDATE ledger.register_changes SET at = %s WHERE table_name = 'maintenance'"
        assert conn.execute(noted, [tick + MINUTE]).rowcount == 1
    assert run_watch(tick) == 1, "nobody had announced anything then"
    assert run_watch(tick + 10 * MINUTE) == 1, "explained away by now"
