"""Axes and drawings: round ticks, thin lines that keep their peaks, well-formed SVG that fetches nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.reports.markup import Balanced
from tests.unit.reports.station_kit import book, window
from youjian.reports import svg
from youjian.reports.axes import DAY_US, MOST_POINTS, Scale, days, runs, steps, thinned
from youjian.reports.forest import MeterRow, Said, forest_plot
from youjian.reports.plots import Mark, residual_plot, stock_plot
from youjian.reports.sheets import TankSheet, station_sheet


@pytest.fixture(scope="module")
def tank() -> TankSheet:
    return station_sheet(book(), window(), {}).tanks[0]


@given(st.floats(-1e6, 1e6), st.floats(0.001, 1e6), st.integers(2, 8))
def test_ticks_are_even_and_cover_the_range(low: float, length: float, about: int) -> None:
    ticks = steps(low, low + length, about)
    assert ticks[0] <= low + 1e-6 * length
    assert ticks[-1] >= low + length * (1 - 1e-6)
    assert len(ticks) <= 2 * about + 3
    assert np.allclose(np.diff(ticks), ticks[1] - ticks[0])


@given(st.lists(st.floats(-1e5, 1e5), min_size=1, max_size=2000))
def test_a_thinned_line_keeps_its_ends_and_extremes(values: list[float]) -> None:
    array, at = np.array(values), np.arange(len(values)) * 600_000_000
    kept = thinned(at, array)
    assert len(kept) <= MOST_POINTS
    assert (kept[0], kept[-1]) == (0, len(values) - 1)
    assert (array[kept].min(), array[kept].max()) == (array.min(), array.max())


def test_a_line_is_broken_where_nothing_was_seen() -> None:
    at = np.array([0, 1, 2, 50, 51])
    x, y = Scale(0, 100, 0, 100), Scale(0, 1, 0, 1)
    assert [len(run) for run in runs(at, np.zeros(5), x, y, 10)] == [3, 2]
    assert runs(at[:0], np.zeros(0), x, y, 10) == []


def test_days_are_midnights_in_shanghai() -> None:
    start = 16 * 3_600_000_000
    assert days(start, start + 3 * DAY_US, 9)[:2] == [(start, "01-02"), (start + DAY_US, "01-03")]
    assert len(days(start, start + 365 * DAY_US, 16)) <= 16


def test_drawings_are_well_formed_and_fetch_nothing(tank: TankSheet) -> None:
    marks = [
        Mark(1, window().start - 5, window().end, "#b3222b"),
        Mark(2, window().end, window().end, "#ad4e00"),
    ]
    row = MeterRow("3号枪", 0.5, 0.1, 9.0, 0.05, (Said(1, 0.6, 0.2, 1.0, "#b3222b"),))
    for drawing in (
        stock_plot(tank, window(), marks, '<"账&实">'),
        residual_plot(tank, window(), marks, "残差"),
        forest_plot([row], "#123456", "枪"),
    ):
        read = Balanced(drawing)
        assert read.open == []
        assert read.fetched == []
        assert "url(" not in drawing
        assert "nan" not in drawing
        assert "inf" not in drawing


def test_a_drawing_stays_small(tank: TankSheet) -> None:
    assert len(stock_plot(tank, window(), [], "x")) < 20_000


def test_units_and_the_time_zone_are_named(tank: TankSheet) -> None:
    words = Balanced(stock_plot(tank, window(), [], "x")).words
    assert "升（20℃）" in words
    assert "2026年，北京时间" in words
    assert "示值误差，%；正：顾客少得" in Balanced(forest_plot([], "#123456", "枪")).words


def test_words_and_labels_are_escaped() -> None:
    told = svg.drawing(1, 1, '"><script>', [svg.text(0, 0, "<b>&")])
    assert "<script" not in told
    assert "&lt;b&gt;&amp;" in told
