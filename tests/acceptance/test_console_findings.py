"""From the map to a closed alert, in a browser, against the real platform."""

import re

from playwright.sync_api import expect

from tests.acceptance.console_kit import Console, dress, seed, sign_in

GAP = "累计泵码与加油量不符"
LITRES = "412.34"
NAME = "三龙加油站"


def test_a_duty_officer_finds_a_station_sees_the_litres_and_closes_the_alert(console: Console) -> None:
    page = console.page
    console.log_in("zhiban")
    console.open("/map")
    expect(page.get_by_role("status").get_by_text("实时", exact=True)).to_be_visible()
    expect(page.locator(".city-map canvas")).to_be_visible()
    console.picture("01-map")

    page.keyboard.press("/")
    page.keyboard.type("三龙")
    expect(page.get_by_role("option").filter(has_text=NAME).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="全局搜索")).to_be_hidden()
    page.get_by_label("在地图上查找加油站").fill("0017")
    page.get_by_role("complementary").get_by_role("button", name=re.compile(NAME)).click()
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_text(GAP)).to_be_visible()
    expect(drawer.get_by_text("无读数")).to_be_visible()
    console.picture("02-drawer")

    drawer.get_by_role("link", name="一站一档").click()
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    expect(page.get_by_text("还没有收到液位仪数据，不等于空罐")).to_be_visible()
    expect(page.locator("canvas")).to_be_visible()
    console.picture("03-station")

    page.get_by_role("navigation", name="主导航").get_by_role("link", name="预警").click()
    line = page.get_by_role("row").filter(has_text=GAP).filter(has_text="1号加油枪")
    expect(line.get_by_text("红色")).to_be_visible()
    expect(line.get_by_text("待签收")).to_be_visible()
    console.picture("04-alerts")

    line.get_by_role("link", name=GAP).click()
    evidence = page.get_by_role("region", name="证据")
    expect(evidence.get_by_role("row").filter(has_text="4108")).to_be_visible()
    later = evidence.get_by_role("row").filter(has_text="4109")
    expect(later.get_by_text(f"+{LITRES}")).to_be_visible()
    expect(later.get_by_text("442.34")).to_be_visible()
    expect(page.get_by_role("region", name="图").locator("canvas").first).to_be_visible()
    console.picture("05-alert")

    page.get_by_role("button", name="签收").click()
    expect(page.get_by_text("处置中")).to_be_visible()
    page.get_by_role("button", name="办结").click()
    dialog = page.get_by_role("dialog", name="办结预警")
    dialog.get_by_role("button", name="确认办结").click()
    expect(dialog.get_by_text("请选择结论")).to_be_visible()
    dialog.get_by_text("有合理解释").click()
    dialog.get_by_label("理由").fill("核对维修单：检修时空转出油，已回罐。")
    console.picture("06-closing")
    dialog.get_by_role("button", name="确认办结").click()
    expect(page.get_by_text("结论：有合理解释")).to_be_visible()
    expect(page.get_by_text("理由：核对维修单：检修时空转出油，已回罐。")).to_be_visible()
    console.picture("07-closed")

    console.open("/alerts?status=closed")
    expect(page.get_by_role("row").filter(has_text=GAP).filter(has_text="已办结")).to_be_visible()


def test_a_new_alert_comes_into_the_open_list_without_a_reload(
    console: Console, city: tuple[dict[str, str], str]
) -> None:
    page = console.page
    console.log_in("zhiban")
    console.open("/alerts?status=open")
    expect(page.get_by_role("status").get_by_text("实时", exact=True)).to_be_visible()
    new = page.get_by_role("row").filter(has_text=GAP).filter(has_text="4号加油枪")
    expect(new).to_have_count(0)
    page.evaluate("window.stillTheSamePage = true")

    seed("gap", city[0])

    expect(new).to_be_visible()
    assert page.evaluate("window.stillTheSamePage") is True
    console.picture("08-new-alert")
    new.get_by_role("link", name=GAP).click()
    for nozzle in ("1号加油枪", "4号加油枪"):
        expect(page.get_by_role("row").filter(has_text=GAP).filter(has_text=nozzle).first).to_be_visible()


def test_a_liaison_sees_only_their_county_and_is_told_what_would_be_there(console: Console) -> None:
    page = console.page
    console.log_in("leping")
    console.open("/map")
    stations = page.get_by_role("complementary", name="加油站列表")
    expect(stations.get_by_role("status")).to_have_text(re.compile(r"[1-9]\d* 站"))
    expect(stations.get_by_text(NAME)).to_have_count(0)
    console.open("/alerts")
    expect(page.get_by_text("还没有预警")).to_be_visible()
    expect(page.get_by_text("会自动出现在这里，无需刷新")).to_be_visible()
    console.picture("09-no-alerts")
    console.open("/alerts/1")
    expect(page.get_by_text("没有找到", exact=True)).to_be_visible()
    expect(page.get_by_text(re.compile("YJ-[2-9A-Z]{8}"))).to_be_visible()
    console.picture("10-not-found")


def test_an_auditor_reads_who_did_what_and_that_the_journal_is_whole(console: Console) -> None:
    page = console.page
    console.log_in("shenji")
    expect(page).to_have_url(re.compile("/journal$"))
    expect(page.get_by_text(re.compile(r"操作日志共 \d+ 条，逐条相扣，校验完整"))).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="shenji").first).to_be_visible()
    console.picture("14-journal")


def test_a_sealed_day_is_opened_with_its_digests_and_its_place_in_the_chain(console: Console) -> None:
    page = console.page
    console.log_in("dangan")
    console.open("/day-seals")
    expect(page.get_by_text(re.compile("最近锚定：第 \\d+ 号"))).to_be_visible()
    console.picture("15-day-seals")
    page.locator(".data-table tr[data-row-key]").last.click()
    drawer = page.locator(".object-drawer")
    expect(drawer.get_by_text("与索引一致")).to_be_visible()
    expect(drawer.get_by_text("这是第一份")).to_be_visible()
    expect(drawer.get_by_role("row").filter(has_text="液位记录")).to_be_visible()
    console.picture("16-day-seal")
    drawer.get_by_role("button", name=re.compile("第 2 号")).click()
    expect(drawer.get_by_text("这一天没有任何记录")).to_be_visible()


def test_an_alert_speaks_english_to_whoever_reads_english(console: Console) -> None:
    page = console.page
    sign_in(page.context, console.url, "zhiban")
    dress(page.context, console.url, "en", "light")
    console.open("/alerts/1")
    expect(page.get_by_role("heading", level=1)).to_have_text("totalizer gap")
    expect(page).to_have_title(re.compile("^totalizer gap"))
    expect(page.get_by_text(GAP)).to_have_count(0)
    revisions = page.locator("section").filter(has_text="Revisions of the judgement").last
    expect(revisions.get_by_text("The totalizer rose by 442.34 L")).to_be_visible()
