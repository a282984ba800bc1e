"""Series with memory: first-order recursions and friction, without a step-by-step loop."""

import numpy as np

from youjian.simulator.twin.clock import FloatArray

_BLOCK = 64


def recursion(phi: float, shocks: FloatArray) -> FloatArray:
    """x[k] = phi·x[k-1] + shocks[k], from x = 0.

    >>> recursion(0.5, np.array([1.0, 0.0, 4.0])).tolist()
    [1.0, 0.5, 4.25]
    """
    padded = np.zeros(-(-len(shocks) // _BLOCK) * _BLOCK)
    padded[: len(shocks)] = shocks
    powers = phi ** np.arange(_BLOCK)
    own = np.cumsum(padded.reshape(-1, _BLOCK) / powers, axis=1) * powers
    carry, carried = 0.0, np.empty(len(own))
    for block, last in enumerate(own[:, -1].tolist()):
        carried[block] = carry
        carry = last + carry * phi**_BLOCK
    return (own + np.outer(carried, powers * phi)).ravel()[: len(shocks)]


def sticking(level: FloatArray, width: float) -> FloatArray:
    """A float that follows only when the level has moved beyond half of `width` from where it sits.

    Each step is a clamp, and clamps compose, so that the whole series is a scan of log2(n) steps.

    >>> sticking(np.array([0.0, 0.4, 2.0, 1.9]), 1.0).tolist()
    [0.0, 0.0, 1.5, 1.5]
    """
    if width <= 0 or not len(level):
        return level
    low, high = level - width / 2, level + width / 2
    low[0] = high[0] = level[0]
    reach = 1
    while reach < len(level):
        low_then, high_then = low[:-reach], high[:-reach]
        low_now, high_now = low[reach:], high[reach:]
        new_low = np.clip(low_then, low_now, high_now)
        new_high = np.clip(high_then, low_now, high_now)
        low, high = np.concatenate((low[:reach], new_low)), np.concatenate((high[:reach], new_high))
        if np.array_equal(low, high):
            break
        reach *= 2
    return low
