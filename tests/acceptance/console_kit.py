"""The platform as people meet it: real processes, a real browser, one small city."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import urllib3
from playwright.sync_api import APIResponse, BrowserContext, Page, expect

ROOT = Path(__file__).parents[2]
PASSWORD = "Youjian-2026"
PATIENCE_MS = 60_000
"""So long a page may take: several cities and browsers share two cores."""
_BOOT_SECONDS = 240
_END_SECONDS = 15


def eventually(condition: Callable[[], Any], what: str, seconds: float = _BOOT_SECONDS) -> Any:
    """The first true value of a condition; AssertionError after the deadline."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s: {what}")


def patient(context: BrowserContext) -> BrowserContext:
    """A window's context whose every page has our patience."""
    context.set_default_timeout(PATIENCE_MS)
    return context


@dataclass
class Process:
    """A process of the platform, with what it wrote."""

    running: subprocess.Popen[bytes]
    log: Path

    def stop(self) -> None:
        """End it as a supervisor does."""
        self.running.terminate()
        try:
            self.running.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self.running.kill()
            self.running.wait()

    def alive(self) -> bool:
        """Whether it still runs; raises with its log when it ended."""
        if self.running.poll() is not None:
            raise AssertionError(f"{self.running.args} ended:\n{self.log.read_text(errors='replace')}")
        return True


@contextmanager
def process(job: str, *arguments: str, environment: Mapping[str, str], logs: Path) -> Iterator[Process]:
    """`youjian JOB …` for as long as the context lasts."""
    log = logs / f"{job}-{time.monotonic_ns()}.log"
    with log.open("wb") as written:
        running = subprocess.Popen(
            [sys.executable, "-m", "youjian.cli", job, *arguments],
            env={**os.environ, **environment},
            cwd=ROOT,
            stdout=written,
            stderr=subprocess.STDOUT,
        )
    started = Process(running, log)
    try:
        yield started
    finally:
        started.stop()


@contextmanager
def office(environment: Mapping[str, str], logs: Path) -> Iterator[tuple[str, Process]]:
    """`youjian serve` on a free port: its address and its process."""
    port = free_port()
    with process("serve", "--port", str(port), environment=environment, logs=logs) as serving:
        url = f"http://127.0.0.1:{port}"
        eventually(lambda: serving.alive() and healthy(url), "serve answers")
        yield url, serving


def healthy(url: str) -> bool:
    """Whether the office says that it and its database are well."""
    try:
        return urllib3.request("GET", f"{url}/healthz", retries=False, timeout=5).status == 200
    except urllib3.exceptions.HTTPError:
        return False


def free_port() -> int:
    """A TCP port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def seed(what: str, environment: Mapping[str, str]) -> None:
    """Run `seed_city` against a database."""
    run_program("tests.acceptance.seed_city", what, environment)


def run(job: str, environment: Mapping[str, str]) -> None:
    """`youjian JOB` until it is done."""
    run_program("youjian.cli", job, environment)


def run_program(module: str, argument: str, environment: Mapping[str, str]) -> str:
    """Run one of our modules against a database; what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", module, argument],
        env={**os.environ, **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{module} {argument}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


def sign_in(context: BrowserContext, url: str, username: str, password: str = PASSWORD) -> None:
    """Log in without the form, for tests that are about other pages."""
    done = send(context, url, "/api/v1/auth/login", data={"username": username, "password": password})
    assert done.ok, done.text()


def send(context: BrowserContext, url: str, path: str, **body: Any) -> APIResponse:
    """POST to the office as the person of this window."""
    token = context.request.get(f"{url}/api/v1/auth/csrf").json()["csrf_token"]
    return context.request.post(url + path, headers={"X-CSRFToken": token}, **body)


def dress(context: BrowserContext, url: str, lang: str, shade: str) -> None:
    """Let a window speak a language and be light or dark, as if its person had chosen so."""
    context.add_cookies([{"name": "youjian_lang", "value": lang, "url": url}])
    context.add_init_script(
        f"localStorage.setItem('youjian.lang', '{lang}');"
        f"localStorage.setItem('youjian.theme', JSON.stringify('{shade}'));"
    )


def settle(page: Page) -> None:
    """Wait until the page shows what it was opened for."""
    expect(page.get_by_role("main")).to_be_visible()
    expect(page.locator(".ant-skeleton")).to_have_count(0)
    expect(page.locator("[role=status][aria-label]")).to_have_count(0)


@dataclass
class Console:
    """The console in a browser window."""

    page: Page
    url: str
    pictures: Path

    def open(self, path: str) -> None:
        """Go to an address of the console."""
        self.page.goto(self.url + path)

    def log_in(self, username: str, password: str = PASSWORD) -> None:
        """Type name and password, as a person does."""
        self.open("/login")
        self.fill_in(username, password)
        self.page.wait_for_url(lambda url: urlsplit(url).path not in {"/", "/login"})

    def fill_in(self, username: str, password: str) -> None:
        """Fill in the login form that is shown and send it."""
        self.page.get_by_label("账号").fill(username)
        self.page.get_by_label("密码", exact=True).fill(password)
        self.page.get_by_role("button", name="登录").click()

    def picture(self, name: str) -> None:
        """A picture of the window, for people to look at, once nothing is loading any more."""
        expect(self.page.get_by_role("status", name="正在加载")).to_have_count(0)
        expect(self.page.locator(".ant-skeleton")).to_have_count(0)
        self.page.screenshot(path=self.pictures / f"{name}.png", animations="disabled")
