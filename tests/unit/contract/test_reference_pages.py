"""The committed reference pages are what the types and rules say today."""

import json
from pathlib import Path

import pytest

from youjian.contract import reference as contract_pages
from youjian.contract.platform import READABLE_TABLES
from youjian.contract.tables import TABLES
from youjian.detection import reference as rule_pages
from youjian.detection.registry import RULES

DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize(
    ("name", "now"),
    [
        ("contract.md", contract_pages.render()),
        ("contract.schema.json", contract_pages.render_schema()),
        ("rules.md", rule_pages.render()),
    ],
)
def test_the_committed_page_is_current(name: str, now: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == now, (
        f"docs/{name} is stale: its first lines tell the command"
    )


def test_the_page_shows_every_table_and_column() -> None:
    page = contract_pages.render()
    for table in READABLE_TABLES.values():
        section = page.split(f"### `{table.name}`\n")[1].split("\n### ")[0]
        shown = [
            line.split("|")[1].strip().strip("*") for line in section.splitlines() if line.startswith("| ")
        ]
        assert shown[1:] == list(table.columns)


def test_the_rules_page_shows_every_rule() -> None:
    page = rule_pages.render()
    assert [line[4:-1] for line in page.splitlines() if line.startswith("## `")] == [r.code for r in RULES]


def test_writing_makes_the_three_files(tmp_path: Path) -> None:
    contract_pages.write(tmp_path)
    rule_pages.write(tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == {"contract.md", "contract.schema.json", "rules.md"}
    schema = json.loads((tmp_path / "contract.schema.json").read_text(encoding="utf-8"))
    assert {table.type.__name__ for table in TABLES.values()} | {"Finding"} == schema["$defs"].keys()
