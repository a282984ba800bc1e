"""Days on which a monitor was silent or had a fault, and whether the station had announced it.

Silent: the station sold, the monitor sent no fill or no pressure. Announced: a downtime of the monitor or of
the whole station, asked for or approved, that lies on that day.
"""

from datetime import timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts.selectors import alerts_of
from youjian.bureau.downtime.models import Request
from youjian.bureau.language import pick
from youjian.bureau.registry.models import Station
from youjian.bureau.scope import within
from youjian.bureau.times import now
from youjian.bureau.vapour.contracts import VapourTrust
from youjian.bureau.vapour.models import DayRead, DeviceEventRecord
from youjian.contract.fields import business_day

FORGED, APART = "vapour.forged", "vapour.volume_mismatch"
_REACH = timedelta(days=30)


class _DayStart(Func):
    template = "((%(expressions)s)::timestamp AT TIME ZONE 'Asia/Shanghai')"
    output_field = DateTimeField()  # pyright: ignore[reportAssignmentType] - Django's own way to say it


def fault_days(actor: Actor) -> QuerySet[Any]:
    """Days of stations that must monitor, with `kind` and `announced`."""
    obliged = Station.objects.filter(vapour_monitoring=True).exclude(status="closed")
    on_day = {"station_id": OuterRef("station_id")}
    faults = DeviceEventRecord.objects.filter(
        **on_day, device="vapour", code="gauge_fault", at__gte=OuterRef("begins"), at__lt=OuterRef("ends")
    )
    announced = Request.objects.filter(
        **on_day,
        device__in=["vapour", "station"],
        status__in=["requested", "approved"],
        starts_at__lt=OuterRef("ends"),
        ends_at__gt=OuterRef("begins"),
    )
    found = DayRead.objects.filter(within(actor.scope), station_id__in=obliged.values("station_id"))
    found = found.annotate(
        begins=_DayStart(F("day")),
        ends=ExpressionWrapper(
            _DayStart(F("day")) + Value(timedelta(days=1), DurationField()), DateTimeField()
        ),
    ).annotate(fault=Exists(faults), announced=Exists(announced))
    return found.annotate(kind=_kind()).exclude(kind="")


def trust(actor: Actor) -> VapourTrust:
    """How far the monitors of the last 30 days can be believed: silence, faults, signs of drawn values."""
    since = business_day(now()) - _REACH
    told = fault_days(actor).filter(day__gte=since, announced=False)
    days = told.aggregate(n=Count("station_id"))["n"]
    stations = told.values("station_id").distinct().count()
    open_alerts = alerts_of(actor).exclude(status="closed")
    forged, apart = (open_alerts.filter(rule=rule).count() for rule in (FORGED, APART))
    zh = (
        f"近30天，{stations}座站的监测设备共{days}个站日静默或故障而未申报；"
        f"数据疑似生成的预警{forged}条、监测油量与加油机不符的预警{apart}条未办结。"
    )
    en = (
        f"In 30 days monitors of {stations} stations were silent or faulty, unannounced, "
        f"on {days} station-days; "
        f"{forged} alerts of A/L that look drawn and {apart} of litres apart are open."
    )
    return VapourTrust(sentence=pick(zh, en), days=days, stations=stations, forged=forged, apart=apart)


def _kind() -> Case:
    sold = Q(fuellings__gt=0)
    return Case(
        When(sold & Q(fills=0, readings=0), then=Value("silent")),
        When(sold & Q(fills=0), then=Value("no_fills")),
        When(sold & Q(readings=0), then=Value("no_pressure")),
        When(fault=True, then=Value("fault")),
        default=Value(""),
        output_field=CharField(),
    )
