"""Papers that the office stores: once, never changed, within the writer's scope, known to seals and watch."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest
from msgspec import structs

from youjian.contract.records import Declaration, Delivery, Invoice
from youjian.ledger.office import fates, store_papers
from youjian.ledger.scope import set_scope

STATION, OTHER = "3602030017", "3602810001"
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
DELIVERY = Delivery(
    station_id=STATION,
    delivery_id="JY-1",
    product="92",
    delivered_at=datetime(2026, 11, 18, 17, tzinfo=UTC),
    documented_volume_ml=10_000_000,
    reference="20",
    density20_kg_m3=735.0,
    temp_c=18.0,
)
INVOICE = Invoice(
    invoice_no="26360000001",
    seller_uscc="91360200MA35NQAB12",
    buyer_uscc="91360200MA35NQAB13",
    product="92",
    volume_ml=10_000_000,
    amount_fen=6_000_000,
    issued_on=date(2026, 11, 18),
    direction="purchase",
    station_id=STATION,
)


@pytest.fixture
def office(module_database) -> Iterator[psycopg.Connection]:
    """A connection as bureau within one transaction, to a ledger without papers."""
    with module_database.connect("owner") as conn:
        conn.execute("TRUNCATE ledger.late_days, ledger.deliveries, ledger.invoices, ledger.declarations")
    with module_database.connect("bureau") as conn:
        set_scope(conn, ["360203"])
        yield conn


def states(conn: psycopg.Connection, table: str, *papers: Any) -> list[str]:
    return [fate.state for fate in store_papers(conn, table, papers, NOW)]


def test_a_paper_is_stored_once_and_its_day_is_looked_at_again(office):
    assert states(office, "deliveries", DELIVERY, DELIVERY) == ["new", "same"]
    assert states(office, "deliveries", DELIVERY) == ["same"]
    assert office.execute("SELECT delivery_id, received_at FROM ledger.deliveries").fetchall() == [
        ("JY-1", NOW)
    ]
    assert office.execute("SELECT station_id, day FROM ledger.late_days").fetchall() == [
        (STATION, date(2026, 11, 19))
    ]
    assert office.execute("SELECT count(*) FROM ledger.station_locks").fetchone() == (1,)


def test_another_content_of_a_key_is_refused_with_what_stands(office):
    states(office, "deliveries", DELIVERY)
    [fate] = store_papers(office, "deliveries", [structs.replace(DELIVERY, product="95")], NOW)
    assert (fate.state, fate.stored and fate.stored["product"]) == ("conflict", "92")
    assert office.execute("SELECT product FROM ledger.deliveries").fetchall() == [("92",)]


def test_looking_writes_nothing(office):
    assert [fate.state for fate in fates(office, "invoices", [INVOICE, INVOICE])] == ["new", "same"]
    assert office.execute("SELECT count(*) FROM ledger.invoices").fetchone() == (0,)


def test_a_later_filing_is_a_new_version(office):
    filed = Declaration(
        station_id=STATION, period="2026-10", product="92", volume_ml=1, amount_fen=1, filed_at=NOW
    )
    later = structs.replace(filed, volume_ml=2, filed_at=NOW.replace(hour=5))
    assert states(office, "declarations", filed, later, filed) == ["new", "new", "same"]


def test_an_invoice_of_another_county_cannot_be_taken_over(office, module_database):
    with module_database.connect("bureau") as conn:
        set_scope(conn, ["3602"])
        assert states(conn, "invoices", structs.replace(INVOICE, station_id=OTHER)) == ["new"]
    [fate] = store_papers(office, "invoices", [INVOICE], NOW)
    assert (fate.state, fate.stored) == ("conflict", None)


def test_a_paper_outside_the_scope_is_refused(office):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        states(office, "deliveries", structs.replace(DELIVERY, station_id=OTHER))


def test_only_papers_are_written_by_the_office(office):
    with pytest.raises(ValueError, match="fuellings"):
        store_papers(office, "fuellings", [], NOW)
