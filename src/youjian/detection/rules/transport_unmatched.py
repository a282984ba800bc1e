"""transport.unmatched: a tanker's trip, its unloading and the delivery document do not belong together."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from youjian.contract.findings import Finding, Severity, Verdict, anchor_of_key
from youjian.detection import parameters as p
from youjian.detection.books.match_trips import arrived, covered, load, pairs, unloaded_ml
from youjian.detection.books.nights import inside
from youjian.detection.books.papers import known_rows
from youjian.detection.evidence import Records, Row, Size, Where, Words, clock, finding, litres
from youjian.detection.facts import Facts
from youjian.detection.moments import micros, moment_of
from youjian.detection.pairs import integers
from youjian.detection.rule import Rule

_INTERVAL_Z = 1.96


@dataclass(frozen=True)
class _Said:
    """What one comparison says."""

    key: dict[str, str]
    size: Size
    words: Words
    severity: Severity
    verdict: Verdict
    records: Records
    span: tuple[datetime, datetime]
    figures: dict[str, Any]


class TransportUnmatched(Rule):
    """运输趟次、进油单与卸油量须一致.

    Basis: 运输过程监管. A trip without a delivery document, and a document without a trip (where the
    station's trips cover its time and most of its documents have one), after papers had their time to come;
    joined by waybill number, or where the document has none by product, time and litres. Loaded against
    unloaded litres of a trip at 20 °C beyond 3 per mille, what may stay in the tanker, and the measuring
    interval; undecidable without temperature or density.

    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import LATER, MORNING, facts
    >>> from youjian.detection.samples_books import delivery, trip
    >>> judge = rule("transport.unmatched").judge
    >>> judge(facts(trip(1, MORNING), delivery(1, MORNING)), LATER)
    []
    >>> [f.message for f in judge(facts(trip(1, MORNING), present=["deliveries"]), LATER)]
    ['运单W001于2026-11-22 08:00:00卸油12000.00升，没有对应的进油单。']
    """

    code = "transport.unmatched"
    tick = "nightly"
    severities = ("alarm", "warning")
    anchor = "the trip's `waybill_no` or the document's `delivery_id`, with what was compared: `of`"
    tables = ("trips", "deliveries")
    explained_by = "五日内到达的进油单或趟次、允许的运输损耗、卸油后车内留存、缺少温度或密度时不作判定"
    absent = "withdrawn"
    parameters: p.TransportUnmatched

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """Findings of every trip and document known."""
        trips = _by_station(facts, "trips", "consignee_station_id", as_of)
        papers = _by_station(facts, "deliveries", "station_id", as_of)
        found: list[Finding] = []
        for station_id, mine in sorted(trips.items()):
            joined = pairs(mine, papers.get(station_id, []), self.parameters)
            said = [
                *self._loads(mine),
                *self._without_paper(mine, joined, as_of),
                *self._without_trip(mine, papers.get(station_id, []), joined, as_of),
            ]
            found += [self._say(station_id, one, as_of) for one in said]
        return found

    def moments(self, facts: Facts, start: datetime, end: datetime) -> Iterable[datetime] | None:
        """When a trip or document is known, and when the other had its time to come."""
        wait = timedelta(days=self.parameters.wait_days)
        found: list[datetime] = []
        for table, column in (
            ("trips", "unloaded_at"),
            ("trips", "loaded_at"),
            ("deliveries", "delivered_at"),
        ):
            history = facts.history(table)
            known = [moment_of(at) for at in np.unique(integers(history, "known_at"))]
            told = [at for at in history[column].to_pylist() if at is not None]
            found += [*known, *(at + wait for at in (*known, *told))]
        return inside(found, start, end)

    def _over(self, known: datetime | None, at: datetime, as_of: datetime) -> bool:
        """Whether the other record had its time to come."""
        return as_of >= max(known or at, at) + timedelta(days=self.parameters.wait_days)

    def _without_paper(
        self, trips: Sequence[Row], joined: set[tuple[str, str]], as_of: datetime
    ) -> Iterator[_Said]:
        matched = {waybill for waybill, _ in joined}
        for t in trips:
            if t["waybill_no"] in matched or not self._over(t["received_at"], arrived(t), as_of):
                continue
            told = f"运单{t['waybill_no']}于{clock(arrived(t))}"
            told_en = f"Waybill {t['waybill_no']}"
            volume = litres(unloaded_ml(t))
            if t["unloaded_at"] is None:
                words = Words(
                    f"{told}装油{volume}升，没有卸油记录和进油单，数据不足以判定。",
                    f"{told_en} loaded {volume} L at {clock(arrived(t))} (Shanghai) without an unloading "
                    "or a delivery document: undecidable.",
                )
            else:
                words = Words(
                    f"{told}卸油{volume}升，没有对应的进油单。",
                    f"{told_en} unloaded {volume} L at {clock(arrived(t))} (Shanghai) without a delivery "
                    "document.",
                )
            decided = t["unloaded_at"] is not None
            yield _Said(
                key={"waybill_no": t["waybill_no"], "of": "document"},
                size=Size.exact(unloaded_ml(t), "ml"),
                words=words,
                severity="alarm" if decided else "warning",
                verdict="discrepancy" if decided else "undecidable",
                records={"trips": [t]},
                span=(t["loaded_at"], arrived(t)),
                figures={"volume_ml": unloaded_ml(t)},
            )

    def _without_trip(
        self, trips: Sequence[Row], papers: Sequence[Row], joined: set[tuple[str, str]], as_of: datetime
    ) -> Iterator[_Said]:
        matched = {delivery for _, delivery in joined}
        during, share = covered(trips, papers, matched, self.parameters)
        for d in during:
            if d["delivery_id"] in matched or not self._over(d["received_at"], d["delivered_at"], as_of):
                continue
            volume = litres(d["documented_volume_ml"])
            yield _Said(
                key={"delivery_id": d["delivery_id"], "of": "trip"},
                size=Size.exact(d["documented_volume_ml"], "ml"),
                words=Words(
                    f"进油单{d['delivery_id']}于{clock(d['delivered_at'])}进油{volume}升，没有对应的运输趟次。",
                    f"Delivery {d['delivery_id']} of {volume} L at {clock(d['delivered_at'])} (Shanghai) has "
                    "no trip of a tanker.",
                ),
                severity="alarm",
                verdict="discrepancy",
                records={"deliveries": [d]},
                span=(d["delivered_at"], d["delivered_at"]),
                figures={"volume_ml": d["documented_volume_ml"], "share_with_trips": share},
            )

    def _loads(self, trips: Sequence[Row]) -> Iterator[_Said]:
        """Loaded against unloaded."""
        for t in trips:
            held = load(t, self.parameters)
            if held is None or not held.differs(self.parameters.warning_z):
                continue
            spread = _INTERVAL_Z * held.sd_l
            yield _Said(
                key={"waybill_no": t["waybill_no"], "of": "volume"},
                size=Size(
                    held.apart_l * 1000, (held.apart_l - spread) * 1000, (held.apart_l + spread) * 1000, "ml"
                ),
                words=_load_words(t, held.loaded_l, held.apart_l, at20=held.at20),
                severity="alarm" if held.at20 and held.differs(self.parameters.alarm_z) else "warning",
                verdict="suspicion" if held.at20 else "undecidable",
                records={"trips": [t]},
                span=(t["loaded_at"], t["unloaded_at"]),
                figures={
                    "loaded_l": held.loaded_l,
                    "unloaded_l": held.unloaded_l,
                    "allowed_l": held.allowed_l,
                    "sd_l": held.sd_l,
                },
            )

    def _say(self, station_id: str, said: _Said, as_of: datetime) -> Finding:
        anchor = anchor_of_key(**said.key)
        where = Where(station_id, "station", anchor, said.span[0], said.span[1], as_of)
        return finding(
            self,
            where,
            said.size,
            said.words,
            severity=said.severity,
            verdict=said.verdict,
            records=said.records,
            figures=said.figures,
        )


def _load_words(trip: Row, loaded: float, apart: float, *, at20: bool) -> Words:
    more, more_en = ("多", "more") if apart > 0 else ("少", "less")
    share = f"{1000 * abs(apart) / max(loaded, 1.0):.1f}"
    zh, en = (
        ("（20℃）。", " (at 20 °C).") if at20 else ("；缺少温度或密度，数据不足以判定。", "; undecidable.")
    )
    return Words(
        f"运单{trip['waybill_no']}卸油量比装油量{more}{abs(apart):.0f}升，即{share}‰{zh}",
        f"Waybill {trip['waybill_no']}: {abs(apart):.0f} L {more_en} were unloaded than loaded, {share} per "
        f"mille{'' if at20 else ', without temperature or density'}{en}",
    )


def _by_station(facts: Facts, table: str, column: str, as_of: datetime) -> dict[str, list[Row]]:
    listed = facts.derived(f"books.{table}", lambda: known_rows(facts, table))
    now = micros(as_of)
    made: dict[str, list[Row]] = {}
    for known, row in listed:
        if known <= now:
            made.setdefault(row[column], []).append(row)
    return made
