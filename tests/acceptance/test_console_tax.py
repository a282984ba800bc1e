"""Tax in a browser: a taxpayer handed over, a nozzle's chip settled, a price notice entered."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import expect

from tests.acceptance.console_kit import Console, eventually
from tests.acceptance.seed_city import STATION

City = tuple[dict[str, str], str]
_LITRES, _SHORT = 60_000, 9_000


@pytest.fixture(scope="module", autouse=True)
def _books(city: City) -> Iterator[None]:
    """Four months of sales and returns; a fifth of the last month but one is missing from its return."""
    with psycopg.connect(_owner(city[0]), autocommit=True) as conn:
        months = _months()
        for number, month in enumerate(months):
            conn.execute(_SOLD, {"station": STATION, "month": month, "first": 100_000 + 40 * number})
            litres = _LITRES - (_SHORT if number == 2 else 0)
            filed = (month + timedelta(days=40)).replace(day=10)
            conn.execute(_DECLARED, [STATION, f"{month:%Y-%m}", litres * 1000, litres * 756, filed, filed])
        conn.execute(_CHIP, [STATION])
        conn.execute(_FINDING, {"station": STATION})
        eventually(lambda: _kept(conn) >= len(months) * _LITRES * 1000, "the sales are in the stock book")
        yield


def _owner(environment: Mapping[str, str]) -> str:
    return environment["YOUJIAN_DATABASE_URL"]


def _months() -> list[datetime]:
    """The fifteenth of four whole months, at noon in Shanghai, the last month being the last of them."""
    made = [datetime.now(UTC).replace(day=15, hour=4, minute=0, second=0, microsecond=0)]
    for _ in range(4):
        made.insert(0, (made[0] - timedelta(days=28)).replace(day=15))
    return made[:4]


def _kept(conn: psycopg.Connection) -> int:
    row = conn.execute(
        "SELECT coalesce(sum(sales_ml), 0) FROM bureau.stock_bookday WHERE station_id = %s", [STATION]
    ).fetchone()
    return int(row[0]) if row else 0


_SOLD = """
INSERT INTO ledger.fuellings (station_id, nozzle_id, seq, started_at, ended_at, volume_ml, unit_price_fen,
    amount_fen, totalizer_ml, kind, source, received_at)
SELECT %(station)s, 1, %(first)s + n, %(month)s + n * interval '5 min', %(month)s + n * interval '5 min',
    1500000, 756, 1134000, 9000000000 + (%(first)s + n) * 1500000::bigint, 'sale', 'live', now()
FROM generate_series(1, 40) AS n
"""
_DECLARED = """
INSERT INTO ledger.declarations (station_id, period, product, volume_ml, amount_fen, filed_at, received_at)
VALUES (%s, %s, '92', %s, %s, %s, %s)
"""
_CHIP = """
INSERT INTO ledger.tax_states (station_id, nozzle_id, read_at, initialised, factory_no, received_at)
VALUES (%s, 1, now() - interval '1 hour', false, 'CC-001', now())
"""
_FINDING = """
INSERT INTO ledger.findings (finding_id, revision, status, rule, rule_set, station_id, subject, started_at,
    detected_at, severity, unit, verdict, message, message_en, facts_digest, evidence)
VALUES (repeat('a', 32), 1, 'open', 'dispenser.tax_state', '2026-01', %(station)s, 'nozzle:1', now(), now(),
    'alarm', 'count', 'discrepancy', '该枪税控功能未初始化。', 'Not initialised.', repeat('0', 64), '{}')
"""


def test_a_short_month_is_found_and_handed_over(console: Console) -> None:
    page = console.page
    console.log_in("shuiwu")
    short = f"{_months()[2]:%Y-%m}"
    console.open(f"/tax?period={short}")
    expect(page.get_by_text("户申报油量低于测得销量", exact=False)).to_be_visible()
    console.picture("tax")
    page.locator("main .answer a").first.click()
    expect(page.get_by_role("heading", name="近十二个月")).to_be_visible()
    expect(page.get_by_text("9,000 升（", exact=False).first).to_be_visible()
    console.picture("taxpayer")
    page.get_by_role("button", name="移交税务").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("移交理由").fill("申报少于测得销量")
    dialog.get_by_role("button", name="移交", exact=True).click()
    expect(page.get_by_text("已移交待接收", exact=True).first).to_be_visible()
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("button", name="接收", exact=True).click()
    page.get_by_role("dialog").last.get_by_role("button", name="接收", exact=True).click()
    expect(page.get_by_text("税务已接收", exact=True).first).to_be_visible()
    console.picture("hand-over")
    console.open("/tax/ranking")
    expect(page.get_by_text("排在最前的是", exact=False)).to_be_visible()
    console.picture("tax-ranking")
    console.open(f"/tax/purchases?period={short}")
    page.get_by_role("button", name="92号汽油的票据", exact=False).click()
    expect(page.get_by_role("dialog").get_by_role("heading", name="销项发票")).to_be_visible()
    console.picture("tax-purchases")


def test_a_chip_is_taken_and_settled(console: Console) -> None:
    page = console.page
    console.log_in("shuiwu")
    console.open("/tax/chips?tab=tasks")
    page.get_by_role("button", name="受理", exact=True).click()
    page.get_by_role("button", name="办结", exact=True).click()
    page.get_by_role("dialog").get_by_label("处理结果").fill("已重新初始化")
    page.get_by_role("dialog").get_by_role("button", name="办结", exact=True).click()
    expect(page.get_by_text("已办结", exact=True).first).to_be_visible()
    console.open(f"/tax/chips?open={STATION}/1")
    expect(page.get_by_role("dialog").get_by_text("CC-001")).to_be_visible()
    console.picture("tax-chips")


def test_a_notice_becomes_a_price_cap(console: Console, tmp_path: Path) -> None:
    page = console.page
    notice = tmp_path / "公告.pdf"
    notice.write_bytes(b"%PDF-1.4 notice")
    console.log_in("dangan")
    console.open("/prices")
    page.get_by_role("button", name="登记公告").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("文号").fill("示发改价〔2026〕9号")
    dialog.get_by_label("发布单位").fill("市发展和改革委员会")
    dialog.get_by_label("适用地区").click()
    page.get_by_title("珠山区").click()
    dialog.get_by_label("执行日期（当日零时起）").fill("2026-08-05")
    dialog.get_by_label("92号汽油（元/升）").fill("7.66")
    dialog.get_by_label("公告原文", exact=True).set_input_files(notice)
    dialog.get_by_role("button", name="登记", exact=True).click()
    expect(
        page.get_by_role("row").filter(has_text="示发改价〔2026〕9号").get_by_text("7.66", exact=False)
    ).to_be_visible()
    console.picture("prices")
    page.get_by_role("button", name="异常界限").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("低于全市中位价（%）").fill("12")
    dialog.get_by_label("修改理由").fill("促销期")
    dialog.get_by_role("button", name="保存").click()
    expect(page.get_by_text("低于全市中位价 12.0% 以上", exact=False)).to_be_visible()
