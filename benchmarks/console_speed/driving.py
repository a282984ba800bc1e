"""A person's hand on the map and in the table, in a real browser."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page

from benchmarks.console_speed.busy import BusyClock

WATCHING = Path(__file__).with_name("watching.js").read_text(encoding="utf-8")
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
]
_SETTLE_MS = 450
"""Longer than a search field waits for the next letter: what a pause sets off belongs to the interaction."""
_PATIENCE_MS = 60_000


@dataclass
class Waits:
    """What was measured on a page: seconds to load; waits, long tasks and CPU time in ms by interaction."""

    load_s: float
    clock: BusyClock
    waits: dict[str, list[float]] = field(default_factory=dict)
    tasks: dict[str, list[float]] = field(default_factory=dict)
    busy: dict[str, list[float]] = field(default_factory=dict)


def opened(browser: Browser, url: str) -> Page:
    """A window of 1440 × 900 of somebody who is logged in."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.add_init_script(WATCHING)
    page = context.new_page()
    page.set_default_timeout(_PATIENCE_MS)
    page.goto(f"{url}/login")
    page.get_by_label("账号").fill("zhiban")
    page.get_by_label("密码", exact=True).fill("Youjian-2026")
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda found: "/login" not in found)
    return page


def on_the_map(page: Page, url: str, rounds: int) -> Waits:
    """Zoom, pan, hover, click a station, switch layers, filter by county, type in the search."""
    began = time.perf_counter()
    page.goto(f"{url}/map")
    canvas = page.locator(".city-map canvas").first
    canvas.wait_for()
    page.locator(".map-list li").first.wait_for()
    found = Waits(time.perf_counter() - began, BusyClock(page))
    box = canvas.bounding_box() or {"x": 0, "y": 0, "width": 1000, "height": 700}
    x, y = box["x"] + box["width"] * 0.55, box["y"] + box["height"] * 0.5
    page.mouse.move(x, y)
    for turn in range(rounds):
        _do(page, found, "zoom", lambda turn=turn: page.mouse.wheel(0, -240 if turn % 2 == 0 else 240))
    for turn in range(rounds):
        _do(page, found, "pan", lambda turn=turn: _drag(page, x, y, 80 if turn % 2 else -80))
    for turn in range(rounds):
        _do(
            page,
            found,
            "hover",
            lambda turn=turn: page.mouse.move(x - 60 + 17 * turn, y - 40 + 11 * turn, steps=4),
        )
    lines = page.locator(".map-list li button")
    for turn in range(rounds):
        _do(page, found, "open a station", lambda turn=turn: _press(page, lines.nth(turn + 1)))
        page.keyboard.press("Escape")
    layers = page.locator(".map-layers .ant-segmented-item")
    for turn in range(rounds):
        _do(
            page,
            found,
            "switch layer",
            lambda turn=turn: _press(page, layers.nth((turn + 1) % layers.count())),
        )
    for turn in range(rounds):
        _do(
            page,
            found,
            "choose a county",
            lambda turn=turn: _choose(page, page.get_by_label("县区"), turn + 1),
        )
    _type(page, found, page.get_by_label("在地图上查找加油站"), rounds)
    return _read(page, found)


def in_the_table(page: Page, url: str, rounds: int) -> Waits:
    """Scroll, sort, filter, type in the search, select a row, walk by keyboard."""
    began = time.perf_counter()
    page.goto(f"{url}/live")
    grid = page.get_by_role("grid")
    grid.locator(".live-rows .live-row").nth(5).wait_for()
    found = Waits(time.perf_counter() - began, BusyClock(page))
    page.mouse.move(700, 600)
    for turn in range(2 * rounds):
        _do(page, found, "scroll", lambda turn=turn: page.mouse.wheel(0, 900 if turn < rounds else -500))
    heads = grid.get_by_role("columnheader").locator("button")
    for turn in range(rounds):
        _do(page, found, "sort", lambda turn=turn: _press(page, heads.nth(turn % 9)))
    for turn in range(rounds):
        _do(page, found, "select a row", lambda turn=turn: page.mouse.click(760, 420 + 30 * (turn % 10)))
    for _ in range(rounds):
        _do(page, found, "walk by keyboard", lambda: page.keyboard.press("ArrowDown"))
    for turn in range(rounds):
        _do(
            page,
            found,
            "filter",
            lambda turn=turn: _choose(page, page.get_by_label("油品", exact=True), turn % 3),
        )
    _type(page, found, page.get_by_label("站名、编号或设备号"), rounds)
    return _read(page, found)


def _do(page: Page, found: Waits, label: str, action: Callable[[], object]) -> None:
    """One interaction with all that follows from it."""
    found.waits.setdefault(label, [])
    page.evaluate("label => { window.__speed.label = label }", label)
    before = found.clock.milliseconds()
    action()
    page.wait_for_timeout(_SETTLE_MS)
    found.busy.setdefault(label, []).append(found.clock.milliseconds() - before)
    page.evaluate("window.__speed.label = ''")
    _collect(page, found)


def _collect(page: Page, found: Waits) -> None:
    said = page.evaluate(
        "(() => { const s = window.__speed; const told = [s.frames, s.events, s.tasks];"
        " s.frames = []; s.events = []; s.tasks = []; return told; })()"
    )
    for label, _, milliseconds in [*said[0], *said[1]]:
        found.waits.setdefault(label, []).append(milliseconds)
    for label, _, milliseconds in said[2]:
        found.tasks.setdefault(label or "between", []).append(milliseconds)


def _read(page: Page, found: Waits) -> Waits:
    _collect(page, found)
    return found


def _press(page: Page, target: Locator) -> None:
    """A click where the thing is, without asking the page first whether it can be clicked."""
    box = target.bounding_box()
    if box:
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def _drag(page: Page, x: float, y: float, by: float) -> None:
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by, y + by / 2, steps=8)
    page.mouse.up()


def _choose(page: Page, box: Locator, turn: int) -> None:
    """Open a list of choices and take one by keyboard."""
    box.first.click(force=True)
    for _ in range(turn % 4 + 1):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")


def _type(page: Page, found: Waits, box: Locator, rounds: int) -> None:
    box.click()
    for letter in ("加油站" * rounds)[:rounds]:
        _do(page, found, "type in the search", lambda letter=letter: page.keyboard.insert_text(letter))
    for _ in range(rounds):
        _do(page, found, "type in the search", lambda: page.keyboard.press("Backspace"))
