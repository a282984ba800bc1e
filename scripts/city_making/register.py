"""The register of a made-up city, in the tables of an audit folder.

Names, licences, credit codes and positions are made up; the same seed gives the same rows.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scripts.city_making.geometry import County, Layout, edge
from youjian.contract.identifiers import uscc_check_character

Row = dict[str, Any]
_DENSITY = {"92": 735.0, "95": 745.0, "98": 753.0, "0D": 835.0}


@dataclass(frozen=True)
class CityPlan:
    """What a city's register is made from.

    `owners` are pairs of ownership and group, as often as they should come; `first_serial` gives the first
    serial of a county where it is not 1; `places` are words for the stations' names.
    """

    code: str
    short_name: str
    layout: Layout
    seed: int
    places: str
    owners: tuple[tuple[str, str], ...]
    caps_fen: dict[str, int]
    first_serial: dict[str, int]
    licence_mark: str = "示油零售第"
    chart_step_mm: int = 50


@dataclass
class Register:
    """Rows by table."""

    stations: list[Row]
    tanks: list[Row]
    tank_charts: list[Row]
    nozzles: list[Row]
    verifications: list[Row]
    price_caps: list[Row]


def make_register(plan: CityPlan, nozzle_counts: Sequence[int] | None = None) -> Register:
    """The register of a plan; `nozzle_counts` says how many nozzles each station has, else chance does."""
    rng = np.random.default_rng(plan.seed)
    names = iter(plan.places.split())
    made = Register([], [], [], [], [], list(price_caps(plan)))
    for county in plan.layout.counties:
        made.stations += county_stations(plan, county, names, rng)
    for number, station in enumerate(made.stations):
        tanks = list(tanks_of(station, rng))
        made.tanks += tanks
        made.tank_charts += [row for tank in tanks for row in chart_of(tank, rng, plan.chart_step_mm)]
        count = None if nozzle_counts is None else nozzle_counts[number]
        nozzles = list(nozzles_of(station, tanks, rng, count))
        made.nozzles += nozzles
        made.verifications += [verification_of(nozzle, rng) for nozzle in nozzles]
    return made


def credit_code(county: str, serial: int) -> str:
    """A made-up unified social credit code with a right check character."""
    body = f"91{county}MA{serial:07d}"
    return body + uscc_check_character(body)


def county_stations(
    plan: CityPlan, county: County, names: Iterator[str], rng: np.random.Generator
) -> Iterable[Row]:
    """The stations of a county, spread over its sector."""
    for number in range(county.stations):
        serial = number + plan.first_serial.get(county.code, 1)
        place = next(names)
        ownership, group = plan.owners[int(rng.integers(len(plan.owners)))]
        longitude, latitude = _site(plan.layout, county, number, rng)
        yield {
            "station_id": f"{county.code}{serial:04d}",
            "name": f"{place}{'' if ownership == 'private' else group}加油站",
            "region_code": county.code,
            "ownership": ownership,
            "controlling_group": "" if ownership == "private" else group,
            "operating_mode": ("owned", "owned", "leased", "franchised")[int(rng.integers(4))],
            "uscc": credit_code(county.code, 1000 + serial),
            "licence_no": f"{plan.licence_mark}{county.code}{serial:04d}号",
            "licence_valid_until": f"202{int(rng.integers(7, 10))}-{int(rng.integers(1, 13)):02d}-28",
            "licence_renewal_applied_on": "",
            "vapour_monitoring": "true" if serial % 5 or serial in (15, 17) else "false",
            "longitude": longitude,
            "latitude": latitude,
            "status": "operating",
            "opened_on": f"20{int(rng.integers(3, 22)):02d}-05-18",
        }


def _site(layout: Layout, county: County, number: int, rng: np.random.Generator) -> list[float]:
    span = county.to_degrees - county.from_degrees
    degrees = county.from_degrees + span * (number + 0.5 + rng.uniform(-0.25, 0.25)) / county.stations
    near, far = edge(county.inner, degrees), edge(county.outer, degrees)
    return layout.point(near + (far - near) * rng.uniform(0.25, 0.8), degrees)


def tanks_of(station: Row, rng: np.random.Generator) -> Iterable[Row]:
    """Three or four tanks: both petrols, diesel, and a 98 at the larger stations."""
    products = ["92", "95", "0D"] + (["98"] if rng.random() < 0.35 else ["92"] if rng.random() < 0.3 else [])
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
            "density20_kg_m3": _DENSITY[product],
        }


def chart_of(tank: Row, rng: np.random.Generator, step_mm: int) -> Iterable[Row]:
    """A certified chart: a horizontal cylinder of the tank's capacity with a small scale error of its own."""
    radius = float(tank["diameter_mm"]) / 2
    scale = 1 + float(rng.normal(0, 0.001))
    for height in range(0, int(tank["diameter_mm"]) + 1, step_mm):
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
    station: Row, tanks: Sequence[Row], rng: np.random.Generator, count: int | None
) -> Iterable[Row]:
    """Two nozzles a dispenser; every tank has at least one nozzle."""
    wanted = int(rng.choice([4, 6, 6, 8])) if count is None else count
    for index in range(max(len(tanks), wanted)):
        tank = tanks[index % len(tanks)]
        yield {
            "station_id": station["station_id"],
            "nozzle_id": index + 1,
            "valid_from": "",
            "dispenser_id": index // 2 + 1,
            "tank_id": tank["tank_id"],
            "product": tank["product"],
        }


def verification_of(nozzle: Row, rng: np.random.Generator) -> Row:
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


def price_caps(plan: CityPlan) -> Iterable[Row]:
    """The city's highest retail prices."""
    for product, price in plan.caps_fen.items():
        row = {"region_code": plan.code, "product": product, "effective_from": "2026-10-01T00:00:00+08:00"}
        yield {**row, "max_price_fen": price}
