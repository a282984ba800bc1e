"""People on screen: a first login on a phone, acting for a colleague, leaving, the calendar."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.console_kit import Console, patient
from tests.unit.bureau.test_calendar_notice import YEAR_2026

FRESH = "Porcelain-7-kilns"
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def phone(browser: Any, city: tuple[dict[str, str], str], pictures: Any) -> Any:
    context = patient(browser.new_context(viewport=PHONE, locale="zh-CN", has_touch=True, is_mobile=True))
    yield Console(context.new_page(), city[1], pictures)
    context.close()


def choose(page: Page, label: str, text: str) -> None:
    """Pick an entry of a drop-down by what it says."""
    field = page.get_by_role("dialog").get_by_role("combobox", name=label)
    field.click()
    field.fill(text)
    page.locator(".ant-select-item-option", has_text=text).first.click()
    page.keyboard.press("Escape")


def narrow(page: Page) -> bool:
    """Whether nothing sticks out to the side."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_somebody_is_added_and_logs_in_on_a_phone_for_the_first_time(
    console: Console, phone: Console
) -> None:
    page = console.page
    console.log_in("guanli")
    console.open("/people?new=1")
    page.get_by_role("textbox", name="账号").fill("xinren")
    page.get_by_role("textbox", name="姓名").fill("新人 李想")
    page.get_by_label("手机号（选填）").fill("138 0013 8000")
    choose(page, "管辖范围", "乐平市")
    choose(page, "角色", "县区联络员")
    page.get_by_role("button", name="新增并生成初始密码").click()
    initial = page.get_by_test_id("initial-password").inner_text().strip()
    console.picture("people-first-password")
    page.get_by_role("button", name="已记下，关闭").click()
    expect(page.get_by_role("cell", name="xinren", exact=True).first).to_be_visible()

    phone.open("/login")
    assert narrow(phone.page)
    phone.picture("login-phone")
    phone.fill_in("13800138000", initial)
    expect(phone.page.get_by_role("heading", name="首次登录，请修改密码")).to_be_visible()
    phone.page.get_by_label("收到的初始密码").fill(initial)
    phone.page.get_by_label("新密码", exact=True).fill("short")
    phone.page.get_by_label("再次输入新密码").fill("short")
    phone.page.get_by_role("button", name="修改密码").click()
    expect(phone.page.get_by_text("至少 10 位", exact=True)).to_be_visible()
    phone.picture("first-login-phone")
    assert narrow(phone.page)
    phone.page.get_by_label("新密码", exact=True).fill(FRESH)
    phone.page.get_by_label("再次输入新密码").fill(FRESH)
    phone.page.get_by_role("button", name="修改密码").click()
    expect(phone.page.get_by_role("main")).to_be_visible()
    expect(phone.page.get_by_role("button", name="打开个人菜单")).to_be_visible()


def test_a_colleague_acts_for_another_and_is_stopped_when_it_ends(console: Console, phone: Console) -> None:
    page = console.page
    console.log_in("leping")
    console.open("/account")
    page.get_by_role("button", name="为本人指定代理人").click()
    choose(page, "代理人（B角）", "计量科 周敏")
    page.get_by_label("事由").fill("出差")
    page.get_by_role("button", name="指定代理人", exact=True).click()
    expect(page.get_by_text("由 计量科 周敏 代理本人")).to_be_visible()

    phone.log_in("jiliang")
    phone.open("/account")
    phone.page.get_by_role("button", name="切换为代理").click()
    expect(phone.page.get_by_text("您正在代理乐平联络人 方正")).to_be_visible()
    phone.open("/account")
    expect(phone.page.get_by_text("乐平市").first).to_be_visible()
    assert narrow(phone.page)
    phone.picture("acting-phone")

    page.get_by_role("button", name="终止", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="终止").click()
    expect(page.get_by_text("没有正在进行或将要开始的代理")).to_be_visible()
    phone.open("/account")
    expect(phone.page.get_by_text("代理已结束")).to_be_visible()
    phone.page.get_by_role("button", name="恢复本人身份").click()
    expect(phone.page.get_by_text("代理已结束")).to_have_count(0)


def test_who_leaves_hands_open_work_over(
    console: Console, browser: Any, city: tuple[dict[str, str], str]
) -> None:
    duty = Console(
        patient(browser.new_context(viewport={"width": 1280, "height": 800})).new_page(),
        city[1],
        console.pictures,
    )
    duty.log_in("jiliang")
    duty.open("/alerts/1")
    duty.page.get_by_role("button", name="签收").click()
    expect(duty.page.get_by_text("签收").first).to_be_visible()

    page = console.page
    console.log_in("guanli")
    console.open("/people?open=jiliang")
    page.get_by_role("button", name="更多").click()
    page.get_by_role("menuitem", name="停用", exact=True).click()
    expect(page.get_by_role("heading", name="已签收未办结的预警 1")).to_be_visible()
    console.picture("people-leave")
    page.get_by_role("button", name="移交并停用").click()
    expect(page.get_by_text("有在办事项，请选择接办人")).to_be_visible()
    choose(page, "接办人", "值班员 林晓")
    page.get_by_role("button", name="移交并停用").click()
    expect(page.get_by_role("button", name="重新启用")).to_be_visible()
    # Their open page is told that its session is over.
    expect(duty.page.get_by_role("button", name="登录")).to_be_visible()
    duty.page.context.close()


def test_the_yearly_notice_is_pasted_looked_at_and_taken(console: Console) -> None:
    page = console.page
    console.log_in("guanli")
    console.open("/calendar?year=2026&take=1")
    text = page.get_by_label("国务院办公厅通知全文")
    text.fill(YEAR_2026.replace("5月9日（周六）", "5月9日（周日）"))
    page.get_by_role("button", name="预览").click()
    expect(page.get_by_text("2026年5月9日是周六，文中写的是周日")).to_be_visible()
    text.fill(YEAR_2026.replace("放假，共3天。\n　　四", "放假，共3天。4月11日（周六）上班。\n　　四"))
    page.get_by_role("button", name="预览").click()
    console.picture("calendar-preview")
    page.get_by_role("button", name="导入 2026 年").click()
    expect(page.locator("#content [data-day='2026-04-11'].day-worked")).to_be_visible()
    console.picture("calendar")


def test_the_login_page_speaks_english_and_knows_the_dark(phone: Console) -> None:
    phone.open("/login")
    phone.page.get_by_role("button", name="English").click()
    expect(phone.page.get_by_role("button", name="Log in")).to_be_visible()
    phone.page.get_by_role("button", name="Dark").click()
    assert phone.page.evaluate("document.documentElement.dataset.theme") == "dark"
    phone.page.get_by_label("Account or mobile number").fill("nobody")
    phone.page.get_by_label("Password", exact=True).fill("wrong-Password-1")
    phone.page.get_by_role("button", name="Log in").click()
    expect(phone.page.get_by_role("alert")).to_contain_text("4 more tries")
    assert narrow(phone.page)
    phone.picture("login-phone-english-dark")


def test_the_administrator_says_how_long_records_are_kept(console: Console) -> None:
    page = console.page
    console.log_in("guanli")
    console.open("/retention")
    row = page.get_by_role("row").filter(has_text="液位记录").first
    row.get_by_role("button", name="修改").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("归档库内全量保存（天）").fill("200")
    dialog.get_by_label("理由").fill("磁盘不够")
    dialog.get_by_role("button", name="保存").click()
    expect(dialog.get_by_text("须全量保存不少于365天")).to_be_visible()
    console.picture("retention-refused")
    dialog.get_by_label("归档库内全量保存（天）").fill("400")
    dialog.get_by_role("button", name="保存").click()
    expect(row).to_contain_text("400 天")
    page.get_by_role("button", name="保全数据").click()
    page.get_by_label("加油站编号").fill("3602030017")
    page.get_by_label("开始日期").fill("2026-09-01")
    page.get_by_label("结束日期").fill("2026-09-30")
    page.get_by_label("事由（案件编号等）").fill("案件 2026-17")
    page.get_by_role("dialog").get_by_role("button", name="保全").click()
    expect(page.get_by_role("cell", name="案件 2026-17")).to_be_visible()
    console.picture("retention")
