"""The stock book's counted figures equal the straight sum over the ledger, whatever came in which order."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.conftest import Database
from tests.integration.bureau_office import ZHUSHAN
from tests.integration.stock_kit import CITY, MIDNIGHT, NOW, TODAY, empty, fuelling, office, owner, put
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.scope import acting, scoped
from youjian.bureau.stock import selectors
from youjian.bureau.stock.contracts import Measured
from youjian.bureau.stock.keeping import count_marked
from youjian.contract.fields import business_day
from youjian.contract.records import Delivery, Fuelling

__all__ = ["office", "owner"]
KINDS = ("sale", "test_return", "self_use", "transfer", "custody")
Key = tuple[Any, ...]


def count_all() -> None:
    while True:
        with scoped():
            if not count_marked(days=3):
                return


def straight(owner: psycopg.Connection) -> dict[Key, dict[str, int]]:
    """The sums as a person would make them, row by row over the ledger."""
    rows = owner.execute(
        "SELECT station_id, nozzle_id, seq, ended_at, volume_ml, amount_fen, kind, totalizer_ml"
        " FROM ledger.fuellings WHERE NOT test ORDER BY version"
    ).fetchall()
    nozzles = owner.execute(
        "SELECT station_id, nozzle_id, valid_from, product FROM ledger.nozzles"
    ).fetchall()
    current = {row[:3]: row for row in rows}
    sums: dict[Key, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    totals: dict[Key, int] = {}
    always = datetime.min.replace(tzinfo=UTC)
    for station, nozzle, _, ended_at, volume, amount, kind, total in (current[k] for k in sorted(current)):
        stood = [
            (since or always, product)
            for of, number, since, product in nozzles
            if (of, number) == (station, nozzle) and (since or always) <= ended_at
        ]
        into = sums[station, business_day(ended_at), max(stood)[1] if stood else ""]
        into["sales_ml" if kind == "sale" else f"{kind}_ml"] += volume
        into["amount_fen"] += amount if kind == "sale" else 0
        into["fuellings"] += kind == "sale"
        before = totals.get((station, nozzle))
        into["totalizer_ml"] += volume if before is None or total < before else total - before
        totals[station, nozzle] = total
    return {key: {name: value for name, value in into.items() if value} for key, into in sums.items()}


def kept() -> dict[Key, dict[str, int]]:
    names = ("sales_ml", "amount_fen", "fuellings", "totalizer_ml", *(f"{kind}_ml" for kind in KINDS[1:]))
    with acting(CITY):
        rows = list(selectors.days_of(CITY, TODAY - timedelta(days=40), TODAY).values())
    found = {
        (r["station_id"], r["day"], r["product"]): {name: r[name] for name in names if r[name]} for r in rows
    }
    return {key: figures for key, figures in found.items() if figures}


records = st.builds(
    lambda seq, nozzle, days, minutes, volume, kind, total: fuelling(
        seq,
        min(NOW, MIDNIGHT - timedelta(days=days) + timedelta(minutes=minutes)),
        nozzle_id=nozzle,
        volume_ml=volume,
        amount_fen=volume // 100,
        kind=kind,
        totalizer_ml=total,
    ),
    st.integers(1, 9),
    st.sampled_from([3, 4]),
    st.integers(0, 4),
    st.integers(1, 1439),
    st.integers(1_000, 90_000),
    st.sampled_from(KINDS),
    st.integers(0, 900_000),
)


@settings(max_examples=15, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(
    st.lists(st.lists(records, max_size=6, unique_by=lambda r: (r.nozzle_id, r.seq)), max_size=4),
    st.lists(st.integers(0, 4), max_size=2, unique=True),
)
def test_the_book_equals_the_ledger(
    office: Database, rounds: list[list[Fuelling]], remaps: list[int]
) -> None:
    """Late records, corrections of any kind and day, a nozzle that stands for another product."""
    with office.connect("owner", autocommit=True) as owner:
        empty(owner)
        version: dict[Key, int] = defaultdict(int)
        for number, batch in enumerate(rounds):
            for record in batch:
                version[record.nozzle_id, record.seq] += 1
                put(owner, "fuellings", record, version=version[record.nozzle_id, record.seq])
            if number < len(remaps):
                since = MIDNIGHT - timedelta(days=remaps[number], minutes=-30)
                owner.execute("INSERT INTO ledger.nozzles VALUES (%s, 3, %s, 1, 1, '95')", [ZHUSHAN, since])
            count_all()
        assert kept() == straight(owner)


def test_documents_and_fuellings_of_a_day_stand_beside_each_other(owner: psycopg.Connection) -> None:
    day = MIDNIGHT - timedelta(days=2)
    delivery = Delivery(
        station_id=ZHUSHAN,
        delivery_id="D1",
        product="92",
        delivered_at=day + timedelta(hours=9),
        documented_volume_ml=10_000_000,
        reference="ambient",
        density20_kg_m3=735.0,
        temp_c=30.0,
    )
    put(owner, "deliveries", delivery)
    put(owner, "fuellings", fuelling(1, day + timedelta(hours=10)), fuelling(2, day + timedelta(hours=30)))
    count_all()
    with acting(CITY):
        first, second = selectors.days_of(CITY, TODAY - timedelta(days=3), TODAY).order_by("day")
        measured = selectors.measured(CITY, TODAY - timedelta(days=3), TODAY)
    assert (first.documents, first.documents_ml, first.documents20_ml) == (1, 10_000_000, 9_875_692)
    assert (first.sales_ml, second.sales_ml, second.documents) == (30_000, 30_000, 0)
    assert measured[ZHUSHAN, "92"] == Measured(sales_ml=60_000, amount_fen=45_360, fuellings=2)


def test_another_county_sees_nothing(owner: psycopg.Connection) -> None:
    put(owner, "fuellings", fuelling(1, MIDNIGHT))
    count_all()
    leping = Actor("leping", "乐平", ("360281",), frozenset({"stock.see"}), 1, "")
    with acting(leping):
        assert selectors.measured(leping, TODAY, TODAY) == {}
