"""Vapour recovery in a browser: from the city's day to a nozzle's A/L and a station's pressure."""

import base64
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from playwright.sync_api import expect

from tests.acceptance.console_kit import ROOT, Console
from tests.acceptance.seed_city import STATION
from youjian.contract.fields import business_day, day_bounds

City = tuple[dict[str, str], str]
LAST = business_day(datetime.now(UTC)) - timedelta(days=2)


@pytest.fixture(scope="module", autouse=True)
def _days(city: City) -> None:
    """A week in which nozzle 1 takes back half and the vapour space sits at zero."""
    with psycopg.connect(city[0]["YOUJIAN_DATABASE_URL"], autocommit=True) as conn:
        first = LAST - timedelta(days=6)
        for name in ("vapour_fills", "pressure_readings"):
            conn.execute("SELECT ledger.ensure_days(%s, %s, %s)", [name, first - timedelta(days=1), LAST])
        conn.execute("UPDATE ledger.stations SET vapour_monitoring = true WHERE station_id = %s", [STATION])
        given = {"station": STATION, "since": day_bounds(first)[0]}
        conn.execute(_FILLS, given)
        conn.execute(_READINGS, given)
    judging = [sys.executable, "-m", "tests.acceptance.seed_vapour"]
    subprocess.run(judging, env={**os.environ, **city[0]}, cwd=ROOT, check=True)


_FILLS = """
INSERT INTO ledger.vapour_fills (station_id, nozzle_id, started_at, ended_at, fuel_ml, vapour_ml, ratio,
    fuel_l_min, vapour_l_min, received_at)
SELECT %(station)s, 1, at - interval '1 min', at, 30000, 15000, 0.5, 30, 15, now()
FROM generate_series(0, 24 * 7 - 1) AS n, LATERAL (
    SELECT %(since)s::timestamptz + interval '30 min' + n * interval '1 hour' AS at
) AS t
"""
_READINGS = """
INSERT INTO ledger.pressure_readings (station_id, at, pressure_pa, vapour_ppm, received_at)
SELECT %(station)s, %(since)s::timestamptz + n * interval '2 min', 10 * sin(n / 50.0), 100, now()
FROM generate_series(0, 30 * 24 * 7 - 1) AS n
"""


def test_the_city_leads_to_a_nozzle_and_the_pressure(console: Console) -> None:
    page = console.page
    console.log_in("zhiban")
    console.open(f"/vapour?day={LAST}")
    expect(page.get_by_text("1座有标准报警", exact=False)).to_be_visible()
    expect(page.get_by_text("早期地方规则").first).to_be_visible()
    expect(page.get_by_text("kg VOCs", exact=False).first).to_be_visible()
    console.picture("vapour")
    page.get_by_role("link", name="日判定", exact=True).click()
    row = page.get_by_role("row").filter(has_text="1号枪气液比").filter(has_text="标准报警").first
    row.get_by_role("link", name="1号枪气液比").click()
    expect(page.get_by_role("heading", name="油气回收", exact=False).first).to_be_visible()
    expect(page.get_by_role("img", name="168 次有效气液比", exact=False)).to_be_visible()
    expect(page.get_by_role("img", name="油罐压力曲线", exact=False)).to_be_visible()
    console.picture("vapour-station")
    page.get_by_role("combobox", name="判定对象").click()
    page.get_by_title("油罐压力", exact=True).click()
    expect(page.get_by_text("零压连续 24.0 小时").first).to_be_visible()


def test_the_edition_that_counts_is_chosen(console: Console) -> None:
    page = console.page
    console.log_in("zhiban")
    console.open(f"/vapour?day={LAST}")
    expect(page.get_by_text("GB 20952-2020 附录E（本市执行）")).to_be_visible()
    page.get_by_role("combobox", name="本市执行的判定标准").click()
    page.get_by_title("早期地方规则", exact=True).click()
    expect(page.get_by_text("早期地方规则（本市执行）")).to_be_visible()


def test_a_test_at_a_station_is_judged_as_it_is_entered(console: Console) -> None:
    page = console.page
    console.log_in("zhiban")
    console.open("/vapour/tests")
    page.get_by_role("button", name="登记检测").click()
    dialog = page.get_by_role("dialog", name="登记油气回收检测")
    for label, typed in (
        ("加油站编号", STATION),
        ("报告编号", "YQ-2026-1"),
        ("检测机构", "江西某检测公司"),
        ("油气空间（L）", "5000"),
        ("全站汽油枪数", "8"),
        ("5分钟后剩余压力（Pa）", "332"),
    ):
        dialog.get_by_label(label).fill(typed)
    page.get_by_role("button", name="判定并登记").click()
    expect(page.get_by_text("不合格：剩余压力332 Pa，最低332.3 Pa。")).to_be_visible()
    console.picture("vapour-test")
    page.keyboard.press("Escape")
    expect(page.get_by_role("row").filter(has_text="YQ-2026-1")).to_be_visible()
    expect(page.get_by_text("最近一次检测1项不合格", exact=False)).to_be_visible()


PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def test_a_nozzle_is_stopped_by_a_signed_order_that_the_station_receives(console: Console) -> None:
    page = console.page
    console.log_in("zhiban")
    console.open(f"/vapour/{STATION}?subject=nozzle:1")
    page.get_by_role("link", name="核实后起草停用通知").click()
    dialog = page.get_by_role("dialog", name="起草油枪停用或恢复通知")
    expect(dialog.get_by_label("加油站编号")).to_have_value(STATION)
    dialog.get_by_label("事由").fill("连续7日标准报警，现场复测不合格")
    dialog.get_by_role("button", name="交签发").click()
    expect(page.get_by_text("1号枪停用：待签发。")).to_be_visible()
    expect(page.get_by_role("button", name="签发", exact=True)).to_have_count(0)
    order = page.url
    _as("huanbao", console, order)
    page.get_by_role("button", name="签发", exact=True).click()
    expect(page.get_by_text("1号枪停用：已签发，待送达。")).to_be_visible()
    expect(page.get_by_text("有效", exact=False).first).to_be_visible()
    _as("jiayouzhan", console, order)
    page.get_by_role("button", name="签收或送达").click()
    page.get_by_role("button", name="确认签收").click()
    expect(page.get_by_text("1号枪停用：已送达，待执行。")).to_be_visible()
    page.get_by_role("button", name="已执行").click()
    dialog = page.get_by_role("dialog", name="执行情况")
    photo = {"name": "gun.png", "mimeType": "image/png", "buffer": PNG}
    dialog.locator("input[type=file]").first.set_input_files([photo])
    dialog.get_by_role("button", name="保存").click()
    expect(page.get_by_text("1号枪停用：已执行。")).to_be_visible()
    expect(page.get_by_role("img", name="gun.png")).to_be_visible()
    console.picture("vapour-order")
    page.keyboard.press("Escape")
    expect(page.get_by_role("row").filter(has_text="三龙加油站").filter(has_text="已执行")).to_be_visible()


def _as(username: str, console: Console, address: str) -> None:
    """Another person at the same machine opens an address."""
    console.page.context.clear_cookies()
    console.log_in(username)
    console.page.goto(address)
