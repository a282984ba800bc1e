"""docs/assurance.md names tests that exist, for every item."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/assurance.md").read_text(encoding="utf-8")
ITEMS = [f"L{n}" for n in range(1, 9)] + [f"T{n}" for n in range(1, 9)]
NAMED = re.compile(r"`(tests/[a-z_0-9/]+\.py)::(test_[a-z_0-9]+)`")


@pytest.mark.parametrize("item", ITEMS)
def test_every_item_names_tests_that_exist(item: str) -> None:
    [row] = [line for line in PAGE.splitlines() if line.startswith(f"| {item} |")]
    named = NAMED.findall(row)
    assert named
    for path, name in named:
        assert re.search(rf"^\s*def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE), name


def test_no_test_is_named_otherwise() -> None:
    assert PAGE.count("::test_") == len(NAMED.findall(PAGE))
