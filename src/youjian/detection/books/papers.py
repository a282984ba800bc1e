"""Delivery documents and purchase invoices as litres at 20 °C."""

from dataclasses import dataclass
from datetime import datetime

import pyarrow.compute as pc

from youjian.detection.books.products import family
from youjian.detection.evidence import Row, rows
from youjian.detection.facts import Facts
from youjian.detection.moments import micros
from youjian.fuel.correction import (
    HIGHEST_DENSITY15,
    LOWEST_DENSITY15,
    density15,
    vcf15,
    vcf20,
)

_USUAL_DENSITY20 = {"92": 735.0, "95": 745.0, "98": 753.0, "D": 835.0}
_COLDEST_C, _WARMEST_C = -40.0, 60.0


@dataclass(frozen=True)
class Paper:
    """A delivery document: its row, the family of its product, when (µs) and litres at 20 °C."""

    row: Row
    family: str
    at: int
    litres20: float


def papers(facts: Facts, station_id: str, as_of: datetime) -> list[Paper]:
    """The delivery documents of a station known at a moment, in the order of `delivered_at`."""
    known = facts.known("deliveries", as_of)
    mine = rows(known, pc.equal(known["station_id"], station_id).to_numpy())
    told = [Paper(row, family(row["product"]), micros(row["delivered_at"]), litres20(row)) for row in mine]
    return sorted(told, key=lambda paper: (paper.at, paper.row["delivery_id"]))


def purchases(facts: Facts, station_id: str, as_of: datetime) -> list[Row]:
    """The purchase invoices of a station known at a moment, by number."""
    known = facts.known("invoices", as_of)
    mine = pc.and_(pc.equal(known["station_id"], station_id), pc.equal(known["direction"], "purchase"))
    return rows(known, mine.to_numpy())


def litres20(document: Row) -> float:
    """Documented litres at 20 °C, by the document's reference, temperature and density.

    >>> row = {"documented_volume_ml": 10_000_000, "reference": "ambient", "product": "92",
    ...        "density20_kg_m3": 735.0, "temp_c": 30.0}
    >>> round(litres20(row), 1), litres20(row | {"reference": "20"})
    (9875.7, 10000.0)
    """
    litres = document["documented_volume_ml"] / 1000
    match document["reference"]:
        case "20":
            return litres
        case "15":
            density = sound_density(document["density20_kg_m3"], document["product"])
            return litres / vcf15(density15(density), 20.0)
        case _:
            return litres * factor20(document["density20_kg_m3"], document["temp_c"], document["product"])


def factor20(density20: float, temp_c: float, product: str) -> float:
    """VCF20 of a document; a temperature that no fuel has corrects nothing."""
    if not _COLDEST_C < temp_c < _WARMEST_C:
        return 1.0
    return vcf20(sound_density(density20, product), temp_c)


def sound_density(density20: float, product: str) -> float:
    """A document's density, or the usual one of its product where the document's is none of fuel."""
    if LOWEST_DENSITY15 + 10 < density20 < HIGHEST_DENSITY15 - 10:
        return density20
    return _USUAL_DENSITY20[family(product)]
