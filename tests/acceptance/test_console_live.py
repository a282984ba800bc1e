"""The live table and the map's layers, as a duty officer uses them, also while the office is away."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.acceptance.console_kit import (
    Console,
    eventually,
    free_port,
    healthy,
    patient,
    process,
    seed,
    sign_in,
)
from tests.acceptance.seed_city import NEW_GAP_NOZZLE, STATION


@pytest.fixture
def window(browser: Browser) -> Iterator[Page]:
    """A window without animations of its own choice."""
    context = patient(browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN"))
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield page
    context.close()


def _nozzle(page: Page, url: str) -> dict[str, Any]:
    """What the office says of the nozzle now."""
    told = page.context.request.get(f"{url}/api/v1/live/nozzles").json()
    named = (dict(zip(told["columns"], row, strict=True)) for row in told["rows"])
    return next(row for row in named if (row["station_id"], row["nozzle_id"]) == (STATION, NEW_GAP_NOZZLE))


def _litres(millilitres: int) -> str:
    return f"{millilitres / 1000:,.2f}"


def test_table_and_map_end_equal_to_the_database_after_the_office_was_away(
    window: Page, city: tuple[dict[str, str], str], tmp_path: Path
) -> None:
    """Nothing is reloaded: the stream comes back, and what changed meanwhile is there."""
    environment, port = city[0], free_port()
    url = f"http://127.0.0.1:{port}"

    def serve() -> Any:
        return process("serve", "--port", str(port), environment=environment, logs=tmp_path)

    with serve() as serving:
        eventually(lambda: serving.alive() and healthy(url), "serve answers")
        sign_in(window.context, url, "zhiban")
        window.goto(f"{url}/live?q={STATION}")
        row = window.get_by_role("row").filter(
            has=window.get_by_role("gridcell", name=str(NEW_GAP_NOZZLE), exact=True)
        )
        before = _nozzle(window, url)
        expect(row).to_contain_text(_litres(before["totalizer_ml"]))
        window.evaluate("window.stays = true")
        beside = window.context.new_page()
        beside.goto(f"{url}/map?layer=alerts&q={STATION}")
        red = beside.get_by_role("complementary").get_by_role("button", name=re.compile(STATION))
        expect(red).to_be_visible()
        beside.evaluate("window.stays = true")
    seed("gap", environment)
    with serve() as serving:
        eventually(lambda: serving.alive() and healthy(url), "serve answers again")
        after = _nozzle(window, url)
        assert after["totalizer_ml"] > before["totalizer_ml"]
        expect(row).to_contain_text(_litres(after["totalizer_ml"]), timeout=60_000)
        alerts = window.context.request.get(f"{url}/api/v1/map").json()["stations"]
        open_here = next(sum(s["alerts"].values()) for s in alerts if s["station_id"] == STATION)
        expect(red).to_contain_text(f"{open_here}条", timeout=60_000)
        assert window.evaluate("window.stays")
        assert beside.evaluate("window.stays")


def test_the_table_is_filtered_sorted_and_walked_through_by_its_address(console: Console) -> None:
    console.log_in("zhiban")
    console.open("/live?sort=-totalizer_l")
    page = console.page
    grid = page.get_by_role("grid", name="加油枪")
    expect(grid.get_by_role("columnheader", name="累计泵码")).to_have_attribute("aria-sort", "descending")
    expect(grid.locator(".live-rows .live-row").first).to_contain_text("2,2")
    grid.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(grid.locator("[aria-selected=true]")).to_have_count(1)
    page.get_by_label("站名、编号或设备号").fill(f"{STATION} 1号枪")
    expect(page).to_have_url(re.compile("q="))
    expect(grid.locator(".live-rows .live-row")).to_have_count(1)
    page.get_by_role("button", name="暂停").click()
    expect(page.get_by_text("已暂停更新")).to_be_visible()
    page.get_by_role("tab", name="油罐").click()
    expect(
        page.get_by_role("grid", name="油罐").get_by_text("没有读数").or_(page.get_by_text("无读数").first)
    ).to_be_visible()
    console.picture("live-tanks")


def test_layers_say_what_they_show_and_the_back_button_undoes_a_step(console: Console) -> None:
    console.log_in("zhiban")
    console.open("/map")
    page = console.page
    legend = page.get_by_role("list", name="图例")
    for layer, word in (
        ("销量", "没有数据"),
        ("可售天数", "不足1天"),
        ("在线率", "99.6%"),
        ("油气", "标准报警"),
        ("状态", "停机申报"),
    ):
        page.locator(".map-layers").get_by_text(layer, exact=True).click()
        expect(legend).to_contain_text(word)
    expect(page).to_have_url(re.compile("layer=links"))
    page.go_back()
    expect(page).to_have_url(re.compile("layer=vapour"))
    console.open(f"/map?layer=supply&station={STATION}")
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_text("可售天数").first).to_be_visible()
    expect(drawer.get_by_text("近30日在线率")).to_be_visible()
    console.picture("map-supply")
    drawer.get_by_role("link", name="一站一档").click()
    expect(page).to_have_url(re.compile(f"/stations/{STATION}"))
