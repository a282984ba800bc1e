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
_STOP = 1e-9
_MOST_STEPS = 60


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
    return _solve_density15(density20)


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


@lru_cache(maxsize=1024)
def _density15_of(density20: float) -> float:
    return float(_solve_density15(np.asarray(density20, dtype=np.float64)))


def _solve_density15(density20: FloatArray) -> FloatArray:
    guess = density20
    for _ in range(_MOST_STEPS):
        better = density20 / vcf15(guess, np.float64(20.0))
        if np.all(np.abs(better - guess) < _STOP):
            return better
        guess = better
    raise ValueError(f"no density at 15 °C belongs to {density20} kg/m³ at 20 °C")


def _like(argument: float | FloatArray, result: FloatArray) -> float | FloatArray:
    """A plain float for plain arguments, an array for arrays."""
    return float(result) if np.ndim(argument) == 0 else result
