"""Where a station of this city can stand: the box around the city's boundaries."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from youjian.bureau.registry.models import City

_MARGIN = 0.2
"""Degrees around the boundaries, which are schematic."""
_AROUND_CENTRE = 1.5


@dataclass(frozen=True)
class Bounds:
    """A box of longitudes and latitudes, in degrees."""

    west: float
    east: float
    south: float
    north: float

    def hold(self, longitude: float, latitude: float) -> bool:
        """Whether a place lies within.

        >>> CHINA.hold(117.2, 29.3), CHINA.hold(29.3, 117.2)
        (True, False)
        """
        return self.west <= longitude <= self.east and self.south <= latitude <= self.north

    def said(self) -> tuple[str, str]:
        """The box in Chinese and in English."""
        return (
            f"经度{self.west:.2f}至{self.east:.2f}，纬度{self.south:.2f}至{self.north:.2f}",
            f"longitude {self.west:.2f} to {self.east:.2f}, latitude {self.south:.2f} to {self.north:.2f}",
        )

    def misplaced(self, longitude: float, latitude: float) -> tuple[str, str] | None:
        """What is wrong with a place outside, in Chinese and in English; None within.

        >>> CHINA.misplaced(29.3, 117.2)[0], CHINA.misplaced(117.2, 29.3)
        ('经度29.3、纬度117.2写反了，请对调。', None)
        """
        if self.hold(longitude, latitude):
            return None
        zh, en = f"经度{longitude:g}、纬度{latitude:g}", f"Longitude {longitude:g}, latitude {latitude:g}"
        if self.hold(latitude, longitude):
            return f"{zh}写反了，请对调。", f"{en} are swapped; please exchange them."
        where, where_en = self.said()
        return (
            f"{zh}不在本市范围内（{where}），请核对。",
            f"{en} lie outside the city ({where_en}); please check.",
        )


CHINA = Bounds(73.0, 136.0, 3.0, 54.0)


def bounds() -> Bounds:
    """The city's box, from its boundaries, else from the places of its regions' names, else China's."""
    city = City.objects.filter(id=1).only("boundaries", "centres").first()
    if city is None:
        return CHINA
    if box := _box(list(_points(city.boundaries)), _MARGIN):
        return box
    return _box([tuple(place) for place in (city.centres or {}).values()], _AROUND_CENTRE) or CHINA


def _box(points: list[tuple[float, ...]], margin: float) -> Bounds | None:
    if not points:
        return None
    longitudes, latitudes = [p[0] for p in points], [p[1] for p in points]
    return Bounds(
        min(longitudes) - margin, max(longitudes) + margin, min(latitudes) - margin, max(latitudes) + margin
    )


def _points(geojson: Any) -> Iterator[tuple[float, ...]]:
    for feature in (geojson or {}).get("features", []):
        yield from _flat((feature.get("geometry") or {}).get("coordinates", []))


def _flat(coordinates: Any) -> Iterator[tuple[float, ...]]:
    if coordinates and isinstance(coordinates[0], (int, float)):
        yield tuple(coordinates)
        return
    for part in coordinates:
        yield from _flat(part)
