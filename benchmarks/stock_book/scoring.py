"""Labels beside findings: which are found, with the right amount, and what is said of honest stations."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.stock_book.frauds import Label
from youjian.detection.books.products import family

RULE_OF = {
    "under_declared": "tax.undeclared_sales",
    "not_declared": "tax.undeclared_sales",
    "unbilled": "tax.purchase_mismatch",
    "false_invoice": "tax.purchase_mismatch",
    "another_product": "tax.purchase_mismatch",
    "short_unloaded": "transport.unmatched",
    "no_trip": "transport.unmatched",
    "no_document": "transport.unmatched",
}
_OF_MONTHS = ("tax.undeclared_sales", "tax.purchase_mismatch")
_EXACT_SHARE = 0.003
"""What is an exact count in a finding may differ from the truth by what a document differs from the fuel."""

Key = tuple[str, str, str]
"""Station, rule, and what it is about: a month, a month with its family, or a paper."""


@dataclass(frozen=True)
class Truth:
    """What a finding has to say: the labels of one key added up, mL."""

    kind: str
    key: Key
    volume_ml: int


@dataclass(frozen=True)
class Told:
    """A standing finding: its key, estimate and interval, mL."""

    key: Key
    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class Score:
    """Of one kind: labels, those found, those whose litres lie in the interval."""

    labels: int
    found: int
    right: int


def truths(labels: Iterable[Label]) -> list[Truth]:
    """The labels as findings would tell them."""
    sums: dict[tuple[str, Key], int] = defaultdict(int)
    for label in labels:
        sums[label.kind, _key(label)] += label.volume_ml
    return [Truth(kind, key, volume) for (kind, key), volume in sums.items()]


def told(rows: Iterable[tuple[str, str, float, float | None, float | None, str]]) -> list[Told]:
    """Standing findings as (station, rule, estimate, low, high, evidence)."""
    made: list[Told] = []
    for station_id, rule, estimate, low, high, evidence in rows:
        about = _about(rule, json.loads(evidence))
        size = abs(estimate)
        ends = sorted(abs(end) for end in (low, high) if end is not None) or [size, size]
        made.append(Told((station_id, rule, about), size, ends[0], ends[-1]))
    return made


def scores(truth: Sequence[Truth], said: Sequence[Told]) -> dict[str, Score]:
    """By kind of fraud, how many labels there are and how they were told."""
    by_key = {one.key: one for one in said}
    made: dict[str, Score] = {}
    for kind in dict.fromkeys(one.kind for one in truth):
        mine = [one for one in truth if one.kind == kind]
        found = [(one, by_key[one.key]) for one in mine if one.key in by_key]
        right = sum(_within(one.volume_ml, its) for one, its in found)
        made[kind] = Score(len(mine), len(found), right)
    return made


def missed(truth: Sequence[Truth], said: Sequence[Told]) -> list[tuple[Truth, Told | None]]:
    """The labels that are not found, or told with other litres, each with what is said of it."""
    by_key = {one.key: one for one in said}
    told_of = [(one, by_key.get(one.key)) for one in truth]
    return [(one, its) for one, its in told_of if its is None or not _within(one.volume_ml, its)]


def false_told(said: Sequence[Told], honest: set[str]) -> list[Told]:
    """What is said of stations of which nothing is true."""
    return [one for one in said if one.key[0] in honest]


def _key(label: Label) -> Key:
    rule = RULE_OF[label.kind]
    if label.key and rule not in _OF_MONTHS:
        return label.station_id, rule, label.key
    if rule == "tax.undeclared_sales":
        return label.station_id, rule, label.period
    return label.station_id, rule, f"{label.period} {family(label.product)}"


def _about(rule: str, evidence: dict[str, Any]) -> str:
    figures, records = evidence["figures"], evidence["records"]
    if rule == "tax.undeclared_sales":
        return str(figures["period"])
    if rule in ("tax.purchase_mismatch", "stock.month_variance"):
        return f"{figures['period']} {figures['family']}"
    if records.get("trips"):
        return str(records["trips"][0]["waybill_no"])
    return str(records["deliveries"][0]["delivery_id"])


def _within(volume_ml: int, its: Told) -> bool:
    slack = _EXACT_SHARE * volume_ml if its.low == its.high else 0.0
    return its.low - slack <= volume_ml <= its.high + slack
