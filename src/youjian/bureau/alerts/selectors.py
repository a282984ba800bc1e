"""The list of alerts and the rule catalogue, within the actor's scope."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import User
from youjian.bureau.alerts.contracts import AlertFilter, AlertList, AlertRow, PersonAt, RuleOut
from youjian.bureau.alerts.models import Alert
from youjian.bureau.language import pick
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry.models import Station
from youjian.bureau.scope import within
from youjian.contract.codes import RULE_CODES

_ORDERS = {
    "-opened_at": ("-opened_at", "-id"),
    "opened_at": ("opened_at", "id"),
    "severity": ("-rank", "-opened_at", "-id"),
    "-detected_at": ("-detected_at", "-id"),
}


def rules() -> list[RuleOut]:
    """The rule catalogue in its order."""
    return [rule_out(code) for code in RULE_CODES]


def rule_out(code: str) -> RuleOut:
    """A rule of the catalogue; a code that this version does not know stands for itself."""
    known = RULE_CODES.get(code)
    if known is None:
        return RuleOut(code=code, kind="exact", name=code, name_en=code, basis="")
    return RuleOut(code=code, kind=known.kind, name=known.name, name_en=known.name_en, basis=known.basis)


def rule_name(code: str) -> str:
    """A rule's name in the request's language."""
    rule = rule_out(code)
    return pick(rule.name, rule.name_en)


def alerts_of(actor: Actor) -> QuerySet[Alert]:
    """Every alert within the actor's scope."""
    return Alert.objects.filter(within(actor.scope))


def alerts(actor: Actor, wanted: AlertFilter) -> AlertList:
    """A page of the alerts that fit a filter."""
    found = alerts_of(actor).filter(*_conditions(actor, wanted))
    begin = (wanted.page - 1) * wanted.page_size
    shown = found.select_related("signed_by", "closed_by").order_by(*_ORDERS[wanted.order])
    return AlertList(
        items=rows(actor, shown[begin : begin + wanted.page_size]),
        total=found.count(),
        page=wanted.page,
        page_size=wanted.page_size,
    )


def rows(actor: Actor, found: Iterable[Alert]) -> list[AlertRow]:
    """Alerts as lines, with the names of their stations and regions."""
    listed = list(found)
    heads = register.station_heads(actor, [alert.station_id for alert in listed])
    names = register.region_names()
    return [row(alert, heads.get(alert.station_id), names) for alert in listed]


def row(alert: Alert, station: Station | None, regions: dict[str, str]) -> AlertRow:
    """One alert as a line."""
    region = station.region_code if station else alert.station_id[:6]
    same: dict[str, Any] = {name: getattr(alert, name) for name in _SAME}
    return AlertRow(
        **same,
        id=alert.pk,
        station_name=station.name if station else alert.station_id,
        region_code=region,
        region_name=regions.get(region) or region,
        rule_name=rule_name(alert.rule),
        message=alert.message_shown,
        signed=_person(alert.signed_by, alert.signed_at),
        closed=_person(alert.closed_by, alert.closed_at),
        outcome=alert.outcome or None,  # type: ignore[arg-type]
    )


_SAME = (
    "finding_id", "station_id", "rule", "subject", "severity", "colour", "verdict", "status",
    "finding_status", "estimate", "low", "high", "unit", "started_at", "ended_at",
    "detected_at", "opened_at",
)  # fmt: skip


def _person(user: User | None, at: datetime | None) -> PersonAt | None:
    if user is None or at is None:
        return None
    return PersonAt(username=user.username, display_name=user.display_name, at=at)


def _conditions(actor: Actor, wanted: AlertFilter) -> list[Q]:
    pairs = {
        "status__in": wanted.status,
        "colour__in": wanted.colour,
        "rule__in": wanted.rule,
        "station_id": wanted.station_id,
        "opened_at__gte": wanted.opened_from,
        "opened_at__lt": wanted.opened_to,
    }
    conditions = [Q(**{name: value}) for name, value in pairs.items() if value]
    text = wanted.text.strip()
    if wanted.region:
        inside = register.stations_of(actor).filter(region_code__startswith=wanted.region)
        conditions.append(Q(station_id__in=inside.values("station_id")))
    if text:
        named = register.stations_of(actor).filter(name__icontains=text).values("station_id")
        conditions.append(
            Q(message__icontains=text)
            | Q(message_en__icontains=text)
            | Q(station_id__startswith=text)
            | Q(finding_id__startswith=text)
            | Q(station_id__in=named)
        )
    return conditions
