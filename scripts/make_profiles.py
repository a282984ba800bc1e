"""Write the demo profile's data: a fictional city with the county codes of Jingdezhen.

    python scripts/make_demo_profile.py

Names, licences, credit codes, people and positions are made up; the boundaries are schematic and ours. The
same seed gives the same files. The tables are those of an audit folder, so `youjian import` reads them too.
"""

import csv
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from youjian.contract.identifiers import uscc_check_character

HERE = Path(__file__).resolve().parent.parent / "src" / "youjian" / "profiles" / "jingdezhen"
SEED = 20260101
CENTRE = (117.20, 29.28)
CHART_STEP_MM = 50
EXAMPLE_MONITOR = {
    "mn": "010000A8900016F000169DC0",  # the examples of HJ 212-2017 carry it
    "station_id": "3602030017",
    "password": "123456",
    "family": "c",
}


@dataclass(frozen=True)
class County:
    """A county of the fictional city: sectors of an irregular ring around the centre."""

    code: str
    name: str
    stations: int
    inner: float
    outer: float
    from_degrees: float
    to_degrees: float


COUNTIES = (
    County("360203", "珠山区", 10, 0.0, 0.10, 0, 360),
    County("360202", "昌江区", 9, 0.10, 0.40, 125, 250),
    County("360281", "乐平市", 11, 0.10, 0.52, 250, 362),
    County("360222", "浮梁县", 10, 0.10, 0.55, 2, 125),
)
OWNERSHIP = (
    ("sinopec", "中石化示范"),
    ("petrochina", "中石油示范"),
    ("sinochem", "中化示范"),
    ("private", "民营"),
    ("private", "民营"),
)
PLACES = [
    "瓷都", "昌南", "新平", "兴田", "鹅湖", "瑶里", "湘湖", "洪源", "寿安", "三龙",
    "臧湾", "峙滩", "蛟潭", "勒功", "西湖", "经公桥", "庄湾", "黄坛", "王港", "吕蒙",
    "鲇鱼山", "丽阳", "荷塘", "竟成", "里村", "乐港", "涌山", "众埠", "接渡", "洪岩",
    "礼林", "后港", "塔前", "双田", "临港", "高家", "名口", "浯口", "镇桥", "鸬鹚",
]  # fmt: skip


def main() -> None:
    """Write every file of the profile."""
    rng = np.random.default_rng(SEED)
    HERE.joinpath("registry").mkdir(parents=True, exist_ok=True)
    write_boundaries()
    write("regions.csv", regions())
    stations = [station for county in COUNTIES for station in county_stations(county, rng)]
    write("registry/stations.csv", stations)
    tanks, charts, nozzles, verifications = [], [], [], []
    for station in stations:
        station_tanks = list(tanks_of(station, rng))
        tanks += station_tanks
        charts += [row for tank in station_tanks for row in chart_of(tank, rng)]
        station_nozzles = list(nozzles_of(station, station_tanks, rng))
        nozzles += station_nozzles
        verifications += [verification_of(nozzle, rng) for nozzle in station_nozzles]
    write("registry/tanks.csv", tanks)
    write("registry/tank_charts.csv", charts)
    write("registry/nozzles.csv", nozzles)
    write("registry/verifications.csv", verifications)
    write("registry/price_caps.csv", list(price_caps()))
    write(
        "collectors.csv",
        [{"collector_id": f"C{s['station_id']}", "station_id": s["station_id"]} for s in stations],
    )
    monitored = [station["station_id"] for station in stations if station["vapour_monitoring"] == "true"]
    write("vapour_monitors.csv", [*map(vapour_monitor, monitored), EXAMPLE_MONITOR])


def write(name: str, rows: Sequence[dict[str, Any]]) -> None:
    """One CSV file, UTF-8 with a header."""
    with HERE.joinpath(name).open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


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


def point(radius: float, degrees: float) -> list[float]:
    """Longitude and latitude of a point in polar form around the centre.

    Directions are bent with the distance, so that a border between sectors winds as borders do; every point
    is bent alike, so neighbours keep one line between them.
    """
    bend = 6 * math.sin(radius * 16) + 3 * math.sin(radius * 41 + 1)
    angle = math.radians(degrees + (bend if radius > COUNTIES[0].outer else 0) * min(1, radius * 4))
    stretch = 1 / math.cos(math.radians(CENTRE[1]))
    return [
        round(CENTRE[0] + radius * math.cos(angle) * stretch, 5),
        round(CENTRE[1] + radius * math.sin(angle), 5),
    ]


def ring(county: County) -> list[list[float]]:
    """The border of a county, closed."""
    sweep = [float(d) for d in np.linspace(county.from_degrees, county.to_degrees, 97)]
    if not county.inner:
        line = [point(edge(county.outer, d), d) for d in sweep]
        return line if line[0] == line[-1] else [*line, line[0]]
    outer = [point(edge(county.outer, d), d) for d in sweep]
    inner = [point(edge(county.inner, d), d) for d in reversed(sweep)]
    return [
        *outer,
        *side(county, sweep[-1], outward=False),
        *inner,
        *side(county, sweep[0], outward=True),
        outer[0],
    ]


def side(county: County, degrees: float, *, outward: bool) -> list[list[float]]:
    """The border between two sectors, without its ends."""
    near, far = edge(county.inner, degrees), edge(county.outer, degrees)
    shares = np.linspace(0, 1, 40)[1:-1] if outward else np.linspace(1, 0, 40)[1:-1]
    return [point(near + (far - near) * float(share), degrees) for share in shares]


def centre_of(county: County) -> list[float]:
    """Where the county's name stands."""
    middle = (county.from_degrees + county.to_degrees) / 2
    return point((county.inner + county.outer) / 2 if county.inner else 0.0, middle)


def write_boundaries() -> None:
    """The schematic boundary set as GeoJSON."""
    features = [
        {
            "type": "Feature",
            "properties": {"region_code": c.code, "name": c.name, "centre": centre_of(c), "schematic": True},
            "geometry": {"type": "Polygon", "coordinates": [ring(c)]},
        }
        for c in COUNTIES
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, indent=None)
    HERE.joinpath("boundaries.geojson").write_text(text + "\n", encoding="utf-8")


def regions() -> list[dict[str, Any]]:
    """The region tree: the city and its counties."""
    city = {"region_code": "3602", "name": "瓷都市（示范）", "parent_code": "", "level": "city"}
    rows = [{**city, "longitude": CENTRE[0], "latitude": CENTRE[1]}]
    for c in COUNTIES:
        longitude, latitude = centre_of(c)
        row = {"region_code": c.code, "name": c.name, "parent_code": "3602", "level": "county"}
        rows.append({**row, "longitude": longitude, "latitude": latitude})
    return rows


def credit_code(county: str, serial: int) -> str:
    """A made-up unified social credit code with a right check character."""
    body = f"91{county}MA{serial:07d}"
    return body + uscc_check_character(body)


def county_stations(county: County, rng: np.random.Generator) -> Iterable[dict[str, Any]]:
    """The stations of a county; the serial 17 of 珠山区 is the one that the protocol vectors speak of."""
    for number in range(county.stations):
        serial = number + 8 if county.code == "360203" else number + 1
        place = PLACES.pop(0)
        ownership, group = OWNERSHIP[int(rng.integers(len(OWNERSHIP)))]
        span = county.to_degrees - county.from_degrees
        degrees = county.from_degrees + span * (number + 0.5 + rng.uniform(-0.25, 0.25)) / county.stations
        radius = edge(county.inner, degrees) + (
            edge(county.outer, degrees) - edge(county.inner, degrees)
        ) * rng.uniform(0.25, 0.8)
        longitude, latitude = point(radius, degrees)
        yield {
            "station_id": f"{county.code}{serial:04d}",
            "name": f"{place}{'' if ownership == 'private' else group}加油站",
            "region_code": county.code,
            "ownership": ownership,
            "controlling_group": "" if ownership == "private" else group,
            "operating_mode": ("owned", "owned", "leased", "franchised")[int(rng.integers(4))],
            "uscc": credit_code(county.code, 1000 + serial),
            "licence_no": f"示油零售第{county.code}{serial:04d}号",
            "licence_valid_until": f"202{int(rng.integers(7, 10))}-{int(rng.integers(1, 13)):02d}-28",
            "licence_renewal_applied_on": "",
            "vapour_monitoring": "true" if serial % 5 or serial in (15, 17) else "false",
            "longitude": longitude,
            "latitude": latitude,
            "status": "operating",
            "opened_on": f"20{int(rng.integers(3, 22)):02d}-05-18",
        }


def tanks_of(station: dict[str, Any], rng: np.random.Generator) -> Iterable[dict[str, Any]]:
    """Three or four tanks: both petrols, diesel, and a 98 at the larger stations."""
    products = ["92", "95", "0D"] + (["98"] if rng.random() < 0.35 else ["92"] if rng.random() < 0.3 else [])
    density = {"92": 735.0, "95": 745.0, "98": 753.0, "0D": 835.0}
    for tank_id, product in enumerate(products, start=1):
        capacity = 30000 if product in ("92", "0D") else 20000
        yield {
            "station_id": station["station_id"],
            "tank_id": tank_id,
            "product": product,
            "capacity_l": capacity,
            "safe_fill_l": int(capacity * 0.9),
            "diameter_mm": 2500 if capacity == 30000 else 2200,
            "manifold": "",
            "density20_kg_m3": density[product],
        }


def chart_of(tank: dict[str, Any], rng: np.random.Generator) -> Iterable[dict[str, Any]]:
    """A certified chart: a horizontal cylinder of the tank's capacity with a small scale error of its own."""
    radius = float(tank["diameter_mm"]) / 2
    scale = 1 + float(rng.normal(0, 0.001))
    for height in range(0, int(tank["diameter_mm"]) + 1, CHART_STEP_MM):
        share = (
            math.acos((radius - height) / radius)
            - (radius - height) * math.sqrt(2 * radius * height - height**2) / radius**2
        ) / math.pi
        yield {
            "station_id": tank["station_id"],
            "tank_id": tank["tank_id"],
            "valid_from": "2024-01-01T00:00:00+08:00",
            "height_mm": height,
            "volume_l": round(float(tank["capacity_l"]) * share * scale, 1),
        }


def nozzles_of(
    station: dict[str, Any], tanks: Sequence[dict[str, Any]], rng: np.random.Generator
) -> Iterable[dict[str, Any]]:
    """Two nozzles a dispenser; every tank has at least one nozzle."""
    count = max(len(tanks), int(rng.choice([4, 6, 6, 8])))
    for index in range(count):
        tank = tanks[index % len(tanks)]
        yield {
            "station_id": station["station_id"],
            "nozzle_id": index + 1,
            "valid_from": "",
            "dispenser_id": index // 2 + 1,
            "tank_id": tank["tank_id"],
            "product": tank["product"],
        }


def verification_of(nozzle: dict[str, Any], rng: np.random.Generator) -> dict[str, Any]:
    """The last half-yearly verification of a nozzle, passed."""
    return {
        "station_id": nozzle["station_id"],
        "nozzle_id": nozzle["nozzle_id"],
        "verified_on": "2026-09-15",
        "certificate_no": f"示检{nozzle['station_id']}-{nozzle['nozzle_id']:02d}",
        "renewal_applied_on": "",
        "result": "pass",
        "error_pct": round(float(rng.normal(0, 0.08)), 2),
        "repeatability_pct": round(float(abs(rng.normal(0.03, 0.01))), 3),
        "valid_until": "2027-03-14",
    }


def price_caps() -> Iterable[dict[str, Any]]:
    """The city's highest retail prices."""
    for product, price in (("92", 770), ("95", 823), ("98", 923), ("0D", 735)):
        row = {"region_code": "3602", "product": product, "effective_from": "2026-10-01T00:00:00+08:00"}
        yield {**row, "max_price_fen": price}


def vapour_monitor(station_id: str) -> dict[str, Any]:
    """A monitor's registration: MN is the station's id, as the upload families have it."""
    return {"mn": station_id, "station_id": station_id, "password": "123456", "family": "c"}


if __name__ == "__main__":
    main()
