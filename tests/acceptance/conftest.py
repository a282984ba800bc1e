"""Fixtures of the acceptance tests: a browser, a furnished city, the platform's processes."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.acceptance.console_kit import PATIENCE_MS, ROOT, Console, office, patient, process, seed
from tests.conftest import Database

_ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    # a click is not lost on something that still moves, and axe sees no half-faded text
    "--force-prefers-reduced-motion",
]


def _need(present: bool, what: str) -> None:
    """Without it the tests are skipped on a person's machine and fail in CI."""
    if present:
        return
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's program."""
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    _need(shutil.which(path) is not None, f"no Chromium at {path}: install it or name it in CHROMIUM")
    return path


@pytest.fixture(scope="session")
def built_console() -> Path:
    """The console's built files."""
    folder = Path(os.environ.get("YOUJIAN_CONSOLE", ROOT / "console" / "dist"))
    built = (folder / "index.html").is_file()
    _need(built, f"the console is not built in {folder}: run `npm ci && npm run build` in console/")
    return folder


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser for a module: while it lives this thread has an event loop, which Django refuses."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=_ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures of the screens go: YOUJIAN_SCREENSHOTS, else a temporary folder."""
    given = os.environ.get("YOUJIAN_SCREENSHOTS")
    folder = Path(given) if given else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@dataclass(frozen=True)
class Furnished:
    """A seeded database and its home, to be copied."""

    database: Database
    home: Path


@pytest.fixture(scope="session")
def furnished(
    chromium: str,
    built_console: Path,
    new_database: Callable[[], Database],
    tmp_path_factory: pytest.TempPathFactory,
) -> Furnished:
    """The city as every module finds it."""
    made = Furnished(new_database(), tmp_path_factory.mktemp("furnished"))
    seed("city", _environment(made.database, made.home, built_console))
    return made


@pytest.fixture(scope="module")
def city(
    request: pytest.FixtureRequest,
    furnished: Furnished,
    built_console: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[dict[str, str], str]]:
    """A city of this module's own: the environment of its processes and the office's address.

    A module that says `WITH_PAPERS = True` finds the papers of a tanker in it.
    """
    papers = getattr(request.module, "WITH_PAPERS", False)
    with _running(furnished, built_console, tmp_path_factory.mktemp("city"), papers=papers) as running:
        yield running


@pytest.fixture(scope="session")
def shared_city(
    furnished: Furnished, built_console: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[dict[str, str], str]]:
    """A city for the modules that leave register, alerts and people as they are: each its `city`."""
    with _running(furnished, built_console, tmp_path_factory.mktemp("shared"), papers=True) as running:
        yield running


@contextmanager
def _running(
    furnished: Furnished, console: Path, folder: Path, *, papers: bool
) -> Iterator[tuple[dict[str, str], str]]:
    """A copy of the furnished city with worker and office beside it."""
    home = folder / "home"
    shutil.copytree(furnished.home, home)
    environment = _environment(furnished.database.copied(), home, console)
    if papers:
        seed("papers", environment)
    with process("worker", environment=environment, logs=home), office(environment, home) as (url, _):
        yield environment, url


def _environment(database: Database, home: Path, console: Path) -> dict[str, str]:
    return {
        **database.environment,
        "YOUJIAN_HOME": str(home),
        "YOUJIAN_CONSOLE": str(console),
        "YOUJIAN_SECRET_KEY": "only-for-this-test-run-0123456789-0123456789-0123456789",
    }


@pytest.fixture
def console(browser: Browser, city: tuple[dict[str, str], str], pictures: Path) -> Iterator[Console]:
    """A fresh window on the office; a script error on any page fails the test."""
    context = patient(browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN"))
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield Console(page, city[1], pictures)
    context.close()
    assert errors == []
