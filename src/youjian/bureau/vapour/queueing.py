"""The queue of uploads: an hour that is over becomes a message, what comes late another part of it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from youjian.bureau.times import now
from youjian.bureau.vapour.models import UploadMessage, UploadTarget

_SETTLED = timedelta(minutes=5)
"""Records received less long ago wait: their transactions may not all be there."""
_REACH = timedelta(days=7)


def queue_round() -> int:
    """Make the messages that are due, in the caller's transaction; returns how many."""
    moment = now()
    return sum(_queue(target, moment) for target in UploadTarget.objects.filter(active=True))


def _queue(target: UploadTarget, moment: datetime) -> int:
    since = max(target.since, moment - _REACH).replace(minute=0, second=0, microsecond=0)
    until = moment.replace(minute=0, second=0, microsecond=0)
    given = {"target": target.pk, "since": since, "until": until, "received": moment - _SETTLED}
    with connection.cursor() as cursor:
        cursor.execute(_DUE, given)
        rows = cursor.fetchall()
    made = list(_messages(target, rows, moment))
    UploadMessage.objects.bulk_create(made, batch_size=1000)
    return len(made)


def _messages(target: UploadTarget, rows: Iterable[Any], moment: datetime) -> Iterable[UploadMessage]:
    """Each with its QNs behind those of the one before, so that no station gives one twice."""
    begun: dict[str, datetime] = {}
    for station_id, kind, hour, part, after, packets in rows:
        start = begun.get(station_id, moment)
        begun[station_id] = start + timedelta(milliseconds=packets)
        yield UploadMessage(
            target=target,
            station_id=station_id,
            kind=kind,
            hour=hour,
            part=part,
            after=after,
            until=moment - _SETTLED,
            begun=start,
            packets=packets,
            next_at=moment,
        )


_DUE = """
WITH there AS (
    SELECT 'fills' AS kind, station_id, date_trunc('hour', ended_at) AS hour, received_at
    FROM ledger.vapour_fills
    WHERE NOT test AND ended_at >= %(since)s AND ended_at < %(until)s AND received_at <= %(received)s
    UNION ALL
    SELECT 'pressure', station_id, date_trunc('hour', at), received_at
    FROM ledger.pressure_readings
    WHERE NOT test AND at >= %(since)s AND at < %(until)s AND received_at <= %(received)s
), made AS (
    SELECT station_id, kind, hour, max(part) AS part, max(until) AS until
    FROM bureau.vapour_uploadmessage WHERE target_id = %(target)s AND hour >= %(since)s GROUP BY 1, 2, 3
)
SELECT t.station_id, t.kind, t.hour, coalesce(max(m.part), 0) + 1, max(m.until), count(*)::integer
FROM there AS t
JOIN ledger.stations AS s ON s.station_id = t.station_id AND s.vapour_monitoring
LEFT JOIN made AS m ON (m.station_id, m.kind, m.hour) = (t.station_id, t.kind, t.hour)
WHERE m.until IS NULL OR t.received_at > m.until
GROUP BY 1, 2, 3 ORDER BY 1, 3, 2
"""
