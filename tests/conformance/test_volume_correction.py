"""Volume correction against published numbers: the same formula to 1e-7, printed tables to 1e-4."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from youjian.fuel.correction import density15, density20_observed, expansion15, vcf15, vcf20, volume20_ml

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent / "vectors" / "vcf.json").read_text("utf-8"))
SAME_FORMULA = VECTORS["tolerance"]["same_formula"]
PRINTED_TABLES = VECTORS["tolerance"]["printed_standard_tables"]


@pytest.mark.parametrize("row", VECTORS["by_rho15"], ids=lambda row: f"rho15={row['rho15']}")
def test_factors_by_density_at_15_are_the_published_ones(row: dict[str, Any]) -> None:
    temperatures = np.array([float(t) for t in row["vcf15"]])
    assert expansion15(float(row["rho15"])) == pytest.approx(row["alpha15"], abs=1e-9)
    assert vcf15(float(row["rho15"]), temperatures) == pytest.approx(
        list(row["vcf15"].values()), abs=SAME_FORMULA
    )
    by20 = vcf15(float(row["rho15"]), temperatures) / vcf15(float(row["rho15"]), 20.0)
    assert by20 == pytest.approx(list(row["vcf20"].values()), abs=SAME_FORMULA)


@pytest.mark.parametrize("row", VECTORS["by_rho20"], ids=lambda row: f"rho20={row['rho20']}")
def test_factors_by_density_at_20_are_the_published_ones(row: dict[str, Any]) -> None:
    assert density15(float(row["rho20"])) == pytest.approx(row["rho15"], abs=1e-4)
    for temperature, factor in row["vcf20"].items():
        assert vcf20(float(row["rho20"]), float(temperature)) == pytest.approx(factor, abs=SAME_FORMULA)


@pytest.mark.parametrize("example", VECTORS["examples"], ids=lambda e: f"rho20={e['rho20']}-t={e['temp_c']}")
def test_examples_in_millilitres_come_out_exactly(example: dict[str, Any]) -> None:
    given = (example["volume_ml"], float(example["rho20"]), float(example["temp_c"]))
    assert volume20_ml(*given) == example["volume20_ml"]


@pytest.mark.parametrize("bound", VECTORS["continuity"]["at"], ids=lambda bound: f"rho15={bound['rho15']}")
def test_expansion_does_not_jump_at_the_bounds_of_product_groups(bound: dict[str, float]) -> None:
    below, above = expansion15(bound["rho15"]), expansion15(np.nextafter(bound["rho15"], 2000.0).item())
    assert below != above
    assert abs(above - below) < VECTORS["continuity"]["limit"]


def test_the_rounded_bound_778_of_other_codes_would_jump() -> None:
    trap = VECTORS["bounds_trap"]
    here = expansion15(float(trap["rho15"]))
    # The vector's own transition value belongs to 777.8 kg/m³, hence a tolerance in percent and not 1e-9.
    assert 100 * (trap["alpha_jet"] / here - 1) == pytest.approx(trap["jump_percent"], abs=0.2)


@pytest.mark.parametrize(
    ("density20", "printed"),
    [
        (735.0, (1.03674, 1.02459, 1.01234, 0.98757)),
        (745.0, (1.03600, 1.02410, 1.01209, 0.98782)),
        (835.0, (1.02534, 1.01694, 1.00849, 0.99147)),
        (845.0, (1.02495, 1.01668, 1.00836, 0.99160)),
    ],
)
def test_retail_products_agree_with_printed_tables(density20: float, printed: tuple[float, ...]) -> None:
    assert vcf20(density20, np.array([-10.0, 0.0, 10.0, 30.0])) == pytest.approx(printed, abs=PRINTED_TABLES)


@pytest.mark.parametrize("row", VECTORS["by_rho15"], ids=lambda row: f"rho15={row['rho15']}")
def test_a_density_observed_at_any_temperature_gives_the_published_one_at_20(row: dict[str, Any]) -> None:
    temperatures = np.array([float(t) for t in row["vcf15"]])
    observed = float(row["rho15"]) * np.array(list(row["vcf15"].values()))
    # The vector's factors are rounded to 1e-7 and its densities to 1e-4 kg/m³.
    assert density20_observed(observed, temperatures) == pytest.approx(row["rho20"], abs=3e-4)
