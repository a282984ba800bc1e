"""From a density at any temperature, and from a mass, to what counts: density and litres at 20 °C."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.fuel.correction import (
    HIGHEST_DENSITY15,
    LOWEST_DENSITY15,
    density15,
    density20_observed,
    expansion15,
    vcf15,
    vcf20,
    volume20_of_mass_l,
)

BOUNDS = (770.352, 787.5195, 838.3127)
densities15 = st.floats(LOWEST_DENSITY15, HIGHEST_DENSITY15)
temperatures = st.floats(-40.0, 60.0)


def away_from_bounds(at15: float) -> bool:
    return all(abs(at15 - bound) > 0.01 for bound in BOUNDS)


@given(densities15.filter(away_from_bounds), temperatures)
def test_an_observed_density_leads_back_to_its_density_at_20(at15: float, temp: float) -> None:
    observed = at15 * vcf15(at15, temp)
    assert density20_observed(observed, temp) == pytest.approx(at15 * vcf15(at15, 20.0), abs=1e-9)


@given(densities15, temperatures)
def test_every_density_has_one_at_20_also_beside_the_bounds(at15: float, temp: float) -> None:
    observed = at15 * vcf15(at15, temp)
    assert density20_observed(observed, temp) == pytest.approx(at15 * vcf15(at15, 20.0), abs=2e-3)


def test_observed_at_20_degrees_it_is_itself() -> None:
    assert density20_observed(735.0, 20.0) == pytest.approx(735.0, abs=1e-9)


def test_many_at_once_are_the_same_as_one_by_one() -> None:
    observed, temps = np.array([720.0, 744.0, 812.0, 851.0]), np.array([31.0, 5.0, -8.0, 15.0])
    one_by_one = [density20_observed(d, t) for d, t in zip(observed.tolist(), temps.tolist(), strict=True)]
    assert density20_observed(observed, temps).tolist() == pytest.approx(one_by_one, abs=1e-12)
    assert density20_observed(735.0, temps).shape == (4,)


@pytest.mark.parametrize("bound", BOUNDS)
def test_densities_that_fall_between_two_groups_stand_at_the_bound(bound: float) -> None:
    at20 = np.linspace(-2e-4, 2e-4, 41) + bound * vcf15(bound, 20.0)
    assert density15(at20).tolist() == pytest.approx([bound] * 41, abs=1e-3)


@pytest.mark.parametrize("edge", [LOWEST_DENSITY15, HIGHEST_DENSITY15])
@pytest.mark.parametrize("temp", [-20.0, 15.0, 20.0, 40.0])
def test_the_bounds_of_the_range_belong_to_it(edge: float, temp: float) -> None:
    assert expansion15(edge) > 0
    assert density20_observed(edge * vcf15(edge, temp), temp) == pytest.approx(
        edge * vcf15(edge, 20.0), abs=1e-9
    )
    assert density15(edge * vcf15(edge, 20.0)) == pytest.approx(edge, abs=1e-9)


@pytest.mark.parametrize("outside", [np.nextafter(610.6, 0.0), np.nextafter(1163.5, 2000.0), float("nan")])
def test_the_next_number_beyond_the_range_is_refused(outside: float) -> None:
    with pytest.raises(ValueError, match=r"610\.6…1163\.5"):
        expansion15(float(outside))


@pytest.mark.parametrize(
    ("observed", "temp"), [(600.0, 20.0), (1170.0, 15.0), (0.0, 15.0), (-1.0, 15.0), (float("nan"), 15.0)]
)
def test_a_density_that_belongs_to_no_product_is_refused(observed: float, temp: float) -> None:
    with pytest.raises(ValueError, match=r"610\.6…1163\.5"):
        density20_observed(observed, temp)
    with pytest.raises(ValueError, match=r"610\.6…1163\.5"):
        density20_observed(np.array([735.0, observed]), temp)


def test_factors_are_one_at_their_reference_over_the_whole_range() -> None:
    everywhere = np.linspace(LOWEST_DENSITY15, HIGHEST_DENSITY15, 5001)
    assert vcf15(everywhere, 15.0).tolist() == pytest.approx([1.0] * 5001, abs=1e-15)
    at20 = everywhere * vcf15(everywhere, 20.0)
    assert vcf20(at20, 20.0).tolist() == pytest.approx([1.0] * 5001, abs=1e-12)


def test_a_mass_in_air_becomes_litres_at_20() -> None:
    assert volume20_of_mass_l(8339.0, 835.0) == pytest.approx(10_000.0, abs=1e-9)
    assert volume20_of_mass_l(8350.0, 835.0, air_kg_m3=0.0) == pytest.approx(10_000.0, abs=1e-9)
    assert volume20_of_mass_l(np.array([8339.0, 0.0]), 835.0).tolist() == pytest.approx([10_000.0, 0.0])
    with pytest.raises(ValueError, match="not above the air's"):
        volume20_of_mass_l(1.0, 1.0)
