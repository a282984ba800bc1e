"""A duty officer's day at the console: the desk, the roster, the sheet that goes to the next shift."""

import re

from playwright.sync_api import expect

from tests.acceptance.console_kit import Console, send, settle


def test_a_shift_is_rostered_and_handed_over(console: Console) -> None:
    page = console.page
    console.log_in("zhiban")
    expect(page).to_have_url(re.compile("/workbench$"))
    expect(page.locator(".answer-text")).to_contain_text("待签收")
    expect(page.get_by_text("本部门还没有值班表")).to_be_visible()

    console.open("/duty")
    page.get_by_role("button", name="新建值班表").click()
    form = page.get_by_role("dialog")
    for _ in range(2):
        form.get_by_role("button", name="删除该班次").last.click()
    row = form.locator(".duty-shift-row")
    row.get_by_label("名称").fill("全天班")
    row.get_by_label("开始").fill("00:00")
    row.get_by_label("结束").fill("00:00")
    row.get_by_label("哪些天").click()
    page.locator(".ant-select-dropdown:visible").get_by_text("每天", exact=True).click()
    form.get_by_role("button", name="保存").click()

    today = page.locator(".duty-today")
    expect(today).to_contain_text("无人值班")
    today.get_by_role("button").click()
    shift = page.get_by_role("dialog")
    shift.get_by_label("主班").click()
    page.locator(".ant-select-dropdown:visible .ant-select-item-option").first.click()
    shift.get_by_role("button", name="保存").click()
    expect(today).not_to_contain_text("无人值班")
    expect(today.locator(".duty-running")).to_be_visible()
    console.picture("duty")

    console.open("/workbench")
    expect(page.locator(".answer-text")).to_contain_text("今日值班")
    settle(page)
    console.picture("workbench")
    page.set_viewport_size({"width": 360, "height": 740})
    console.picture("workbench-phone")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    console.open("/duty")
    settle(page)
    console.picture("duty-phone")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.set_viewport_size({"width": 1440, "height": 900})

    page.get_by_role("link", name="交班").click()
    page.get_by_label("交班说明").fill("已联系三龙站站长")
    page.get_by_role("button", name="交班").click()
    expect(page.get_by_text("待接班").first).to_be_visible()
    expect(page.locator(".sheet")).to_contain_text("已联系三龙站站长")
    settle(page)
    console.picture("handover")
    page.emulate_media(media="print")
    expect(page.locator(".sheet h2")).to_be_visible()
    expect(page.get_by_role("button", name="打印")).to_be_hidden()
    console.picture("handover-print")
    page.emulate_media(media="screen")
    again = send(
        page.context,
        console.url,
        page.url.removeprefix(console.url).replace("/duty", "/api/v1/duty") + "/offer",
        data={},
    )
    assert again.status == 409
