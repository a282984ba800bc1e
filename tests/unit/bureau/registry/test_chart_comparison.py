"""By how many litres a tank's chart differs from the one before, and where a city's stations can stand."""

# ruff: noqa: E402 - Django must be set up before its models are imported

from datetime import UTC, datetime

from youjian.bureau import setup

setup()

from youjian.bureau.registry.charts import compare
from youjian.bureau.registry.city_bounds import CHINA, Bounds

START = datetime(2026, 1, 1, tzinfo=UTC)


def test_differences_are_told_at_every_height_that_both_cover() -> None:
    found = compare(START, [(0, 0), (1000, 9000)], [(0, 0), (500, 4600), (1200, 11000)])
    assert [(d.height_mm, d.litres) for d in found.differences] == [(0, 0), (500, 100), (1000, 171.4)]
    assert found.greatest is not None
    assert (found.greatest.height_mm, found.greatest.litres) == (1000, 171.4)


def test_a_single_line_is_compared_with_nothing() -> None:
    found = compare(START, [(0, 0)], [(0, 0), (500, 4600)])
    assert (found.differences, found.greatest) == ([], None)


def test_a_swapped_place_lies_outside() -> None:
    assert CHINA.hold(117.2, 29.3)
    assert not CHINA.hold(29.3, 117.2)
    assert Bounds(116, 118, 28, 30).said()[0] == "经度116.00至118.00，纬度28.00至30.00"
