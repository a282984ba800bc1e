"""Fuel quality in a browser: from the plan to a failed sample, its retest and its end."""

import re
from datetime import UTC, datetime

from playwright.sync_api import Page, expect

from tests.acceptance.console_kit import Console
from tests.acceptance.seed_city import STATION
from youjian.contract.fields import business_day

TODAY = business_day(datetime.now(UTC)).isoformat()


def test_a_planned_sample_fails_and_is_tested_again(console: Console) -> None:
    page = console.page
    console.log_in("zhiban")
    console.open("/quality/plans")
    page.get_by_role("button", name="制定计划").first.click()
    plan = page.get_by_role("dialog")
    plan.get_by_label("名称").fill("本季抽检")
    _choose(page, plan.get_by_label("选站方式"), "指定")
    _choose(page, plan.get_by_label("油品"), "92号汽油")
    page.keyboard.press("Escape")
    plan.get_by_label("加油站编号").fill(STATION)
    plan.get_by_label("加油站编号").press("Enter")
    _days(plan)
    plan.get_by_role("button", name="选站并保存").click()
    expect(page.get_by_text("1 份计划，应抽 1 个站次油品", exact=False)).to_be_visible()
    console.picture("quality-01-plan")

    page.get_by_role("link", name="登记抽样").click()
    taking = page.get_by_role("dialog")
    expect(taking.get_by_label("加油站编号")).to_have_value(STATION)
    for label, text in (
        ("样品编号", "YP-1"),
        ("抽样人", "王质检"),
        ("企业在场人", "胡站长"),
        ("封签编号", "F-1"),
    ):
        taking.get_by_label(label, exact=True).fill(text)
    taking.get_by_role("button", name=re.compile("保 ?存")).click()
    sample = page.get_by_role("dialog").filter(has_text="样品 YP-1")
    expect(sample.get_by_text("已抽样")).to_be_visible()

    _report(page, "BG-1", "90.5")
    expect(sample.get_by_role("heading", name="检验报告 BG-1")).to_be_visible()
    expect(sample.get_by_text("≥ 92")).to_be_visible()
    expect(sample.get_by_text("不合格").first).to_be_visible()
    console.picture("quality-02-failed")
    _step(page, "申请复检", "企业书面申请复检")
    expect(sample.get_by_text("复检中")).to_be_visible()
    _report(page, "BG-2", "92.3")
    expect(sample.get_by_role("heading", name="复检报告 BG-2")).to_be_visible()
    _step(page, "办结", "复检合格，办结")
    expect(sample.get_by_text("已办结")).to_be_visible()
    expect(sample.get_by_role("button", name="登记检验结果")).to_have_count(0)
    console.picture("quality-03-closed")
    console.open("/quality")
    expect(page.get_by_text("抽样1批次，已出结果1批次，不合格1批次，其中0批次未办结。")).to_be_visible()
    console.picture("quality-04-desk")


def _choose(page: Page, field: object, name: str) -> None:
    field.click()  # type: ignore[attr-defined]
    page.locator(".ant-select-item-option").filter(has_text=re.compile(f"^{name}$")).click()


def _days(dialog: object) -> None:
    for place, day in ((0, TODAY), (1, TODAY)):
        box = dialog.locator(".ant-picker-range input").nth(place)  # type: ignore[attr-defined]
        box.fill(day)
        box.press("Enter")


def _report(page: Page, number: str, ron: str) -> None:
    page.get_by_role("button", name="登记检验结果").click()
    dialog = page.get_by_role("dialog").filter(has_text="判定并登记")
    dialog.get_by_label("报告编号").fill(number)
    dialog.get_by_label("检验机构").fill("省质检院")
    _choose(page, dialog.get_by_label("项目"), "研究法辛烷值")
    dialog.get_by_label("实测值").fill(ron)
    dialog.get_by_role("button", name="判定并登记").click()
    expect(dialog).to_have_count(0)


def _step(page: Page, name: str, note: str) -> None:
    page.get_by_role("button", name=name).click()
    dialog = page.get_by_role("dialog").filter(has_text="经手人")
    dialog.get_by_label("经手人").fill("王质检")
    dialog.get_by_label("情况说明").fill(note)
    dialog.get_by_role("button", name=re.compile("保 ?存")).click()
    expect(dialog).to_have_count(0)
