"""An agreement from its draft to a system that reads under it, and the end of both at once."""

import re

from playwright.sync_api import Page, expect

from tests.acceptance.console_kit import Console
from tests.acceptance.test_console_cases import as_person, choose
from tests.integration.share_client import read, token


def test_a_system_reads_under_an_agreement_until_it_is_revoked(console: Console) -> None:
    page = console.page
    as_person(console, "dangan", "/sharing")
    page.get_by_role("button", name="起草协议").click()
    dialog = page.get_by_role("dialog")
    typed = {
        "协议名称": "税务数据共享",
        "接收方（部门和系统）": "市税务局金三系统",
        "依据": "国办发〔2025〕5号",
        "用途": "成品油税收征管",
    }
    for label, text in typed.items():
        dialog.get_by_label(label).fill(text)
    choose(page, "区划", "珠山区", search=True)
    page.keyboard.press("Escape")
    dates = dialog.get_by_label("期限")
    dates.fill("2026-01-01")
    page.keyboard.press("Enter")
    page.locator(".ant-picker-focused input").last.fill("2099-12-31")
    page.keyboard.press("Enter")
    choose(page, "数据集", "加油站", search=True)
    page.keyboard.press("Escape")
    expect(dialog.get_by_text("联系电话（敏感，默认遮盖）").first).to_be_visible()
    console.picture("sharing-01-draft")
    dialog.get_by_role("button", name=re.compile("保 ?存")).click()
    drawer = page.get_by_role("dialog").filter(has_text="税务数据共享")
    expect(drawer.get_by_text("待审批")).to_be_visible()
    address = page.url

    as_person(console, "lingdao", address)
    decide(page, "批准", "")
    expect(page.get_by_role("dialog").get_by_text("生效").first).to_be_visible()

    as_person(console, "dangan", address)
    page.get_by_role("button", name="增加客户端").click()
    adding = page.get_by_role("dialog").filter(has=page.get_by_label("对方系统"))
    adding.get_by_label("对方系统").fill("金三")
    adding.get_by_role("button", name=re.compile("保 ?存")).click()
    secret = page.locator(".sharing-secret")
    expect(secret).to_be_visible()
    client, key = (line.split(" ", 1)[1] for line in secret.inner_text().splitlines())
    console.picture("sharing-02-secret")
    base = f"{console.url}/api/share/v1"
    got = read(base, client, key, "stations")
    assert got["rows"], got
    assert {row["station_id"][:6] for row in got["rows"]} == {"360203"}

    as_person(console, "lingdao", address)
    decide(page, "撤销", "对方系统停用")
    expect(page.get_by_role("dialog").get_by_text("已撤销").first).to_be_visible()
    assert token(base, client, key)[0] == 400
    console.open("/sharing/records")
    expect(page.get_by_role("cell", name="市税务局金三系统").first).to_be_visible()
    console.picture("sharing-03-records")


def decide(page: Page, step: str, reason: str) -> None:
    """Say a word on the agreement of the open drawer."""
    name = re.compile(f"^{step[0]} ?{step[1:]}$")
    page.get_by_role("button", name=name).click()
    dialog = page.get_by_role("dialog").filter(has=page.get_by_label("理由"))
    if reason:
        dialog.get_by_label("理由").fill(reason)
    dialog.get_by_role("button", name=re.compile("保 ?存")).click()
    expect(dialog).to_have_count(0)
