"""A station's life in the browser: a downtime asked for on a phone and approved at a desk, and a merger."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.acceptance.console_kit import Console, patient, settle, sign_in

STATION, OTHER = "3602030008", "3602030009"
_PHONE = {"width": 360, "height": 740}


@pytest.fixture
def phone(browser: Browser, city: tuple[dict[str, str], str], pictures: Path) -> Iterator[Console]:
    """A window as wide as a phone, whose person is the clerk."""
    context = patient(browser.new_context(viewport=_PHONE, locale="zh-CN", has_touch=True))  # type: ignore[arg-type]
    sign_in(context, city[1], "dangan")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield Console(page, city[1], pictures)
    context.close()
    assert errors == []


def no_sideways(page: Page) -> None:
    """Nothing stands beyond the right edge of the window."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


def test_downtime_is_asked_for_on_a_phone_and_approved_at_a_desk(phone: Console, console: Console) -> None:
    page = phone.page
    phone.open(f"/downtimes?new={STATION}")
    settle(page)
    drawer = page.get_by_role("dialog", name="申报停机")
    expect(drawer.get_by_text("全站", exact=True).first).to_be_visible()
    drawer.get_by_text("停电", exact=True).click()
    drawer.get_by_label("原因").fill("供电公司检修线路，通知第18号")
    no_sideways(page)
    phone.picture("downtime-phone-form")
    drawer.get_by_role("button", name="提交申报").click()
    expect(page.get_by_text("已申报，等待审批")).to_be_visible()
    expect(page.get_by_role("dialog", name="停机申报").get_by_text("待审批")).to_be_visible()
    phone.picture("downtime-phone-asked")
    no_sideways(page)

    console.log_in("lingdao")
    desk = console.page
    console.open("/downtimes")
    expect(desk.get_by_text("1 项停机申报待审批")).to_be_visible()
    desk.get_by_role("row").filter(has_text="供电公司检修线路").click()
    drawer = desk.get_by_role("dialog").filter(has_text="停机申报")
    console.picture("downtime-desk-drawer")
    drawer.get_by_role("button", name="批准", exact=True).click()
    dialog = desk.get_by_role("dialog", name="批准：")
    dialog.get_by_label("意见").fill("同意")
    dialog.get_by_role("button", name="批准", exact=True).click()
    expect(drawer.get_by_text("已批准，未开始")).to_be_visible()
    expect(desk.get_by_text("没有待审批的停机申报。")).to_be_visible()
    console.picture("downtime-desk-approved")
    console.open(f"/stations/{STATION}?tab=timeline")
    expect(desk.get_by_text("停机申报：批准")).to_be_visible()
    expect(desk.get_by_text("停机开始：", exact=False)).to_be_visible()


def test_merged_station_shows_both_pasts(console: Console) -> None:
    console.log_in("dangan")
    page = console.page
    console.open(f"/stations/{STATION}")
    page.get_by_role("button", name="办理").click()
    page.get_by_role("menuitem", name="合并").click()
    dialog = page.get_by_role("dialog", name="合并：")
    dialog.get_by_label("原因").fill("两站合并经营")
    dialog.get_by_label("文号").fill("瓷商〔2026〕12号")
    dialog.get_by_label("与哪座站合并").fill(OTHER)
    page.get_by_title(OTHER, exact=False).click()
    console.picture("merge-form")
    dialog.get_by_role("button", name="预览").click()
    preview = dialog.get_by_role("region", name="将要办理的内容")
    expect(preview.get_by_text("关停")).to_be_visible()
    console.picture("merge-preview")
    dialog.get_by_role("button", name="确认合并").click()
    expect(page.get_by_text("已合并")).to_be_visible()

    console.open(f"/stations/{STATION}?tab=timeline")
    expect(page.get_by_text("合并：", exact=False).first).to_be_visible()
    expect(page.get_by_text("原昌南中石化示范加油站").first).to_be_visible()
    page.get_by_text("原昌南中石化示范加油站").first.scroll_into_view_if_needed()
    console.picture("timeline-merged")
    page.get_by_role("link", name="合并：", exact=False).first.click()
    expect(page).to_have_url(f"{console.url}/stations/{OTHER}")
    expect(page.get_by_text("已关停").first).to_be_visible()
