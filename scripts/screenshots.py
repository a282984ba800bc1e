"""Take the pictures of the documents from a running demo.

    .venv/bin/youjian demo            (in another terminal; inject a hidden sale and wait for its alert)
    python scripts/screenshots.py http://127.0.0.1:8000

Writes docs/images/{map,alerts,alert,station}.png at 1440 × 900 with Debian's Chromium.
"""

import os
import sys
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "images"
STATION = "3602030017"
ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def main(address: str) -> None:
    """Log in as the duty officer and take each picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=ARGUMENTS
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        page.goto(f"{address}/login")
        page.get_by_label("账号").fill("zhiban")
        page.get_by_label("密码", exact=True).fill("Youjian-2026")
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/map")
        take(page, f"{address}/map", "map")
        take(page, f"{address}/stations/{STATION}", "station")
        take(page, f"{address}/alerts", "alerts")
        page.locator("a[href^='/alerts/']").first.click()
        take(page, None, "alert")
        browser.close()


def take(page: Page, url: str | None, name: str) -> None:
    """Open an address (None: stay) and write the picture once everything is drawn."""
    if url is not None:
        page.goto(url)
    page.wait_for_load_state("load")
    expect(page.get_by_role("main")).to_be_visible()
    expect(page.locator(".ant-skeleton")).to_have_count(0)
    page.wait_for_timeout(2500)
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
