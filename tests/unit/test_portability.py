"""docs/portability.md lists what of PostgreSQL the ledger uses: no more, no less, each function by name."""

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LEDGER = ROOT / "src/youjian/ledger"
PAGE = (ROOT / "docs/portability.md").read_text(encoding="utf-8")

USED = {
    "`LISTEN`/`NOTIFY`": r"\bNOTIFY \{\}",
    "row-level security, for reading": r"ENABLE ROW LEVEL SECURITY",
    "row-level security, for writing (`WITH CHECK`)": r"WITH CHECK",
    "`SET ROLE` and a role in the connection's options": r"SET LOCAL ROLE",
    "views with the caller's rights (`security_invoker`)": r"security_invoker",
    "`UNIQUE NULLS NOT DISTINCT`": r"NULLS NOT DISTINCT",
    "hash partitions made by `PARTITION OF`": r"MODULUS 16",
    "range partitions by day, made and dropped while records come": r"PARTITION BY RANGE",
    "`COPY … FROM STDIN`": r"COPY .* FROM STDIN",
    "temporary tables and views, `ON COMMIT DROP`": r"ON COMMIT DROP",
    "advisory locks": r"pg_(?:try_)?advisory",
    "`INSERT … ON CONFLICT`": r"ON CONFLICT",
    "`… RETURNING`": r"\bRETURNING\b",
    "`jsonb` and its functions": r"jsonb_build_object",
    "triggers of a statement with transition tables": r"REFERENCING (?:NEW|OLD)",
    "functions in `plpgsql` and `sql`, procedures with `CALL`": r"LANGUAGE plpgsql",
    "`SECURITY DEFINER` functions": r"SECURITY DEFINER",
    "settings with names of our own": r"set_config\(|current_setting\(",
    "`WITH RECURSIVE`": r"WITH RECURSIVE",
    "`LATERAL`": r"\bLATERAL\b",
    "`FULL JOIN` on `jsonb` values": r"FULL JOIN",
    "`DISTINCT ON`": r"DISTINCT ON",
    "`FILTER (WHERE …)`, window functions": r"FILTER \(",
    "`WITH … AS MATERIALIZED`": r"AS MATERIALIZED",
    "`FOR NO KEY UPDATE`, `SKIP LOCKED`": r"SKIP LOCKED",
    "arrays: `= ANY`, `unnest` of several, `cardinality`": r"unnest\(",
    "BRIN indexes": r"USING brin",
    "GIN indexes": r"USING gin",
    "indexes with a condition": r"CREATE (?:UNIQUE )?INDEX[^;]*\sWHERE\s",
    "identity columns": r"AS IDENTITY",
    "checks added `NOT VALID`": r"NOT VALID",
    "`STORAGE EXTERNAL`, `fillfactor`": r"STORAGE EXTERNAL",
    "`LOCK TABLE ONLY`, `lock_timeout` of a function": r"LOCK TABLE ONLY",
    "regular expressions (`~`)": r" ~ '",
    "planner switches": r"enable_hashjoin",
}
ABSENT = {
    "extensions": r"CREATE EXTENSION",
    "foreign tables": r"CREATE FOREIGN TABLE",
    "rules": r"CREATE (?:OR REPLACE )?RULE",
    "exclusion constraints": r"EXCLUDE USING",
    "materialized views": r"MATERIALIZED VIEW",
    "unlogged tables": r"UNLOGGED",
    "inheritance": r"INHERITS \(",
    "large objects": r"\blo_(?:create|import|put)",
    "generated columns": r"GENERATED ALWAYS AS \(",
    "domains and enumerations": r"CREATE (?:DOMAIN|TYPE)",
    "`MERGE`": r"\bMERGE INTO",
    "full-text search": r"to_tsvector|tsquery",
}


def section(title: str) -> str:
    """The text under a heading of the page."""
    return PAGE.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def first_column(text: str) -> list[str]:
    """The first cells of a table, without its head."""
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    return [re.split(r"(?<!\\) \|", row[2:])[0].strip() for row in rows if not row.startswith("| feature")]


@cache
def statements() -> str:
    """The ledger's SQL files without comments, and the modules that send statements."""
    files = [re.sub(r"--.*", "", path.read_text(encoding="utf-8")) for path in LEDGER.rglob("*.sql")]
    return "\n".join([*files, *(path.read_text(encoding="utf-8") for path in LEDGER.rglob("*.py"))])


def test_the_page_has_a_row_for_each_feature_and_no_other() -> None:
    assert first_column(section("Every feature, against KingbaseES and openGauss")) == list(USED)


@pytest.mark.parametrize("feature", USED)
def test_what_the_page_lists_is_used(feature: str) -> None:
    assert re.search(USED[feature], statements()), feature


@pytest.mark.parametrize("feature", ABSENT)
def test_what_the_page_says_is_not_used_is_not(feature: str) -> None:
    assert feature in section("Not used")
    assert not re.search(ABSENT[feature], statements()), feature


def test_every_built_in_function_of_the_sql_files_is_on_the_page() -> None:
    text = "\n".join(re.sub(r"--.*", "", path.read_text(encoding="utf-8")) for path in LEDGER.rglob("*.sql"))
    own = set(re.findall(r"(?:FUNCTION|PROCEDURE) ledger\.(\w+)", text))
    called = set(re.findall(r"(?<![\w.])([a-z][a-z_0-9]+)\(", text)) - own
    told = set(re.findall(r"`([a-z_0-9]+)`", section("Every function of the SQL files")))
    assert called == told


def test_the_page_says_what_is_not_supported_and_what_is_not_known() -> None:
    assert re.search(r"达梦[^\n]*not supported", PAGE)
    assert "not known" in section("Every feature, against KingbaseES and openGauss")
    for word in ("aarch64", "麒麟 V10", "国产", "WPS"):
        assert word in PAGE
