"""Take a picture of every page of the console: Chinese and English, furnished and empty.

    make screenshots            (or: python scripts/screenshots.py)

Starts a database and two offices of its own, one on the furnished demo city and one on a city that has people
but no stations yet, and writes docs/images/pages/{zh,en}/{full,empty}/NAME.jpg at 1280 × 800 with Debian's
Chromium, then docs/screens.md, which shows them side by side. The pages are those of the console's own list.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import LiteralString

import psycopg
from playwright.sync_api import Browser, BrowserContext, ViewportSize, expect, sync_playwright
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.acceptance.console_kit import dress, office, process, run, seed, settle, sign_in  # noqa: E402
from tests.acceptance.screens import Screen, furnish, screens, titles  # noqa: E402
from youjian.ledger.connection import VARIABLES  # noqa: E402
from youjian.ledger.server import EmbeddedServer  # noqa: E402

PICTURES = ROOT / "docs" / "images" / "pages"
INDEX = ROOT / "docs" / "screens.md"
ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DESK = ViewportSize(width=1280, height=800)
CLERK = "dangan"
_QUALITY = 70
_PATIENCE_MS = 30_000
_DRAWN_MS = 900
_EMPTY: LiteralString = """
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT DISTINCT table_name FROM information_schema.columns c JOIN information_schema.tables t
      USING (table_schema, table_name)
      WHERE table_schema = 'ledger' AND table_type = 'BASE TABLE'
        AND (column_name = 'station_id' OR table_name IN ('companies', 'price_caps', 'register_changes'))
  LOOP EXECUTE format('TRUNCATE ledger.%I CASCADE', name); END LOOP;
END $$
"""


def main() -> None:
    """Take every picture and write the page that shows them."""
    expect.set_options(timeout=_PATIENCE_MS)
    with cities() as urls, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=ARGUMENTS
        )
        for state, url in urls.items():
            for lang in ("zh", "en"):
                take_all(browser, url, lang, PICTURES / lang / state)
        browser.close()
    INDEX.write_text(index(), encoding="utf-8")


@contextmanager
def cities() -> Iterator[dict[str, str]]:
    """The addresses of a furnished office and of an empty one."""
    home = Path(tempfile.mkdtemp(prefix="youjian-pictures-", dir="/tmp"))
    home.chmod(0o755)
    server = EmbeddedServer(home, {"fsync": "off", "full_page_writes": "off"})
    server.start()
    try:
        full, empty = (prepared(server, home, name) for name in ("furnished", "bare"))
        with psycopg.connect(server.url("owner", "bare")) as conn:
            conn.execute(_EMPTY)
        with (
            process("worker", environment=full, logs=home),
            office(full, home) as (first, _),
            office(empty, home) as (second, _),
        ):
            yield {"full": first, "empty": second}
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


def prepared(server: EmbeddedServer, home: Path, name: str) -> dict[str, str]:
    """A migrated database with the demo city: the environment that points to it."""
    with psycopg.connect(server.url(None, "postgres"), autocommit=True) as conn:
        conn.execute(sql.SQL("CREATE DATABASE {} OWNER youjian_owner").format(sql.Identifier(name)))
    environment = {
        **{VARIABLES[role]: server.url(role, name) for role in VARIABLES},
        "YOUJIAN_HOME": str(home / name),
        "YOUJIAN_SECRET_KEY": "only-for-pictures-0123456789-0123456789-0123456789-0123456789",
    }
    (home / name).mkdir()
    run("migrate", environment)
    seed("city", environment)
    seed("papers", environment)
    return environment


def take_all(browser: Browser, url: str, lang: str, folder: Path) -> None:
    """Every page of one office in one language; each person logs in once."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    windows: dict[str, BrowserContext] = {}
    for screen in [Screen("login", "", "/login"), *screens()]:
        if screen.user not in windows:
            windows[screen.user] = window(browser, url, lang, screen.user)
        take(windows[screen.user], screen, folder)
        sys.stderr.write(f"{folder.relative_to(ROOT)} {screen.name}\n")
    for context in windows.values():
        context.close()


def window(browser: Browser, url: str, lang: str, user: str) -> BrowserContext:
    """A person's window; nobody's for the login page."""
    context = browser.new_context(viewport=DESK, base_url=url, locale="zh-CN" if lang == "zh" else "en-GB")
    dress(context, url, lang, "light")
    if user:
        sign_in(context, url, user)
    if user == CLERK:
        furnish(context, url)
    return context


def take(context: BrowserContext, screen: Screen, folder: Path) -> None:
    """The picture of one page, once everything on it is drawn."""
    page = context.new_page()
    page.goto(screen.address)
    settle(page)
    page.wait_for_timeout(_DRAWN_MS)
    path = folder / f"{screen.name}.jpg"
    page.screenshot(path=path, type="jpeg", quality=_QUALITY, animations="disabled")
    page.close()


def index() -> str:
    """The page of all pictures: a section a page, furnished and empty, in both languages."""
    head = [
        "# Every page of the console",
        "",
        "Made by `make screenshots` from the pages of `console/src/app/routes.tsx`, on the demo city and",
        "on a city without stations. 以下图片由 `make screenshots` 生成。",
    ]
    named = {"login": ("登录", "Login"), **titles()}
    for screen in [Screen("login", "", "/login"), *screens()]:
        zh, en = named[screen.name]
        head += [
            "",
            f"## {en} {zh}",
            "",
            f"`{screen.address}`",
            "",
            "| | furnished 有数据 | empty 空 |",
            "|---|---|---|",
        ]
        for lang, word in (("zh", "中文"), ("en", "English")):
            cells = (
                f"![{en}, {word}](images/pages/{lang}/{state}/{screen.name}.jpg)"
                for state in ("full", "empty")
            )
            head.append(f"| {word} | {' | '.join(cells)} |")
    return "\n".join(head) + "\n"


if __name__ == "__main__":
    main()
