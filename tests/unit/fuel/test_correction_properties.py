"""What volume correction promises for any petrol station fuel."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.fuel.correction import density15, expansion15, vcf15, vcf20

densities = st.floats(640.0, 1000.0)
temperatures = st.floats(-40.0, 60.0)


@given(densities)
def test_the_factor_at_the_reference_temperature_is_one(density: float) -> None:
    assert vcf20(density, 20.0) == pytest.approx(1.0, abs=1e-12)


@given(densities)
def test_density_at_15_leads_back_to_density_at_20(density: float) -> None:
    at15 = density15(density)
    assert at15 > density
    assert at15 * vcf15(at15, 20.0) == pytest.approx(density, abs=1e-6)


@given(densities, temperatures, st.floats(0.1, 10.0))
def test_warmer_fuel_shrinks_more_on_its_way_to_20_degrees(density: float, temp: float, rise: float) -> None:
    assert vcf20(density, temp + rise) < vcf20(density, temp)


@given(densities, st.lists(temperatures, min_size=1, max_size=5))
def test_many_temperatures_at_once_are_the_same_as_one_by_one(density: float, temps: list[float]) -> None:
    at_once = vcf20(density, np.array(temps))
    assert at_once.tolist() == pytest.approx([vcf20(density, temp) for temp in temps], abs=1e-15)


@pytest.mark.parametrize("density", [0.0, 610.5, 1163.6, float("nan")])
def test_a_density_outside_the_formula_is_refused_by_name(density: float) -> None:
    with pytest.raises(ValueError, match=r"outside 610\.6"):
        expansion15(density)
