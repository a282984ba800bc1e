"""What the tests of the stock book share: an office, its clock, and records put into the ledger."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests.conftest import Database
from tests.integration.bureau_office import ZHUSHAN, furnish
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.stock.services import keep_round
from youjian.contract.fields import business_day, day_bounds
from youjian.contract.records import Fuelling, Record
from youjian.contract.tables import TABLES

NOW = datetime.now(UTC).replace(microsecond=0)
TODAY = business_day(NOW)
MIDNIGHT = day_bounds(TODAY)[0]
RIGHTS = frozenset({"stock.see", "stock.correct", "stock.close", "stock.losses"})
CITY = Actor("zhiban", "值班", ("3602",), RIGHTS, 1, "")


@pytest.fixture(scope="module")
def office(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    from django.db import connections

    from youjian.bureau.database import add_alias

    connections.close_all()
    add_alias("default", "bureau")
    if hasattr(connections._connections, "default"):
        del connections["default"]
    with django_db_blocker.unblock():
        furnish(module_database)
        yield module_database
        connections["default"].close()
        connections["default"].close_pool()


@pytest.fixture
def owner(office: Database) -> Iterator[psycopg.Connection]:
    """An empty ledger, past every door."""
    with office.connect("owner", autocommit=True) as owner:
        empty(owner)
        yield owner


def empty(owner: psycopg.Connection) -> None:
    """Forget facts and books."""
    owner.execute("TRUNCATE ledger.fuellings, ledger.deliveries, ledger.trips, ledger.tank_readings")
    owner.execute(
        "TRUNCATE ledger.sales_marks, ledger.stock_marks, bureau.stock_bookday, bureau.stock_gauging"
    )
    owner.execute("TRUNCATE bureau.stock_rise, bureau.stock_accountday, bureau.stock_entry CASCADE")
    owner.execute("TRUNCATE bureau.stock_monthclose CASCADE")
    owner.execute("DELETE FROM ledger.nozzles WHERE valid_from IS NOT NULL")


def fuelling(seq: int, ended_at: datetime, **changes: Any) -> Fuelling:
    """A sale of 30 L of nozzle 3."""
    fields: dict[str, Any] = {
        "station_id": ZHUSHAN,
        "nozzle_id": 3,
        "seq": seq,
        "started_at": ended_at - timedelta(seconds=60),
        "ended_at": ended_at,
        "volume_ml": 30_000,
        "unit_price_fen": 756,
        "amount_fen": 22_680,
        "totalizer_ml": 1_000_000 + 30_000 * seq,
        "kind": "sale",
        "source": "live",
    }
    return Fuelling(**(fields | changes))


def put(owner: psycopg.Connection, table: str, *records: Record, version: int = 1) -> None:
    """Rows of a fact table, past the door; a version of fuellings."""
    for record in records:
        columns = {name: getattr(record, name) for name in TABLES[table].columns} | {"received_at": NOW}
        columns |= {"version": version} if table == "fuellings" else {}
        statement = sql.SQL("INSERT INTO ledger.{} ({}) VALUES ({})").format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, columns)),
            sql.SQL(", ").join([sql.Placeholder()] * len(columns)),
        )
        owner.execute(statement, list(columns.values()))


def keep() -> None:
    """Rounds of the keeping until nothing is left."""
    while keep_round():
        pass
