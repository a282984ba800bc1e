"""What the shape of a tank promises: volumes rise, heights lead back, slopes are slopes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.fuel.geometry import HorizontalCylinder

tanks = st.builds(
    HorizontalCylinder,
    diameter_mm=st.floats(800, 3500),
    length_mm=st.floats(1500, 15_000),
    head_depth_mm=st.one_of(st.just(0.0), st.floats(50, 700)),
    tilt_mm_per_m=st.one_of(st.just(0.0), st.floats(-15, 15)),
    gauge_at_mm=st.floats(0, 1500),
)
shares = st.floats(0.02, 0.98)


@given(tanks, shares)
def test_a_height_leads_to_a_volume_and_back(tank: HorizontalCylinder, share: float) -> None:
    volume = share * tank.full_volume_l
    assert float(tank.volume_l(tank.height_mm(volume))) == pytest.approx(volume, rel=1e-9)


@given(tanks)
def test_volume_never_falls_with_height_and_ends_at_the_full_volume(tank: HorizontalCylinder) -> None:
    heights = np.linspace(-300, tank.diameter_mm + 300, 200)
    volumes = tank.volume_l(heights)
    assert np.all(np.diff(volumes) >= -1e-9)
    assert volumes[0] == pytest.approx(0.0, abs=1e-9)
    assert volumes[-1] == pytest.approx(tank.full_volume_l, rel=1e-12)


@given(tanks, st.floats(0.15, 0.85))
def test_the_slope_is_the_derivative_of_the_volume(tank: HorizontalCylinder, share: float) -> None:
    height = share * tank.diameter_mm
    difference = float(tank.volume_l(height + 1) - tank.volume_l(height - 1)) / 2
    assert float(tank.slope_l_per_mm(height)) == pytest.approx(difference, rel=5e-3)


def test_half_a_tank_with_dished_heads_is_half_its_volume() -> None:
    tank = HorizontalCylinder(diameter_mm=2500, length_mm=6000, head_depth_mm=400)
    assert float(tank.volume_l(1250)) == pytest.approx(tank.full_volume_l / 2, rel=1e-12)
    cylinder = np.pi * 1.25**2 * 6.0
    heads = 4 / 3 * np.pi * 1.25**2 * 0.4
    assert tank.full_volume_l == pytest.approx((cylinder + heads) * 1000, rel=1e-12)


def test_a_tilted_tank_shows_less_at_its_higher_end() -> None:
    level = HorizontalCylinder(diameter_mm=2500, length_mm=6000)
    tilted = HorizontalCylinder(diameter_mm=2500, length_mm=6000, tilt_mm_per_m=10)
    assert float(tilted.height_mm(15_000)) - float(level.height_mm(15_000)) == pytest.approx(30, abs=1.0)


def test_more_than_a_tank_holds_is_refused() -> None:
    tank = HorizontalCylinder(diameter_mm=2000, length_mm=5000)
    with pytest.raises(ValueError, match="outside"):
        tank.height_mm(tank.full_volume_l + 1)
    with pytest.raises(ValueError, match="holds nothing"):
        HorizontalCylinder(diameter_mm=0, length_mm=1)
