"""The station's own page: today's sales of its own stations only, its deliveries and how they stand."""

from datetime import timedelta

import psycopg

from tests.integration.bureau_office import LEPING, ZHUSHAN
from tests.integration.stock_kit import MIDNIGHT, fuelling, keep, office, owner, put
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.portal import selectors
from youjian.bureau.scope import acting
from youjian.contract.records import Delivery

__all__ = ["office", "owner"]
MANAGER = Actor("jiayouzhan", "站长", (ZHUSHAN,), frozenset({"portal.use"}), 1, "")


def test_a_manager_sees_today_of_the_own_station_only(owner: psycopg.Connection) -> None:
    for station in (ZHUSHAN, LEPING):
        put(owner, "fuellings", fuelling(1, MIDNIGHT + timedelta(seconds=90), station_id=station))
    document = Delivery(
        station_id=ZHUSHAN, delivery_id="D7", product="92", delivered_at=MIDNIGHT,
        documented_volume_ml=1_000_000, reference="20", density20_kg_m3=735.0, temp_c=20.0,
    )  # fmt: skip
    put(owner, "deliveries", document)
    keep()
    with acting(MANAGER):
        (station,) = selectors.today(MANAGER).stations
    assert station.station_id == ZHUSHAN
    assert [(one.sales_ml, one.amount_fen, one.fuellings) for one in station.products] == [
        (30_000, 22_680, 1)
    ]
    assert [(one.delivery_id, one.state) for one in station.deliveries] == [("D7", "waiting")]
