"""Whatever somebody typed into any field is shown as text: no page makes markup of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page

from tests.acceptance.console_kit import dress, patient, run_program, settle, sign_in
from tests.acceptance.hostile_text import MARKUP
from tests.acceptance.screens import Screen, furnish, screens

WITH_PAPERS = True
_MADE = "document.querySelectorAll('[data-hostile]').length"


@pytest.fixture(scope="module")
def windows(browser: Browser, city: tuple[dict[str, str], str]) -> Iterator[dict[str, Page]]:
    """A window for each person, in a city whose every text was spoiled."""
    environment, url = city
    opened: dict[str, Page] = {}
    for user in sorted({screen.user for screen in screens()}):
        context = patient(browser.new_context(base_url=url, bypass_csp=True))
        dress(context, url, "zh", "light")
        sign_in(context, url, user)
        if user == "dangan":
            furnish(context, url)
        opened[user] = context.new_page()
    told = run_program("tests.acceptance.hostile_text", "all", environment)
    assert int(told.split()[-2]) > 80, told
    yield opened
    for page in opened.values():
        page.context.close()


def _wrong(page: Page, screen: Screen) -> dict[str, Any]:
    """What is wrong with a page: markup made of words, a script that ran, nothing shown at all."""
    ran: list[str] = []

    def refuse(dialog: Dialog) -> None:
        ran.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", refuse)
    page.goto(screen.address)
    settle(page)
    page.remove_listener("dialog", refuse)
    made = page.evaluate(_MADE)
    return {screen.name: (made, ran)} if made or ran else {}


@pytest.fixture(scope="module")
def shown() -> list[str]:
    """The pages on which somebody's markup was read as text."""
    return []


@pytest.mark.parametrize("screen", screens(), ids=lambda screen: screen.name)
def test_words_are_words_on_a_page(windows: dict[str, Page], screen: Screen, shown: list[str]) -> None:
    page = windows[screen.user]
    assert _wrong(page, screen) == {}
    if MARKUP[:9] in page.inner_text("body"):
        shown.append(screen.name)


def test_there_were_words_to_show(shown: list[str]) -> None:
    assert len(shown) > 40
