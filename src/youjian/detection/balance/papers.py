"""Delivery documents in litres at 20 °C, and which rise belongs to which of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

import pyarrow as pa
import pyarrow.compute as pc

from youjian.detection.balance.rises import Rise
from youjian.detection.balance.stretch import SECOND
from youjian.detection.books.papers import factor20, sound_density
from youjian.detection.evidence import Row
from youjian.fuel.correction import density15, vcf15

NEAR = 3 * 3600 * SECOND
_FAR = 12 * 3600 * SECOND
_LIKE = 0.15
_BADLY_LIKE = 0.6
_MOST_TOGETHER = 3


@dataclass(frozen=True)
class Paper:
    """One delivery document: litres at 20 °C, when it says the fuel came, and when it was known (µs)."""

    delivery_id: str
    product: str
    tank_id: int | None
    at: int
    known: int
    net_l: float
    row: Row


@dataclass(frozen=True)
class Drop:
    """Rises (group, rise) and the documents that speak of them; either side may be empty."""

    rises: tuple[tuple[int, Rise], ...]
    papers: tuple[Paper, ...]

    @property
    def excess_l(self) -> float:
        """Litres that came in above what the documents say."""
        return sum(rise.litres for _, rise in self.rises) - sum(paper.net_l for paper in self.papers)


def papers_of(deliveries: pa.Table) -> list[Paper]:
    """The documents of a station from `history("deliveries")`, in the order of their time."""
    made = [_paper(row) for row in deliveries.to_pylist()]
    return sorted(made, key=lambda paper: (paper.at, paper.delivery_id))


def _paper(row: Row) -> Paper:
    return Paper(
        delivery_id=row["delivery_id"],
        product=row["product"],
        tank_id=row["tank_id"],
        at=int(row["delivered_at"].timestamp() * SECOND),
        known=int(row["known_at"].timestamp() * SECOND),
        net_l=net_litres(row),
        row={name: value for name, value in row.items() if name != "known_at"},
    )


def trips_to(trips: pa.Table, station_id: str) -> pa.Table:
    """The trips to one station of which it is known when they were known."""
    mine = pc.and_(pc.equal(trips["consignee_station_id"], station_id), pc.is_valid(trips["known_at"]))
    return trips.filter(mine)


def trips_of(trips: pa.Table) -> list[Paper]:
    """Tankers' trips to a station from `history("trips")`, as promises of documents."""
    made: list[Paper] = []
    for row in trips.to_pylist():
        came: datetime | None = row["unloaded_at"]
        density: float | None = row["density20_kg_m3"]
        temp_c: float | None = row["loaded_temp_c"]
        product, litres = row["product"], row["loaded_ml"] / 1000.0
        made.append(
            Paper(
                delivery_id=row["waybill_no"],
                product=product,
                tank_id=None,
                at=int((came or row["loaded_at"]).timestamp() * SECOND),
                known=int(row["known_at"].timestamp() * SECOND),
                net_l=litres
                if density is None or temp_c is None
                else litres * factor20(density, temp_c, product),
                row={name: value for name, value in row.items() if name != "known_at"},
            )
        )
    return sorted(made, key=lambda paper: (paper.at, paper.delivery_id))


def net_litres(row: Row) -> float:
    """Documented litres at 20 °C, whatever temperature the document refers to."""
    litres, density = row["documented_volume_ml"] / 1000.0, float(row["density20_kg_m3"])
    match row["reference"]:
        case "ambient":
            return litres * factor20(density, float(row["temp_c"]), row["product"])
        case "15":
            return litres / vcf15(density15(sound_density(density, row["product"])), 20.0)
        case _:
            return litres


def match_drops(rises: Sequence[tuple[int, Rise]], papers: Sequence[Paper]) -> list[Drop]:
    """Rises and documents of one product joined: by size where sizes agree, else by time.

    One document may speak of up to three rises (a drop split over tanks) and one rise of up to three
    documents. What is left over on either side stands alone.
    """
    free_rises, free_papers = list(rises), list(papers)
    found: list[Drop] = []
    for most, like, reach in (
        (1, _LIKE, NEAR),
        (_MOST_TOGETHER, _LIKE, NEAR),
        (1, _BADLY_LIKE, NEAR),
        (1, _LIKE, _FAR),
    ):
        for drop in _candidates(free_rises, free_papers, most, like, reach):
            if all(r in free_rises for r in drop.rises) and all(p in free_papers for p in drop.papers):
                found.append(drop)
                free_rises = [r for r in free_rises if r not in drop.rises]
                free_papers = [p for p in free_papers if p not in drop.papers]
    found += [Drop((rise,), ()) for rise in free_rises] + [Drop((), (paper,)) for paper in free_papers]
    return found


def _candidates(
    rises: Sequence[tuple[int, Rise]], papers: Sequence[Paper], most: int, like: float, reach: int
) -> list[Drop]:
    """Possible joins, the best in size first."""
    scored: list[tuple[float, int, Drop]] = []
    for paper in papers:
        near = [rise for rise in rises if _apart(rise[1], paper) <= reach]
        for count in range(1, most + 1):
            scored += [_scored(chosen, (paper,)) for chosen in combinations(near, count)]
    if most > 1:
        for rise in rises:
            near_papers = [paper for paper in papers if _apart(rise[1], paper) <= reach]
            for count in range(2, most + 1):
                scored += [_scored((rise,), chosen) for chosen in combinations(near_papers, count)]
    return [drop for miss, _, drop in sorted(scored, key=lambda s: s[:2]) if miss <= like]


def _scored(rises: tuple[tuple[int, Rise], ...], papers: tuple[Paper, ...]) -> tuple[float, int, Drop]:
    drop = Drop(rises, papers)
    told = max(sum(paper.net_l for paper in papers), 1.0)
    miss = abs(drop.excess_l) / told + 0.02 * (len(rises) + len(papers) - 2)
    if rises and papers[0].tank_id is not None and papers[0].tank_id != rises[0][0]:
        miss += 0.01
    return miss, min(_apart(rises[0][1], paper) for paper in papers), drop


def _apart(rise: Rise, paper: Paper) -> int:
    """Microseconds between a document's moment and a rise (0 within it)."""
    return max(rise.start - paper.at, paper.at - rise.end, 0)
