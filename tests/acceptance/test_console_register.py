"""The register on screen: a tank is changed and its past stays, charts are compared, rights hold."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Locator, expect

from tests.acceptance.console_kit import Console
from tests.acceptance.seed_city import STATION

KEEPER, DUTY, COUNTY = "guanli", "zhiban", "leping"
REASON = "核对现场铭牌，第3号记录"


def field(form: Locator, label: str) -> Locator:
    return form.get_by_label(label, exact=False).first


def test_a_tank_is_changed_with_a_reason_and_its_past_stays(console: Console) -> None:
    page = console.page
    console.log_in(KEEPER)
    console.open("/tanks")
    page.get_by_placeholder("查找油罐").fill(STATION)
    page.get_by_placeholder("查找油罐").press("Enter")
    row = page.get_by_role("row").filter(has_text="三龙加油站").first
    row.get_by_role("cell").nth(3).click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("button", name="修改").click()
    field(drawer, "安全充装量").fill("31,000")
    drawer.get_by_role("button", name="保存改动").click()
    expect(drawer.get_by_text("请写明理由")).to_be_visible()
    field(drawer, "理由").fill(REASON)
    drawer.get_by_role("button", name="保存改动").click()
    expect(drawer.locator(".ant-form-item-explain-error").first).to_be_visible()
    console.picture("register-01-refused")

    field(drawer, "安全充装量").fill("２６５００")
    changes = drawer.get_by_role("region", name="将要改变")
    expect(changes.get_by_text("将改变 1 项")).to_be_visible()
    expect(changes.get_by_role("deletion")).to_have_text("27,000")
    expect(changes.get_by_role("insertion")).to_have_text("26,500")
    console.picture("register-02-what-changes")
    drawer.get_by_role("button", name="保存改动").click()
    expect(drawer.get_by_role("cell", name="26,500 L")).to_be_visible()
    drawer.get_by_role("tab", name="变更历史").click()
    expect(drawer.get_by_text(REASON)).to_be_visible()
    expect(drawer.get_by_text("27,000").first).to_be_visible()
    console.picture("register-03-history")

    console.open("/changes")
    expect(page.get_by_role("row").filter(has_text=REASON)).to_be_visible()


def test_a_row_that_somebody_else_changed_is_not_overwritten(console: Console) -> None:
    page = console.page
    console.log_in(KEEPER)
    console.open(f"/tanks?open={STATION}%7C2")
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("button", name="修改").click()
    field(drawer, "标准密度").fill("746")
    field(drawer, "理由").fill("按化验单")
    other = page.context.new_page()
    other.goto(f"{console.url}/tanks?open={STATION}%7C2")
    theirs = other.get_by_role("dialog")
    theirs.get_by_role("button", name="修改").click()
    field(theirs, "出厂编号").fill("YG-0002")
    field(theirs, "理由").fill("补登铭牌")
    theirs.get_by_role("button", name="保存改动").click()
    expect(theirs.get_by_role("cell", name="YG-0002")).to_be_visible()
    other.close()

    drawer.get_by_role("button", name="保存改动").click()
    notice = drawer.get_by_role("alert")
    expect(notice).to_contain_text("刚才有人改了这一行")
    expect(notice).to_contain_text("YG-0002")
    console.picture("register-04-meanwhile")
    drawer.get_by_role("button", name="保存改动").click()
    expect(drawer.get_by_role("cell", name="746 kg/m³")).to_be_visible()
    expect(drawer.get_by_role("cell", name="YG-0002")).to_be_visible()


def test_a_chart_is_added_from_two_columns_and_compared(console: Console) -> None:
    page = console.page
    console.log_in(KEEPER)
    console.open(f"/stations/{STATION}/tanks/1/chart")
    expect(page.get_by_text("没有可对比的其他版本")).to_be_visible()
    page.get_by_role("button", name="新增一版").click()
    drawer = page.get_by_role("dialog")
    columns = drawer.get_by_label("高度（mm）与容积（升）两列")
    columns.fill("高度\t容积\n0\t0\n1250\t15100\n1200\t15,200\n2500\t29950")
    expect(drawer.get_by_role("alert")).to_contain_text("没有比上一个高")
    columns.fill("高度\t容积\n0\t0\n1250\t15,600\n2500\t29950")
    expect(drawer.get_by_text("读到 3 行，高度递增")).to_be_visible()
    drawer.get_by_label("启用时间").fill("2026.9.1")
    drawer.get_by_label("理由").fill("重新标定，证书 容2026-18")
    console.picture("register-05-new-chart")
    drawer.get_by_role("button", name="登记这一版").click()
    expect(page.get_by_text("现行罐容表自 2026-09-01 起用，共 3 行")).to_be_visible()
    expect(page.get_by_text("与 2024-01-01 起用的一版相比，最大相差")).to_be_visible()
    expect(page.get_by_role("img", name="罐容表曲线")).to_be_visible()
    expect(page.get_by_text("重新标定，证书 容2026-18")).to_be_visible()
    console.picture("register-06-compared")


def test_a_clerk_of_one_county_cannot_open_anothers_station(console: Console) -> None:
    page = console.page
    console.log_in(COUNTY)
    console.open("/stations")
    expect(page.get_by_text("乐平市").first).to_be_visible()
    expect(page.get_by_text("三龙加油站")).to_have_count(0)
    console.open(f"/stations/{STATION}")
    expect(page.get_by_text("没有找到").first).to_be_visible()
    console.open(f"/stations/{STATION}/tanks/1/chart")
    expect(page.get_by_text("没有找到").first).to_be_visible()


def test_who_may_not_manage_the_register_sees_no_edit_buttons(console: Console) -> None:
    page = console.page
    console.log_in(DUTY)
    for path in ("/stations", "/tanks", "/price-caps"):
        console.open(path)
        expect(page.get_by_role("table").first).to_be_visible()
        expect(page.get_by_role("button", name="新增")).to_have_count(0)
    console.open(f"/tanks?open={STATION}%7C1")
    expect(page.get_by_role("dialog").get_by_text("登记内容")).to_be_visible()
    expect(page.get_by_role("button", name="修改")).to_have_count(0)
    console.open(f"/stations/{STATION}")
    expect(page.get_by_role("heading", name="三龙加油站")).to_be_visible()
    expect(page.get_by_role("button", name="修改档案")).to_have_count(0)


def test_after_a_rename_an_earlier_day_shows_the_old_name(console: Console) -> None:
    page = console.page
    console.log_in(KEEPER)
    console.open(f"/stations/{STATION}")
    page.get_by_role("button", name="修改档案").click()
    drawer = page.get_by_role("dialog")
    field(drawer, "加油站名称").fill("三龙中心加油站")
    field(drawer, "理由").fill("企业更名，商务局批复")
    drawer.get_by_role("button", name="保存改动").click()
    expect(drawer.get_by_role("cell", name="三龙中心加油站")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="三龙中心加油站")).to_be_visible()

    page.get_by_role("button", name="历史档案").click()
    yesterday = datetime.now(UTC) - timedelta(days=1)
    page.get_by_label("看哪一天的档案").fill(f"{yesterday.year}.{yesterday.month}.{yesterday.day}")
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_text("当天的档案，不是现在的")).to_be_visible()
    expect(page.get_by_role("heading", name="三龙加油站")).to_be_visible()
    console.picture("register-07-as-of")
    page.get_by_role("button", name="回到今天").click()
    expect(page.get_by_role("heading", name="三龙中心加油站")).to_be_visible()
