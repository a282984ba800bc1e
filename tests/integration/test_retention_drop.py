"""A day is dropped only when all of it is sealed; afterwards nothing is lost or taken twice."""

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from typing import Any

import pytest
from msgspec import structs
from psycopg import Connection

from tests.integration.retention_kit import NOW, TODAY, Sealer, days_ago, moment, reading, records_of, take_in
from youjian.archive.days import last_of_day, read_table
from youjian.archive.digests import sha256
from youjian.archive.sealed import with_sealed_days
from youjian.archive.storage import FolderStorage
from youjian.archive.tables import parquet_bytes
from youjian.contract.known import KnownTables
from youjian.ledger import holds
from youjian.ledger.columns import DAY_TABLES
from youjian.ledger.dropping import Drop, drop_day, due_days, everywhere, stored_rows
from youjian.ledger.facts import LedgerFacts
from youjian.ledger.held import present_tables, station_tables
from youjian.ledger.partitions import partition_days, state
from youjian.ledger.restoring import NotDroppedError, restore_day

ONE, TWO = "3602030017", "3602030018"
_NEVER_WAITS = {"tries": 3, "pause": lambda _: None}


@pytest.fixture(scope="module")
def intake(module_database) -> Iterator[Connection]:
    with closing(module_database.connect("intake", autocommit=True)) as conn:
        yield conn


@pytest.fixture(scope="module")
def bureau(module_database) -> Iterator[Connection]:
    with closing(module_database.connect("bureau", autocommit=True)) as conn:
        yield conn


@pytest.fixture(scope="module")
def owner(module_database) -> Iterator[Connection]:
    with closing(module_database.connect("owner", autocommit=True)) as conn:
        yield conn


@pytest.fixture(scope="module")
def sealer(module_database, tmp_path_factory) -> Sealer:
    return Sealer(module_database, FolderStorage(tmp_path_factory.mktemp("archive")))


@pytest.fixture
def drop(bureau, sealer):
    def dropped(table: str, day: date, **more: Any) -> Drop:
        return drop_day(bureau, sealer.storage, table, day, **(_NEVER_WAITS | more))

    return dropped


_DAYS = iter(range(80, 360))


@pytest.fixture
def day() -> date:
    """A day of this test's own, past every hot limit."""
    return days_ago(next(_DAYS))


def readings(conn: Connection, day: date) -> list[tuple[Any, ...]]:
    with everywhere(conn):
        return conn.execute(
            "SELECT * FROM ledger.tank_readings WHERE at >= %s AND at < %s ORDER BY 1, 2, 3",
            [moment(day, 0), moment(day, 1440)],
        ).fetchall()


def facts_of(conn: Connection, sealer: Sealer, station_id: str, day: date) -> dict[str, Any]:
    """What the nightly run reads of a station: the ledger, and sealed days beside it."""
    with everywhere(conn):
        ledger = LedgerFacts(conn, [station_id], moment(day, 0))
        tables = station_tables(ledger, DAY_TABLES, present_tables(conn, DAY_TABLES), NOW)
    together = with_sealed_days(sealer.storage, station_id, tables, tuple(DAY_TABLES), moment(day, 0))
    known = KnownTables(together)
    return {name: known.known(name, NOW).to_pylist() for name in DAY_TABLES}


def test_a_day_goes_round(intake, bureau, sealer, drop, day):
    """Stored, sealed, dropped; late records of each kind; sealed and dropped again; brought back."""
    sent = records_of(ONE, day)
    assert take_in(intake, sent).stored == len(sent)
    assert take_in(intake, records_of(TWO, day, 3)).stored == 12
    for station in (ONE, TWO):
        sealer.seal(station, day)
    before, seen = readings(bureau, day), facts_of(bureau, sealer, ONE, day)
    for table in DAY_TABLES:
        assert drop(table, day) == Drop(table, day, rows=15)
        assert day not in partition_days(bureau, table)
    assert (readings(bureau, day), facts_of(bureau, sealer, ONE, day)) == ([], seen)

    again = take_in(intake, sent)
    assert (again.stored, again.duplicates, again.quarantined) == (0, len(sent), [])
    assert all(day not in partition_days(bureau, table) for table in DAY_TABLES)

    other = structs.replace(sent[0], product_mm=1.0)
    late = reading(ONE, day, 777)
    mixed = take_in(intake, [sent[4], other, late, late, structs.replace(late, temp_c=0.0)])
    assert (mixed.stored, mixed.duplicates) == (1, 2)
    assert [(index, why) for _, index, why in mixed.quarantined] == [(1, "conflict"), (4, "conflict")]
    with everywhere(bureau):
        told = bureau.execute(
            "SELECT key, kept FROM ledger.conflicts WHERE station_id = %s ORDER BY refused", [ONE]
        )
        kept = [row[1] for row in told.fetchall()]
    assert any(f'"day":"{day}","revision":1,"digest":"' in one for one in kept), kept

    assert "does not hold the records" in drop("tank_readings", day).refused
    assert sealer.seal(ONE, day).manifest.tables["tank_readings"].rows == 13
    assert drop("tank_readings", day).rows == 1
    assert take_in(intake, [late, *sent]).duplicates == 1 + len(sent)

    restored = restore_day(intake, sealer.storage, "tank_readings", day, today=TODAY)
    assert (restored.rows, restored.stations, restored.thinned) == (16, 2, ())
    back = readings(bureau, day)
    assert [row for row in back if row[2] != late.at] == before
    assert restore_day(intake, sealer.storage, "tank_readings", day, today=TODAY).rows == 0
    with everywhere(bureau):
        again = parquet_bytes("tank_readings", stored_rows(bureau, "tank_readings", day, ONE))
    seal = sealer.seal(ONE, day)
    assert seal.manifest.revision == 2, "what was brought back is no new content"
    assert sha256(again) == seal.manifest.tables["tank_readings"].sha256
    assert take_in(intake, [late, *sent]).duplicates == 1 + len(sent)
    assert "brought back" in drop("tank_readings", day).refused


def test_more_records_come_late_than_were_dropped(intake, sealer, drop, day):
    early, late = ([reading(ONE, day, minute) for minute in span] for span in (range(3), range(10, 20)))
    take_in(intake, early)
    sealer.seal(ONE, day)
    assert drop("tank_readings", day).rows == 3
    assert take_in(intake, late).stored == 10
    assert sealer.seal(ONE, day).manifest.tables["tank_readings"].rows == 13
    assert drop("tank_readings", day).rows == 10
    assert take_in(intake, [*early, *late]).duplicates == 13


def test_the_batches_that_records_came_in_outlast_the_drop(intake, bureau, sealer, drop, day):
    for number, minutes in enumerate(((1, 3), (2, 4)), start=1):
        sent = [reading(ONE, day, minute) for minute in minutes]
        take_in(intake, sent, collector_id="C1", epoch=1, batch_no=number)
    before = readings(bureau, day)
    assert len({row[8] for row in before}) == 2
    sealer.seal(ONE, day)
    assert drop("tank_readings", day).rows == 4
    restore_day(intake, sealer.storage, "tank_readings", day, today=TODAY, stays=-1)
    assert readings(bureau, day) == before
    assert drop("tank_readings", day).rows == 4, "what was to stay for no day is dropped again"


def test_what_stands_against_a_drop(intake, bureau, owner, sealer, drop, day):  # noqa: PLR0917
    def refused(why: str) -> bool:
        return why in drop("tank_readings", day).refused

    take_in(intake, [reading(ONE, day, n) for n in range(3)])
    assert refused(f"station {ONE} is not sealed")
    sealer.seal(ONE, day)
    take_in(intake, [reading(ONE, day, 9)])
    assert refused("does not hold the records that are stored")
    sealer.seal(ONE, day)
    take_in(intake, [reading(TWO, day, 9)])
    assert refused(f"station {TWO} is not sealed")
    sealer.seal(TWO, day)
    with everywhere(bureau):
        bureau.execute("INSERT INTO ledger.late_days (station_id, day) VALUES (%s, %s)", [TWO, day])
    assert refused(f"what station {TWO} has there is not sealed as it is")
    with everywhere(bureau):
        bureau.execute("DELETE FROM ledger.late_days WHERE day = %s", [day])
        number = holds.place(bureau, ONE, day, day, reason="案件 2026-1", placed_by="test")
    assert refused(f"held for station {ONE}")
    with everywhere(bureau):
        holds.release(bureau, number, "test")
    path = sealer.storage.root / last_of_day(sealer.storage, ONE, day).path / "tank_readings.parquet"
    whole = path.read_bytes()
    owner.execute("DELETE FROM ledger.kept_keys WHERE day = %s", [day])  # so that the archive is read again
    path.write_bytes(whole[:-1] + b"!")
    assert refused("is not the file that was sealed")
    path.write_bytes(whole)
    assert drop("tank_readings", day).rows == 5


def test_the_database_itself_refuses_what_is_young_or_not_sealed(intake, bureau):
    young, old = days_ago(10), days_ago(70)
    take_in(intake, [reading(ONE, young, 1), reading(ONE, old, 1)])
    for day, why in ((young, "younger than 65 days"), (old, "not sealed as it is")):
        with pytest.raises(Exception, match=why), everywhere(bureau):
            bureau.execute("SELECT ledger.drop_day('tank_readings', %s)", [day])
    assert len(readings(bureau, young)) == len(readings(bureau, old)) == 1
    assert ("tank_readings", old) in list(due_days(bureau, TODAY))
    (found,) = (one for one in state(bureau, TODAY) if one.table == "tank_readings")
    assert old in found.waiting
    assert young not in found.waiting


def test_intake_at_work_loses_nothing_to_a_drop(module_database, intake, sealer, drop, day):
    """Writers of today and of that very day go on while the day is dropped, again and again."""
    sent = [reading(ONE, day, n) for n in range(40)]
    take_in(intake, sent[:20])
    sealer.seal(ONE, day)
    failed = list[BaseException]()

    def write(station: str, of_day: date, minutes: range) -> None:
        try:
            with closing(module_database.connect("intake", autocommit=True)) as conn:
                for minute in minutes:
                    assert take_in(conn, [reading(station, of_day, minute)]).stored == 1
        except BaseException as error:
            failed.append(error)

    writers = [
        threading.Thread(target=write, args=(TWO, TODAY - timedelta(days=1), range(60))),
        threading.Thread(target=write, args=(ONE, day, range(20, 40))),
    ]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        drop("tank_readings", day)
        sealer.seal(ONE, day)
    for writer in writers:
        writer.join()
    assert not failed, failed
    sealer.seal(ONE, day)
    seal = last_of_day(sealer.storage, ONE, day)
    assert read_table(sealer.storage, seal, "tank_readings")["at"].to_pylist() == [one.at for one in sent]
    assert take_in(intake, sent).duplicates == len(sent)
    assert drop("tank_readings", day).refused == ""
    restore_day(intake, sealer.storage, "tank_readings", day, today=TODAY)
    with everywhere(intake):
        assert stored_rows(intake, "tank_readings", day, ONE).num_rows == len(sent)


def test_test_records_go_with_their_day_and_stay_known(intake, sealer, drop, day):
    take_in(intake, [reading(TWO, day, 1)], test=True)
    take_in(intake, [reading(ONE, day, 1)])
    sealer.seal(ONE, day)
    assert drop("tank_readings", day).rows == 2
    assert take_in(intake, [reading(TWO, day, 1)]).duplicates == 1


def test_a_day_whose_keys_are_forgotten_takes_nothing_more(intake, owner, sealer, drop, day):
    take_in(intake, [reading(ONE, day, 1)])
    sealer.seal(ONE, day)
    drop("tank_readings", day)
    owner.execute("UPDATE ledger.dropped_days SET forgotten = true WHERE day = %s", [day])
    owner.execute("DELETE FROM ledger.kept_keys WHERE day = %s", [day])
    late = take_in(
        intake, [reading(ONE, day, 1), reading(ONE, day, 2), reading(ONE, TODAY - timedelta(days=2), 3)]
    )
    assert (late.stored, [why for *_, why in late.quarantined]) == (1, ["clock", "clock"])


def test_what_was_never_dropped_cannot_be_brought_back(intake, sealer, day):
    with pytest.raises(NotDroppedError, match="its records are in the ledger"):
        restore_day(intake, sealer.storage, "tank_readings", day, today=TODAY)


def test_kept_keys_are_small(intake, bureau, sealer, drop, day):
    """16 bytes a record and little beside, where the hot record with its index takes some 150."""
    count = 1440
    take_in(intake, [reading(ONE, day, n) for n in range(count)])
    sealer.seal(ONE, day)
    hot = partition_days(bureau, "tank_readings")[day]
    drop("tank_readings", day)
    with everywhere(bureau):
        query = "SELECT sum(pg_column_size(k.*)) FROM ledger.kept_keys AS k WHERE day = %s"
        kept = bureau.execute(query, [day]).fetchone()[0]
    assert kept < 20 * count < hot
