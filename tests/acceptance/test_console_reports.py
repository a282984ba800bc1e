"""Reports in a browser: seen with pictures, kept, taken as files, out of date, sent on schedule."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.console_kit import Console, eventually, seed
from tests.acceptance.seed_city import STATION
from tests.integration.excel_kit import Sheet
from youjian.contract.fields import day_bounds

City = tuple[dict[str, str], str]
LAST = datetime.now(UTC).date().replace(day=1) - timedelta(days=1)
FIRST, OTHER = LAST.replace(day=1), "3602810001"
_SOLD = """
INSERT INTO ledger.fuellings (station_id, nozzle_id, seq, started_at, ended_at, volume_ml, unit_price_fen,
    amount_fen, totalizer_ml, kind, source, received_at)
SELECT %(station)s, 1, %(seq)s + n, at - interval '1 min', at, 40000, 756, 30240, 900000000 + 40000 * n,
    'sale', 'live', now()
FROM generate_series(0, 24 * %(days)s - 1) AS n, LATERAL (
    SELECT %(since)s::timestamptz + interval '30 min' + n * interval '1 hour' AS at
) AS t
"""


@pytest.fixture(scope="module")
def books(city: City) -> Iterator[psycopg.Connection]:
    """Two stations sold 40 L an hour last month, for six days and for twenty."""
    with psycopg.connect(city[0]["YOUJIAN_DATABASE_URL"], autocommit=True) as conn:
        sell(conn, STATION, 6)
        sell(conn, OTHER, 20)
        yield conn


def sell(conn: psycopg.Connection, station: str, days: int, seq: int = 50_000) -> None:
    """Fuellings of last month, and the book kept over them."""
    given = {"station": station, "days": days, "since": day_bounds(FIRST)[0], "seq": seq}
    conn.execute(_SOLD, given)
    sold = conn.execute(
        "SELECT sum(volume_ml) FROM ledger.fuellings WHERE station_id = %s AND seq >= 50000", [station]
    ).fetchone()
    eventually(lambda: _booked(conn, station) == sold, f"what {station} sold is in the book")


def _booked(conn: psycopg.Connection, station: str) -> object:
    return conn.execute(
        "SELECT sum(sales_ml) FROM bureau.stock_bookday WHERE station_id = %s AND day BETWEEN %s AND %s",
        [station, FIRST, LAST],
    ).fetchone()


def test_a_report_is_seen_kept_taken_and_made_anew(console: Console, books: psycopg.Connection) -> None:
    page = console.page
    console.log_in("zhiban")
    console.open(f"/reports?kind=month&on={FIRST}&by=county")
    expect(page.get_by_text("销售24,960升（常温）", exact=False)).to_be_visible()
    assert _drawn(page) == 2
    page.get_by_role("link", name="乐平市").click()
    expect(page.get_by_text("销售19,200升（常温）", exact=False)).to_be_visible()
    page.go_back()
    expect(page.get_by_text("销售24,960升（常温）", exact=False)).to_be_visible()
    page.get_by_role("button", name="留存并导出").click()
    expect(page.get_by_text("与现在的数据一致。")).to_be_visible()
    console.picture("report-01-kept")
    total = page.get_by_role("row").filter(has_text="合计")
    expect(total.get_by_text("24,960", exact=True)).to_be_visible()
    sheet = Sheet(_taken(page, "下载 Excel"))
    column = sheet.column("销售（常温，升）")
    assert [sheet.worked_out(f"{column}{row}") for row in (2, 3, 4)] == [19_200.0, 5_760.0, 24_960.0]
    assert all(
        sheet.worked_out(one) == pytest.approx(sheet.written[one].value, abs=0.0005)
        for one in sheet.formula_cells()
    )
    assert _taken(page, "下载 PDF").startswith(b"%PDF")
    sell(books, STATION, 1, seq=60_000)
    page.reload()
    expect(page.get_by_text("这份报表已过时", exact=False)).to_be_visible()
    expect(page.get_by_text("合计：销售（常温）由24,960.000升变为25,920.000升（+960.000升）")).to_be_visible()
    console.picture("report-02-out-of-date")
    page.get_by_role("button", name="重新生成第 2 版").click()
    expect(page.get_by_text("第 2 版，", exact=False)).to_be_visible()
    expect(page.get_by_text("销售25,920升（常温）", exact=False)).to_be_visible()
    page.get_by_role("link", name="上一版").click()
    expect(page.get_by_text("这份报表已有新版本", exact=False)).to_be_visible()
    expect(page.get_by_text("销售24,960升（常温）", exact=False)).to_be_visible()


def _drawn(page: Page) -> int:
    """Pictures on which something was drawn."""
    charts = page.get_by_role("main").locator("canvas")
    expect(charts).to_have_count(2)
    blank = """canvas => {
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        return new Set(new Uint32Array(data.buffer)).size < 3;
    }"""
    return sum(not chart.evaluate(blank) for chart in charts.all())


def _taken(page: Page, button: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    return BytesIO(Path(download.value.path()).read_bytes()).getvalue()


def test_a_schedule_is_set_up_sent_and_read(console: Console, city: City, books: psycopg.Connection) -> None:
    page = console.page
    console.log_in("zhiban")
    console.open("/reports/kept")
    page.get_by_role("button", name="设置定时报表").click()
    form = page.get_by_role("dialog")
    form.get_by_label("名称").fill("每日销售")
    form.get_by_label("报表（上一期）").click()
    page.get_by_title("日报").click()
    form.get_by_label("收件人和岗位").click()
    form.get_by_label("收件人和岗位").fill("林晓")
    page.get_by_title("值班员 林晓").click()
    page.keyboard.press("Escape")
    form.get_by_role("button", name="保存").click()
    row = page.get_by_role("row").filter(has_text="每日销售")
    expect(row.get_by_text("尚未发送")).to_be_visible()
    console.picture("report-03-scheduled")
    # as if the platform had been off since before it was due
    books.execute("UPDATE bureau.reporting_reportschedule SET since = now() - interval '25 hours'")
    seed("reports", city[0])
    page.reload()
    expect(row.get_by_text("已发送 1/1 人", exact=False)).to_be_visible()
    console.open("/notifications")
    page.get_by_text("每日销售：", exact=False).first.click()
    expect(page.get_by_role("heading", name="留存报表：")).to_be_visible()
    console.picture("report-04-sent")
