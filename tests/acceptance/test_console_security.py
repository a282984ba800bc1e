"""Second factors and tickets in a browser, from asking to losing them."""

import base64
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import expect

from tests.acceptance.console_kit import Console
from youjian.bureau.accounts.totp import code_at
from youjian.bureau.times import now


def _code(secret: str) -> str:
    """The next step's code: taken for longest, however slow the page."""
    raw = base64.b32decode(secret + "=" * (-len(secret) % 8))
    return code_at(raw, int(now().timestamp()) // 30 + 1)


def test_a_second_factor_from_adding_it_to_losing_it(
    console: Console, city: tuple[dict[str, str], str]
) -> None:
    page = console.page
    console.log_in("yingji")
    console.open("/account")
    page.get_by_role("button", name="绑定动态口令").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("当前密码").fill("Youjian-2026")
    dialog.get_by_role("button", name="下一步").click()
    secret = dialog.get_by_test_id("factor-secret").inner_text().strip()
    console.picture("security-enrol")
    dialog.get_by_label("认证器显示的6位数字").fill(_code(secret))
    dialog.get_by_role("button", name="确认绑定").click()
    expect(dialog.get_by_test_id("recovery-codes").get_by_role("listitem")).to_have_count(10)
    recovery = dialog.get_by_test_id("recovery-codes").get_by_role("listitem").first.inner_text()
    dialog.get_by_role("button", name="已记下").click()
    expect(page.get_by_text("还有 10 个恢复码未用")).to_be_visible()

    page.context.clear_cookies()
    console.open("/login")
    console.fill_in("yingji", "Youjian-2026")
    page.get_by_label("动态口令").fill("not-a-code")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_text("动态口令不正确或已用过")).to_be_visible()
    console.picture("security-second-step")
    page.get_by_label("动态口令").fill(recovery)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(re.compile(r"/(?!login)[a-z]+"))

    page.context.clear_cookies()
    console.log_in("anquan")
    console.open("/security")
    expect(page.get_by_text("1 人已绑定动态口令")).to_be_visible()
    console.picture("security")
    row = page.get_by_role("row").filter(has_text="yingji")
    row.get_by_role("button", name="重置动态口令").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("理由").fill("手机丢失，已当面核实")
    dialog.get_by_role("button", name="重置", exact=True).click()
    expect(page.get_by_text("已办理，记入操作日志")).to_be_visible()
    expect(page.get_by_text("0 人已绑定动态口令")).to_be_visible()


def test_a_supplier_gets_in_by_a_ticket_until_it_is_cut(console: Console, tmp_path: Path) -> None:
    page = console.page
    scan = tmp_path / "pledge.pdf"
    scan.write_bytes(b"%PDF-1.7 signed")
    today = datetime.now(UTC).date()
    console.log_in("yunwei")
    console.open("/tickets")
    expect(page.get_by_text("当前没有生效的工单")).to_be_visible()
    page.get_by_role("button", name="上传保密承诺").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("签署日期").fill(f"{today - timedelta(days=2)}")
    dialog.get_by_label("有效期至").fill(f"{today + timedelta(days=300)}")
    dialog.get_by_label("签署件扫描").set_input_files(scan)
    dialog.get_by_role("button", name="上传", exact=True).click()
    expect(page.get_by_text("保密承诺有效至")).to_be_visible()
    page.get_by_role("button", name="申请工单").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("事由").fill("远程排查采集终端离线")
    dialog.get_by_label("查看一站一档").click()
    expect(dialog.get_by_label("查看一站一档")).to_be_checked()
    console.picture("ticket-ask")
    dialog.get_by_role("button", name="提交审批").click()
    expect(page.get_by_text("待审批").first).to_be_visible()
    console.open("/stations")
    expect(page.get_by_text("没有权限").or_(page.get_by_text("无权")).first).to_be_visible()

    page.context.clear_cookies()
    console.log_in("anquan")
    console.open("/tickets")
    page.get_by_role("link", name=re.compile(r"GD\d{6}")).first.click()
    page.get_by_role("button", name="批准", exact=True).click()
    page.get_by_role("dialog").last.get_by_role("button", name="批准", exact=True).click()
    expect(page.get_by_role("button", name="立即终止")).to_be_visible()
    console.picture("ticket")

    page.context.clear_cookies()
    console.log_in("yunwei")
    console.open("/stations")
    expect(page.get_by_role("heading", name="加油站")).to_be_visible()
    console.open("/tickets")
    expect(page.get_by_text("生效中，至")).to_be_visible()
    console.picture("tickets")
    page.get_by_role("link", name=re.compile(r"GD\d{6}")).first.click()
    page.get_by_role("button", name="立即终止").click()
    page.get_by_role("dialog").last.get_by_role("button", name="立即终止").click()
    expect(page.get_by_text("当前没有生效的工单")).to_be_visible()
