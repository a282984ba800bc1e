"""The wall as a room sees it: whole on the screen, never silently old, right again after a break."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.acceptance.console_kit import eventually, free_port, healthy, patient, process, send, sign_in

_WHOLE = """() => {
    const { width, height } = document.querySelector(".wall-stage").getBoundingClientRect();
    const root = document.documentElement;
    const over = [...document.querySelectorAll(".wall-panel, .wall-total")]
        .filter((part) => part.scrollWidth > part.clientWidth + 1).map((part) => part.className);
    return {
        width: Math.round(width), height: Math.round(height), over,
        scrolls: root.scrollWidth > innerWidth || root.scrollHeight > innerHeight,
        alone: document.elementFromPoint(3, 300).closest(".wall") !== null,
    };
}"""


@pytest.fixture
def wall(browser: Browser) -> Iterator[Page]:
    """A window of the size of a wall."""
    context = patient(browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN"))
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield page
    context.close()


def test_a_wall_fits_says_when_it_is_old_and_catches_up(
    wall: Page, city: tuple[dict[str, str], str], tmp_path: Path, pictures: Path
) -> None:
    environment, port = city[0], free_port()
    url = f"http://127.0.0.1:{port}"

    def serve() -> Any:
        return process("serve", "--port", str(port), environment=environment, logs=tmp_path)

    alerts = wall.get_by_role("region", name="未办结预警")
    stale = (
        wall.get_by_role("alert").filter(has_text="实时通道中断").or_(wall.get_by_text("连接不到平台，画面"))
    )
    with serve() as serving:
        eventually(lambda: serving.alive() and healthy(url), "serve answers")
        sign_in(wall.context, url, "zhiban")
        wall.goto(f"{url}/cockpit?full=1")
        before = wall.context.request.get(f"{url}/api/v1/cockpit").json()["alerts"]["unsigned"]
        expect(alerts).to_contain_text(f"待签收 {before}")
        for width, height in ((1366, 768), (3840, 2160), (1920, 1080)):
            wall.set_viewport_size({"width": width, "height": height})
            eventually(lambda: abs(wall.evaluate(_WHOLE)["width"] - width) <= 1, "the wall fits")  # noqa: B023
            seen = wall.evaluate(_WHOLE)
            assert (seen["scrolls"], seen["over"], seen["alone"]) == (False, [], True)
            assert abs(seen["height"] - height) <= 1
        wall.screenshot(path=str(pictures / "cockpit.png"))
        wall.evaluate("window.stays = true")
    expect(stale.first).to_be_visible()
    with serve() as serving:
        eventually(lambda: serving.alive() and healthy(url), "serve answers again")
        signed = wall.context.request.get(f"{url}/api/v1/cockpit").json()["alerts"]["newest"][0]["id"]
        assert send(wall.context, url, f"/api/v1/alerts/{signed}/sign").ok
        expect(alerts).to_contain_text(f"待签收 {before - 1}", timeout=60_000)
        expect(stale).to_have_count(0, timeout=60_000)
        assert wall.evaluate("window.stays")
