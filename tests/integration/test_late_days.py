"""A day that gets records after its end is marked in the transaction that stores them; no other day is."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest

from youjian.contract.fields import business_day, day_bounds
from youjian.contract.records import Fuelling, Invoice, Record, TankReading
from youjian.ledger.batch import Batch
from youjian.ledger.store import store

STATION, OTHER = "3602030017", "3602030018"
TODAY = business_day(datetime.now(UTC)) + timedelta(days=2)
"""Ahead of the clock, so that no midnight passes while a test runs."""
MIDNIGHT = day_bounds(TODAY)[0]
NOW = MIDNIGHT + timedelta(hours=12)
MICROSECOND = timedelta(microseconds=1)


def reading(at: datetime, **changes: Any) -> TankReading:
    fields: dict[str, Any] = {
        "station_id": STATION,
        "tank_id": 1,
        "at": at,
        "product_mm": 1500.0,
        "water_mm": 0.0,
        "temp_c": 11.0,
    }
    return TankReading(**(fields | changes))


def invoice(day: date) -> Invoice:
    return Invoice(
        invoice_no=f"26{day:%m%d}",
        seller_uscc="91360200MA35NQAB12",
        buyer_uscc="91360200MA35NQAB13",
        product="92",
        volume_ml=1,
        amount_fen=1,
        issued_on=day,
        direction="purchase",
        station_id=STATION,
    )


def fuelling(ended_at: datetime, **changes: Any) -> Fuelling:
    fields: dict[str, Any] = {
        "station_id": STATION,
        "nozzle_id": 3,
        "seq": 7,
        "started_at": ended_at,
        "ended_at": ended_at,
        "volume_ml": 1000,
        "unit_price_fen": 756,
        "amount_fen": 756,
        "totalizer_ml": 1000,
        "kind": "sale",
        "source": "live",
    }
    return Fuelling(**(fields | changes))


def take(conn: psycopg.Connection, *records: Record, at: datetime = NOW, **changes: Any) -> None:
    names = {TankReading: "tank_readings", Invoice: "invoices", Fuelling: "fuellings"}
    listed = [(names[type(record)], index, record) for index, record in enumerate(records)]
    with conn.transaction():
        store(
            conn,
            [Batch(**({"door": "station", "station_id": STATION, "records": listed} | changes))],
            at,
            None,
        )


@pytest.fixture
def ledger(module_database) -> Iterator[psycopg.Connection]:
    """A connection as intake, to an empty ledger."""
    with module_database.connect("owner") as conn:
        conn.execute("TRUNCATE ledger.late_days, ledger.tank_readings, ledger.fuellings, ledger.invoices")
    with module_database.connect("intake", autocommit=True) as conn:
        yield conn


def marked(conn: psycopg.Connection) -> list[tuple[str, date]]:
    return conn.execute("SELECT station_id, day FROM ledger.late_days ORDER BY 1, 2").fetchall()


def test_records_of_the_running_day_mark_nothing(ledger):
    take(ledger, reading(MIDNIGHT), reading(NOW))
    assert marked(ledger) == []


def test_each_day_that_was_over_is_marked_once_a_transaction(ledger):
    yesterday = [reading(MIDNIGHT - MICROSECOND), reading(MIDNIGHT - timedelta(hours=3))]
    take(ledger, *yesterday, reading(MIDNIGHT - timedelta(days=2)), reading(MIDNIGHT))
    days = [(STATION, TODAY - timedelta(days=back)) for back in (2, 1)]
    assert marked(ledger) == days
    take(ledger, *yesterday)
    assert marked(ledger) == days, "duplicates were stored before"


def test_a_correction_marks_the_day_of_the_fuelling_it_corrects(ledger):
    take(ledger, fuelling(MIDNIGHT - MICROSECOND), at=MIDNIGHT - MICROSECOND)
    assert marked(ledger) == []
    take(ledger, fuelling(MIDNIGHT - MICROSECOND, source="corrected", volume_ml=900))
    assert marked(ledger) == [(STATION, TODAY - timedelta(days=1))]


def test_a_writer_that_waited_past_midnight_marks_the_day(ledger):
    long_ago = MIDNIGHT - timedelta(days=10)
    take(ledger, fuelling(long_ago), at=long_ago)
    assert marked(ledger) == [(STATION, TODAY - timedelta(days=10))]


def test_a_conflict_marks_the_day_on_which_it_became_known(ledger):
    take(ledger, reading(NOW))
    take(ledger, reading(NOW, product_mm=900.0))
    assert marked(ledger) == [(STATION, TODAY)]


def test_a_document_marks_its_day_whenever_it_comes(ledger):
    take(ledger, invoice(TODAY), invoice(TODAY - timedelta(days=40)), door="import", station_id=None)
    assert marked(ledger) == [(STATION, TODAY - timedelta(days=40)), (STATION, TODAY)]


def test_test_records_mark_nothing(ledger):
    take(ledger, reading(MIDNIGHT - MICROSECOND), invoice(TODAY), test=True)
    assert marked(ledger) == []


def test_what_is_set_aside_marks_nothing(ledger):
    take(ledger, reading(MIDNIGHT - MICROSECOND, station_id=OTHER))
    assert marked(ledger) == []
