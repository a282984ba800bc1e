"""The stock book in a browser: from the city to a record, a correction, a month closed and reopened."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.console_kit import Console, eventually
from tests.acceptance.seed_city import STATION
from youjian.contract.fields import day_bounds

City = tuple[dict[str, str], str]
LAST = datetime.now(UTC).date().replace(day=1) - timedelta(days=1)
FIRST, PERIOD = LAST.replace(day=1), f"{LAST:%Y-%m}"
_DAYS = 6


@pytest.fixture(scope="module", autouse=True)
def _book(city: City) -> Iterator[None]:
    """Six days of last month: a sale an hour, an unloading of 8,000 L whose document says 8,400 L."""
    with psycopg.connect(city[0]["YOUJIAN_DATABASE_URL"], autocommit=True) as conn:
        since = day_bounds(FIRST)[0]
        conn.execute("SELECT ledger.ensure_days('tank_readings', %s, %s)", [FIRST - timedelta(days=1), LAST])
        given = {
            "station": STATION,
            "since": since,
            "poured": since + timedelta(days=2, hours=9),
            "days": _DAYS,
        }
        for statement in (_SOLD, _READ, _DOCUMENT):
            conn.execute(statement, given)
        eventually(lambda: _measured(conn) >= _DAYS, "the gauges' figures are in the stock book")
        yield


def _measured(conn: psycopg.Connection) -> int:
    row = conn.execute(
        "SELECT count(*) FROM bureau.stock_accountday"
        " WHERE station_id = %s AND family = '92' AND variance20_ml IS NOT NULL AND day BETWEEN %s AND %s",
        [STATION, FIRST, LAST],
    ).fetchone()
    return int(row[0]) if row else 0


# Nozzle 1 draws from tank 1 (92): 40 L at half past every hour.
_SOLD = """
INSERT INTO ledger.fuellings (station_id, nozzle_id, seq, started_at, ended_at, volume_ml, unit_price_fen,
    amount_fen, totalizer_ml, kind, source, received_at)
SELECT %(station)s, 1, 50000 + n, at - interval '1 min', at, 40000, 756, 30240, 900000000 + 40000 * n, 'sale',
    'live', now()
FROM generate_series(0, 24 * %(days)s - 1) AS n, LATERAL (
    SELECT %(since)s::timestamptz + interval '30 min' + n * interval '1 hour' AS at
) AS t
"""
_READ = """
INSERT INTO ledger.tank_readings (station_id, tank_id, at, product_mm, water_mm, temp_c, received_at)
SELECT %(station)s, 1, at, (15000 - 40 * floor(extract(epoch FROM at - %(since)s) / 3600 + 0.5)
    + 8000 * least(greatest(extract(epoch FROM at - %(poured)s) / 1800, 0), 1)) / chart.l_per_mm, 0, 20, now()
FROM generate_series(0, 144 * %(days)s + 2) AS n,
    LATERAL (SELECT %(since)s::timestamptz + interval '5 min' + n * interval '10 min' AS at) AS t,
    LATERAL (
        SELECT max(volume_l) / max(height_mm) AS l_per_mm FROM ledger.tank_charts
        WHERE station_id = %(station)s AND tank_id = 1
    ) AS chart
"""
_DOCUMENT = """
INSERT INTO ledger.deliveries (station_id, delivery_id, tank_id, product, delivered_at, documented_volume_ml,
    reference, density20_kg_m3, temp_c, received_at)
VALUES (%(station)s, 'JY-0001', 1, '92', %(poured)s, 8400000, '20', 735, 20, now())
"""


def test_the_city_leads_to_a_single_record(console: Console) -> None:
    page = console.page
    console.log_in("zhiban")
    console.open(f"/stock?period={PERIOD}")
    expect(page.get_by_text("本月全市购进8,400升、销售5,760升", exact=False)).to_be_visible()
    console.picture("stock")
    _unfold(page)
    page.get_by_role("table").last.get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="更正分录")).to_be_visible()
    console.picture("station-stock")
    page.get_by_role("link", name=f"{FIRST + timedelta(days=2)}").click()
    expect(page.get_by_role("row").filter(has_text="JY-0001").first).to_be_visible()
    expect(page.get_by_text("加油记录（24笔）")).to_be_visible()
    console.picture("stock-day")


def _unfold(page: Page) -> None:
    """Open county and company until a station is there."""
    while not page.get_by_role("table").last.get_by_role("link").count():
        page.locator(".ant-table-row-expand-icon-collapsed:visible").first.click()


def test_a_correction_stands_as_a_line_of_its_own(console: Console) -> None:
    page = console.page
    console.log_in("zhiban")
    console.open(f"/stock/{STATION}?period={PERIOD}&entry=1")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("升数（20℃，入账为正、出账为负）").fill("-400")
    dialog.get_by_label("理由").fill("短少已由供应商确认")
    dialog.get_by_role("button", name="登记", exact=True).or_(
        dialog.get_by_role("button", name="登 记")
    ).click()
    expect(
        page.get_by_role("row").filter(has_text="短少已由供应商确认").get_by_text("−400.00")
    ).to_be_visible()


def test_a_month_is_closed_and_reopened_with_a_reason(console: Console) -> None:
    page = console.page
    console.log_in("zhiban")
    console.open(f"/stock/closes?period={PERIOD}")
    page.get_by_role("button", name="月结全部 1 站").click()
    page.get_by_role("dialog").locator(".ant-btn-primary").click()
    expect(page.get_by_text("已月结", exact=True)).to_be_visible()
    console.picture("stock-closes")
    console.open(f"/stock/{STATION}?period={PERIOD}")
    page.get_by_role("button", name="重开本月").click()
    page.get_by_role("dialog").get_by_label("理由").fill("补登进油单")
    page.get_by_role("dialog").locator(".ant-btn-primary").click()
    expect(page.get_by_role("row").filter(has_text="补登进油单")).to_be_visible()


def test_losses_say_where_they_come_from(console: Console) -> None:
    console.log_in("zhiban")
    console.open("/stock/loss-rates")
    expect(console.page.get_by_text("待确认", exact=True).first).to_be_visible()
    console.picture("loss-rates")
