"""Every page for everybody: axe finds nothing serious on any of them."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.acceptance.console_kit import ROOT, Console
from tests.acceptance.seed_city import STATION

AXE = ROOT / "console" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = {
    "map": ("zhiban", "/map"),
    "drawer": ("zhiban", f"/map?station={STATION}"),
    "station": ("zhiban", f"/stations/{STATION}"),
    "devices": ("guanli", f"/stations/{STATION}?tab=devices"),
    "alerts": ("zhiban", "/alerts"),
    "alert": ("zhiban", "/alerts/1"),
    "journal": ("shenji", "/journal"),
    "door journal": ("guanli", "/door-journal"),
    "nothing there": ("zhiban", "/nowhere"),
}


def serious(page: Any) -> list[str]:
    """What axe calls serious or critical on the page that is shown."""
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run()")["violations"]
    return [
        f"{v['id']}: {n['html'][:160]}"
        for v in found
        if v["impact"] in ("serious", "critical")
        for n in v["nodes"]
    ]


@pytest.fixture
def bare(browser: Browser, city: tuple[dict[str, str], str], tmp_path: Path) -> Any:
    """A window into which axe can be put: the pages' own policy allows no foreign script."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", bypass_csp=True)
    yield Console(context.new_page(), city[1], tmp_path)
    context.close()


def test_the_login_page_is_for_everybody(bare: Console) -> None:
    bare.open("/login")
    expect(bare.page.get_by_role("button", name="登录")).to_be_visible()
    assert serious(bare.page) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_for_everybody(bare: Console, name: str) -> None:
    who, path = PAGES[name]
    bare.log_in(who)
    bare.open(path)
    expect(bare.page.get_by_role("main")).to_be_visible()
    expect(bare.page.locator(".ant-skeleton")).to_have_count(0)
    assert serious(bare.page) == []
