"""What a tank chart promises: its own lines exactly, between them straight, outside nothing."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from youjian.contract.registry import TankChart
from youjian.fuel.charts import Chart, ChartHistory, chart_histories

steps = st.lists(st.tuples(st.floats(1, 100), st.floats(0.5, 900)), min_size=2, max_size=30)


def _chart(rises: list[tuple[float, float]]) -> Chart:
    heights = np.concatenate(([0.0], np.cumsum([rise for rise, _ in rises])))
    volumes = np.concatenate(([0.0], np.cumsum([gain for _, gain in rises])))
    return Chart(heights, volumes)


def _row(tank_id: int, valid_from: datetime, height_mm: float, volume_l: float) -> TankChart:
    return TankChart(
        station_id="3602030017",
        tank_id=tank_id,
        valid_from=valid_from,
        height_mm=height_mm,
        volume_l=volume_l,
    )


@given(steps, st.floats(0, 1))
def test_a_volume_leads_to_its_height_and_back(rises: list[tuple[float, float]], share: float) -> None:
    chart = _chart(rises)
    volume = share * float(chart.volumes_l[-1])
    assert float(chart.volume_l(chart.height_mm(volume))) == pytest.approx(volume, abs=1e-6)


@given(steps)
def test_every_line_of_the_chart_comes_out_as_it_stands(rises: list[tuple[float, float]]) -> None:
    chart = _chart(rises)
    assert chart.volume_l(chart.heights_mm).tolist() == chart.volumes_l.tolist()


def test_outside_its_heights_a_chart_says_nothing() -> None:
    chart = Chart([100, 200], [500, 900])
    assert np.isnan(chart.volume_l(np.array([99.9, 200.1]))).all()
    assert np.isnan(chart.slope_l_per_mm(np.array([99.9, 200.1]))).all()
    assert float(chart.slope_l_per_mm(150.0)) == 4.0


def test_a_surveyed_chart_with_uneven_millimetres_is_taken() -> None:
    chart = Chart([0, 1, 2, 3], [0, 2.80, 10.80, 12.26])
    assert float(chart.slope_l_per_mm(1.5)) == pytest.approx(8.0)


@pytest.mark.parametrize(
    ("heights", "volumes", "problem"),
    [
        ([0, 10, 20], [0, 50, 40], "volume falls from 50.0 to 40.0 L at 20.0 mm"),
        ([0, 10, 10], [0, 50, 60], "height does not rise from 10.0 mm to 10.0 mm"),
        ([0], [0], "at least two lines"),
    ],
)
def test_a_chart_that_cannot_be_used_is_refused_with_the_line(
    heights: list[float], volumes: list[float], problem: str
) -> None:
    with pytest.raises(ValueError, match=problem):
        Chart(heights, volumes)


def test_a_past_moment_is_judged_by_the_chart_that_applied() -> None:
    old, new = datetime(2024, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    rows = [_row(1, new, 0, 0), _row(1, old, 1000, 9000), _row(1, new, 1000, 9100), _row(1, old, 0, 0)]
    history = chart_histories(rows)["3602030017", 1]
    assert float(history.at(datetime(2025, 6, 1, tzinfo=UTC)).volume_l(500.0)) == 4500
    assert float(history.at(new).volume_l(500.0)) == 4550
    with pytest.raises(LookupError, match="no chart was in force"):
        history.at(datetime(2023, 1, 1, tzinfo=UTC))


def test_a_broken_chart_in_the_register_is_named_by_tank_and_date() -> None:
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    rows = [_row(3, moment, 0, 10), _row(3, moment, 100, 5)]
    with pytest.raises(ValueError, match=r"station 3602030017 tank 3 from 2024-01-01.*volume falls"):
        chart_histories(rows)


def _micros(*moments: datetime) -> NDArray[np.int64]:
    return np.array(moments, dtype="datetime64[us]").astype(np.int64)


def test_many_readings_are_each_read_by_the_chart_of_their_time() -> None:
    old, new = datetime(2024, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    rows = [_row(1, new, 0, 0), _row(1, old, 1000, 9000), _row(1, new, 1000, 9100), _row(1, old, 0, 0)]
    history = chart_histories(rows)["3602030017", 1]
    naive = [datetime(2023, 1, 1), datetime(2025, 12, 31, 23, 59, 59, 999_999), datetime(2026, 1, 1)]  # noqa: DTZ001
    times = _micros(*naive)
    read = history.volume_l(np.array([500.0, 500.0, 500.0]), times)
    assert np.isnan(read[0])
    assert read[1:].tolist() == [4500.0, 4550.0]
    back = history.height_mm(read, times)
    assert np.isnan(back[0])
    assert back[1:].tolist() == [500.0, 500.0]
    assert np.isnan(history.volume_l(np.array([1000.1]), times[2:])).all()


@given(steps, steps, st.lists(st.floats(0, 3000), min_size=1, max_size=20), st.floats(0, 1))
def test_a_history_reads_as_its_charts_do(
    first: list[tuple[float, float]], second: list[tuple[float, float]], heights: list[float], share: float
) -> None:
    begins = (datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC))
    history = ChartHistory(begins, (_chart(first), _chart(second)))
    old = int(share * len(heights))
    moments = [begins[0]] * old + [begins[1]] * (len(heights) - old)
    times = _micros(*(moment.replace(tzinfo=None) for moment in moments))
    one_by_one = [float(history.at(m).volume_l(h)) for m, h in zip(moments, heights, strict=True)]
    np.testing.assert_array_equal(history.volume_l(np.array(heights), times), one_by_one)
