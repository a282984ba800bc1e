"""The accounts of the stock book: gauge against records, papers moved to their unloading, nothing lost."""

from datetime import datetime, timedelta

import psycopg
import pytest

from tests.integration.bureau_office import ZHUSHAN
from tests.integration.stock_kit import CITY, MIDNIGHT, TODAY, fuelling, keep, office, owner, put
from youjian.bureau.scope import acting
from youjian.bureau.stock import selectors
from youjian.bureau.stock.models import AccountDay
from youjian.bureau.stock.sums import sums_of
from youjian.contract.records import Delivery, TankReading

__all__ = ["office", "owner"]
FIRST = MIDNIGHT - timedelta(days=4)
UNLOADED = FIRST + timedelta(days=2, hours=1)
SALE_L, DROP_L, START_L = 30.0, 9_000.0, 20_000.0


def held(at: datetime, lost_l: float = 0.0) -> float:
    """Litres in the tank: a sale every hour at half past, a drop on the third day, perhaps a loss."""
    sold = sum(SALE_L for hour in range(96) if FIRST + timedelta(hours=hour, minutes=30) <= at)
    drop = DROP_L * min(max((at - UNLOADED) / timedelta(minutes=30), 0.0), 1.0)
    return START_L - sold + drop - (lost_l if at >= MIDNIGHT - timedelta(hours=3) else 0.0)


def fill(owner: psycopg.Connection, lost_l: float = 0.0, readings: bool = True) -> None:
    """Four days of a tank at 20 °C; the document says the evening before its unloading."""
    fuellings = [fuelling(hour + 1, FIRST + timedelta(hours=hour, minutes=30)) for hour in range(96)]
    put(owner, "fuellings", *fuellings)
    told = UNLOADED - timedelta(hours=3)
    document = Delivery(
        station_id=ZHUSHAN,
        delivery_id="D1",
        product="92",
        delivered_at=told,
        documented_volume_ml=9_000_000,
        reference="20",
        density20_kg_m3=735.0,
        temp_c=20.0,
    )
    put(owner, "deliveries", document)
    if readings:
        times = [FIRST + timedelta(minutes=minutes) for minutes in range(5, 96 * 60 + 30, 10)]
        put(
            owner,
            "tank_readings",
            *(
                TankReading(
                    station_id=ZHUSHAN,
                    tank_id=1,
                    at=at,
                    product_mm=held(at, lost_l) / 12,
                    water_mm=0.0,
                    temp_c=20.0,
                )
                for at in times
            ),
        )


@pytest.fixture(autouse=True)
def open_days(owner: psycopg.Connection) -> None:
    owner.execute("SELECT ledger.ensure_days('tank_readings', %s, %s)", [TODAY - timedelta(days=6), TODAY])


def account() -> list[AccountDay]:
    with acting(CITY):
        return list(AccountDay.objects.filter(station_id=ZHUSHAN, family="92").order_by("day"))


def test_an_honest_tank_closes_to_chance(owner: psycopg.Connection) -> None:
    fill(owner)
    keep()
    days = account()
    assert [day.opening20_ml for day in days[1:]] == [day.closing20_ml for day in days[:-1]]
    assert all(abs(day.variance20_ml or 0) < 20_000 for day in days)
    assert days[3].variance20_ml is not None
    assert [day.sales20_ml for day in days] == [720_000] * 4


def test_a_document_of_the_evening_belongs_to_the_unloading_after_midnight(owner: psycopg.Connection) -> None:
    fill(owner)
    keep()
    days = account()
    assert [day.documents20_ml for day in days] == [0, 9_000_000, 0, 0]
    assert [day.shifted20_ml for day in days] == [0, -9_000_000, 9_000_000, 0]
    with acting(CITY):
        (rise,) = selectors.rises(CITY, TODAY - timedelta(days=5), TODAY)
    assert rise.delivery_id == "D1"
    assert abs(rise.litres20_ml - 9_000_000) < 3 * max(rise.sd_ml, 10_000)


def test_what_is_missing_at_the_end_is_the_last_days_variance(owner: psycopg.Connection) -> None:
    fill(owner, lost_l=500.0)
    keep()
    days = account()
    assert abs((days[3].variance20_ml or 0) + 500_000) < 20_000
    assert all(abs(day.variance20_ml or 0) < 20_000 for day in days[:3])


def test_today_is_counted_and_leaves_the_month_decided(owner: psycopg.Connection) -> None:
    fill(owner)
    put(owner, "fuellings", fuelling(10_000, MIDNIGHT))
    keep()
    with acting(CITY):
        sums = sums_of(CITY, TODAY - timedelta(days=4), TODAY)[ZHUSHAN, "92"]
    assert (sums.counted["fuellings"], sums.undecided_days) == (4 * 24 + 1, 0)
    assert sums.measured_until == TODAY - timedelta(days=1)


def test_without_a_gauge_nothing_is_said_of_stock(owner: psycopg.Connection) -> None:
    fill(owner, readings=False)
    keep()
    assert [(day.opening20_ml, day.variance20_ml, day.closing20_ml) for day in account()] == [(None,) * 3] * 4


def test_a_worked_day_outlives_its_readings(owner: psycopg.Connection) -> None:
    fill(owner)
    keep()
    before = [(day.opening20_ml, day.closing20_ml, day.sales20_ml, day.variance20_ml) for day in account()]
    owner.execute("TRUNCATE ledger.tank_readings")
    owner.execute(
        "INSERT INTO ledger.stock_marks (station_id, day, onwards) VALUES (%s, '1970-01-01', true)", [ZHUSHAN]
    )
    keep()
    assert [(d.opening20_ml, d.closing20_ml, d.sales20_ml, d.variance20_ml) for d in account()] == before
