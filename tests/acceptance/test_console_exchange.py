"""A data set in the city's catalogue, an application that becomes an agreement, a batch for the province."""

import json
import re

from playwright.sync_api import FilePayload, Page, expect

from tests.acceptance.console_kit import Console
from tests.acceptance.test_console_cases import as_person, choose

SAVE = re.compile("保 ?存")
APPLICATION = {
    "kind": "application", "number": "SQ-2026-001", "applicant": "市税务局", "contact": "征管科",
    "dataset": "stations", "fields": ["station_id", "name"], "regions": ["3602"],
    "purpose": "成品油税收征管", "basis": "税收征收管理法",
    "from_on": "2026-01-01", "until_on": "2099-12-31",
}  # fmt: skip


def test_an_application_by_the_citys_platform_becomes_an_agreement(console: Console) -> None:
    page = console.page
    as_person(console, "dangan", "/exchange?tab=platforms")
    page.get_by_role("button", name="增加平台").click()
    save(page, {"名称": "市政务数据共享平台"})
    expect(page.get_by_text("市政务数据共享平台").first).to_be_visible()
    page.get_by_role("tab", name="目录和申请").click()
    page.get_by_role("button", name="编制目录").click()
    choose(page, "平台", "市政务数据共享平台")
    choose(page, "数据集", "加油站", search=True)
    dialog = page.get_by_role("dialog")
    for name in ("加油站编号", "加油站名称"):
        dialog.get_by_role("checkbox", name=re.compile(name)).first.check()
    console.picture("exchange-01-entry")
    save(page, {"目录名称": "加油站名录", "摘要": "全市加油站", "依据": "商务部令2025年第5号"})
    expect(page.get_by_role("cell", name="加油站名录")).to_be_visible()

    as_person(console, "lingdao", "/exchange")
    page.get_by_role("cell", name="加油站名录").click()
    page.get_by_role("button", name=re.compile("发 ?布")).click()
    expect(page.get_by_role("cell", name="已发布")).to_be_visible()

    as_person(console, "dangan", "/exchange?tab=platforms")
    file = {"documents": [APPLICATION]}
    brought = FilePayload(name="in.json", mimeType="application/json", buffer=json.dumps(file).encode())
    page.locator("input[type=file]").first.set_input_files(brought)
    expect(page.get_by_text(re.compile("收下1件"))).to_be_visible()

    as_person(console, "lingdao", "/exchange")
    page.get_by_role("cell", name="SQ-2026-001").click()
    expect(page.get_by_text("目录外字段")).to_be_visible()
    console.picture("exchange-02-application")
    page.get_by_role("button", name=re.compile("^同 ?意$")).click()
    page.get_by_role("dialog").get_by_role("button", name=SAVE).click()
    expect(page.get_by_text("已同意，协议已生效")).to_be_visible()

    as_person(console, "dangan", "/exchange?tab=files")
    page.get_by_role("button", name="增加定期交付").click()
    choose(page, "协议", "XY-.*市税务局")
    choose(page, "数据集", "加油站")
    dialog.get_by_label("起始日期").fill("2026-11-01")
    page.keyboard.press("Enter")
    save(page, {})
    expect(page.get_by_text(re.compile("XY-.*市税务局 加油站"))).to_be_visible()
    console.picture("exchange-03-files")
    page.get_by_role("tab", name="监管行为").click()
    page.get_by_role("button", name="导出一段时间").click()
    dates = dialog.get_by_label("期间")
    dates.fill("2026-01-01")
    page.keyboard.press("Enter")
    page.locator(".ant-picker-focused input").last.fill("2026-12-31")
    page.keyboard.press("Enter")
    save(page, {})
    page.get_by_role("cell", name="2026-12-31").click()
    with page.expect_download() as got:
        page.get_by_role("button", name="下载Excel").click()
    assert got.value.suggested_filename == "JGXW-000001.xlsx"
    console.picture("exchange-04-acts")


def save(page: Page, typed: dict[str, str]) -> None:
    """Fill the open dialog and keep it."""
    dialog = page.get_by_role("dialog")
    for label, text in typed.items():
        dialog.get_by_label(label, exact=True).fill(text)
    dialog.get_by_role("button", name=SAVE).click()
    expect(dialog).to_have_count(0)
