"""The sums of sales equal the straight sum over the ledger, whatever came in which order."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import sql

from tests.conftest import Database
from tests.integration.bureau_office import LEPING, ZHUSHAN, furnish
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.cockpit import selectors
from youjian.bureau.cockpit.keeper import sum_round
from youjian.bureau.cockpit.models import HourSales
from youjian.bureau.cockpit.summing import sum_marked
from youjian.bureau.scope import scoped
from youjian.contract.fields import business_day, day_bounds
from youjian.contract.records import Fuelling
from youjian.ledger.batch import Batch
from youjian.ledger.store import store

NOW = datetime.now(UTC).replace(microsecond=0)
TODAY = business_day(NOW)
MIDNIGHT = day_bounds(TODAY)[0]
CITY = Actor("zhiban", "值班", ("3602",), frozenset({"cockpit.see"}), 1, "")
Sums = dict[tuple[Any, ...], list[int]]


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
def intake(office: Database) -> Iterator[psycopg.Connection]:
    with office.connect("owner", autocommit=True) as owner:
        owner.execute("TRUNCATE ledger.fuellings, ledger.sales_marks")
        owner.execute("TRUNCATE bureau.cockpit_daysales, bureau.cockpit_hoursales, bureau.cockpit_round")
    with office.connect("intake", autocommit=True) as conn:
        yield conn


def fuelling(seq: int, ended_at: datetime, **changes: Any) -> Fuelling:
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


def take(conn: psycopg.Connection, *records: Fuelling, test: bool = False) -> None:
    batches = [
        Batch(
            door="station",
            station_id=station,
            test=test,
            records=[("fuellings", n, r) for n, r in enumerate(records) if r.station_id == station],
        )
        for station in sorted({record.station_id for record in records})
    ]
    with conn.transaction():
        store(conn, batches, datetime.now(UTC), None)


def straight(office: Database) -> Sums:
    """The sum as a person would do it, row by row over the ledger."""
    with office.connect("owner") as conn:
        fuellings = conn.execute(
            "SELECT station_id, nozzle_id, seq, version, ended_at, volume_ml, amount_fen, kind"
            " FROM ledger.fuellings WHERE NOT test ORDER BY version"
        ).fetchall()
        nozzles = conn.execute(
            "SELECT station_id, nozzle_id, valid_from, product FROM ledger.nozzles"
        ).fetchall()
    current = {row[:3]: row for row in fuellings}
    sums: Sums = defaultdict(lambda: [0, 0, 0])
    always = datetime.min.replace(tzinfo=UTC)
    for station, nozzle, _, _, ended_at, volume, amount, kind in current.values():
        if kind == "sale":
            stood = [
                (since or always, product)
                for of, number, since, product in nozzles
                if (of, number) == (station, nozzle) and (since or always) <= ended_at
            ]
            into = sums[station, business_day(ended_at), max(stood)[1] if stood else ""]
            for place, value in enumerate((volume, amount, 1)):
                into[place] += value
    return dict(sums)


def kept(office: Database, table: str = "daysales") -> Sums:
    with office.connect("owner") as conn:
        rows = conn.execute(
            sql.SQL(
                "SELECT station_id, day, product, sum(volume_ml)::bigint, sum(amount_fen)::bigint,"
                " sum(fuellings)::bigint FROM bureau.{} GROUP BY 1, 2, 3"
            ).format(sql.Identifier(f"cockpit_{table}"))
        ).fetchall()
    return {row[:3]: list(row[3:]) for row in rows}


def remap(office: Database, since: datetime, product: str) -> None:
    """Nozzle 3 stands for another product from a moment on."""
    with office.connect("owner", autocommit=True) as owner:
        owner.execute(
            "INSERT INTO ledger.nozzles (station_id, nozzle_id, valid_from, dispenser_id, tank_id, product)"
            " VALUES (%s, 3, %s, 1, 1, %s)",
            [ZHUSHAN, since, product],
        )


def sum_all() -> None:
    while sum_round():
        pass


sales = st.builds(
    lambda seq, nozzle, minutes, volume, kind, source, station: fuelling(
        seq,
        min(NOW, MIDNIGHT + timedelta(minutes=minutes)),
        nozzle_id=nozzle,
        volume_ml=volume,
        amount_fen=volume // 100,
        kind=kind,
        source=source,
        station_id=station,
    ),
    st.integers(1, 5),
    st.sampled_from([3, 9]),
    st.sampled_from([-2 * 1440, -1440 - 1, -1440, -61, -1, 0, 1]),
    st.sampled_from([1, 10_000, 45_005]),
    st.sampled_from(["sale", "sale", "sale", "test_return", "self_use"]),
    st.sampled_from(["live", "total_diff", "corrected"]),
    st.sampled_from([ZHUSHAN, ZHUSHAN, LEPING]),
)
steps = st.lists(st.tuples(st.lists(sales, min_size=1, max_size=4), st.booleans(), st.booleans()), max_size=6)


@settings(max_examples=25)
@given(steps=steps, product=st.sampled_from(["92", "95", "-10D"]), since=st.sampled_from([-1440, -30, 0]))
def test_any_order_of_records_gives_the_straight_sum(
    office: Database, intake: psycopg.Connection, steps: list[Any], product: str, since: int
) -> None:
    with office.connect("owner", autocommit=True) as owner:
        owner.execute("TRUNCATE ledger.fuellings")
        owner.execute("DELETE FROM ledger.nozzles WHERE valid_from IS NOT NULL")
        owner.execute("INSERT INTO ledger.sales_marks (station_id, day, onwards) SELECT station_id,"
                      " '1970-01-01', true FROM ledger.stations")  # fmt: skip
    for position, (records, test, summed) in enumerate(steps):
        take(intake, *records, test=test)
        if summed:
            sum_round()
        if position == 2:
            remap(office, MIDNIGHT + timedelta(minutes=since), product)
    sum_all()
    assert kept(office) == straight(office)
    assert kept(office, "hoursales") == kept(office)


def test_a_round_that_is_cut_off_leaves_its_marks(office: Database, intake: psycopg.Connection) -> None:
    take(intake, fuelling(1, MIDNIGHT - timedelta(hours=1)))
    with scoped():
        assert sum_marked() == 1
        transaction.set_rollback(True)
    assert kept(office) == {}
    sum_all()
    assert kept(office) == straight(office) != {}


def test_what_commits_late_is_summed_late(office: Database, intake: psycopg.Connection) -> None:
    """A transaction that is open during a round is in the next one, with the mark it left."""
    with office.connect("intake", autocommit=True) as slow:
        with slow.transaction():
            store(slow, [Batch(door="station", station_id=ZHUSHAN, records=[
                ("fuellings", 0, fuelling(1, MIDNIGHT - timedelta(hours=2)))])], NOW, None)  # fmt: skip
            take(intake, fuelling(1, MIDNIGHT - timedelta(hours=3), station_id=LEPING))
            sum_all()
            assert {key[0] for key in kept(office)} == {LEPING}
        sum_all()
    assert kept(office) == straight(office)
    assert {key[0] for key in kept(office)} == {LEPING, ZHUSHAN}


def test_a_correction_takes_a_fuelling_out_of_the_day_it_was_in(
    office: Database, intake: psycopg.Connection
) -> None:
    take(intake, fuelling(1, MIDNIGHT - timedelta(hours=1)))
    sum_all()
    take(intake, fuelling(1, MIDNIGHT - timedelta(hours=30), source="corrected"))
    sum_all()
    assert [key[1] for key in kept(office)] == [TODAY - timedelta(days=2)]


def test_a_mended_register_moves_what_was_sold_to_the_other_product(
    office: Database, intake: psycopg.Connection
) -> None:
    take(intake, *(fuelling(n, MIDNIGHT - timedelta(hours=24 * n)) for n in (1, 2, 3)))
    sum_all()
    remap(office, MIDNIGHT - timedelta(hours=48), "95")
    sum_all()
    products = {key[1:]: value[2] for key, value in kept(office).items()}
    owner_days = [TODAY - timedelta(days=n) for n in (1, 2, 3)]
    assert products == {(owner_days[0], "95"): 1, (owner_days[1], "95"): 1, (owner_days[2], "92"): 1}
    with office.connect("owner", autocommit=True) as owner:
        owner.execute("DELETE FROM ledger.nozzles WHERE valid_from IS NOT NULL")
    sum_all()
    assert {key[2] for key in kept(office)} == {"92"}


def test_sums_are_read_within_the_scope(office: Database, intake: psycopg.Connection) -> None:
    yesterday = TODAY - timedelta(days=1)
    for station in (ZHUSHAN, LEPING):
        take(intake, fuelling(1, MIDNIGHT - timedelta(hours=1), station_id=station))
    sum_all()
    county = Actor("leping", "乐平", ("360281",), frozenset({"cockpit.see"}), 2, "")
    with scoped(CITY.scope):
        assert set(selectors.station_sales(CITY, yesterday)) == {ZHUSHAN, LEPING}
        assert selectors.day_sales(CITY, yesterday, TODAY)[yesterday]["92"].fuellings == 2
        assert selectors.standing()[0] is not None
    with scoped(county.scope):
        assert selectors.city_sales(county, yesterday).volume_ml == 30_000
        assert {row.station_id for row in HourSales.objects.all()} == {LEPING}
