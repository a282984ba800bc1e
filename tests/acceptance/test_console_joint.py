"""An emergency from its report to its closing report; a joint operation of two departments, in a browser."""

import re

from playwright.sync_api import Page, expect

from tests.acceptance.console_kit import Console
from tests.acceptance.seed_city import STATION
from tests.acceptance.test_console_cases import SAVE, as_person, choose

WITH_PAPERS = True
REPORT = "报告并通知"


def say(page: Page, button: str | re.Pattern[str] = SAVE, **typed: str) -> None:
    """Fill the open dialog, each field by how its label begins, and send it."""
    dialog = page.get_by_role("dialog")
    for label, text in typed.items():
        dialog.get_by_label(re.compile(f"^{label}")).fill(text)
    dialog.get_by_role("button", name=button).click()
    expect(dialog).to_have_count(0)


def step(page: Page, name: str, **typed: str) -> None:
    """Take a step by its button, saying what it asks for."""
    button = re.compile(f"^{name[0]} ?{name[1:]}$")
    page.locator(".page-actions").get_by_role("button", name=button).click()
    say(page, **typed)


def test_an_emergency_is_called_about_controlled_and_closed(console: Console) -> None:
    page = console.page
    as_person(console, "yingji", "/incidents")
    page.get_by_role("button", name="报告突发事件").click()
    choose(page, "类别", "火灾")
    say(page, REPORT, 加油站编号=STATION, 情况="2号加油机冒烟起火")
    expect(page.get_by_text("2号加油机冒烟起火").first).to_be_visible()
    incident = page.url
    page.get_by_role("button", name="已接通：市消防救援支队（演示）").click()
    expect(page.get_by_text("✓ 已接通").first).to_be_visible()
    console.picture("incident-01-call-list")

    as_person(console, "jingcha", "/notifications")
    expect(page.get_by_text("火灾：请立即处置").first).to_be_visible()

    as_person(console, "yingji", incident)
    step(page, "到场处置", 情况="消防到场")
    expect(page.get_by_text("处置中，").first).to_be_visible()
    step(page, "信息报告", 报告给谁="市政府总值班室", 情况="起火，无伤亡")
    step(page, "险情控制", 情况="明火扑灭")
    expect(page.get_by_text("已控制，").first).to_be_visible()
    step(page, "办结", 原因="线路老化", 损失情况="加油机一台", 直接经济损失="8000", 情况="已整改")
    expect(page.get_by_role("heading", name="办结报告")).to_be_visible()
    expect(page.get_by_text("8,000.00 元")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("button", name="打印报告").click()
    assert taken.value.path().read_bytes().startswith(b"%PDF-")
    console.picture("incident-02-closed")


def test_two_departments_run_an_operation_together(console: Console) -> None:
    page = console.page
    as_person(console, "zhiban", "/joint")
    page.get_by_role("button", name="拟制行动方案").click()
    choose(page, "参加部门", "市公安局", search=True)
    say(page, 名称="周末联合检查", 目的="检查计量和散装油", 另行指定=STATION)
    expect(page.get_by_role("heading", name="周末联合检查")).to_be_visible()
    operation = page.url
    step(page, "提交审批")
    expect(page.get_by_text("等待确认：").first).to_be_visible()
    answer(page, "周敏")

    as_person(console, "shuiwu", operation)
    expect(page.get_by_text("没有找到").first).to_be_visible()

    as_person(console, "lingdao", operation)
    step(page, "批准")
    expect(page.get_by_role("button", name="开始行动")).to_have_count(0)

    as_person(console, "jingcha", operation)
    answer(page, "王警官")
    expect(page.get_by_text("王警官").first).to_be_visible()

    as_person(console, "zhiban", operation)
    step(page, "开始行动")
    page.get_by_role("button", name="关联检查记录").click()
    page.get_by_role("dialog").get_by_label("检查记录（本次行动的加油站）").click()
    page.locator(".ant-select-dropdown:visible .ant-select-item-option").first.click()
    say(page)
    expect(page.get_by_role("link", name=re.compile("^JC-"))).to_be_visible()
    page.get_by_role("button", name="登记发现").click()
    say(page, 情况="散装油登记缺两天")
    expect(page.get_by_text("散装油登记缺两天").first).to_be_visible()
    console.picture("joint-01-running")
    step(page, "结束行动", 总结="检查一站，发现一处问题")
    expect(page.get_by_text("已结束，").first).to_be_visible()
    console.picture("joint-02-finished")


def answer(page: Page, people: str) -> None:
    """Say for one's department that it takes part."""
    page.get_by_role("button", name="确认参加").click()
    say(page, 参加人员=people)
