"""A decision that counts until it is repaired, a draw, a bulletin: three roles in the browser."""

import re
from datetime import UTC, date, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.acceptance.console_kit import Console
from tests.acceptance.seed_city import STATION
from tests.acceptance.test_console_cases import as_person
from tests.acceptance.test_console_complaint import PNG
from youjian.contract.fields import business_day

SAVE = re.compile("保 ?存|提 ?交|抽 ?取|封 ?存|拟 ?制|签 ?发")


def send(page: Page, typed: dict[str, str]) -> None:
    """Fill the open dialog and send it."""
    dialog = page.get_by_role("dialog").last
    for label, text in typed.items():
        dialog.get_by_label(label, exact=True).fill(text)
    dialog.get_by_role("button", name=SAVE).last.click()


def pick(page: Page, label: str, option: str) -> None:
    """Choose in a list of the open dialog."""
    page.get_by_role("dialog").last.get_by_label(label, exact=True).click()
    page.locator(".ant-select-item-option", has_text=option).last.click()


def day(page: Page, label: str, on: date) -> None:
    field = page.get_by_role("dialog").last.get_by_label(label, exact=True)
    field.fill(on.isoformat())
    field.press("Enter")


def test_a_decision_counts_until_it_is_repaired(console: Console, city: tuple[dict[str, str], str]) -> None:
    page, today = console.page, business_day(datetime.now(UTC))
    as_person(console, "zhiban", "/credit")
    page.get_by_role("button", name="立即计算").click()
    expect(page.get_by_text("分级只用于安排检查", exact=False)).to_be_visible()
    page.get_by_role("button", name="登记行政决定").click()
    day(page, "决定日期", today - timedelta(days=30))
    day(page, "生效日期（异议期满后）", today - timedelta(days=9))
    page.get_by_role("dialog").locator("input[type=file]").set_input_files(
        {"name": "决定书.png", "mimeType": "image/png", "buffer": PNG}
    )
    send(
        page,
        {
            "加油站编号": STATION,
            "文号": "景市监罚〔2026〕5号",
            "决定机关": "市市场监管局",
            "决定内容": "罚款2万元",
        },
    )
    expect(page.get_by_role("dialog")).to_have_count(0)
    with page.expect_response(lambda answer: answer.url.endswith("/credit/scores")):
        page.get_by_role("button", name="立即计算").click()
    page.goto(f"{console.url}/credit/{STATION}")
    expect(page.get_by_text("计入信用的生效决定15.00分", exact=False)).to_be_visible()
    expect(page.get_by_role("region", name="计分明细").get_by_text("景市监罚〔2026〕5号")).to_be_visible()
    console.picture("credit-01-station")

    as_person(console, "jiayouzhan", "/credit/own")
    page.get_by_role("button", name="申请信用修复").click()
    page.get_by_role("dialog").locator("input[type=file]").set_input_files(
        {"name": "缴款书.png", "mimeType": "image/png", "buffer": PNG}
    )
    send(page, {"事实和理由": "已缴款并整改"})
    expect(page.get_by_text("待审批", exact=True)).to_be_visible()
    console.picture("credit-02-own")

    as_person(console, "lingdao", "/credit?tab=requests")
    page.get_by_role("row").filter(has_text="已缴款并整改").click()
    page.get_by_role("button", name=re.compile("^审 ?批$")).click()
    expect(page.get_by_role("dialog", name="审批申请")).to_be_visible()
    send(page, {"理由": "材料齐全"})
    expect(page.get_by_text("审批：材料齐全", exact=False)).to_be_visible()
    page.goto(f"{console.url}/credit?tab=decisions")
    expect(page.get_by_role("row").filter(has_text="景市监罚〔2026〕5号")).to_contain_text("已修复")


def test_a_draw_and_a_bulletin(console: Console, city: tuple[dict[str, str], str]) -> None:
    page = console.page
    as_person(console, "zhiban", "/credit?tab=draws")
    page.get_by_role("button", name="封存名单").click()
    pick(page, "区域", "全市")
    page.get_by_role("dialog").get_by_label("检查人员名单").click()
    page.locator(".ant-select-item-option").last.click()
    page.keyboard.press("Escape")
    day(page, "检查期限", business_day(datetime.now(UTC)) + timedelta(days=20))
    send(page, {"名称": "四季度抽查", "抽取站数": "1", "每站检查人员": "1"})
    page.get_by_role("button", name="录入种子并抽取").click()
    send(page, {"种子": "福彩3D 471", "公布处": "省福彩中心"})
    expect(page.get_by_role("region", name="抽取结果")).to_contain_text("待检查")
    console.picture("credit-03-draw")

    page.goto(f"{console.url}/bulletins")
    page.get_by_role("button", name="拟制通报").click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("拟 ?制")).click()
    expect(page.get_by_text("一、预警办理")).to_be_visible()
    bulletin = page.url
    as_person(console, "lingdao", bulletin)
    page.get_by_role("dialog").get_by_role("button", name=re.compile("^签 ?发$")).click()
    send(page, {"文号": "景油通〔2026〕1号"})
    expect(page.get_by_role("dialog").get_by_text("景油通〔2026〕1号", exact=False).first).to_be_visible()
    console.picture("bulletin-01-issued")
    with page.expect_download() as taken:
        page.get_by_role("button", name="下载Word").click()
    assert taken.value.suggested_filename.endswith(".docx")
