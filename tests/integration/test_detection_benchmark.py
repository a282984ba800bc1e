"""The harness from end to end on suites of two stations: folders are made, audited, kept and scored."""

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.detection.__main__ import main, tables
from benchmarks.detection.page import replaced
from benchmarks.detection.runs import Workshop
from benchmarks.detection.suites import Suite

HONEST = Suite("null", "null", 2, 3, seed=901, knobs=(("tanks", 2), ("pressure_s", 600.0)))
UNLOAD = replace(
    HONEST, name="unload", kind="fraud", seed=902, fraud="unrecorded-delivery", size=2000.0, onset_day=1.5
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return Workshop(tmp_path_factory.mktemp("cache"), jobs=2)


def test_suites_are_made_audited_and_scored(shop: Workshop) -> None:
    done = shop.run([HONEST, UNLOAD])
    assert [(suite.name, sum(len(o.stations) for o in found)) for suite, found in done] == [
        ("null", 2),
        ("unload", 2),
    ]
    labels = [label for _, found in done for o in found for label in o.labels]
    assert {label.rule for label in labels if label.fraud == UNLOAD.fraud} == {"stock.unrecorded_delivery"}
    made = tables(done)
    assert "| unload | 2 |" in made["detection"]
    assert "| null | **all measured** |" in made["honest"]


def test_what_is_kept_is_not_made_again(shop: Workshop) -> None:
    before = {path: path.stat().st_mtime_ns for path in shop.cache.rglob("*.parquet")}
    assert before
    assert not list(shop.cache.rglob("folder"))
    again = Workshop(shop.cache, jobs=1).run([HONEST, UNLOAD])
    assert {path: path.stat().st_mtime_ns for path in shop.cache.rglob("*.parquet")} == before
    assert [suite.name for suite, _ in again] == ["null", "unload"]


def test_the_plan_can_be_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list", "--stations", "5"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "null: 5 × 30 d, seed 10000" in lines
    assert len({line.split("seed ")[1] for line in lines}) == len(lines)


def test_a_part_of_the_page_is_renewed_between_its_marks(tmp_path: Path) -> None:
    page = "a\n<!-- honest -->\nold\n<!-- /honest -->\nb\n"
    assert replaced(page, "honest", "new") == "a\n<!-- honest -->\nnew\n<!-- /honest -->\nb\n"
    with pytest.raises(ValueError, match="no marks"):
        replaced(page, "exact", "new")
