"""The list of alerts and the rule catalogue, within the actor's scope."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from youjian.bureau.accounts.contracts import Actor, NamedCode
from youjian.bureau.accounts.models import Department, User
from youjian.bureau.alerts import assigning
from youjian.bureau.alerts.causes import cause_words
from youjian.bureau.alerts.contracts import (
    AlertFilter,
    AlertList,
    AlertRow,
    CandidateOut,
    CandidatesOut,
    PersonAt,
    RuleOut,
)
from youjian.bureau.alerts.models import Alert, AlertFinding
from youjian.bureau.duty.selectors import on_duty
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry.models import Station
from youjian.bureau.scope import within
from youjian.bureau.times import now
from youjian.contract.codes import RULE_CODES

_ORDERS = {
    "-opened_at": ("-opened_at", "-id"),
    "opened_at": ("opened_at", "id"),
    "severity": ("-rank", "-opened_at", "-id"),
    "-detected_at": ("-detected_at", "-id"),
}


PEOPLE = ("signed_by", "closed_by", "assigned_to")
"""Who stands on an alert's line."""


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


def inbox(actor: Actor) -> QuerySet[Alert]:
    """What waits for a person: unclosed and awake alerts of their department or assigned to them.

    What lies below a wider alert that is not closed waits with that one.
    """
    mine = Q(assigned_to__username=actor.acting_for or actor.username)
    department = assigning.department_of(actor)
    if department:
        mine |= Q(departments__contains=[department])
    awake = Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=now())
    apart = Q(parent__isnull=True) | Q(parent__status="closed")
    return alerts_of(actor).filter(mine, awake, apart).exclude(status="closed")


def candidates(actor: Actor, alert_id: int) -> CandidatesOut:
    """Who may get an alert; who of them is on duty comes first. Raises Problem 404 outside the scope."""
    alert = alerts_of(actor).filter(id=alert_id).first()
    if alert is None:
        raise not_found(pick(f"预警{alert_id}", f"Alert {alert_id}"))
    people, moment = assigning.candidates(alert), now()
    codes = {user.department_id or "" for user in people}
    present = {who for code in codes for who in on_duty(code, moment, alert.station_id[:6])}
    listed = [
        CandidateOut(
            username=user.username,
            display_name=user.display_name,
            department=user.department_id or "",
            department_name=user.department.name if user.department else "",
            on_duty=user.pk in present,
        )
        for user in people
    ]
    return CandidatesOut(
        people=sorted(listed, key=lambda one: not one.on_duty),
        departments=[NamedCode(code=d.code, name=d.name) for d in assigning.departments()],
    )


def alerts(actor: Actor, wanted: AlertFilter) -> AlertList:
    """A page of the alerts that fit a filter."""
    every = inbox(actor) if wanted.mine else alerts_of(actor)
    found = every.filter(*_conditions(actor, wanted))
    begin = (wanted.page - 1) * wanted.page_size
    shown = found.select_related(*PEOPLE).order_by(*_ORDERS[wanted.order])
    return AlertList(
        items=rows(actor, shown[begin : begin + wanted.page_size]),
        total=found.count(),
        page=wanted.page,
        page_size=wanted.page_size,
    )


def rows(actor: Actor, found: Iterable[Alert]) -> list[AlertRow]:
    """Alerts as lines, with the names of their stations, regions and departments."""
    listed = list(found)
    heads = register.station_heads(actor, [alert.station_id for alert in listed])
    names = _Names(register.region_names(), _department_names(listed), *_counted(listed))
    return [_row(alert, heads.get(alert.station_id), names) for alert in listed]


@dataclass(frozen=True)
class _Names:
    """What lines need besides the alerts: regions and departments by code, findings counted by alert."""

    regions: dict[str, str]
    departments: dict[str, str]
    findings: dict[int, int]
    children: dict[int, int]


def _department_names(listed: list[Alert]) -> dict[str, str]:
    codes = {code for alert in listed for code in alert.departments}
    found = Department.objects.filter(code__in=codes or [""])
    return {department.code: department.name for department in found}


def _counted(listed: list[Alert]) -> tuple[dict[int, int], dict[int, int]]:
    """How many findings each alert has, and how many alerts lie below it."""
    keys = {alert.pk for alert in listed}
    findings = AlertFinding.objects.filter(alert_id__in=keys).values_list("alert_id").annotate(n=Count("id"))
    below: Counter[int] = Counter()
    under = Alert.objects.filter(Q(parent_id__in=keys) | Q(storm_id__in=keys))
    for pair in under.values_list("parent_id", "storm_id"):
        below.update({*pair} & keys)
    return dict(findings), below


def _row(alert: Alert, station: Station | None, names: _Names) -> AlertRow:
    region = station.region_code if station else alert.station_id[:6]
    region_name = names.regions.get(region) or region
    same: dict[str, Any] = {name: getattr(alert, name) for name in _SAME}
    return AlertRow(
        **same,
        id=alert.pk,
        station_name=station.name if station else region_name,
        region_code=region,
        region_name=region_name,
        rule_name=rule_name(alert.rule) if alert.rule else pick(*cause_words(alert.cause)),
        cause_name=pick(*cause_words(alert.cause)),
        department_names=[names.departments.get(code) or code for code in alert.departments],
        assigned=_person(alert.assigned_to, alert.assigned_at),
        findings=names.findings.get(alert.pk, 0),
        children=names.children.get(alert.pk, 0),
        device=pick(alert.device, alert.device_en or alert.device),
        message=alert.message_shown,
        signed=_person(alert.signed_by, alert.signed_at),
        closed=_person(alert.closed_by, alert.closed_at),
        outcome=alert.outcome or None,  # type: ignore[arg-type]
    )


_SAME = (
    "finding_id", "station_id", "rule", "subject", "severity", "colour", "verdict", "status",
    "finding_status", "estimate", "low", "high", "unit", "started_at", "ended_at",
    "detected_at", "opened_at", "cause", "departments", "measured_at", "snoozed_until", "sign_by",
    "close_by", "level", "parent_id", "storm_id", "same_as_id", "version",
    "caught_from", "caught_until",
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
        "cause__in": wanted.cause,
        "departments__contains": [wanted.department] if wanted.department else None,
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
