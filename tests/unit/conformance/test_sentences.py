"""The items of the conformance kit and the page they come from stay together."""

from pathlib import Path

import pytest

from youjian.conformance.against_collector.run import CHECKS as COLLECTOR_CHECKS
from youjian.conformance.against_platform.run import CHECKS as PLATFORM_CHECKS
from youjian.conformance.page import sentences
from youjian.conformance.sentences import Side, items, strangers

PAGE = Path(__file__).parents[3] / "docs" / "station-api.md"
CHECKS: dict[Side, set[str]] = {"platform": PLATFORM_CHECKS, "collector": COLLECTOR_CHECKS}


def test_every_sentence_of_the_page_is_an_item_or_said_to_bind_nobody() -> None:
    missing, orphans = strangers(PAGE.read_text(encoding="utf-8"))
    assert missing == []
    assert orphans == []


def test_a_new_sentence_is_missed_and_a_dropped_one_is_an_orphan() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert strangers(page + "\nA collector sings.\n")[0] == ["A collector sings."]
    first = items()[0].text
    assert first in strangers(page.replace("**", "").replace(first.split(" ")[0], "", 1) + "")[1]


def test_names_are_used_once() -> None:
    names = [item.id for item in items()]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("side", ["platform", "collector"])
def test_items_name_checks_that_there_are_and_no_check_is_for_nothing(side: Side) -> None:
    used = {check for item in items() for check in item.checks(side)}
    assert used <= CHECKS[side]
    assert CHECKS[side] - used == set()


def test_a_side_that_is_bound_has_checks_or_a_reason_why_it_cannot_be_seen() -> None:
    for item in items():
        assert item.binds, item.id
        assert item.zh, item.id
        assert item.how, item.id
        for side in CHECKS:
            assert not item.checks(side) or side in item.binds, item.id


def test_a_page_is_read_by_sentence_item_and_row() -> None:
    prose = "# T\n\nOne `a.b` is. Two\nis.\n\n- three. Four.\n- five\n"
    page = prose + "\n```\nnot this.\n```\n\n| h |\n|---|\n| **x** y |\n"
    assert sentences(page) == ["One `a.b` is.", "Two is.", "three.", "Four.", "five", "x y"]
