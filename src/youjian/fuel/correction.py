"""Volume correction of petroleum products to 15 and 20 °C.

The formula is that of ISO 91-2 / GB/T 1885-1998 product tables in closed form:
``a = K0/rho15**2 + K1/rho15 + K2``, ``VCF15(t) = exp(-a*d*(1 + 0.8*a*d))`` with ``d = t - 15``, and
``VCF20(t) = VCF15(t) / VCF15(20)``. Legal tables are printed to 1e-4; this is exact to rounding.
"""

from functools import lru_cache
from typing import overload

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

LOWEST_DENSITY15 = 610.6
HIGHEST_DENSITY15 = 1163.5
_UPPER_BOUNDS = np.array([770.352, 787.5195, 838.3127])
_K0 = np.array([346.42278, 2680.3206, 594.5418, 186.9696])
_K1 = np.array([0.43884, 0.0, 0.0, 0.48618])
_K2 = np.array([0.0, -0.00336312, 0.0, 0.0])
_STOP = 1e-10
_MOST_STEPS = 60
_EDGE = 1e-6
_SWING = 0.01
_L_PER_M3 = 1000.0
AIR_BUOYANCY = 1.1
"""kg/m³ that the air carries when fuel is weighed."""


@overload
def expansion15(density15: float) -> float: ...
@overload
def expansion15(density15: FloatArray) -> FloatArray: ...
def expansion15(density15: float | FloatArray) -> float | FloatArray:
    """Coefficient of thermal expansion at 15 °C, 1/K, of a product of `density15` kg/m³.

    The bounds between product groups are those at which the coefficient is continuous (770.352, 787.5195,
    838.3127), not the rounded 770/778/839 found elsewhere. Raises ValueError outside 610.6…1163.5 kg/m³.

    >>> round(expansion15(725.0), 9)
    0.001264365
    """
    density = np.asarray(density15, dtype=np.float64)
    if not np.all((density >= LOWEST_DENSITY15) & (density <= HIGHEST_DENSITY15)):
        worst = float(density.flat[int(np.argmax(np.abs(density - 800.0)))])
        raise ValueError(
            f"density {worst} kg/m³ is outside {LOWEST_DENSITY15}…{HIGHEST_DENSITY15} kg/m³ at 15 °C"
        )
    group = np.searchsorted(_UPPER_BOUNDS, density, side="left")
    return _like(density15, _K0[group] / density**2 + _K1[group] / density + _K2[group])


@overload
def vcf15(density15: float, temp_c: float) -> float: ...
@overload
def vcf15(density15: float | FloatArray, temp_c: FloatArray) -> FloatArray: ...
@overload
def vcf15(density15: FloatArray, temp_c: float) -> FloatArray: ...
def vcf15(density15: float | FloatArray, temp_c: float | FloatArray) -> float | FloatArray:
    """Factor from ambient volume at `temp_c` °C to volume at 15 °C, by density at 15 °C in kg/m³.

    >>> round(vcf15(725.0, 30.0), 7)
    0.9809309
    """
    alpha = expansion15(np.asarray(density15, dtype=np.float64))
    rise = alpha * (np.asarray(temp_c, dtype=np.float64) - 15.0)
    return _like(np.asarray(density15) + np.asarray(temp_c), np.exp(-rise * (1.0 + 0.8 * rise)))


@overload
def density15(density20: float) -> float: ...
@overload
def density15(density20: FloatArray) -> FloatArray: ...
def density15(density20: float | FloatArray) -> float | FloatArray:
    """Density at 15 °C from density at 20 °C, kg/m³: the fixed point of ρ15 = ρ20 / VCF15(ρ15, 20 °C).

    >>> round(density15(835.0), 2)
    838.55
    """
    if isinstance(density20, float | int):
        return _density15_of(float(density20))
    return _solve_density15(density20, np.float64(20.0))


@overload
def vcf20(density20: float, temp_c: float) -> float: ...
@overload
def vcf20(density20: float | FloatArray, temp_c: FloatArray) -> FloatArray: ...
@overload
def vcf20(density20: FloatArray, temp_c: float) -> FloatArray: ...
def vcf20(density20: float | FloatArray, temp_c: float | FloatArray) -> float | FloatArray:
    """Factor from ambient volume at `temp_c` °C to volume at 20 °C, by density at 20 °C in kg/m³.

    >>> round(vcf20(735.0, 30.0), 5)
    0.98757
    """
    at15 = np.asarray(density15(density20), dtype=np.float64)
    factor = vcf15(at15, np.asarray(temp_c, dtype=np.float64)) / vcf15(at15, np.float64(20.0))
    return _like(np.asarray(density20) + np.asarray(temp_c), factor)


def volume20_ml(volume_ml: int, density20: float, temp_c: float) -> int:
    """Ambient millilitres as millilitres at 20 °C, rounded to the nearest.

    >>> volume20_ml(10_000_000, 735.0, 30.0)
    9875692
    """
    return round(volume_ml * vcf20(density20, temp_c))


@overload
def density20_observed(density_observed: float, temp_c: float) -> float: ...
@overload
def density20_observed(density_observed: float | FloatArray, temp_c: FloatArray) -> FloatArray: ...
@overload
def density20_observed(density_observed: FloatArray, temp_c: float) -> FloatArray: ...
def density20_observed(
    density_observed: float | FloatArray, temp_c: float | FloatArray
) -> float | FloatArray:
    """Density at 20 °C from a density observed at `temp_c` °C, kg/m³.

    Inverts ρt = ρ15 · VCF15(ρ15, t) to 1e-9 kg/m³, then takes ρ20 = ρ15 · VCF15(ρ15, 20 °C). A glass
    hydrometer's own correction is the caller's. Raises ValueError when the density at 15 °C lies outside
    610.6…1163.5 kg/m³.

    >>> round(density20_observed(726.8, 30.0), 3)
    735.931
    """
    at15 = _solve_density15(np.asarray(density_observed, dtype=np.float64), np.asarray(temp_c, np.float64))
    return _like(np.asarray(density_observed) + np.asarray(temp_c), at15 * vcf15(at15, np.float64(20.0)))


@overload
def volume20_of_mass_l(mass_kg: float, density20: float, air_kg_m3: float = AIR_BUOYANCY) -> float: ...
@overload
def volume20_of_mass_l(
    mass_kg: FloatArray, density20: float | FloatArray, air_kg_m3: float = AIR_BUOYANCY
) -> FloatArray: ...
@overload
def volume20_of_mass_l(
    mass_kg: float, density20: FloatArray, air_kg_m3: float = AIR_BUOYANCY
) -> FloatArray: ...
def volume20_of_mass_l(
    mass_kg: float | FloatArray, density20: float | FloatArray, air_kg_m3: float = AIR_BUOYANCY
) -> float | FloatArray:
    """Litres at 20 °C of fuel weighed in air: V20 = m / (ρ20 − 1.1), `air_kg_m3` being the air's buoyancy.

    >>> round(volume20_of_mass_l(10_000.0, 835.0), 1)
    11991.8
    """
    mass, density = np.asarray(mass_kg, dtype=np.float64), np.asarray(density20, dtype=np.float64)
    if np.any(density <= air_kg_m3):
        raise ValueError(f"density {float(density.min())} kg/m³ is not above the air's {air_kg_m3} kg/m³")
    return _like(mass + density, mass / (density - air_kg_m3) * _L_PER_M3)


@lru_cache(maxsize=1024)
def _density15_of(density20: float) -> float:
    return float(_solve_density15(np.asarray(density20, dtype=np.float64), np.float64(20.0)))


def _solve_density15(observed: FloatArray, temp_c: float | FloatArray) -> FloatArray:
    """The fixed point of ρ15 = ρ / VCF15(ρ15, t), a contraction for any temperature that fuel has."""
    guess = np.clip(observed, LOWEST_DENSITY15, HIGHEST_DENSITY15)
    better = guess
    for _ in range(_MOST_STEPS):
        better = observed / vcf15(guess, np.asarray(temp_c, dtype=np.float64))
        inside = np.clip(better, LOWEST_DENSITY15, HIGHEST_DENSITY15)
        if np.all(np.abs(inside - guess) < _STOP):
            break
        guess = inside
    else:
        better = inside = _at_the_bound(better, guess)
    wrong = ~(np.abs(better - inside) < _EDGE)
    if np.any(wrong):
        raise ValueError(
            f"density {float(np.broadcast_to(observed, wrong.shape)[wrong][0])} kg/m³ belongs to none within "
            f"{LOWEST_DENSITY15}…{HIGHEST_DENSITY15} kg/m³ at 15 °C"
        )
    return inside


def _at_the_bound(better: FloatArray, guess: FloatArray) -> FloatArray:
    """Densities that swing about a bound between product groups stand at the bound.

    The coefficient jumps there by up to 3e-8, so that a few densities some 1e-4 kg/m³ apart have no exact
    density at 15 °C; NaN where something else swings.
    """
    nearest = _UPPER_BOUNDS[np.argmin(np.abs(guess[..., None] - _UPPER_BOUNDS), axis=-1)]
    swinging = np.where(np.abs(nearest - guess) < _SWING, nearest, np.nan)
    return np.where(np.abs(better - guess) < _STOP, better, swinging)


def _like(argument: float | FloatArray, result: FloatArray) -> float | FloatArray:
    """A plain float for plain arguments, an array for arrays."""
    return float(result) if np.ndim(argument) == 0 else result
