"""Schematic boundaries: sectors of irregular rings around a city's centre. They are ours, and no survey."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class County:
    """A county or zone: its GB/T 2260 code, how many stations, and which sector of which ring it is.

    Radii are degrees of latitude, directions degrees counter-clockwise from the east. `note` says where its
    code comes from when it is none of GB/T 2260.
    """

    code: str
    name: str
    stations: int
    inner: float
    outer: float
    from_degrees: float
    to_degrees: float
    level: str = "county"
    note: str = ""


@dataclass(frozen=True)
class Layout:
    """Where the centre lies (longitude, latitude), the counties around it, how far borders stay straight."""

    centre: tuple[float, float]
    counties: tuple[County, ...]
    straight_within: float

    def point(self, radius: float, degrees: float) -> list[float]:
        """Longitude and latitude of a point in polar form around the centre.

        Directions are bent with the distance, so that a border between sectors winds as borders do; every
        point is bent alike, so neighbours keep one line between them.
        """
        bend = 6 * math.sin(radius * 16) + 3 * math.sin(radius * 41 + 1)
        angle = math.radians(degrees + (bend if radius > self.straight_within else 0) * min(1, radius * 4))
        stretch = 1 / math.cos(math.radians(self.centre[1]))
        return [
            round(self.centre[0] + radius * math.cos(angle) * stretch, 5),
            round(self.centre[1] + radius * math.sin(angle), 5),
        ]

    def ring(self, county: County) -> list[list[float]]:
        """The border of a county, closed."""
        sweep = [float(d) for d in np.linspace(county.from_degrees, county.to_degrees, 97)]
        line = [self.point(edge(county.outer, d), d) for d in sweep]
        if not county.inner and county.to_degrees - county.from_degrees >= 360:
            return line if line[0] == line[-1] else [*line, line[0]]
        inner = [self.point(edge(county.inner, d), d) for d in reversed(sweep)] if county.inner else []
        return [
            *line,
            *self._side(county, sweep[-1], outward=False),
            *(inner or [self.point(0.0, sweep[0])]),
            *self._side(county, sweep[0], outward=True),
            line[0],
        ]

    def name_place(self, county: County) -> list[float]:
        """Where the county's name stands."""
        middle = (county.from_degrees + county.to_degrees) / 2
        whole = not county.inner and county.to_degrees - county.from_degrees >= 360
        return self.point(0.0 if whole else (county.inner + county.outer) / 2, middle)

    def geojson(self) -> str:
        """The boundary set as GeoJSON."""
        features = [
            {
                "type": "Feature",
                "properties": {
                    "region_code": c.code, "name": c.name, "centre": self.name_place(c), "schematic": True,
                },
                "geometry": {"type": "Polygon", "coordinates": [self.ring(c)]},
            }
            for c in self.counties
        ]  # fmt: skip
        return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False) + "\n"

    def _side(self, county: County, degrees: float, *, outward: bool) -> list[list[float]]:
        """The border between two sectors, without its ends."""
        near, far = edge(county.inner, degrees), edge(county.outer, degrees)
        shares = np.linspace(0, 1, 40)[1:-1] if outward else np.linspace(1, 0, 40)[1:-1]
        return [self.point(near + (far - near) * float(share), degrees) for share in shares]


def edge(radius: float, degrees: float) -> float:
    """A radius with the irregularity of a border, the same for both sides of it."""
    if radius == 0:
        return 0.0
    angle = math.radians(degrees)
    wave = (
        0.10 * math.sin(3 * angle + radius * 9)
        + 0.05 * math.sin(7 * angle + 1.3)
        + 0.02 * math.sin(17 * angle)
    )
    return radius * (1 + wave)


def region_rows(code: str, name: str, layout: Layout) -> Sequence[dict[str, Any]]:
    """The region tree: the city and its counties, with where each name stands."""
    top = {"region_code": code, "name": name, "parent_code": "", "level": "city"}
    rows = [{**top, "longitude": layout.centre[0], "latitude": layout.centre[1], "note": ""}]
    for c in layout.counties:
        longitude, latitude = layout.name_place(c)
        row = {"region_code": c.code, "name": c.name, "parent_code": code, "level": c.level}
        rows.append({**row, "longitude": longitude, "latitude": latitude, "note": c.note})
    return rows
