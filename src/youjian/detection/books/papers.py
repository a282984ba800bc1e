"""Delivery documents and purchase invoices as litres at 20 °C."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import numpy as np

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


def invoice_of(number: str | None) -> str | None:
    """The invoice that a number names: `N#2` is the second line of invoice `N`.

    >>> invoice_of("24360000000000000001#2"), invoice_of("24360000000000000001"), invoice_of(None)
    ('24360000000000000001', '24360000000000000001', None)
    """
    return number.partition("#")[0] if number else number


def papers(facts: Facts, station_id: str, as_of: datetime) -> list[Paper]:
    """The delivery documents of a station known at a moment, in the order of `delivered_at`."""
    made = facts.derived("books.papers", lambda: _papers(facts))
    now = micros(as_of)
    return [paper for known, paper in made.get(station_id, []) if known <= now]


def purchases(facts: Facts, station_id: str, as_of: datetime) -> list[Row]:
    """The purchase invoices of a station known at a moment, by number."""
    made = facts.derived("books.purchases", lambda: _purchases(facts))
    now = micros(as_of)
    return [row for known, row in made.get(station_id, []) if known <= now]


def _papers(facts: Facts) -> dict[str, list[tuple[int, Paper]]]:
    made: dict[str, list[tuple[int, Paper]]] = defaultdict(list)
    for known, row in known_rows(facts, "deliveries"):
        paper = Paper(row, family(row["product"]), micros(row["delivered_at"]), litres20(row))
        made[row["station_id"]].append((known, paper))
    for listed in made.values():
        listed.sort(key=lambda one: (one[1].at, one[1].row["delivery_id"]))
    return made


def _purchases(facts: Facts) -> dict[str, list[tuple[int, Row]]]:
    made: dict[str, list[tuple[int, Row]]] = defaultdict(list)
    for known, row in known_rows(facts, "invoices"):
        if row["direction"] == "purchase":
            made[row["station_id"]].append((known, row))
    return made


def known_rows(facts: Facts, table: str) -> list[tuple[int, Row]]:
    """Every row of a small table without versions, in the order of its key, with its known time (µs).

    A row whose known time the data do not say is never known.
    """
    history = facts.history(table)
    listed = rows(history, np.ones(history.num_rows, dtype=bool))
    return [(micros(row.pop("known_at")), row) for row in listed if row["known_at"] is not None]


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


@lru_cache(maxsize=4096)
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
