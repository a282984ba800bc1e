"""Volume of a horizontal cylindrical tank by liquid height: flat or dished heads, with or without tilt.

Dimensions in mm, volumes in L. The height is measured at the gauge's place along the tank.
"""

from dataclasses import dataclass

import numpy as np

from youjian.fuel.correction import FloatArray

_MM3_PER_L = 1e6
_SLICES = 200
_BISECTIONS = 60


@dataclass(frozen=True)
class HorizontalCylinder:
    """A lying cylinder.

    `head_depth_mm` is the depth of each semi-ellipsoidal head (0: flat). `tilt_mm_per_m` is how much the
    floor rises per metre from the gauge's end on; `gauge_at_mm` is the gauge's distance from that end.
    Tilt is applied to the cylinder; the heads, which hold little, see the height of their own end.
    """

    diameter_mm: float
    length_mm: float
    head_depth_mm: float = 0.0
    tilt_mm_per_m: float = 0.0
    gauge_at_mm: float = 0.0

    def __post_init__(self) -> None:
        if self.diameter_mm <= 0 or self.length_mm <= 0:
            raise ValueError(f"a tank of {self.diameter_mm} mm by {self.length_mm} mm holds nothing")
        if self.head_depth_mm < 0:
            raise ValueError(f"head depth {self.head_depth_mm} mm is negative")

    @property
    def full_volume_l(self) -> float:
        """Volume up to the crown, L."""
        radius = self.diameter_mm / 2
        heads = 4 / 3 * np.pi * self.head_depth_mm * radius**2
        return float((np.pi * radius**2 * self.length_mm + heads) / _MM3_PER_L)

    def volume_l(self, height_mm: float | FloatArray) -> FloatArray:
        """Volume below a height at the gauge, L; below the floor 0, above the crown the full volume.

        >>> tank = HorizontalCylinder(diameter_mm=2000, length_mm=10_000)
        >>> round(float(tank.volume_l(1000)), 1)
        15708.0
        """
        height = np.asarray(height_mm, dtype=np.float64)
        local = height[..., None] - self._floor_mm()
        body = np.mean(self._segment_mm2(local), axis=-1) * self.length_mm
        ends = self._head_mm3(local[..., 0]) + self._head_mm3(local[..., -1])
        return (body + ends) / _MM3_PER_L

    def slope_l_per_mm(self, height_mm: float | FloatArray) -> FloatArray:
        """dV/dh in L per mm: the free surface at a height at the gauge.

        >>> tank = HorizontalCylinder(diameter_mm=2000, length_mm=10_000)
        >>> round(float(tank.slope_l_per_mm(1000)), 3)
        20.0
        """
        height = np.asarray(height_mm, dtype=np.float64)
        local = height[..., None] - self._floor_mm()
        half_width2 = np.clip(local * (self.diameter_mm - local), 0.0, None)
        body = np.mean(2 * np.sqrt(half_width2), axis=-1) * self.length_mm
        ends = half_width2[..., 0] + half_width2[..., -1]
        return (body + ends * np.pi * self.head_depth_mm / self.diameter_mm) / _MM3_PER_L

    def height_mm(self, volume_l: float | FloatArray) -> FloatArray:
        """Height at the gauge that a volume stands at, mm; raises ValueError for more than the tank holds."""
        volume = np.asarray(volume_l, dtype=np.float64)
        if np.any((volume < 0) | (volume > self.full_volume_l * (1 + 1e-12))):
            raise ValueError(f"volume outside 0…{self.full_volume_l:.1f} L")
        floor = self._floor_mm()
        low = np.full(volume.shape, float(floor.min()))
        high = np.full(volume.shape, float(floor.max()) + self.diameter_mm)
        for _ in range(_BISECTIONS):
            middle = (low + high) / 2
            below = self.volume_l(middle) < volume
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return (low + high) / 2

    def _floor_mm(self) -> FloatArray:
        """Height of the floor above the floor at the gauge, for slices along the tank."""
        if self.tilt_mm_per_m == 0:
            return np.zeros(1)
        middles = (np.arange(_SLICES) + 0.5) * self.length_mm / _SLICES
        return (middles - self.gauge_at_mm) * self.tilt_mm_per_m / 1000

    def _segment_mm2(self, height: FloatArray) -> FloatArray:
        radius = self.diameter_mm / 2
        rest = np.clip(radius - height, -radius, radius)
        return radius**2 * np.arccos(rest / radius) - rest * np.sqrt(radius**2 - rest**2)

    def _head_mm3(self, height: FloatArray) -> FloatArray:
        """One semi-ellipsoidal head filled to a height."""
        h = np.clip(height, 0.0, self.diameter_mm)
        return np.pi * self.head_depth_mm * h**2 * (1.5 * self.diameter_mm - h) / (1.5 * self.diameter_mm) / 2
