"""How well a nozzle's bias could be known at best: the Cramér–Rao bound for the twin's own noise.

The gauge's noise is white (with the rounding of its step) plus drifts with memory, AR(1). A Kalman filter
with the true parameters makes such noise white; run over the columns of the regression instead of over
readings it gives the information A'Σ⁻¹A of any number of readings without building Σ.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Noise:
    """Noise of a reading, mm: white sd, step, and each drift's sd with what is left of it a reading later."""

    white_mm: float
    step_mm: float
    drifts: tuple[tuple[float, float], ...]

    @property
    def white_var(self) -> float:
        """Variance of what has no memory; rounding to a step adds step²/12."""
        return self.white_mm**2 + self.step_mm**2 / 12


def information(noise: Noise, columns: Array, waves_var: Array | float = 0.0) -> Array:
    """A'Σ⁻¹A of the columns (readings × unknowns, mm per unit of the unknown).

    `waves_var`: variance that some readings have besides, mm² (the surface moves while fuel is sold).
    """
    whitened = _whitened(noise, columns, noise.white_var + np.zeros(len(columns)) + waves_var)
    return whitened.T @ whitened


def _whitened(noise: Noise, columns: Array, white_var: Array) -> Array:
    """The normalised innovations of a filter that knows the noise, for every column at once."""
    var, phi = (
        np.array(values) for values in zip(*((sd**2, left) for sd, left in noise.drifts), strict=True)
    )
    state, cov = np.zeros((len(var), columns.shape[1])), np.diag(var)
    again, added = np.outer(phi, phi), np.diag((1 - phi**2) * var)
    out = np.empty_like(columns)
    for i, row in enumerate(columns):
        seen = cov.sum(axis=0)
        spread = seen.sum() + white_var[i]
        innovation = row - state.sum(axis=0)
        out[i] = innovation / np.sqrt(spread)
        state = phi[:, None] * (state + np.outer(seen / spread, innovation))
        cov = again * (cov - np.outer(seen, seen) / spread) + added
    return out


def bound_percent(info: Array, prior_sd: Sequence[float], contrast: Sequence[float]) -> float:
    """The smallest sd of a sum of unknowns, in percent, when all are unknown but for their prior spread.

    `prior_sd` in the columns' units; infinite for what is free, 0 for what is known. `contrast` are the
    weights of the first unknowns in the sum.
    """
    known = np.array([sd == 0 for sd in prior_sd])
    free = ~known
    precision = np.array([0.0 if np.isinf(sd) else 1 / sd**2 for sd in np.asarray(prior_sd)[free]])
    inverse = np.linalg.inv(info[np.ix_(free, free)] + np.diag(precision))
    weights = np.zeros(len(known))
    weights[: len(contrast)] = contrast
    return 100 * float(np.sqrt(weights[free] @ inverse @ weights[free]))


def nozzle_bound(noise: Noise, sold_l: Array, litres_per_mm: float, *, opening_known: bool = True) -> float:
    """Bound for one nozzle, percent: `sold_l` is its running sum at each reading, all else known.

    With `opening_known=False` the level at the beginning is free.
    """
    columns = np.column_stack([-sold_l, np.ones_like(sold_l)])
    info = information(noise, columns / litres_per_mm)
    return bound_percent(info, [np.inf, 0.0 if opening_known else np.inf], [1.0])
