"""The twin's parts against slow and plain reckoning."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.contract.identifiers import uscc_problem
from youjian.simulator.twin import names
from youjian.simulator.twin.flows import Pieces, one
from youjian.simulator.twin.memory import recursion, sticking
from youjian.simulator.twin.shape import draw_shape

NUMBERS = st.lists(st.floats(-100, 100), min_size=1, max_size=300)


@given(NUMBERS, st.floats(0.3, 0.995))
def test_recursion_is_the_loop(shocks: list[float], phi: float) -> None:
    state, expected = 0.0, list[float]()
    for shock in shocks:
        state = phi * state + shock
        expected.append(state)
    assert recursion(phi, np.array(shocks)) == pytest.approx(expected, abs=1e-6)


@given(NUMBERS, st.floats(0.01, 50))
def test_sticking_is_the_loop(levels: list[float], width: float) -> None:
    state, expected = levels[0], list[float]()
    for level in levels:
        state = min(max(state, level - width / 2), level + width / 2)
        expected.append(state)
    assert sticking(np.array(levels), width) == pytest.approx(expected)


def test_no_width_means_no_friction() -> None:
    levels = np.array([1.0, 5.0, 2.0])
    assert sticking(levels, 0.0).tolist() == [1.0, 5.0, 2.0]


@given(
    st.lists(st.tuples(st.floats(0, 1000), st.floats(1, 500), st.floats(-90, 90)), min_size=1, max_size=30)
)
def test_pieces_pass_what_they_hold(parts: list[tuple[float, float, float]]) -> None:
    start, lasts, litres = (np.array(column) for column in zip(*parts, strict=True))
    pieces = Pieces(start, start + lasts, litres)
    moments = np.array([-1.0, 137.0, 480.0, 2000.0])
    slow = [sum(q * np.clip((t - a) / d, 0, 1) for a, d, q in parts) for t in moments]
    assert pieces.passed(moments) == pytest.approx(slow, abs=1e-6)


def test_nothing_flows_outside_a_piece() -> None:
    assert one(10, 20, 50).rate(np.array([9.0, 15.0, 21.0])) == pytest.approx([0, 5, 0], abs=1e-12)


@given(st.integers(0, 10_000))
def test_credit_codes_are_valid(seed: int) -> None:
    assert uscc_problem(names.uscc(np.random.default_rng(seed))) is None


def test_station_ids_rise_and_are_unique() -> None:
    ids = names.station_ids(200, 7)
    assert ids == sorted(set(ids))
    assert len(ids) == 200


@pytest.mark.parametrize("seed", range(6))
def test_charts_never_fall_and_stay_near_the_tank(seed: int) -> None:
    shape = draw_shape(np.random.default_rng(seed), 30_000.0, messy=seed % 2 == 1)
    assert np.all(np.diff(shape.chart_mm) > 0)
    assert np.all(np.diff(shape.chart_l) >= 0)
    assert shape.chart_mm[-1] == shape.diameter_mm
    assert np.abs(shape.chart_l - shape.true_l).max() < 30_000 * 0.013 + 61
    assert shape.chart_l[-1] <= 33_000
