"""What the console says when something is wrong: a wrong password, a platform that is away."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.acceptance.console_kit import Console, office

_REFRESH_MS = 60_000
"""After this time figures are asked for again."""


@pytest.fixture(scope="module")
def city(shared_city: tuple[dict[str, str], str]) -> tuple[dict[str, str], str]:
    """What goes wrong here changes nothing but one account's lock."""
    return shared_city


def test_a_wrong_password_and_a_locked_account_are_explained(console: Console) -> None:
    page = console.page
    console.open("/login?why=idle&next=%2Falerts")
    expect(page.get_by_text("您有一段时间没有操作")).to_be_visible()
    for left in (4, 3, 2, 1):
        console.fill_in("jiliang", "not-the-Password-1")
        expect(page.get_by_role("alert").get_by_text(f"还可尝试{left}次")).to_be_visible()
    console.fill_in("jiliang", "not-the-Password-1")
    expect(page.get_by_text("账号已锁定", exact=True)).to_be_visible()
    expect(page.get_by_role("alert").get_by_text(re.compile("分钟后再试"))).to_be_visible()
    console.picture("11-locked")


def test_a_page_asked_for_before_login_is_shown_after_it(console: Console) -> None:
    console.open("/alerts?status=open")
    console.page.wait_for_url("**/login?**")
    console.fill_in("zhiban", "Youjian-2026")
    console.page.wait_for_url("**/alerts?status=open")
    expect(console.page.get_by_text("待签收").first).to_be_visible()


def test_a_refused_request_names_a_number_to_quote_and_can_be_tried_again(console: Console) -> None:
    page = console.page
    console.log_in("zhiban")
    broken = {
        "code": "failure",
        "message": "系统出错，请稍后再试。",
        "reference": "YJ-23456789",
    }

    def refuse(route: Route) -> None:
        route.fulfill(status=503, json=broken)

    page.route("**/api/v1/tables/alerts?*", refuse)
    console.open("/alerts")
    expect(page.get_by_text("YJ-23456789")).to_be_visible()
    console.picture("12-error")
    page.unroute("**/api/v1/tables/alerts?*", refuse)
    page.get_by_role("button", name="重试").click()
    expect(page.get_by_role("columnheader", name="等级")).to_be_visible()


def test_when_the_platform_goes_away_old_figures_stay_and_are_marked_as_old(
    browser: Browser, city: tuple[dict[str, str], str], pictures: Path, tmp_path: Path
) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page = context.new_page()
    page.clock.install()
    with office(city[0], tmp_path) as (url, serving):
        console = Console(page, url, pictures)
        console.log_in("zhiban")
        console.open("/map")
        expect(page.get_by_role("status").get_by_text("实时", exact=True)).to_be_visible()
        expect(page.locator(".city-map canvas")).to_be_visible()
        serving.stop()
        expect(page.get_by_text("重连中").or_(page.get_by_text("已断开"))).to_be_visible()
        page.clock.fast_forward(_REFRESH_MS)
        expect(page.get_by_text("更新未成功").first).to_be_visible(timeout=60_000)
        expect(page.get_by_text("连接不到平台").first).to_be_visible()
        expect(page.locator(".city-map canvas")).to_be_visible()
        console.picture("13-platform-away")
    context.close()


def test_an_idle_person_is_warned_then_logged_out_and_told_why(console: Console) -> None:
    page = console.page
    page.clock.install()
    console.log_in("zhiban")
    expect(page.get_by_role("heading", name="工作台")).to_be_visible()
    page.clock.fast_forward("28:30")
    expect(page.get_by_text("即将自动退出")).to_be_visible()
    page.get_by_role("button", name="继续使用").click()
    expect(page.get_by_text("即将自动退出")).to_be_hidden()
    page.clock.fast_forward("30:30")
    page.wait_for_url("**/login?why=idle**")
    expect(page.get_by_text("您有一段时间没有操作")).to_be_visible()
