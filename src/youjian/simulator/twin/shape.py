"""What a tank really holds at a height, and what its chart says of it."""

from dataclasses import dataclass

import numpy as np

from youjian.fuel.geometry import HorizontalCylinder
from youjian.simulator.twin.clock import FloatArray

_GRID_MM = 4.0


@dataclass(frozen=True)
class Shape:
    """True volume by height on a fine grid, and the chart's centimetre table (`borrowed`: another tank's)."""

    diameter_mm: int
    heights_mm: FloatArray
    volumes_l: FloatArray
    chart_mm: FloatArray
    chart_l: FloatArray
    borrowed: bool = False

    @property
    def true_l(self) -> FloatArray:
        """What the tank really holds at the chart's lines."""
        return np.interp(self.chart_mm, self.heights_mm, self.volumes_l)

    def height(self, volume_l: FloatArray) -> FloatArray:
        """Height at the probe of a true volume."""
        return np.interp(volume_l, self.volumes_l, self.heights_mm)

    def charted(self, height_mm: FloatArray) -> FloatArray:
        """Litres by the chart."""
        return np.interp(height_mm, self.chart_mm, self.chart_l)


def draw_shape(rng: np.random.Generator, capacity_l: float, messy: bool) -> Shape:
    """A tank near its named capacity, tilted and dented, and a chart that is a little wrong.

    One messy tank in a hundred has the table of another tank of its capacity.
    """
    heights, volumes = _draw_tank(rng, capacity_l)
    chart_mm, chart_l = draw_chart(rng, heights, volumes, messy)
    borrowed = messy and rng.random() < 0.01
    if borrowed:
        other_mm, other_l = _draw_tank(rng, capacity_l)
        at = chart_mm / heights[-1] * other_mm[-1]
        chart_l = np.interp(at, other_mm, other_l).round().astype(np.float64)
    return Shape(int(heights[-1]), heights, volumes, chart_mm, chart_l, borrowed)


def _draw_tank(rng: np.random.Generator, capacity_l: float) -> tuple[FloatArray, FloatArray]:
    diameter = float(rng.integers(2200, 2801))
    full = capacity_l * rng.uniform(1.005, 1.05)
    head = diameter * rng.choice([0.0, 0.18, 0.25])
    length = (full * 1e6 - 4 / 3 * np.pi * head * (diameter / 2) ** 2) / (np.pi * (diameter / 2) ** 2)
    tilt = np.tan(np.radians(rng.uniform(-1, 1) * rng.uniform(0, 1))) * 1000
    cylinder = HorizontalCylinder(diameter, length, head, tilt, rng.uniform(0, min(2000, length)))
    heights = np.append(np.arange(0.0, diameter, _GRID_MM), diameter)
    volumes = cylinder.volume_l(heights)
    return heights, np.maximum.accumulate(volumes + 1e-6 * heights)


def draw_chart(
    rng: np.random.Generator, heights: FloatArray, volumes: FloatArray, messy: bool
) -> tuple[FloatArray, FloatArray]:
    """A centimetre table with its own scale and waves, rounded to the litre, never falling."""
    lines = np.append(np.arange(0.0, heights[-1] - 1, 10.0), heights[-1])
    true = np.interp(lines, heights, volumes)
    scale = np.clip(rng.normal(0, 0.003 if not messy else rng.uniform(0.003, 0.006)), -0.012, 0.012)
    said = true * (1 + scale) + _waves(rng, lines / heights[-1])
    return lines, np.maximum.accumulate(np.clip(said, 0, None)).round().astype(np.float64)


def _waves(rng: np.random.Generator, x: FloatArray) -> FloatArray:
    """Dents and a surveyor's segments: tents of unequal width and one warped swing, zero at both ends."""
    out = np.zeros_like(x)
    for _ in range(rng.integers(2, 5)):
        middle, width = rng.uniform(0.1, 0.9), rng.uniform(0.08, 0.3)
        out += rng.normal(0, 16) * np.clip(1 - np.abs(x - middle) / width, 0, None)
    swings = rng.uniform(1, 4)
    out += rng.uniform(4, 22) * np.sin(2 * np.pi * (swings * x ** rng.uniform(0.7, 1.4) + rng.uniform()))
    return np.clip(out, -60, 60) * np.minimum(1, 8 * np.minimum(x, 1 - x))
