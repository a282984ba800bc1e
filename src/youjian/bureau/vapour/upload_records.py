"""What an upload sends, whatever its family: the records of its hour, and what happens when it fails."""

import logging
from datetime import timedelta

from django.db import connection

from youjian.bureau.registry.records import nozzles_at
from youjian.bureau.scope import scoped
from youjian.bureau.times import now
from youjian.bureau.vapour.models import UploadMessage
from youjian.protocols.vapour.model import Fill, Pressure

_LOG = logging.getLogger(__name__)
MOST_TRIES = 12
_LONGEST_PAUSE_MINUTES = 60


def records_of(message: UploadMessage) -> list[Fill | Pressure]:
    """The records of a message, in their order."""
    end = message.hour + timedelta(hours=1)
    given = [message.station_id, message.hour, end, message.after, message.after, message.until]
    with connection.cursor() as cursor:
        cursor.execute(_FILLS if message.kind == "fills" else _READINGS, given)
        rows = cursor.fetchall()
    if message.kind == "pressure":
        return [Pressure(at=at, pressure_pa=pressure, vapour_ppm=ppm) for at, pressure, ppm in rows]
    register = nozzles_at(message.station_id, message.hour)
    return [
        Fill(
            nozzle_id=nozzle,
            started_at=started,
            ended_at=ended,
            fuel_ml=fuel,
            vapour_ml=vapour,
            ratio=ratio,
            fuel_l_min=fuel_rate,
            vapour_l_min=vapour_rate,
            dispenser=register[nozzle].dispenser_id if nozzle in register else None,
        )
        for nozzle, started, ended, fuel, vapour, ratio, fuel_rate, vapour_rate in rows
    ]


def as_queued(message: UploadMessage, records: int) -> bool:
    """Whether there are as many records as when it was queued; it fails at once when not."""
    if records != message.packets:
        put_off(message, f"{records} records, {message.packets} when it was queued", tries=MOST_TRIES)
    return records == message.packets


def put_off(message: UploadMessage, trouble: str, tries: int | None = None) -> None:
    """Try again later, each time later; after the last time a person has to."""
    message.tries = message.tries + 1 if tries is None else tries
    message.trouble = trouble[:200]
    message.state = "failed" if message.tries >= MOST_TRIES else "waiting"
    message.next_at = now() + timedelta(minutes=min(2**message.tries, _LONGEST_PAUSE_MINUTES))
    with scoped():
        message.save()
    _LOG.warning("vapour upload %d: %s", message.pk, trouble)


_FILLS = """
SELECT nozzle_id, started_at, ended_at, fuel_ml, vapour_ml, ratio, fuel_l_min, vapour_l_min
FROM ledger.vapour_fills
WHERE station_id = %s AND ended_at >= %s AND ended_at < %s AND NOT test
    AND (%s::timestamptz IS NULL OR received_at > %s) AND received_at <= %s
ORDER BY ended_at, nozzle_id, started_at
"""
_READINGS = """
SELECT at, pressure_pa, vapour_ppm FROM ledger.pressure_readings
WHERE station_id = %s AND at >= %s AND at < %s AND NOT test
    AND (%s::timestamptz IS NULL OR received_at > %s) AND received_at <= %s
ORDER BY at
"""
