"""Fuel in motion: pieces of constant flow, summed to what has passed by a moment."""

from dataclasses import dataclass

import numpy as np

from youjian.simulator.twin.clock import FloatArray


@dataclass(frozen=True)
class Pieces:
    """Flows of `litres` spread evenly from `start` to `end`; negative takes fuel away."""

    start: FloatArray
    end: FloatArray
    litres: FloatArray

    def passed(self, at: FloatArray) -> FloatArray:
        """Litres that have passed by each moment."""
        knots, level = self._curve()
        return np.interp(at, knots, level) if len(knots) else np.zeros(len(at))

    def rate(self, at: FloatArray) -> FloatArray:
        """Litres per second at each moment."""
        if not len(self.start):
            return np.zeros(len(at))
        knots, slope = self._slopes()
        return np.where(at < knots[0], 0.0, slope[np.clip(np.searchsorted(knots, at, "right") - 1, 0, None)])

    def _slopes(self) -> tuple[FloatArray, FloatArray]:
        rate = self.litres / np.maximum(self.end - self.start, 1e-3)
        knots = np.concatenate((self.start, np.maximum(self.end, self.start + 1e-3)))
        order = np.argsort(knots, kind="stable")
        return knots[order], np.cumsum(np.concatenate((rate, -rate))[order])

    def _curve(self) -> tuple[FloatArray, FloatArray]:
        if not len(self.start):
            return self.start, self.litres
        knots, slope = self._slopes()
        return knots, np.concatenate(([0.0], np.cumsum(slope[:-1] * np.diff(knots))))


def join(parts: list[Pieces]) -> Pieces:
    """All pieces as one."""
    if not parts:
        return Pieces(np.zeros(0), np.zeros(0), np.zeros(0))
    return Pieces(*(np.concatenate([getattr(p, f) for p in parts]) for f in ("start", "end", "litres")))


def one(start: float, end: float, litres: float) -> Pieces:
    """A single even flow."""
    return Pieces(np.array([start]), np.array([end]), np.array([litres]))
