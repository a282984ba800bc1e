"""How uploads stand: each target's queue, and records of whole days beside those that were taken over."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast

from django.db.models import Count, F, Max, Q, Sum

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.registry.models import Station
from youjian.bureau.scope import within
from youjian.bureau.times import now
from youjian.bureau.vapour.contracts import UploadFamily, UploadTargetOut
from youjian.bureau.vapour.models import DayRead, UploadMessage, UploadTarget
from youjian.contract.fields import business_day, day_bounds

_DAY = timedelta(days=1)
_REACH = 7


def targets(actor: Actor) -> list[UploadTargetOut]:
    """Every target, with the messages of the actor's stations.

    Records and acknowledged ones are of the whole days among the last seven, as they were counted when the
    days were judged: a count of its own, not that of the queue.
    """
    return [_target(actor, row) for row in UploadTarget.objects.order_by("name")]


def _target(actor: Actor, row: UploadTarget) -> UploadTargetOut:
    last = business_day(now()) - _DAY
    first = max(last - (_REACH - 1) * _DAY, business_day(row.since) + _DAY)
    told = _queue(actor, row, first, last)
    return UploadTargetOut(
        id=row.pk,
        name=row.name,
        family=cast("UploadFamily", row.family),
        path=row.path,
        secure=row.secure,
        host=row.host,
        port=row.port,
        since=row.since,
        active=row.active,
        made_by_name=row.made_by_name,
        waiting=told["waiting"],
        failed=told["failed"],
        sent=told["sent"],
        last_sent_at=told["last"],
        records=_records(actor, first, last),
        acked=told["taken"] or 0,
    )


def _queue(actor: Actor, row: UploadTarget, first: date, last: date) -> Mapping[str, Any]:
    whole = Q(hour__gte=day_bounds(first)[0], hour__lt=day_bounds(last)[1])
    return UploadMessage.objects.filter(within(actor.scope), target=row).aggregate(
        waiting=Count("id", filter=Q(state="waiting")),
        failed=Count("id", filter=Q(state="failed")),
        sent=Count("id", filter=Q(state="sent")),
        last=Max("sent_at"),
        taken=Sum("acked", filter=whole),
    )


def _records(actor: Actor, first: date, last: date) -> int:
    obliged = Station.objects.filter(vapour_monitoring=True).values("station_id")
    days = DayRead.objects.filter(within(actor.scope), day__range=(first, last), station_id__in=obliged)
    return days.aggregate(records=Sum(F("fills") + F("readings")))["records"] or 0
