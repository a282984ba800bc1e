"""tax.product_mismatch: a product sold that was never bought, or bought under another name."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from youjian.contract.findings import Finding, anchor_of_key
from youjian.detection import parameters as p
from youjian.detection.books.nights import inside
from youjian.detection.books.papers import Paper, invoice_of, known_rows, papers, purchases
from youjian.detection.books.products import blendable, family, named, product_named
from youjian.detection.books.rose import climbed, rose
from youjian.detection.books.sold import Sales
from youjian.detection.books.station import StationBooks, nozzle_map, station_books
from youjian.detection.books.stock import HOUR
from youjian.detection.evidence import Records, Row, Size, Where, Words, finding
from youjian.detection.facts import Facts
from youjian.detection.moments import micros, moment_of
from youjian.detection.nozzle_map import NozzleMap
from youjian.detection.pairs import integers
from youjian.detection.rule import Rule

_SOME_RISE = 0.1
_FULL_RISE = (0.85, 1.15)


@dataclass(frozen=True)
class _Station:
    """What one night knows of a station."""

    books: StationBooks
    papers: Sequence[Paper]
    invoices: Sequence[Row]
    trips: Sequence[Row]
    nozzles: NozzleMap


@dataclass(frozen=True)
class _Said:
    """What one comparison says."""

    key: dict[str, str]
    litres: float
    words: Words
    span: tuple[datetime, datetime]
    records: Records
    figures: dict[str, Any]


class ProductMismatch(Rule):
    """销售品种与购进品种须一致（变票）.

    Basis: 税收征管, 变票. A document whose invoice or whose trip names another product. And by families of
    products that one tank holds one after the other (diesel of any season, petrol with ethanol or without): a
    document with no rise in any tank of its family but one of its size in a tank of another; a family sold
    beyond its opening stock, with rises in its tanks, without any document or invoice; a family sold without
    tank, document or invoice that cannot be blended from others. Papers have their time to come before
    anything is said from their absence.

    >>> from datetime import timedelta
    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples_books import BOOKS_START, books_month, delivery, invoice
    >>> at = BOOKS_START + timedelta(days=30)
    >>> relabelled = (delivery(77, at), invoice(77, at, product="0D"))
    >>> judge = rule("tax.product_mismatch").judge
    >>> [f.message for f in judge(books_month(*relabelled), at + timedelta(days=2))]
    ['进油单D077的品种为92号汽油，发票I077的品种为0号柴油。']
    """

    code = "tax.product_mismatch"
    tick = "nightly"
    severities = ("alarm",)
    anchor = "the document's `delivery_id` with what was compared, or the family sold: `product`"
    tables = ("stations", "tanks", "nozzles", "fuellings", "tank_readings", "deliveries")
    optional = ("invoices", "trips", "tank_charts")
    explained_by = "期初库存、迟到的进油单和发票、由高低标号调和的汽油、同罐换季柴油与乙醇汽油"
    absent = "withdrawn"
    parameters: p.ProductMismatch

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """One finding per document or family that does not fit."""
        found: list[Finding] = []
        nozzles = nozzle_map(facts)
        for station_id, books in station_books(facts).items():
            known = _Station(
                books,
                papers(facts, station_id, as_of),
                purchases(facts, station_id, as_of),
                _trips(facts, station_id, as_of),
                nozzles,
            )
            said = [
                *_named_otherwise(known),
                *self._risen(facts, known, as_of),
                *self._never_bought(facts, known, as_of),
            ]
            found += [self._say(station_id, one, as_of) for one in said]
        return found

    def moments(self, facts: Facts, start: datetime, end: datetime) -> Iterable[datetime] | None:
        """When papers are known, when others had time to come; each night while a family has none."""
        wait = timedelta(days=self.parameters.wait_days)
        found: list[datetime] = []
        for table in ("deliveries", "invoices", "trips"):
            known = [moment_of(at) for at in np.unique(integers(facts.history(table), "known_at"))]
            found += [*known, *(at + wait for at in known)]
        arrived = facts.history("deliveries")["delivered_at"].to_pylist()
        found += [at + wait for at in arrived]
        unbought = self._unbought_until(facts, end)
        if unbought is not None:
            days = max((unbought - start) // timedelta(days=1) + 2, 0)
            found += [start + timedelta(days=day) for day in range(days)]
        return inside(found, start, end)

    def _unbought_until(self, facts: Facts, end: datetime) -> datetime | None:
        """Until when some station sells a family of which no paper is known yet."""
        latest: datetime | None = None
        nozzles = facts.known("nozzles", end).to_pylist()
        sold = {(row["station_id"], family(row["product"])) for row in nozzles}
        first: dict[tuple[str, str], datetime] = {}
        for table in ("deliveries", "invoices"):
            for row in facts.history(table).select(["station_id", "product", "known_at"]).to_pylist():
                key = (row["station_id"], family(row["product"]))
                first[key] = min(first.get(key, end), row["known_at"])
        for key in sold:
            latest = max(latest or first.get(key, end), first.get(key, end))
        return latest

    def _risen(self, facts: Facts, known: _Station, as_of: datetime) -> Iterator[_Said]:
        """Documents whose litres came into a tank of another family."""
        due = micros(as_of - timedelta(days=self.parameters.wait_days))
        for paper in known.papers:
            if paper.at > due or paper.litres20 < self.parameters.least_l:
                continue
            tank = self._other_tank(facts, known, paper, micros(as_of))
            if tank is None:
                continue
            held = known.books.products[tank]
            zh, en = named(paper.family)
            other, other_en = named(family(held))
            number = paper.row["delivery_id"]
            yield _Said(
                key={"delivery_id": number, "of": "tank"},
                litres=paper.litres20,
                words=Words(
                    f"进油单{number}的品种为{zh}，该品种油罐没有液位上升，{other}的{tank}号罐上升了相当的油量。",
                    f"Delivery {number} names {en}: no tank of it rose, tank {tank} of {other_en} did.",
                ),
                span=(moment_of(paper.at), moment_of(paper.at)),
                records={"deliveries": [paper.row]},
                figures={"documented20_l": paper.litres20, "tank": tank, "tank_product": held},
            )

    def _other_tank(self, facts: Facts, known: _Station, paper: Paper, now: int) -> int | None:
        """The one tank of another family that took a document's litres; None where anything else may be."""
        books, reach = known.books, int(self.parameters.rise_window_h * HOUR)
        span = (paper.at - reach, paper.at + reach)
        if not _stayed(facts, books, paper, span, now):
            return None
        near = [other.family for other in known.papers if abs(other.at - paper.at) < 2 * reach]
        found: list[int] = []
        for tank, product in books.products.items():
            if tank not in books.levels or family(product) in near or self._stands_for(known, tank, paper):
                continue
            climb = rose(books, tank, *span, now)
            if climb is None:
                return None
            if _FULL_RISE[0] * paper.litres20 <= climb <= _FULL_RISE[1] * paper.litres20:
                found.append(tank)
        return found[0] if len(found) == 1 else None

    def _stands_for(self, known: _Station, tank: int, paper: Paper) -> bool:
        """Whether a nozzle sold the document's family from a tank: the tank had changed its product."""
        return any(
            row["tank_id"] == tank and family(row["product"]) == paper.family
            for (station_id, _), listed in known.nozzles.rows.items()
            if station_id == known.books.station_id
            for row in listed
        )

    def _never_bought(self, facts: Facts, known: _Station, as_of: datetime) -> Iterator[_Said]:
        """Families sold without any paper, beyond what lay in their tanks."""
        books = known.books
        bought = {paper.family for paper in known.papers}
        bought |= {family(row["product"]) for row in known.invoices}
        mine = [listed for (at, _), listed in known.nozzles.rows.items() if at == books.station_id]
        sold = {family(row["product"]) for listed in mine for row in listed}
        for name in sorted(sold - bought):
            said = self._unbought(facts, known, name, as_of)
            if said is not None:
                yield said

    def _unbought(self, facts: Facts, known: _Station, name: str, as_of: datetime) -> _Said | None:
        books, until = known.books, as_of - timedelta(days=self.parameters.wait_days)
        tanks, now = books.tanks(name), micros(as_of)
        begins = books.first_reading(now)
        if begins is None or moment_of(begins) >= until:
            return None
        if not tanks and (name in books.families() or blendable(name, set(books.families()))):
            return None
        sold = Sales(facts, as_of).litres(books.station_id, name, (moment_of(begins), until))
        opening = sum(_opening(books, tank, now) for tank in tanks)
        limit = opening * (1 + self.parameters.opening_margin_pct / 100) + self.parameters.least_l
        if sold <= limit:
            return None
        if (
            tanks
            and sum(climbed(books, tank, now, self.parameters.least_l) for tank in tanks) < sold - opening
        ):
            return None
        zh, en = named(name)
        return _Said(
            key={"product": name},
            litres=sold,
            words=Words(
                f"{zh}已销售{sold:.0f}升，期初库存{opening:.0f}升，没有该品种的进油单和进项发票。",
                f"{sold:.0f} L of {en} were sold from an opening stock of {opening:.0f} L, without a "
                "delivery document or purchase invoice of it.",
            ),
            span=(moment_of(begins), until),
            records={"tanks": [{"station_id": books.station_id, "tank_id": tank} for tank in tanks]},
            figures={"family": name, "sold_l": sold, "opening20_l": opening},
        )

    def _say(self, station_id: str, said: _Said, as_of: datetime) -> Finding:
        where = Where(station_id, "station", anchor_of_key(**said.key), said.span[0], said.span[1], as_of)
        return finding(
            self,
            where,
            Size.exact(round(said.litres * 1000), "ml"),
            said.words,
            severity="alarm",
            records=said.records,
            figures=said.figures,
        )


def _named_otherwise(known: _Station) -> Iterator[_Said]:
    """Documents that no line of their invoice or trip names, where a line is left that no document fits."""
    for column, table, listed, zh, en in (
        ("invoice_no", "invoices", _by_number(known.invoices, "invoice_no"), "发票", "invoice"),
        ("waybill_no", "trips", _by_number(known.trips, "waybill_no"), "运单", "waybill"),
    ):
        alike: dict[str | None, set[str]] = defaultdict(set)
        for paper in known.papers:
            alike[invoice_of(paper.row[column])].add(paper.row["product"])
        for paper in known.papers:
            number = invoice_of(paper.row[column])
            lines = listed.get(number, [])
            left = [line for line in lines if line["product"] not in alike[number]]
            if left and all(line["product"] != paper.row["product"] for line in lines):
                yield _otherwise(paper, (table, left[0]), (f"{zh}{number}", f"{en} {number}"))


def _by_number(rows: Sequence[Row], column: str) -> dict[str | None, list[Row]]:
    made: dict[str | None, list[Row]] = defaultdict(list)
    for row in rows:
        made[invoice_of(row[column])].append(row)
    return made


def _otherwise(paper: Paper, other: tuple[str, Row], name: tuple[str, str]) -> _Said:
    zh, en = product_named(paper.row["product"])
    against, against_en = product_named(other[1]["product"])
    delivery = paper.row["delivery_id"]
    return _Said(
        key={"delivery_id": delivery, "of": other[0]},
        litres=paper.litres20,
        words=Words(
            f"进油单{delivery}的品种为{zh}，{name[0]}的品种为{against}。",
            f"Delivery {delivery} names {en}, {name[1]} names {against_en}.",
        ),
        span=(moment_of(paper.at), moment_of(paper.at)),
        records={"deliveries": [paper.row], other[0]: [other[1]]},
        figures={"documented20_l": paper.litres20, "products": [paper.row["product"], other[1]["product"]]},
    )


def _stayed(facts: Facts, books: StationBooks, paper: Paper, span: tuple[int, int], now: int) -> bool:
    """Whether every tank of a document's family is seen not to have risen around it.

    A rise that was seen once stays: it is looked for again only at earlier moments.
    """
    risen = facts.derived("books.risen", dict[tuple[str, str], int])
    key = (books.station_id, paper.row["delivery_id"])
    if risen.get(key, now + 1) <= now:
        return False
    climbs = [rose(books, tank, *span, now) for tank in books.tanks(paper.family)]
    seen = [climb for climb in climbs if climb is not None]
    if max(seen, default=0.0) > _SOME_RISE * paper.litres20:
        risen[key] = now
    return bool(climbs) and len(seen) == len(climbs) and max(seen) <= _SOME_RISE * paper.litres20


def _opening(books: StationBooks, tank: int, now: int) -> float:
    """Litres at 20 °C at the first readings of a tank, the highest of them."""
    level = books.levels[tank]
    return float(np.max(level.net_l[level.known <= now][:10], initial=0.0))


def _trips(facts: Facts, station_id: str, as_of: datetime) -> list[Row]:
    listed = facts.derived("books.trips", lambda: known_rows(facts, "trips"))
    now = micros(as_of)
    return [row for known, row in listed if known <= now and row["consignee_station_id"] == station_id]
