"""How uploads stand: each target's queue, and records of the last days beside those that were taken over."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Max, Q, Sum

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.scope import within
from youjian.bureau.times import now
from youjian.bureau.vapour.contracts import UploadTargetOut
from youjian.bureau.vapour.models import UploadMessage, UploadTarget

_REACH = timedelta(days=7)


def targets(actor: Actor) -> list[UploadTargetOut]:
    """Every target, with the messages of the actor's stations."""
    moment = now()
    mine = UploadMessage.objects.filter(within(actor.scope)).values("target_id")
    sums = {
        row["target_id"]: row
        for row in mine.annotate(
            waiting=Count("id", filter=Q(state="waiting")),
            failed=Count("id", filter=Q(state="failed")),
            sent=Count("id", filter=Q(state="sent")),
            last=Max("sent_at"),
            taken=Sum("acked", filter=Q(hour__gte=moment - _REACH)),
        )
    }
    return [_target(row, sums.get(row.pk, {})) for row in UploadTarget.objects.order_by("name")]


def _target(row: UploadTarget, told: dict[str, Any]) -> UploadTargetOut:
    until = now().replace(minute=0, second=0, microsecond=0)
    hour = max(row.since, now() - _REACH).replace(minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_RECORDS, [hour, until, hour, until])
        records = cursor.fetchone()[0]
    return UploadTargetOut(
        id=row.pk,
        name=row.name,
        host=row.host,
        port=row.port,
        since=row.since,
        active=row.active,
        made_by_name=row.made_by_name,
        waiting=told.get("waiting", 0),
        failed=told.get("failed", 0),
        sent=told.get("sent", 0),
        last_sent_at=told.get("last"),
        records=records,
        acked=told.get("taken") or 0,
    )


_RECORDS = """
SELECT (
    SELECT count(*) FROM ledger.vapour_fills JOIN ledger.stations AS s USING (station_id)
    WHERE s.vapour_monitoring AND NOT test AND ended_at >= %s AND ended_at < %s
) + (
    SELECT count(*) FROM ledger.pressure_readings JOIN ledger.stations AS s USING (station_id)
    WHERE s.vapour_monitoring AND NOT test AND at >= %s AND at < %s
)
"""
