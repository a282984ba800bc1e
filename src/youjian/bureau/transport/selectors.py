"""Reads of matches, within the actor's scope."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts.models import AlertFinding
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.scope import within
from youjian.bureau.sheets.fields import named
from youjian.bureau.stock.models import Rise
from youjian.bureau.transport.contracts import (
    MatchCandidateOut,
    MatchCheckOut,
    MatchCountsOut,
    MatchFindingOut,
    MatchOut,
    MatchPartOut,
    MatchStepOut,
    MatchVerb,
)
from youjian.bureau.transport.facts import rise_key, rows
from youjian.bureau.transport.models import Match
from youjian.bureau.transport.words import CHECKS, MISSING, REASONS, STATES, STATUSES, STEPS
from youjian.detection.books.match_checks import claim_of
from youjian.detection.books.match_trips import arrived, trip_factors, unloaded_ml
from youjian.detection.books.products import named as family_named
from youjian.detection.books.products import product_named

_NEAR = timedelta(days=3)
_MOST_NEAR = 12


def matches(actor: Actor) -> QuerySet[Match]:
    """The work list within the actor's scope; what was withdrawn only where a person had worked on it."""
    return Match.objects.filter(within(actor.scope))


def match(actor: Actor, match_id: int) -> MatchOut:
    """One match with everything that belongs to it; raises Problem 404."""
    row = matches(actor).filter(id=match_id).first()
    if row is None:
        raise not_found(pick(f"单据核对第{match_id}条", f"Match {match_id}"))
    station = register.station_heads(actor, [row.station_id]).get(row.station_id)
    return MatchOut(
        id=row.pk,
        station_id=row.station_id,
        station_name=station.name if station else row.station_id,
        at=row.at,
        due_at=row.due_at,
        product_name=product_name(row.product),
        state=row.state,  # type: ignore[arg-type]
        state_name=named(STATES, row.state),
        status=row.status,
        status_name=named(STATUSES, row.status),
        taken_by_name=row.taken_by_name,
        reason=row.reason,
        reason_name=named(REASONS, row.reason) if row.reason else "",
        note=row.note,
        alert_id=row.alert_id,
        missing=[named(MISSING, one) for one in row.missing],
        parts=parts_of(row.station_id, row.documents, row.rises, row.trips),
        checks=[MatchCheckOut(**check, of_name=named(CHECKS, check["of"])) for check in row.checks],
        findings=_findings(actor, row),
        steps=_steps(row),
        candidates=_candidates(actor, row),
        may=may(actor, row),
    )


def counts(actor: Actor) -> MatchCountsOut:
    """How much of the work list wants a person."""
    found = matches(actor)
    states = Counter(found.filter(todo=True).values_list("state", flat=True))
    return MatchCountsOut(
        todo=sum(states.values()),
        mine=found.filter(todo=True, taken_by=actor.username).count(),
        waiting=found.filter(state="waiting").count(),
        by_state=dict(states),
    )


def may(actor: Actor, row: Match) -> list[MatchVerb]:
    """What a person may do with a match."""
    verbs: list[MatchVerb] = []
    if actor.may("supply.settle") and row.state != "withdrawn":
        verbs = ["take", "ask", "settle", "hand", "join"]
        if len(row.documents) + len(row.rises) + len(row.trips) > 1:
            verbs.append("part")
    if row.status == "asked" and (actor.may("supply.enter") or actor.may("portal.use")):
        verbs.append("answer")
    return verbs


def product_name(product: str) -> str:
    """A product, or a family of them where only a gauge spoke."""
    return pick(*(family_named(product) if product == "D" else product_named(product)))


def parts_of(
    station_id: str, documents: Sequence[str], rises: Sequence[str], trips: Sequence[str]
) -> list[MatchPartOut]:
    """Documents, trips and rises by their numbers, in this order."""
    found = [_document(d) for d in rows(_DOCUMENTS, station_id, list(documents))] if documents else []
    found += [_trip(t) for t in rows(_TRIPS, station_id, list(trips))] if trips else []
    risen = Rise.objects.filter(station_id=station_id).order_by("started_at") if rises else []
    return [*found, *(_rise(one) for one in risen if rise_key(one.tank_id, one.started_at) in rises)]


def _document(row: dict[str, Any]) -> MatchPartOut:
    claim = claim_of(row)
    return MatchPartOut(
        name=f"d:{row['delivery_id']}",
        kind="document",
        number=row["delivery_id"],
        at=row["delivered_at"],
        product_name=product_name(row["product"]),
        volume_ml=row["documented_volume_ml"],
        litres20_ml=round(1000 * claim.litres20) if claim else None,
        sd20_ml=round(1000 * claim.sd_l) if claim else None,
        tank_id=row["tank_id"],
        supplier_uscc=row["supplier_uscc"],
        waybill_no=row["waybill_no"],
        invoice_no=row["invoice_no"],
    )


def _trip(row: dict[str, Any]) -> MatchPartOut:
    factors = trip_factors(row)
    done = row["unloaded_ml"] is not None
    factor = None if factors is None else factors[1 if done else 0]
    return MatchPartOut(
        name=f"t:{row['waybill_no']}",
        kind="trip",
        number=row["waybill_no"],
        at=arrived(row),
        product_name=product_name(row["product"]),
        volume_ml=unloaded_ml(row),
        litres20_ml=None if factor is None else round(unloaded_ml(row) * factor),
        plate_no=row["plate_no"],
        waybill_no=row["waybill_no"],
    )


def _rise(rise: Rise) -> MatchPartOut:
    key = rise_key(rise.tank_id, rise.started_at)
    return MatchPartOut(
        name=f"r:{key}",
        kind="rise",
        number=key,
        at=rise.started_at,
        product_name=product_name(rise.product),
        volume_ml=rise.litres20_ml,
        litres20_ml=rise.litres20_ml,
        sd20_ml=rise.sd_ml,
        tank_id=rise.tank_id,
    )


def _findings(actor: Actor, row: Match) -> list[MatchFindingOut]:
    """What detection said, with the alert where the actor may see it."""
    if not row.findings:
        return []
    told = dict(
        AlertFinding.objects.filter(within(actor.scope), finding_id__in=row.findings).values_list(
            "finding_id", "alert_id"
        )
    )
    return [
        MatchFindingOut(
            finding_id=one["finding_id"],
            rule=one["rule"],
            message=pick(one["message"], one["message_en"]),
            alert_id=told.get(one["finding_id"]) if actor.may("alert.see") else None,
        )
        for one in rows(_FINDINGS, row.findings)
    ]


def _steps(row: Match) -> list[MatchStepOut]:
    return [
        MatchStepOut(
            at=step.at,
            step=step.step,
            step_name=named(STEPS, step.step),
            reason_name=named(REASONS, step.reason) if step.reason else "",
            note=step.note,
            display_name=step.display_name,
        )
        for step in row.steps.order_by("id")  # type: ignore[attr-defined]
    ]


def _candidates(actor: Actor, row: Match) -> list[MatchCandidateOut]:
    """Other matches of the station around it that something is missing of."""
    if row.state == "matched" or not actor.may("supply.settle"):
        return []
    near = matches(actor).filter(
        station_id=row.station_id, at__gte=row.at - _NEAR, at__lte=row.at + _NEAR
    )  # fmt: skip
    found = near.exclude(id=row.pk).exclude(state__in=["matched", "withdrawn"]).order_by("at")[:_MOST_NEAR]
    return [
        MatchCandidateOut(
            id=one.pk,
            at=one.at,
            state_name=named(STATES, one.state),
            parts=[*one.documents, *one.trips, *(_rise_name(key) for key in one.rises)],
        )
        for one in found
    ]


def _rise_name(key: str) -> str:
    tank = key.partition("@")[0]
    return pick(f"{tank}号罐液位上升", f"rise of tank {tank}")


def of_waybill(actor: Actor, waybill_no: str) -> dict[str, Match]:
    """The matches in which a waybill's parts are, by station."""
    found = matches(actor).filter(trips__contains=[waybill_no])
    return {row.station_id: row for row in found}


def since(actor: Actor, moment: datetime) -> QuerySet[Match]:
    """Matches from a moment on that gauge and document take part in: what bias is made of."""
    return matches(actor).filter(at__gte=moment).exclude(state="withdrawn")


_DOCUMENTS = """
SELECT delivery_id, tank_id, product, delivered_at, documented_volume_ml, reference, density20_kg_m3, temp_c,
    supplier_uscc, waybill_no, invoice_no
FROM ledger.deliveries WHERE station_id = %s AND delivery_id = ANY(%s) AND NOT test
ORDER BY delivered_at, delivery_id
"""
_TRIPS = """
SELECT waybill_no, plate_no, product, loaded_ml, loaded_at, loaded_temp_c, unloaded_at, unloaded_ml,
    unloaded_temp_c, density20_kg_m3
FROM ledger.trips WHERE consignee_station_id = %s AND waybill_no = ANY(%s) AND NOT test
ORDER BY loaded_at, waybill_no
"""
_FINDINGS = """
SELECT DISTINCT ON (finding_id) finding_id, rule, message, message_en FROM ledger.findings
WHERE finding_id = ANY(%s) ORDER BY finding_id, revision DESC
"""
