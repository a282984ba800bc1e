"""Telling people, as they meet it: a channel is set up and tried, a new alert rings the bell once."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.acceptance.console_kit import Console, eventually, patient, send, sign_in
from tests.integration.notify_kit import notify_server
from youjian.simulator.notify.server import NotifyServer
from youjian.simulator.notify.services import SECRET


@pytest.fixture(scope="module", autouse=True)
def server() -> Iterator[NotifyServer]:
    """The local test server, which the platform's processes may reach."""
    with notify_server() as listening:
        os.environ["YOUJIAN_NOTIFY_HOSTS"] = "127.0.0.0/8"
        yield listening
        del os.environ["YOUJIAN_NOTIFY_HOSTS"]


def test_a_channel_is_added_tried_and_its_secret_is_not_shown(console: Console, server: NotifyServer) -> None:
    page = console.page
    console.log_in("guanli")
    console.open("/notify")
    expect(page.get_by_text("尚未开通渠道，只有站内通知")).to_be_visible()
    page.get_by_role("button", name="新增渠道").click()
    page.get_by_role("menuitem", name="Webhook（CloudEvents）").click()
    page.get_by_label("接收地址").fill(f"{server.url}/webhook")
    page.get_by_label("签名密钥").fill(SECRET)
    page.get_by_role("button", name="保存").click()
    page.get_by_role("button", name="发测试").click()
    eventually(lambda: server.book.taken("webhook"), "the test notice came")
    [taken] = server.book.taken("webhook")
    assert (taken.status, taken.body["type"]) == (204, "youjian.notice")
    expect(page.get_by_text("均正常")).to_be_visible()
    console.picture("notify-channels")
    page.get_by_role("button", name="Webhook（CloudEvents）").click()
    expect(page.get_by_text("已设置；不填则不变")).to_be_visible()
    assert SECRET not in page.content()
    console.picture("notify-channel")


def test_texts_rules_and_deliveries_are_there_to_look_at(console: Console) -> None:
    page = console.page
    console.log_in("guanli")
    console.open("/notify?tab=rules")
    expect(page.get_by_role("button", name="新预警通知值班人员")).to_be_visible()
    console.picture("notify-rules")
    console.open("/notify?tab=wordings")
    expect(page.get_by_text("数据时间：2026-11-22 12:00")).to_be_visible()
    page.get_by_label("正文").fill("{station.name} 违法")
    expect(page.get_by_text("没有名为“{station.name}”的占位符")).to_be_visible()
    console.picture("notify-wordings")
    console.open("/notify?tab=deliveries")
    expect(page.get_by_role("row").filter(has_text="测试通知").first).to_be_visible()
    console.picture("notify-deliveries")
    console.open("/notify?tab=policy")
    expect(page.get_by_text("免打扰时段照常发送的颜色")).to_be_visible()
    console.picture("notify-policy")


def test_what_is_assigned_rings_the_bell_of_who_gets_it(console: Console, browser: Browser) -> None:
    page = console.page
    console.log_in("zhiban")
    bell = page.get_by_role("button", name="通知：1 条未读，最高红色")
    expect(bell).to_be_visible()
    other = patient(browser.new_context())
    sign_in(other, console.url, "jiliang")
    body = {"username": "zhiban", "department": None, "note": "请核对停机记录"}
    assigned = send(other, console.url, "/api/v1/alerts/1/assign", data=body)
    assert assigned.ok, assigned.text()
    other.close()
    expect(page.get_by_text("转办给您").first).to_be_visible()
    bell = page.get_by_role("button", name="通知：2 条未读，最高红色")
    bell.click()
    expect(page.get_by_text("数据时间：").first).to_be_visible()
    console.picture("notify-bell")
    page.get_by_role("link", name="全部通知").click()
    expect(page.get_by_text("2 条通知未读，最高为红色预警。")).to_be_visible()
    console.picture("notify-mine")
    page.get_by_role("button", name="全部标为已读").click()
    expect(page.get_by_text("没有未读通知。")).to_be_visible()
    page.get_by_role("tab", name="接收偏好").click()
    expect(page.get_by_text("免打扰").first).to_be_visible()
    console.picture("notify-wishes")
    page.set_viewport_size({"width": 360, "height": 780})
    console.picture("notify-wishes-phone")
