"""The documentation holds together: every page is in the navigation, every link leads somewhere."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
BOTH = ("index", "tutorial", "deployment", "howto-duty", "howto-liaison", "howto-station")
_LINK = re.compile(r"(?<!\\)\[[^\]]*\]\(<?([^)>\s]+)>?(?:\s+\"[^\"]*\")?\)")


def named(page: Path) -> str:
    """How the navigation calls a page."""
    return page.relative_to(DOCS).as_posix()


def leaves(navigation: object) -> Iterator[str]:
    """The pages of a navigation."""
    if isinstance(navigation, str):
        yield navigation
    elif isinstance(navigation, list):
        for one in navigation:
            yield from leaves(one)
    elif isinstance(navigation, dict):
        for one in navigation.values():
            yield from leaves(one)


def text_of(page: Path) -> str:
    """A page without its code."""
    text = re.sub(r"^(```|~~~).*?^\1", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"`[^`\n]*`", "", text)


def test_every_page_is_in_the_navigation_once() -> None:
    site = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    assert sorted(leaves(site["nav"])) == sorted(map(named, PAGES))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_relative_link_leads_to_a_file_of_the_site(page: Path) -> None:
    for target in _LINK.findall(text_of(page)):
        if re.match(r"[a-z]+:|#", target):
            continue
        path = (page.parent / unquote(target.partition("#")[0])).resolve()
        assert path.exists(), target
        assert path.is_relative_to(DOCS), f"{target} is not on the site"


@pytest.mark.parametrize("name", BOTH)
def test_what_people_of_the_city_read_is_in_both_languages_and_says_so(name: str) -> None:
    english, chinese = DOCS / f"{name}.md", DOCS / f"{name}.zh.md"
    assert f"({chinese.name})" in english.read_text(encoding="utf-8")
    assert f"({english.name})" in chinese.read_text(encoding="utf-8")


def test_the_first_page_says_which_pages_are_english_only() -> None:
    assert "**in English only**" in (DOCS / "index.md").read_text(encoding="utf-8")
    assert "**其余页面只有英文**" in (DOCS / "index.zh.md").read_text(encoding="utf-8")


def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    """Where the site's program is installed; `make docs` brings it in an environment of its own."""
    tool = shutil.which("zensical")
    if tool is None:
        pytest.skip("zensical is not installed: the site was not built here, run make docs")
    shutil.copytree(DOCS, tmp_path / "docs")
    shutil.copy2(ROOT / "mkdocs.yml", tmp_path)
    done = subprocess.run(
        [tool, "build", "--strict"], check=False, capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "site/tutorial.zh.html").is_file()
