"""Every page for everybody: axe finds nothing serious, by day and by night, in both languages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.acceptance.console_kit import ROOT, dress, patient, settle, sign_in
from tests.acceptance.screens import ROUTES, Screen, furnish, screens
from tests.acceptance.seed_city import STATION

AXE = (ROOT / "console" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
STATES = {
    "map with a drawer": ("zhiban", f"/map?station={STATION}"),
    "station's devices": ("guanli", f"/stations/{STATION}?tab=devices"),
    "nothing there": ("zhiban", "/nowhere"),
    "not permitted": ("leping", "/journal"),
}
"""What pages look like otherwise: with a drawer, without a right, without a page."""
CLERK = "dangan"
PHONE = ViewportSize(width=360, height=740)
DESK = ViewportSize(width=1280, height=800)


STILL = """async () => {
  await document.fonts.ready;
  await Promise.all(document.getAnimations()
    .filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
    .map((one) => one.finished.catch(() => null)));
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
}"""
"""What still moves or fades has colours of its own for a moment."""


def serious(page: Page) -> list[str]:
    """What axe calls serious or critical on the page that is shown.

    What it finds it has to find twice: a notice may come while it looks, half transparent for a moment.
    """
    page.evaluate(STILL)
    if not _found(page):
        return []
    page.evaluate(STILL)
    return _found(page)


def _found(page: Page) -> list[str]:
    found = page.evaluate("axe.run()")["violations"]
    return [
        f"{v['id']}: {n['html'][:160]}"
        for v in found
        if v["impact"] in ("serious", "critical")
        for n in v["nodes"]
    ]


@dataclass
class Windows:
    """A window for each person, language and shade; each person logs in once."""

    browser: Browser
    url: str
    signed: dict[str, Any] = field(default_factory=dict)
    opened: dict[tuple[str, str, str], Page] = field(default_factory=dict)

    def of(self, user: str, lang: str = "zh", shade: str = "light") -> Page:
        """The window of a person."""
        wanted = (user, lang, shade)
        if wanted not in self.opened:
            self.opened[wanted] = self._new(user, lang, shade)
        return self.opened[wanted]

    def _new(self, user: str, lang: str, shade: str) -> Page:
        context = new_context(self.browser, self.url, lang, shade, self.signed.get(user))
        if user not in self.signed:
            sign_in(context, self.url, user)
            if user == CLERK:
                furnish(context, self.url)
            self.signed[user] = context.storage_state()
        return context.new_page()


@pytest.fixture(scope="module")
def city(shared_city: tuple[dict[str, str], str]) -> tuple[dict[str, str], str]:
    """Pages are only looked at."""
    return shared_city


@pytest.fixture(scope="module")
def windows(browser: Browser, city: tuple[dict[str, str], str]) -> Iterator[Windows]:
    """Windows on the furnished city."""
    opened = Windows(browser, city[1])
    yield opened
    for page in opened.opened.values():
        page.context.close()


def new_context(
    browser: Browser, url: str, lang: str = "zh", shade: str = "light", state: Any = None
) -> BrowserContext:
    """A window's context; the pages' own policy allows no foreign script, and axe is one."""
    context = patient(browser.new_context(viewport=DESK, base_url=url, bypass_csp=True, storage_state=state))
    dress(context, url, lang, shade)
    context.add_init_script(AXE)
    return context


def look(page: Page, address: str) -> list[str]:
    """Open an address and say what is seriously wrong with it."""
    page.goto(address)
    settle(page)
    return serious(page)


def few(screen: Screen) -> str:
    """A page with twenty rows in its list, if it has one: fifty take axe longer and show nothing more."""
    return f"{screen.address}?size=20"


def test_every_page_of_the_console_is_among_the_screens() -> None:
    lines = [line for line in ROUTES.read_text(encoding="utf-8").splitlines() if "load: () =>" in line]
    assert len(screens()) == len([line for line in lines if "path: " in line])
    assert len({screen.name for screen in screens()}) == len(screens())


@pytest.mark.parametrize("shade", ["light", "dark"])
@pytest.mark.parametrize("screen", screens(), ids=lambda screen: screen.name)
def test_a_page_is_for_everybody(windows: Windows, screen: Screen, shade: str) -> None:
    page = windows.of(screen.user, "zh", shade)
    assert look(page, few(screen)) == []
    assert page.evaluate("document.documentElement.dataset.theme") == shade


@pytest.mark.parametrize("screen", screens(), ids=lambda screen: screen.name)
def test_a_page_fits_a_phone_and_speaks_english(windows: Windows, screen: Screen) -> None:
    page = windows.of(screen.user, "en")
    page.set_viewport_size(PHONE)
    assert look(page, few(screen)) == []
    assert page.evaluate("document.documentElement.lang") == "en"
    wide = page.evaluate("document.querySelector('main').scrollWidth")
    assert wide <= PHONE["width"], f"{screen.address} is {wide} px wide"


@pytest.mark.parametrize("name", STATES)
def test_a_page_in_another_state_is_for_everybody(windows: Windows, name: str) -> None:
    user, address = STATES[name]
    assert look(windows.of(user), address) == []


def test_search_help_and_shortcuts_are_for_everybody(windows: Windows) -> None:
    page = windows.of("zhiban")
    look(page, "/alerts")
    for key, opened in (("/", "全局搜索"), ("?", "键盘快捷键")):
        page.keyboard.press(key)
        expect(page.get_by_role("dialog", name=opened)).to_be_visible()
        assert serious(page) == []
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog", name=opened)).to_be_hidden()
    page.get_by_role("button", name="帮助").click()
    expect(page.get_by_role("dialog", name="预警")).to_be_visible()
    assert serious(page) == []


@pytest.mark.parametrize("shade", ["light", "dark"])
def test_the_login_page_is_for_everybody(
    browser: Browser, city: tuple[dict[str, str], str], shade: str
) -> None:
    context = new_context(browser, city[1], shade=shade)
    page = context.new_page()
    page.goto("/login")
    expect(page.get_by_role("button", name="登录")).to_be_visible()
    assert serious(page) == []
    context.close()
