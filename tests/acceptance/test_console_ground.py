"""What every page stands on: one table, search, keys, two languages, light and dark, paper, who sees what."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, Route, expect

from tests.acceptance.console_kit import Console
from tests.acceptance.seed_city import STATION

NAME = "三龙加油站"
STATIONS = "加油站"


@pytest.fixture(scope="module")
def city(shared_city: tuple[dict[str, str], str]) -> tuple[dict[str, str], str]:
    """Lists are only looked at; a view is its person's own."""
    return shared_city


def asked(page: Page) -> dict[str, list[str]]:
    """What the page's address says."""
    return parse_qs(urlsplit(page.url).query)


def rows(page: Page) -> int:
    """How many rows the list says it has."""
    said = page.locator(".table-foot").get_by_role("status").inner_text()
    return int(re.sub(r"\D", "", said))


def column(page: Page, at: int) -> list[str]:
    """The words of a column of the list that is shown."""
    return page.locator(f".table-rows tbody tr[data-row-key] td:nth-child({at})").all_inner_texts()


def choose(page: Page, label: str, option: str) -> None:
    """Pick a value of a filter that stands open above the list."""
    page.get_by_role("combobox", name=label).click()
    page.locator(".ant-select-item-option").get_by_text(option, exact=True).click()
    page.keyboard.press("Escape")


def test_a_filter_stands_in_the_address_and_the_back_button_undoes_it(console: Console) -> None:
    page = console.page
    console.log_in("dangan")
    console.open("/stations")
    expect(page.get_by_role("row").filter(has_text="3602020001")).to_be_visible()
    everything = rows(page)

    choose(page, "企业性质", "民营")
    mark = page.get_by_role("group", name="已加的条件")
    expect(mark.get_by_text("企业性质：民营")).to_be_visible()
    assert asked(page)["ownership"] == ["private"]
    expect(page.get_by_text(f"共 {everything} 条", exact=True)).to_be_hidden()
    private = rows(page)
    assert 0 < private < everything

    page.get_by_role("searchbox", name=f"查找{STATIONS}").fill("三龙")
    expect(page.get_by_text("共 1 条", exact=True)).to_be_visible()
    assert asked(page)["q"] == ["三龙"]
    shared = page.url
    page.go_back()
    expect(mark.get_by_text("含“三龙”")).to_be_hidden()
    expect(page.get_by_text(f"共 {private} 条", exact=True)).to_be_visible()
    page.go_back()
    expect(mark).to_be_hidden()

    page.goto(shared)
    expect(page.get_by_text("共 1 条", exact=True)).to_be_visible()
    page.get_by_role("button", name="去掉条件“企业性质：民营”").click()
    expect(mark.get_by_text("企业性质：民营")).to_be_hidden()
    page.get_by_role("searchbox", name=f"查找{STATIONS}").fill("没有这样的站")
    expect(page.get_by_text("没有符合条件的记录")).to_be_visible()
    page.get_by_role("button", name="清除全部条件").first.click()
    expect(page.get_by_role("row").filter(has_text="3602020001")).to_be_visible()
    assert asked(page) == {}


def test_rows_are_put_in_order_and_columns_chosen_and_the_address_says_so(console: Console) -> None:
    page = console.page
    console.log_in("dangan")
    console.open("/stations?size=20")
    expect(page.get_by_text("共 40 条", exact=True)).to_be_visible()
    page.get_by_role("columnheader", name=re.compile("加油站编号")).click()
    page.wait_for_url("**sort=station_id**")
    expect(page.locator("th[aria-sort=ascending]")).to_have_count(1)
    ascending = column(page, 1)
    page.get_by_role("columnheader", name=re.compile("加油站编号")).click()
    page.wait_for_url("**sort=-station_id**")
    expect(page.locator("th[aria-sort=descending]")).to_have_count(1)
    expect(page.locator("tbody tr[data-row-key] td").first).not_to_have_text(ascending[0])
    assert column(page, 1) == sorted(column(page, 1), reverse=True)
    assert len(column(page, 1)) == 20

    page.get_by_role("button", name="列", exact=True).click()
    page.get_by_role("checkbox", name="经营方式").click()
    expect(page.get_by_role("columnheader", name=re.compile("经营方式"))).to_have_count(0)
    page.get_by_role("button", name="所属县区上移").click()
    heads = page.locator(".table-rows thead th")
    expect(heads.nth(1)).to_contain_text("所属县区")
    assert asked(page)["columns"][0].split(",")[:2] == ["station_id", "region_code"]
    page.reload()
    expect(heads.nth(1)).to_contain_text("所属县区")


def test_a_view_is_kept_and_its_rows_are_exported(console: Console, tmp_path: Path) -> None:
    page = console.page
    console.log_in("dangan")
    console.open("/stations?ownership=private")
    expect(page.get_by_role("group", name="已加的条件")).to_be_visible()
    private = rows(page)
    page.get_by_role("button", name="视图").click()
    page.get_by_label("视图名称").fill("民营站")
    page.get_by_role("button", name="保存视图").click()
    expect(page.get_by_role("button", name="民营站", exact=True)).to_be_visible()

    console.open("/stations")
    expect(page.get_by_text("共 40 条", exact=True)).to_be_visible()
    page.get_by_role("button", name="视图").click()
    page.get_by_role("button", name="民营站", exact=True).click()
    expect(page.get_by_text(f"共 {private} 条", exact=True)).to_be_visible()
    assert asked(page)["ownership"] == ["private"]

    page.get_by_role("button", name="导出").click()
    with page.expect_download() as taken:
        page.get_by_role("menuitem", name=re.compile("Excel")).click()
    path = tmp_path / "stations.xlsx"
    taken.value.save_as(path)
    sheet = load_workbook(path).worksheets[0]
    ids = {str(row[0].value) for row in sheet.iter_rows() if re.fullmatch(r"\d{10}", str(row[0].value))}
    assert len(ids) == private
    assert STATION in ids


def test_everything_is_reached_by_keyboard(console: Console) -> None:
    page = console.page
    console.log_in("zhiban")
    console.open("/stations")
    expect(page.get_by_role("row").filter(has_text="3602020001")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("tbody tr[data-row-key]").nth(1)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/stations/3602020001")

    page.keyboard.press("g")
    page.keyboard.press("a")
    page.wait_for_url("**/alerts")
    page.keyboard.press("/")
    search = page.get_by_role("dialog", name="全局搜索")
    expect(search.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("三龙")
    expect(search.get_by_role("option").filter(has_text=NAME).first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(search.get_by_role("option", selected=True)).to_contain_text("三龙")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/stations/{STATION}**")
    expect(search).to_be_hidden()

    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="键盘快捷键")
    expect(keys.get_by_text("前往页面")).to_be_visible()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.get_by_role("button", name="帮助").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="帮助")).to_be_focused()


def test_language_and_shade_are_chosen_in_the_menu_and_remembered(console: Console) -> None:
    page = console.page
    console.log_in("zhiban")
    page.get_by_title("打开个人菜单").click()
    page.get_by_role("menuitem", name="深色").press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")

    page.get_by_title("打开个人菜单").click()
    page.get_by_role("menuitem", name="English").press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("link", name="Alerts").first).to_be_visible()
    console.open("/alerts")
    expect(page).to_have_title("Alerts · Youjian")
    expect(page.get_by_role("columnheader", name=re.compile("Level"))).to_be_visible()
    expect(page.get_by_text(re.compile("to be signed for"))).to_be_visible()


def test_a_list_is_cards_on_a_phone_and_a_document_on_paper(console: Console) -> None:
    page = console.page
    console.log_in("zhiban")
    page.set_viewport_size({"width": 360, "height": 740})
    console.open("/stations?ownership=private")
    expect(page.locator(".card-row").first).to_be_visible()
    expect(page.get_by_role("table")).to_have_count(0)
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.get_by_role("table").first).to_be_visible()
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.get_by_text(re.compile("条件：企业性质：民营。.*第 1 / 1 页。"))).to_be_visible()
    expect(page.locator(".print-head")).to_contain_text("值班员 林晓")
    expect(page.locator(".print-head")).to_contain_text("加油站")
    expect(page.get_by_role("navigation", name="主导航")).to_be_hidden()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


def test_the_navigation_is_what_the_role_and_the_city_allow(console: Console) -> None:
    page = console.page
    console.log_in("shenji")
    navigation = page.get_by_role("navigation", name="主导航")
    expect(navigation.get_by_role("link", name="操作日志")).to_be_visible()
    expect(navigation.get_by_role("link", name="加油枪")).to_have_count(0)
    console.open("/alerts")
    expect(page.get_by_text("您的岗位不能打开这个页面")).to_be_visible()


def test_a_module_that_is_off_has_no_entry_and_says_so_at_its_address(console: Console) -> None:
    page = console.page

    def without_alerts(route: Route) -> None:
        city = route.fetch().json()
        city["modules"] = [module for module in city["modules"] if module != "alerts"]
        route.fulfill(json=city)

    page.route("**/api/v1/city", without_alerts)
    console.log_in("zhiban")
    navigation = page.get_by_role("navigation", name="主导航")
    expect(navigation.get_by_role("link", name="一张图")).to_be_visible()
    expect(navigation.get_by_role("link", name="预警")).to_have_count(0)
    console.open("/alerts")
    expect(page.get_by_text("本市没有启用这个模块")).to_be_visible()
