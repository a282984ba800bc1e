"""What the platform's data hint at: odd densities, papers of other products, fuel without papers."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from youjian.bureau.quality.contracts import DensityHint
from youjian.bureau.quality.judging import Limit, limit_of
from youjian.bureau.quality.limits import fuel_name
from youjian.bureau.quality.models import LabReport, Sample
from youjian.bureau.quality.planning import Place
from youjian.contract.fields import business_day, day_bounds

_BACK = timedelta(days=180)
_BEFORE = timedelta(days=730)
_RULES = {
    "tax.product_mismatch": "papers",
    "stock.unrecorded_delivery": "no_papers",
    "tax.purchase_mismatch": "no_papers",
}
_KINDS = ("92", "0D")
"""One product of each kind, for what a density fits otherwise."""


def places() -> list[Place]:
    """Every station's products within the transaction's scope, by the register of today."""
    return [(row[0], row[1]) for row in _rows(_PLACES, {})]


def signs(today: date, limits: Sequence[Limit]) -> dict[Place, list[str]]:
    """By station and product, why it should be sampled, the gravest first."""
    made: dict[Place, list[str]] = defaultdict(list)
    since = day_bounds(today - _BACK)[0]
    bad = _failed(today)
    sampled = set(Sample.objects.values_list("station_id", "product"))
    found: dict[str, set[str]] = defaultdict(set)
    for station_id, rule in _rows(_FINDINGS, {"rules": list(_RULES), "since": since}):
        found[station_id].add(_RULES[rule])
    odd = {(one.station_id, one.product) for one in density_hints(since, limits)}
    for place in places():
        told = {"failed_before": place in bad, "density": place in odd, "never": place not in sampled}
        told |= dict.fromkeys(found[place[0]], True)
        order = ("failed_before", "papers", "no_papers", "density", "never")
        made[place] = [sign for sign in order if told.get(sign)]
    return made


def _failed(today: date) -> set[Place]:
    """Where a sample of the last two years failed, and no retest cleared it."""
    latest = LabReport.objects.filter(tested_on__gte=today - _BEFORE).order_by(
        "sample_id", "-tested_on", "-id"
    )
    rows = latest.distinct("sample_id").values_list("station_id", "sample__product", "result")
    return {(station_id, product) for station_id, product, result in rows if result == "fail"}


def density_hints(since: datetime, limits: Sequence[Limit]) -> list[DensityHint]:
    """Deliveries whose density at 20 °C lies outside the limits of their product, the latest first."""
    made: list[DensityHint] = []
    known: dict[tuple[str, date], Limit | None] = {}
    for station_id, name, number, product, at, density in _rows(_DENSITIES, {"since": since}):
        key = (product, business_day(at))
        if key not in known:
            known[key] = limit_of(limits, product, "density20", key[1])
        limit = known[key]
        if limit is None or limit.low is None or limit.high is None:
            continue
        if not limit.low <= Decimal(str(density)) <= limit.high:
            made.append(
                DensityHint(
                    station_id=station_id,
                    station_name=name or station_id,
                    delivery_id=number,
                    product=product,
                    delivered_at=at,
                    density20_kg_m3=density,
                    low=float(limit.low),
                    high=float(limit.high),
                    fits=_fits(limits, density, business_day(at)),
                )
            )
    return made


def _fits(limits: Sequence[Limit], density: float, day: date) -> str:
    """The kind of fuel that such a density has; empty for none."""
    for product in _KINDS:
        limit = limit_of(limits, product, "density20", day)
        ends = (limit.low, limit.high) if limit else (None, None)
        if ends[0] is not None and ends[1] is not None and ends[0] <= Decimal(str(density)) <= ends[1]:
            return fuel_name("diesel" if product.endswith("D") else "petrol")
    return ""


def _rows(statement: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchall()


_PLACES = """
SELECT DISTINCT n.station_id, n.product
FROM stations AS s JOIN LATERAL (
    SELECT DISTINCT ON (nozzle_id) station_id, product FROM nozzles
    WHERE station_id = s.station_id AND coalesce(valid_from, '-infinity') <= now()
    ORDER BY nozzle_id, coalesce(valid_from, '-infinity') DESC
) AS n ON true
WHERE s.status = 'operating'
ORDER BY 1, 2
"""
_FINDINGS = """
SELECT DISTINCT station_id, rule FROM (
    SELECT DISTINCT ON (finding_id) station_id, rule, status, verdict FROM findings
    WHERE rule = ANY(%(rules)s) AND started_at >= %(since)s ORDER BY finding_id, revision DESC
) AS said
WHERE status IN ('open', 'ended') AND verdict <> 'undecidable'
"""
_DENSITIES = """
SELECT d.station_id, s.name, d.delivery_id, d.product, d.delivered_at, d.density20_kg_m3
FROM deliveries AS d LEFT JOIN stations AS s USING (station_id)
WHERE d.delivered_at >= %(since)s AND NOT d.test ORDER BY d.delivered_at DESC, d.delivery_id
"""
