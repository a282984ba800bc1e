"""What each comparison of papers, gauge and trip says: a difference at 20 °C with its interval."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Literal

from youjian.detection.books.match_rises import Claim, Rose
from youjian.detection.books.match_trips import Load, load, trip_factors
from youjian.detection.books.papers import litres20
from youjian.detection.books.products import family
from youjian.detection.evidence import Row
from youjian.detection.moments import micros
from youjian.detection.parameters import DeliveryVariance, TransportUnmatched
from youjian.fuel.correction import HIGHEST_DENSITY15, LOWEST_DENSITY15

Of = Literal["gauge", "load", "paper"]
"""Gauge against documents, unloaded against loaded, documents against what was loaded for them."""
_Z = 1.96
_COLDEST_C, _WARMEST_C = -40.0, 60.0


@dataclass(frozen=True)
class Check:
    """What came against what was told, litres at 20 °C; `beyond`: further apart than is allowed."""

    of: Of
    told_l: float
    came_l: float
    sd_l: float
    beyond: bool

    @property
    def apart_l(self) -> float:
        """The difference: positive when more came than was told."""
        return self.came_l - self.told_l

    @property
    def interval(self) -> tuple[float, float]:
        """95 % of the difference."""
        return self.apart_l - _Z * self.sd_l, self.apart_l + _Z * self.sd_l


def checks_of(
    documents: Sequence[Row],
    rises: Sequence[Rose],
    trips: Sequence[Row],
    drops: DeliveryVariance,
    transport: TransportUnmatched,
) -> Iterator[Check]:
    """Every comparison that the parts allow at 20 °C."""
    claims = [claim_of(d) for d in documents]
    told = [c for c in claims if c is not None]
    whole = bool(told) and len(told) == len(claims)
    if whole and rises:
        yield _gauge(told, rises, drops)
    loads = [load(t, transport) for t in trips]
    held = [one for one in loads if one is not None and one.at20]
    if held and len(held) == len(loads):
        yield _load(held, transport)
    factors = [trip_factors(t) for t in trips]
    loaded = [t["loaded_ml"] / 1000 * f[0] for t, f in zip(trips, factors, strict=True) if f is not None]
    if whole and loaded and len(loaded) == len(trips):
        yield _paper(told, sum(loaded), transport)


def undecided_of(
    documents: Sequence[Row], rises: Sequence[Rose], trips: Sequence[Row], gauged: Collection[str]
) -> Iterator[str]:
    """What is missing for a decision: `document_temperature`, `document_density`, `gauge`, `unloading`,
    `trip_temperature`, `trip_density`."""
    for d in documents:
        yield from _unsound(d)
        if not rises and d["delivery_id"] not in gauged:
            yield "gauge"
    for t in trips:
        if t["unloaded_at"] is None or t["unloaded_ml"] is None:
            yield "unloading"
        if t["density20_kg_m3"] is None:
            yield "trip_density"
        if t["loaded_temp_c"] is None or t["unloaded_temp_c"] is None:
            yield "trip_temperature"


def stands_against(lacking: Collection[str], trips: Sequence[Row], limits: TransportUnmatched) -> bool:
    """Whether what is missing keeps the group from being decided.

    A trip's temperatures do only where the litres as they were read differ (`transport.unmatched`).
    """
    differ = any((one := load(t, limits)) is not None and not one.at20 and one.differs(0.0) for t in trips)
    return differ or bool({"document_temperature", "document_density", "gauge"} & {*lacking})


def claim_of(document: Row) -> Claim | None:
    """A document as a claim on a gauge; None when its litres at 20 °C cannot be told."""
    if any(_unsound(document)):
        return None
    told = litres20(document)
    at = micros(document["delivered_at"])
    kind = family(document["product"])
    return Claim(document["delivery_id"], document["tank_id"], kind, at, told, _DOCUMENT_SHARE * told)


def rough_claim(document: Row) -> Claim:
    """A document whose litres at 20 °C cannot be told, good enough to find its rise."""
    told = document["documented_volume_ml"] / 1000
    kind, at = family(document["product"]), micros(document["delivered_at"])
    return Claim(document["delivery_id"], document["tank_id"], kind, at, told, _ROUGH_SHARE * told)


def _unsound(document: Row) -> Iterator[str]:
    """What a document lacks: temperature and density that fuel can have, where its litres need them."""
    if document["reference"] == "20":
        return
    if not LOWEST_DENSITY15 + 10 < document["density20_kg_m3"] < HIGHEST_DENSITY15 - 10:
        yield "document_density"
    if document["reference"] == "ambient" and not _COLDEST_C < document["temp_c"] < _WARMEST_C:
        yield "document_temperature"


def _gauge(claims: Sequence[Claim], rises: Sequence[Rose], limits: DeliveryVariance) -> Check:
    told, came = sum(c.litres20 for c in claims), sum(r.litres20 for r in rises)
    sd = hypot(*(c.sd_l for c in claims), *(r.sd_l for r in rises))
    apart = abs(came - told)
    beyond = apart > limits.least_sd * sd and apart > limits.least_share * told and apart > limits.least_l
    return Check("gauge", told, came, sd, beyond)


def _load(loads: Sequence[Load], limits: TransportUnmatched) -> Check:
    loaded, unloaded = sum(one.loaded_l for one in loads), sum(one.unloaded_l for one in loads)
    sd = hypot(*(one.sd_l for one in loads))
    return Check("load", loaded, unloaded, sd, any(one.differs(limits.warning_z) for one in loads))


def _paper(claims: Sequence[Claim], loaded: float, limits: TransportUnmatched) -> Check:
    told = sum(c.litres20 for c in claims)
    sd = hypot(limits.sd_pct / 100 * loaded, *(c.sd_l for c in claims))
    allowed = limits.tolerance_permille / 1000 * loaded + limits.retained_l
    return Check("paper", loaded, told, sd, abs(told - loaded) - allowed > limits.alarm_z * sd)


_ROUGH_SHARE = 0.03
"""Without temperature or density a document is so uncertain."""
_DOCUMENT_SHARE = 0.0033
"""One standard deviation of a document, a share of its litres (`balance.settings`)."""
