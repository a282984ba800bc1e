"""A driver's complaint from the dispenser's code to the closed lead, and a work order beside it."""

import base64
import re

from playwright.sync_api import Locator, Page, expect

from tests.acceptance.console_kit import Console
from tests.acceptance.seed_city import STATION

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
SAVE = re.compile("保 ?存")


def test_a_complaint_from_the_square_code_becomes_a_lead_and_is_closed(console: Console) -> None:
    page = console.page
    console.log_in("zhiban")
    console.open("/public-codes")
    page.get_by_role("button", name="为在用加油机生成").click()
    expect(page.get_by_role("cell", name="有效", exact=True).first).to_be_visible()
    console.picture("public-01-codes")
    console.open(f"/public-codes/{STATION}")
    expect(page.get_by_role("img", name="1号加油机的二维码")).to_be_visible()
    console.picture("public-02-sheet")
    address = page.get_by_role("link", name="打开公示页").first.get_attribute("href")
    assert address
    receipt = complain(page, console, address)

    console.open("/leads")
    expect(page.get_by_text("未办结线索")).to_be_visible()
    page.get_by_role("row").filter(has_text="油表只走一格").first.get_by_role("cell").nth(5).click()
    drawer = page.get_by_role("dialog").filter(has_text=receipt)
    expect(drawer.get_by_text("138******34")).to_be_visible()
    expect(drawer.get_by_role("img", name="gauge.png")).to_be_visible()
    console.picture("leads-01-new")
    step(page, drawer, "受理", "已联系站方")
    expect(drawer.get_by_text("办理中")).to_be_visible()
    step(page, drawer, "办结", "现场检定合格，已回访", outcome="不属实")
    expect(drawer.get_by_text("已办结")).to_be_visible()
    console.picture("leads-02-closed")


def complain(page: Page, console: Console, address: str) -> str:
    """What a driver without an account does with the phone; returns the number that they are told."""
    browser = page.context.browser
    assert browser
    phone = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    try:
        visitor = phone.new_page()
        visitor.goto(address)
        expect(visitor.get_by_role("heading", name="三龙加油站")).to_be_visible()
        visitor.screenshot(path=console.pictures / "public-03-phone.png", full_page=True)
        visitor.get_by_role("link", name="我要投诉").click()
        visitor.get_by_label("油枪").select_option("1")
        visitor.get_by_label("情况（时间、加油量、金额等）").fill("加了200元，油表只走一格")
        visitor.get_by_label("联系电话（选填）").fill("13800001234")
        visitor.get_by_label("照片（选填，最多3张）").set_input_files(
            {"name": "gauge.png", "mimeType": "image/png", "buffer": PNG}
        )
        visitor.screenshot(path=console.pictures / "public-04-complaint.png", full_page=True)
        visitor.get_by_role("button", name="提交").click()
        expect(visitor.get_by_role("heading", name="已收到您的投诉")).to_be_visible()
        return visitor.get_by_text(re.compile(r"XS-\d+")).inner_text()
    finally:
        phone.close()


def test_a_work_order_is_entered_made_a_lead_and_answered(console: Console) -> None:
    page = console.page
    console.log_in("zhiban")
    console.open("/hotline")
    page.get_by_role("button", name="登记工单").click()
    dialog = page.get_by_role("dialog")
    typed = {"工单编号": "GD-77", "加油站编号": STATION, "来电人": "王小明", "内容": "表显跳动"}
    for label, text in typed.items():
        dialog.get_by_label(label).fill(text)
    dialog.get_by_role("button", name=SAVE).click()
    drawer = page.get_by_role("dialog").filter(has_text="工单 GD-77")
    expect(drawer.get_by_text("王**")).to_be_visible()
    console.picture("hotline-01-order")
    step(page, drawer, "转线索", "")
    expect(drawer.get_by_role("link", name=re.compile(r"XS-\d+"))).to_be_visible()
    step(page, drawer, "答复", "已安排检定，结果另告", label="答复内容")
    expect(drawer.get_by_text("已答复")).to_be_visible()
    console.picture("hotline-02-answered")
    console.open("/hotline")
    expect(page.get_by_text("按时答复率100.0%")).to_be_visible()
    console.picture("hotline-03-desk")


def step(
    page: Page, drawer: Locator, name: str, note: str, *, outcome: str = "", label: str = "情况说明"
) -> None:
    """Take a step of the drawer's object."""
    drawer.get_by_role("button", name=re.compile(f"^{name[0]} ?{name[1:]}$")).click()
    dialog = page.get_by_role("dialog").filter(has=page.get_by_role("button", name=SAVE))
    if outcome:
        dialog.get_by_label("办理结果").click()
        page.locator(".ant-select-item-option").filter(has_text=re.compile(f"^{outcome}$")).click()
    if note:
        dialog.get_by_label(label).fill(note)
    dialog.get_by_role("button", name=SAVE).click()
    expect(dialog).to_have_count(0)
