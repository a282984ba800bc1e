"""A new box at a station: its code, its joint test, its acceptance, on the station's page."""

from datetime import UTC, datetime

import psycopg
import pytest
from playwright.sync_api import expect

from tests.acceptance.console_kit import Console
from tests.acceptance.seed_city import STATION
from youjian.ledger.collectors import collector, enrol

BOX = "BOX-2026-01"


@pytest.fixture(scope="module")
def city(shared_city: tuple[dict[str, str], str]) -> tuple[dict[str, str], str]:
    """One more box at a station is in nobody's way."""
    return shared_city


def test_an_administrator_gives_a_code_and_accepts_the_box(
    console: Console, city: tuple[dict[str, str], str]
) -> None:
    page = console.page
    console.log_in("guanli")
    console.open(f"/stations/{STATION}?tab=devices")
    page.get_by_role("button", name="签发注册码").click()
    dialog = page.get_by_role("dialog", name="签发注册码")
    dialog.get_by_label("采集终端编号").fill(BOX)
    dialog.get_by_role("button", name="签 发").or_(dialog.get_by_role("button", name="签发")).click()
    code = dialog.get_by_label("注册码").input_value()
    console.picture("20-code")
    dialog.get_by_role("button", name="已抄录，关闭").click()

    with psycopg.connect(city[0]["YOUJIAN_INTAKE_DATABASE_URL"]) as conn:
        enrol(conn, code, b"k" * 32, key_id="k1", now=datetime.now(UTC))
    page.reload()
    line = page.get_by_role("row").filter(has_text=BOX)
    expect(line.get_by_text("联调中，数据按试运行保存")).to_be_visible()
    line.get_by_role("button", name="验收通过").click()
    decision = page.get_by_role("dialog", name=f"验收通过：{BOX}")
    decision.get_by_role("button", name="验收通过").click()
    expect(decision.get_by_text("请填写")).to_be_visible()
    decision.get_by_label("理由").fill("联调测试通过，测试单第1号")
    decision.get_by_role("button", name="验收通过").click()
    expect(line.get_by_text("已验收")).to_be_visible()
    console.picture("21-accepted")
    with psycopg.connect(city[0]["YOUJIAN_DATABASE_URL"]) as conn:
        found = collector(conn, BOX)
    assert found is not None
    assert found.state == "accepted"


def test_who_may_not_manage_the_register_sees_the_boxes_and_no_buttons(console: Console) -> None:
    page = console.page
    console.log_in("zhiban")
    console.open(f"/stations/{STATION}?tab=devices")
    expect(page.get_by_role("row").filter(has_text=f"C{STATION}")).to_be_visible()
    expect(page.get_by_role("button", name="签发注册码")).to_have_count(0)
    expect(page.get_by_role("button", name="停用")).to_have_count(0)
