"""Somebody else who is logged in: a browser with the alerts open, or a reader of the stream of events."""

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

import urllib3
from playwright.sync_api import Page, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
USERNAME, PASSWORD = "zhiban", "Youjian-2026"
_ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
]
_WATCHING = """
window.__seen = {};
const look = () => {
  for (const link of document.querySelectorAll('table a[href*="/stations/"]')) {
    const station = link.getAttribute('href').split('/').pop();
    if (!(station in window.__seen)) window.__seen[station] = performance.timeOrigin + performance.now();
  }
};
new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true });
"""
Seen = dict[str, float]
"""When a station's alert was there first, seconds since 1970."""


@contextmanager
def browser(url: str) -> Iterator[Callable[[], Seen]]:
    """A window of somebody logged in that has the list of alerts open; called, it tells what it has shown."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=_ARGUMENTS)
        page = launched.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN").new_page()
        page.add_init_script(_WATCHING)
        _log_in(page, url)
        page.goto(f"{url}/alerts")
        page.locator("table").first.wait_for()
        page.wait_for_load_state("load")
        yield lambda: {station: at / 1000 for station, at in page.evaluate("window.__seen").items()}
        launched.close()


def _log_in(page: Page, url: str) -> None:
    page.goto(f"{url}/login")
    page.get_by_label("账号").fill(USERNAME)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda found: "/login" not in found)


class Reader:
    """Reads the stream of events as a console does, without drawing anything."""

    def __init__(self, url: str) -> None:
        self.seen: Seen = {}
        self._answer = _stream(url)
        self._thread = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> Callable[[], Seen]:
        self._thread.start()
        return lambda: dict(self.seen)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._answer.close()

    def _read(self) -> None:
        kind = ""
        try:
            for line in _lines(self._answer):
                if line.startswith("event: "):
                    kind = line[7:]
                elif line.startswith("data: ") and kind == "alert.opened":
                    self.seen.setdefault(json.loads(line[6:])["station_id"], time.time())
        except (urllib3.exceptions.HTTPError, ValueError, AttributeError, OSError):
            return


def _lines(answer: urllib3.BaseHTTPResponse) -> Iterator[str]:
    rest = b""
    for block in answer.stream(amt=1, decode_content=True):
        rest += block
        while b"\n" in rest:
            line, _, rest = rest.partition(b"\n")
            yield line.decode().rstrip("\r")


def _stream(url: str) -> urllib3.BaseHTTPResponse:
    pool = urllib3.PoolManager()
    first = pool.request("GET", f"{url}/api/v1/auth/csrf")
    jar = _cookies(first)
    answer = pool.request(
        "POST",
        f"{url}/api/v1/auth/login",
        json={"username": USERNAME, "password": PASSWORD},
        headers={"X-CSRFToken": first.json()["csrf_token"], "Cookie": jar, "Referer": url},
    )
    if answer.status != 200:
        raise RuntimeError(f"the login was refused: {answer.status} {answer.data[:200]!r}")
    return pool.request(
        "GET", f"{url}/api/v1/events", headers={"Cookie": _cookies(answer) or jar}, preload_content=False
    )


def _cookies(answer: urllib3.BaseHTTPResponse) -> str:
    return "; ".join(line.split(";")[0] for line in answer.headers.getlist("Set-Cookie"))
