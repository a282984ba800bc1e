"""Which trip belongs to which delivery document, and what was loaded against what was unloaded.

`transport.unmatched` judges with these functions, and the office's work list joins by them: one opinion.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from youjian.detection.books.papers import factor20
from youjian.detection.books.products import family
from youjian.detection.evidence import Row
from youjian.detection.parameters import TransportUnmatched


@dataclass(frozen=True)
class Load:
    """A trip's unloaded against its loaded litres: at 20 °C when `at20`, else as they were read.

    `beyond_l` is how far the difference lies outside of what is allowed, negative within it.
    """

    loaded_l: float
    unloaded_l: float
    sd_l: float
    allowed_l: float
    beyond_l: float
    at20: bool

    @property
    def apart_l(self) -> float:
        """Unloaded less loaded."""
        return self.unloaded_l - self.loaded_l

    def differs(self, z: float) -> bool:
        """Whether it lies outside of what is allowed and of the measuring interval."""
        return self.beyond_l > (z * self.sd_l if self.at20 else 0.0)


def pairs(
    trips: Sequence[Row], papers: Sequence[Row], parameters: TransportUnmatched
) -> set[tuple[str, str]]:
    """(waybill, document) of one station that belong together.

    By waybill number; a document that names none by product, time and litres, to the nearest in time.
    """
    numbered: dict[str, list[str]] = {}
    for d in papers:
        if d["waybill_no"] is not None:
            numbered.setdefault(d["waybill_no"].strip(), []).append(d["delivery_id"])
    found = {(t["waybill_no"], d) for t in trips for d in numbered.get(t["waybill_no"].strip(), [])}
    joined = {waybill for waybill, _ in found}
    free = [d for d in papers if d["waybill_no"] is None]
    for t in (t for t in trips if t["waybill_no"] not in joined):
        like = [d for d in free if alike(t, d, parameters)]
        if like:
            nearest = min(like, key=lambda d: (abs(d["delivered_at"] - arrived(t)), d["delivery_id"]))
            free.remove(nearest)
            found.add((t["waybill_no"], nearest["delivery_id"]))
    return found


def alike(trip: Row, paper: Row, parameters: TransportUnmatched) -> bool:
    """Whether a trip may be a document's by product, time and litres."""
    near = abs(paper["delivered_at"] - arrived(trip)) <= timedelta(hours=parameters.near_h)
    apart = abs(paper["documented_volume_ml"] - unloaded_ml(trip))
    like = apart <= parameters.volume_pct / 100 * unloaded_ml(trip)
    return near and like and family(paper["product"]) == family(trip["product"])


def covered(
    trips: Sequence[Row], papers: Sequence[Row], matched: Collection[str], parameters: TransportUnmatched
) -> tuple[list[Row], float]:
    """The documents of the time that a station's trips cover, and the share of them that has a trip.

    None when the trips are too few to miss one: most of its documents, and some at all, must have theirs.
    """
    if not trips:
        return [], 0.0
    first = min(arrived(t) for t in trips) - timedelta(hours=parameters.near_h)
    during = [d for d in papers if d["delivered_at"] >= first]
    joined = sum(d["delivery_id"] in matched for d in during)
    share = joined / max(len(during), 1)
    if share < parameters.covered_share or joined < parameters.covered_least:
        return [], share
    return during, share


def load(trip: Row, parameters: TransportUnmatched) -> Load | None:
    """What was unloaded against what was loaded; None while a trip is under way."""
    if trip["unloaded_ml"] is None or trip["unloaded_at"] is None:
        return None
    factors = trip_factors(trip)
    loaded, unloaded = (
        trip[name] * factor / 1000
        for name, factor in zip(("loaded_ml", "unloaded_ml"), factors or (1.0, 1.0), strict=True)
    )
    apart, allowed = unloaded - loaded, parameters.tolerance_permille / 1000 * loaded
    beyond = abs(apart) - allowed - (parameters.retained_l if apart < 0 else 0.0)
    sd = parameters.sd_pct / 100 * loaded
    return Load(loaded, unloaded, sd, allowed, beyond, at20=factors is not None)


def trip_factors(trip: Row) -> tuple[float, float] | None:
    """VCF20 at loading and unloading; None without temperature or density."""
    given = (trip["density20_kg_m3"], trip["loaded_temp_c"], trip["unloaded_temp_c"])
    if any(value is None for value in given):
        return None
    density, loaded, unloaded = given
    return factor20(density, loaded, trip["product"]), factor20(density, unloaded, trip["product"])


def arrived(trip: Row) -> datetime:
    """When a trip came to its station, as far as is known."""
    return trip["unloaded_at"] or trip["loaded_at"]


def unloaded_ml(trip: Row) -> int:
    """What a trip brought, as far as is known."""
    return trip["loaded_ml"] if trip["unloaded_ml"] is None else trip["unloaded_ml"]
